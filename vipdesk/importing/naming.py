"""Numbers of customers and lines where no column gives them."""

import hashlib
from base64 import b32encode
from collections.abc import Sequence
from typing import Any

from vipdesk.importing.mapping import Mapping
from vipdesk.importing.table import Table

GENERATED_PREFIX = "G"
"""Begins every generated customer number; generated line numbers begin with L besides."""

Columns = dict[str, list[Any]]


def generate_customers(table: Table, columns: Columns) -> None:
    """Numbers made from what the row says: the same row finds the same customer again.

    From the identity number, else the phone, line or account number, else from the whole row with
    its occurrence, so that two equal rows stay two customers.
    """
    keys = ("customer.id_number", "line.number", "customer.phone", "account.number")
    sources = [columns[key] for key in keys if key in columns]
    columns["customer.number"] = _numbers(table, sources)


def name_lines(mapping: Mapping, columns: Columns, bad: Sequence[bool]) -> None:
    """Where columns speak of a line and none names it: the phone, else a generated number."""
    of_line = any(key.startswith(("line.", "bill.", "usage.")) for key in mapping.columns)
    if not of_line or "line.number" in columns:
        return
    numbers = columns["customer.number"]
    phones = columns.get("customer.phone") or [None] * len(numbers)
    columns["line.number"] = [
        phone or (number and f"L{number}" if mapping.generate else None)
        for phone, number in zip(phones, numbers, strict=True)
    ]
    if "customer.phone" in columns:
        columns["customer.phone"] = _first_phones(numbers, phones, bad)


def _first_phones(
    numbers: Sequence[str | None], phones: Sequence[str | None], bad: Sequence[bool]
) -> list[str | None]:
    """A row for each line: the customer's own phone is that of their first row."""
    if len(set(numbers)) == len(numbers):
        return list(phones)
    first: dict[str | None, int] = {}
    for at, number in enumerate(numbers):
        if phones[at] and not bad[at]:
            first.setdefault(number, at)
    return [
        phone if first.get(number, at) == at else None
        for at, (number, phone) in enumerate(zip(numbers, phones, strict=True))
    ]


def _numbers(table: Table, sources: Sequence[Sequence[str | None]]) -> list[str]:
    seen: dict[str, int] = {}
    numbers: list[str] = []
    for at, row in enumerate(table.rows):
        own = next((source[at] for source in sources if source[at]), None)
        text = own or "\x1f".join(row)
        occurrence = 0
        if own is None:
            occurrence = seen[text] = seen.get(text, 0) + 1
        digest = hashlib.sha256(f"{text}\x1e{occurrence}".encode()).digest()
        digits = b32encode(digest[:10])[:12]  # the rest would make signs that are cut off
        numbers.append(GENERATED_PREFIX + digits.decode())
    return numbers
