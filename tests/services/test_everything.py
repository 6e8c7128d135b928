"""The whole book in open formats, read back with nothing but a zip and a CSV reader."""

import csv
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests.conftest import fixed_clock
from tests.services.rewarding import award
from tests.services.test_lotteries import SEED, SPRING
from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.progress import CancelledError
from vipdesk.reports.files import LONGEST
from vipdesk.services.attachments import AttachmentsService
from vipdesk.services.everything import EverythingExport, meanings
from vipdesk.services.everything.tables import table_files
from vipdesk.services.lotteries import LotteryService
from vipdesk.store.book import Store
from vipdesk.store.records import Bill, JournalEntry, Visit
from vipdesk.texts import translator

Row = dict[str, str]
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 8


@pytest.fixture
def export(store: Store) -> EverythingExport:
    return EverythingExport(store)


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    with store.action("customer.create") as session:
        customer = add_customer(session, name='=HYPERLINK("http://x","王志强")')
        customer.note = "甲，乙\n“丙”, 'd'"
        customer.phone = "+8613912348812"
        customer.extra = {"备注": "老客户"}
        line = add_line(session, customer)
        session.add(Bill(line_id=line.id, month="2026-07", fee_fen=-5))
        add_touchpoint(session, customer)
        visit = Visit(number="V-1", customer_id=customer.id, manager_id=1, planned_at=fixed_clock())
        session.add(visit)
        session.flush()
        visit_id = visit.id
    for name in ("../../evil.jpg", "a" * 200 + ".jpg"):
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(PHOTO)
        attached = AttachmentsService(store).attach(visit_id, photo).value
        with store.action("visit.attach") as session:
            session.execute(
                text("UPDATE attachment SET name = :name WHERE id = :id"),
                {"name": name, "id": attached},
            )
    return store


