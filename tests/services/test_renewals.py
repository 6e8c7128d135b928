"""The renewal rate of the quarter as the retention page tells it, from what the desk wrote."""

from datetime import date
from types import SimpleNamespace

from tests.conftest import TODAY
from tests.services.task_book import line_of
from vipdesk.domain.words import DateKind, DateMove, Outcome
from vipdesk.services.desk_figures import FigureService, _is_renewed
from vipdesk.store.book import Store
from vipdesk.store.records import ContractDate, RetentionCase

ENDED = date(2026, 11, 10)


def write(store: Store, line_id: int, ends_on: date, moved_as: DateMove | None = None) -> None:
    with store.action("line.edit") as session:
        session.add(
            ContractDate(
                line_id=line_id,
                kind=DateKind.CONTRACT,
                ends_on=ends_on,
                effective_on=TODAY,
                recorded_on=TODAY,
                moved_as=moved_as,
            )
        )


def rate(store: Store) -> tuple[int, int]:
    """Renewed, and ended."""
    found = FigureService(store).renewals()
    return found.numerator, found.denominator


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


def test_a_renewal_counts_to_the_end_of_the_second_month_after() -> None:
    def renewed(moved_on: str) -> bool:
        row = SimpleNamespace(ends_on="2026-11-10", moved_on=moved_on, renewal=1, outcome=None)
        return _is_renewed(row)

    days = ["2026-08-11", "2026-08-12", "2027-01-31", "2027-02-01"]
    assert [renewed(day) for day in days] == [False, True, True, False]


def test_a_move_of_plan_counts_as_renewed(store: Store, chen: int) -> None:
    line_id = line_of(store, chen)
    write(store, line_id, ENDED)
    with store.action("case.outcome") as session:
        case = RetentionCase(customer_id=chen, line_id=line_id, kind="end", opened_on=TODAY)
        case.cause, case.period = f"end:contract:{line_id}", ENDED.isoformat()
        case.outcome, case.closed_on = Outcome.MOVED_PLAN, TODAY
        session.add(case)
    assert rate(store) == (1, 1)
