"""The points ledger: entries, lots, and what each entry took from or gave to each lot.

Append-only: the database refuses updates and deletes (`vipdesk.store.ledger_triggers`); only a lot
may go over to the customer into whom its owner is merged, and words may be emptied on request. What
a lot has left stands in `PointsRest`, kept by a trigger and checked by the database.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.changes import Area
from vipdesk.domain.points_words import EntryKind
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

APPEND_ONLY = {"append_only": True}


def _ledger() -> dict[str, object]:
    options = journalled(Area.POINTS, "bulk", also=[Area.CUSTOMERS])
    return {"info": options["info"] | APPEND_ONLY}


class PointsEntry(Record):
    """One movement (rules.md 4). Entries of one day stand in the order of their ids.

    ``action_id`` is the journal entry that wrote it, by which undo finds what to reverse.
    ``source`` names what gave rise to it (``bill:<month>:<line>``, ``campaign:<id>:<customer>``,
    ``anniversary:<years>:<customer>``); an imported row is known by (customer, kind, month,
    occurrence).
    """

    __tablename__ = "points_entry"
    __table_args__ = (
        Index(None, "customer_id", "on_day"),
        Index(None, "action_id"),
        Index("ix_points_entry_source", "source", sqlite_where=text("source IS NOT NULL")),
        Index("ix_points_entry_hold_id", "hold_id", sqlite_where=text("hold_id IS NOT NULL")),
        Index(
            "ix_points_entry_reverses_id",
            "reverses_id",
            unique=True,  # an entry is reversed once; what reverses it can be reversed in turn
            sqlite_where=text("reverses_id IS NOT NULL"),
        ),
        Index("ix_points_entry_batch_id", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
        Index("ux_points_entry_uid", "uid", unique=True, sqlite_where=text("uid IS NOT NULL")),
        _ledger() | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[bytes | None] = mapped_column(LargeBinary(16))  # of what a person wrote
    action_id: Mapped[int]
    customer_id: Mapped[int] = owned_by("customer.id")  # for whom it was written
    kind: Mapped[EntryKind] = words(EntryKind)
    on_day: Mapped[date]
    points: Mapped[int]  # what it changed the rests of its lots by; 0 for a hold and its release
    held: Mapped[int] = mapped_column(default=0)  # what it changed the held points by
    note: Mapped[str | None]
    source: Mapped[str | None]
    line_id: Mapped[int | None]  # whose bill earned it; no foreign key: entries outlive lines
    month: Mapped[str | None]  # YYYY-MM of the bill or of the imported row
    occurrence: Mapped[int | None]  # of an imported row within its customer and month
    partner_id: Mapped[int | None]  # whose award stands beside ours
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("points_entry.id"))
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("points_entry.id"))
    until_on: Mapped[date | None]  # of a hold: its last day; None: until confirmed or released
    batch_id: Mapped[int | None]  # no foreign key: entries outlive an import that is undone


class PointsLot(Record):
    """What one award gave, with its own last usable day (included)."""

    __tablename__ = "points_lot"
    __table_args__ = (
        Index(None, "customer_id", "expires_on"),
        CheckConstraint("points > 0", name="points"),
        CheckConstraint("expires_on >= earned_on", name="days"),
        _ledger() | IDS_KEPT,
    )

    id: Mapped[Key]
    entry_id: Mapped[int] = mapped_column(ForeignKey("points_entry.id"), unique=True)
    customer_id: Mapped[int] = owned_by("customer.id")  # whose it is now
    points: Mapped[int]
    earned_on: Mapped[date]
    expires_on: Mapped[date]


class PointsDraw(Record):
    """What one entry changed one lot by: its rest and what is held of it."""

    __tablename__ = "points_draw"
    __table_args__ = (
        Index(
            "ix_points_draw_lot", "lot_id", "points", "held"
        ),  # sums of a lot, read from it alone
        CheckConstraint("points <> 0 OR held <> 0", name="something"),
        _ledger() | {"sqlite_with_rowid": False},
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("points_entry.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("points_lot.id"), primary_key=True)
    points: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)


class PointsRest(Record):
    """What a lot has left after all its entries, kept by a trigger on `PointsDraw`."""

    __tablename__ = "points_rest"
    __table_args__ = (
        Index(
            "ix_points_rest_customer",
            *("customer_id", "expires_on", "rest", "held"),
            sqlite_where=text("rest > 0"),
        ),
        Index(
            "ix_points_rest_expires_on", "expires_on", "rest", "held", sqlite_where=text("rest > 0")
        ),
        CheckConstraint("rest >= 0 AND rest <= points", name="rest"),
        CheckConstraint("held >= 0 AND held <= rest", name="held"),
        unjournalled(),
    )

    lot_id: Mapped[Key]
    customer_id: Mapped[int]
    expires_on: Mapped[date]
    points: Mapped[int]
    rest: Mapped[int]
    held: Mapped[int]


class OperatorPoints(Record):
    """What the operator's list says a customer has; compared with the ledger of that day."""

    __tablename__ = "operator_points"
    __table_args__ = (
        UniqueConstraint("customer_id", "as_of"),
        Index(None, "as_of"),
        journalled(Area.POINTS),
    )

    id: Mapped[Key]
    customer_id: Mapped[int] = owned_by("customer.id")
    as_of: Mapped[date]
    points: Mapped[int]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Campaign(Record):
    """Special points (专项积分): for whom, when and how much."""

    __tablename__ = "campaign"
    __table_args__ = (journalled(Area.POINTS) | IDS_KEPT,)

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # included
    points: Mapped[int]
    expires_on: Mapped[date | None]  # of its lots; None: by the rule
    filter: Mapped[Json]  # for whom, as the customer list filters
    note: Mapped[str | None]
