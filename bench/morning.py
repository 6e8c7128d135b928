"""What a morning costs: everything derived anew, and looked at once more with nothing new."""

import shutil
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from bench.books import FOLDER, open_book
from bench.figures import Figure
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.store.book import Store

FIRST, AGAIN = 5.0, 2.0
_DERIVED = ("derived_task", "warning", "line_facts", "customer_facts", "score_month")


def derive(profile: Path) -> list[Figure]:
    """The first run over a book of customers with about two lines each, and a second one."""
    scratch = Path(tempfile.mkdtemp(dir=FOLDER))
    try:
        store = open_book(shutil.copytree(profile, scratch / "profile"))
        try:
            customers, lines, tasks, seconds = _runs(store)
        finally:
            store.close()
    finally:
        shutil.rmtree(scratch)
    told = f"{customers:,} customers with {lines:,} lines, {tasks:,} tasks"
    return [
        Figure(f"first run over {told}", seconds[0], FIRST),
        Figure("  a second one, nothing new", seconds[1], AGAIN),
    ]


def _runs(store: Store) -> tuple[int, int, int, list[float]]:
    with store.plain_write() as connection:
        for table in _DERIVED:
            connection.execute(text(f"DELETE FROM {table}"))
    service, seconds = RetentionRunService(store), []
    for expected in (True, False):
        begun = time.perf_counter()
        counts = service.run().value
        seconds.append(time.perf_counter() - begun)
        if counts.changed is not expected:
            raise RuntimeError(f"a run that was to change {expected} changed {counts}")
    with store.read() as session:
        customers, lines = session.execute(
            text("SELECT count(*), sum(lines) FROM customer_summary")
        ).one()
    return customers, lines, counts.unchanged, seconds
