"""How many contracts of the present quarter were renewed, from their history alone."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from vipdesk.store.book import Store

# What took a date's place says what became of it: a corrected one never was an end, and one that
# gave way without a word (older versions of the program wrote none) leaves it open.
_COUNT = """
SELECT count(*) AS ended, coalesce(sum(renewed), 0) AS renewed, coalesce(sum(unclear), 0) AS unclear
FROM (
    SELECT max(n.moved_as IS 'renewal' OR c.id IS NOT NULL) AS renewed,
           max(n.id IS NOT NULL AND n.moved_as IS NULL AND n.ends_on IS NOT d.ends_on) AS unclear
    FROM contract_date d
    JOIN line_summary l ON l.line_id = d.line_id
    JOIN customer_summary s ON s.customer_id = l.customer_id
    LEFT JOIN contract_date n ON n.id = (
        SELECT min(x.id) FROM contract_date x
        WHERE x.line_id = d.line_id AND x.kind = d.kind AND x.id > d.id)
    LEFT JOIN retention_case c ON c.cause = 'end:contract:' || d.line_id AND c.period = d.ends_on
        AND c.outcome IN ('renewed', 'moved_plan', 'upgraded')
    WHERE d.kind = 'contract' AND d.ends_on BETWEEN :first AND :today
    AND n.moved_as IS NOT 'correction'
    GROUP BY d.line_id, d.ends_on)
"""


@dataclass(frozen=True, slots=True)
class Renewals:
    """Contracts that ended in a quarter so far, and those of them that were renewed."""

    first: date
    until: date
    renewed: int
    ended: int

    @property
    def percent_hundredths(self) -> int:
        """The rate in hundredths of a percent, rounded half-up; for display only."""
        return (self.renewed * 20_000 + self.ended) // (2 * self.ended)


class RenewalService:
    """Reads only; a job, for it looks at every contract date."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def this_quarter(self) -> Renewals | None:
        """The quarter up to today; None where nothing ended yet, or the history does not tell.

        A contract that was moved to another plan or upgraded counts as renewed (rules.md 5).
        """
        today = self._store.today()
        first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        days = {"first": first.isoformat(), "today": today.isoformat()}
        with self._store.read() as session:
            found = session.execute(text(_COUNT), days).one()
        if not found.ended or found.unclear:
            return None
        return Renewals(first, today, found.renewed, found.ended)
