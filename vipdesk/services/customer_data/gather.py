"""Reads every row that belongs to one customer, as it is stored, with what its columns mean."""

import base64
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, LargeBinary, Table, select, text
from sqlalchemy.orm import Session

from vipdesk.domain.visits import draft_key
from vipdesk.errors import UnknownNumberError
from vipdesk.services.everything.tables import UUID_BYTES
from vipdesk.store.book import Store
from vipdesk.store.erasure_rules import owned_tables
from vipdesk.store.records import Attachment, AttachmentContent, Customer, Record, Visit

Row = Mapping[str, Any]
# Rows of nobody's own that a customer's rows point to, by what points there.
POINTED_AT = (
    ("circle", "SELECT circle_id FROM circle_member WHERE customer_id IN {customers}"),
    ("tag", "SELECT tag_id FROM customer_tag WHERE customer_id IN {customers}"),
)


@dataclass(frozen=True, slots=True)
class DataTable:
    """The customer's rows of one table."""

    table: Table
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class DataFile:
    """A photo or file kept with a visit."""

    id: int
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CustomerData:
    """Everything the desk holds about one customer, those merged into them included."""

    number: str
    name: str
    made_at: datetime  # in the book's zone
    tables: tuple[DataTable, ...]  # those without rows left out
    files: tuple[DataFile, ...]
    drafts: tuple[Any, ...]  # visits that are being written

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a table."""
        return next((each.rows for each in self.tables if each.table.name == name), ())


def gather(store: Store, number: str) -> CustomerData:
    """Read everything about the customer of a number, also from the recycle bin.

    Raises:
        NotFoundError: The book has no such customer.
    """
    with store.read() as session:
        customer = session.scalar(select(Customer).where(Customer.number == number))
        if customer is None or customer.erased_at is not None:
            raise UnknownNumberError(number=number)
        ids = _with_merged(session, customer.id)
        tables = tuple(_tables(session, ids))
        visits = session.scalars(select(Visit.uid).where(Visit.customer_id.in_(ids))).all()
        files = tuple(_files(session, ids))
    drafts = (store.drafts.load(draft_key(uid)) for uid in visits)
    return CustomerData(
        number,
        customer.name,
        store.now().astimezone(store.zone()),
        tables,
        files,
        tuple(draft for draft in drafts if draft is not None),
    )


def _with_merged(session: Session, customer_id: int) -> list[int]:
    found = [customer_id]
    for each in found:
        found += session.scalars(select(Customer.id).where(Customer.merged_into_id == each))
    return found


def _tables(session: Session, ids: Sequence[int]) -> Iterator[DataTable]:
    chosen: dict[str, list[str]] = {"customer": [f"id IN ({_listed(ids)})"]}
    for table, column, owner in owned_tables():
        owners = f"SELECT id FROM {owner} WHERE {' OR '.join(chosen[owner])}"
        chosen.setdefault(table.name, []).append(f"{column} IN ({owners})")
    for name, pointing in POINTED_AT:
        chosen[name] = [f"id IN ({pointing.format(customers=f'({_listed(ids)})')})"]
    for name, conditions in chosen.items():
        rows = tuple(_rows(session, Record.metadata.tables[name], " OR ".join(conditions)))
        if rows:
            yield DataTable(Record.metadata.tables[name], rows)


def _rows(session: Session, table: Table, condition: str) -> Iterator[Row]:
    columns = list(table.columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    query = text(f'SELECT {names} FROM "{table.name}" WHERE {condition} ORDER BY {keys}')
    for row in session.execute(query):
        yield {
            column.name: plain(column, value) for column, value in zip(columns, row, strict=True)
        }


def plain(column: Column[Any], value: Any) -> Any:
    """A stored value as JSON says it."""
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        wide = column.type.length == UUID_BYTES
        return str(uuid.UUID(bytes=value)) if wide else base64.b64encode(value).decode()
    if isinstance(column.type, Boolean):
        return bool(value)
    return json.loads(value) if isinstance(column.type, JSON) else value


def _files(session: Session, ids: Sequence[int]) -> Iterator[DataFile]:
    query = (
        select(Attachment.id, Attachment.name, Attachment.media_type, AttachmentContent.data)
        .join(AttachmentContent, AttachmentContent.id == Attachment.content_id)
        .where(Attachment.customer_id.in_(ids))
        .order_by(Attachment.id)
    )
    for row in session.execute(query):
        yield DataFile(*row)


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(str(int(each)) for each in ids)
