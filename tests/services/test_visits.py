from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW, TODAY
from tests.furnished import Furnished
from tests.services.visit_book import AT, STROKES, full_draft, new_visit
from vipdesk.domain.changes import Area
from vipdesk.domain.touchpoints import is_effective
from vipdesk.domain.visits import (
    NotMovedError,
    OutcomeReasonMissingError,
    VisitDraft,
    VisitReasonMissingError,
    VisitStateError,
)
from vipdesk.domain.words import Channel, Direction, NeedStatus, Outcome, Result, VisitStatus
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.face import FaceService
from vipdesk.services.journal import JournalService
from vipdesk.services.reports import ReportsService
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.services.visits import VisitPlan, VisitsService
from vipdesk.store.book import Store
from vipdesk.store.records import (
    CustomerSummary,
    JournalEntry,
    Need,
    Record,
    Task,
    Touchpoint,
    Visit,
    VisitMove,
)


@pytest.fixture
def visits(store: Store) -> VisitsService:
    return VisitsService(store)


@pytest.fixture
def customer_id(met_furnished: Furnished[int], store: Store) -> int:
    return met_furnished.value


@pytest.fixture
def visit_id(visit_furnished: Furnished[int], store: Store) -> int:
    return visit_furnished.value


def visit_of(store: Store, visit_id: int) -> Visit:
    with store.read() as session:
        return session.get_one(Visit, visit_id)


def counts(store: Store) -> dict[str, int]:
    with store.read() as session:
        return {
            kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0
            for kind in (Visit, Touchpoint, Need, Task, VisitMove)
        }


def test_numbers_count_within_the_day(store: Store, customer_id: int) -> None:
    ids = [new_visit(store, customer_id, AT + timedelta(days=days)) for days in (0, 0, 1, 0)]
    numbers = [visit_of(store, each).number for each in ids]
    assert numbers == [
        "V-20261121-0001",
        "V-20261121-0002",
        "V-20261122-0001",
        "V-20261121-0003",
    ]


def test_the_day_of_a_number_is_the_books(store: Store, customer_id: int) -> None:
    late = NOW.replace(hour=17)  # 01:00 of the next day in Shanghai
    assert visit_of(store, new_visit(store, customer_id, late)).number == "V-20261122-0001"


def test_a_visit_to_nobody_is_refused(store: Store, visits: VisitsService) -> None:
    with pytest.raises(NotFoundError):
        visits.plan(VisitPlan(customer_id=99, at=AT))


def test_a_visit_to_someone_in_the_bin_is_refused(store: Store, customer_id: int) -> None:
    CustomerGroupsService(store).delete([customer_id])
    with pytest.raises(NotFoundError):
        VisitsService(store).plan(VisitPlan(customer_id=customer_id, at=NOW))


def test_edit(store: Store, visits: VisitsService, visit_id: int) -> None:
    visits.edit(visit_id, 90, " ", "季度回访")
    visit = visit_of(store, visit_id)
    assert (visit.planned_minutes, visit.place, visit.purpose) == (90, None, "季度回访")


def test_moves_are_counted_and_keep_their_reason(
    store: Store, visits: VisitsService, visit_id: int
) -> None:
    later = AT + timedelta(days=2)
    visits.move(visit_id, later, "客户临时出差")
    saved = visits.move(visit_id, AT, "又有空了")
    assert saved.changed == {Area.VISITS, Area.JOURNAL}
    visit = visit_of(store, visit_id)
    assert (visit.moved_count, visit.planned_at) == (2, AT)
    with store.read() as session:
        moves = session.scalars(select(VisitMove).order_by(VisitMove.id)).all()
    assert [(m.from_at, m.to_at, m.reason) for m in moves] == [
        (AT, later, "客户临时出差"),
        (later, AT, "又有空了"),
    ]
    JournalService(store).undo()
    assert visit_of(store, visit_id).moved_count == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_reason_no_move(store: Store, visits: VisitsService, visit_id: int, reason: str) -> None:
    for refused in (
        lambda: visits.move(visit_id, AT + timedelta(days=1), reason),
        lambda: visits.cancel(visit_id, reason),
        lambda: visits.no_show(visit_id, reason),
    ):
        with pytest.raises(VisitReasonMissingError):
            refused()
    assert visit_of(store, visit_id).status is VisitStatus.PLANNED


