"""The statements of the customer list: criteria become conditions, sort keys become orders.

Every read is on `customer_summary` and the search index. The whole list in the order of a column
is read from that column's index alone; with criteria the matching rows are found and sorted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vipdesk.domain.customer_query import (
    CustomerFilter,
    CustomerQuery,
    first_day_without_contact,
    last_day_within,
)
from vipdesk.domain.months import months_ago
from vipdesk.domain.names import fold
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.task_query import Risk
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import CustomerKind, FirstSteps, Stage
from vipdesk.services.onboarding import NEW_MONTHS
from vipdesk.store.search import match_expression

EXTRA = "extra:"
# Sort key → column; its index gives the whole list in order.
COLUMNS: Mapping[str, str] = {
    "name": "name_sort",
    "number": "number",
    "phone": "phone",
    "plan": "plan",
    "next_end": "next_end_on",
    "arpu": "arpu_fen",
    "balance": "balance_fen",
    "arrears": "arrears_fen",
    "contacted": "contacted_on",
    "joined": "joined_on",
    "lines": "lines",
    "tags": "tags",
    "risk": "score",
    "points": "points",
    "points_expiring": "points_expiring",
}
# Sort key → column and its values in the order of their meaning.
RANKED: Mapping[str, tuple[str, tuple[Any, ...]]] = {
    "kind": ("kind", tuple(map(str, CustomerKind))),
    "stage": ("stage", tuple(map(str, Stage))),
    "do_not_disturb": ("do_not_disturb", (0, 1)),
}
_LAST_STEPS = (
    "(SELECT b.closed_on IS NULL FROM onboarding b WHERE b.customer_id = s.customer_id "
    "ORDER BY b.opened_on DESC, b.id DESC LIMIT 1)"
)
_FIRST_STEPS: Mapping[FirstSteps, str] = {
    FirstSteps.WAITING: (
        "s.tier_rank > 0 AND s.customer_id IN (SELECT d.customer_id FROM derived_task d "
        f"WHERE d.kind IN ('{TaskKind.BIND}', '{TaskKind.FIRST_CONTACT}') "
        "AND d.period >= :new_since AND NOT EXISTS (SELECT 1 FROM onboarding b "
        "WHERE b.customer_id = d.customer_id AND b.opened_on >= d.period))"
    ),
    FirstSteps.UNDER_WAY: f"{_LAST_STEPS} = 1",
    FirstSteps.DONE: f"{_LAST_STEPS} = 0",
}
Statement = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold, joined by AND, with the values of its parameters."""

    parts: tuple[str, ...]
    values: dict[str, Any]

    def is_empty(self) -> bool:
        """Whether every customer passes."""
        return not self.parts

    def where(self) -> str:
        """The clause, or nothing."""
        return f"WHERE {' AND '.join(self.parts)}" if self.parts else ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order, said in two ways.

    Attributes:
        by: An ORDER BY for rows that were found otherwise.
        values: Of its parameters.
        statements: What reads the whole list from an index, part by part; none for a column
            without an index.
        join: What ``by`` needs beside the derived row.
    """

    by: str
    values: dict[str, Any]
    statements: tuple[Statement, ...] = ()
    join: str = ""


def order(key: str, descending: bool, owners: Sequence[int] = ()) -> Order:
    """The order of a sort key; customers without a value come last both ways.

    Equal ones follow by id, in the same direction.

    Args:
        key: One of the list's sort keys.
        descending: Greatest first.
        owners: For the key ``owner``: the managers' ids in the order of their names.

    Raises:
        KeyError: No such key.
    """
    way = "DESC" if descending else "ASC"
    if key.startswith(EXTRA):
        return _by_extra(key.removeprefix(EXTRA), way)
    if key == "tier":
        return _by_tier(way)
    if key == "owner":
        return _by_rank("owner_id", tuple(owners), way)
    if key in RANKED:
        return _by_rank(*RANKED[key], way)
    return _by_column(COLUMNS[key], way)


def _by_column(column: str, way: str) -> Order:
    return Order(
        f"s.{column} IS NULL, +s.{column} {way}, s.customer_id {way}",
        {},
        (
            _listed(f"WHERE {column} IS NOT NULL ORDER BY {column} {way}, customer_id {way}"),
            _listed(f"WHERE {column} IS NULL ORDER BY customer_id {way}"),
        ),
    )


def _by_tier(way: str) -> Order:
    return Order(
        f"+s.tier_rank {way}, +s.name_sort {way}, s.customer_id {way}",
        {},
        (_listed(f"ORDER BY tier_rank {way}, name_sort {way}, customer_id {way}"),),
    )


def _by_rank(column: str, values: tuple[Any, ...], way: str) -> Order:
    """Values in the order of their meaning, not of their letters."""
    names = {f"rank{n}": value for n, value in enumerate(values)}
    ranks = "".join(f" WHEN :rank{n} THEN {n}" for n in range(len(values)))
    rank = f"CASE s.{column}{ranks} END" if ranks else "NULL"
    turned = list(names)[::-1] if way == "DESC" else list(names)
    parts = [
        (*_listed(f"WHERE {column} = :{name} ORDER BY customer_id {way}")[:1], {name: names[name]})
        for name in turned
    ]
    rest = _listed(f"WHERE {column} IS NULL ORDER BY customer_id {way}")
    by = f"s.{column} IS NULL, {rank} {way}, s.customer_id {way}"
    return Order(by, names, (*parts, rest))


def _by_extra(heading: str, way: str) -> Order:
    """Figures by value, then texts; an import's own columns have no index."""
    value = "(SELECT e.value FROM json_each(c.extra) e WHERE e.key = :heading)"
    by = f"{value} IS NULL, CAST({value} AS REAL) {way}, {value} {way}, s.customer_id {way}"
    return Order(by, {"heading": heading}, join="JOIN customer c ON c.id = s.customer_id")


