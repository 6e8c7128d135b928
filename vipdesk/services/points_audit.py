"""Proves the points ledger: every balance recomputed from the movements alone (rules.md 4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.table_names import TABLES
from vipdesk.progress import NoProgress, Progress
from vipdesk.store.book import Store
from vipdesk.texts import N_, Translate

NAMED = 100  # problems of one kind that are named


class Check(Enum):
    """What can fail to hold."""

    REST = "rest"
    STRAY_REST = "stray_rest"
    ENTRY = "entry"
    AWARD = "award"
    DAY = "day"
    REVERSAL = "reversal"
    HOLD = "hold"
    OWNER = "owner"
    FUTURE = "future"
    LIST = "list"
    JOURNAL = "journal"


_SENTENCES: Mapping[Check, str] = {
    Check.REST: N_(
        "Lot {lot} of {customer}: its movements leave {rest} points, {held} of them held; stored "
        "are {stored} and {stored_held}."
    ),
    Check.STRAY_REST: N_("{stored} points are stored of lot {lot}, which does not exist."),
    Check.ENTRY: N_(
        "Movement {entry} of {customer} on {day}: it says {stored} points, {stored_held} of them "
        "held; its lots say {points} and {held}."
    ),
    Check.AWARD: N_(
        "Lot {lot} of {customer}: it was given {points} points on {earned}, but its award, "
        "movement {entry}, says {stored} on {day}."
    ),
    Check.DAY: N_("Lot {lot} of {customer}: on {day} it has {rest} points of {points}."),
    Check.REVERSAL: N_(
        "Movement {entry} of {customer} on {day} does not take back exactly movement {reversed}."
    ),
    Check.HOLD: N_(
        "Hold {entry} of {customer}: {held} points of lot {lot} are left of it, which can't be."
    ),
    Check.OWNER: N_(
        "Lot {lot} of {customer} was awarded to {other}, who was not merged into them."
    ),
    Check.FUTURE: N_("Movement {entry} of {customer} is of {day}, which is yet to come."),
    Check.LIST: N_(
        "The list says that {customer} has {stored} available points; their lots say {points}."
    ),
    Check.JOURNAL: N_(
        "Movement {entry} of {customer} is not as the journal wrote it: {what} was altered."
    ),
}

_POINTS = frozenset(("rest", "held", "stored", "stored_held", "points"))
_SUMS = "SELECT lot_id, sum(points) AS rest, sum(held) AS held FROM points_draw GROUP BY lot_id"
# Each gives the customer whom it concerns, and the values of its sentence.
_QUERIES: Mapping[Check, str] = {
    Check.REST: f"""
        SELECT l.customer_id, l.id AS lot, coalesce(s.rest, 0) AS rest, coalesce(s.held, 0) AS held,
            coalesce(r.rest, 0) AS stored, coalesce(r.held, 0) AS stored_held
        FROM points_lot l
        LEFT JOIN ({_SUMS}) s ON s.lot_id = l.id
        LEFT JOIN points_rest r ON r.lot_id = l.id
        WHERE r.rest IS NOT coalesce(s.rest, 0) OR r.held IS NOT coalesce(s.held, 0)
            OR r.customer_id IS NOT l.customer_id OR r.expires_on IS NOT l.expires_on
            OR r.points IS NOT l.points
    """,
    Check.STRAY_REST: """
        SELECT r.customer_id, r.lot_id AS lot, r.rest AS stored FROM points_rest r
        WHERE r.lot_id NOT IN (SELECT id FROM points_lot)
    """,
    Check.ENTRY: """
        SELECT e.customer_id, e.id AS entry, e.on_day AS day, e.points AS stored,
            e.held AS stored_held, coalesce(sum(d.points), 0) AS points,
            coalesce(sum(d.held), 0) AS held
        FROM points_entry e NOT INDEXED LEFT JOIN points_draw d ON d.entry_id = e.id
        GROUP BY e.id
        HAVING sum(d.points) IS NOT e.points OR sum(d.held) IS NOT e.held
    """,
    Check.AWARD: """
        SELECT l.customer_id, l.id AS lot, l.points, l.earned_on AS earned, l.entry_id AS entry,
            coalesce(d.points, 0) AS stored, e.on_day AS day
        FROM points_lot l
        LEFT JOIN points_entry e ON e.id = l.entry_id
        LEFT JOIN points_draw d ON d.entry_id = l.entry_id AND d.lot_id = l.id
        WHERE d.points IS NOT l.points OR l.earned_on IS NOT e.on_day OR l.expires_on < l.earned_on
    """,
    Check.DAY: """
        SELECT l.customer_id, l.id AS lot, w.on_day AS day, w.rest, l.points
        FROM (
            SELECT d.lot_id, e.on_day,
                sum(d.points) OVER (PARTITION BY d.lot_id ORDER BY e.on_day, e.id) AS rest,
                sum(d.held) OVER (PARTITION BY d.lot_id ORDER BY e.on_day, e.id) AS held
            FROM points_draw d JOIN points_entry e ON e.id = d.entry_id
        ) w JOIN points_lot l ON l.id = w.lot_id
        WHERE w.rest < 0 OR w.rest > l.points OR w.held < 0
    """,
    Check.REVERSAL: """
        SELECT r.customer_id, r.id AS entry, r.on_day AS day, o.id AS reversed
        FROM points_entry r
        JOIN points_entry o ON o.id = r.reverses_id
        JOIN points_draw d ON d.entry_id = o.id
        LEFT JOIN points_draw x ON x.entry_id = r.id AND x.lot_id = d.lot_id
        WHERE r.reverses_id IS NOT NULL AND (x.points IS NOT -d.points OR x.held IS NOT -d.held
            OR r.on_day < o.on_day OR r.kind <> 'reversal')
    """,
    Check.HOLD: """
        SELECT h.customer_id, h.id AS entry, d.lot_id AS lot, sum(d.held) AS held
        FROM points_draw d
        JOIN points_entry e ON e.id = d.entry_id
        JOIN points_entry h ON h.id = coalesce(e.hold_id, e.id)
        WHERE d.held <> 0
        GROUP BY h.id, d.lot_id
        HAVING sum(d.held) < 0 OR h.kind <> 'hold'
    """,
    Check.OWNER: """
        WITH RECURSIVE went (lot, was, now) AS (
            SELECT l.id, e.customer_id, l.customer_id
            FROM points_lot l JOIN points_entry e ON e.id = l.entry_id
            WHERE l.customer_id <> e.customer_id
        ), reached (lot, at) AS (
            SELECT lot, was FROM went
            UNION
            SELECT r.lot, c.merged_into_id FROM reached r JOIN customer c ON c.id = r.at
            WHERE c.merged_into_id IS NOT NULL
        )
        SELECT g.now AS customer_id, g.lot, c.number AS other
        FROM went g JOIN customer c ON c.id = g.was
        WHERE NOT EXISTS (SELECT 1 FROM reached r WHERE r.lot = g.lot AND r.at = g.now)
    """,
    Check.FUTURE: """
        SELECT customer_id, id AS entry, on_day AS day FROM points_entry WHERE on_day > :today
    """,
    Check.LIST: """
        SELECT s.customer_id, coalesce(s.points, 0) AS stored,
            coalesce(f.free, 0) + coalesce(h.held, 0) AS points
        FROM customer_summary s
        LEFT JOIN (
            SELECT customer_id, sum(rest - held) AS free FROM points_rest
            WHERE rest > 0 AND expires_on >= :today GROUP BY customer_id
        ) f ON f.customer_id = s.customer_id
        LEFT JOIN (
            SELECT r.customer_id, sum(d.held) AS held
            FROM points_rest r
            CROSS JOIN points_draw d ON d.lot_id = r.lot_id
            CROSS JOIN points_entry e ON e.id = d.entry_id
            JOIN points_entry h ON h.id = coalesce(e.hold_id, e.id)
                AND h.kind = 'hold' AND h.until_on < :today
            WHERE r.rest > 0 AND r.held > 0 AND r.expires_on >= :today GROUP BY r.customer_id
        ) h ON h.customer_id = s.customer_id
        WHERE coalesce(s.points, 0) <> coalesce(f.free, 0) + coalesce(h.held, 0)
            AND (SELECT summarised_on FROM book) = :today
    """,
}
# What was journalled row by row, against the rows; a bulk keeps its digest by the import alone.
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "points_entry": ("points", "held", "on_day", "kind", "customer_id", "hold_id", "reverses_id"),
    "points_lot": ("points", "earned_on", "expires_on", "entry_id"),
    "points_draw": ("points", "held"),
}
_COUNTS = """
    SELECT (SELECT count(*) FROM points_entry), (SELECT count(*) FROM points_lot),
        (SELECT count(DISTINCT customer_id) FROM points_lot),
        (SELECT coalesce(sum(rest), 0) FROM points_rest WHERE rest > 0 AND expires_on >= :today)
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold, with the figures."""

    check: Check
    params: Mapping[str, Any]

    def sentence(self, t: Translate) -> str:
        """Which row, and what it says against what it should say."""
        words = {
            name: f"{value:,}" if name in _POINTS else value for name, value in self.params.items()
        }
        if self.check is Check.JOURNAL:
            table: str = TABLES[self.params["what"]]
            words["what"] = t(table)
        return t(_SENTENCES[self.check]).format(**words)


@dataclass(frozen=True, slots=True)
class Audit:
    """What was read, and what of it does not hold; `NAMED` problems of a kind at most."""

    entries: int
    lots: int
    customers: int
    points: int  # that are left today, held ones included
    problems: tuple[Problem, ...]

    def sentence(self, t: Translate) -> str:
        """What holds, in figures."""
        said = t(
            "{entries} movements, {lots} lots and {customers} customers hold: {points} points."
        )
        return said.format(
            entries=f"{self.entries:,}",
            lots=f"{self.lots:,}",
            customers=f"{self.customers:,}",
            points=f"{self.points:,}",
        )


class PointsAuditService:
    """Reads the whole ledger; a job."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def audit(self, progress: Progress | None = None) -> Audit:
        """Recompute every rest and every day from the movements, and hold them to what is stored.

        Raises:
            CancelledError: Somebody had it stopped.
        """
        today = self._store.today()
        with self._store.read() as session:
            problems = tuple(_problems(session, today, progress or NoProgress()))
            counts = session.execute(text(_COUNTS), {"today": today.isoformat()}).one()
        entries, lots, customers, points = counts
        return Audit(entries, lots, customers, points, problems)


