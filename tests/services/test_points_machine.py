"""Whatever happens in whatever order, the ledger says what a naive sum over all of it says."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from tests.conftest import NOW, open_book
from tests.services.points import Ledger
from tests.services.points_model import DAY, Entry, Lot, Model, Part
from tests.store.builders import add_customer
from vipdesk.domain.points import Figures, InsufficientPointsError
from vipdesk.domain.points import figures as figures_on
from vipdesk.domain.points_running import running
from vipdesk.errors import VipDeskError
from vipdesk.services import points_book
from vipdesk.services.journal import JournalService
from vipdesk.services.merging import MergingService
from vipdesk.services.points_audit import PointsAuditService
from vipdesk.store.book import Store

_NEW = """
    SELECT e.id, e.on_day, e.hold_id, e.kind, e.reverses_id, d.lot_id, d.points, d.held
    FROM points_entry e JOIN points_draw d ON d.entry_id = e.id
    WHERE e.id > :after ORDER BY e.id, d.lot_id
"""
few, back = st.integers(1, 300), st.integers(0, 60)
Found = tuple[date, int | None, list[Part]]
Snapshot = tuple[date, list[tuple[Figures, list[int]]]]


class Calendar:
    """A clock that only goes on, over all examples."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Action:
    """What one step wrote, so that it can be taken back."""

    entries: list[Entry]
    owners: dict[int, tuple[int, int]] = field(default_factory=dict)  # lot → from, to
    merge_id: tuple[int, int] | None = None  # before, after; 0: apart
    before: Snapshot | None = None


