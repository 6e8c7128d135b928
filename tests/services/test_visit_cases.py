"""What a visit comes to closes the case that it was about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests.conftest import NOW, TODAY, at_work
from tests.furnished import Furnished, Furnishing
from tests.services.task_book import add_task, end_task, line_of
from tests.services.visit_book import new_visit
from vipdesk.domain.cases import (
    NextDayMissingError,
    OutcomeDraft,
    PlanMissingError,
    TermMissingError,
)
from vipdesk.domain.customer_draft import LineDraft, TouchpointDraft
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.visits import NO_CASE, DraftOffer, DraftStep, VisitDraft
from vipdesk.domain.words import DateMove, LeavingReason, LineStatus, Outcome
from vipdesk.services.cases import CasesService, HandDraft
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.services.visits import VisitsService
from vipdesk.services.win_back import WinBackService
from vipdesk.store.book import Store
from vipdesk.store.records import CaseOutcome, ContractDate, LineSummary, RetentionCase, Visit

RENEWED = VisitDraft(
    outcome=Outcome.RENEWED, offers=(DraftOffer("Renew 24", "600 back", 29_900, 24),), chosen=0
)


def _start_visit(store: Store, customer_id: int) -> int:
    visit_id = new_visit(store, customer_id)
    VisitsService(store).start(visit_id)
    return visit_id


@pytest.fixture(scope="session")
def started_furnished(furnishing: Furnishing, wang_furnished: Furnished[int]) -> Furnished[int]:
    wang = wang_furnished.value
    return furnishing(at_work(lambda store: _start_visit(store, wang)), on=wang_furnished)


@pytest.fixture
def visit_id(started_furnished: Furnished[int], store: Store) -> int:
    """A visit that was started at a customer whose contract ends in nine days."""
    return started_furnished.value


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
    (choice,) = VisitDeskService(store).open(visit_id).cases
    assert (choice.kind, choice.number, choice.plan) == (TaskKind.END, "139****8812", "融合299")
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


def test_who_thinks_it_over_is_asked_on_the_day_that_was_said(store: Store, visit_id: int) -> None:
    draft = VisitDraft(outcome=Outcome.THINKING, next_on=TODAY)
    with pytest.raises(NextDayMissingError):
        VisitsService(store).finish(visit_id, draft)
    VisitsService(store).finish(visit_id, replace(draft, next_on=date(2026, 11, 24)))
    with store.read() as session:
        assert session.scalars(select(RetentionCase.next_on)).one() == date(2026, 11, 24)


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


@pytest.fixture
def calm_id(store: Store, chen: int) -> int:
    """A started visit at a customer about whose line there is no case."""
    return _start_visit(store, chen)


def test_a_renewal_without_a_case_writes_the_new_date(
    store: Store, calm_id: int, takes_back: Callable[[Callable[[], object]], None]
) -> None:
    (choice,) = VisitDeskService(store).open(calm_id).cases
    assert (choice.kind, choice.number, choice.dated) == (None, "186****0457", True)
    takes_back(lambda: VisitsService(store).finish(calm_id, replace(RENEWED, months=12)))
    with store.read() as session:
        assert session.scalars(select(LineSummary.contract_ends_on)).one() == date(2027, 11, 21)
        assert session.scalars(select(RetentionCase)).all() == []
    again = new_visit(store, _customer_of(store, calm_id))
    VisitsService(store).start(again)
    VisitsService(store).finish(again, RENEWED)  # 24 months by its offer, from the former end
    with store.read() as session:
        assert session.scalars(select(LineSummary.contract_ends_on)).one() == date(2029, 11, 21)
        newest = select(ContractDate.moved_as).order_by(ContractDate.id.desc()).limit(1)
        assert session.scalar(newest) is DateMove.RENEWAL


def test_a_loss_without_a_case_closes_the_line(
    store: Store, calm_id: int, takes_back: Callable[[Callable[[], object]], None]
) -> None:
    lost = VisitDraft(outcome=Outcome.PORTED_OUT, outcome_reason=LeavingReason.NETWORK)
    takes_back(lambda: VisitsService(store).finish(calm_id, lost))
    line_id = line_of(store, _customer_of(store, calm_id))
    (row,) = WinBackService(store).rows([line_id])
    assert (row.left_as, row.reason) == (LineStatus.PORTED_OUT, LeavingReason.NETWORK)


@pytest.mark.parametrize("outcome", [Outcome.MOVED_PLAN, Outcome.UPGRADED])
def test_another_plan_becomes_the_lines_history(
    store: Store, visit_id: int, calm_id: int, outcome: Outcome
) -> None:
    draft = VisitDraft(outcome=outcome, plan=" 融合399", fee="399")
    for each in (visit_id, calm_id):
        with pytest.raises(PlanMissingError):
            VisitsService(store).finish(each, replace(draft, plan=" "))
        VisitsService(store).finish(each, draft)
    with store.read() as session:
        plans = session.execute(select(LineSummary.plan, LineSummary.plan_fee_fen)).all()
    assert plans == [("融合399", 39_900), ("融合399", 39_900)]


def test_a_renewal_says_for_how_long(store: Store, visit_id: int, calm_id: int) -> None:
    for each in (visit_id, calm_id):
        with pytest.raises(TermMissingError):
            VisitsService(store).finish(each, VisitDraft(outcome=Outcome.RENEWED))
        about_none = VisitDraft(outcome=Outcome.RENEWED, case=NO_CASE)
        VisitsService(store).finish(each, about_none)
    assert outcomes(store) == []


def test_what_is_not_settled_opens_no_case(store: Store, calm_id: int) -> None:
    VisitsService(store).finish(calm_id, VisitDraft(outcome=Outcome.THINKING))
    with store.read() as session:
        assert session.scalars(select(RetentionCase)).all() == []


def test_the_second_line_may_be_chosen(store: Store, visit_id: int, wang: int) -> None:
    CustomerDesk.of(store).lines.create(wang, LineDraft(number="13900008813", effective_on=TODAY))
    choices = VisitDeskService(store).open(visit_id).cases
    assert [(each.kind, each.number[-4:]) for each in choices] == [
        (TaskKind.END, "8812"),
        (None, "8813"),
    ]
    draft = replace(RENEWED, case=choices[1].key)
    VisitsService(store).finish(visit_id, draft)
    assert outcomes(store) == []
    with store.read() as session:
        ends = select(LineSummary.contract_ends_on).order_by(LineSummary.line_id)
        assert session.scalars(ends).all() == [date(2026, 11, 30), date(2028, 11, 21)]


def test_a_line_is_meant_with_the_case_that_began_since(
    store: Store, visit_id: int, wang: int
) -> None:
    draft = replace(RENEWED, case=f"line:{line_of(store, wang)}")  # typed before T-90
    VisitsService(store).finish(visit_id, draft)
    assert outcomes(store) == [(Outcome.RENEWED, date(2028, 11, 30))]


def test_a_case_that_was_settled_meanwhile_is_left_as_it_is(
    store: Store, visit_id: int, wang: int
) -> None:
    (choice,) = VisitDeskService(store).open(visit_id).cases
    CasesService(store).record(
        [end_task(store, wang)], OutcomeDraft(outcome=Outcome.RENEWED, months=12)
    )
    VisitsService(store).finish(visit_id, replace(RENEWED, case=choice.key))
    assert outcomes(store) == [(Outcome.RENEWED, date(2027, 11, 30))]


def _customer_of(store: Store, visit_id: int) -> int:
    with store.read() as session:
        return session.scalars(select(Visit.customer_id).where(Visit.id == visit_id)).one()
