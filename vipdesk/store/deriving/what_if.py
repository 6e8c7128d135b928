"""Whom other rules would warn today, without keeping anything of it."""

from vipdesk.domain.reach import Reach
from vipdesk.domain.task_query import Risk
from vipdesk.domain.warnings import Rule
from vipdesk.store.deriving.facts import facts_by_other_rules
from vipdesk.store.deriving.scope import OURS, Scope
from vipdesk.store.deriving.scores import FACTS, FIGURES, SCORES, parameters
from vipdesk.store.deriving.warned import WARNS

_WARNED = ", ".join(
    f"count(DISTINCT CASE WHEN {WARNS[rule]} THEN c.customer_id END)" for rule in Rule
)
_COUNTS = f"SELECT {_WARNED} FROM {FIGURES} WHERE {OURS}"
_RISKS = (
    "SELECT sum(score >= :high), sum(score >= :medium AND score < :high), "
    f"sum(score < :medium AND score < :high) FROM ({SCORES})"
)


def reach(scope: Scope) -> Reach:
    """Count by the rules of the scope, of everybody; what it gathers is dropped again."""
    rules = scope.basis.rules
    tried = facts_by_other_rules(scope)
    facts = {**FACTS, **tried}
    values = parameters(rules, scope.basis.today)
    warned = scope.rows(_COUNTS.format(**facts), **values)[0]
    bounds = {"high": rules.high_from, "medium": rules.medium_from}
    statement = _RISKS.format(**facts, among=f" AND {OURS}")
    risks = scope.rows(statement, **values, **bounds)[0]
    for made in tried.values():
        scope.run(f"DROP TABLE {made}")
    return Reach(
        dict(zip(Rule, warned, strict=True)),
        dict(zip(Risk, (number or 0 for number in risks), strict=True)),
    )
