"""The book itself, its settings, imports, filters and the journal."""

from datetime import datetime

from sqlalchemy import Computed, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.changes import Area
from vipdesk.domain.words import ImportKind
from vipdesk.store.records.base import (
    IDS_KEPT,
    Json,
    Key,
    Record,
    Uid,
    journalled,
    unjournalled,
    words,
)


class Book(Record):
    """One row: which book this is and on which laptop."""

    __tablename__ = "book"
    __table_args__ = (unjournalled(),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    device: Mapped[bytes] = mapped_column(LargeBinary(16))
    created_at: Mapped[datetime]
    invented: Mapped[bool] = mapped_column(default=False)  # a demo book: nobody in it exists
    summarised_on: Mapped[str | None]  # the day for which the derived rows were computed
    schema_digest: Mapped[str | None]  # of the records that the triggers were generated from
    # the day for which tasks, warnings and scores were derived; none: they are to be derived anew
    derived_on: Mapped[str | None]
    run_on: Mapped[str | None]  # the last day on which they were derived for everybody
    run_before: Mapped[str | None]  # the day before that one on which they were


class SettingsSet(Record):
    """An immutable set of settings; the newest is in force."""

    __tablename__ = "settings_set"
    __table_args__ = (journalled(Area.SETTINGS, also=[Area.CUSTOMERS]) | IDS_KEPT,)

    id: Mapped[Key]
    uid: Mapped[Uid]
    created_at: Mapped[datetime]
    values: Mapped[Json]


class ImportBatch(Record):
    """One import of one file."""

    __tablename__ = "import_batch"
    __table_args__ = (journalled(Area.IMPORTS),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    kind: Mapped[ImportKind] = words(ImportKind)
    file_name: Mapped[str]
    file_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    imported_at: Mapped[datetime]
    mapping: Mapped[Json]
    # {"rows", "new", "changed", "unchanged", "problems"}; of balances "lists": {day: [n, sum]}
    counts: Mapped[Json]


class ImportMapping(Record):
    """How the columns of a file were mapped, kept by its header's fingerprint."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("fingerprint", "kind"), journalled(Area.IMPORTS))

    id: Mapped[Key]
    fingerprint: Mapped[str]
    kind: Mapped[ImportKind] = words(ImportKind)
    mapping: Mapped[Json]


class SavedFilter(Record):
    """A named filter of a list."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("screen", "name"), journalled(Area.SETTINGS))

    id: Mapped[Key]
    uid: Mapped[Uid]
    screen: Mapped[str]
    name: Mapped[str]
    filter: Mapped[Json]
    position: Mapped[int] = mapped_column(default=0)


class Preference(Record):
    """How the screen was left: column widths, last folder. Not worth a journal entry."""

    __tablename__ = "preference"
    __table_args__ = (unjournalled(),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[Json]


class Tombstone(Record):
    """What stays of a customer deleted on request: by the hashes they are known if they come back.

    The hashes are salted with the book's uid, so that they say nothing without the book.
    """

    __tablename__ = "tombstone"
    __table_args__ = (journalled(Area.CUSTOMERS),)

    id: Mapped[Key]
    uid_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    number_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    # the row without personal fields; none where a book restored since never knew the customer
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    erased_at: Mapped[datetime]
    counts: Mapped[Json]  # {table: rows} that the customer had


class JournalEntry(Record):
    """One action. Its digest chains over the entry before and over salted digests of the values."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("device", "seq"),
        Index(None, "at"),
        Index(None, "code", "at"),
        unjournalled(),
    )

    id: Mapped[Key]
    device: Mapped[bytes] = mapped_column(LargeBinary(16))
    seq: Mapped[int]
    at: Mapped[datetime]
    manager_id: Mapped[int | None]  # no foreign key: the entry outlives whom it names
    code: Mapped[str]  # a key of domain.actions.ACTIONS
    params: Mapped[Json]
    schema_revision: Mapped[str]
    undoable: Mapped[bool]
    undoes_id: Mapped[int | None] = mapped_column(index=True)
    # 32 bytes for each change, in order; megabytes after an import: read only when asked for, and
    # so is what lies behind them in the row, since the way there leads through all of them
    change_digests: Mapped[bytes | None] = mapped_column(deferred=True)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), deferred=True)
    # whom the parameters name, if one customer; computed, so that it can't part from them
    customer_id: Mapped[int | None] = mapped_column(
        Computed("json_extract(params, '$.customer_id')", persisted=False), index=True
    )
    # the chain covers the parameters by this digest, none before 0002; without the salt, names were
    # taken out of them
    params_salt: Mapped[bytes | None] = mapped_column(LargeBinary(16), deferred=True)
    params_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), deferred=True)


class JournalChange(Record):
    """The old and new values of one row; they can be erased while the entry's digest holds."""

    __tablename__ = "journal_change"
    __table_args__ = (
        Index(None, "entry_id", "table_name", "op"),
        Index(None, "row_id", "table_name"),
        Index("ix_journal_change_erased", "entry_id", sqlite_where=text("salt IS NULL")),
        unjournalled(),
    )

    id: Mapped[Key]
    entry_id: Mapped[int]
    table_name: Mapped[str]
    row_id: Mapped[int]  # the row's id; of a bill or usage, its line's
    op: Mapped[str]  # I, U, D; B for a bulk insert known by its batch; S for a row that was shown
    old: Mapped[str | None]  # JSON by column; of an update the changed columns and the key
    new: Mapped[str | None]
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class JournalCursor(Record):
    """One row: the entry being written. Triggers refuse every write while it is empty."""

    __tablename__ = "journal_cursor"
    __table_args__ = (unjournalled(),)

    id: Mapped[Key]
    entry_id: Mapped[int | None]
    bulk: Mapped[bool] = mapped_column(default=False)
