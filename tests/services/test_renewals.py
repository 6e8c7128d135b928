"""The renewal rate of the quarter as the retention page tells it, from what the desk wrote."""

from datetime import date

import pytest

from tests.conftest import TODAY
from tests.services.task_book import line_of
from tests.services.test_desk_figures import counted
from vipdesk.domain.words import DateKind, DateMove, Outcome
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.store.book import Store
from vipdesk.store.records import ContractDate, RetentionCase

ENDED = date(2026, 11, 10)


def write(
    store: Store, line_id: int, ends_on: date, moved_as: DateMove | None = None, on: date = TODAY
) -> None:
    with store.action("line.edit") as session:
        session.add(
            ContractDate(
                line_id=line_id,
                kind=DateKind.CONTRACT,
                ends_on=ends_on,
                effective_on=on,
                recorded_on=on,
                moved_as=moved_as,
            )
        )


def rate(store: Store) -> tuple[int, int]:
    """Renewed, and ended."""
    (found,) = IndicatorService(store).of_quarter("renewal")
    return found.numerator or 0, found.denominator or 0


def test_renewed_over_ended_from_the_history(store: Store, wang: int, chen: int) -> None:
    assert rate(store) == (0, 0)  # the one contract ends on the 30th
    write(store, line_of(store, chen), ENDED)
    assert rate(store) == (0, 1)
    write(store, line_of(store, chen), date(2027, 11, 10), DateMove.RENEWAL)
    assert rate(store) == (1, 1)
    write(store, line_of(store, chen), date(2027, 11, 30), DateMove.CORRECTION)
    assert rate(store) == (1, 1)  # it is the new date that was wrong


def test_a_corrected_date_never_was_an_end(store: Store, chen: int) -> None:
    write(store, line_of(store, chen), ENDED)
    write(store, line_of(store, chen), date(2027, 1, 10), DateMove.CORRECTION)
    assert rate(store) == (0, 0)


def test_a_history_that_does_not_tell_gives_no_rate(store: Store, wang: int, chen: int) -> None:
    write(store, line_of(store, chen), ENDED)
    write(store, line_of(store, wang), ENDED, DateMove.CORRECTION)
    assert rate(store) == (0, 2)
    write(store, line_of(store, chen), date(2027, 1, 10))
    assert rate(store) == (0, 0)


@pytest.mark.parametrize(
    ("day", "renewed"),
    [("2026-08-11", 0), ("2026-08-12", 1), ("2027-01-31", 1), ("2027-02-01", 0)],
)
def test_a_renewal_counts_from_90_days_before_to_the_end_of_the_second_month_after(
    store: Store, chen: int, day: str, renewed: int
) -> None:
    line_id, on = line_of(store, chen), date.fromisoformat(day)
    write(store, line_id, ENDED, DateMove.CORRECTION, date(2026, 8, 1))
    write(store, line_id, date(2028, 11, 10), DateMove.RENEWAL, on)
    value = counted(store, "renewal", "2026-11", date(2027, 3, 1))
    assert (value.numerator, value.denominator) == (renewed, 1)


def test_a_move_of_plan_counts_as_renewed(store: Store, chen: int) -> None:
    line_id = line_of(store, chen)
    write(store, line_id, ENDED)
    with store.action("case.outcome") as session:
        case = RetentionCase(customer_id=chen, line_id=line_id, kind="end", opened_on=TODAY)
        case.cause, case.period = f"end:contract:{line_id}", ENDED.isoformat()
        case.outcome, case.closed_on = Outcome.MOVED_PLAN, TODAY
        session.add(case)
    assert rate(store) == (1, 1)
