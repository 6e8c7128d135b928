"""The customer list: who is in it, in what order, and the rows that are shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, null, select, text
from sqlalchemy.orm import Session

from vipdesk.domain.cells import masked_digits
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.domain.masking import mask_number
from vipdesk.domain.number_lists import numbers_of
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.score import risk_of
from vipdesk.domain.task_query import Risk
from vipdesk.domain.words import CustomerKind, DateKind, Stage, Tier
from vipdesk.services import customer_list_sql as sql
from vipdesk.services.settings import rules_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Customer,
    CustomerSummary,
    Manager,
)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One line of the customer list; numbers are masked already, also those in extra columns."""

    id: int
    number: str
    name: str
    kind: CustomerKind
    tier: Tier
    owner: str | None
    phone: str
    lines: int
    plan: str | None
    next_end_on: date | None
    next_end_kind: DateKind | None
    arpu_fen: int | None
    balance_fen: int | None
    arrears_fen: int | None
    contacted_on: date | None
    joined_on: date | None
    stage: Stage | None
    do_not_disturb: bool
    tags: str
    score: int | None
    risk: Risk | None
    points: int | None  # that can be used today
    points_expiring: int | None  # of them, within the days that the settings say
    extra: Mapping[str, str]  # empty unless it was asked for


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What can be chosen in the filter, each with how many customers have it."""

    plans: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]
    circles: tuple[tuple[str, int], ...]
    owners: tuple[tuple[str, int], ...]


class CustomerService:
    """Reads the list from the derived rows; nothing here is written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def today(self) -> date:
        """The book's day."""
        return self._store.today()

    def find_ids(self, query: CustomerQuery, today: date) -> list[int]:
        """The ids of the customers that match, in view order; those without a value come last.

        Without search and filter this reads one index alone; a search reads the matches.

        Args:
            query: What is asked for; a search without anything searchable asks for nothing.
            today: The book's day, from which the windows of the filter count.
        """
        where = sql.conditions(query, today)
        with self._store.read() as session:
            order = self._order(session, query)
            indexed = where.is_empty() and order.statements
            ids: list[int] = []
            for statement, values in indexed or (sql.filtered(where, order),):
                ids += _ids(session, statement, values)
            return ids

    def count(self, criteria: CustomerFilter, today: date) -> int:
        """How many customers pass."""
        return self.counts([criteria], today)[0]

    def counts(self, filters: Sequence[CustomerFilter], today: date) -> list[int]:
        """How many customers pass each of ``filters``, on one view of the book."""
        with self._store.read() as session:
            return [
                session.scalar(text(statement), values) or 0
                for statement, values in (
                    sql.counted(sql.conditions(CustomerQuery(filter=each), today))
                    for each in filters
                )
            ]

    def rows(self, ids: Collection[int], *, with_extra: bool = False) -> list[CustomerRow]:
        """The lines of ``ids``, in no set order; customers that are gone are left out.

        Args:
            ids: Up to some hundreds.
            with_extra: Also read the columns that imports left as extra data.
        """
        extra: ColumnElement[Any] = Customer.__table__.c.extra if with_extra else null()
        query = (
            select(CustomerSummary.__table__, Manager.name.label("owner"), extra.label("extra"))
            .outerjoin(Manager, Manager.id == CustomerSummary.owner_id)
            .where(CustomerSummary.customer_id.in_(list(ids)))
        )
        if with_extra:
            query = query.join(Customer, Customer.id == CustomerSummary.customer_id)
        with self._store.read() as session:
            found = session.execute(query).all()
            rules = rules_in_force(session)
            return [_row(each, rules) for each in found]

    def choices(self) -> FilterChoices:
        """The plans, tags, circles and managers that customers have."""
        with self._store.read() as session:
            return FilterChoices(*(_counted(session, each) for each in _CHOICES))

    def extra_columns(self) -> tuple[str, ...]:
        """The headings that imports left as extra data, by name; reads every customer: a job."""
        statement = text(
            "SELECT DISTINCT e.key FROM customer c, json_each(c.extra) e "
            "WHERE c.extra IS NOT NULL ORDER BY e.key"
        )
        with self._store.read() as session:
            return tuple(session.scalars(statement))

    def _order(self, session: Session, query: CustomerQuery) -> sql.Order:
        owners: list[int] = []
        if query.sort == "owner":
            owners = list(
                session.scalars(select(Manager.id).order_by(func.vd_sort(Manager.name), Manager.id))
            )
        return sql.order(query.sort, query.descending, owners)


def _ids(session: Session, statement: str, values: Mapping[str, Any]) -> list[int]:
    """One text instead of a row per customer: several times faster to hand over."""
    return numbers_of(session.scalar(text(statement), dict(values)) or "[]")


_STAGES = {str(stage): stage for stage in Stage}
_CHOICES = (
    "SELECT plan, count(*) FROM customer_summary WHERE plan IS NOT NULL GROUP BY plan "
    "ORDER BY plan",
    "SELECT t.name, count(*) FROM tag t JOIN customer_tag ct ON ct.tag_id = t.id "
    "JOIN customer_summary s ON s.customer_id = ct.customer_id GROUP BY t.id ORDER BY t.key",
    "SELECT g.name, count(*) FROM circle g JOIN circle_member m ON m.circle_id = g.id "
    "JOIN customer_summary s ON s.customer_id = m.customer_id GROUP BY g.name ORDER BY g.name",
    "SELECT m.name, count(*) FROM customer_summary s JOIN manager m ON m.id = s.owner_id "
    "GROUP BY m.name ORDER BY count(*) DESC",
)


def _counted(session: Session, statement: str) -> tuple[tuple[str, int], ...]:
    return tuple((name, number) for name, number in session.execute(text(statement)))


def _row(found: Any, rules: RetentionRules) -> CustomerRow:
    return CustomerRow(
        id=found.customer_id,
        number=found.number,
        name=found.name,
        kind=found.kind,
        tier=found.tier,
        owner=found.owner,
        phone=mask_number(found.phone),
        lines=found.lines,
        plan=found.plan,
        next_end_on=found.next_end_on,
        next_end_kind=found.next_end_kind,
        arpu_fen=found.arpu_fen,
        balance_fen=found.balance_fen,
        arrears_fen=found.arrears_fen,
        contacted_on=found.contacted_on,
        joined_on=found.joined_on,
        stage=_STAGES.get(found.stage),
        do_not_disturb=bool(found.do_not_disturb),
        tags=found.tags or "",
        score=found.score,
        risk=risk_of(found.score, rules),
        points=found.points,
        points_expiring=found.points_expiring,
        extra={key: masked_digits(str(value)) for key, value in (found.extra or {}).items()},
    )
