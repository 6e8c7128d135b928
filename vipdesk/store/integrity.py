"""Whether a file is whole: SQLCipher's check of every page, and SQLite's of what they say.

The first misses a file that was cut at a page's end, the second what no table uses: both are run.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlcipher3

from vipdesk.progress import Progress

LOOK_EVERY = 50_000  # steps of SQLite between two looks at progress and cancel
STEPS_A_PAGE = 800  # of `integrity_check`, measured on a book of 311,000 pages
SHARE = 5  # the first check takes a fifth of the time


def is_whole(connection: Any, progress: Progress) -> bool:
    """Check every page of an open file.

    Raises:
        sqlcipher3.DatabaseError: It is so damaged that the checks themselves fail.
        CancelledError: ``progress`` was told to stop.
    """
    due = size_of(connection)[0] * STEPS_A_PAGE // LOOK_EVERY + 1
    whole, done = due * SHARE // (SHARE - 1) + 1, due // (SHARE - 1)
    progress.step(0, whole)
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        return False
    progress.step(done, whole)

    def look() -> None:
        nonlocal done
        done += 1
        progress.step(min(done, whole - 1), whole)

    with watched(connection, look):
        found = connection.execute("PRAGMA integrity_check").fetchall()
    progress.step(whole, whole)
    return bool(found == [("ok",)])


def size_of(connection: Any) -> tuple[int, int]:
    """Pages, and bytes of each; SQLCipher tells the latter as a text."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages), int(size)


def rows_of(connection: Any) -> dict[str, int]:
    """How many rows each table of an open file has."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY name"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names
    }


@contextmanager
def watched(connection: Any, look: Callable[[], None]) -> Iterator[None]:
    """Call ``look`` while SQLite works; what it raises stops the work and is raised again."""
    stopped: list[Exception] = []

    def on_steps() -> int:
        try:
            look()
        except Exception as error:  # noqa: BLE001 - raised again below; SQLite would swallow it
            stopped.append(error)
        return len(stopped)

    connection.set_progress_handler(on_steps, LOOK_EVERY)
    try:
        yield
    except sqlcipher3.OperationalError:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
