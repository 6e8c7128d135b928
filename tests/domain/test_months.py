from datetime import date

import pytest

from vipdesk.domain.months import months_until, shifted, whole_months


def test_months_run_over_years() -> None:
    assert shifted("2026-01", -1) == "2025-12"
    assert months_until("2026-02", 4) == ["2025-11", "2025-12", "2026-01", "2026-02"]


@pytest.mark.parametrize(
    ("since", "today", "months"),
    [
        (date(2019, 9, 21), date(2026, 11, 21), 86),
        (date(2019, 9, 22), date(2026, 11, 21), 85),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 12, 1), date(2026, 11, 21), 0),
    ],
)
def test_whole_months(since: date, today: date, months: int) -> None:
    assert whole_months(since, today) == months
