"""What became of a cohort: its members by group and part, and cohorts side by side (rules.md 5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.domain.indicator_words import CohortGroup, CohortSplit, CohortUnit, Kept
from vipdesk.domain.indicators import WhyNot
from vipdesk.domain.months import month_of, shifted
from vipdesk.domain.periods import Period
from vipdesk.progress import NoProgress, Progress
from vipdesk.services.cohorts import CohortRow, row_of
from vipdesk.services.indicators.kept import KeptLines, kept_lines
from vipdesk.services.indicators.kinds.retention import SNAPSHOT_RETENTION
from vipdesk.services.indicators.lost import PORTED_OUT, REASON, LostReason
from vipdesk.services.indicators.members import MemberRow, MemberService
from vipdesk.services.indicators.outcome_figures import (
    Basis,
    Figures,
    Subject,
    Sums,
    folded,
    of_subject,
)
from vipdesk.services.indicators.view import Asked, context_of, targets
from vipdesk.store.book import Store
from vipdesk.store.records import Manager

NOW = 0
DISTANCES = (1, 2, 3, 6, 9, 12)
"""Months after the snapshot at which cohorts are set side by side."""

# One row for each customer, or line, and part.
_SUBJECTS = f"""
WITH k AS MATERIALIZED ({{lines}})
SELECT {{part}} AS part, k.customer_id, {{line}} AS line_id, max(k.kept) AS kept,
    max(k.kept AND k.had_left) AS returned, max(coalesce(c.score, 0) >= :high) AS at_risk,
    {REASON} AS reason, {PORTED_OUT} AS ported_out,
    sum(k.kept * k.fee_fen) AS fee_fen, sum(k.base_fee_fen) AS base_fee_fen
FROM k LEFT JOIN customer_summary c ON c.customer_id = k.customer_id
GROUP BY 1, {{unit}} ORDER BY k.customer_id
"""
_SUMS = """
SELECT s.part, count(*) AS n, s.kept, sum(s.kept AND s.returned) AS returned,
    sum(s.kept AND s.at_risk) AS at_risk, s.reason, s.ported_out, sum(s.fee_fen) AS fee_fen,
    sum(s.base_fee_fen) AS base_fee_fen
