from datetime import date

import pytest

from vipdesk.domain.network import Since, is_on_network
from vipdesk.domain.words import LineStatus

NORMAL, ARREARS = LineStatus.NORMAL, LineStatus.SUSPENDED_ARREARS
OPENED = (date(2025, 1, 1), NORMAL)
CUT_OFF = (date(2026, 6, 10), ARREARS)
NOTHING = dict.fromkeys(("2026-07", "2026-08", "2026-09"), 0)
SEPTEMBER_OVER = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("status", "on"),
    [
        (NORMAL, True),
        (LineStatus.SUSPENDED_REQUEST, True),
        (ARREARS, True),
        (LineStatus.CLOSED, False),
        (LineStatus.PORTED_OUT, False),
    ],
)
def test_a_line_is_there_until_it_is_closed_or_ported_out(status: LineStatus, on: bool) -> None:
    history = (OPENED, (date(2026, 6, 10), status))
    assert is_on_network(history, {}, SEPTEMBER_OVER) is on
    assert is_on_network(history, {}, date(2026, 6, 9))


@pytest.mark.parametrize(
    ("history", "fees", "day", "on"),
    [
        ((OPENED, CUT_OFF), NOTHING, SEPTEMBER_OVER, False),
        ((OPENED, CUT_OFF), NOTHING, date(2026, 9, 29), True),  # the third month is not over
        ((OPENED, CUT_OFF), NOTHING | {"2026-08": 1}, SEPTEMBER_OVER, True),
        ((OPENED, CUT_OFF), NOTHING | {"2026-08": -500}, SEPTEMBER_OVER, False),  # no fee either
        ((OPENED, CUT_OFF), {"2026-07": 0, "2026-09": 0}, SEPTEMBER_OVER, True),  # one is unknown
        ((OPENED, CUT_OFF), NOTHING | {"2026-08": 1, "2026-10": 0}, date(2026, 10, 31), False),
        ((OPENED, (date(2026, 7, 1), ARREARS)), NOTHING, SEPTEMBER_OVER, False),
        ((OPENED, (date(2026, 7, 2), ARREARS)), NOTHING, SEPTEMBER_OVER, True),
        ((OPENED,), NOTHING, SEPTEMBER_OVER, True),
        ((), NOTHING, SEPTEMBER_OVER, True),
        # told again in later files, it is the same suspension; paid in between, it is another one
        ((OPENED, CUT_OFF, (date(2026, 8, 15), ARREARS)), NOTHING, SEPTEMBER_OVER, False),
        (
            (OPENED, CUT_OFF, (date(2026, 8, 1), NORMAL), (date(2026, 8, 15), ARREARS)),
            NOTHING,
            SEPTEMBER_OVER,
            True,
        ),
        ((OPENED, CUT_OFF, (date(2026, 9, 30), NORMAL)), NOTHING, SEPTEMBER_OVER, True),
    ],
)
def test_three_months_without_a_fee_in_arrears_take_it_off(
    history: tuple[Since, ...], fees: dict[str, int], day: date, on: bool
) -> None:
    assert is_on_network(history, fees, day) is on


def test_how_many_months_is_the_settings_to_say() -> None:
    assert is_on_network((OPENED, CUT_OFF), NOTHING, SEPTEMBER_OVER, limit=4)
    assert not is_on_network((OPENED, CUT_OFF), NOTHING, date(2026, 7, 31), limit=1)
