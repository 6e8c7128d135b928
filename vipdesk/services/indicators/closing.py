"""Closes months: values and those behind them are frozen, for later imports change the past."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicators import Side, Value, WhyNot
from vipdesk.domain.packing import Member, MemberList, packed
from vipdesk.domain.periods import Period
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.services.indicators.counting import count, mean, members_of
from vipdesk.services.indicators.definition import Mean
from vipdesk.services.indicators.figures import entered_figures, put
from vipdesk.services.indicators.freshness import dated, is_old, newest
from vipdesk.services.indicators.kinds import ALL, BY_KEY
from vipdesk.services.indicators.view import (
    CONDITIONS,
    Asked,
    Slice,
    context_of,
    settings_id,
)
from vipdesk.store.book import Store
from vipdesk.store.records import ClosedMonth, FrozenValue, SettingsSet
from vipdesk.texts import N_


class MonthNotOverError(VipDeskError):
    """A month that still runs."""

    message = N_("{month} is not over: it can be closed from the first day after it.")


class ClosedAlreadyError(VipDeskError):
    """It is."""

    message = N_("{month} is closed already.")


class NotClosedError(VipDeskError):
    """It is not."""

    message = N_("{month} is not closed.")


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A closing of a month; a reopened one has its reason."""

    month: str
    closed_at: datetime
    reopened_at: datetime | None
    reason: str | None


