"""Lines as they stood on a day, of which snapshots are made (rules.md 5)."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from vipdesk.domain.cohorts import CohortLine, mean_fen
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.indicator_words import BaseFee
from vipdesk.domain.months import month_of, shifted
from vipdesk.domain.words import LineStatus, Tier
from vipdesk.services.customer_list_sql import named
from vipdesk.services.settings import rules_in_force
from vipdesk.store.in_force import current
from vipdesk.store.network import on_network

_TIERS = {str(each): each for each in Tier}
_STATES = {str(each): each for each in LineStatus}

_LINES = f"""
SELECT l.id AS line_id, a.customer_id,
    coalesce({current("tier_history", "tier", "a.customer_id")}, 'ordinary') AS tier,
    coalesce({current("status_history", "status", "l.id")}, 'normal') AS status,
    {current("plan_history", "plan", "l.id")} AS plan,
    {current("owner_history", "manager_id", "a.customer_id")} AS owner_id,
    (SELECT sum(b.fee_fen) FROM bill b
     WHERE b.line_id = l.id AND b.month BETWEEN :first AND :last) AS fee,
    (SELECT count(*) FROM bill b
     WHERE b.line_id = l.id AND b.month BETWEEN :first AND :last) AS months,
    (l.opened_on IS NULL OR l.opened_on <= :today) AS opened
FROM line l JOIN account a ON a.id = l.account_id
    JOIN customer_summary c ON c.customer_id = a.customer_id
"""
_OF_A_MANAGER = f"""
SELECT s.* FROM ({_LINES} WHERE l.opened_on IS NULL OR l.opened_on <= :today) s
WHERE {on_network("s.line_id", "s.status")} AND (s.owner_id IS NULL OR s.owner_id = :self)
    {{whom}}
ORDER BY s.line_id
"""
_NAMED = f"""
SELECT s.*, s.opened AND {on_network("s.line_id", "s.status")} AS on_net
FROM ({_LINES} WHERE l.id IN (SELECT value FROM json_each(:lines))
    OR a.customer_id IN (SELECT value FROM json_each(:customers))) s
ORDER BY s.line_id
"""


@dataclass(frozen=True, slots=True)
class LineOnDay:
    """A line that a list names.

    Attributes:
        on_network: Whether it was on the network on the day, as the book knows.
        billed: Whether the book has a bill of the months of the base fee.
    """

    line: CohortLine
    on_network: bool
    billed: bool


def base_months(on_day: date, base: BaseFee, months: int) -> tuple[str, str]:
    """The first and the last month over which the base fee of a cohort is taken."""
    month = month_of(on_day)
    match base:
        case BaseFee.MONTH:
            return month, month
        case BaseFee.MEAN:
            return shifted(month, 1 - months), month
        case BaseFee.LAST_YEAR:
            return f"{on_day.year - 1:04}-01", f"{on_day.year - 1:04}-12"


def lines_of_manager(
    session: Session, on_day: date, months: tuple[str, str], self_id: int, whom: CustomerFilter
) -> Iterator[CohortLine]:
    """The manager's lines that were on the network on the day and pass the filter.

    Tiers and plans are those of the day; tags and circles, which have no history, those of now.
    """
    parts = list(named(whom))
    if whom.tiers:
        listed = json.dumps([str(each) for each in whom.tiers])
        parts.append(("s.tier IN (SELECT value FROM json_each(:tiers))", {"tiers": listed}))
    where = "".join(f" AND {part}" for part, _values in parts)
    values = _values(session, on_day, months) | {"self": self_id}
    for _part, more in parts:
        values |= more
    rows = session.execute(text(_OF_A_MANAGER.format(whom=where)), values)
    return (_line(row) for row in rows)


def named_lines(
    session: Session,
    on_day: date,
    months: tuple[str, str],
    lines: Collection[int],
    customers: Collection[int],
) -> Iterator[LineOnDay]:
    """The lines of these ids, and all lines of these customers, whoever they belong to."""
    values = _values(session, on_day, months) | {
        "lines": json.dumps(sorted(lines)),
        "customers": json.dumps(sorted(customers)),
    }
    for row in session.execute(text(_NAMED), values):
        yield LineOnDay(_line(row), bool(row.on_net), bool(row.months))


def _values(session: Session, on_day: date, months: tuple[str, str]) -> dict[str, Any]:
    return {
        "today": on_day.isoformat(),
        "first": months[0],
        "last": months[1],
        "zero_fee_months": rules_in_force(session).zero_fee_months,
    }


def _line(row: Row[Any]) -> CohortLine:
    return CohortLine(
        *(row.line_id, row.customer_id, _TIERS[row.tier], _STATES[row.status], row.plan),
        *(row.owner_id, mean_fen(row.fee or 0, row.months)),
    )
