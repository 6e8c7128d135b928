import csv
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.conftest import NOW
from tests.store.builders import add_customer, add_line
from vipdesk.services import fact_export
from vipdesk.services.fact_export import FactExport, TooManyRowsError
from vipdesk.services.imports import ImportService
from vipdesk.store.book import Store
from vipdesk.store.records import Account, Complaint, JournalEntry, Payment, Usage
from vipdesk.store.uids import new_uid
from vipdesk.texts import translator


@pytest.fixture
def export(store: Store) -> FactExport:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
        gone = add_customer(session, "C2", "陈晓燕")
        add_line(session, gone, "18600000457")
        gone.deleted_at = NOW
    return FactExport(store)


def test_lines_read_back_masked(export: FactExport, tmp_path: Path) -> None:
    path = tmp_path / "lines.xlsx"
    assert export.write("lines", path, translator("zh")).value == 1
    head, row = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert head[:3] == ["客户编号", "姓名", "业务号码"]
    assert row[:7] == ["C1", "王志强", "139****8812", "移动电话", "正常", "融合299", 299.0]


def test_bills_unmasked_for_a_reason(export: FactExport, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "bills.csv"
    assert export.write("bills", path, translator("en"), "audit").value == 3
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["Not masked · 李经理 · 2026-11-21 10:00 · audit"]
    assert rows[2][:3] == ["13912348812", "2026-08", "300.00"]
    with store.read() as session:
        last = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert last is not None
    assert last.code == "export.unmasked"
    assert (last.params["reason"], last.params["rows"]) == ("audit", 3)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["lines", "bills", "payments", "complaints"])
def test_what_goes_out_unmasked_is_known_when_it_comes_in_again(
    export: FactExport, store: Store, tmp_path: Path, kind: str, language: str
) -> None:
    """Of all that the book has nothing changes; names beside lines are extra data only."""
    with store.action("import.commit") as session:
        session.add(Usage(line_id=1, month="2026-10", voice_seconds=61, data_bytes=1_000))
        session.add(Payment(account_id=1, occurrence=1, paid_on=date(2026, 11, 2), amount_fen=50))
        opened = {"opened_on": date(2026, 11, 3), "upheld": True, "text": "信号差"}
        session.add(Complaint(uid=new_uid(), customer_id=1, line_id=1, number="T1", **opened))
    path = tmp_path / f"{kind}.csv"
    export.write(kind, path, translator(language), "audit")
    imports = ImportService(store)
    preview = imports.preview(imports.examine(path))
    assert preview.examined.mapping.kind == kind
    assert preview.problems == ()
    assert {one.key for one in preview.differences} <= {"extra"}


def test_a_month_of_usage_alone_is_a_row_too(
    export: FactExport, store: Store, tmp_path: Path
) -> None:
    with store.action("import.commit") as session:
        session.add(Usage(line_id=1, month="2026-11", voice_seconds=60))
    path = tmp_path / "bills.csv"
    assert export.write("bills", path, translator("en")).value == 4
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[-1] == ["139****8812", "2026-11", "", "60", "", ""]


def test_payments_and_complaints_read_back(
    export: FactExport, store: Store, tmp_path: Path
) -> None:
    with store.action("import.commit") as session:
        paid = {"paid_on": date(2026, 11, 2), "amount_fen": 5_000, "channel": "微信"}
        session.add(Payment(account_id=1, occurrence=1, **paid))
        session.get_one(Account, 1).number = "13912348812"  # many an account is called so
        asked = "打 13912348812 没人接"
        opened = {"opened_on": date(2026, 11, 3), "upheld": True, "text": asked}
        session.add(Complaint(uid=new_uid(), customer_id=1, line_id=1, **opened))
        session.add(Complaint(uid=new_uid(), customer_id=2, opened_on=date(2026, 11, 3)))
    found = []
    for kind, reason in (("payments", ""), ("complaints", ""), ("complaints", "audit")):
        path = tmp_path / f"{kind}.csv"
        assert export.write(kind, path, translator("zh"), reason).value == 1
        found.append(list(csv.reader(path.read_text("utf-8-sig").splitlines()))[-1])
    assert found[0][-5:] == ["139****8812", "2026-11-02", "50.00", "微信", ""]
    assert found[1][3:] == [
        *("139****8812", "2026-11-03", "", "", "本级", "属实", "打 139****8812 没人接")
    ]
    assert (found[2][3], found[2][-1]) == ("13912348812", asked)


def test_a_sheet_has_an_end(
    export: FactExport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_export, "MOST_SHEET_ROWS", 2)
    with pytest.raises(TooManyRowsError, match=r"\.csv"):
        export.write("bills", tmp_path / "bills.xlsx", translator("en"))
    assert list(tmp_path.glob("bills*")) == []
