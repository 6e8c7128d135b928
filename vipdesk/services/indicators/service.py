"""Indicators as screens, command line and reports ask for them (rules.md 5)."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area
from vipdesk.domain.indicators import Side, Value, WhyNot
from vipdesk.domain.packing import MemberList
from vipdesk.domain.periods import Period
from vipdesk.services.indicators import closing
from vipdesk.services.indicators.counting import count, members_of
from vipdesk.services.indicators.definition import Context, Indicator, Mean
from vipdesk.services.indicators.figures import entered_figures, put
from vipdesk.services.indicators.freshness import dated, newest
from vipdesk.services.indicators.kinds import ALL, BY_KEY
from vipdesk.services.indicators.view import NAMES, Asked, Slice, SliceBy, context_of
from vipdesk.services.indicators.written import ALWAYS, newest_entry, written_since
from vipdesk.store.book import Store

OTHER_TREND = 4
READERS = 2
BOARDS = 3  # of so many boards those behind the values are kept; 3 MB each in a large book
TREND = {1: 12, 3: 8, 12: 3}  # months of a period → points of its trend

NOBODY = MemberList.of(())


@dataclass(frozen=True, slots=True)
class Split:
    """The values of one part of the book."""

    part: Slice
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A value and up to which entry of the journal, and for which day, it holds."""

    value: Value
    entry_id: int
    today: date
    # Those behind it; nobody where they were let go, None where never read.
    behind: MemberList | None = None


