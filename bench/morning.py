"""What a morning costs: everything derived anew, and looked at once more with nothing new."""

import shutil
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from bench.books import FOLDER, open_book
from bench.figures import Figure
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.services.risk import RiskService
from vipdesk.store.book import Store

FIRST, AGAIN = 5.0, 2.0
_HARM = "UPDATE line_facts SET fee_fen = fee_fen + 1 WHERE line_id % 1000 = 0"
_DERIVED = ("derived_task", "warning", "line_facts", "customer_facts", "score_month")


def derive(profile: Path) -> list[Figure]:
    """The first run over a book of customers with about two lines each, and a second one."""
    scratch = Path(tempfile.mkdtemp(dir=FOLDER))
    try:
        store = open_book(shutil.copytree(profile, scratch / "profile"))
        try:
            customers, lines, tasks, seconds = _runs(store)
            mended, tried = _mended(store), _tried(store)
        finally:
            store.close()
    finally:
        shutil.rmtree(scratch)
    told = f"{customers:,} customers with {lines:,} lines, {tasks:,} tasks"
    return [
        Figure(f"first run over {told}", seconds[0], FIRST),
        Figure("  a second one, nothing new", seconds[1], AGAIN),
        Figure(f"  one more, {mended[0]} rows altered behind it", mended[1]),
        Figure("  whom other numbers and words would warn", tried),
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


def _mended(store: Store) -> tuple[int, float]:
    """How many rows were altered behind a run, and what the run that mends them takes."""
    with store.plain_write() as connection:
        harmed = connection.execute(text(_HARM)).rowcount
    begun = time.perf_counter()
    RetentionRunService(store).run()
    return harmed, time.perf_counter() - begun


def _tried(store: Store) -> float:
    """What it takes to say whom other rules would warn, all notes read anew."""
    rules = RetentionRules(swing_percent=20, off_net_words=("转网",))
    begun = time.perf_counter()
    RiskService(store).try_rules(rules)
    return time.perf_counter() - begun
