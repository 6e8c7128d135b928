"""A value is compared as an exact fraction and rounded for display alone."""

from dataclasses import replace
from fractions import Fraction

import pytest

from vipdesk.domain.indicator_words import Direction
from vipdesk.domain.indicators import Span, Spec, Unit, Value, behind_words, hundredths, shown
from vipdesk.domain.periods import Period

SPEC = Spec("k", "Kept", "…", Unit.LINES, Span.QUARTER)
OCTOBER = Period.parse("2026-10")


def value(numerator: int, denominator: int, target: int, direction: Direction) -> Value:
    spec = replace(SPEC, direction=direction)
    return Value(spec, OCTOBER, numerator, denominator, target=target)


@pytest.mark.parametrize(
    ("direction", "met"),
    [
        (Direction.AT_LEAST, True),
        (Direction.AT_MOST, True),
        (Direction.MORE_THAN, False),
        (Direction.LESS_THAN, False),
    ],
)
def test_a_value_that_equals_its_target(direction: Direction, met: bool) -> None:
    assert value(23, 25, 9_200, direction).met is met


def test_what_rounds_to_the_target_does_not_meet_it() -> None:
    missed = value(91_999, 100_000, 9_200, Direction.AT_LEAST)
    assert missed.rate is not None
    assert shown(missed.rate, percent=True) == "92.00%"
    assert missed.met is False
    assert missed.distance == Fraction(1, 100_000)


def test_nothing_to_count_is_no_value() -> None:
    nothing = value(0, 0, 9_200, Direction.AT_LEAST)
    assert (nothing.rate, nothing.met, nothing.distance, nothing.is_small) == (
        None,
        None,
        None,
        False,
    )


def test_a_small_sample_says_so() -> None:
    assert value(29, 29, 9_200, Direction.AT_LEAST).is_small
    assert not value(30, 30, 9_200, Direction.AT_LEAST).is_small


@pytest.mark.parametrize(
    ("twice", "numerator", "said"),
    [
        (False, 56, "56 / 1,924 Lines"),
        (True, 56, "2 × 28 / 1,924 Lines"),
        (True, 0, "0 / 1,924 Lines"),
    ],
)
def test_who_is_counted_twice_is_said_once(twice: bool, numerator: int, said: str) -> None:
    churn = Value(replace(SPEC, twice=twice), OCTOBER, numerator, 1_924)
    assert behind_words(churn, str) == said


@pytest.mark.parametrize(
    ("number", "expected"),
    [(Fraction(1, 200), 1), (Fraction(-1, 200), -1), (Fraction(1, 3), 33), (Fraction(2, 3), 67)],
)
def test_half_a_hundredth_goes_up(number: Fraction, expected: int) -> None:
    assert hundredths(number) == expected


def test_plain_numbers_have_no_sign_of_percent() -> None:
    assert shown(Fraction(4), percent=False) == "4.00"
    assert shown(Fraction(-1, 8), percent=True) == "-12.50%"
    assert shown(Fraction(12_345), percent=False) == "12,345.00"


@pytest.mark.parametrize(
    ("numerator", "denominator", "missing"),
    [(10, 20, 7), (10, 21, 8), (20, 20, 0), (0, 0, None)],  # of 21, 17.85 are needed: 18
)
def test_what_is_missing_to_the_target_is_a_whole_number(
    numerator: int, denominator: int, missing: int | None
) -> None:
    assert value(numerator, denominator, 8_500, Direction.AT_LEAST).missing == missing
    assert value(numerator, denominator, 8_500, Direction.AT_MOST).missing is None
