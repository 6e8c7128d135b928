from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW, TODAY
from tests.services.task_book import add_end, add_task, end_task, line_of
from vipdesk.domain.cases import (
    AmountMissingError,
    CaseClosedError,
    CaseOpenError,
    CostDraft,
    LaterDayError,
    LineMissingError,
    NeedsOutcomeError,
    NoCaseError,
    OutcomeDraft,
    TermMissingError,
)
from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import (
    Channel,
    CostKind,
    DateKind,
    DateMove,
    Direction,
    LeavingReason,
    LineStatus,
    Outcome,
    TaskStatus,
)
from vipdesk.services.cases import CasesService, HandDraft
from vipdesk.services.settings import SettingsService
from vipdesk.services.touchpoints import FutureTouchpointError
from vipdesk.services.win_back import WinBackService
from vipdesk.store.book import Store
from vipdesk.store.records import (
    CaseOutcome,
    ContractDate,
    JournalEntry,
    Line,
    LineSummary,
    PlanHistory,
    RetentionCase,
    StatusHistory,
    Task,
    TaskMark,
    Touchpoint,
)

LATER = TODAY + timedelta(days=5)
TakesBack = Callable[[Callable[[], object]], None]


@pytest.fixture
def cases(store: Store) -> CasesService:
    return CasesService(store)


def call(customer_id: int = 0, note: str = "") -> TouchpointDraft:
    return TouchpointDraft(customer_id=customer_id, at=NOW, duration_seconds=90, note=note)


def lost(reason: LeavingReason = LeavingReason.RIVAL, line_id: int | None = None) -> OutcomeDraft:
    return OutcomeDraft(outcome=Outcome.PORTED_OUT, reason=reason, line_id=line_id)


def entries(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count(JournalEntry.id))) or 0


def gift(amount_fen: int = 8_000) -> CostDraft:
    return CostDraft(CostKind.GIFT, amount_fen, TODAY, "umbrella")


def test_a_renewal_writes_the_new_date_and_the_talk_in_one_action(
    store: Store, cases: CasesService, wang: int, takes_back: TakesBack
) -> None:
    task_id, before = end_task(store, wang), entries(store)
    draft = OutcomeDraft(
        outcome=Outcome.RENEWED, months=24, contact=call(), offer="Renew 24", note="likes it"
    )
    takes_back(lambda: cases.record([task_id], draft))
    assert entries(store) == before + 3  # done, undone, redone
    with store.read() as session:
        newest = session.scalars(select(ContractDate).order_by(ContractDate.id.desc())).first()
        assert newest is not None
        assert (newest.ends_on, newest.moved_as) == (date(2028, 11, 30), DateMove.RENEWAL)
        assert session.get_one(LineSummary, newest.line_id).contract_ends_on == newest.ends_on
        case = session.scalars(select(RetentionCase)).one()
        assert (case.outcome, case.closed_on) == (Outcome.RENEWED, TODAY)
        outcome = session.scalars(select(CaseOutcome)).one()
        assert (outcome.new_ends_on, outcome.offer) == (newest.ends_on, "Renew 24")
        talk = session.scalars(select(Touchpoint)).one()
        assert (talk.customer_id, talk.note) == (wang, "likes it")


def test_whatever_is_done_can_be_taken_back(
    store: Store, cases: CasesService, wang: int, takes_back: TakesBack
) -> None:
    thinking = OutcomeDraft(outcome=Outcome.THINKING, next_on=LATER, contact=call())
    takes_back(lambda: cases.snooze([end_task(store, wang)], LATER, "on holiday"))
    takes_back(lambda: cases.record([end_task(store, wang)], thinking))
    takes_back(lambda: cases.add_cost(end_task(store, wang), gift()))
    takes_back(lambda: cases.open_by_hand(HandDraft(call(wang, "转网"), line_of(store, wang))))
    takes_back(lambda: cases.record([end_task(store, wang)], lost()))


def test_a_loss_closes_the_line_with_its_reason(
    store: Store, cases: CasesService, wang: int
) -> None:
    day = TODAY - timedelta(days=3)
    draft = OutcomeDraft(outcome=Outcome.PORTED_OUT, reason=LeavingReason.RIVAL, left_on=day)
    cases.record([end_task(store, wang)], draft)
    with store.read() as session:
        status = session.scalars(select(StatusHistory).order_by(StatusHistory.id.desc())).first()
        assert status is not None
        assert (status.status, status.effective_on, status.reason) == (
            LineStatus.PORTED_OUT,
            day,
            LeavingReason.RIVAL,
        )
        assert session.get_one(Line, status.line_id).closed_on == day
        assert session.get_one(LineSummary, status.line_id).status is LineStatus.PORTED_OUT
        assert session.scalar(select(func.count(Touchpoint.id))) == 0  # nobody was spoken to


