"""What is entered for indicators: figures of others with their origin, targets, waived windows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.periods import Period
from vipdesk.errors import VipDeskError
from vipdesk.services.indicators.definition import Indicator, no_data
from vipdesk.services.indicators.kinds import BY_KEY
from vipdesk.services.indicators.view import self_id
from vipdesk.services.settings import settings_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import CareWaiver, EnteredFigure, IndicatorTarget
from vipdesk.store.uids import new_uid
from vipdesk.texts import N_

_FIRST_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CHANGED = frozenset({Area.INDICATORS, Area.JOURNAL})


class ComputedFigureError(VipDeskError):
    """A figure that the book counts itself."""

    message = N_("{key} is counted from the book's data, so it can't be entered.")


class NoSuchIndicatorError(VipDeskError):
    """A key that nobody knows."""

    message = N_("There is no indicator {key}. Known are: {known}.")


class BadFigureError(VipDeskError):
    """A figure without its whole, or without an origin."""

    message = N_(
        "A figure needs a number above 0 that it is a part of, and where it is from. "
        "Nothing was changed."
    )


class NotAWindowError(VipDeskError):
    """A care window is known by its first day."""

    message = N_("{period} is no first day of a care window: write it as 2026-08-21.")


class NotWaivedError(VipDeskError):
    """A waiver was to be taken back where there is none."""

    message = N_("This care window is not waived: it counts already. Nothing was changed.")


class ReasonNeededError(VipDeskError):
    """A care window was to be waived without a reason."""

    message = N_("Say why this care window is not to be counted. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """An entered figure."""

    key: str
    period: str
    numerator: int
    denominator: int
    origin: str
    dated_on: date


def known(key: str) -> str:
    """The key itself.

    Raises:
        NoSuchIndicatorError: Nobody knows it.
    """
    if key not in BY_KEY:
        raise NoSuchIndicatorError(key=key, known=", ".join(BY_KEY))
    return key


def can_enter(key: str) -> bool:
    """Whether an indicator is entered: by others measured, or without data of its own yet."""
    indicator = BY_KEY[key]
    without = isinstance(indicator, Indicator) and indicator.members is no_data
    return indicator.spec.entered or without


class EnteringService:
    """Each is one action that can be undone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def figures(self) -> list[FigureRow]:
        """All entered figures, newest period first."""
        with self._store.read() as session:
            query = select(EnteredFigure).order_by(EnteredFigure.period.desc(), EnteredFigure.key)
            return [
                FigureRow(f.key, f.period, f.numerator, f.denominator, f.origin, f.dated_on)
                for f in session.scalars(query)
            ]

    def enter(self, row: FigureRow) -> Saved[FigureRow]:
        """Put a figure in its place, instead of one of the same period.

        Raises:
            NoSuchIndicatorError, ComputedFigureError, BadFigureError, BadPeriodError: Nothing is
                changed.
        """
        period = Period.parse(row.period).key
        if not can_enter(known(row.key)):
            raise ComputedFigureError(key=row.key)
        origin = row.origin.strip()
        if row.denominator <= 0 or row.numerator < 0 or not origin:
            raise BadFigureError
        with self._store.action("indicator.enter") as session:
            figure = session.scalars(
                select(EnteredFigure).where(
                    EnteredFigure.key == row.key, EnteredFigure.period == period
                )
            ).first() or EnteredFigure(uid=new_uid(), key=row.key, period=period)
            figure.numerator, figure.denominator = row.numerator, row.denominator
            figure.origin, figure.dated_on = origin, row.dated_on
            session.add(figure)
        return Saved(row, CHANGED)

    def targets(self) -> dict[tuple[str, str], int]:
        """The manager's targets in hundredths, by key and first month."""
        with self._store.read() as session:
            query = select(IndicatorTarget).where(IndicatorTarget.manager_id == self_id(session))
            return {
                (each.key, each.from_month): each.target_hundredths
                for each in session.scalars(query)
            }

    def set_targets(self, from_month: str, goals: Mapping[str, int | None]) -> Saved[None]:
        """Set targets from a month on, in hundredths; None takes that month's target out.

        Raises:
            NoSuchIndicatorError, BadPeriodError: Nothing is changed.
        """
        month = Period.parse(from_month).first_month
        with self._store.action("indicator.target") as session:
            manager_id = self_id(session)
            rules = settings_in_force(session).indicators
            for key, target in goals.items():
                spec = BY_KEY[known(key)].spec_by(rules)
                kept_as = spec.target_key or key
                session.execute(
                    delete(IndicatorTarget).where(
                        IndicatorTarget.manager_id == manager_id,
                        IndicatorTarget.key == kept_as,
                        IndicatorTarget.from_month == month,
                    )
                )
                if target is not None:
                    session.add(
                        IndicatorTarget(
                            uid=new_uid(),
                            manager_id=manager_id,
                            key=kept_as,
                            from_month=month,
                            target_hundredths=target,
                        )
                    )
        return Saved(None, CHANGED)

    def waive(self, customer_id: int, period: str, reason: str) -> Saved[None]:
        """Leave a care window out on both sides of the service standard, for a reason.

        Args:
            customer_id: Whose window it is.
            period: Its first day, as tasks and members name it.
            reason: Kept beside it.

        Raises:
            ReasonNeededError, NotAWindowError: Nothing is changed.
        """
        if not reason.strip():
            raise ReasonNeededError
        if not _FIRST_DAY.fullmatch(period):
            raise NotAWindowError(period=period)
        with self._store.action("indicator.waive", customer_id=customer_id) as session:
            waiver = _waiver(session, customer_id, period) or CareWaiver(
                uid=new_uid(), customer_id=customer_id, period=period
            )
            waiver.on_day, waiver.reason = self._store.today(), reason.strip()
            session.add(waiver)
        return Saved(None, CHANGED)

    def take_back(self, customer_id: int, period: str) -> Saved[None]:
        """Let a waived care window count again.

        Raises:
            NotWaivedError: Nothing is changed.
        """
        with self._store.action("indicator.unwaive", customer_id=customer_id) as session:
            waiver = _waiver(session, customer_id, period)
            if waiver is None:
                raise NotWaivedError
            session.delete(waiver)
        return Saved(None, CHANGED)


def _waiver(session: Session, customer_id: int, period: str) -> CareWaiver | None:
    query = select(CareWaiver).where(
        CareWaiver.customer_id == customer_id, CareWaiver.period == period
    )
    return session.scalars(query).first()