def test_a_move_to_the_same_time_is_none(visits: VisitsService, visit_id: int) -> None:
    with pytest.raises(NotMovedError):
        visits.move(visit_id, AT, "x")


def test_cancelled_and_no_show_keep_their_reason(
    store: Store, visits: VisitsService, customer_id: int
) -> None:
    first, second = new_visit(store, customer_id), new_visit(store, customer_id)
    visits.cancel(first, "客户改为电话沟通")
    visits.no_show(second, "约定时间无人在家")
    kept = [visit_of(store, each) for each in (first, second)]
    assert [(v.status, v.closing_reason, v.ended_at) for v in kept] == [
        (VisitStatus.CANCELLED, "客户改为电话沟通", None),
        (VisitStatus.NO_SHOW, "约定时间无人在家", None),
    ]
    assert counts(store)["touchpoint"] == 0


Doing = Callable[[VisitsService, int], object]
DOINGS: dict[str, Doing] = {
    "edit": lambda visits, each: visits.edit(each, 30, "", ""),
    "move": lambda visits, each: visits.move(each, AT + timedelta(days=1), "x"),
    "cancel": lambda visits, each: visits.cancel(each, "x"),
    "no_show": lambda visits, each: visits.no_show(each, "x"),
    "start": lambda visits, each: visits.start(each),
    "finish": lambda visits, each: visits.finish(each, VisitDraft()),
}
REFUSED = {
    "planned": {"finish"},
    "started": {"move", "start"},
    "done": set(DOINGS),
    "cancelled": set(DOINGS),
    "no_show": set(DOINGS),
}


def bring_to(visits: VisitsService, visit_id: int, status: str) -> None:
    if status in ("started", "done"):
        visits.start(visit_id)
    if status == "done":
        visits.finish(visit_id, VisitDraft())
    if status == "cancelled":
        visits.cancel(visit_id, "x")
    if status == "no_show":
        visits.no_show(visit_id, "x")


@pytest.mark.parametrize("status", REFUSED)
def test_a_state_refuses_what_does_not_fit(
    store: Store, visits: VisitsService, customer_id: int, status: str
) -> None:
    for name, doing in DOINGS.items():
        visit_id = new_visit(store, customer_id)
        bring_to(visits, visit_id, status)
        if name not in REFUSED[status]:
            doing(visits, visit_id)
            continue
        before = snapshot(store)
        with pytest.raises(VisitStateError):
            doing(visits, visit_id)
        assert snapshot(store) == before


def snapshot(store: Store) -> dict[str, list[object]]:
    """Every row of every undoable table."""
    tables = [t for t in Record.metadata.sorted_tables if t.info.get("journal")]
    with store.read() as session:
        return {t.name: [tuple(row) for row in session.execute(select(t))] for t in tables}


def test_a_visit_that_is_gone(visits: VisitsService) -> None:
    for doing in DOINGS.values():
        with pytest.raises(NotFoundError):
            doing(visits, 99)


def test_finish_is_one_action(
    store: Store, visits: VisitsService, visit_id: int, customer_id: int
) -> None:
    visits.start(visit_id)
    with store.read() as session:
        before = session.scalar(select(func.max(JournalEntry.id))) or 0
    saved = visits.finish(visit_id, full_draft())
    assert {Area.VISITS, Area.TOUCHPOINTS, Area.TASKS, Area.NEEDS} <= saved.changed
    with store.read() as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.id > before)).all()
        touchpoint = session.scalars(select(Touchpoint)).one()
        needs = session.scalars(select(Need).order_by(Need.id)).all()
        tasks = session.scalars(select(Task).order_by(Task.id)).all()
        summary = session.get_one(CustomerSummary, customer_id)
    assert [entry.code for entry in entries] == ["visit.finish"]
    assert (touchpoint.channel, touchpoint.direction, touchpoint.result) == (
        Channel.VISIT,
        Direction.OUT,
        Result.CONNECTED,
    )
    assert touchpoint.visit_id == visit_id
    assert touchpoint.note == "核对了近三个月账单。"
    assert is_effective(touchpoint.channel, touchpoint.direction, touchpoint.result, 0)
    assert summary.contacted_on == TODAY
    assert [(n.text, n.status, n.opened_on) for n in needs] == [
        ("家里想换 1000M 宽带", NeedStatus.OPEN, TODAY),
        ("要一张副卡", NeedStatus.OPEN, TODAY),
    ]
    assert [(t.title, t.channel, t.due_on, t.kind) for t in tasks] == [
        ("办理续约", Channel.VISIT, date(2026, 11, 24), "next_step"),
        ("副卡回访", Channel.PHONE, date(2026, 12, 10), "next_step"),
    ]


