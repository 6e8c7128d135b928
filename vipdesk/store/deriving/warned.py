"""Which warnings hold now, as rows ready to be kept: `vipdesk.domain.warnings` as SQL.

For everybody at once: one row at a time in Python takes ten times as long. A test holds both
together, and what a person sees beside a score comes from the rules themselves.
"""

from collections.abc import Mapping

from vipdesk.domain import warnings
from vipdesk.domain.warnings import Rule
from vipdesk.domain.words import Severity
from vipdesk.store.deriving import figures
from vipdesk.store.deriving.scope import OURS, Scope
from vipdesk.store.deriving.scores import HOLDS, parameters

WARNS: Mapping[str, str] = {
    **HOLDS,
    "complaint": f"(g.complaint_on IS NOT NULL OR {HOLDS['complaint']})",
}
"""When a rule holds: as its factor does, but an open complaint warns too."""


def _text(column: str) -> str:
    return f"'\"' || {column} || '\"'"  # of days and months, in which there is nothing to escape


def _last_day(month: str) -> str:
    return _text(f"date({month} || '-01', '+1 month', '-1 day')")


def _whole(number: str, by: str) -> str:
    """Divided and rounded down, also below 0."""
    return f"(({number} - (({number} % {by}) + {by}) % {by}) / {by})"


# What a rule saw, by name; what is NULL is left out.
_VALUES: Mapping[Rule, Mapping[str, str]] = {
    Rule.OFF_NET_WORDS: {
        "words": "json_quote(g.words)",
        "said_on": _text("g.words_on"),
        "days": ":words_days",
    },
    Rule.COMPLAINT: {
        "open_since": _text("g.complaint_on"),
        "upheld_on": f"CASE WHEN g.complaint_on IS NULL THEN {_text('g.upheld_on')} END",
        "days": "CASE WHEN g.complaint_on IS NULL THEN :complaint_days END",
    },
    Rule.ARREARS: {"arrears_fen": "g.arrears_fen", "as_of": _text("g.arrears_of")},
    Rule.LOW_BALANCE: {
        "balance_fen": "g.balance_fen",
        "under_fen": ":under_fen",
        "as_of": _text("g.balance_of"),
    },
    Rule.FEW_TOP_UPS: {
        "top_ups": "g.top_ups",
        "at_least": ":top_ups_at_least",
        "months": ":top_up_months",
        "paid_fen": "g.top_up_fen",
        "mean_fen": _whole("g.top_up_year_fen", "g.top_up_months"),
        "percent": ":top_up_percent",
        "as_of": _text("g.top_ups_until"),
    },
    Rule.ZERO_CALLS: {
        "silent_months": "f.silent_months",
        "from_months": ":from_months",
        "month": _text("f.usage_month"),
        "as_of": _last_day("f.usage_month"),
    },
    Rule.SWING: {
        "fee_fen": "f.fee_fen",
        "mean_fen": _whole("f.fee_before_fen", ":swing_months"),
        "percent": ":swing_percent",
        "month": _text("f.bill_month"),
        "as_of": _last_day("f.bill_month"),
    },
}


def _json(values: Mapping[str, str]) -> str:
    """An object as Python writes it, its keys in order."""
    parts = (f"coalesce(', \"{key}\": ' || {values[key]}, '')" for key in sorted(values))
    return f"'{{{{' || substr({' || '.join(parts)}, 3) || '}}}}'"


def _severity(rule: Rule) -> str:
    if rule is Rule.OFF_NET_WORDS:
        return f"'{Severity.RED}'"
    return f"CASE WHEN c.score >= :high_from THEN '{Severity.RED}' ELSE '{Severity.ORANGE}' END"


def _row(rule: Rule) -> str:
    tables, line_id, subject = _OF_LINE if rule in warnings.OF_LINES else _OF_CUSTOMER
    return (
        f"SELECT c.customer_id, {line_id}, {subject}, '{rule}', {_severity(rule)}, "
        f"{_json(_VALUES[rule])} FROM {tables} WHERE {WARNS[rule]} AND {OURS}{{among}}"
    )


_OF_LINE = ("{lines}", "s.line_id", "'line:' || s.line_id")
_OF_CUSTOMER = ("{customers}", "NULL", "'customer:' || c.customer_id")
_ROWS = " UNION ALL ".join(map(_row, Rule))


def gather(scope: Scope) -> None:
    """Gather them in the temporary table ``warned``, after facts and scores were refreshed."""
    rules = scope.basis.rules
    everybody = scope.customer_ids is None  # then the few that hold are found by the facts
    rows = _ROWS.format(
        lines=figures.LINES_BY_FACTS if everybody else figures.LINES,
        customers=figures.CUSTOMERS_BY_FACTS if everybody else figures.CUSTOMERS,
        among=scope.among("c.customer_id"),
    )
    values = {
        **parameters(rules, scope.basis.today),
        "high_from": rules.high_from,
        "words_days": rules.words_days,
        "complaint_days": rules.complaint_days,
        "under_fen": rules.low_balance_fen,
        "from_months": rules.silent_months,
    }
    scope.run("DELETE FROM temp.warned")
    scope.run(f"INSERT INTO temp.warned {rows}", **values)


COLUMNS = ("customer_id", "line_id", "subject", "rule", "severity", '"values"')
