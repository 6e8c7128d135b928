"""The lists of a period's report, of the manager's own customers; names are masked."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from vipdesk.domain.masking import mask_line
from vipdesk.domain.months import last_day, shifted
from vipdesk.domain.period_report import (
    Counted,
    EndLine,
    ExpiringPoints,
    PointsPart,
    RenewalLine,
    RiskLine,
    WarningLine,
    masked_name,
)
from vipdesk.domain.period_summary import RENEWED
from vipdesk.domain.warnings import Rule
from vipdesk.domain.words import Channel, DateKind, LineStatus, Outcome, Tier
from vipdesk.services.indicators.definition import Context, Members
from vipdesk.services.indicators.kinds.redemption import EARNED, MOVED, SPENT
from vipdesk.services.indicators.kinds.renewal import RENEWAL
from vipdesk.services.indicators.view import OF_CUSTOMERS, Slice
from vipdesk.services.points_overview import expiring_months, redeemed_by_kind
from vipdesk.store.deriving.facts import ON_NETWORK
from vipdesk.store.deriving.scope import OURS, ours_on
from vipdesk.store.ledger import FREE
from vipdesk.store.network import LEFT
from vipdesk.store.summaries import EFFECTIVE
from vipdesk.texts import N_

AT_RISK, MOST_ENDS, MOST_RENEWALS, EXPIRING = 10, 200, 500, 6
NO_OUTCOME = N_("No outcome yet")
_JOIN = "JOIN customer_summary c ON c.customer_id = x.customer_id AND"
_OUTCOMES = """
SELECT x.outcome, count(*) AS count, 0 AS part FROM retention_case x {ours}
WHERE x.closed_on BETWEEN :first AND :last AND x.outcome IS NOT NULL GROUP BY x.outcome
"""
_KEPT, _LOST = "('renewed', 'moved_plan', 'upgraded')", "('refused', 'ported_out')"
# A warning is tied to the case of its own, to a talk about another case of its line that ended
# after it, to a renewal, and to the line's leaving.
_BECAME = f"""
SELECT x.rule, CASE
    WHEN k.outcome IN {_LOST} OR l.status IN {LEFT} OR EXISTS (SELECT 1 FROM retention_case o
        WHERE o.line_id = x.line_id AND o.closed_on >= x.first_on AND o.outcome IN {_LOST})
        THEN 'lost'
    WHEN k.outcome IN {_KEPT} OR EXISTS (SELECT 1 FROM retention_case o
        WHERE o.line_id = x.line_id AND o.closed_on >= x.first_on AND o.outcome IN {_KEPT})
        OR EXISTS (SELECT 1 FROM contract_date d WHERE d.line_id = x.line_id
            AND d.kind = 'contract' AND d.moved_as = 'renewal' AND d.recorded_on >= x.first_on)
        THEN 'kept'
    WHEN k.outcome IS NOT NULL THEN 'talks'
    WHEN x.gone_on IS NOT NULL THEN 'gone' ELSE 'open' END AS became
FROM warning x {{ours}}
LEFT JOIN retention_case k ON k.cause = 'warning:' || x.rule || ':' || x.subject
    AND k.period = x.month
