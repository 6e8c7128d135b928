"""How likely customers are to leave: scores with their factors, warnings, the manager's word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.masking import mask_line
from vipdesk.domain.months import month_of, months_until
from vipdesk.domain.reach import Reach
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.score import Score, risk_of, score_customer, score_line
from vipdesk.domain.task_query import Risk
from vipdesk.domain.warnings import Rule
from vipdesk.domain.words import LineKind, Severity, Tier
from vipdesk.errors import UnknownNumberError, VipDeskError
from vipdesk.services.customer_fields import living
from vipdesk.services.settings import rules_in_force
from vipdesk.store.book import Store
from vipdesk.store.deriving import figures
from vipdesk.store.deriving.scope import Scope
from vipdesk.store.deriving.what_if import reach
from vipdesk.store.records import (
    CustomerSummary,
    CustomerWarning,
    Line,
    ScoreMonth,
    ScoreOverride,
)
from vipdesk.store.summaries import Basis
from vipdesk.texts import N_

TREND_MONTHS = 12
MOST_DAYS = 366  # that the manager's word holds at once
LONGEST_REASON = 400
AREAS = frozenset({Area.CUSTOMERS, Area.TASKS, Area.JOURNAL})


class OverrideRefusedError(VipDeskError):
    """A risk set by hand without a reason, or beyond its bounds."""

    message = N_(
        "A risk set by hand needs a score from 0 to 100, a reason in a few words, and a last day "
        "within a year. Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """The manager's word that is in force."""

    score: int
    reason: str
    from_on: date
    until_on: date  # last day included


@dataclass(frozen=True, slots=True)
class LineRisk:
    """One line on the network with its score and every factor, most points first."""

    line_id: int
    number: str  # masked, but for a broadband's sign-on name
    kind: LineKind
    plan: str | None
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRisk:
    """A customer's risk today.

    Attributes:
        score: What holds: the manager's word, else the highest of the lines; None without lines.
        lines: Highest score first.
        trend: The last months, oldest first; None where a month has no score.
        rules: Those by which it was computed.
    """

    customer_id: int
    number: str
    name: str
    today: date
    score: int | None
    risk: Risk | None
    override: OverrideRow | None
    lines: tuple[LineRisk, ...]
    trend: tuple[tuple[str, int | None], ...]
    rules: RetentionRules


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRow:
    """One warning of a month, with what was seen."""

    customer_id: int
    number: str
    name: str
    tier: Tier
    line: str  # masked number; "" where it concerns the customer
    rule: Rule
    severity: Severity
    values: Mapping[str, Any]
    first_on: date
    gone_on: date | None


