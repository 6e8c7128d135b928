"""Entered figures in the place of values that are never computed, or have no data yet."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.indicators import Value, WhyNot
from vipdesk.domain.periods import Period
from vipdesk.store.records import EnteredFigure


def entered_figures(session: Session, period: Period) -> dict[str, EnteredFigure]:
    """The figures that were entered for a period, by key."""
    query = select(EnteredFigure).where(EnteredFigure.period == period.key)
    return {each.key: each for each in session.scalars(query)}


def put(value: Value, entered: dict[str, EnteredFigure]) -> Value:
    """An entered figure in the place of one that is never computed, or has no data yet."""
    figure = entered.get(value.spec.key)
    if figure is None or value.why_not not in (WhyNot.NOT_ENTERED, WhyNot.NO_DATA):
        return value
    return replace(
        value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        why_not=None,
        origin=figure.origin,
        data_of=figure.dated_on,
    )
