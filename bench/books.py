"""The big demo book that is measured, made once and kept under build/bench."""

import shutil
import time
from pathlib import Path

from sqlalchemy import func, select

from vipdesk.domain import demo_names
from vipdesk.paths import KEY_NAME, project_dir
from vipdesk.progress import NoProgress
from vipdesk.services.demo import DemoService
from vipdesk.store import keyfile
from vipdesk.store.book import Store
from vipdesk.store.errors import StoreError
from vipdesk.store.records import Customer

FOLDER = project_dir() / "build" / "bench"
SEED = 1


class _Dots(NoProgress):
    """Shows that a long filling goes on."""

    def __init__(self) -> None:
        self._shown = 0

    def step(self, done: int, total: int) -> None:
        tenth = done * 10 // total
        if tenth > self._shown:
            self._shown = tenth
            print(f"  {done:,} of {total:,} customers", flush=True)


def big_book(customers: int) -> Path:
    """The profile of a demo book of so many customers; the one of an earlier run if it is whole."""
    profile = FOLDER / f"book-{customers}"
    if _holds(profile, customers):
        return profile
    shutil.rmtree(profile, ignore_errors=True)
    print(f"Making a book of {customers:,} customers in {profile}", flush=True)
    begun = time.perf_counter()
    store = create_book(profile)
    try:
        DemoService(store).fill(customers, SEED, _Dots())
    finally:
        store.close()
    print(f"  made in {time.perf_counter() - begun:.0f} s", flush=True)
    return profile


def create_book(profile: Path) -> Store:
    """Make an empty book of an invented manager."""
    new_key = keyfile.make_key(keyfile.DEMO_PASSPHRASE, demo=True)
    return Store.create(profile, demo_names.MANAGERS[0], new_key)


def open_book(profile: Path) -> Store:
    """Open a book that `create_book` made."""
    key = keyfile.unlock(keyfile.read(profile / KEY_NAME), keyfile.DEMO_PASSPHRASE)
    return Store.open(profile, key)


def _holds(profile: Path, customers: int) -> bool:
    try:
        store = open_book(profile)
    except StoreError:
        return False
    try:
        with store.read() as session:
            return session.scalar(select(func.count()).select_from(Customer)) == customers
    finally:
        store.close()