FROM ({subjects}) s GROUP BY s.part, s.kept, s.reason, s.ported_out
"""
_PARTS: Mapping[CohortSplit | None, str] = {
    None: "''",
    CohortSplit.TIER: "k.was_tier",
    CohortSplit.PLAN: "k.was_plan",
    CohortSplit.OWNER: "k.was_owner_id",
    CohortSplit.PRESENT_OWNER: "c.owner_id",
}


@dataclass(frozen=True, slots=True)
class CohortQuestion:
    """Which cohort is asked about, up to when, and how its lines are kept.

    Attributes:
        kept: None: as the settings say.
        by: Parts of which a customer with lines in several counts in each.
    """

    cohort_id: int
    period: Period
    kept: Kept | None = None
    by: CohortSplit | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a cohort, member by member.

    Attributes:
        parts: The figures of each part, by its key; without parts of the whole, by "".
    """

    cohort: CohortRow
    parts: Mapping[Any, Figures]
    subjects: tuple[Subject, ...] = field(repr=False)

    @property
    def figures(self) -> Figures:
        """Those of the whole."""
        return self.parts[""]

    def chosen(
        self,
        group: CohortGroup,
        reason: LostReason | None = None,
        part: tuple[Any] | None = None,
    ) -> list[Subject]:
        """Those of a group, by customer.

        ``reason`` takes the lost for that reason alone, ``part`` those of the part of that key.
        """
        why = (str(reason.reason) if reason.reason else None, reason.ported_out) if reason else None
        return [
            each
            for each in self.subjects
            if each.is_in(group)
            and (why is None or (not each.kept and each.why == why))
            and (part is None or each.part == part[0])
        ]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A member as lists show it: who they are today, and what became of them."""

    member: MemberRow
    subject: Subject


@dataclass(frozen=True, slots=True)
class PartFigures:
    """One part of a cohort; ``key`` as the rows carry it, ``name`` for people, "" for none."""

    key: Any
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Compared:
    """A cohort among others: its figures by months after its day, `NOW` being the latest."""

    cohort: CohortRow
    at: Mapping[int, Figures]


class OutcomeService:
    """Reads only; a job."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def outcome(self, asked: CohortQuestion) -> Outcome | WhyNot:
        """What became of each member.

        Raises:
            NoSuchCohortError: No cohort of that number.
        """
        with self._store.read() as session:
            cohort = row_of(session, asked.cohort_id)
            found = self._lines(session, asked)
            if isinstance(found, WhyNot):
                return found
            lines, params, basis = found
            statement = _statement(lines, asked.by)
            rows = session.execute(text(statement), params)
            subjects = tuple(Subject._make(row) for row in rows)
        parts = folded(map(of_subject, subjects), basis)
        return Outcome(cohort, parts, subjects)

    def rows(self, subjects: Sequence[Subject]) -> list[OutcomeRow]:
        """The rows of some members, in their order."""
        found = MemberService(self._store).rows([each.member for each in subjects])
        return [OutcomeRow(row, each) for row, each in zip(found, subjects, strict=True)]

    def figures(self, asked: CohortQuestion) -> Figures | WhyNot:
        """The figures of the whole.

        Raises:
            NoSuchCohortError: No cohort of that number.
        """
        with self._store.read() as session:
            row_of(session, asked.cohort_id)
            found = self._figures(session, replace(asked, by=None))
        return found if isinstance(found, WhyNot) else found[""]

    def split(self, asked: CohortQuestion) -> list[PartFigures] | WhyNot:
        """The figures of each part, the largest first.

        Raises:
            NoSuchCohortError: No cohort of that number.
        """
        with self._store.read() as session:
            row_of(session, asked.cohort_id)
            found = self._figures(session, asked)
            if isinstance(found, WhyNot):
                return found
            names = {row.id: row.name for row in session.execute(select(Manager.id, Manager.name))}
        owned = asked.by in (CohortSplit.OWNER, CohortSplit.PRESENT_OWNER)
        parts = [
            PartFigures(key, names.get(key, "") if owned else str(key or ""), figures)
            for key, figures in found.items()
        ]
        return sorted(parts, key=lambda each: (-each.figures.size, each.name))

    def compare(
        self, ids: Sequence[int], kept: Kept | None = None, progress: Progress | None = None
    ) -> list[Compared]:
        """Set cohorts side by side: now, and at the same distances from their days.

        A distance whose month is not over, or has no bills, is left out.

        Raises:
            NoSuchCohortError: No cohort of one of the numbers.
        """
        watch = progress or NoProgress()
        steps = len(ids) * (len(DISTANCES) + 1)
        compared: list[Compared] = []
        with self._store.read() as session:
            for place, cohort_id in enumerate(ids):
                cohort = row_of(session, cohort_id)
                at: dict[int, Figures] = {}
                for number, (months, period) in enumerate(self._times(cohort)):
                    watch.step(place * (len(DISTANCES) + 1) + number, steps)
                    if NOW in at and at[NOW].month == period.last_month:
                        at[months] = at[NOW]
                        continue
                    found = self._figures(session, CohortQuestion(cohort_id, period, kept))
                    if isinstance(found, WhyNot):
                        continue
                    figures = found[""]
                    if months == NOW or figures.month == period.last_month:
                        at[months] = figures
                compared.append(Compared(cohort, at))
        watch.step(steps, steps)
        return compared

    def _times(self, cohort: CohortRow) -> Iterator[tuple[int, Period]]:
        today = self._store.today()
        yield NOW, Period.month(today)
        for months in DISTANCES:
            month = shifted(month_of(cohort.on_day), months)
            if month < month_of(today):
                yield months, Period.parse(month)

    def _lines(
        self, session: Session, asked: CohortQuestion
    ) -> tuple[KeptLines, dict[str, Any], Basis] | WhyNot:
        context = context_of(session, self._store, Asked(asked.period, cohort_id=asked.cohort_id))
        found = kept_lines(context, str(asked.kept) if asked.kept else None)
        if isinstance(found, WhyNot):
            return found
        params = {
            **found.params,
            "zero_fee_months": context.retention.zero_fee_months,
            "high": context.retention.high_from,
        }
        key = SNAPSHOT_RETENTION.spec.key
        target = targets(session, asked.period.last_month).get(key, SNAPSHOT_RETENTION.spec.target)
        goal = None if target is None else Fraction(target, 10_000)
        month, today = str(found.params["month"]), self._store.today()
        newest = asked.period.last >= today or month >= shifted(month_of(today), -1)
        return found, params, Basis(month, goal, newest)

    def _figures(self, session: Session, asked: CohortQuestion) -> dict[Any, Figures] | WhyNot:
        found = self._lines(session, asked)
        if isinstance(found, WhyNot):
            return found
        lines, params, basis = found
        statement = _SUMS.format(subjects=_statement(lines, asked.by))
        rows = session.execute(text(statement), params)
        return folded((Sums._make(row) for row in rows), basis)


def _statement(found: KeptLines, by: CohortSplit | None) -> str:
    of_customers = found.cohort.unit is CohortUnit.CUSTOMER
    return _SUBJECTS.format(
        lines=found.select,
        part=_PARTS[by],
        line="NULL" if of_customers else "k.line_id",
        unit="k.customer_id" if of_customers else "k.line_id",
    )
