"""The list as files, read back."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import TODAY
from tests.store.builders import add_customer, add_line
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.progress import CancelledError
from vipdesk.reports.errors import ReportNotWrittenError
from vipdesk.services.customer_book import CustomerBook
from vipdesk.services.customer_export import ExportFormat, ExportOrder
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.texts import translator


@pytest.fixture
def book(store: Store) -> CustomerBook:
    with store.action("customer.create") as session:
        wang = add_customer(session, "00012847", "王志强")
        wang.address, wang.phone = "太原市迎泽区晋商大厦1203", "03511234567"
        wang.extra = {"区域": "=1+1", "电话": "03511234567"}
        wang.id_number = "11010519491231002X"
        wang.birth_year, wang.birth_month, wang.birth_day = 1980, 2, 29
        add_line(session, wang, "13912348812")
        lunar = add_customer(session, "00012848", "𬱖单")
        lunar.birth_year, lunar.birth_month, lunar.birth_day = 1980, 2, 30
        lunar.birth_lunar = True
    return CustomerBook.of(store)


def order(book: CustomerBook, **options: object) -> ExportOrder:
    query = CustomerQuery("", CustomerFilter(circles=("王家",)))
    ids = book.customers.find_ids(CustomerQuery(sort="number"), TODAY)
    return ExportOrder(ids=ids, query=query, **options)  # type: ignore[arg-type]


def test_xlsx_reads_back_masked(book: CustomerBook, store: Store, tmp_path: Path) -> None:
    columns = ("number", "name", "tier", "phone", "next_end", "arpu", "extra:区域")
    path = tmp_path / "list.xlsx"
    saved = book.export.write(
        order(book, format=ExportFormat.XLSX, columns=columns), path, translator("zh")
    )
    assert saved.value == 2
    head, first, second = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert head == ["客户编号", "姓名", "等级", "号码", "合约到期", "ARPU", "区域"]
    assert first[:4] == ["00012847", "王志强", "金卡", "139****8812"]
    assert (first[4], first[5], first[6]) == (date(2026, 11, 30), 200, "=1+1")
    assert second[1] == "𬱖单"


def test_csv_reads_back(book: CustomerBook, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    wanted = order(book, format=ExportFormat.CSV, columns=("name", "arpu", "extra:区域"))
    book.export.write(wanted, path, translator("en"))
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert rows == [["Name", "ARPU", "区域"], ["王志强", "200.00", "'=1+1"], ["𬱖单", "", ""]]


def test_vcards_are_masked_and_leave_lunar_birthdays_out(
    book: CustomerBook, tmp_path: Path
) -> None:
    path = tmp_path / "list.vcf"
    book.export.write(order(book, format=ExportFormat.VCARD), path, translator("en"))
    content = path.read_text("utf-8")
    assert content.count("BEGIN:VCARD") == 2
    assert "FN:王志强" in content
    assert "139****8812" in content
    assert "太原市迎泽区****" in content
    assert "13912348812" not in content
    assert content.count("BDAY") == 1


def test_every_export_is_journalled_without_personal_data(
    book: CustomerBook, store: Store, tmp_path: Path
) -> None:
    wanted = order(book, format=ExportFormat.CSV, columns=("name",), chosen_by_hand=True)
    book.export.write(wanted, tmp_path / "list.csv", translator("en"))
    entry = JournalService(store).entries()[0]
    assert (entry.code, entry.manager, entry.undoable) == ("export", "李经理", False)
    assert dict(entry.params) == {
        "kind": "customers.csv",
        "rows": 2,
        "columns": ["name"],
        "filter": {"circles": 1, "searched": False, "chosen_by_hand": True},
    }


def test_a_file_that_cannot_be_written_leaves_no_entry(
    book: CustomerBook, store: Store, tmp_path: Path
) -> None:
    entries = len(JournalService(store).entries())
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(ReportNotWrittenError):
        book.export.write(
            order(book, format=ExportFormat.CSV), blocked / "list.csv", translator("en")
        )
    assert len(JournalService(store).entries()) == entries


MARK = "未遮挡 · 李经理 · 2026-11-21 10:00 · 集团审计 & 核对"


def unmasked(book: CustomerBook, **options: object) -> ExportOrder:
    return order(book, reason="集团审计 & 核对", **options)


def test_in_full_for_a_reason_with_a_mark_on_each_page(
    book: CustomerBook, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "list.xlsx"
    wanted = unmasked(book, format=ExportFormat.XLSX, columns=("name", "phone", "extra:电话"))
    book.export.write(wanted, path, translator("zh"))
    marked, head, first, _second = (
        CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    )
    assert marked[0] == MARK
    assert head == ["姓名", "号码", "电话", "证件号码", "地址"]
    assert first == [
        "王志强", "13912348812", "03511234567", "11010519491231002X", "太原市迎泽区晋商大厦1203"
    ]  # fmt: skip
    with zipfile.ZipFile(path) as file:
        page = file.read("xl/worksheets/sheet1.xml").decode()
        assert "_xlnm.Print_Titles" in file.read("xl/workbook.xml").decode()
    printed = "&amp;L" + MARK.replace("&", "&amp;&amp;")
    assert f"<oddHeader>{printed}" in page
    assert f"<oddFooter>{printed}" in page
    entry = JournalService(store).entries()[0]
    assert (entry.code, entry.manager) == ("export.unmasked", "李经理")
    assert dict(entry.params) == {
        "kind": "customers.xlsx",
        "rows": 2,
        "columns": ["name", "phone", "extra:电话", "id_number", "address"],
        "filter": {"circles": 1, "searched": False, "chosen_by_hand": False},
        "reason": "集团审计 & 核对",
    }


def test_csv_and_cards_in_full_are_marked_too(book: CustomerBook, tmp_path: Path) -> None:
    for each in (ExportFormat.CSV, ExportFormat.VCARD):
        wanted = unmasked(book, format=each)
        book.export.write(wanted, tmp_path / f"a.{each}", translator("zh"))
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))
    assert rows[0] == [MARK]
    assert "13912348812" in rows[2]
    cards = (tmp_path / "a.vcf").read_text("utf-8").replace("\n ", "")
    assert cards.count(f"NOTE:{MARK}") == cards.count("BEGIN:VCARD") == 2
    assert "TEL;TYPE=CELL:13912348812" in cards
    assert "晋商大厦1203" in cards


class Impatient:
    """Cancels as soon as it is asked."""

    def step(self, done: int, total: int) -> None:
        if total >= done:
            raise CancelledError


def test_cancel_leaves_nothing(book: CustomerBook, store: Store, tmp_path: Path) -> None:
    entries = len(JournalService(store).entries())
    for each in ExportFormat:
        wanted, path = order(book, format=each), tmp_path / f"list.{each}"
        with pytest.raises(CancelledError):
            book.export.write(wanted, path, translator("en"), Impatient())
    assert list(tmp_path.glob("list.*")) == []
    assert len(JournalService(store).entries()) == entries
