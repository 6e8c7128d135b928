"""Complaints, cases and what the manager decided about them; all of it facts, all journalled."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.changes import Area
from vipdesk.domain.words import (
    CaseKind,
    ComplaintLevel,
    CostKind,
    DateKind,
    LeavingReason,
    Outcome,
    SheetKind,
)
from vipdesk.store.records.base import (
    IDS_KEPT,
    Json,
    Key,
    Record,
    Uid,
    journalled,
    owned_by,
    refers_to,
    words,
)


class Complaint(Record):
    """A complaint as a fact of the operator's file; known by its number, else by what it says."""

    __tablename__ = "complaint"
    __table_args__ = (
        Index(None, "customer_id", "opened_on"),
        Index(None, "number"),
        journalled(Area.COMPLAINTS) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id")
    line_id: Mapped[int | None] = refers_to("line.id", index=True)
    number: Mapped[str | None]  # the operator's number of the complaint
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    kind: Mapped[str | None]  # what it is about, in the file's words
    level: Mapped[ComplaintLevel] = words(ComplaintLevel, default=ComplaintLevel.OWN)
    upheld: Mapped[bool | None]  # None: not decided, or the file does not say
    text: Mapped[str | None]
    extra: Mapped[Json | None]  # columns of its file that no field takes
    # that brought it, or that told later of its closing; None: by hand
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class RetentionCase(Record):
    """A case on which the manager acted, or which they opened by hand (rules.md 3).

    A dated case is (line, kind of date, ending date); ``cause`` names line and kind, ``period`` the
    date. Of a warning ``period`` is its month. A date that is corrected takes its case along.
    """

    __tablename__ = "retention_case"
    __table_args__ = (
        UniqueConstraint("cause", "period"),
        Index(None, "customer_id"),
        Index(None, "closed_on"),
        journalled(Area.TASKS) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id")
    line_id: Mapped[int | None] = refers_to("line.id", index=True)
    kind: Mapped[CaseKind] = words(CaseKind)
    cause: Mapped[str]
    period: Mapped[str]
    date_kind: Mapped[DateKind | None] = words(DateKind)
    ends_on: Mapped[date | None]
    rule: Mapped[str | None]  # of a warning
    opened_on: Mapped[date]
    note: Mapped[str | None]  # what the customer said when it was opened by hand
    closed_on: Mapped[date | None]
    outcome: Mapped[Outcome | None] = words(Outcome)  # the last one
    reason: Mapped[LeavingReason | None] = words(LeavingReason)
    next_on: Mapped[date | None]  # when to ask again, after "thinking" or "unreachable"
    won_back_on: Mapped[date | None]  # a lost customer who came back


class CaseOutcome(Record):
    """One talk about a case and what it came to."""

    __tablename__ = "case_outcome"
    __table_args__ = (journalled(Area.TASKS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_id: Mapped[int] = owned_by("retention_case.id", index=True)
    on_day: Mapped[date]
    recorded_at: Mapped[datetime]
    outcome: Mapped[Outcome] = words(Outcome)
    reason: Mapped[LeavingReason | None] = words(LeavingReason)
    offer: Mapped[str | None]  # name of the offer that was taken or made
    new_ends_on: Mapped[date | None]  # the contract date that a renewal wrote
    next_on: Mapped[date | None]
    note: Mapped[str | None]
    visit_id: Mapped[int | None] = refers_to("visit.id", index=True)


class CaseCost(Record):
    """What a case cost: a gift, a rebate, travel."""

    __tablename__ = "case_cost"
    __table_args__ = (journalled(Area.TASKS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_id: Mapped[int] = owned_by("retention_case.id", index=True)
    on_day: Mapped[date]
    kind: Mapped[CostKind] = words(CostKind)
    amount_fen: Mapped[int]
    note: Mapped[str | None]


class TaskMark(Record):
    """What the manager decided about a derived task: put off, or done by hand.

    Known by the task's cause and period, so that it holds for whatever stage the task has.
    """

    __tablename__ = "task_mark"
    __table_args__ = (UniqueConstraint("cause", "period"), journalled(Area.TASKS))

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id", index=True)
    cause: Mapped[str]
    period: Mapped[str]
    snoozed_until: Mapped[date | None]  # it is due again on this day
    done_on: Mapped[date | None]
    reason: Mapped[str | None]


class ScoreOverride(Record):
    """The manager's own word on a customer's risk, from a day to a day, with a reason."""

    __tablename__ = "score_override"
    __table_args__ = (Index(None, "customer_id", "from_on"), journalled(Area.TASKS))

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id")
    score: Mapped[int]  # 0 to 100
    reason: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]  # last day included


class Onboarding(Record):
    """The checklist of a new VIP (应用指导)."""

    __tablename__ = "onboarding"
    __table_args__ = (journalled(Area.TASKS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id", index=True)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    points: Mapped[Json]  # [{"key", "text", "done_on"}]


class KnowledgeSheet(Record):
    """A plan, a guide or an answer to look up without a network; Markdown."""

    __tablename__ = "knowledge_sheet"
    __table_args__ = (journalled(Area.SHEETS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    kind: Mapped[SheetKind] = words(SheetKind)
    title: Mapped[str]
    body: Mapped[str]
    dated_on: Mapped[date]  # as of when it holds
    key: Mapped[str]  # NFKC + casefold of title and body, to search in


class DayPlanItem(Record):
    """One stop of a day's plan, in the order that the manager chose."""

    __tablename__ = "day_plan_item"
    __table_args__ = (
        UniqueConstraint("day", "customer_id"),
        journalled(Area.TASKS),
    )

    id: Mapped[Key]
    day: Mapped[date]
    position: Mapped[int]
    customer_id: Mapped[int] = owned_by("customer.id", index=True)
    visit_id: Mapped[int | None] = refers_to("visit.id", index=True)