LEFT JOIN line_summary l ON l.line_id = x.line_id
WHERE x.month BETWEEN :first_month AND :last_month
"""
_PARTS = ("lost", "kept", "talks", "gone", "open")
_WARNINGS = f"""
SELECT b.rule, count(*) AS count, {", ".join(f"sum(b.became = '{p}') AS {p}" for p in _PARTS)}
FROM ({_BECAME}) b GROUP BY b.rule
"""
_CONTACTS = f"""
SELECT x.channel, count(*) AS count, sum({EFFECTIVE.replace("p.", "x.")}) AS part
FROM touchpoint x {{ours}} WHERE x.on_day BETWEEN :first AND :last GROUP BY x.channel
"""
_AT_RISK = """
SELECT c.number, c.name, c.tier, c.score, c.contacted_on, c.customer_id FROM customer_summary c
WHERE c.score >= :score_from AND {whom} ORDER BY c.score DESC, c.customer_id LIMIT :most
"""
_ENDS = " UNION ALL ".join(
    f"SELECT s.customer_id, s.number, s.kind, '{kind}' AS ends, s.{kind}_ends_on AS ends_on "
    f"FROM line_summary s WHERE s.{kind}_ends_on BETWEEN :next_first AND :next_last "
    f"AND {ON_NETWORK}"
    for kind in DateKind
)
_NEXT_ENDS = f"""
SELECT x.*, c.number AS customer, c.name, count(*) OVER () AS in_all FROM ({_ENDS}) x {{ours}}
ORDER BY x.ends_on, x.customer_id, x.number LIMIT :most_ends
"""
_RESULT = f"""
SELECT x.customer_id, x.line_id, x.ends_on, CASE WHEN x.numerator THEN 'renewed'
    WHEN l.status IN {LEFT} THEN l.status ELSE coalesce(x.outcome, '') END AS result
FROM ({{contracts}}) x {{known}} JOIN line_summary l ON l.line_id = x.line_id
"""
_RESULTS = f"SELECT result, count(*) AS count FROM ({_RESULT}) GROUP BY result"
_RENEWALS = f"""
SELECT r.*, c.number AS customer, c.name, l.number, l.kind FROM ({_RESULT}) r
JOIN customer_summary c ON c.customer_id = r.customer_id
JOIN line_summary l ON l.line_id = r.line_id
ORDER BY r.result = 'renewed', r.ends_on, r.line_id LIMIT :most_renewals
"""
_POINTS = f"""
SELECT coalesce(sum(CASE WHEN x.kind IN {EARNED} THEN x.points END), 0) AS earned,
    coalesce(-sum(CASE WHEN x.kind IN {SPENT} THEN x.points END), 0) AS redeemed
FROM ({MOVED.format(since=":first")}) x {{known}} AND {ours_on(":last")}
"""
# What is still held of a lot past its last day has not expired.
_EXPIRED = f"""
SELECT coalesce(sum(x.free), 0) AS points FROM (SELECT r.customer_id, {FREE} AS free
    FROM points_rest r WHERE r.expires_on BETWEEN :first AND :expired_by AND r.rest > 0) x {{ours}}
