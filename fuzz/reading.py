"""Reads a file as the import does before it looks into the book."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from vipdesk.domain.cell_days import DayOrder
from vipdesk.errors import VipDeskError
from vipdesk.importing.check import Checked, check
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.mapping import Mapping, questions, recognise
from vipdesk.importing.reader import ReadOptions, read_table
from vipdesk.importing.table import Table

MONTH = "2026-11"


def ending(path: Path) -> str:
    """Read, map and check a file; how that ended, in words."""
    try:
        table = read_table(path)
        checked(table, [recognise(table)])
    except VipDeskError as error:
        return f"{type(error).__name__}: {error.sentence(str)}"
    return f"read: {len(table.rows)} rows"


def read_as_every_kind(path: Path, options: ReadOptions | None = None) -> list[Checked]:
    """Read a file and check its rows as each kind of file."""
    table = read_table(path, options)
    return checked(table, [recognise(table, kind) for kind in KINDS])


def checked(table: Table, mappings: Iterable[Mapping]) -> list[Checked]:
    """Check the rows by each mapping that leaves no question open once the usual is answered."""
    answered = [_answered(table, mapping) for mapping in mappings]
    return [
        check(table, mapping) for mapping in answered if not questions(table, mapping).blocking
    ]  # fmt: skip


def _answered(table: Table, mapping: Mapping) -> Mapping:
    asked = questions(table, mapping)
    orders = dict.fromkeys(asked.orders, DayOrder.DAY_FIRST.value)
    return replace(
        mapping,
        generate=asked.generate,
        month=MONTH if asked.month else None,
        orders={**mapping.orders, **orders},
    )
