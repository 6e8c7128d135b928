"""Derived rows: computed from the records, never journalled, rebuilt at will."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.words import CustomerKind, DateKind, LineKind, LineStatus, Tier
from vipdesk.store.records.base import Record, owned_by, unjournalled, words


class LineSummary(Record):
    """A line as it stands today."""

    __tablename__ = "line_summary"
    __table_args__ = (unjournalled(),)

    line_id: Mapped[int] = owned_by("line.id", primary_key=True)
    customer_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[str]
    kind: Mapped[LineKind] = words(LineKind)
    status: Mapped[LineStatus] = words(LineStatus)
    plan: Mapped[str | None]
    plan_fee_fen: Mapped[int | None]
    opened_on: Mapped[date | None]
    contract_ends_on: Mapped[date | None]
    stop_ends_on: Mapped[date | None]
    rebate_ends_on: Mapped[date | None]
    trial_ends_on: Mapped[date | None]
    next_end_on: Mapped[date | None]
    next_end_kind: Mapped[DateKind | None] = words(DateKind)
    arpu_fen: Mapped[int | None]  # mean bill of the last three billed months
    last_month: Mapped[str | None]  # newest month with a bill


class CustomerSummary(Record):
    """A customer as the list shows and sorts them today; those deleted or merged have none."""

    __tablename__ = "customer_summary"
    __table_args__ = (
        Index(None, "name_sort"),
        Index(None, "number"),
        Index(None, "tier_rank", "name_sort"),
        Index(None, "phone"),
        Index(None, "plan"),
        Index(None, "next_end_on"),
        Index(None, "arpu_fen"),
        Index(None, "contacted_on"),
        Index(None, "arrears_fen"),
        Index(None, "balance_fen"),
        Index(None, "joined_on"),
        Index(None, "lines"),
        Index(None, "owner_id"),
        Index(None, "kind"),
        Index(None, "stage"),
        Index(None, "do_not_disturb"),
        Index(None, "tags"),
        Index(None, "score"),
        Index(None, "points"),
        Index(None, "points_expiring"),
        unjournalled(),
    )

    customer_id: Mapped[int] = owned_by("customer.id", primary_key=True)
    number: Mapped[str]
    name: Mapped[str]
    name_sort: Mapped[str]  # pinyin, so that Chinese names sort as people look for them
    kind: Mapped[CustomerKind] = words(CustomerKind)
    tier: Mapped[Tier] = words(Tier)
    tier_rank: Mapped[int]
    owner_id: Mapped[int | None]
    phone: Mapped[str | None]  # the main line's number, else the contact number
    lines: Mapped[int]  # lines on the network
    plan: Mapped[str | None]  # of the main line
    next_end_on: Mapped[date | None]
    next_end_kind: Mapped[DateKind | None] = words(DateKind)
    arpu_fen: Mapped[int | None]  # sum over lines
    balance_fen: Mapped[int | None]
    arrears_fen: Mapped[int | None]
    contacted_on: Mapped[date | None]  # last effective touchpoint
    joined_on: Mapped[date | None]
    stage: Mapped[str | None]
    do_not_disturb: Mapped[bool]
    tags: Mapped[str | None]  # in the order of their keys, a comma between
    score: Mapped[int | None]  # how likely to leave, 0 to 100; the engine writes it
    points: Mapped[int | None]  # that can be used today; None: never had any
    points_expiring: Mapped[int | None]  # of these, what expires within the rules' days
