"""Frozen cohorts, closed months, entered figures and targets (rules.md 5)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.changes import Area
from vipdesk.domain.indicator_words import BaseFee, CohortOrigin, CohortUnit
from vipdesk.domain.words import LineStatus, Tier
from vipdesk.store.records.base import (
    IDS_KEPT,
    Json,
    Key,
    Record,
    Uid,
    journalled,
    owned_by,
    unjournalled,
    words,
)


class Cohort(Record):
    """A snapshot (拍照): who was a customer on a day. Never changed; its members have a digest."""

    __tablename__ = "cohort"
    __table_args__ = (
        {"info": journalled(Area.COHORTS)["info"] | {"append_only": True}} | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    on_day: Mapped[date]
    unit: Mapped[CohortUnit] = words(CohortUnit)
    origin: Mapped[CohortOrigin] = words(CohortOrigin)
    filter: Mapped[Json]  # whom it took in, as the customer list filters
    base: Mapped[BaseFee] = words(BaseFee)
    base_months: Mapped[int]  # over how many months a mean is taken
    manager_id: Mapped[int]  # whose it is; no foreign key: it outlives whom it names
    made_at: Mapped[datetime]
    settings_id: Mapped[int]  # the settings in force when it was frozen
    lines: Mapped[int]
    customers: Mapped[int]
    base_fee_fen: Mapped[int]  # sum over its lines
    digest: Mapped[str]  # SHA-256 over its head and members, as hex digits
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class CohortMember(Record):
    """A line of a cohort as it was on the day; keyed by the line's id, for numbers change hands.

    No foreign keys: a line that is deleted later counts as lost, it does not vanish.
    """

    __tablename__ = "cohort_member"
    __table_args__ = (
        Index(None, "line_id"),
        {
            "info": journalled(Area.COHORTS, "bulk")["info"]
            | {"append_only": True, "bulk_by": "cohort_id"}
        }
        | {"sqlite_with_rowid": False},
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    line_id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    tier: Mapped[Tier] = words(Tier)
    status: Mapped[LineStatus] = words(LineStatus)
    plan: Mapped[str | None]
    owner_id: Mapped[int | None]
    base_fee_fen: Mapped[int]


class ClosedMonth(Record):
    """A month whose values are frozen; reopened, its values are those of the day again."""

    __tablename__ = "closed_month"
    __table_args__ = (Index(None, "month"), journalled(Area.INDICATORS) | IDS_KEPT)

    id: Mapped[Key]
    uid: Mapped[Uid]
    month: Mapped[str]  # YYYY-MM
    closed_at: Mapped[datetime]
    reopened_at: Mapped[datetime | None]
    reason: Mapped[str | None]  # of the reopening
    settings_id: Mapped[int]


class FrozenValue(Record):
    """An indicator as it was when its month was closed, with those behind it.

    With the last month of a quarter or a year their values are frozen too.
    """

    __tablename__ = "frozen_value"
    __table_args__ = (
        UniqueConstraint("closing_id", "period", "key"),
        unjournalled(),
    )

    id: Mapped[Key]
    closing_id: Mapped[int] = owned_by("closed_month.id")
    period: Mapped[str]
    key: Mapped[str]
    numerator: Mapped[int | None]  # both None: not to be had
    denominator: Mapped[int | None]
    why_not: Mapped[str | None]  # the reason in a word, where there is no value
    target_hundredths: Mapped[int | None]
    members: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # packed
    to_date: Mapped[date | None]  # the last day counted, where the data were not all in
    data_of: Mapped[date | None]  # the newest data it stood on, where these were the operator's
    origin: Mapped[str | None]  # of an entered figure


class EnteredFigure(Record):
    """A figure that is not computed here: entered or imported, with where it is from."""

    __tablename__ = "entered_figure"
    __table_args__ = (UniqueConstraint("key", "period"), journalled(Area.INDICATORS) | IDS_KEPT)

    id: Mapped[Key]
    uid: Mapped[Uid]
    key: Mapped[str]
    period: Mapped[str]  # 2026-10, 2026-Q3, 2026
    numerator: Mapped[int]
    denominator: Mapped[int]  # 1 for a plain number
    origin: Mapped[str]
    dated_on: Mapped[date]


class IndicatorTarget(Record):
    """A target of one manager from a month on, until the next one."""

    __tablename__ = "indicator_target"
    __table_args__ = (
        UniqueConstraint("manager_id", "key", "from_month"),
        journalled(Area.INDICATORS) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    manager_id: Mapped[int] = mapped_column(ForeignKey("manager.id"))
    key: Mapped[str]
    from_month: Mapped[str]
    target_hundredths: Mapped[int]  # of a percent, or of a piece


class CareWaiver(Record):
    """A care window that is not to be counted, with a reason: it leaves both sides."""

    __tablename__ = "care_waiver"
    __table_args__ = (
        UniqueConstraint("customer_id", "period"),
        CheckConstraint("reason <> ''", name="reason"),
        journalled(Area.INDICATORS) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id")
    period: Mapped[str]  # of the care task: the first day of its window
    on_day: Mapped[date]
    reason: Mapped[str]