def _listed(rest: str) -> Statement:
    """All ids of one part in one text: a row each would cost several times as much."""
    inner = f"SELECT customer_id FROM customer_summary {rest}"
    return f"SELECT json_group_array(customer_id) FROM ({inner})", {}


def filtered(where: Conditions, by: Order) -> Statement:
    """The matching ids in order, as one JSON text."""
    inner = (
        f"SELECT s.customer_id FROM customer_summary s {by.join} {where.where()} ORDER BY {by.by}"
    )
    return f"SELECT json_group_array(customer_id) FROM ({inner})", {**where.values, **by.values}


def counted(where: Conditions) -> Statement:
    """How many match."""
    return f"SELECT count(*) FROM customer_summary s {where.where()}", where.values


def conditions(query: CustomerQuery, today: date) -> Conditions:
    """Search and criteria as conditions on ``s``, the derived row."""
    found = list(_conditions(query, today))
    values: dict[str, Any] = {}
    for _part, parameters in found:
        values.update(parameters)
    return Conditions(tuple(part for part, _parameters in found), values)


def _conditions(query: CustomerQuery, today: date) -> Iterator[Statement]:
    match = match_expression(query.search)
    if match is not None:
        found = "SELECT rowid FROM customer_search WHERE customer_search MATCH :match"
        yield f"s.customer_id IN ({found})", {"match": match}
    yield from _words(query.filter, today)
    yield from _windows(query.filter, today)
    yield from _money(query.filter)
    yield from _points(query.filter)
    yield from named(query.filter)


def _bound(name: str) -> str:
    """Where a risk begins, as the settings in force say."""
    newest = (
        f"SELECT json_extract(z.\"values\", '$.rules.{name}') FROM settings_set z "
        "ORDER BY z.id DESC LIMIT 1"
    )
    return f"coalesce(({newest}), {getattr(RetentionRules(), name)})"


_HIGH, _MEDIUM = _bound("high_from"), _bound("medium_from")
_RISKS: Mapping[Risk, str] = {
    Risk.HIGH: f"s.score >= {_HIGH}",
    Risk.MEDIUM: f"(s.score >= {_MEDIUM} AND s.score < {_HIGH})",
    Risk.LOW: f"(s.score < {_MEDIUM} AND s.score < {_HIGH})",
}


