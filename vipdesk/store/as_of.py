"""Lines and customers as they stood on a day gone by, and which lines left soon after.

Only what was so, and was dated, by the evening of that day is looked at: rows of history by the day
from which they hold, bills and usage of months that had ended, payments, balances, complaints and
touchpoints by their own days.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from vipdesk.domain.months import month_of, months_ago
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.warnings import CustomerFigures, LineFigures
from vipdesk.domain.words import DateKind
from vipdesk.store.deriving.figures import KNOWN_ON
from vipdesk.store.in_force import current
from vipdesk.store.network import LEFT, on_network, status_at
from vipdesk.store.summaries import EFFECTIVE, LIVE


def _end(kind: DateKind) -> str:
    in_force = current("contract_date", "ends_on", "l.id", f"AND h.kind = '{kind}' ")
    return f"SELECT {in_force} AS ends_on"


_ENDS = " UNION ALL ".join(map(_end, DateKind))
_STATUS = f"coalesce({status_at('l.id')}, 'normal')"
_HAS_LEFT = (
    f"(EXISTS (SELECT 1 FROM status_history h WHERE h.line_id = l.id AND h.status IN {LEFT} "
    "AND h.effective_on > :today AND h.effective_on <= :until) "
    "OR coalesce(l.closed_on > :today AND l.closed_on <= :until, 0) "
    f"OR NOT {on_network('l.id', _STATUS.replace(':today', ':until'), ':until')})"
)
_EARLIER = "strftime('%Y-%m', {month} || '-01', '-' || {months} || ' months')"
_BEFORE = f"""
    b.line_id = t.line_id AND b.month < t.bill_month
    AND b.month >= {_EARLIER.format(month="t.bill_month", months=":swing_months")}
"""
_LINES = f"""
    WITH stood AS MATERIALIZED (
        SELECT a.customer_id, l.id AS line_id, l.kind, l.opened_on, {_HAS_LEFT} AS has_left,
            (SELECT min(ends_on) FROM ({_ENDS}) WHERE ends_on >= :today) AS next_end_on,
            (SELECT max(b.month) FROM bill b
             WHERE b.line_id = l.id AND b.month <= :month) AS bill_month,
            (SELECT max(u.month) FROM usage u WHERE u.line_id = l.id AND u.month <= :month
             AND u.voice_seconds IS NOT NULL) AS usage_month
        FROM line l JOIN account a ON a.id = l.account_id
        JOIN customer c ON c.id = a.customer_id AND {LIVE}
        WHERE {on_network("l.id", _STATUS)}
            AND coalesce(l.closed_on > :today, 1))
    SELECT customer_id, has_left, kind, opened_on, next_end_on, bill_month,
        (SELECT b.fee_fen FROM bill b WHERE b.line_id = t.line_id AND b.month = t.bill_month),
        (SELECT sum(b.fee_fen) FROM bill b WHERE {_BEFORE}),
        (SELECT count(*) FROM bill b WHERE {_BEFORE}),
        usage_month,
        (SELECT count(*) FROM usage u WHERE u.line_id = t.line_id AND u.voice_seconds = 0
         AND u.month > {_EARLIER.format(month="t.usage_month", months=":silent_months")}
         AND u.month <= t.usage_month)
    FROM stood t WHERE coalesce(opened_on <= :today, 1)
        AND (bill_month IS NOT NULL OR NOT EXISTS (SELECT 1 FROM bill))
    ORDER BY line_id
"""
_LINE = (
    *("kind", "opened_on", "next_end_on", "bill_month", "fee_fen", "fee_before_fen"),
    *("fee_months_before", "usage_month", "silent_months"),
)
_NEWEST = """
    (SELECT b.{column} FROM account_balance b WHERE b.account_id = a.id AND b.as_of <= :today
     AND b.{column} IS NOT NULL ORDER BY b.as_of DESC LIMIT 1)
"""
_PAID = """
    FROM account a JOIN payment p ON p.account_id = a.id
    WHERE a.customer_id = c.id AND a.kind = 'prepaid' AND p.paid_on <= :today
"""
_SAID = """
    (SELECT max(d) FROM (
        SELECT p.on_day AS d FROM touchpoint p WHERE p.customer_id = c.id AND p.direction = 'in'
        AND p.on_day BETWEEN :said_since AND :today AND vd_leaving(p.note, :off_net) IS NOT NULL
        UNION ALL SELECT m.opened_on FROM complaint m WHERE m.customer_id = c.id
        AND m.opened_on BETWEEN :said_since AND :today
        AND vd_leaving(m.text, :off_net) IS NOT NULL))
