"""Derived tasks, warnings and scores: the engine's rows, never journalled, mended at every run."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.words import ClosingReason, DerivedStatus, Severity
from vipdesk.store.records.base import Json, Key, Record, owned_by, unjournalled, words


class DerivedTask(Record):
    """A task that data give rise to (rules.md 3): one row for each stage that a cause went through.

    ``cause`` names what it is about (``end:contract:<line>``, ``care:<customer>``), ``period``
    which one of these (the ending date, the start of the care window). A cause has at most one
    open task.
    """

    __tablename__ = "derived_task"
    __table_args__ = (
        UniqueConstraint("cause", "period", "stage"),
        Index("ux_derived_task_open", "cause", unique=True, sqlite_where=text("status = 'open'")),
        # Holds all that the first list of a day is counted and ordered by.
        Index(
            "ix_derived_task_asked",
            *("status", "due_on", "snoozed_until", "kind", "stage", "severity", "customer_id"),
        ),
        Index(None, "customer_id"),
        unjournalled(),
    )

    id: Mapped[Key]
    customer_id: Mapped[int] = owned_by("customer.id")
    line_id: Mapped[int | None]
    kind: Mapped[str]  # a key of domain.tasks.TaskKind
    cause: Mapped[str]
    period: Mapped[str]
    stage: Mapped[str]  # "T-90" ... "T-0", "lapsed"; "" where there is but one
    due_on: Mapped[date]
    severity: Mapped[Severity | None] = words(Severity)
    facts: Mapped[Json | None]  # what its reason in words needs; no personal data
    status: Mapped[DerivedStatus] = words(DerivedStatus)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    closed_as: Mapped[ClosingReason | None] = words(ClosingReason)
    snoozed_until: Mapped[date | None]


class CustomerWarning(Record):
    """One warning: a rule that held for a line or a customer in a month (rules.md 3)."""

    __tablename__ = "warning"
    __table_args__ = (
        UniqueConstraint("subject", "rule", "month"),
        Index(None, "month", "rule"),
        Index(None, "customer_id"),
        unjournalled(),
    )

    id: Mapped[Key]
    customer_id: Mapped[int] = owned_by("customer.id")
    line_id: Mapped[int | None]  # None: it concerns the customer
    subject: Mapped[str]  # "line:<id>" or "customer:<id>"
    rule: Mapped[str]  # a key of domain.warnings.RULES
    month: Mapped[str]
    severity: Mapped[Severity] = words(Severity)
    values: Mapped[Json]  # what was seen, with its threshold and the day of the data
    first_on: Mapped[date]
    gone_on: Mapped[date | None]  # since when it no longer holds


class LineFacts(Record):
    """What warnings and score look at on a line of the network; follows bills and usage."""

    __tablename__ = "line_facts"
    __table_args__ = (unjournalled(),)

    line_id: Mapped[int] = owned_by("line.id", primary_key=True)
    bill_month: Mapped[str | None]  # newest month with a bill
    fee_fen: Mapped[int | None]  # its fee
    fee_before_fen: Mapped[int | None]  # sum of the fees of the months before
    fee_months_before: Mapped[int]  # how many of these have a bill
    usage_month: Mapped[str | None]  # newest month of which the calls are known
    silent_months: Mapped[int | None]  # months running, newest first, without a second of calls
    seal: Mapped[int]  # a sum over the row, by which a run sees that it was altered


class CustomerFacts(Record):
    """What warnings and score look at on a customer; follows payments, complaints, touchpoints."""

    __tablename__ = "customer_facts"
    __table_args__ = (unjournalled(),)

    customer_id: Mapped[int] = owned_by("customer.id", primary_key=True)
    prepaid: Mapped[bool]  # whether any account is
    balance_fen: Mapped[int | None]  # lowest of the prepaid accounts, each as of its newest day
    balance_of: Mapped[date | None]
    arrears_fen: Mapped[int | None]  # sum over the accounts
    arrears_of: Mapped[date | None]  # the oldest of their days, where anything is owed
    top_ups: Mapped[int | None]  # payments into prepaid accounts in the last months
    top_up_fen: Mapped[int | None]  # their sum
    top_up_year_fen: Mapped[int | None]  # the sum of the months of the mean
    top_up_months: Mapped[int]  # since the first one, up to those
    top_ups_until: Mapped[date | None]  # newest payment of the book, with which all these end
    complaint_id: Mapped[int | None]  # the newest open one
    complaint_on: Mapped[date | None]
    upheld_id: Mapped[int | None]  # the newest one that was upheld
    upheld_on: Mapped[date | None]  # when it was closed
    words_on: Mapped[date | None]  # newest off-net words
    words: Mapped[str | None]  # which ones
    seal: Mapped[int]  # a sum over the row, by which a run sees that it was altered


class ScoreMonth(Record):
    """A customer's score at the end of a month, or as of the last run in the present one."""

    __tablename__ = "score_month"
    __table_args__ = (unjournalled() | {"sqlite_with_rowid": False},)

    customer_id: Mapped[int] = owned_by("customer.id", primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[int]