"""


class PeriodLists:
    """Reads them; a job."""

    def __init__(self, context: Context, score_from: int, part: Slice | None) -> None:
        self._context, self._part = context, part
        self._session, period, today = context.session, context.period, context.today
        next_month = shifted(period.last_month, 1)
        self._of = OF_CUSTOMERS[part.by] if part else "1"
        self._values = {
            "self": context.self_id,
            "part": part.value if part else None,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "first_month": period.first_month,
            "last_month": period.last_month,
            "min_call": context.min_call_seconds,
            "score_from": score_from,
            "most": AT_RISK,
            "next_first": f"{next_month}-01",
            "next_last": last_day(next_month).isoformat(),
            "most_ends": MOST_ENDS,
            "most_renewals": MOST_RENEWALS,
            "today": today.isoformat(),
            "zero_fee_months": context.retention.zero_fee_months,
            "expired_by": min(period.last, today - timedelta(days=1)).isoformat(),
        }

    def read(self) -> tuple[dict[str, Any], list[int]]:
        """The lists by name, and the customers on them."""
        risk, ends = self._rows(_AT_RISK), self._rows(_NEXT_ENDS)
        renewals, lines = self._renewals()
        lists = {
            "outcomes": self._counted(_OUTCOMES, Outcome),
            "warnings": self._warnings(),
            "renewals": renewals,
            "renewal_lines": tuple(_renewal(row) for row in lines),
            "contacts": self._counted(_CONTACTS, Channel),
            **self._points(),
            "at_risk": tuple(_risk(row) for row in risk),
            "ends": tuple(_end(row) for row in ends),
            "ends_in_all": ends[0].in_all if ends else 0,
        }
        return lists, sorted({row.customer_id for row in (*risk, *ends, *lines)})

    def _rows(self, query: str, **values: Any) -> list[Any]:
        for mark, meant in (
            ("{known}", f"{_JOIN} {self._of}"),  # whose they were was looked at already
            ("{ours}", f"{_JOIN} {OURS} AND {self._of}"),
            ("{whom}", f"{OURS} AND {self._of}"),
        ):
            query = query.replace(mark, meant)
        statement = text(query)
        names = statement.compile().params
        known = {**self._values, **values}
        return list(self._session.execute(statement, {name: known[name] for name in names}))

    def _counted(self, query: str, words: Any) -> tuple[Counted, ...]:
        """In the order of the words; what was never counted is left out."""
        found = {row[0]: row for row in self._rows(query)}
        rows = [(each, found[each.value]) for each in words if each.value in found]
        return tuple(Counted(word.label, row[1], row[2]) for word, row in rows)

    def _warnings(self) -> tuple[WarningLine, ...]:
        found = {row.rule: row for row in self._rows(_WARNINGS)}
        rules = [rule for rule in Rule if rule.value in found]
        return tuple(WarningLine(rule.label, *tuple(found[rule.value])[1:]) for rule in rules)

    def _renewals(self) -> tuple[tuple[Counted, ...], list[Any]]:
        """How many came to what, and the first of them; of an unclear history there are none."""
        members = RENEWAL.members(self._context)
        if not isinstance(members, Members):
            return (), []
        counts = {
            row.result: row.count for row in self._rows(_of(_RESULTS, members), **members.params)
        }
        listed = self._rows(_of(_RENEWALS, members), **members.params)
        words = [(word, _RESULT_WORDS[word]) for word in _RESULT_WORDS if word in counts]
        return tuple(Counted(label, counts[word]) for word, label in words), listed

    def _points(self) -> Mapping[str, Any]:
        """What was earned, redeemed and expired; kinds and what will expire, of the whole book."""
        moved, expired = self._rows(_POINTS)[0], self._rows(_EXPIRED)[0].points
        context, whole = self._context, self._part is None
        months = expiring_months(self._session, context.today) if whole else []
        kinds = redeemed_by_kind(self._session, context.last, context.period.first) if whole else []
        available = sum(each.points for each in months) if whole else None
        return {
            "points": PointsPart(moved.earned, moved.redeemed, expired, available),
            "expiring": tuple(
                ExpiringPoints(each.month, each.points, each.customers)
                for each in months[:EXPIRING]
            ),
            "redeemed": tuple(Counted(each.kind.label, each.points, each.pieces) for each in kinds),
        }


_RESULT_WORDS = {
    "renewed": RENEWED,
    **{str(each): each.label for each in Outcome if each is not Outcome.RENEWED},
    str(LineStatus.CLOSED): LineStatus.CLOSED.label,
    "": NO_OUTCOME,
}


def _of(query: str, members: Members) -> str:
    return query.replace("{contracts}", members.select)


def _renewal(row: Any) -> RenewalLine:
    line = mask_line(row.number, row.kind)
    result = _RESULT_WORDS[row.result]
    return RenewalLine(_day(row.ends_on), result, row.customer, masked_name(row.name), line)


def _risk(row: Any) -> RiskLine:
    contacted = _day(row.contacted_on) if row.contacted_on else None
    tier = next(each.label for each in Tier if each == row.tier)
    return RiskLine(row.number, masked_name(row.name), tier, row.score, contacted)


def _end(row: Any) -> EndLine:
    kind = next(each.label for each in DateKind if each == row.ends)
    line = mask_line(row.number, row.kind)
    return EndLine(_day(row.ends_on), kind, row.customer, masked_name(row.name), line)


def _day(written: str) -> date:
    return date.fromisoformat(written)
