"""Profiles to break, and how the program opens them again."""

import atexit
import shutil
import tempfile
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from vipdesk import paths
from vipdesk.clock import Clock, utc_now
from vipdesk.services.access import Access
from vipdesk.services.demo import DemoService
from vipdesk.store import keyfile
from vipdesk.store.book import Store
from vipdesk.store.records import Record

PASSPHRASE = "two herons on the river"
COST = 2**4  # of scrypt; the real one takes 0.3 s a try and nothing else differs
CUSTOMERS, SEED = 10, 1
RELEASED = paths.project_dir() / "tests" / "store" / "released"


def make_empty(profile: Path) -> None:
    """A new book that `PASSPHRASE` opens."""
    Store.create(profile, "李经理", keyfile.make_key(PASSPHRASE, cost=COST)).close()


def make_demo(profile: Path) -> None:
    """A book of invented customers that `PASSPHRASE` opens."""
    shutil.copytree(_demo(), profile)


@cache
def _demo() -> Path:
    """The book of which all are copies; it goes with the process."""
    folder = tempfile.mkdtemp(prefix="vipdesk-demo-")
    atexit.register(shutil.rmtree, folder)
    profile = Path(folder) / "profile"
    make_empty(profile)
    store = open_book(profile)
    try:
        DemoService(store).fill(CUSTOMERS, SEED)
    finally:
        store.close()
    return profile


def make_released(profile: Path, revision: str) -> None:
    """The book of a released schema, with a passphrase and not migrated yet."""
    shutil.copytree(RELEASED / revision, profile)
    path = profile / paths.KEY_NAME
    if Access(profile, utc_now).entry().value == "plain":
        made = keyfile.make_key(PASSPHRASE, cost=COST, key=keyfile.read_plain(path))
        keyfile.write(path, made.file)


def open_book(profile: Path, clock: Clock = utc_now) -> Store:
    """Unlock and open it as the program does: settle, migrate, refresh what depends on the day."""
    access = Access(profile, clock)
    access.entry()
    return Store.open(profile, access.unlock(PASSPHRASE), clock=clock)


def copy(base: Path, profile: Path) -> None:
    """A fresh copy of a closed profile."""
    shutil.rmtree(profile, ignore_errors=True)
    shutil.copytree(base, profile)


State = dict[str, dict[tuple[object, ...], dict[str, object]]]


def state_of(profile: Path) -> State:
    """What a closed book holds once it is open."""
    store = open_book(profile)
    try:
        return tables(store)
    finally:
        store.close()


def tables(store: Store, only: Collection[str] = ()) -> State:
    """Every row of every table but the search index: by table and key, its values by column.

    Args:
        store: The open book.
        only: Names of tables; none for all.
    """
    found: State = {}
    with store.read() as session:
        for table in Record.metadata.sorted_tables:
            if only and table.name not in only:
                continue
            keys = [column.name for column in table.primary_key.columns]
            names = [column.name for column in table.columns]
            columns = ", ".join(f'"{name}"' for name in names)
            rows = session.connection().exec_driver_sql(f'SELECT {columns} FROM "{table.name}"')
            plain = [_by_name(names, row) for row in rows]
            found[table.name] = {tuple(row[key] for key in keys): row for row in plain}
    return found


def fact_of(entry: dict[str, object]) -> dict[str, object]:
    """A journal entry as a child acknowledges it."""
    return {"seq": entry["seq"], "digest": str(entry["digest"]).lower(), "code": entry["code"]}


def _by_name(names: Sequence[str], row: Sequence[object]) -> dict[str, object]:
    """The values of a row as the journal keeps them."""
    return {
        name: value.hex().upper() if isinstance(value, bytes) else value
        for name, value in zip(names, row, strict=True)
    }
