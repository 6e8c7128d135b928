"""What a manager does all day, done by a child without a window."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from threading import Thread

from sqlalchemy import select

from faults.books import open_book
from faults.child import Child
from vipdesk.domain.customer_draft import CustomerDraft, TouchpointDraft
from vipdesk.domain.visits import CheckItem, DraftStep, VisitDraft, draft_key
from vipdesk.domain.words import Outcome, Tier
from vipdesk.services.attachments import AttachmentsService
from vipdesk.services.customer_care import CustomerCareService
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.customer_needs import NeedsService
from vipdesk.services.imports import ImportService
from vipdesk.services.journal import JournalService
from vipdesk.services.touchpoints import TouchpointsService
from vipdesk.services.visits import VisitPlan, VisitsService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Line, Visit
from vipdesk.store.undo_errors import NothingToRedoError, NothingToUndoError, UndoConflictError

TYPED = "家里想换 1000M 宽带，儿子回国，要一张副卡。"
STROKES = (((0.1, 0.05), (0.2, 0.1), (0.3, 0.05)), ((0.4, 0.1), (0.5, 0.02)))
IMPORTED = 120  # customers of a file: large enough to be hit in the middle


def small_actions(child: Child) -> None:
    """One small action after the other."""
    store = open_book(child.profile)
    child.ready()
    while child.goes_on():
        with child.attempt():
            small_action(child, store)


def small_action(child: Child, store: Store) -> None:
    """One action as it is done a hundred times a day, acknowledged."""
    act(store, child.dice)
    child.acted(store)


def act(store: Store, dice: Random) -> None:
    """One action, of any kind."""
    dice.choice(_SMALL)(store, dice)


def undo_and_redo(child: Child) -> None:
    """Small actions and bulk ones, taken back and made good again."""
    store = open_book(child.profile)
    child.ready()
    while child.goes_on():
        with child.attempt(), suppress(NothingToUndoError, NothingToRedoError, UndoConflictError):
            _step_back_or_on(store, child.dice)
            child.acted(store)


def _step_back_or_on(store: Store, dice: Random) -> None:
    thrown = dice.random()
    if thrown < 0.4:
        dice.choice((*_SMALL, _tag_all, _bin))(store, dice)
    elif thrown < 0.75:
        JournalService(store).undo()
    else:
        JournalService(store).redo()


def write_visits(child: Child) -> None:
    """Visits from plan to signature, saved as they are typed, with a photo."""
    store = open_book(child.profile)
    child.ready()
    while child.goes_on():
        with child.attempt():
            _write_visit(child, store)


def _write_visit(child: Child, store: Store) -> None:
    visits, photo = VisitsService(store), child.desk / "photo.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + child.dice.randbytes(60_000))
    visit_id = _plan(store, child.dice)
    child.acted(store)
    visits.start(visit_id)
    child.acted(store)
    draft = _type_visit(child, store, visit_id)
    AttachmentsService(store).attach(visit_id, photo)
    child.acted(store)
    visits.finish(visit_id, draft)
    child.acted(store)


def import_files(child: Child) -> None:
    """Customers, their bills and the bills anew, and an undo; a visit is typed meanwhile."""
    store = open_book(child.profile)
    service = ImportService(store)
    files = [_customer_file(child.desk), *_bill_files(child.desk, store)]
    previews = [service.preview(service.examine(path)) for path in files[:1]]
    child.ready()
    Thread(target=_type_on, args=(child, store), daemon=True).start()
    for path in files:
        preview = previews.pop() if previews else service.preview(service.examine(path))
        service.commit(preview)
        child.acted(store)
    JournalService(store).undo()
    child.acted(store)


def _type_on(child: Child, store: Store) -> None:
    for n in range(10_000):
        if child.marks.done:
            return
        with child.attempt():
            child.type(store, "visit:meanwhile", n, {"talked": TYPED})


def _type_visit(child: Child, store: Store, visit_id: int) -> VisitDraft:
    with store.read() as session:
        key = draft_key(session.get_one(Visit, visit_id).uid)
    draft = VisitDraft(
        checklist=(CheckItem("Say who you are", True),),
        needs="1000M 宽带\n副卡",
        outcome=Outcome.RENEWED,
        months=12,
        satisfaction=9,
        next_steps=(DraftStep("办理续约", date(2030, 11, 24)),),
        strokes=STROKES,
        signed_at=store.now(),
    )
    for n in range(len(TYPED)):
        draft = replace(draft, talked=TYPED[: n + 1])
        child.type(store, key, n, draft.to_json())
    return draft


def _customers(store: Store) -> list[int]:
    living = Customer.deleted_at.is_(None) & Customer.merged_into_id.is_(None)
    with store.read() as session:
        return list(session.scalars(select(Customer.id).where(living)))


def _one(store: Store, dice: Random) -> int:
    return dice.choice(_customers(store))


def _create(store: Store, dice: Random) -> None:
    draft = CustomerDraft(name=f"种{dice.randrange(10**6)}", tier=Tier.GOLD)
    CustomerCareService(store).create(draft)


def _edit(store: Store, dice: Random) -> None:
    care, customer_id = CustomerCareService(store), _one(store, dice)
    note = f"第{dice.randrange(10**9)}次" * dice.randrange(1, 200)
    care.edit(customer_id, replace(care.draft(customer_id), note=note))


def _log(store: Store, dice: Random) -> None:
    draft = TouchpointDraft(
        customer_id=_one(store, dice), at=store.now(), note=TYPED, next_step="再打一次"
    )
    TouchpointsService(store).log(draft)


def _need(store: Store, dice: Random) -> None:
    NeedsService(store).add(_one(store, dice), TYPED)


def _tag(store: Store, dice: Random) -> None:
    CustomerGroupsService(store).tag([_one(store, dice)], f"标签{dice.randrange(10**6)}")


def _tag_all(store: Store, dice: Random) -> None:
    CustomerGroupsService(store).tag(_customers(store), f"全部{dice.randrange(10**6)}")


def _bin(store: Store, dice: Random) -> None:
    customers = _customers(store)
    CustomerGroupsService(store).delete(dice.sample(customers, len(customers) // 10))


def _plan_one(store: Store, dice: Random) -> None:
    _plan(store, dice)


def _plan(store: Store, dice: Random) -> int:
    at = store.now() + timedelta(days=dice.randrange(1, 300))
    plan = VisitPlan(customer_id=_one(store, dice), at=at, place="晋商大厦", purpose="合约到期")
    return VisitsService(store).plan(plan).value


_SMALL: tuple[Callable[[Store, Random], None], ...] = (_create, _edit, _log, _need, _tag, _plan_one)


def _customer_file(folder: Path) -> Path:
    rows = [f"F{n},种{n},138{n:08},银卡,,畅享199,199,2027-08-31,在网" for n in range(IMPORTED)]
    head = "客户编号,姓名,手机号,等级,地址,套餐,月费,合约到期,状态"
    return _written(folder / "customers.csv", [head, *rows])


def _bill_files(folder: Path, store: Store) -> list[Path]:
    """Three months of bills of every line, and one of these months with other figures."""
    with store.read() as session:
        numbers = list(session.scalars(select(Line.number)))
    numbers += [f"138{n:08}" for n in range(IMPORTED)]
    head = "业务号码,账期,费用,通话时长,流量(GB)"
    first = [f"{n},{month},199.5,30,1.5" for n in numbers for month in (203001, 203002, 203003)]
    again = [f"{n},203002,88.8,31,2.5" for n in numbers]
    return [
        _written(folder / "bills.csv", [head, *first]),
        _written(folder / "again.csv", [head, *again]),
    ]


def _written(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
