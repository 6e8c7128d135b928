"""Who was lost of a cohort, and why (rules.md 5)."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.indicator_words import CohortUnit
from vipdesk.domain.indicators import WhyNot
from vipdesk.domain.packing import Member
from vipdesk.domain.words import LeavingReason
from vipdesk.services.indicators import closing
from vipdesk.services.indicators.definition import Context
from vipdesk.services.indicators.kept import KeptLines, kept_lines
from vipdesk.services.indicators.kinds.retention import SNAPSHOT_RETENTION
from vipdesk.services.indicators.view import Asked, context_of
from vipdesk.services.indicators.written import ALWAYS, newest_entry, written_since
from vipdesk.store.book import Store

# Why a customer, or a line, of ``k``, the lines of the cohort, was lost: by the state in which a
# lost line is. Of several one that was ported out tells, else one that was closed. One that is only
# not billed tells of no reason.
_WHY = """
max(CASE WHEN NOT k.kept THEN (
    SELECT CASE h.status WHEN 'ported_out' THEN 2 WHEN 'closed' THEN 1 ELSE 0 END
        || coalesce(h.reason, '')
    FROM status_history h WHERE h.line_id = k.line_id AND h.effective_on <= :last
    ORDER BY h.effective_on DESC, h.id DESC LIMIT 1) END)
"""
REASON = f"nullif(substr({_WHY}, 2), '')"
PORTED_OUT = f"coalesce(substr({_WHY}, 1, 1) = '2', 0)"
_LOST = f"""
SELECT k.customer_id, {{line}} AS line_id, max(k.kept) AS kept,
    max(k.kept AND k.had_left) AS returned,
    {REASON} AS reason, {PORTED_OUT} AS ported_out
FROM ({{lines}}) k GROUP BY {{unit}}
"""
_AT_RISK = "SELECT customer_id FROM customer_summary WHERE score >= :high"
_AREAS = SNAPSHOT_RETENTION.areas | ALWAYS


class _Subject(NamedTuple):
    customer_id: int
    line_id: int | None
    kept: int
    returned: int
    reason: str | None
    ported_out: int


@dataclass(frozen=True, slots=True)
class LostReason:
    """How many were lost for one reason; ``reason`` None: it is not known."""

    reason: LeavingReason | None
    ported_out: bool
    count: int


@dataclass(frozen=True, slots=True)
class CohortState:
    """What became of a cohort.

    Attributes:
        slack: How many more may be lost; None without a target.
        at_risk: Kept, but at high risk of leaving: the forecast takes them for lost.
        returned: Kept, though they had left meanwhile.
    """

    cohort_id: int
    name: str
    size: int
    kept: int
    returned: int
    at_risk: int
    reasons: tuple[LostReason, ...]

    @property
    def lost(self) -> int:
        """How many are not kept."""
        return self.size - self.kept


@dataclass(frozen=True, slots=True)
class _Known:
    """What became of a cohort, without its risks; up to which entry, and for which day, it holds.

    Scores are derived and leave no entry, so who is at risk is looked up each time.
    """

    state: CohortState
    kept: "array[int]"  # the customer of each that is kept
    entry_id: int
    today: date

    def holds(self, session: Session, today: date) -> bool:
        """Whether nothing was written since that it was counted from."""
        return self.today == today and not written_since(session, self.entry_id) & _AREAS


class LostService:
    """Reads only; a job. The last answer is remembered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[Asked, _Known] | None = None

    def state(self, asked: Asked) -> CohortState | None:
        """What became of the cohort of a period; None where there is none, or no bills yet.

        Of a closed month those are kept who were when it was closed; why others were lost, who came
        back and who is at risk is told by the book of today.
        """
        with self._store.read() as session:
            context = context_of(session, self._store, asked)
            last = self._known
            if last and last[0] == asked and last[1].holds(session, context.today):
                known = last[1]
            else:
                found = kept_lines(context)
                if isinstance(found, WhyNot):
                    return None
                known = _counted(context, found)
                self._known = asked, known
            high = {"high": context.retention.high_from}
            risky = set(session.scalars(text(_AT_RISK), high))
        if not known.state.size:  # closed before there was a snapshot
            return None
        return replace(known.state, at_risk=sum(each in risky for each in known.kept))


def _counted(context: Context, found: KeptLines) -> _Known:
    cohort = found.cohort
    of_customers = cohort.unit is CohortUnit.CUSTOMER
    line, unit = ("NULL", "k.customer_id") if of_customers else ("k.line_id", "k.line_id")
    values = {**found.params, "zero_fee_months": context.retention.zero_fee_months}
    entry_id = newest_entry(context.session)
    statement = text(_LOST.format(lines=found.select, line=line, unit=unit))
    rows = [_Subject._make(row) for row in context.session.execute(statement, values)]
    asked = Asked(context.period, cohort_id=context.cohort_id)
    frozen = closing.members(context.session, asked, SNAPSHOT_RETENTION.spec.key)
    if frozen is not None:
        rows = list(_as_frozen(rows, frozen))
    state = CohortState(
        cohort.id,
        cohort.name,
        len(rows),
        kept=sum(row.kept for row in rows),
        returned=sum(row.kept and row.returned for row in rows),
        at_risk=0,
        reasons=_reasons([(row.reason, bool(row.ported_out)) for row in rows if not row.kept]),
    )
    kept = array("q", (row.customer_id for row in rows if row.kept))
    return _Known(state, kept, entry_id, context.today)


def _as_frozen(rows: Iterable[_Subject], frozen: Iterable[Member]) -> Iterator[_Subject]:
    there = {(row.customer_id, row.line_id): row for row in rows}
    for customer_id, line_id, kept, _one in frozen:
        unknown = _Subject(customer_id, line_id, 0, 0, None, 0)
        yield there.get((customer_id, line_id), unknown)._replace(kept=kept)


def _reasons(lost: list[tuple[str | None, bool]]) -> tuple[LostReason, ...]:
    ordered = sorted(Counter(lost).items(), key=lambda each: (-each[1], str(each[0])))
    words = {str(each): each for each in LeavingReason}
    return tuple(
        LostReason(words.get(reason or ""), ported, count) for (reason, ported), count in ordered
    )
