"""Compares the bills and usage of a file with those of the book, by (line, month)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from vipdesk.services.imports.context import Context
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.services.imports.snapshot import months_of

_USAGE = {
    "usage.voice": "voice_seconds",
    "usage.data": "data_bytes",
    "usage.messages": "messages",
}
_FEE = "bill.fee"


@dataclass(frozen=True, slots=True)
class _Month:
    """One row's values of one month."""

    at: int
    line_id: int
    who: tuple[str, str]
    month: str
    fee: int | None
    usage: tuple[int | None, ...]

    def joined(self, other: "_Month") -> "_Month":
        """Both as one; they agree where both say something."""
        values = zip((self.fee, *self.usage), (other.fee, *other.usage), strict=True)
        fee, *usage = (one if one is not None else two for one, two in values)
        return replace(self, fee=fee, usage=tuple(usage))


class Months:
    """Gathers what each row says of its line's months, then compares it with the book."""

    def __init__(self, context: Context, month: str | None) -> None:
        self.context = context
        self._month = month
        self._dated = context.column("bill.month")
        self._groups = list(self._column_groups())
        self._found: dict[tuple[int, str], _Month] = {}

    def _column_groups(self) -> Iterator[tuple[str | None, dict[str, list[Any]]]]:
        """Columns of each month: those that a header dates, and those that a row dates."""
        groups: dict[str | None, dict[str, list[Any]]] = {}
        for key, values in self.context.checked.columns.items():
            name, _at, month = key.partition("@")
            if name == _FEE or name in _USAGE:
                groups.setdefault(month or None, {})[name] = values
        yield from groups.items()

    def note(self, at: int, line_id: int, who: tuple[str, str]) -> None:
        """Keep what a row says of its line."""
        for header_month, columns in self._groups:
            month = header_month or self._dated[at] or self._month
            fee = columns[_FEE][at] if _FEE in columns else None
            usage = tuple(columns[key][at] if key in columns else None for key in _USAGE)
            if month is None or (fee is None and not any(v is not None for v in usage)):
                continue
            found = _Month(at, line_id, who, month, fee, usage)
            first = self._found.setdefault((line_id, month), found)
            if first is not found:
                self._found[line_id, month] = first.joined(found)

    def compare(self, connection: Connection) -> None:
        """Compare everything noted; months that the book lacks are added."""
        known_below = self.context.book.next_ids["line"]
        ids = sorted({line_id for line_id, _month in self._found if line_id < known_below})
        bills = months_of(connection, "bill", ("fee_fen",), ids)
        usages = months_of(connection, "usage", tuple(_USAGE.values()), ids)
        for key, found in self._found.items():
            self._compare(found, bills.get(key), usages.get(key))

    def _compare(
        self, found: _Month, bill: tuple[Any, ...] | None, usage: tuple[Any, ...] | None
    ) -> None:
        if bill is None and usage is None and not self._added(found):
            return
        new = bill is None and usage is None
        if found.fee is not None:
            self._compare_bill(found, bill, new)
        if any(value is not None for value in found.usage):
            self._compare_usage(found, usage, new)

    def _added(self, found: _Month) -> bool:
        """A month that the book lacks: one difference, unless the whole row is new."""
        context = self.context
        if context.kind != "bills" and context.row_kinds.get(found.at) is ChangeKind.NEW:
            return True
        kind = ChangeKind.NEW if context.kind == "bills" else ChangeKind.CHANGED
        keys = [_FEE, *_USAGE]
        values = (found.fee, *found.usage)
        key, value = next((k, v) for k, v in zip(keys, values, strict=True) if v is not None)
        return context.differs(kind, found.at, found.who, f"{key}@{found.month}", None, value)

    def _compare_bill(self, found: _Month, bill: tuple[Any, ...] | None, new: bool) -> None:
        plan, batch_id = self.context.plan, self.context.batch_id
        old = bill[0] if bill else None
        if not new and (old == found.fee or not self._changed(found, _FEE, old, found.fee)):
            return
        if bill is None:
            plan.insert("bill", found.line_id, found.month, found.fee, batch_id)
        else:
            row = (found.fee, batch_id, found.line_id, found.month)
            plan.replaced["bill", "fee_fen"].append(row)

    def _compare_usage(self, found: _Month, usage: tuple[Any, ...] | None, new: bool) -> None:
        plan, batch_id = self.context.plan, self.context.batch_id
        if new:
            plan.insert("usage", found.line_id, found.month, *found.usage, batch_id)
            return
        old = usage or (None,) * len(_USAGE)
        taken = [
            value
            if value is not None and value != before and self._changed(found, key, before, value)
            else None
            for key, before, value in zip(_USAGE, old, found.usage, strict=True)
        ]
        if usage is None and any(value is not None for value in taken):
            plan.insert("usage", found.line_id, found.month, *taken, batch_id)
            return
        for column, value in zip(_USAGE.values(), taken, strict=True):
            if value is not None:
                row = (value, batch_id, found.line_id, found.month)
                plan.replaced["usage", column].append(row)

    def _changed(self, found: _Month, key: str, old: int | None, new: int | None) -> bool:
        return self.context.differs(
            ChangeKind.CHANGED, found.at, found.who, f"{key}@{found.month}", old, new
        )
