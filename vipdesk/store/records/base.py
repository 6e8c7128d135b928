"""What all records share: names of constraints, column types, ids and the journal's directions.

Every table says in its ``info`` how the journal treats it:

* ``journal="rows"``: every row written is captured by a trigger, old and new;
* ``journal="bulk"``: as above, but rows that an import inserts are journalled by their batch alone;
* ``journal=None``: outside the journal (derived rows, the journal itself, preferences).

``areas`` names the parts of the book that pages reload when the table changes.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, MetaData, String, types
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from vipdesk.domain.changes import Area
from vipdesk.domain.words import Word
from vipdesk.store.uids import new_uid


class UtcInstant(types.TypeDecorator[datetime]):
    """An instant, stored as ISO text in UTC; naive datetimes are refused."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:  # noqa: ARG002 - base's form
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"instant without a zone: {value}")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:  # noqa: ARG002 - base's form
        return None if value is None else datetime.fromisoformat(value)


class WordType(types.TypeDecorator[Word]):
    """A word of a closed vocabulary, stored as its text."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Word | str | None, dialect: Any) -> str | None:  # noqa: ARG002 - base's form
        return None if value is None else str(self.words(value))  # type: ignore[call-arg]

    def process_result_value(self, value: Any, dialect: Any) -> Word | None:  # noqa: ARG002 - base's form
        return None if value is None else self.words(value)  # type: ignore[call-arg]


Key = Annotated[int, mapped_column(primary_key=True)]
Uid = Annotated[bytes, mapped_column(LargeBinary(16), unique=True, default=new_uid)]
Json = Annotated[Any, mapped_column(JSON(none_as_null=True))]


def words(kind: type[Word], **options: Any) -> Any:
    """Declare a column that holds one of ``kind``."""
    return mapped_column(WordType(kind), **options)


def owned_by(target: str, **options: Any) -> Any:
    """Declare a foreign key whose rows go when their owner goes."""
    return mapped_column(ForeignKey(target, ondelete="CASCADE"), **options)


def refers_to(target: str, **options: Any) -> Any:
    """Declare a foreign key that falls empty when its target goes."""
    return mapped_column(ForeignKey(target, ondelete="SET NULL"), **options)


def journalled(area: Area, mode: str = "rows", *, also: Iterable[Area] = ()) -> dict[str, Any]:
    """Table options of a table whose rows the journal captures.

    ``also`` names the areas whose derived rows depend on the table.
    """
    return {"info": {"journal": mode, "areas": frozenset({area, *also})}}


# A number that was once given is never given again, also after an undo: the journal, drafts and
# later figures speak of these rows by their ids.
IDS_KEPT = {"sqlite_autoincrement": True}


def unjournalled() -> dict[str, Any]:
    """Table options of derived rows and of the journal itself."""
    return {"info": {"journal": None}}


class Record(DeclarativeBase):
    """Names every constraint, so that migrations can refer to it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcInstant()}  # noqa: RUF012 - SQLAlchemy reads the plain dict


class Dated:
    """A row of history: true from ``effective_on`` (the book's zone), known since ``recorded_on``.

    Files arrive late and indicators look back, so both days are kept and nothing is overwritten
    (rules.md 1). The present value is the row with the greatest (effective_on, id) that is not in
    the future.
    """

    effective_on: Mapped[date]
    recorded_on: Mapped[date]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
