"""Compares the operator's list of points balances with the ledger of that day, and settles it."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.points import Movement, last_day
from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.reconciling import Cause, Clues, Match, match, probable_cause
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.reports.files import write_whole
from vipdesk.reports.sheets import Kind, Sheet, SheetColumn, xlsx
from vipdesk.services import points_book
from vipdesk.services.merged import merges, stands_for
from vipdesk.services.settings import settings_in_force
from vipdesk.store.book import Store
from vipdesk.texts import N_, Translate, language, translator

NOTE = N_("Settled with the operator's balance of {day}")
_STEP = 200
_DAYS = "SELECT as_of, count(*) FROM operator_points GROUP BY as_of ORDER BY as_of DESC"
_THEIRS = """
    SELECT o.customer_id, o.points FROM operator_points o JOIN customer c ON c.id = o.customer_id
    WHERE o.as_of = :day AND c.deleted_at IS NULL
"""
# What is left of each customer's lots on a day, by last day; held points of a lot past it count.
# A settlement that is taken back is so for its own day too: else its day would stay settled.
_OURS = """
    WITH RECURSIVE settled (id, on_day) AS (
        SELECT id, on_day FROM points_entry WHERE kind = 'adjustment'
        UNION ALL
        SELECT r.id, s.on_day FROM settled s JOIN points_entry r ON r.reverses_id = s.id
    )
    SELECT l.customer_id, l.expires_on, sum(d.points),
        sum(CASE WHEN h.until_on < :day THEN 0 ELSE d.held END),
        count(*) - count(s.id)
    FROM points_entry e
    JOIN points_draw d ON d.entry_id = e.id
    JOIN points_lot l ON l.id = d.lot_id
    LEFT JOIN points_entry h ON h.id = coalesce(e.hold_id, CASE e.kind WHEN 'hold' THEN e.id END)
    LEFT JOIN settled s ON s.id = e.id
    WHERE coalesce(s.on_day, e.on_day) <= :day
    GROUP BY l.customer_id, l.expires_on
    ORDER BY l.customer_id, l.expires_on
"""
_MONTHS = """
    SELECT DISTINCT customer_id, month FROM points_entry
    WHERE kind = 'imported' AND occurrence IS NOT NULL AND on_day <= :day
"""
_UNKNOWN = """
    SELECT json_extract(counts, '$.lists."' || :day || '"') AS said FROM import_batch
    WHERE kind = 'points-balances' AND said IS NOT NULL ORDER BY id DESC LIMIT 1
"""
_NAMES = "SELECT id, number, name FROM customer WHERE deleted_at IS NULL"


class NoBalancesError(VipDeskError):
    """There is no list of that day."""

    message = N_(
        "The book has no balances of the operator of {day}. Import the operator's list first "
        "(points: the operator's balances). Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class ReconciledRow:
    """One customer's two balances; None where one side knows nothing of them."""

    id: int
    number: str
    name: str
    theirs: int | None
    ours: int | None
    match: Match
    cause: Cause | None
    month: str | None

    @property
    def difference(self) -> int:
        """What the operator has more."""
        return (self.theirs or 0) - (self.ours or 0)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The balances of a day, those that differ first, the largest difference first.

    Attributes:
        strangers: How many customers of the list the book did not have when it came in, and
            ``strange_points`` what they have there.
    """

    as_of: date
    rows: tuple[ReconciledRow, ...]
    strangers: int = 0
    strange_points: int = 0

    def counts(self) -> Mapping[Match, int]:
        """Customers in each class."""
        return Counter(row.match for row in self.rows)

    def of(self, wanted: Match | None) -> list[ReconciledRow]:
        """The rows of one class; None: all."""
        return [row for row in self.rows if wanted is None or row.match is wanted]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A difference that was left open, and why."""

    number: str
    name: str
    reason: VipDeskError


@dataclass(frozen=True, slots=True)
class Settled:
    """How many differences were settled, and those that could not be."""

    count: int
    open: tuple[Unsettled, ...]


@dataclass(slots=True)
class _Ours:
    total: int
    expired: list[int]
    lasting: list[int]
    moved: bool = False  # otherwise than by settlements


