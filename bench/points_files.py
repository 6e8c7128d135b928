"""An import of points, beside the plain insert of the rows that it makes."""

import csv
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from bench.books import FOLDER, create_book
from bench.figures import Figure
from vipdesk.services.imports import ImportService
from vipdesk.services.reconciliation import ReconciliationService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer

RATIO = 10
MONTHS, SPENDS = 8, 2  # of each customer: rows of the file, and how many of them spend too
_TABLES = ("points_entry", "points_lot", "points_draw")

_Made = tuple[str, list[str], Sequence[Any]]


def load(customers: int) -> list[Figure]:
    """Two entries for each of ``customers``: preview and commit with journal, lots and summary."""
    members = max(1, customers * 2 // (MONTHS + SPENDS))
    entries = members * (MONTHS + SPENDS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=FOLDER))
    try:
        source = _file(scratch / "points.csv", members)
        store = create_book(scratch / "profile")
        try:
            _add_members(store, members)
            parts = _import(store, source, entries)
            rows = _rows(store)
            listed = _reconcile(store, scratch / "listed.csv", members)
        finally:
            store.close()
        baseline = _plain(source, scratch / "plain.db", rows)
    finally:
        shutil.rmtree(scratch)
    return [
        Figure(f"import of {entries:,} movements of points", sum(parts), RATIO, baseline),
        Figure("  preview, with the lots that pay", parts[0]),
        Figure("  commit, with journal and balances", parts[1]),
        Figure(f"reconciliation of {members:,} balances", listed),
    ]


def _file(path: Path, members: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("客户编号", "账期", "获得积分", "兑换积分"))
        for month in range(1, MONTHS + 1):
            for member in range(members):
                spent = 90 + member % 30 if month > MONTHS - SPENDS else 0
                writer.writerow((f"P{member:06}", f"2025-{month:02}", 100 + member % 50, spent))
    return path


def _add_members(store: Store, members: int) -> None:
    now = datetime.now(UTC)
    with store.action("import.commit", bulk=True, file="members.csv") as session:
        rows = [
            {"number": f"P{n:06}", "name": f"客户{n:06}", "created_at": now} for n in range(members)
        ]
        session.execute(insert(Customer), rows)


def _import(store: Store, source: Path, entries: int) -> tuple[float, float]:
    service = ImportService(store)
    begun = time.perf_counter()
    preview = service.preview(service.examine(source))
    compared = time.perf_counter()
    service.commit(preview)
    written = time.perf_counter()
    with store.read() as session:
        found = session.scalar(text("SELECT count(*) FROM points_entry"))
    if found != entries:
        raise RuntimeError(f"{found} of {entries} movements were written")
    return compared - begun, written - compared


def _reconcile(store: Store, path: Path, members: int) -> float:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("客户编号", "积分余额", "余额日期"))
        writer.writerows((f"P{n:06}", 500 + n % 7, "2025-12-31") for n in range(members))
    imports, service = ImportService(store), ReconciliationService(store)
    imports.commit(imports.preview(imports.examine(path)))
    begun = time.perf_counter()
    service.compare(service.days()[0][0])
    return time.perf_counter() - begun


def _rows(store: Store) -> list[_Made]:
    """The tables of the ledger with their indexes and rows, as they are after the import."""
    found = []
    with store.read() as session:
        connection = session.connection()
        for table in _TABLES:
            made = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index') "
                "AND sql IS NOT NULL ORDER BY type DESC",
                (table,),
            )
            statements = [row[0] for row in made]
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").cursor.fetchall()
            found.append((table, statements, rows))
    return found


def _plain(source: Path, target: Path, tables: list[_Made]) -> float:
    """The least that an import does: read the file, insert the rows into plain indexed tables."""
    begun = time.perf_counter()
    connection = sqlite3.connect(target)
    with source.open(encoding="utf-8", newline="") as file:
        list(csv.reader(file))
    for table, statements, rows in tables:
        for statement in statements:
            connection.execute(statement)
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    connection.commit()
    connection.close()
    return time.perf_counter() - begun