def _words(criteria: CustomerFilter, today: date) -> Iterator[Statement]:
    if criteria.tiers:  # by rank: the tier's text has no index
        yield _one_of("s.tier_rank", "tier", [tier.rank for tier in criteria.tiers])
    if criteria.kinds:
        yield _one_of("s.kind", "kind", criteria.kinds)
    if criteria.stages:
        yield _one_of("s.stage", "stage", criteria.stages)
    if criteria.first_steps:
        parts = " OR ".join(f"({_FIRST_STEPS[each]})" for each in criteria.first_steps)
        yield f"({parts})", {"new_since": months_ago(today, NEW_MONTHS).isoformat()}
    if criteria.open_complaint is not None:
        among = "IN" if criteria.open_complaint else "NOT IN"
        complaining = "SELECT p.customer_id FROM complaint p WHERE p.closed_on IS NULL"
        yield f"s.customer_id {among} ({complaining})", {}
    if criteria.risks:
        yield f"({' OR '.join(_RISKS[risk] for risk in criteria.risks)})", {}
    if criteria.do_not_disturb is not None:
        yield "s.do_not_disturb = :quiet", {"quiet": int(criteria.do_not_disturb)}


def _windows(criteria: CustomerFilter, today: date) -> Iterator[Statement]:
    if criteria.ends_within_days is not None:
        last = last_day_within(today, criteria.ends_within_days)
        window = {"first_end": today.isoformat(), "last_end": last.isoformat()}
        yield "s.next_end_on BETWEEN :first_end AND :last_end", window
    if criteria.months_without_contact is not None:
        since = first_day_without_contact(today, criteria.months_without_contact)
        yield (
            "(s.contacted_on IS NULL OR s.contacted_on < :met_since)",
            {"met_since": since.isoformat()},
        )


def _money(criteria: CustomerFilter) -> Iterator[Statement]:
    if criteria.in_arrears is not None:
        owing = "s.arrears_fen > 0"
        yield (owing if criteria.in_arrears else f"({owing}) IS NOT TRUE"), {}
    if criteria.arpu_from_fen is not None:
        yield "s.arpu_fen >= :arpu_from", {"arpu_from": criteria.arpu_from_fen}
    if criteria.arpu_to_fen is not None:
        yield "s.arpu_fen <= :arpu_to", {"arpu_to": criteria.arpu_to_fen}


def _points(criteria: CustomerFilter) -> Iterator[Statement]:
    if criteria.points_from is not None:
        yield "coalesce(s.points, 0) >= :points_from", {"points_from": criteria.points_from}
    if criteria.points_expiring is not None:
        some = "s.points_expiring > 0"
        yield (some if criteria.points_expiring else f"({some}) IS NOT TRUE"), {}


def named(criteria: CustomerFilter) -> Iterator[Statement]:
    """Plans, tags, circles and managers, as conditions on ``s``."""
    if criteria.plans:
        yield _one_of("s.plan", "plan", criteria.plans)
    if criteria.tags:
        clause, values = _one_of("t.key", "tag", [fold(tag) for tag in criteria.tags])
        members = "SELECT ct.customer_id FROM tag t JOIN customer_tag ct ON ct.tag_id = t.id"
        yield f"s.customer_id IN ({members} WHERE {clause})", values
    if criteria.circles:
        clause, values = _one_of("g.name", "circle", criteria.circles)
        members = "SELECT m.customer_id FROM circle g JOIN circle_member m ON m.circle_id = g.id"
        yield f"s.customer_id IN ({members} WHERE {clause})", values
    if criteria.owners:
        clause, values = _one_of("m.name", "owner", criteria.owners)
        yield f"s.owner_id IN (SELECT m.id FROM manager m WHERE {clause})", values


def _one_of(column: str, name: str, values: Sequence[Any]) -> Statement:
    named = {f"{name}{n}": str(v) if isinstance(v, str) else v for n, v in enumerate(values)}
    return f"{column} IN ({', '.join(f':{each}' for each in named)})", named
