"""The room under a target is counted in exact fractions; a digest covers every member."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from vipdesk.domain.cohorts import CohortHead, CohortLine, digest, forecast, mean_fen, slack
from vipdesk.domain.words import LineStatus, Tier

HEAD = CohortHead(date(2026, 9, 30), "customer", "month", 3, 1)
LINE = CohortLine(7, 3, Tier.GOLD, LineStatus.NORMAL, "融合299", 1, 29_900)


@pytest.mark.parametrize(
    ("size", "lost", "target", "left"),
    [
        (25, 0, Fraction(92, 100), 2),  # in floating point 25 * 0.08 is below 2
        (25, 3, Fraction(92, 100), -1),
        (412, 27, Fraction(92, 100), 5),
        (0, 0, Fraction(92, 100), 0),
        (10, 0, Fraction(1), 0),
    ],
)
def test_slack(size: int, lost: int, target: Fraction, left: int) -> None:
    assert slack(size, lost, target) == left


def test_a_forecast_takes_those_at_high_risk_for_lost() -> None:
    assert forecast(412, 385, 9) == Fraction(376, 412)
    assert forecast(0, 0, 0) is None


@pytest.mark.parametrize(
    ("total", "months", "mean"), [(100, 3, 33), (50, 4, 13), (-50, 4, -12), (7, 0, 0)]
)
def test_a_mean_fee_is_rounded_half_up(total: int, months: int, mean: int) -> None:
    assert mean_fen(total, months) == mean


def test_the_digest_covers_head_and_members_in_whatever_order() -> None:
    other = replace(LINE, line_id=8)
    whole = digest(HEAD, [LINE, other])
    assert digest(HEAD, [other, LINE]) == whole
    assert digest(replace(HEAD, base="mean"), [LINE, other]) != whole
    assert digest(HEAD, [LINE]) != whole
    for changed in (replace(LINE, base_fee_fen=1), replace(LINE, owner_id=None)):
        assert digest(HEAD, [changed, other]) != whole
