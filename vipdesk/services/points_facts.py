"""What a customer's papers, scripts and screens say of their points."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from vipdesk.domain.points import figures
from vipdesk.domain.visit_summary import PointsLot
from vipdesk.services.points_book import lots_of


@dataclass(frozen=True, slots=True)
class PointsFacts:
    """Points on a day.

    Attributes:
        available: What can be used; None for who never had any.
        lots: What of it each last day would take, soonest first.
    """

    available: int | None = None
    lots: tuple[PointsLot, ...] = ()


def points_facts(session: Session, customer_id: int, on: date) -> PointsFacts:
    """A customer's points as day ``on`` leaves them: one indexed read."""
    lots = lots_of(session, customer_id, on)
    if not lots:
        return PointsFacts()
    days: Counter[date] = Counter()
    for lot in lots:
        if lot.expires_on >= on and lot.free > 0:
            days[lot.expires_on] += lot.free
    return PointsFacts(
        figures(lots, on).available, tuple(PointsLot(*each) for each in sorted(days.items()))
    )