class ClosingService:
    """Both ways are journalled and not undone: closing again is a new closing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> list[ClosedRow]:
        """Every closing, newest first."""
        with self._store.read() as session:
            query = select(ClosedMonth).order_by(ClosedMonth.id.desc())
            return [
                ClosedRow(each.month, each.closed_at, each.reopened_at, each.reason)
                for each in session.scalars(query)
            ]

    def close(self, month: str, progress: Progress | None = None) -> Saved[ClosedRow]:
        """Freeze the values of a month, and of the quarter and the year that end with it.

        Raises:
            MonthNotOverError, ClosedAlreadyError: Nothing is changed.
        """
        progress = progress or NoProgress()
        period = Period.parse(month)
        if period.last >= self._store.today():
            raise MonthNotOverError(month=month)
        with self._store.action("indicator.close", month=month) as session:
            if _closing_id(session, month) is not None:
                raise ClosedAlreadyError(month=month)
            closed = ClosedMonth(
                month=month, closed_at=self._store.now(), settings_id=settings_id(session)
            )
            session.add(closed)
            session.flush()
            periods = list(_ending_with(period))
            for done, each in enumerate(periods):
                progress.step(done, len(periods))
                self._freeze(session, closed.id, each)
            progress.step(len(periods), len(periods))
            row = ClosedRow(month, closed.closed_at, None, None)
        return Saved(row, frozenset({Area.INDICATORS, Area.JOURNAL}))

    def reopen(self, month: str, reason: str) -> Saved[None]:
        """Let a month be counted by today's data again; what was frozen is kept beside it.

        Raises:
            NotClosedError: Nothing is changed.
        """
        with self._store.action("indicator.reopen", month=month) as session:
            closing_id = _closing_id(session, month)
            if closing_id is None:
                raise NotClosedError(month=month)
            closed = session.get_one(ClosedMonth, closing_id)
            closed.reopened_at = self._store.now()
            closed.reason = reason.strip() or None
        return Saved(None, frozenset({Area.INDICATORS, Area.JOURNAL}))

    def _freeze(self, session: Session, closing_id: int, period: Period) -> None:
        context = context_of(session, self._store, Asked(period))
        days, figures = newest(context, self._store), entered_figures(session, period)
        for counted_value in count(context, ALL):
            indicator = BY_KEY[counted_value.spec.key]
            value = put(dated(context, counted_value, indicator.stands_on, days), figures)
            own = value.origin is None and not isinstance(indicator, Mean)
            counted = own and (value.why_not is None or value.waived)
            members = members_of(context, indicator, Side.EITHER) if counted else None
            session.add(
                FrozenValue(
                    closing_id=closing_id,
                    period=period.key,
                    key=value.spec.key,
                    numerator=value.numerator,
                    denominator=value.denominator,
                    why_not=value.why_not,
                    target_hundredths=value.target,
                    to_date=value.to_date,
                    data_of=value.data_of,
                    origin=value.origin,
                    members=None if members is None else packed(members),
                )
            )
        session.flush()


def values(session: Session, asked: Asked) -> dict[str, Value]:
    """The frozen values of a period by key; none where its last month is open or a cohort named."""
    closing = _closing_of(session, asked)
    if closing is None:
        return {}
    rules, retention = _rules(session, closing)
    belongs = _belonging(session, asked.part)
    found: dict[str, Value] = {}
    for row in _frozen(session, closing, asked):
        spec = BY_KEY[row.key].spec_by(rules)
        numerator, denominator = row.numerator, row.denominator
        part: list[Member] = []
        held = None if row.members is None else MemberList.unpacked(row.members)
        cases = None if held is None else len(held)
        if held is not None and (belongs is not None or spec.waivable):
            part = [each for each in held if belongs is None or belongs(each)]
            numerator, denominator = sum(m[2] for m in part), sum(m[3] for m in part)
            cases = sum(m[2:] != (0, 0) for m in part)
        why_not = WhyNot.of(row.why_not) or (None if denominator else WhyNot.NOTHING)
        if belongs is not None and (spec.whole_only or row.origin):
            why_not = WhyNot.WHOLE_BOOK
        found[row.key] = Value(
            spec,
            asked.period,
            None if why_not else numerator,
            None if why_not else denominator,
            why_not,
            to_date=row.to_date,
            target=row.target_hundredths,
            settings_id=closing.settings_id,
            closed=True,
            data_of=row.data_of,
            stale=row.origin is None and is_old(row.data_of, asked.period.last, retention),
            origin=row.origin,
            small_under=rules.small_sample,
            waived=sum(m[2:] == (0, 0) for m in part) if spec.waivable else 0,
            cases=cases,
        )
    means = (each for each in ALL if isinstance(each, Mean) and each.spec.key in found)
    for each in means:
        parts = [found[part.spec.key] for part in each.of]
        found[each.spec.key] = mean(found[each.spec.key], parts)
    return found


def members(session: Session, asked: Asked, key: str) -> MemberList | None:
    """Those behind a frozen value; None where it is not frozen."""
    closing = _closing_of(session, asked)
    if closing is None:
        return None
    source = source_key(key)
    frozen = (each.members for each in _frozen(session, closing, asked) if each.key == source)
    content = next(frozen, None)
    found = MemberList.of(()) if content is None else MemberList.unpacked(content)
    belongs = _belonging(session, asked.part)
    return found if belongs is None else MemberList.of(filter(belongs, found))


def source_key(key: str) -> str:
    """Of a mean the key of its first part, whose members are its own; else the key itself."""
    indicator = BY_KEY[key]
    return indicator.of[0].spec.key if isinstance(indicator, Mean) else key


def _closing_of(session: Session, asked: Asked) -> ClosedMonth | None:
    """The closing that froze a period: that of its last month."""
    if asked.cohort_id is not None:
        return None
    closing_id = _closing_id(session, asked.period.last_month)
    if closing_id is None:
        return None
    held = select(FrozenValue.id).where(
        FrozenValue.closing_id == closing_id, FrozenValue.period == asked.period.key
    )
    return session.get(ClosedMonth, closing_id) if session.scalar(held.limit(1)) else None


def _closing_id(session: Session, month: str) -> int | None:
    query = select(ClosedMonth.id).where(
        ClosedMonth.month == month, ClosedMonth.reopened_at.is_(None)
    )
    return session.scalar(query.order_by(ClosedMonth.id.desc()).limit(1))


def _frozen(session: Session, closing: ClosedMonth, asked: Asked) -> list[FrozenValue]:
    query = (
        select(FrozenValue)
        .where(FrozenValue.closing_id == closing.id, FrozenValue.period == asked.period.key)
        .order_by(FrozenValue.id)
    )
    return [each for each in session.scalars(query) if each.key in BY_KEY]


def _rules(session: Session, closing: ClosedMonth) -> tuple[IndicatorRules, RetentionRules]:
    """The rules that were in force at the closing."""
    kept = select(SettingsSet.values["indicators"], SettingsSet.values["rules"])
    found = session.execute(kept.where(SettingsSet.id == closing.settings_id)).first()
    indicators, retention = found or (None, None)
    return IndicatorRules.from_json(indicators), RetentionRules.from_json(retention)


def _belonging(session: Session, part: Slice | None) -> Callable[[Member], bool] | None:
    """Tells whether a member is in a part of the book as it is today; None: all are."""
    if part is None:
        return None
    statement = (
        "SELECT m.customer_id, m.line_id FROM (SELECT customer_id, line_id FROM line_summary "
        f"UNION ALL SELECT customer_id, NULL FROM customer_summary) m WHERE {CONDITIONS[part.by]}"
    )
    rows = session.execute(text(statement), {"part": part.value})
    there = {(customer_id, line_id) for customer_id, line_id in rows}
    return lambda member: (member[0], member[1]) in there


def _ending_with(month: Period) -> Iterator[Period]:
    """The month itself, and the quarter and the year whose last month it is."""
    yield month
    for longer in (Period.quarter(month.last), Period.year(month.last)):
        if longer.last_month == month.last_month:
            yield longer
