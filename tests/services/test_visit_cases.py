"""What a visit comes to closes the case that it was about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests.conftest import NOW, TODAY
from tests.services.task_book import add_task, line_of
from tests.services.visit_book import new_visit
from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.visits import NO_CASE, DraftOffer, DraftStep, VisitDraft
from vipdesk.domain.words import LeavingReason, LineStatus, Outcome
from vipdesk.services.cases import CasesService, HandDraft
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.services.visits import VisitsService
from vipdesk.store.book import Store
from vipdesk.store.records import CaseOutcome, LineSummary, RetentionCase

RENEWED = VisitDraft(
    outcome=Outcome.RENEWED, offers=(DraftOffer("Renew 24", "600 back", 29_900, 24),), chosen=0
)


@pytest.fixture
def visit_id(store: Store, wang: int) -> int:
    """A visit that was started at a customer whose contract ends in nine days."""
    visit_id = new_visit(store, wang)
    VisitsService(store).start(visit_id)
    return visit_id


def outcomes(store: Store) -> list[tuple[Outcome, date | None]]:
    with store.read() as session:
        rows = session.execute(select(CaseOutcome.outcome, CaseOutcome.new_ends_on))
        return [(outcome, ends_on) for outcome, ends_on in rows]


def test_the_offer_taken_says_until_when(
    store: Store,
    visit_id: int,
    wang: int,
    takes_back: Callable[[Callable[[], object]], None],
) -> None:
    assert [each.kind for each in VisitDeskService(store).open(visit_id).cases] == [TaskKind.END]
    takes_back(lambda: VisitsService(store).finish(visit_id, RENEWED))
    assert outcomes(store) == [(Outcome.RENEWED, date(2028, 11, 30))]
    with store.read() as session:
        assert session.scalars(select(CaseOutcome.visit_id)).one() == visit_id
        assert session.scalars(select(RetentionCase.closed_on)).one() == TODAY
        assert session.scalars(select(LineSummary.contract_ends_on)).one() == date(2028, 11, 30)


def test_who_thinks_it_over_is_asked_at_the_next_step(store: Store, visit_id: int) -> None:
    steps = (DraftStep("ask again", date(2026, 11, 26)), DraftStep("send", TODAY))
    draft = VisitDraft(outcome=Outcome.THINKING, next_steps=steps)
    VisitsService(store).finish(visit_id, draft)
    with store.read() as session:
        assert session.scalars(select(RetentionCase.next_on)).one() == date(2026, 11, 26)


def test_another_case_may_be_chosen(store: Store, visit_id: int, wang: int) -> None:
    contact = TouchpointDraft(customer_id=wang, at=NOW, note="转网")
    CasesService(store).open_by_hand(HandDraft(contact, line_of(store, wang)))
    with store.read() as session:
        case = session.scalars(select(RetentionCase)).one()
        key = f"{case.cause}|{case.period}"
    where = {"period": case.period, "line_id": case.line_id}
    add_task(store, wang, TaskKind.BY_HAND, case.cause, **where)
    lost = VisitDraft(outcome=Outcome.PORTED_OUT, outcome_reason=LeavingReason.PRICE, case=key)
    VisitsService(store).finish(visit_id, lost)
    with store.read() as session:
        case = session.scalars(select(RetentionCase)).one()
        assert (case.cause, case.outcome) == (key.split("|")[0], Outcome.PORTED_OUT)
        assert session.scalars(select(LineSummary.status)).one() is LineStatus.PORTED_OUT


def test_an_outcome_about_no_case_leaves_them_all_open(store: Store, visit_id: int) -> None:
    VisitsService(store).finish(visit_id, replace(RENEWED, case=NO_CASE))
    assert outcomes(store) == []


def test_a_draft_keeps_which_case_was_chosen(store: Store, visit_id: int) -> None:
    desk = VisitDeskService(store)
    uid = desk.open(visit_id).row.uid
    desk.save_draft(uid, VisitDraft(case=NO_CASE))
    assert desk.open(visit_id).draft.case == NO_CASE
