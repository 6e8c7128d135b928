"""Replays the journal over a book as it was: the result must be the book as it is, row for row.

A half written action, a lost one and a row that nobody journalled all show as a difference.
"""

import json
from collections import Counter
from typing import Any

from faults.books import State
from vipdesk.store.triggers import journalled_tables


def differences(before: State, after: State) -> list[str]:
    """What the journal does not account for between two states of one book."""
    replay = _Replay(before)
    known = len(before["journal_change"])
    for change in list(after["journal_change"].values())[known:]:  # read in their order
        replay.apply(change)
    return [*replay.faults, *replay.compare(after)]


def unfinished(state: State) -> list[str]:
    """Entries without a seal, changes without an entry, attachments without their content."""
    entries = state["journal_entry"].values()
    faults = [f"entry {row['id']} is not sealed" for row in entries if row["digest"] is None]
    ids = {row["id"] for row in entries}
    changes = state["journal_change"].values()
    faults += [f"change {row['id']} has no entry" for row in changes if row["entry_id"] not in ids]
    kept = {key[0] for key in state["attachment_content"]}
    faults += [
        f"attachment {row['id']} has no content"
        for row in state["attachment"].values()
        if row["content_id"] not in kept
    ]
    return faults


class _Replay:
    def __init__(self, before: State) -> None:
        self.faults: list[str] = []
        self._tables = {table.name: table for table in journalled_tables()}
        self._rows = {
            name: {key: dict(row) for key, row in before[name].items()} for name in self._tables
        }
        self._bulk: Counter[tuple[str, Any]] = Counter()  # rows known by table and batch alone

    def apply(self, change: dict[str, Any]) -> None:
        """Do what the journal says was done."""
        table, op = change["table_name"], change["op"]
        old, new = json.loads(change["old"] or "{}"), json.loads(change["new"] or "{}")
        if op == "B":
            self._bulk[table, new["batch_id"]] += new["rows"]
            return
        key = tuple(column.name for column in self._tables[table].primary_key.columns)
        key = tuple((new or old)[name] for name in key)
        if op != "I":
            self._expect(table, key, old)
        if op == "D":
            self._rows[table].pop(key, None)
        else:
            self._rows[table].setdefault(key, {}).update(new)

    def compare(self, after: State) -> list[str]:
        """What differs in the end."""
        faults = []
        for name, rows in self._rows.items():
            found = after[name]
            faults += [f"{name} {key} is gone" for key in rows if key not in found]
            faults += [
                f"{name} {key} is not as the journal says"
                for key, row in rows.items()
                if key in found and not row.items() <= found[key].items()
            ]
            faults += self._surplus(name, [row for key, row in found.items() if key not in rows])
        return faults

    def _expect(self, table: str, key: tuple[Any, ...], old: dict[str, Any]) -> None:
        row = self._rows[table].get(key)
        if row is not None:  # of a bulk row only what was changed since is known
            if any(row.get(name, value) != value for name, value in old.items()):
                self.faults.append(f"{table} {key} was not as its next change says")
        elif self._is_bulk(table) and "batch_id" in old:
            self._bulk[table, old["batch_id"]] -= 1
        else:
            self.faults.append(f"{table} {key} was changed but never made")

    def _surplus(self, name: str, rows: list[dict[str, Any]]) -> list[str]:
        """Rows that nothing accounts for; those of a bulk import are known by their number."""
        if not self._is_bulk(name):
            return [f"{name} {row} is in no entry" for row in rows]
        found = Counter((name, row["batch_id"]) for row in rows)
        wanted = {batch: n for batch, n in self._bulk.items() if batch[0] == name and n}
        return [] if found == wanted else [f"{name} has {dict(found)} rows instead of {wanted}"]

    def _is_bulk(self, name: str) -> bool:
        return bool(self._tables[name].info["journal"] == "bulk")