def test_a_line_that_left_before_its_last_news_is_lost_all_the_same(
    store: Store, cases: CasesService, wang: int, takes_back: TakesBack
) -> None:
    line_id, left_on = line_of(store, wang), TODAY - timedelta(days=3)
    with store.action("line.edit") as session:
        news = StatusHistory(line_id=line_id, effective_on=TODAY, recorded_on=TODAY)
        news.status = LineStatus.SUSPENDED_ARREARS
        session.add(news)
    draft = replace(lost(), left_on=left_on)
    takes_back(lambda: cases.record([end_task(store, wang)], draft))
    with store.read() as session:
        assert session.get_one(LineSummary, line_id).status is LineStatus.PORTED_OUT
        assert session.get_one(Line, line_id).closed_on == left_on
    (row,) = WinBackService(store).rows([line_id])
    assert (row.left_on, row.reason) == (left_on, LeavingReason.RIVAL)


def test_a_second_line_of_a_customer_is_lost_apart(
    store: Store, cases: CasesService, wang: int
) -> None:
    with store.action("line.edit") as session:
        line = session.get(Line, line_of(store, wang))
        assert line is not None
        second = Line(account_id=line.account_id, number="13912340000", opened_on=date(2026, 1, 5))
        session.add(second)
        session.flush()
        second_id = second.id
    first_id = line_of(store, wang)
    for line_id, rule in ((first_id, "swing"), (second_id, "low_balance")):
        task_id = add_task(store, wang, TaskKind.WARNING, f"warning:{rule}:customer:{wang}")
        cases.record([task_id], lost(line_id=line_id))
    with store.read() as session:
        left = select(StatusHistory.line_id).where(StatusHistory.status == LineStatus.PORTED_OUT)
        assert list(session.scalars(left.order_by(StatusHistory.id))) == [first_id, second_id]


def test_what_is_renewed_long_after_its_end_is_renewed_from_today(
    store: Store, cases: CasesService, wang: int
) -> None:
    line_id = line_of(store, wang)
    with store.action("line.edit") as session:
        days = {"effective_on": TODAY, "recorded_on": TODAY}
        end = ContractDate(line_id=line_id, kind=DateKind.CONTRACT, **days)
        end.ends_on = date(2024, 6, 30)
        session.add(end)
    cause = f"warning:low_balance:customer:{wang}"
    task_id = add_task(store, wang, TaskKind.WARNING, cause, line_id=line_id)
    cases.record([task_id], OutcomeDraft(outcome=Outcome.RENEWED, months=12))
    with store.read() as session:
        assert session.get_one(LineSummary, line_id).contract_ends_on == date(2027, 11, 21)


def test_a_line_that_was_cancelled_is_closed_not_ported_out(
    store: Store, cases: CasesService, wang: int
) -> None:
    draft = OutcomeDraft(
        outcome=Outcome.PORTED_OUT, reason=LeavingReason.MOVED_AWAY, left_as=LineStatus.CLOSED
    )
    cases.record([end_task(store, wang)], draft)
    with store.read() as session:
        assert session.scalars(select(LineSummary.status)).one() is LineStatus.CLOSED


def test_a_move_of_plan_becomes_history_and_may_have_a_new_term(
    store: Store, cases: CasesService, wang: int
) -> None:
    draft = OutcomeDraft(outcome=Outcome.MOVED_PLAN, plan="畅享129 ", fee_fen=12_900, months=12)
    cases.record([end_task(store, wang)], draft)
    with store.read() as session:
        plans = session.execute(select(PlanHistory.plan, PlanHistory.fee_fen)).all()
        assert plans[-1] == ("畅享129", 12_900)
        assert session.scalars(select(LineSummary.contract_ends_on)).one() == date(2027, 11, 30)


def test_who_thinks_it_over_is_asked_again(store: Store, cases: CasesService, wang: int) -> None:
    cases.snooze([end_task(store, wang)], LATER + timedelta(days=9), "on holiday")
    draft = OutcomeDraft(outcome=Outcome.THINKING, next_on=LATER)
    cases.record([end_task(store, wang)], draft)
    with store.read() as session:
        case = session.scalars(select(RetentionCase)).one()
        assert (case.next_on, case.closed_on) == (LATER, None)
        assert session.scalars(select(TaskMark.snoozed_until)).one() is None
    cases.record([end_task(store, wang)], lost())  # the same case, a second talk
    with store.read() as session:
        assert session.scalars(select(CaseOutcome.outcome)).all() == [
            Outcome.THINKING,
            Outcome.PORTED_OUT,
        ]
        assert session.scalars(select(RetentionCase)).one().next_on is None


def test_many_cases_are_one_action_and_one_talk_with_each_customer(
    store: Store, cases: CasesService, wang: int, chen: int
) -> None:
    other = line_of(store, chen)
    ids = [
        end_task(store, wang),
        add_end(store, chen, date(2026, 12, 31), "T-60", cause=f"end:rebate:{other}"),
        add_end(store, chen, date(2026, 12, 15), "T-30"),
    ]
    before = entries(store)
    draft = OutcomeDraft(outcome=Outcome.RENEWED, months=12, contact=call())
    assert cases.record(ids, draft).value == 3
    assert entries(store) == before + 1
    with store.read() as session:
        ends = select(CaseOutcome.new_ends_on).order_by(CaseOutcome.new_ends_on)
        assert session.scalars(ends).all() == [
            date(2027, 11, 30),
            date(2027, 12, 15),
            date(2027, 12, 31),
        ]
        assert sorted(session.scalars(select(Touchpoint.customer_id))) == [wang, chen]


