"""Managers, customers and what belongs to a person rather than to a line."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.changes import Area
from vipdesk.domain.words import CircleKind, CustomerKind, NeedStatus, Stage, Tier
from vipdesk.store.records.base import (
    IDS_KEPT,
    Dated,
    Json,
    Key,
    Record,
    Uid,
    journalled,
    owned_by,
    refers_to,
    words,
)


class Manager(Record):
    """An account manager; one of them works at this laptop."""

    __tablename__ = "manager"
    __table_args__ = (journalled(Area.SETTINGS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    staff_number: Mapped[str | None]
    phone: Mapped[str | None]
    branch: Mapped[str | None]
    is_self: Mapped[bool] = mapped_column(default=False)


_BIRTHDAY = ("birth_lunar", "birth_month", "birth_day")


class Customer(Record):
    """A person or an organisation. Owner and tier are history, not columns."""

    __tablename__ = "customer"
    __table_args__ = (
        Index(None, "id_number"),
        Index(None, "phone"),
        Index("ix_customer_birthday", *_BIRTHDAY, sqlite_where=text("birth_month IS NOT NULL")),
        journalled(Area.CUSTOMERS) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    number: Mapped[str] = mapped_column(unique=True)  # the operator's customer number
    kind: Mapped[CustomerKind] = words(CustomerKind, default=CustomerKind.PERSON)
    name: Mapped[str]
    gender: Mapped[str | None]  # "m", "f"; decides 先生/女士
    contact_name: Mapped[str | None]  # whom to ask for in an organisation
    phone: Mapped[str | None]  # contact number, not necessarily one of the customer's lines
    email: Mapped[str | None]
    wechat: Mapped[str | None]
    id_number: Mapped[str | None]
    address: Mapped[str | None]
    employer: Mapped[str | None]
    birth_year: Mapped[int | None]
    birth_month: Mapped[int | None]  # 1 to 12, in the calendar that birth_lunar names
    birth_day: Mapped[int | None]
    birth_lunar: Mapped[bool] = mapped_column(default=False)
    joined_on: Mapped[date | None]  # first day on the network
    stage: Mapped[Stage | None] = words(Stage)
    preferred_channel: Mapped[str | None]
    preferred_hours: Mapped[str | None]
    interests: Mapped[str | None]
    do_not_disturb: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]
    extra: Mapped[Json | None]  # columns of the operator's file that no field takes
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]  # in the recycle bin since
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    erased_at: Mapped[datetime | None]  # deleted on request: no personal field is left; also binned


class OwnerHistory(Dated, Record):
    """Which manager a customer belonged to, and from when."""

    __tablename__ = "owner_history"
    __table_args__ = (Index(None, "customer_id", "effective_on"), journalled(Area.CUSTOMERS))

    id: Mapped[Key]
    customer_id: Mapped[int] = owned_by("customer.id")
    manager_id: Mapped[int] = mapped_column(ForeignKey("manager.id"))


class TierHistory(Dated, Record):
    """Which tier a customer had, and from when."""

    __tablename__ = "tier_history"
    __table_args__ = (Index(None, "customer_id", "effective_on"), journalled(Area.CUSTOMERS))

    id: Mapped[Key]
    customer_id: Mapped[int] = owned_by("customer.id")
    tier: Mapped[Tier] = words(Tier)


class Circle(Record):
    """A group of customers who belong together: family, company, friends."""

    __tablename__ = "circle"
    __table_args__ = (journalled(Area.CUSTOMERS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    kind: Mapped[CircleKind] = words(CircleKind)


class CircleMember(Record):
    """One customer's place in a circle."""

    __tablename__ = "circle_member"
    __table_args__ = (UniqueConstraint("circle_id", "customer_id"), journalled(Area.CUSTOMERS))

    id: Mapped[Key]
    circle_id: Mapped[int] = owned_by("circle.id")
    customer_id: Mapped[int] = owned_by("customer.id", index=True)
    role: Mapped[str | None]


class Tag(Record):
    """A word that the manager puts on customers."""

    __tablename__ = "tag"
    __table_args__ = (journalled(Area.CUSTOMERS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)  # NFKC + casefold of the name


class CustomerTag(Record):
    """A tag on a customer."""

    __tablename__ = "customer_tag"
    __table_args__ = (UniqueConstraint("customer_id", "tag_id"), journalled(Area.CUSTOMERS))

    id: Mapped[Key]
    customer_id: Mapped[int] = owned_by("customer.id")
    tag_id: Mapped[int] = owned_by("tag.id", index=True)


class Need(Record):
    """Something a customer wants, and what became of it."""

    __tablename__ = "need"
    __table_args__ = (journalled(Area.NEEDS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id", index=True)
    visit_id: Mapped[int | None] = refers_to("visit.id", index=True)
    text: Mapped[str]
    status: Mapped[NeedStatus] = words(NeedStatus, default=NeedStatus.OPEN)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]


class CustomerMerge(Record):
    """One merge of a customer into another, with what moved, so that it can be taken back."""

    __tablename__ = "customer_merge"
    __table_args__ = (journalled(Area.CUSTOMERS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    kept_id: Mapped[int] = owned_by("customer.id", index=True)
    merged_id: Mapped[int] = owned_by("customer.id", index=True)
    merged_at: Mapped[datetime]
    unmerged_at: Mapped[datetime | None]
    moved: Mapped[Json]  # {table: [row ids]} and the kept customer's former field values
