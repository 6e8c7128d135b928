"""Who was lost of a cohort, and why (rules.md 5)."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import text

from vipdesk.domain.indicator_words import CohortUnit
from vipdesk.domain.indicators import WhyNot
from vipdesk.domain.words import LeavingReason
from vipdesk.services.indicators.kept import kept_lines
from vipdesk.services.indicators.view import Asked, context_of
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
SELECT k.customer_id, max(k.kept) AS kept, max(k.kept AND k.had_left) AS returned,
    {REASON} AS reason, {PORTED_OUT} AS ported_out,
    max(coalesce(c.score, 0) >= :high) AS at_risk
FROM ({{lines}}) k LEFT JOIN customer_summary c ON c.customer_id = k.customer_id
GROUP BY {{unit}}
"""


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


class LostService:
    """Reads only; a job."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def state(self, asked: Asked) -> CohortState | None:
        """What became of the cohort of a period; None where there is none, or no bills yet."""
        with self._store.read() as session:
            context = context_of(session, self._store, asked)
            found = kept_lines(context)
            if isinstance(found, WhyNot):
                return None
            of_customers = found.cohort.unit is CohortUnit.CUSTOMER
            statement = _LOST.format(
                lines=found.select, unit="k.customer_id" if of_customers else "k.line_id"
            )
            values = {
                **found.params,
                "zero_fee_months": context.retention.zero_fee_months,
                "high": context.retention.high_from,
            }
            rows = session.execute(text(statement), values).all()
            cohort = found.cohort
            return CohortState(
                cohort.id,
                cohort.name,
                len(rows),
                sum(row.kept for row in rows),
                sum(row.returned for row in rows),
                sum(row.kept and row.at_risk for row in rows),
                _reasons([(row.reason, bool(row.ported_out)) for row in rows if not row.kept]),
            )


def _reasons(lost: list[tuple[str | None, bool]]) -> tuple[LostReason, ...]:
    ordered = sorted(Counter(lost).items(), key=lambda each: (-each[1], str(each[0])))
    words = {str(each): each for each in LeavingReason}
    return tuple(
        LostReason(words.get(reason or ""), ported, count) for (reason, ported), count in ordered
    )