class RiskService:
    """Reads scores and warnings; writes the manager's own word on a risk."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, customer_id: int) -> CustomerRisk:
        """One customer's risk with the data behind it.

        Raises:
            NotFoundError: There is none, or they are in the recycle bin or merged.
        """
        with self._store.read() as session:
            return risk_of_customer(session, customer_id, self._store.today())

    def find(self, number: str) -> int:
        """The id of the customer with this number.

        Raises:
            UnknownNumberError: There is none.
        """
        with self._store.read() as session:
            query = select(CustomerSummary.customer_id).where(CustomerSummary.number == number)
            found = session.scalar(query)
            if found is None:
                raise UnknownNumberError(number=number)
            return found

    def warnings(self, month: str) -> list[WarningRow]:
        """The warnings of a month, red ones first, newest on top."""
        query = (
            select(
                CustomerWarning,
                CustomerSummary.name,
                CustomerSummary.number,
                CustomerSummary.tier,
                Line.number.label("line"),
                Line.kind,
            )
            .join(CustomerSummary, CustomerSummary.customer_id == CustomerWarning.customer_id)
            .outerjoin(Line, Line.id == CustomerWarning.line_id)
            .where(CustomerWarning.month == month)
            .order_by(
                CustomerWarning.gone_on.is_not(None),
                CustomerWarning.severity != Severity.RED,
                CustomerWarning.first_on.desc(),
                CustomerSummary.name_sort,
                CustomerWarning.id,
            )
        )
        with self._store.read() as session:
            return [_warning_row(*found) for found in session.execute(query)]

    def this_month(self) -> str:
        """The present month of the book."""
        return month_of(self._store.today())

    def try_rules(self, rules: RetentionRules) -> Reach:
        """How many customers these rules would warn today; reads everybody: a job."""
        today = self._store.today()
        with self._store.read() as session:
            return reach(_scope(session, today, rules, None))

    def set_override(
        self, customer_id: int, score: int, reason: str, until_on: date
    ) -> Saved[None]:
        """Put the manager's word in the computed score's place, from today to ``until_on``.

        A word that was in force ends yesterday; one of today is replaced.

        Raises:
            OverrideRefusedError: No reason, or a score or day out of bounds.
            NotFoundError: There is no such customer.
        """
        today, reason = self._store.today(), reason.strip()
        days = (until_on - today).days
        if not (reason and len(reason) <= LONGEST_REASON and 0 <= score <= 100):
            raise OverrideRefusedError
        if not 0 <= days <= MOST_DAYS:
            raise OverrideRefusedError
        with self._store.action("score.override") as session:
            living(session, customer_id)
            _end_overrides(session, customer_id, today)
            session.add(
                ScoreOverride(
                    customer_id=customer_id,
                    score=score,
                    reason=reason,
                    from_on=today,
                    until_on=until_on,
                )
            )
        return Saved(None, AREAS)

    def end_override(self, customer_id: int) -> Saved[None]:
        """Let the computed score hold again.

        Raises:
            NotFoundError: There is no such customer.
        """
        today = self._store.today()
        with self._store.action("score.computed") as session:
            living(session, customer_id)
            _end_overrides(session, customer_id, today)
        return Saved(None, AREAS)


def risk_of_customer(session: Session, customer_id: int, today: date) -> CustomerRisk:
    """One customer's risk; for readers who show it beside other things.

    Raises:
        NotFoundError: There is none, or they are in the recycle bin or merged.
    """
    customer = living(session, customer_id)
    rules = rules_in_force(session)
    lines = _lines(_scope(session, today, rules, [customer_id]))
    override = _override(session, customer_id, today)
    score = score_customer(
        (line.score.value for line in lines), override.score if override else None
    )
    return CustomerRisk(
        customer_id=customer_id,
        number=customer.number,
        name=customer.name,
        today=today,
        score=score,
        risk=risk_of(score, rules),
        override=override,
        lines=lines,
        trend=_trend(session, customer_id, today),
        rules=rules,
    )


def _scope(
    session: Session, today: date, rules: RetentionRules, customer_ids: Sequence[int] | None
) -> Scope:
    return Scope.of(session.connection(), Basis(today, 0, rules), customer_ids)


def _lines(scope: Scope) -> tuple[LineRisk, ...]:
    """The customer's lines on the network, with their factors."""
    customers = f"SELECT {figures.CUSTOMER_COLUMNS} FROM {figures.CUSTOMERS} WHERE true"
    found = scope.rows(customers + scope.among("c.customer_id"))
    if not found:
        return ()
    customer = figures.customer_figures(found[0])
    lines = (
        f"SELECT s.line_id, s.number, s.plan, {figures.LINE_COLUMNS} FROM {figures.LINES} "
        f"WHERE true{scope.among('c.customer_id')} ORDER BY s.line_id"
    )
    scored = []
    for line_id, number, plan, *row in scope.rows(lines):
        line = figures.line_figures(row)
        kind = LineKind(line.kind)  # type: ignore[call-arg]
        score = score_line(line, customer, scope.basis.rules, scope.basis.today)
        scored.append(LineRisk(line_id, mask_line(number, kind), kind, plan, score))
    return tuple(sorted(scored, key=lambda line: -line.score.value))


def _override(session: Session, customer_id: int, today: date) -> OverrideRow | None:
    query = (
        select(ScoreOverride)
        .where(
            ScoreOverride.customer_id == customer_id,
            ScoreOverride.from_on <= today,
            ScoreOverride.until_on >= today,
        )
        .order_by(ScoreOverride.id.desc())
        .limit(1)
    )
    found = session.scalar(query)
    if found is None:
        return None
    return OverrideRow(found.score, found.reason, found.from_on, found.until_on)


def _end_overrides(session: Session, customer_id: int, today: date) -> None:
    """Nothing that the manager said before holds from today on."""
    mine = ScoreOverride.customer_id == customer_id
    session.execute(delete(ScoreOverride).where(mine, ScoreOverride.from_on >= today))
    yesterday = date.fromordinal(today.toordinal() - 1)
    session.execute(
        update(ScoreOverride)
        .where(mine, ScoreOverride.until_on >= today)
        .values(until_on=yesterday)
    )


def _trend(session: Session, customer_id: int, today: date) -> tuple[tuple[str, int | None], ...]:
    months = months_until(month_of(today), TREND_MONTHS)
    query = select(ScoreMonth.month, ScoreMonth.score).where(
        ScoreMonth.customer_id == customer_id, ScoreMonth.month >= months[0]
    )
    found = {row.month: row.score for row in session.execute(query)}
    return tuple((month, found.get(month)) for month in months)


def _warning_row(
    warning: CustomerWarning,
    name: str,
    number: str,
    tier: Tier,
    line: str | None,
    kind: LineKind | None,
) -> WarningRow:
    return WarningRow(
        customer_id=warning.customer_id,
        number=number,
        name=name,
        tier=tier,
        line=mask_line(line, kind) if line and kind else "",
        rule=Rule(warning.rule),  # type: ignore[call-arg]
        severity=warning.severity,
        values=warning.values,
        first_on=warning.first_on,
        gone_on=warning.gone_on,
    )