def test_a_warning_of_a_customer_says_which_line_left(
    store: Store, cases: CasesService, wang: int
) -> None:
    task_id = add_task(store, wang, TaskKind.WARNING, f"warning:low_balance:customer:{wang}")
    with pytest.raises(LineMissingError):
        cases.record([task_id], lost())
    cases.record([task_id], lost(line_id=line_of(store, wang)))
    with store.read() as session:
        case = session.scalars(select(RetentionCase)).one()
        assert (case.rule, case.date_kind) == ("low_balance", None)
        assert session.scalars(select(LineSummary.status)).one() is LineStatus.PORTED_OUT


def test_what_is_refused_changes_nothing(
    store: Store, cases: CasesService, wang: int, snapshot: Callable[[], object]
) -> None:
    end = end_task(store, wang)
    care = add_task(store, wang, TaskKind.CARE, f"care:{wang}")
    before = snapshot()
    future = TouchpointDraft(customer_id=wang, at=NOW + timedelta(hours=1))
    renewed = OutcomeDraft(outcome=Outcome.RENEWED, months=12)
    refusals: list[tuple[type[Exception], Callable[[], object]]] = [
        (TermMissingError, lambda: cases.record([end], OutcomeDraft(outcome=Outcome.RENEWED))),
        (NoCaseError, lambda: cases.record([end, care], renewed)),
        (CaseClosedError, lambda: cases.record([end, 10_000], renewed)),
        (CaseClosedError, lambda: cases.record([-1], renewed)),
        (LaterDayError, lambda: cases.snooze([end], TODAY, "holiday")),
        (LaterDayError, lambda: cases.snooze([end], LATER, " ")),
        (NeedsOutcomeError, lambda: cases.mark_done([care, end])),
        (CaseClosedError, lambda: cases.mark_done([care, -1])),
        (AmountMissingError, lambda: cases.add_cost(end, gift(0))),
        (FutureTouchpointError, lambda: cases.open_by_hand(HandDraft(future))),
    ]
    for refusal, act in refusals:
        with pytest.raises(refusal):
            act()
        assert snapshot() == before


def test_who_asks_to_leave_gets_a_case_and_their_contact_is_logged(
    store: Store, cases: CasesService, wang: int
) -> None:
    contact = TouchpointDraft(customer_id=wang, at=NOW, channel=Channel.HALL, note="想携号转网")
    cases.open_by_hand(HandDraft(contact, line_of(store, wang)))
    with store.read() as session:
        case = session.scalars(select(RetentionCase)).one()
        assert (case.cause, case.period) == (f"by_hand:{case.uid.hex()}", TODAY.isoformat())
        assert (case.note, case.closed_on) == ("想携号转网", None)
        talk = session.scalars(select(Touchpoint)).one()
        assert (talk.direction, talk.channel) == (Direction.IN, Channel.HALL)
    with pytest.raises(CaseOpenError):
        cases.open_by_hand(HandDraft(contact, line_of(store, wang)))
    cases.open_by_hand(HandDraft(contact))  # another matter: all lines


def test_steps_made_by_hand_are_put_off_and_done_in_the_same_way(
    store: Store, cases: CasesService, wang: int, takes_back: TakesBack
) -> None:
    with store.action("task.save") as session:
        step = Task(customer_id=wang, kind="next_step", title="Send the form", due_on=TODAY)
        session.add(step)
        session.flush()
        step_id = ~step.id
    end = end_task(store, wang)
    takes_back(lambda: cases.snooze([step_id, end], LATER, "on holiday"))
    with store.read() as session:
        assert session.get_one(Task, ~step_id).due_on == LATER
        assert session.scalars(select(TaskMark.snoozed_until)).one() == LATER
    care = add_task(store, wang, TaskKind.CARE, f"care:{wang}")
    cases.mark_done([step_id, care])
    with store.read() as session:
        assert session.get_one(Task, ~step_id).status is TaskStatus.DONE
        done = select(TaskMark.done_on).where(TaskMark.cause == f"care:{wang}")
        assert session.scalars(done).one() == TODAY


def test_costs_are_held_against_the_years_budget(
    store: Store, cases: CasesService, wang: int
) -> None:
    task_id = end_task(store, wang)
    assert not cases.budget().over  # none is set
    settings = SettingsService(store)
    rules = replace(settings.load().rules, budget_fen=10_000)
    settings.save(replace(settings.load(), rules=rules))
    last_year = replace(gift(99_000), on_day=date(2025, 12, 31))
    cases.add_cost(task_id, last_year)
    first = cases.add_cost(task_id, gift(8_000)).value
    assert (cases.budget().spent_fen, cases.budget().left_fen) == (8_000, 2_000)
    assert not cases.budget().over
    cases.add_cost(task_id, gift(2_001))
    assert (cases.budget().left_fen, cases.budget().over) == (-1, True)
    cases.remove_cost(first)
    assert cases.budget().spent_fen == 2_001
