"""Opens a book after a fault as the program does; looks whether all is there and whole."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from faults.books import State, open_book, tables
from faults.replay import differences, unfinished
from vipdesk.services.customer_needs import NeedsService
from vipdesk.store import chain
from vipdesk.store.book import Store

Fact = dict[str, Any]


@dataclass(slots=True)
class Found:
    """What a fault left.

    Attributes:
        lost: Acknowledged actions and drafts that are gone.
        halves: What is neither before nor after an action.
        seconds: From unlock to the first write that is committed.
    """

    lost: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    seconds: float = 0.0


def usable_again(profile: Path) -> tuple[Store, float]:
    """Unlock, open, read and write; the open book and how long it took."""
    begun = time.perf_counter()
    store = open_book(profile)
    with store.read() as session:
        first = session.scalar(text("SELECT min(id) FROM customer WHERE deleted_at IS NULL"))
    NeedsService(store).add(int(first or 0), "again")
    return store, time.perf_counter() - begun


def check_day(
    profile: Path,
    before: State,
    facts: Sequence[Fact],
    *,
    alone: bool = True,
    but: Collection[str] = (),
) -> Found:
    """What is lost or half after actions, drafts and imports that ``facts`` acknowledge.

    Args:
        profile: Its book is closed.
        before: What it held when the actions began.
        facts: What was acknowledged.
        alone: Whether one more action than that is all that there may be.
        but: Tables that the caller proves otherwise than by the journal.
    """
    found = Found()
    store, found.seconds = usable_again(profile)
    try:
        after = tables(store)
        found.lost += _lost_actions(after, facts) + _lost_drafts(store, facts)
        found.halves += differences(_without(before, but), _without(after, but))
        found.halves += unfinished(after) + unsound(store)
        found.halves += _stale(store, after)
        found.halves += _surplus(after, facts, before) if alone else []
    finally:
        store.close()
    return found


def _without(state: State, names: Collection[str]) -> State:
    """A state in which nothing is said of some tables."""
    if not names:
        return state
    changes = state["journal_change"].items()
    kept = {key: row for key, row in changes if row["table_name"] not in names}
    return state | {name: {} for name in names} | {"journal_change": kept}


def _lost_actions(after: State, facts: Sequence[Fact]) -> list[str]:
    digests = {str(row["digest"]).lower() for row in after["journal_entry"].values()}
    return [
        f"action {fact['seq']} ({fact['code']})"
        for fact in facts
        if "seq" in fact and fact["digest"] not in digests
    ]


def _lost_drafts(store: Store, facts: Sequence[Fact]) -> list[str]:
    """Drafts of which neither the last acknowledged state nor the one after is there."""
    last = {fact["draft"]: fact["n"] for fact in facts if "draft" in fact}
    kept = {key: (store.drafts.load(key) or {}).get("n") for key in last}
    return [f"draft {key}" for key, n in last.items() if kept[key] not in (n, n + 1)]


def _surplus(after: State, facts: Sequence[Fact], before: State) -> list[str]:
    """More than one action that was never acknowledged; the check's own is the newest."""
    acknowledged = max((fact["seq"] for fact in facts if "seq" in fact), default=0)
    acknowledged = max(acknowledged, len(before["journal_entry"]))
    newest = max(int(str(row["seq"])) for row in after["journal_entry"].values())
    more = newest - 1 - acknowledged
    return [f"{more} actions were never acknowledged"] if more > 1 else []


def unsound(store: Store) -> list[str]:
    """What the checks of SQLite and the journal's chain find."""
    with store.read() as session:
        broken = chain.check(session.connection()).broken
        found = {
            check: list(session.scalars(text(f"PRAGMA {check}")))
            for check in ("cipher_integrity_check", "integrity_check", "foreign_key_check")
        }
    wanted: dict[str, list[str]] = {
        "cipher_integrity_check": [],
        "integrity_check": ["ok"],
        "foreign_key_check": [],
    }
    faults = [f"{check}: {found[check]}" for check in found if found[check] != wanted[check]]
    return faults if broken is None else [*faults, f"the chain: {broken}"]


DERIVED = ("customer_summary", "line_summary")
_INDEX = text("SELECT rowid, * FROM customer_search ORDER BY rowid")


def _stale(store: Store, after: State) -> list[str]:
    """Derived rows that differ from what they are when all are computed anew."""
    read: Callable[[], list[Any]] = lambda: _rows(store)  # noqa: E731
    index = read()
    store.refresh_summaries(force=True)
    fresh = tables(store, DERIVED)
    stale = [name for name in DERIVED if fresh[name] != after[name]]
    return [f"{name} is stale" for name in stale + (["search"] if read() != index else [])]


def _rows(store: Store) -> list[Any]:
    with store.read() as session:
        return list(session.execute(_INDEX).all())
