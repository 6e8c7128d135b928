"""What an indicator is asked for, and the context to count it in."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.periods import Period
from vipdesk.domain.words import Word
from vipdesk.services.indicators.definition import Context
from vipdesk.services.settings import settings_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import IndicatorTarget, Manager, SettingsSet
from vipdesk.texts import N_


class SliceBy(Word):
    """By what the whole book is split."""

    TIER = "tier", N_("Tier")
    PLAN = "plan", N_("Plan")
    CIRCLE = "circle", N_("Circle")
    TAG = "tag", N_("Tag")


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of the book: the customers of a tier, plan, circle or tag as they are today."""

    by: SliceBy
    value: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: which period, of which part of the book, by which cohort.

    Attributes:
        part: None: the whole book.
        cohort_id: None: the cohort that goes with the period.
    """

    period: Period
    part: Slice | None = None
    cohort_id: int | None = None


# Part → whom it takes in, as a condition on ``m``, one of the members.
CONDITIONS = {
    SliceBy.TIER: (
        "m.customer_id IN (SELECT customer_id FROM customer_summary WHERE tier = :part)"
    ),
    SliceBy.PLAN: (
        "CASE WHEN m.line_id IS NULL THEN m.customer_id IN "
        "(SELECT customer_id FROM line_summary WHERE plan = :part) ELSE m.line_id IN "
        "(SELECT line_id FROM line_summary WHERE plan = :part) END"
    ),
    SliceBy.CIRCLE: (
        "m.customer_id IN (SELECT n.customer_id FROM circle_member n "
        "JOIN circle c ON c.id = n.circle_id WHERE c.name = :part)"
    ),
    SliceBy.TAG: (
        "m.customer_id IN (SELECT n.customer_id FROM customer_tag n "
        "JOIN tag t ON t.id = n.tag_id WHERE t.name = :part)"
    ),
}
OF_CUSTOMERS = {by: CONDITIONS[by].replace("m.customer_id", "c.customer_id") for by in SliceBy} | {
    SliceBy.PLAN: "c.customer_id IN (SELECT customer_id FROM line_summary WHERE plan = :part)"
}
"""Part → whom it takes in, as a condition on ``c``, one of the customers."""
NAMES = {
    SliceBy.TIER: "SELECT DISTINCT tier FROM customer_summary ORDER BY tier_rank DESC",
    SliceBy.PLAN: "SELECT DISTINCT plan FROM line_summary WHERE plan IS NOT NULL ORDER BY plan",
    SliceBy.CIRCLE: "SELECT DISTINCT name FROM circle ORDER BY name",
    SliceBy.TAG: "SELECT DISTINCT name FROM tag ORDER BY name",
}
"""Every part of the book, by what it is split."""


def context_of(session: Session, store: Store, asked: Asked) -> Context:
    """The context of a question: the manager, the rules in force, the day."""
    settings = settings_in_force(session)
    return Context(
        session,
        asked.period,
        store.today(),
        self_id(session),
        settings.indicators,
        settings.rules,
        asked.cohort_id,
        settings.min_call_seconds,
    )


def self_id(session: Session) -> int:
    """The manager whose book it is."""
    return session.scalar(select(func.min(Manager.id)).where(Manager.is_self)) or 0


def settings_id(session: Session) -> int:
    """The number of the settings in force; 0: none was ever saved."""
    return session.scalar(select(func.max(SettingsSet.id))) or 0


def targets(session: Session, month: str) -> dict[str, int]:
    """The manager's own targets in hundredths, which differ from the defaults.

    The newest of the manager that began by ``month`` holds.
    """
    manager_id = self_id(session)
    rows = session.execute(
        select(IndicatorTarget.key, IndicatorTarget.target_hundredths)
        .where(IndicatorTarget.manager_id == manager_id, IndicatorTarget.from_month <= month)
        .order_by(IndicatorTarget.from_month)
    )
    return {row.key: row.target_hundredths for row in rows}
