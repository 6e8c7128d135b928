"""The README of the full export, written from the records it describes, in both languages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary

from vipdesk.services.everything.meanings import column_meaning, file_meaning
from vipdesk.services.everything.tables import UUID_BYTES, FileColumn, TableFile, is_money
from vipdesk.store.records.base import UtcInstant, WordType
from vipdesk.texts import LANGUAGES, N_, Translate, translator

RULE = "=" * 72


@dataclass(frozen=True, slots=True)
class Facts:
    """What one export says of itself."""

    at: datetime  # in the book's zone
    manager: str
    reason: str
    rows: Mapping[str, int]  # by file


def readme(files: Sequence[TableFile], facts: Facts) -> str:
    """The whole text."""
    parts = ("\n".join(_in_language(files, facts, translator(each))) for each in LANGUAGES)
    return f"\n\n{RULE}\n\n".join(parts) + "\n"


def _in_language(files: Sequence[TableFile], facts: Facts, t: Translate) -> Iterator[str]:
    yield t("VIPDesk: the whole book in open formats")
    yield ""
    yield t("Written on {at} by {manager}. Reason: {reason}").format(
        at=f"{facts.at:%Y-%m-%d %H:%M}", manager=facts.manager, reason=facts.reason
    )
    yield t(
        "These files hold personal data, not masked. Keep them safe, and delete them once they "
        "have served their reason."
    )
    yield ""
    yield t("How things are written")
    yield from (f"- {t(line)}" for line in _RULES)
    yield ""
    yield t("The files")
    for file in files:
        yield ""
        yield t("{file}, rows: {n}").format(file=file.name, n=f"{facts.rows[file.name]:,}")
        yield t(file_meaning(file.table.name))
        yield from (f"- {_line(column, t)}" for column in file.columns)


_RULES = (
    N_("CSV: comma, UTF-8 with a mark, quotes doubled; the first row names the columns"),
    N_("Money: yuan with two decimals; only inside JSON it is fen, in whole numbers"),
    N_("Days: YYYY-MM-DD, days of the book's zone; months: YYYY-MM"),
    N_("Instants: ISO 8601 in UTC, such as 2026-11-21T02:00:00.000000+00:00"),
    N_("An empty cell: not known, or none"),
    N_(
        "A text that begins with = + - @ has an apostrophe in front, so that no program runs it as "
        "a formula; numbers and telephone numbers have none"
    ),
    N_("Attachments: in the folder attachments, each begins with its number in attachment.csv"),
    N_(
        "Left out: passphrase, recovery key and PIN, how the screen was left, and what proves the "
        "chain of the journal (see “vipdesk journal”)"
    ),
)


def _line(column: FileColumn, t: Translate) -> str:
    said, words = column_meaning(column.column), _kind(column.column, t)
    if said:
        words = t("{meaning} ({kind})").format(meaning=t(said), kind=words)
    return t("{head}: {words}").format(head=column.head, words=words)


def _kind(column: Column[Any], t: Translate) -> str:
    for key in column.foreign_keys:
        return t("a row of {file}").format(file=f"{key.column.table.name}.csv")
    if isinstance(column.type, WordType):
        return ", ".join(f"{word.value} = {t(word.label)}" for word in column.type.words)
    if is_money(column):
        return t("yuan")
    if isinstance(column.type, LargeBinary):
        return t("UUID") if column.type.length == UUID_BYTES else t("hexadecimal")
    return next((t(name) for kind, name in _KINDS if isinstance(column.type, kind)), t("text"))


_KINDS: Sequence[tuple[type[Any], str]] = (
    (UtcInstant, N_("instant")),
    (Date, N_("day")),
    (Boolean, N_("true or false")),
    (JSON, N_("JSON")),
    (Integer, N_("whole number")),
)