def _rows(archive: zipfile.ZipFile, name: str) -> list[Row]:
    content = archive.read(name)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_all_of_it_reads_back(export: EverythingExport, filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "out" / "all.zip"
    made = export.write(path, "audit").value
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        (customer,) = _rows(archive, "customer.csv")
        assert customer["name"] == '\'=HYPERLINK("http://x","王志强")'
        assert customer["note"] == "甲，乙\n“丙”, 'd'"
        assert customer["phone"] == "+8613912348812"
        assert customer["extra"] == '{"备注": "老客户"}'
        assert customer["do_not_disturb"] == "false"
        fees = {row["month"]: row["fee_yuan"] for row in _rows(archive, "bill.csv")}
        assert fees == {
            "2026-07": "-0.05",
            "2026-08": "300.00",
            "2026-09": "200.00",
            "2026-10": "100.01",
        }
        (touchpoint,) = _rows(archive, "touchpoint.csv")
        assert touchpoint["at"] == "2026-11-21T02:00:00.000000+00:00"
        assert touchpoint["on_day"] == "2026-11-21"
        assert touchpoint["customer_id"] == customer["id"]
        total = sum(len(_rows(archive, file.name)) for file in table_files())
        photos = [name for name in archive.namelist() if name.startswith("attachments/")]
        assert photos == ["attachments/1-evil.jpg", f"attachments/2-{'a' * LONGEST}.jpg"]
        assert {archive.read(name) for name in photos} == {PHOTO}
    assert (made.rows, made.attachments) == (total, 2)
    assert [each.name for each in path.parent.iterdir()] == ["all.zip"]


def test_every_row_of_the_book_is_in_its_file(
    export: EverythingExport, filled: Store, tmp_path: Path
) -> None:
    export.write(tmp_path / "all.zip", "audit")
    last = select(func.max(JournalEntry.id))
    with zipfile.ZipFile(tmp_path / "all.zip") as archive, filled.read() as session:
        for file in table_files():
            count = session.scalar(select(func.count()).select_from(file.table))
            if file.name == "journal_entry.csv":  # the export itself came after
                count = (session.scalar(last) or 0) - 1
            assert len(_rows(archive, file.name)) == count, file.name


def test_the_readme_explains_every_column_in_both_languages(
    export: EverythingExport, filled: Store, tmp_path: Path
) -> None:
    export.write(tmp_path / "all.zip", "交接给新同事")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        readme = archive.read("README.txt").decode("utf-8-sig")
        heads = {
            name: archive.read(name).decode("utf-8-sig").splitlines()[0].split(",")
            for name in archive.namelist()
            if name.endswith(".csv")
        }
    chinese, english = readme.replace("\r\n", "\n").split("=" * 72)
    for part, after in ((chinese, "："), (english, ": ")):
        for name, columns in heads.items():
            said = part[part.index(f"\n{name}") :].split("\n\n")[0]
            assert all(f"\n- {column}{after}" in said for column in columns), name
    assert "交接给新同事" in english
    assert "李经理" in chinese
    assert "fee_yuan：当月费用（元）" in chinese
    assert "Content-Type" not in readme  # what gettext says of itself
    assert "diamond = 钻石" in chinese


def test_every_file_and_column_has_a_meaning() -> None:
    said = set()
    for file in table_files():
        assert file.table.name in meanings.FILES
        for column in file.columns:
            if not column.column.foreign_keys:
                assert meanings.column_meaning(column.column), f"{file.name}: {column.head}"
            full = f"{file.table.name}.{column.column.name}"
            said.add(full if full in meanings.COLUMNS else column.column.name)
    assert set(meanings.COLUMNS) <= said  # nothing is explained that is no longer there


def test_it_is_journalled_with_reason_and_rows(
    export: EverythingExport, filled: Store, tmp_path: Path
) -> None:
    made = export.write(tmp_path / "all.zip", "audit").value
    with filled.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert entry is not None
    assert entry.code == "export.unmasked"
    assert entry.params == {"kind": "everything", "rows": made.rows, "reason": "audit"}


def test_a_cancelled_export_leaves_what_was_there(
    export: EverythingExport, filled: Store, tmp_path: Path
) -> None:
    class Impatient:
        def step(self, done: int, total: int) -> None:
            if 3 < done < total:
                raise CancelledError

    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / "all.zip"
    path.write_bytes(b"before")
    with filled.read() as session:
        entries = session.scalar(select(func.count()).select_from(JournalEntry))
    with pytest.raises(CancelledError):
        export.write(path, "audit", Impatient())
    assert [each.name for each in path.parent.iterdir()] == ["all.zip"]
    assert path.read_bytes() == b"before"
    with filled.read() as session:
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == entries


def _peak(export: EverythingExport, path: Path) -> int:
    tracemalloc.start()
    try:
        export.write(path, "audit")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_book(
    export: EverythingExport, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "all.zip"
    export.write(path, "audit")  # what is loaded once
    small = _peak(export, path)
    with store.plain_write() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
            "INSERT INTO journal_change (entry_id, table_name, row_id, op, new) "
            "SELECT 1, 'customer', i, 'I', printf('%0200d', i) FROM n"
        )
    assert _peak(export, path) < small + 1_500_000  # the rows alone are 5 MB


def test_chinese_meanings_are_there() -> None:
    t = translator("zh")
    untranslated = [
        text for text in meanings.COLUMNS.values() if t(text) == text and text.isascii()
    ]
    assert untranslated == []


def test_the_seed_of_a_lottery_is_not_told_before_it_is_revealed(
    store: Store, export: EverythingExport, wang: int, tmp_path: Path
) -> None:
    award(store, wang, 100)
    lotteries = LotteryService(store, lambda: SEED)
    lottery_id = lotteries.save(SPRING).value.id
    lotteries.draw(lottery_id, wang)
    for revealed in (False, True):
        if revealed:
            lotteries.reveal(lottery_id)
        with zipfile.ZipFile(export.write(tmp_path / "all.zip", "x").value.path) as archive:
            assert _rows(archive, "lottery.csv")[0]["seed"] == (SEED.hex() if revealed else "")
            changes = archive.read("journal_change.csv").decode().casefold()
        assert "revealed_at" in changes
        assert SEED.hex() not in changes