class LedgerMachine(RuleBasedStateMachine):
    """Two customers, who are one at times."""

    store: Store
    calendar: Calendar

    def __init__(self) -> None:
        super().__init__()
        with self.store.action("customer.create") as session:
            n = session.execute(text("SELECT count(*) FROM customer")).scalar_one()
            self.ids = [add_customer(session, f"M{n + place}").id for place in (0, 1)]
        self.ledgers = [Ledger(self.store, id_) for id_ in self.ids]
        self.model = Model()
        self.merge_id = 0
        self.undone: list[Action] = []
        self.done: list[Action] = []
        self.last = self._last()
        self.order: list[int] = []

    @property
    def today(self) -> date:
        return self.store.today()

    @rule(who=st.integers(0, 1), points=few, ago=back, lasts=st.integers(0, 120))
    def award(self, who: int, points: int, ago: int, lasts: int) -> None:
        on = self.today - ago * DAY
        last = on + lasts * DAY
        before = self._snapshot()
        entry_id = self._ledger(who).award(points, on, last)
        (found,) = self._written()
        lot = found.parts[0].lot
        assert (found.id, found.on, found.parts[0].points) == (entry_id, on, points)
        self.model.lots[lot] = Lot(lot, self._owner(who), points, on, last)
        self._did(Action([found], before=before))

    @rule(who=st.integers(0, 1), points=few, ago=back)
    def spend(self, who: int, points: int, ago: int) -> None:
        on = self.today - ago * DAY
        self._take(who, points, on, lambda: self._ledger(who).spend(points, on), hold=False)

    @rule(who=st.integers(0, 1), points=few, ago=back, lasts=st.none() | st.integers(0, 30))
    def hold(self, who: int, points: int, ago: int, lasts: int | None) -> None:
        on = self.today - ago * DAY
        until = None if lasts is None else on + lasts * DAY
        entry_id = self._take(
            who, points, on, lambda: self._ledger(who).hold(points, on, until), until=until
        )
        assert entry_id is None or self.model.ends[entry_id] == until

    @precondition(lambda self: self.model.ends)
    @rule(data=st.data(), ago=back, confirmed=st.booleans())
    def end(self, data: st.DataObject, ago: int, confirmed: bool) -> None:
        hold = data.draw(st.sampled_from(sorted(self.model.ends)))
        on, left = self.today - ago * DAY, self.model.left(hold)
        until = self.model.ends[hold]
        error = None
        if not left:
            error = "HoldEndedError"
        elif until and until < on:
            error = "HoldLapsedError"
        elif on < self.model.changed(hold):
            error = "HoldMovedError"
        ledger, before = self.ledgers[0], self._snapshot()
        act = ledger.confirm if confirmed else ledger.release
        if self._tried(lambda: act(hold, on), error) is not None:
            parts = [Part(each.lot, -each.held * confirmed, -each.held) for each in left]
            self._did(self._expected([(on, hold, parts)], before))

    @precondition(lambda self: self.model.entries)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        entry = self.model.entries[data.draw(st.sampled_from(sorted(self.model.entries)))]
        error, before = self.model.why_not(entry, self.today), self._snapshot()
        if self._tried(lambda: self.ledgers[0].reverse(entry.id), error) is not None:
            self._did(Action(self._reversed([entry]), before=before))

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.calendar.now += timedelta(days=days)

    @precondition(lambda self: not self.merge_id)
    @rule()
    def merge(self) -> None:
        before = self._snapshot()
        merge_id = MergingService(self.store).merge(self.ids[0], self.ids[1]).value
        kept, gone = self.ids
        lots = [lot.id for lot in self.model.lots.values() if lot.owner == gone]
        self._did(Action([], dict.fromkeys(lots, (gone, kept)), (0, merge_id), before))
        self.came = lots

    @precondition(lambda self: self.merge_id)
    @rule()
    def unmerge(self) -> None:
        before = self._snapshot()
        MergingService(self.store).unmerge(self.merge_id)
        kept, gone = self.ids
        owners = dict.fromkeys(self.came, (kept, gone))
        self._did(Action([], owners, (self.merge_id, 0), before))

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        JournalService(self.store).undo()
        action = self.done.pop()
        self.undone.append(self._taken_back(action))
        day, figures = action.before or (None, None)
        if day == self.today:
            assert self._snapshot() == (day, figures)

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        JournalService(self.store).redo()
        self.done.append(self._taken_back(self.undone.pop()))

    @invariant()
    def figures_agree(self) -> None:
        for ledger in self.ledgers:
            owner = ledger.customer_id
            with self.store.read() as session:
                history = points_book.history(session, owner)
                asked = points_book.figures_of(session, owner, self.today)
            assert asked == figures_on(history.lots_on(self.today), self.today)
            rows = running(history, self.today + 20 * DAY)
            for days in (-70, -13, -1, 0, 20):
                on = self.today + days * DAY
                lots = history.lots_on(on)
                figures = figures_on(lots, on)
                assert (figures.total, figures.held) == self.model.figures(owner, on)
                assert [lot.rest for lot in lots] == self.model.rests(owner, on)
                row = next((row for row in reversed(rows) if row.on_day <= on), None)
                told = (row.total, row.held_after) if row else (0, 0)
                assert told == (figures.total, figures.held)

    @invariant()
    def no_lot_is_below_zero_or_above_its_award(self) -> None:
        for rest, held, points in self.model.worst(self.today):
            assert 0 <= rest <= points
            assert held >= 0

    @invariant()
    def order_is_stable(self) -> None:
        """What once stood before another movement of its day stands before it for good."""
        with self.store.read() as session:
            rows = session.execute(text("SELECT on_day, id FROM points_entry ORDER BY on_day, id"))
            order = [row.id for row in rows if row.id in self.model.entries]
        former = set(self.order)
        assert [id_ for id_ in order if id_ in former] == self.order
        self.order = order

    def teardown(self) -> None:
        self.store.refresh_summaries()  # what the list shows is audited too
        assert PointsAuditService(self.store).audit().problems == ()

    def _ledger(self, who: int) -> Ledger:
        return self.ledgers[0 if self.merge_id else who]

    def _owner(self, who: int) -> int:
        return self._ledger(who).customer_id

    def _take(
        self,
        who: int,
        points: int,
        on: date,
        act: Callable[[], int],
        *,
        hold: bool = True,
        until: date | None = None,
    ) -> int | None:
        paid = self.model.pay(self._owner(who), points, on)
        lapsed = list(self.model.lapsed(self._owner(who), self.today))
        before = self._snapshot()
        error = "InsufficientPointsError" if isinstance(paid, int) else None
        entry_id = self._tried(act, error, available=paid)
        if entry_id is None or isinstance(paid, int):
            return None
        if hold:
            paid = [Part(each.lot, 0, -each.points) for each in paid]
            self.model.ends[entry_id] = until
        released: list[Found] = [(day, id_, list(parts)) for day, id_, parts in lapsed]
        mine: Found = (on, entry_id if hold else None, paid)
        self._did(self._expected([*released, mine], before))
        return entry_id

    def _tried(
        self, act: Callable[[], int], error: str | None, available: object = None
    ) -> int | None:
        if error is None:
            return act()
        with pytest.raises(VipDeskError) as found:
            act()
        assert type(found.value).__name__ == error
        if isinstance(found.value, InsufficientPointsError):
            assert found.value.params["available"] == f"{available:,}"
        return None

    def _expected(self, wanted: list[Found], before: Snapshot) -> Action:
        entries = self._written()
        assert [(each.on, each.hold, list(each.parts)) for each in entries] == [
            (on, hold, sorted(parts, key=lambda part: part.lot)) for on, hold, parts in wanted
        ]
        return Action(entries, before=before)

    def _did(self, action: Action) -> None:
        for entry in action.entries:
            self.model.entries[entry.id] = entry
        self._own(action)
        self.done.append(action)
        self.undone.clear()

    def _own(self, action: Action) -> None:
        for lot, (_from, to) in action.owners.items():
            self.model.lots[lot].owner = to
        if action.merge_id:
            self.merge_id = action.merge_id[1]

    def _taken_back(self, action: Action) -> Action:
        owners = {lot: (to, from_) for lot, (from_, to) in action.owners.items()}
        merge_id = (action.merge_id[1], action.merge_id[0]) if action.merge_id else None
        back = Action(self._reversed(action.entries[::-1]), owners, merge_id)
        self._own(back)
        return back

    def _reversed(self, entries: list[Entry]) -> list[Entry]:
        """The reversals that the book wrote of these, in their order."""
        written = self._written()
        made = [
            self.model.reverse(entry, found.id, self.today)
            for entry, found in zip(entries, written, strict=True)
        ]
        assert made == written
        return made

    def _written(self) -> list[Entry]:
        with self.store.read() as session:
            rows = session.execute(text(_NEW), {"after": self.last}).all()
        self.last = self._last()
        found: dict[int, Entry] = {}
        for row in rows:
            parts = found[row.id].parts if row.id in found else ()
            hold = row.id if row.kind == "hold" else row.hold_id
            part = Part(row.lot_id, row.points, row.held)
            found[row.id] = Entry(row.id, date.fromisoformat(row.on_day), (*parts, part), hold)
        return list(found.values())

    def _last(self) -> int:
        with self.store.read() as session:
            return session.execute(text("SELECT max(id) FROM points_entry")).scalar() or 0

    def _snapshot(self) -> Snapshot:
        """Figures and rests of both; undone on the same day, they are these again."""
        return self.today, [
            (each.figures(self.today), [rest for rest in each.rests(self.today) if rest])
            for each in self.ledgers
        ]


@pytest.fixture(scope="module")
def book(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One book for all runs; each has customers of its own."""
    profile = shutil.copytree(empty_profile, tmp_path_factory.mktemp("machine") / "profile")
    LedgerMachine.calendar = Calendar()
    store = open_book(profile, clock=LedgerMachine.calendar)
    yield store
    store.close()


def test_the_ledger_agrees_with_a_naive_sum(book: Store) -> None:
    LedgerMachine.store = book
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=6,
            stateful_step_count=30,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # each step writes: no shrinking
        ),
    )
