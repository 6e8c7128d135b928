"""A book in which every text that comes from a file or a form holds what something could obey."""

from dataclasses import replace
from typing import Any

from sqlalchemy import JSON, Column, String, Table, cast, literal, select, update

from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Cohort, Manager, Record

MARK = "ZQ"
PLANTED = f"{MARK}<b>x</b>&amp;R&D[*] %s {{0}} {{name.x}} ../x '; DROP--"
LITERAL = f"{MARK}<b>x</b>&amp;R&D[*]"
PRINTABLE_NOTE = (
    f"{PLANTED}\n<img src='file:///x.png'>\t\u202ertl\u202c\u200b \x1b[2J\x9b </w:t> <para> "
    + "很长" * 300
)
HOSTILE_NOTE = f"{PRINTABLE_NOTE} \u0301 👩👩👧"
# What is chosen rather than typed, or told apart by its exact text.
KEPT = {
    "month",
    "gender",
    "preferred_channel",
    "screen",
    "fingerprint",
    "kind",
    "cause",
    "media_type",
}
LONG = {"note", "talked", "internal_note"}


def plant(store: Store, note: str = HOSTILE_NOTE) -> int:
    """Write the texts into every row of the book; how many columns were written."""
    planted = 0
    with store.action("customer.edit") as session:
        for table in filter(_can_change, Record.metadata.sorted_tables):
            if table.info.get("journal") and "id" in table.columns:
                columns = [column for column in table.columns if _is_typed(column)]
                if columns:
                    session.execute(
                        update(table).values({c: _text(table, c, note) for c in columns})
                    )
                planted += len(columns)
        for table in filter(_can_change, Record.metadata.sorted_tables):
            if table.info.get("journal") and "id" in table.columns:
                for column in table.columns:
                    if isinstance(column.type, JSON) and column.name not in ("values", "moved"):
                        _plant_json(session, table, column)
        session.execute(update(Cohort).values(name=f"{PLANTED} cohort"))
        session.execute(update(Manager).values(name=f"{PLANTED} manager"))
    _plant_settings(store)
    return planted


def _can_change(table: Table) -> bool:
    """Whether the database lets rows of the table be changed; of cohorts their names alone."""
    return not table.info.get("append_only")


def _is_typed(column: Column[Any]) -> bool:
    return type(column.type) is String and column.name not in KEPT and not column.foreign_keys


def _text(table: Table, column: Column[Any], note: str) -> Any:
    text = note if column.name in LONG else f"{PLANTED} {table.name}.{column.name}"
    return literal(text + " ") + cast(table.columns["id"], String)


def _plant_json(session: Any, table: Table, column: Column[Any]) -> None:
    extra = {LITERAL + " heading": PLANTED}
    for row_id, value in session.execute(select(table.columns["id"], column)).all():
        if column.name == "extra":
            value = {**(value or {}), **extra}
        spoilt = _spoilt(value)
        if spoilt != value or column.name == "extra":
            session.execute(
                update(table).where(table.columns["id"] == row_id).values({column: spoilt})
            )


TYPED_KEYS = ("text", "name", "detail", "why", "plans", "tags", "circles", "owners")


def _spoilt(value: Any) -> Any:
    """The same value with the texts that were typed, spoilt."""
    if isinstance(value, list):
        return [_spoilt(each) for each in value]
    if isinstance(value, dict):
        return {
            key: f"{PLANTED} {key}"
            if key in TYPED_KEYS and isinstance(each, str)
            else _spoilt(each)
            for key, each in value.items()
        }
    return value


def _plant_settings(store: Store) -> None:
    service = SettingsService(store)
    former = service.load()
    service.save(
        replace(
            former,
            summary_qr=PLANTED,
            checklist=tuple(f"{PLANTED} {n}" for n in range(3)),
            offers=tuple(
                replace(offer, name=f"{PLANTED} offer {n}", detail=PLANTED)
                for n, offer in enumerate(former.offers)
            ),
            scripts=tuple(
                replace(
                    script,
                    steps=tuple(
                        (f"{PLANTED} {head}", f"{PLANTED} {say}") for head, say in script.steps
                    ),
                )
                for script in former.scripts
            ),
        )
    )