"""
_CUSTOMERS = f"""
    SELECT c.id, coalesce({current("tier_history", "tier", "c.id")}, 'ordinary'),
        (SELECT max(p.on_day) FROM touchpoint p
         WHERE p.customer_id = c.id AND p.on_day <= :today AND {EFFECTIVE}),
        {KNOWN_ON.replace("c.customer_id", "c.id")},
        EXISTS (SELECT 1 FROM account a WHERE a.customer_id = c.id AND a.kind = 'prepaid'),
        (SELECT min({_NEWEST.format(column="balance_fen")}) FROM account a
         WHERE a.customer_id = c.id AND a.kind = 'prepaid'),
        (SELECT sum({_NEWEST.format(column="arrears_fen")}) FROM account a
         WHERE a.customer_id = c.id),
        (SELECT sum(p.amount_fen > 0 AND p.paid_on > :top_ups_since) {_PAID}),
        (SELECT sum(CASE WHEN p.paid_on > :top_ups_since THEN p.amount_fen ELSE 0 END) {_PAID}),
        (SELECT sum(CASE WHEN p.paid_on > :year_since THEN p.amount_fen ELSE 0 END) {_PAID}),
        (SELECT min(p.paid_on) {_PAID}),
        (SELECT max(coalesce(m.closed_on, m.opened_on)) FROM complaint m
         WHERE m.customer_id = c.id AND m.upheld
         AND coalesce(m.closed_on, m.opened_on) <= :today),
        {_SAID}
    FROM customer c WHERE {LIVE}
"""
_CUSTOMER = (
    *("tier", "contacted_on", "known_on", "prepaid", "balance_fen", "arrears_fen", "top_ups"),
    *("top_up_fen", "top_up_year_fen", "top_up_months", "upheld_on", "words_on"),
)
_DAYS = frozenset(
    (
        "opened_on",
        "next_end_on",
        "contacted_on",
        "known_on",
        "top_up_months",
        "upheld_on",
        "words_on",
    )
)


@dataclass(frozen=True, slots=True)
class PastLine:
    """A line that was on the network, and whether it left soon after."""

    customer_id: int
    has_left: bool
    figures: LineFigures


def past_lines(
    connection: Connection, rules: RetentionRules, day: date, until: date
) -> list[PastLine]:
    """The lines that were on the network at the end of ``day``, and known by a bill.

    A book that holds no bills at all knows every line from its first day. Else nothing would be
    known of lines on days before the first file, and those that had left would be missing.

    Args:
        connection: Of the book.
        rules: Over how many months calls must be absent.
        day: The last day of a month.
        until: The last day on which a line that left is told as such.
    """
    values = {
        "today": day.isoformat(),
        "until": until.isoformat(),
        "month": month_of(day),
        "silent_months": max(1, rules.silent_months),
        "swing_months": rules.swing_months,
        "zero_fee_months": rules.zero_fee_months,
    }
    return [
        PastLine(customer_id, bool(has_left), LineFigures(**_named(_LINE, row)))
        for customer_id, has_left, *row in connection.exec_driver_sql(_LINES, values)
    ]


def past_customers(
    connection: Connection, rules: RetentionRules, day: date, min_call_seconds: int
) -> dict[int, CustomerFigures]:
    """What was known of each customer at the end of ``day``, by id."""
    newest = "SELECT max(paid_on) FROM payment WHERE paid_on <= ?"
    paid = connection.exec_driver_sql(newest, (day.isoformat(),)).scalar()
    until = date.fromisoformat(paid) if paid else day
    values = {
        "today": day.isoformat(),
        "min_call": min_call_seconds,
        "off_net": json.dumps(rules.off_net_words),
        "said_since": (day - timedelta(days=rules.words_days)).isoformat(),
        "top_ups_since": months_ago(until, rules.top_up_months).isoformat(),
        "year_since": months_ago(until, rules.mean_months).isoformat(),
    }
    edges = [months_ago(until, months) for months in range(1, rules.mean_months + 1)]
    found = connection.exec_driver_sql(_CUSTOMERS, values)
    return {number: _customer(row, edges) for number, *row in found}


def _customer(row: list[Any], edges: Sequence[date]) -> CustomerFigures:
    """The figures of a row, with how many of the months ``edges`` lie after the first payment."""
    named = _named(_CUSTOMER, row)
    first = named["top_up_months"]
    known = sum(first <= edge for edge in edges) if first else 0
    return CustomerFigures(**{**named, "prepaid": bool(named["prepaid"]), "top_up_months": known})


def _named(names: tuple[str, ...], row: list[Any]) -> Mapping[str, Any]:
    return {
        name: date.fromisoformat(value) if value and name in _DAYS else value
        for name, value in zip(names, row, strict=True)
    }
