from datetime import date

import pytest

from tests.conftest import TODAY
from tests.services.task_book import line_of
from vipdesk.domain.words import DateKind, DateMove, Outcome
from vipdesk.services.renewals import Renewals, RenewalService
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


@pytest.fixture
def service(store: Store) -> RenewalService:
    return RenewalService(store)


def test_renewed_over_ended_from_the_history(
    store: Store, service: RenewalService, wang: int, chen: int
) -> None:
    assert service.this_quarter() is None  # the one contract ends on the 30th
    write(store, line_of(store, chen), ENDED)
    quarter = Renewals(date(2026, 10, 1), TODAY, 0, 1)
    assert service.this_quarter() == quarter
    write(store, line_of(store, chen), date(2027, 11, 10), DateMove.RENEWAL)
    found = service.this_quarter()
    assert found is not None
    assert (found.renewed, found.ended, found.percent_hundredths) == (1, 1, 10_000)
    write(store, line_of(store, chen), date(2027, 11, 30), DateMove.CORRECTION)
    assert service.this_quarter() == found  # it is the new date that was wrong


def test_a_corrected_date_never_was_an_end(
    store: Store, service: RenewalService, chen: int
) -> None:
    write(store, line_of(store, chen), ENDED)
    write(store, line_of(store, chen), date(2027, 1, 10), DateMove.CORRECTION)
    assert service.this_quarter() is None


def test_a_history_that_does_not_tell_gives_no_rate(
    store: Store, service: RenewalService, chen: int
) -> None:
    write(store, line_of(store, chen), ENDED)
    write(store, line_of(store, chen), date(2027, 1, 10))
    assert service.this_quarter() is None


def test_a_move_of_plan_counts_as_renewed(store: Store, service: RenewalService, chen: int) -> None:
    line_id = line_of(store, chen)
    write(store, line_id, ENDED)
    with store.action("case.outcome") as session:
        case = RetentionCase(customer_id=chen, line_id=line_id, kind="end", opened_on=TODAY)
        case.cause, case.period = f"end:contract:{line_id}", ENDED.isoformat()
        case.outcome, case.closed_on = Outcome.MOVED_PLAN, TODAY
        session.add(case)
    found = service.this_quarter()
    assert found is not None
    assert (found.renewed, found.ended) == (1, 1)


def test_a_rate_is_rounded_half_up() -> None:
    assert Renewals(TODAY, TODAY, 2, 3).percent_hundredths == 6667
    assert Renewals(TODAY, TODAY, 1, 8).percent_hundredths == 1250
    assert Renewals(TODAY, TODAY, 1, 3).percent_hundredths == 3333
