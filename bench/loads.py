"""An import of the operator's customer file, beside the plainest load of the same file."""

import csv
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.books import FOLDER, SEED, create_book
from bench.figures import Figure
from vipdesk.domain.demo import invent
from vipdesk.services.imports.service import ImportService
from vipdesk.store.book import Store

RATIO = 10
TODAY = date(2026, 11, 21)
HEADERS = (
    "客户编号", "客户名称", "客户等级", "联系电话", "证件号码", "联系地址", "工作单位", "入网时间",
    "客户经理",
)  # fmt: skip


def load(customers: int) -> list[Figure]:
    """Preview and commit into an empty book, search index and journal included."""
    source = customer_file(customers)
    scratch = Path(tempfile.mkdtemp(dir=FOLDER))
    try:
        baseline = _plain(source, scratch / "plain.db")
        store = create_book(scratch / "profile")
        try:
            parts = _import(store, source)
        finally:
            store.close()
    finally:
        shutil.rmtree(scratch)
    whole = sum(parts)
    return [
        Figure(f"import of {customers:,} customers", whole, RATIO, baseline),
        Figure("  preview", parts[0]),
        Figure("  commit, with journal and search index", parts[1]),
    ]


def _import(store: Store, source: Path) -> tuple[float, float]:
    service = ImportService(store)
    begun = time.perf_counter()
    preview = service.preview(service.examine(source))
    compared = time.perf_counter()
    result = service.commit(preview).value
    written = time.perf_counter()
    if result.new != preview.counts.rows:
        raise RuntimeError(f"{result.new} of {preview.counts.rows} rows were written")
    return compared - begun, written - compared


def _plain(source: Path, target: Path) -> float:
    command = [sys.executable, "-m", "bench.baselines.plain_load", str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def customer_file(customers: int) -> Path:
    """The operator's file, made once."""
    path = FOLDER / f"customers-{customers}.csv"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".part")
    with scratch.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for one in invent(customers, SEED, TODAY):
            writer.writerow(
                (
                    one.number,
                    one.name,
                    one.tier.label,
                    one.lines[0].number,
                    one.id_number,
                    one.address,
                    one.employer,
                    one.joined_on,
                    "bench",
                )
            )
    scratch.replace(path)
    return path