class ReconciliationService:
    """Each difference is settled by a named entry or left open."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def days(self) -> list[tuple[date, int]]:
        """The days of which there are lists, newest first, with how many customers they hold."""
        with self._store.read() as session:
            found = session.execute(text(_DAYS)).all()
        return [(date.fromisoformat(day), count) for day, count in found]

    def compare(self, as_of: date, progress: Progress | None = None) -> Reconciliation:
        """Compare the list of a day with the ledger of that day.

        Raises:
            NoBalancesError: There is no such list.
        """
        with self._store.read() as session:
            return _compared(session, as_of, progress or NoProgress())

    def settle(
        self,
        as_of: date,
        customer_ids: Collection[int],
        note: str = "",
        progress: Progress | None = None,
    ) -> Saved[Settled]:
        """Bring customers to the operator's balance, each by one entry of that day.

        What is compared is the book as it is now, so that a difference that is gone settles
        nothing.

        Args:
            as_of: Of the list.
            customer_ids: Whose differences; equal ones are passed over.
            note: Stands on each entry; empty: that it was settled with the list of the day.
            progress: Steps of customers.

        Raises:
            NoBalancesError: There is no such list; nothing is written.
        """
        progress = progress or NoProgress()
        n = len(_differing(self.compare(as_of), customer_ids))
        said = note.strip() or translator(language())(NOTE).format(day=as_of)
        open_: list[Unsettled] = []
        with self._store.action("points.settle", n=n) as session:
            found = _compared(session, as_of, NoProgress())  # anew: others may have come between
            differing = _differing(found, customer_ids)
            for at, row in enumerate(differing):
                if not at % _STEP:
                    progress.step(at, len(differing))
                try:
                    self._adjust(session, as_of, row, said)
                except VipDeskError as error:
                    open_.append(Unsettled(row.number, row.name, error))
        count = len(differing) - len(open_)
        areas = frozenset({Area.POINTS, Area.CUSTOMERS, Area.JOURNAL}) if count else frozenset()
        return Saved(Settled(count, tuple(open_)), areas)

    def _adjust(self, session: Session, as_of: date, row: ReconciledRow, note: str) -> None:
        """An award of what the operator has more, else a spend of what the book has more."""
        today = self._store.today()
        gives = row.difference > 0
        rules = settings_in_force(session).points
        movement = Movement(
            row.id,
            EntryKind.ADJUSTMENT,
            as_of,
            points=abs(row.difference),
            expires_on=last_day(as_of, rules) if gives else None,
            note=note,
            source=f"reconciled:{as_of}",
        )
        if gives:
            points_book.award(session, movement, today)
        else:
            points_book.spend(session, movement, today)

    def export(
        self,
        found: Reconciliation,
        wanted: Match | None,
        path: Path,
        t: Translate,
        progress: Progress | None = None,
    ) -> Saved[int]:
        """Write the rows of one class, or all, as XLSX and journal it.

        Raises:
            ReportNotWrittenError, CancelledError: What stood at ``path`` is unchanged.
        """
        rows = found.of(wanted)
        heads = [SheetColumn(t(title), kind) for title, kind in _HEADS]
        cells = [
            [row.number, row.name, t(row.match.label), row.theirs, row.ours, row.difference,
             cause_words(row, t)]
            for row in rows
        ]  # fmt: skip
        note = t("Points on {day}").format(day=found.as_of)
        content = xlsx(Sheet(t("Reconciliation"), heads, cells, note), progress)
        params: dict[str, Any] = {"kind": "reconciliation.xlsx", "rows": len(rows)}
        params["columns"] = [title for title, _kind in _HEADS]
        with self._store.action("export", keep_empty=True, **params):
            write_whole(path, content)
        return Saved(len(rows), frozenset({Area.JOURNAL}))


_HEADS = (
    (N_("Customer number"), Kind.TEXT),
    (N_("Name"), Kind.TEXT),
    (N_("Result"), Kind.TEXT),
    (N_("At the operator"), Kind.INTEGER),
    (N_("In the ledger"), Kind.INTEGER),
    (N_("Difference"), Kind.INTEGER),
    (N_("Probable cause"), Kind.TEXT),
)


def cause_words(row: ReconciledRow, t: Translate) -> str:
    """The probable cause with its month."""
    if row.cause is None:
        return ""
    label = t(row.cause.label)
    return t("{name}: {value}").format(name=label, value=row.month) if row.month else label


def _compared(session: Session, as_of: date, progress: Progress) -> Reconciliation:
    progress.step(0, 3)
    theirs = _theirs(session, as_of)
    if not theirs:
        raise NoBalancesError(day=as_of)
    progress.step(1, 3)
    ours = _ours(session, as_of)
    progress.step(2, 3)
    rows = _rows(session, as_of, theirs, ours)
    said = session.scalar(text(_UNKNOWN), {"day": as_of.isoformat()})
    progress.step(3, 3)
    return Reconciliation(as_of, tuple(rows), *(json.loads(said) if said else ()))


def _differing(found: Reconciliation, customer_ids: Collection[int]) -> list[ReconciledRow]:
    chosen = set(customer_ids)
    return [row for row in found.rows if row.id in chosen and row.match is not Match.EQUAL]


def _theirs(session: Session, as_of: date) -> Mapping[int, int]:
    """What the list says, of a customer with all who were merged into them."""
    into = merges(session)
    found: Counter[int] = Counter()
    for row in session.execute(text(_THEIRS), {"day": as_of.isoformat()}):
        found[stands_for(into, row.customer_id)] += row.points
    return found


def _ours(session: Session, as_of: date) -> dict[int, _Ours]:
    """Every customer whose points ever moved by that day."""
    found: dict[int, _Ours] = defaultdict(lambda: _Ours(0, [], []))
    day = as_of.isoformat()
    for customer_id, last, rest, held, moves in session.execute(text(_OURS), {"day": day}):
        ours = found[customer_id]
        ours.moved = ours.moved or moves > 0
        if last >= day:
            ours.total += rest
            ours.lasting.append(rest)
        else:
            ours.total += held
            ours.expired.append(rest - held)
    return {each: ours for each, ours in found.items() if ours.moved or ours.total}


def _rows(
    session: Session, as_of: date, theirs: Mapping[int, int], ours: Mapping[int, _Ours]
) -> list[ReconciledRow]:
    own: dict[int, set[str]] = defaultdict(set)
    for customer_id, month in session.execute(text(_MONTHS), {"day": as_of.isoformat()}):
        own[customer_id].add(month)
    months = sorted(set().union(*own.values()))
    rows = []
    for customer_id, number, name in session.execute(text(_NAMES)):
        if customer_id not in theirs and customer_id not in ours:
            continue
        mine = ours.get(customer_id)
        there, here = theirs.get(customer_id), mine.total if mine else None
        if there is None and not here:
            continue
        expired, lasting = (mine.expired, mine.lasting) if mine else ([], [])
        clues = Clues(expired, lasting, months, own.get(customer_id, ()))
        cause, month = probable_cause(there, here, clues)
        rows.append(
            ReconciledRow(customer_id, number, name, there, here, match(there, here), cause, month)
        )
    rows.sort(key=lambda row: (-abs(row.difference), row.number))
    return rows
