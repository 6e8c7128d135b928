from datetime import date
from fractions import Fraction

import pytest

from vipdesk.domain.figures import Figure, FigureKey, percent, quarter_start

FIRST, LAST = date(2026, 10, 1), date(2026, 11, 21)


def _figure(key: FigureKey, numerator: int, denominator: int) -> Figure:
    return Figure(key, numerator, denominator, FIRST, LAST)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(1, 3), "33.33%"),
        (Fraction(2, 3), "66.67%"),
        (Fraction(1, 800), "0.13%"),  # 0.125 goes up
        (Fraction(1), "100.00%"),
        (Fraction(0), "0.00%"),
        (Fraction(5, 4), "125.00%"),
    ],
)
def test_a_share_is_rounded_half_up(share: Fraction, said: str) -> None:
    assert percent(share) == said


def test_a_target_is_compared_exactly() -> None:
    assert _figure(FigureKey.RENEWAL, 17, 20).met is True  # 85 % to the hair
    assert _figure(FigureKey.RENEWAL, 8_499, 10_000).met is False  # shown as 84.99%
    assert _figure(FigureKey.CHURN, 2, 200).met is True
    assert _figure(FigureKey.CHURN, 2, 199).met is False


def test_nothing_to_count_is_not_nought() -> None:
    figure = _figure(FigureKey.RENEWAL, 0, 0)
    assert (figure.rate, figure.met, figure.missing, figure.is_small) == (None, None, None, False)


def test_what_is_missing_to_the_target_is_a_whole_number() -> None:
    assert _figure(FigureKey.RENEWAL, 10, 20).missing == 7
    assert _figure(FigureKey.RENEWAL, 10, 21).missing == 8  # 17.85 are needed: 18
    assert _figure(FigureKey.RENEWAL, 20, 20).missing == 0
    assert _figure(FigureKey.CHURN, 5, 20).missing is None


def test_reach_has_no_target_of_its_own() -> None:
    figure = _figure(FigureKey.REACH, 1, 2)
    assert (figure.met, figure.missing) == (None, None)


def test_a_small_sample_says_so() -> None:
    assert _figure(FigureKey.RENEWAL, 29, 29).is_small
    assert not _figure(FigureKey.RENEWAL, 30, 30).is_small


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2028, 2, 29), date(2028, 1, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_quarters_begin_in_january_april_july_and_october(day: date, first: date) -> None:
    assert quarter_start(day) == first