def test_a_finished_visit_keeps_what_was_typed(
    store: Store, visits: VisitsService, visit_id: int
) -> None:
    visits.start(visit_id)
    visits.finish(visit_id, full_draft())
    visit = visit_of(store, visit_id)
    assert (visit.status, visit.started_at, visit.ended_at) == (VisitStatus.DONE, NOW, NOW)
    assert (visit.outcome, visit.satisfaction, visit.signed_at) == (Outcome.RENEWED, 9, NOW)
    assert visit.internal_note == "price matters"
    assert [offer["taken"] for offer in visit.offers or ()] == [True, False]
    assert [step["due_on"] for step in visit.next_steps or ()] == ["2026-11-24", "2026-12-10"]
    assert visit.signature == [[list(point) for point in stroke] for stroke in STROKES]
    opened = VisitDeskService(store).open(visit_id)
    assert opened.draft.needs == "家里想换 1000M 宽带\n要一张副卡"
    assert opened.draft.taken is not None
    assert opened.draft.strokes == STROKES


def test_a_renewal_without_an_offer_stands_on_the_summary(
    store: Store, visits: VisitsService, visit_id: int
) -> None:
    visits.start(visit_id)
    draft = replace(full_draft(), offers=(), chosen=None, months=12)
    visits.finish(visit_id, draft)
    (done,) = ReportsService(store).visit_summary(visit_id, "zh").done
    assert (done.item, done.content) == ("合约续约", "12 个月")
    opened = VisitDeskService(store).open(visit_id)
    assert (opened.draft.offers, opened.draft.months) == ((), 12)
    customer_id = visit_of(store, visit_id).customer_id
    face = FaceService(store).sheet(customer_id, VisitDraft())
    assert "Contract renewed" in [each.text for each in face.done]


def test_undo_of_finish_gives_everything_back(
    store: Store, visits: VisitsService, visit_id: int
) -> None:
    desk = VisitDeskService(store)
    visits.start(visit_id)
    draft = full_draft()
    desk.save_draft(visit_of(store, visit_id).uid, draft)
    before = snapshot(store)
    visits.finish(visit_id, draft)
    JournalService(store).undo()
    assert snapshot(store) == before
    opened = desk.open(visit_id)
    assert (opened.row.status, opened.draft) == (VisitStatus.STARTED, draft)
    JournalService(store).redo()
    assert visit_of(store, visit_id).status is VisitStatus.DONE
    assert counts(store)["task"] == 2


def test_an_incomplete_refusal_leaves_the_visit_open(
    store: Store, visits: VisitsService, visit_id: int
) -> None:
    visits.start(visit_id)
    with pytest.raises(OutcomeReasonMissingError) as refused:
        visits.finish(visit_id, VisitDraft(outcome=Outcome.REFUSED))
    assert isinstance(refused.value, VipDeskError)
    assert visit_of(store, visit_id).status is VisitStatus.STARTED


def test_an_empty_visit_can_be_finished(store: Store, visits: VisitsService, visit_id: int) -> None:
    visits.start(visit_id)
    visits.finish(visit_id, VisitDraft())
    assert counts(store) == {"visit": 1, "touchpoint": 1, "need": 0, "task": 0, "visit_move": 0}
    visit = visit_of(store, visit_id)
    assert (visit.checklist, visit.offers, visit.signature) == (None, None, None)
