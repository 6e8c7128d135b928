"""Accounts, lines, their histories, and the facts of each month."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.changes import Area
from vipdesk.domain.words import (
    AccountKind,
    DateKind,
    DateMove,
    LeavingReason,
    LineKind,
    LineStatus,
)
from vipdesk.store.records.base import Dated, Json, Key, Record, Uid, journalled, owned_by, words


class Account(Record):
    """What is billed; a customer has one or more."""

    __tablename__ = "account"
    __table_args__ = (journalled(Area.LINES),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id", index=True)
    number: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[AccountKind] = words(AccountKind, default=AccountKind.POSTPAID)


class AccountBalance(Record):
    """Balance and arrears of an account as of one day."""

    __tablename__ = "account_balance"
    __table_args__ = (UniqueConstraint("account_id", "as_of"), journalled(Area.LINES))

    id: Mapped[Key]
    account_id: Mapped[int] = owned_by("account.id")
    as_of: Mapped[date]
    balance_fen: Mapped[int | None]
    arrears_fen: Mapped[int | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Payment(Record):
    """Money paid into an account; known by (account, day, flow number of the operator).

    Without a flow number: the n-th payment of that amount on that day. ``occurrence`` numbers the
    payments of one day as they came in.
    """

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("account_id", "paid_on", "occurrence"),
        Index(None, "paid_on"),
        journalled(Area.LINES),
    )

    id: Mapped[Key]
    account_id: Mapped[int] = owned_by("account.id")
    paid_on: Mapped[date]
    occurrence: Mapped[int]
    amount_fen: Mapped[int]
    channel: Mapped[str | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    flow_number: Mapped[str | None]


class Line(Record):
    """One number or one broadband access; status, plan and contract dates are history."""

    __tablename__ = "line"
    __table_args__ = (journalled(Area.LINES),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    account_id: Mapped[int] = owned_by("account.id", index=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[LineKind] = words(LineKind, default=LineKind.MOBILE)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    former_operator: Mapped[str | None]
    add_ons: Mapped[Json | None]  # [{"name": ..., "consented_on": ...}]
    extra: Mapped[Json | None]


class StatusHistory(Dated, Record):
    """Whether a line was in use, and from when."""

    __tablename__ = "status_history"
    __table_args__ = (Index(None, "line_id", "effective_on"), journalled(Area.LINES))

    id: Mapped[Key]
    line_id: Mapped[int] = owned_by("line.id")
    status: Mapped[LineStatus] = words(LineStatus)
    reason: Mapped[LeavingReason | None] = words(LeavingReason, sort_order=1)  # why a line left


class PlanHistory(Dated, Record):
    """Which plan a line had, and from when."""

    __tablename__ = "plan_history"
    __table_args__ = (Index(None, "line_id", "effective_on"), journalled(Area.LINES))

    id: Mapped[Key]
    line_id: Mapped[int] = owned_by("line.id")
    plan: Mapped[str]
    fee_fen: Mapped[int | None]  # monthly fee


class ContractDate(Dated, Record):
    """A day on which something on a line ends; the last such day counts as still in force."""

    __tablename__ = "contract_date"
    __table_args__ = (Index(None, "line_id", "kind", "effective_on"), journalled(Area.LINES))

    id: Mapped[Key]
    line_id: Mapped[int] = owned_by("line.id")
    kind: Mapped[DateKind] = words(DateKind)
    ends_on: Mapped[date | None]  # None: the date no longer holds
    moved_as: Mapped[DateMove | None] = words(DateMove, sort_order=1)  # of a later date


class Bill(Record):
    """What a line was billed for one month, known by (line, month)."""

    __tablename__ = "bill"
    __table_args__ = (journalled(Area.BILLS, "bulk") | {"sqlite_with_rowid": False},)

    line_id: Mapped[int] = owned_by("line.id", primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)  # YYYY-MM
    fee_fen: Mapped[int]  # negative for an adjustment
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Usage(Record):
    """What a line used in one month, known by (line, month)."""

    __tablename__ = "usage"
    __table_args__ = (journalled(Area.BILLS, "bulk") | {"sqlite_with_rowid": False},)

    line_id: Mapped[int] = owned_by("line.id", primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)  # YYYY-MM
    voice_seconds: Mapped[int | None]
    data_bytes: Mapped[int | None]
    messages: Mapped[int | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
