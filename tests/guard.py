"""Proves that the GUI thread never writes, never reads files and runs only indexed reads."""

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event

from tests.memory import MEMORY
from vipdesk.paths import project_dir
from vipdesk.store.book import Store

T = TypeVar("T")

# Tables that hold a handful of rows in any book.
SMALL = frozenset(
    {"book", "manager", "preference", "saved_filter", "settings_set", "tag", "circle", "json_each"}
)
PROGRAM_FILES = (".py", ".pyc", ".so", ".pyd", ".dll", ".mo", ".qm", ".json", ".svg")


class GuiThreadError(AssertionError):
    """Something slow was done where the window is drawn."""


class _FileWatch:
    """An audit hook can't be taken off again; it is switched."""

    installed = False
    active = False


def _on_audit(name: str, arguments: tuple[Any, ...]) -> None:
    if name != "open" or not _FileWatch.active or not _on_gui_thread():
        return
    if isinstance(arguments[0], int):
        return  # a file that is open already, such as the byte code of a first import
    path = str(arguments[0])
    if not (_is_own(path) or path.endswith(PROGRAM_FILES)):
        raise GuiThreadError(f"the GUI thread opened {Path(path).name}")


def _is_own(path: str) -> bool:
    """Whether it belongs to the program, or is no file at all; books in memory are."""
    if path.startswith((str(project_dir()), sys.prefix, sys.base_prefix, "/proc", "/sys")):
        return True
    return path.startswith("/dev") and not path.startswith(str(MEMORY))


def _on_gui_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def off_gui_thread(work: Callable[[], T]) -> T:
    """Let a test do with files what the window must not: on a thread of its own."""
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(work).result()


@contextmanager
def gui_thread_guard(store: Store) -> Iterator[None]:
    """Raise at the spot where the GUI thread writes, opens a file or scans a table."""
    if not _FileWatch.installed:
        sys.addaudithook(_on_audit)
        _FileWatch.installed = True

    def forbid_write() -> None:
        if _on_gui_thread():
            raise GuiThreadError("the GUI thread wrote to the book")

    def check_read(
        _connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if many or not _on_gui_thread():
            return
        if not statement.lstrip().upper().startswith(("SELECT", "WITH")):
            return
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        for *_ids, detail in cursor.fetchall():
            _check_step(detail, statement)

    former = store.before_write
    store.before_write = forbid_write
    event.listen(store._engine, "before_cursor_execute", check_read)
    _FileWatch.active = True
    try:
        yield
    finally:
        _FileWatch.active = False
        event.remove(store._engine, "before_cursor_execute", check_read)
        store.before_write = former


def _check_step(detail: str, statement: str) -> None:
    words = detail.split()
    if words[0] == "SCAN" and words[1] not in SMALL and "VIRTUAL" not in words:
        raise GuiThreadError(f"the GUI thread scans: {detail} in {' '.join(statement.split())}")