class IndicatorService:
    """Reads only, and a job: each value looks at the whole book. What was counted is remembered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[Asked, str], _Known] = {}
        self._boards: list[Asked] = []
        self._lock = threading.Lock()

    def values(self, asked: Asked, keys: Sequence[str] = ()) -> tuple[Value, ...]:
        """The values of a period, in their order: frozen ones of a closed month, else counted.

        Only those are counted anew whose data were written since.

        Args:
            asked: Which period, part of the book and cohort.
            keys: Of these alone; none: all of them.
        """
        chosen = [BY_KEY[key] for key in keys] if keys else list(ALL)
        with self._store.read() as session:
            frozen = closing.values(session, asked)
            counted = self._counted(
                session,
                asked,
                [each for each in chosen if each.spec.key not in frozen],
                whole=not keys,
            )
            found = {**self._dated(session, asked, counted), **frozen}
            entered = entered_figures(session, asked.period) if asked.part is None else {}
        return tuple(put(found[each.spec.key], entered) for each in chosen)

    def of_quarter(self, *keys: str) -> tuple[Value, ...]:
        """The values of the quarter that runs."""
        return self.values(Asked(Period.quarter(self._store.today())), keys)

    def split(self, period: Asked, by: SliceBy, keys: Sequence[str] = ()) -> list[Split]:
        """The values of every tier, plan, circle or tag there is."""
        with self._store.read() as session:
            names = session.scalars(text(NAMES[by])).all()
        parts = [Slice(by, str(name)) for name in names]
        return [Split(part, self.values(replace(period, part=part), keys)) for part in parts]

    def trend(self, key: str, asked: Asked, points: int | None = None) -> tuple[Value, ...]:
        """The value of a period and of those before it, oldest first.

        What was counted by another definition then is left out: it can't be compared.
        """
        points = points or TREND.get(len(asked.period.months), OTHER_TREND)
        periods = [asked.period.earlier(back) for back in range(points)][::-1]

        def of(period: Period) -> Value:
            return self.values(replace(asked, period=period, cohort_id=None), [key])[0]

        with ThreadPoolExecutor(READERS) as readers:
            found = list(readers.map(of, periods))
        spec = found[-1].spec
        return tuple(
            each if each.spec == spec else Value(spec, each.period, why_not=WhyNot.OTHERWISE)
            for each in found
        )

    def members(self, key: str, asked: Asked, side: Side) -> MemberList:
        """Those behind one side of a value, by customer; of a closed month as they were frozen."""
        with self._store.read() as session:
            frozen = closing.members(session, asked, key)
            if frozen is not None:
                return frozen.on(side)
            context = context_of(session, self._store, asked)
            known = self._held(session, context.today, asked, closing.source_key(key))
            if known is not None and known.behind:
                return known.behind.on(side)
            return MemberList.of(members_of(context, BY_KEY[key], side, asked.part))

    def _held(self, session: Session, today: date, asked: Asked, key: str) -> "_Known | None":
        with self._lock:
            self._forget(session, today)
            return self._known.get((asked, key))

    def _counted(
        self, session: Session, asked: Asked, indicators: Sequence[Indicator | Mean], *, whole: bool
    ) -> dict[str, Value]:
        """Counted or known; of ``whole`` boards those behind are kept too, until the next one."""
        context = context_of(session, self._store, asked)
        entry_id = newest_entry(session)
        with self._lock:
            self._forget(session, context.today)
            known = {each.spec.key: self._known.get((asked, each.spec.key)) for each in indicators}
        known = {
            key: None if held and whole and held.behind is None else held
            for key, held in known.items()
        }
        due = [each for each in indicators if known[each.spec.key] is None]
        behind: dict[str, MemberList] | None = {} if whole else None
        fresh = self._count(context, asked, due, behind)
        with self._lock:
            if whole:
                self._let_go(asked)
            for key, value in fresh.items():
                there = None if behind is None else behind.get(key, NOBODY)
                self._known[asked, key] = _Known(value, entry_id, context.today, there)
        return {key: held.value if held else fresh[key] for key, held in known.items()}

    def _count(
        self,
        context: Context,
        asked: Asked,
        due: Sequence[Indicator | Mean],
        behind: dict[str, MemberList] | None,
    ) -> dict[str, Value]:
        """Count on two readers at once; of what shares its rows, on one.

        Each value stands on one view of the book. What is written meanwhile may be in some of them
        already: all of these are counted anew then.
        """
        groups = _groups(due)
        if len(groups) < READERS:
            return {each.spec.key: each for each in count(context, due, asked.part, behind)}

        def counted(group: Sequence[Indicator | Mean]) -> list[Value]:
            with self._store.read() as session:
                return count(context_of(session, self._store, asked), group, asked.part, behind)

        with ThreadPoolExecutor(READERS) as readers:
            return {each.spec.key: each for group in readers.map(counted, groups) for each in group}

    def _dated(self, session: Session, asked: Asked, counted: dict[str, Value]) -> dict[str, Value]:
        """With the day of their data, which a file that changed nothing makes newer too."""
        if not counted:
            return counted
        context = context_of(session, self._store, asked)
        days = newest(context, self._store)
        return {
            key: dated(context, value, BY_KEY[key].stands_on, days)
            for key, value in counted.items()
        }

    def _let_go(self, asked: Asked) -> None:
        """Keep those behind the values of the last boards alone: they are many."""
        others = [each for each in self._boards if each != asked]
        self._boards = [*others[1 - BOARDS :], asked]
        for place, held in self._known.items():
            if held.behind and place[0] not in self._boards:
                self._known[place] = replace(held, behind=NOBODY)

    def _forget(self, session: Session, today: date) -> None:
        """Drop what was written about since it was counted, or was counted on another day."""
        touched: dict[int, frozenset[Area]] = {}
        for (asked, key), held in list(self._known.items()):
            if held.entry_id not in touched:
                touched[held.entry_id] = written_since(session, held.entry_id)
            if held.today != today or touched[held.entry_id] & (BY_KEY[key].areas | ALWAYS):
                del self._known[asked, key]


def _groups(due: Sequence[Indicator | Mean]) -> list[list[Indicator | Mean]]:
    """What shares its rows stands together; a mean with its parts."""
    groups: dict[str, list[Indicator | Mean]] = {}
    for each in due:
        source = each.of[0] if isinstance(each, Mean) else each
        groups.setdefault(source.shares or source.spec.key, []).append(each)
    return list(groups.values())
