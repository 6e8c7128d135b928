"""Words the rows of one customer for the paper: labels, dates, amounts, no keys."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Table

from vipdesk.domain.customer_paper import PaperTable
from vipdesk.domain.table_names import TABLES
from vipdesk.domain.wording import amount, data_volume
from vipdesk.domain.words import Channel
from vipdesk.services.customer_data.gather import CustomerData, Row
from vipdesk.services.everything.meanings import column_meaning
from vipdesk.store.records.base import UtcInstant, WordType
from vipdesk.texts import N_, Translate

# What a table is printed as: its columns in their order with their share of the width. Tables that
# are not named are printed row by row, each column on a line.
_COLUMNS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "account_balance": (("as_of", 1), ("balance_fen", 1), ("arrears_fen", 1)),
    "payment": (("paid_on", 1), ("amount_fen", 1), ("channel", 2), ("flow_number", 2)),
    "tier_history": (("effective_on", 1), ("recorded_on", 1), ("tier", 2)),
    "status_history": (("effective_on", 1), ("recorded_on", 1), ("line_id", 1), ("status", 1)),
    "plan_history": (("effective_on", 1), ("line_id", 1), ("plan", 2), ("fee_fen", 1)),
    "contract_date": (("effective_on", 1), ("line_id", 1), ("kind", 1), ("ends_on", 1)),
    "bill": (("month", 1), ("line_id", 1), ("fee_fen", 1)),
    "usage": (
        *(("month", 1), ("line_id", 1), ("voice_seconds", 1), ("data_bytes", 1)),
        ("messages", 1),
    ),
    "touchpoint": (*(("at", 2), ("channel", 1), ("direction", 1.2), ("result", 1.2), ("note", 4)),),
    "need": (("opened_on", 1), ("text", 3), ("status", 1), ("closed_on", 1)),
    "task": (("due_on", 1), ("title", 3), ("status", 1), ("done_on", 1)),
    "attachment": (("added_at", 1.3), ("name", 3), ("size", 1)),
    "points_entry": (("on_day", 1), ("kind", 1.4), ("points", 1), ("held", 1), ("note", 3)),
    "points_lot": (("earned_on", 1), ("expires_on", 1), ("points", 1)),
    "operator_points": (("as_of", 1), ("points", 1)),
    "redemption": (("on_day", 1), ("number", 1.4), ("points", 1), ("status", 1), ("note", 2)),
    "redemption_item": (("name", 3), ("quantity", 1), ("points", 1), ("fulfilment", 1.4)),
    "circle": (("name", 2), ("kind", 1)),
    "tag": (("name", 1),),
}
_LEFT_OUT = frozenset(("owner_history", "circle_member", "customer_tag", "customer_merge"))
_LINE = N_("Number of the line")
_COLUMN_HEADS = {"gender": N_("Salutation"), "checklist": N_("Checklist"),
                 "offers": N_("Offers"), "next_steps": N_("Next steps"),
                 "line_id": _LINE, "as_of": N_("Day"), "on_day": N_("Day"),
                 "effective_on": N_("From"),
                 "recorded_on": N_("Known since"), "due_on": N_("Due"), "done_on": N_("Done on"),
                 "opened_on": N_("Begun on"), "closed_on": N_("Ended on"),
                 "line.opened_on": N_("Opened on"), "line.closed_on": N_("Closed on"),
                 "complaint.opened_on": N_("Complaint day"),
                 "complaint.closed_on": N_("Complaint closed on"),
                 "added_at": N_("Added at"), "at": N_("When"), "direction": N_("Direction"),
                 "result": N_("Result"), "text": N_("Need"), "ends_on": N_("Ends on"),
                 "size": N_("Bytes"), "complaint.kind": N_("Complaint kind"),
                 "complaint.level": N_("Complaint level"),
                 "complaint.upheld": N_("Complaint upheld"),
                 "complaint.text": N_("Complaint text")}  # fmt: skip
_KEYS = frozenset(("id", "uid", "content_id", "occurrence"))


def paper_tables(data: CustomerData, zone: ZoneInfo, t: Translate) -> Iterator[PaperTable]:
    """A section for each table that has rows, in the order in which they belong to each other."""
    lines = {row["id"]: row["number"] for row in data.rows("line")}
    for part in data.tables:
        if part.table.name in _LEFT_OUT:
            continue
        words = _Words(part.table, lines, zone, t)
        title = t(TABLES.get(part.table.name, part.table.name))
        columns = _COLUMNS.get(part.table.name)
        if columns is None:
            pairs: tuple[tuple[str, ...], ...] = tuple(
                pair for row in part.rows for pair in words.pairs(row)
            )
            yield PaperTable(title, (), (1.0, 2.6), pairs)
        else:
            names, shares = zip(*columns, strict=True)
            heads = tuple(words.head(name) for name in names)
            rows = tuple(tuple(words.cell(name, row[name]) for name in names) for row in part.rows)
            figures = frozenset(at for at, name in enumerate(names) if _is_figure(name))
            yield PaperTable(title, heads, shares, rows, figures)


class _Words:
    """Says the values of one table."""

    def __init__(
        self, table: Table, lines: Mapping[int, str], zone: ZoneInfo, t: Translate
    ) -> None:
        self._table = table
        self._lines = lines
        self._zone = zone
        self._t = t

    def head(self, name: str) -> str:
        """What a column is called."""
        own = _COLUMN_HEADS.get(f"{self._table.name}.{name}") or _COLUMN_HEADS.get(name)
        label = own or column_meaning(self._table.columns[name]) or name
        return self._t(label)

    def pairs(self, row: Row) -> Iterator[tuple[str, str]]:
        """A label and a value for each column that holds something."""
        for name, value in row.items():
            column = self._table.columns[name]
            if name in _KEYS or column.foreign_keys or value in (None, "", [], {}):
                continue
            yield self.head(name), self.cell(name, value)

    def cell(self, name: str, value: Any) -> str:
        """A value as people read it."""
        column = self._table.columns[name]
        if value is None:
            return ""
        if name == "line_id":
            return str(self._lines.get(value, ""))
        if name == "signature":
            return self._t("A drawn signature")
        if name == "data_bytes":
            return data_volume(value)
        return amount(value) if name.endswith("_fen") else self._typed(column, value)

    def _typed(self, column: Column[Any], value: Any) -> str:
        if isinstance(column.type, WordType):
            return self._t(column.type.words(value).label)  # type: ignore[call-arg]
        if isinstance(column.type, UtcInstant):
            at = datetime.fromisoformat(value).astimezone(UTC).astimezone(self._zone)
            return f"{at:%Y-%m-%d %H:%M}"
        if isinstance(value, bool):
            return self._t("Yes") if value else self._t("No")
        if column.name == "gender":
            return self._t(_SALUTATIONS.get(value, value))
        if column.name in _ITEMS and isinstance(value, list):
            return "\n".join(self._item(item, _ITEMS[column.name]) for item in value)
        if isinstance(value, (dict, list)):
            return "\n".join(_flat(value))
        return f"{value:,}" if isinstance(value, int) and column.name in _COUNTED else str(value)

    def _item(self, item: Mapping[str, Any], keys: tuple[str, ...]) -> str:
        """One point of a checklist, one offer, one step: what it says, in their order."""
        return " · ".join(
            said for key in keys if item.get(key) not in (None, "")
            for said in [self._said(key, item[key])] if said
        )  # fmt: skip

    def _said(self, key: str, value: Any) -> str:
        if isinstance(value, bool):
            word = _TOLD.get((key, value))
            return self._t(word) if word else ""
        if key == "fee_fen":
            return self._t("{amount} yuan/month").format(amount=amount(value))
        if key == "months":
            return self._t("{n} months").format(n=value)
        if key == "channel":
            return self._t(Channel(value).label)  # type: ignore[call-arg]
        return str(value)


def _is_figure(name: str) -> bool:
    return name.endswith("_fen") or name in _COUNTED or name == "data_bytes"


_SALUTATIONS = {"m": N_("Mr"), "f": N_("Ms")}
_TOLD = {
    ("done", True): N_("done"),
    ("done", False): N_("not done"),
    ("taken", True): N_("taken"),
}
# Nested values of known form: what of them is said, in which order.
_ITEMS: Mapping[str, tuple[str, ...]] = {
    "checklist": ("text", "done"),
    "points": ("text", "done_on"),
    "offers": ("name", "detail", "fee_fen", "months", "taken"),
    "next_steps": ("text", "due_on", "channel"),
    "add_ons": ("name", "consented_on"),
}
_COUNTED = frozenset(("size", "voice_seconds", "messages", "points", "held", "quantity"))


def _flat(value: Any) -> Iterator[str]:
    """Nested values, a line each."""
    if isinstance(value, dict):
        told = "; ".join(f"{key}: {_short(each)}" for key, each in value.items())
        yield told
    else:
        for each in value:
            yield from _flat(each) if isinstance(each, (dict, list)) else [str(each)]


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