def _problems(session: Session, today: date, progress: Progress) -> Iterator[Problem]:
    checks = [*_QUERIES.items(), *((Check.JOURNAL, _as_written(table)) for table in _WRITTEN)]
    for place, (check, query) in enumerate(checks):
        progress.step(place, len(checks))
        for row in _found(session, query, today):
            yield Problem(check, row)
    progress.step(len(checks), len(checks))


def _found(session: Session, query: str, today: date) -> Iterator[dict[str, Any]]:
    named = f"""
        SELECT p.*, coalesce(c.number, p.customer_id) AS customer
        FROM ({query} LIMIT {NAMED}) p LEFT JOIN customer c ON c.id = p.customer_id
    """
    for row in session.execute(text(named), {"today": today.isoformat()}).mappings().all():
        yield {name: value for name, value in row.items() if name != "customer_id"}


def _as_written(table: str) -> str:
    """Rows of ``table`` that are not as the journal, whose own chain is proved, says."""
    entry = "c.row_id" if table == "points_entry" else "json_extract(c.new, '$.entry_id')"
    lot = " AND x.lot_id = json_extract(c.new, '$.lot_id')" if table == "points_draw" else ""
    key = "entry_id" if table == "points_draw" else "id"
    differs = " OR ".join(
        f"x.{name} IS NOT json_extract(c.new, '$.{name}')" for name in _WRITTEN[table]
    )
    return f"""
        SELECT e.customer_id, {entry} AS entry, '{table}' AS what
        FROM (SELECT DISTINCT action_id FROM points_entry) a
        JOIN journal_change c
            ON c.entry_id = a.action_id AND c.table_name = '{table}' AND c.op = 'I'
        LEFT JOIN {table} x ON x.{key} = c.row_id{lot}
        LEFT JOIN points_entry e ON e.id = {entry}
        WHERE c.new IS NOT NULL AND ({differs})
    """
