"""Scores of customers: the rules of `vipdesk.domain.score` as SQL, for everybody at once.

One line at a time in Python 200,000 lines take ten times as long. A test holds both together, and
the factors that a person sees come from the rules themselves.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from vipdesk.domain.months import month_of, months_ago
from vipdesk.domain.retention_rules import POINTS, RetentionRules
from vipdesk.domain.score import ENDS, TOP
from vipdesk.domain.words import Tier
from vipdesk.store.deriving.facts import ON_NETWORK, VOICE_KINDS
from vipdesk.store.deriving.figures import KNOWN_ON
from vipdesk.store.deriving.scope import Scope
from vipdesk.store.summaries import upsert

_QUIET = " ".join(f"WHEN '{tier}' THEN :quiet_{tier}" for tier in Tier)
UPHELD = "coalesce(+g.upheld_on >= :upheld_since, 0)"
HOLDS: Mapping[str, str] = {
    "ends_30": "+s.next_end_on BETWEEN :today AND :in_ends_30",
    "ends_60": "+s.next_end_on > :in_ends_30 AND +s.next_end_on <= :in_ends_60",
    "ends_90": "+s.next_end_on > :in_ends_60 AND +s.next_end_on <= :in_ends_90",
    "swing": (
        "f.fee_months_before >= :swing_months AND f.fee_before_fen > 0 AND "
        "f.fee_fen * :swing_months * 100 <= f.fee_before_fen * (100 - :swing_percent)"
    ),
    "zero_calls": f"s.kind IN ({VOICE_KINDS}) AND f.silent_months >= :silent_months",
    "complaint": UPHELD,
    "off_net_words": "+g.words_on >= :words_since",
    "arrears": "g.arrears_fen > 0",
    "low_balance": "g.prepaid AND g.balance_fen < :low_balance_fen",
    "few_top_ups": (
        "g.prepaid AND g.top_up_months >= :top_up_known AND (g.top_ups < :top_ups_at_least OR "
        "g.top_up_fen * g.top_up_months * 100 < :top_up_percent * g.top_up_year_fen * "
        ":top_up_months)"
    ),
    "no_contact": f"coalesce(c.contacted_on, {KNOWN_ON}) <= CASE c.tier {_QUIET} END",
    "new_line": "+s.opened_on > :new_since",
}
"""When a factor holds; of a line ``s`` and ``f``, of a customer ``c`` and ``g``, the ``facts``.

The + before a day keeps SQLite from taking each for a number first, which takes as long again.
"""

FIGURES = (
    "customer_summary c JOIN {facts} g ON g.customer_id = c.customer_id "
    f"LEFT JOIN line_summary s ON s.customer_id = c.customer_id AND {ON_NETWORK} "
    "LEFT JOIN {lines} f ON f.line_id = s.line_id"
)
_OF_LINE = ("ends_30", "ends_60", "ends_90", "swing", "zero_calls", "new_line")


def _sum(keys: Iterable[str]) -> str:
    return " + ".join(f"CASE WHEN {HOLDS[key]} THEN :p_{key} ELSE 0 END" for key in keys)


_OVERRIDE = (
    "(SELECT v.score FROM score_override v WHERE v.customer_id = c.customer_id "
    "AND v.from_on <= :today AND v.until_on >= :today ORDER BY v.id DESC LIMIT 1)"
)
# The customer's own factors are the same for every line, and so added to the highest one once.
_OF_LINES = (
    f"min({TOP}, max(CASE WHEN s.line_id IS NOT NULL THEN {_sum(_OF_LINE)} END) + "
    f"{_sum(key for key in HOLDS if key not in _OF_LINE)})"
)
FACTS = {"facts": "customer_facts", "lines": "line_facts"}
"""Where the facts of customers and of lines are kept."""

SCORES = (
    f"SELECT c.customer_id, c.score AS kept, coalesce({_OVERRIDE}, {_OF_LINES}) AS score "
    f"FROM {FIGURES} WHERE true{{among}} GROUP BY c.customer_id"
)
_SET = (
    "UPDATE customer_summary SET score = n.score "
    f"FROM (SELECT customer_id, score FROM ({SCORES}) WHERE score IS NOT kept) n "
    "WHERE n.customer_id = customer_summary.customer_id"
)
_MONTH = upsert(
    "score_month",
    "customer_id, month",
    ("customer_id", "month", "score"),
    "SELECT c.customer_id, :month, c.score FROM customer_summary c "
    "WHERE c.score IS NOT NULL{among}",
)
_NO_MONTH = (
    "DELETE FROM score_month WHERE month = :month AND customer_id IN "
    "(SELECT c.customer_id FROM customer_summary c WHERE c.score IS NULL{among})"
)


def refresh(scope: Scope) -> int:
    """Make the scores of the scope's customers right, and those of this month; how many changed."""
    among = scope.among("c.customer_id")
    values = parameters(scope.basis.rules, scope.basis.today)
    changed = scope.run(_SET.format(among=among, **FACTS), **values)
    month = month_of(scope.basis.today)
    changed += scope.run(_MONTH.format(among=among), month=month)
    return changed + scope.run(_NO_MONTH.format(among=among), month=month)


def parameters(rules: RetentionRules, today: date) -> dict[str, int | str | None]:
    """Points, thresholds and days that the conditions compare with."""
    quiet = {tier: rules.quiet_cadences * rules.cadence_months.get(tier, 0) for tier in Tier}
    return {
        **{f"p_{key}": rules.points_of(key) for key in POINTS},
        **{
            f"in_{key}": (today + timedelta(days=days)).isoformat()
            for key, days in zip(ENDS, rules.ends_days, strict=True)
        },
        **{
            f"quiet_{tier}": months_ago(today, months).isoformat() if months else None
            for tier, months in quiet.items()
        },
        "today": today.isoformat(),
        "new_since": months_ago(today, rules.new_line_months).isoformat(),
        "upheld_since": (today - timedelta(days=rules.complaint_days)).isoformat(),
        "words_since": (today - timedelta(days=rules.words_days)).isoformat(),
        "low_balance_fen": max(0, rules.low_balance_fen),
        "silent_months": max(1, rules.silent_months),
        "swing_percent": rules.swing_percent,
        "swing_months": rules.swing_months,
        "top_up_known": max(1, rules.top_up_months),
        "top_up_months": rules.top_up_months,
        "top_ups_at_least": rules.top_ups_at_least,
        "top_up_percent": rules.top_up_percent,
    }
