"""The month's page names the chain's head; from the inspector's sheet every digest is redone."""

import csv
import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from tests.conftest import fixed_clock
from tests.reports.reading import flat, pages_of
from vipdesk.domain.backups import Why
from vipdesk.services.access import Access
from vipdesk.services.backups import BackupService
from vipdesk.services.failed_tries import join_failed_tries
from vipdesk.services.journal_export import JournalExport
from vipdesk.services.journal_list import JournalListService, JournalQuery
from vipdesk.services.journal_proof import JournalProofService, Verdict
from vipdesk.services.journal_report import JournalReportService, MonthToComeError
from vipdesk.store.book import Store
from vipdesk.store.records import JournalEntry


def test_the_page_holds_head_kinds_tries_and_backups(
    store: Store, chen: int, tmp_path: Path
) -> None:
    access = Access(store.profile, fixed_clock)
    access.note_failed("pin")
    join_failed_tries(store, access)
    BackupService(store).make_if_changed(Why.HAND)
    path = tmp_path / "month.pdf"
    proof = JournalReportService(store).write("2026-11", path, "en").value
    assert proof.head is not None
    assert proof.broken is None
    pdf = path.read_bytes()
    assert len(pages_of(pdf)) == 1
    told = flat(pdf)
    digits = proof.head.digest.hex()
    for group in (
        digits[:4],
        digits[-4:],
        f"Entry {proof.head.seq}",
        "by hand",
        "李经理",
        "2026-11",
    ):
        assert group in told
    with store.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
        assert entry is not None
        assert (entry.code, entry.params["digest"]) == ("report.journal", digits)
    seq, digest = proof.head.seq, digits[:24]
    assert JournalProofService(store).compare(seq, digest).verdict is Verdict.HOLDS


def test_it_says_so_if_the_chain_is_broken(store: Store, chen: int, tmp_path: Path) -> None:
    with store.plain_write() as connection:
        connection.execute(text("DROP TRIGGER journal_journal_entry_keep"))
        connection.execute(text("UPDATE journal_entry SET manager_id = 9 WHERE seq = 2"))
    path = tmp_path / "month.pdf"
    JournalReportService(store).write("2026-11", path, "zh")
    assert "第 2 条" in flat(path.read_bytes())


def test_a_month_to_come_has_no_page(store: Store, tmp_path: Path) -> None:
    with pytest.raises(MonthToComeError):
        JournalReportService(store).write("2026-12", tmp_path / "month.pdf", "en")
    assert not (tmp_path / "month.pdf").exists()


def test_in_a_workbook_entries_can_be_filtered_by_time(
    store: Store, wang: int, tmp_path: Path
) -> None:
    ids = JournalListService(store).find_ids(JournalQuery(), str)
    for name in ("journal.xlsx", "journal.csv"):
        JournalExport(store).write(ids, JournalQuery(), tmp_path / name, str)
    rows = CalamineWorkbook.from_path(tmp_path / "journal.xlsx").get_sheet_by_index(0).to_python()
    assert all(isinstance(row[1], datetime) for row in rows[1:])
    assert {str(row[1]) for row in rows[1:]} == {"2026-11-21 10:00:00"}
    assert ",2026-11-21 10:00:00," in (tmp_path / "journal.csv").read_text("utf-8-sig")


def test_an_inspector_can_redo_every_digest(store: Store, wang: int, tmp_path: Path) -> None:
    ids = JournalListService(store).find_ids(JournalQuery(), str)
    path = tmp_path / "journal.csv"
    JournalExport(store).write(ids, JournalQuery(), path, str)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{key: value.lstrip("'") for key, value in row.items()}
                for row in csv.DictReader(file)]  # fmt: skip
    assert len(rows) == len(ids)
    assert "11010519491231002X" not in path.read_text("utf-8-sig")
    for row, older in zip(rows, [*rows[1:], None], strict=True):
        assert row["Digest of the entry before"] == (older["Digest"] if older else "")
        header = [
            row["Device"],
            int(row["Entry"]),
            row["Instant (UTC)"],
            int(row["Manager (number)"]) if row["Manager (number)"] else None,
            row["Code"],
            row["Digest of the details"],
            row["Revision"],
            row["Can be undone"] == "true",
            int(row["Takes back (number)"]) if row["Takes back (number)"] else None,
        ]
        sealed = hashlib.sha256(bytes.fromhex(row["Digest of the entry before"]))
        sealed.update(json.dumps(header, ensure_ascii=False).encode())
        sealed.update(bytes.fromhex(row["Digest of the changes"]))
        assert sealed.hexdigest() == row["Digest"]
