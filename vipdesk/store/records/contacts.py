"""Touchpoints, visits, tasks and attachments."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.changes import Area
from vipdesk.domain.words import Channel, Direction, Outcome, Result, TaskStatus, VisitStatus
from vipdesk.store.records.base import (
    IDS_KEPT,
    Json,
    Key,
    Record,
    Uid,
    journalled,
    owned_by,
    refers_to,
    unjournalled,
    words,
)


class Touchpoint(Record):
    """One contact with a customer; whether it was effective is derived (rules.md 2)."""

    __tablename__ = "touchpoint"
    __table_args__ = (Index(None, "customer_id", "on_day"), journalled(Area.TOUCHPOINTS))

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id")
    line_id: Mapped[int | None] = refers_to("line.id", index=True)
    visit_id: Mapped[int | None] = refers_to("visit.id", index=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("manager.id"))
    at: Mapped[datetime]
    on_day: Mapped[date]  # the day of ``at`` in the book's zone
    channel: Mapped[Channel] = words(Channel)
    direction: Mapped[Direction] = words(Direction)
    result: Mapped[Result] = words(Result)
    duration_seconds: Mapped[int | None]
    replied: Mapped[bool] = mapped_column(default=False)  # the customer answered
    bulk: Mapped[bool] = mapped_column(default=False)  # one of a mass mailing
    note: Mapped[str | None]


class Visit(Record):
    """A planned or held visit; what is being typed lives in the drafts until it is finished."""

    __tablename__ = "visit"
    __table_args__ = (Index(None, "planned_at"), journalled(Area.VISITS) | IDS_KEPT)

    id: Mapped[Key]
    uid: Mapped[Uid]
    number: Mapped[str] = mapped_column(unique=True)  # V-20261121-0007
    customer_id: Mapped[int] = owned_by("customer.id", index=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("manager.id"))
    status: Mapped[VisitStatus] = words(VisitStatus, default=VisitStatus.PLANNED)
    planned_at: Mapped[datetime]
    planned_minutes: Mapped[int] = mapped_column(default=60)
    place: Mapped[str | None]
    purpose: Mapped[str | None]
    moved_count: Mapped[int] = mapped_column(default=0)
    closing_reason: Mapped[str | None]  # why it was cancelled or nobody was there
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    checklist: Mapped[Json | None]  # [{"key", "text", "done"}]
    talked: Mapped[str | None]  # what was talked about; the customer reads it
    internal_note: Mapped[str | None]  # never leaves the desk
    outcome: Mapped[Outcome | None] = words(Outcome)
    outcome_reason: Mapped[str | None]
    offers: Mapped[Json | None]  # [{"name", "detail", "fee_fen", "months", "taken"}]
    satisfaction: Mapped[int | None]  # 1 to 10
    next_steps: Mapped[Json | None]  # [{"text", "due_on", "channel"}]
    signature: Mapped[Json | None]  # strokes: [[[x, y], ...], ...] in 0..1 of the pad's width
    signed_at: Mapped[datetime | None]


class VisitMove(Record):
    """One move of a visit to another time, with its reason."""

    __tablename__ = "visit_move"
    __table_args__ = (journalled(Area.VISITS),)

    id: Mapped[Key]
    visit_id: Mapped[int] = owned_by("visit.id", index=True)
    moved_at: Mapped[datetime]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    reason: Mapped[str]


class Attachment(Record):
    """A photo or file kept with a visit; its content stands apart."""

    __tablename__ = "attachment"
    __table_args__ = (journalled(Area.VISITS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id", index=True)
    visit_id: Mapped[int | None] = refers_to("visit.id", index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    content_id: Mapped[int] = mapped_column(ForeignKey("attachment_content.id"), index=True)
    added_at: Mapped[datetime]


class AttachmentContent(Record):
    """The bytes of attachments, each kept once, known by their digest; never changed."""

    __tablename__ = "attachment_content"
    __table_args__ = (unjournalled(),)

    id: Mapped[Key]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    data: Mapped[bytes]


class Task(Record):
    """Something to do for a customer by a day."""

    __tablename__ = "task"
    __table_args__ = (Index(None, "status", "due_on"), journalled(Area.TASKS))

    id: Mapped[Key]
    uid: Mapped[Uid]
    customer_id: Mapped[int] = owned_by("customer.id", index=True)
    line_id: Mapped[int | None] = refers_to("line.id", index=True)
    visit_id: Mapped[int | None] = refers_to("visit.id", index=True)
    kind: Mapped[str]
    cause: Mapped[str | None] = mapped_column(unique=True)  # what it was derived from, if it was
    title: Mapped[str]
    channel: Mapped[Channel | None] = words(Channel)
    due_on: Mapped[date]
    status: Mapped[TaskStatus] = words(TaskStatus, default=TaskStatus.OPEN)
    done_on: Mapped[date | None]
    note: Mapped[str | None]
