"""Papers from a real book, read back."""

import io
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from tests.conftest import TODAY
from vipdesk.domain.visit_summary import MonthBill, NextStep
from vipdesk.domain.words import (
    Channel,
    DateKind,
    Direction,
    NeedStatus,
    Outcome,
    Result,
    Tier,
    VisitStatus,
)
from vipdesk.errors import NotFoundError
from vipdesk.reports.errors import MissingGlyphsError, ReportNotWrittenError
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.journal import JournalService
from vipdesk.services.report_data import NothingHeldError
from vipdesk.services.reports import NoVisitsError, ReportsService, VisitContent
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    Bill,
    ContractDate,
    Customer,
    Line,
    Manager,
    Need,
    PlanHistory,
    Record,
    SettingsSet,
    Task,
    TierHistory,
    Touchpoint,
    Visit,
)
from vipdesk.texts import translator

LONG_AGO = date(2019, 11, 2)
STROKES = [[[0.1, 0.2], [0.3, 0.05], [0.5, 0.3]], [[0.6, 0.1]]]


def instant(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour - 8, minute, tzinfo=UTC)


def dated(day: date = LONG_AGO) -> dict[str, date]:
    return {"effective_on": day, "recorded_on": day}


class Desk:
    """A small book and the service on it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.reports = ReportsService(store)

    def add(self, record: Record) -> int:
        with self.store.action("customer.edit") as session:
            session.add(record)
            session.flush()
            return int(record.id)  # type: ignore[attr-defined]

    def visit(self, number: str, **values: Any) -> int:
        defaults = {"customer_id": 1, "manager_id": 1, "planned_at": instant(21, 9, 30)}
        return self.add(Visit(number=number, **{**defaults, **values}))

    def journal(self) -> list[tuple[str, Any]]:
        entries = JournalService(self.store).entries()
        return [(entry.code, entry.params) for entry in entries if "report" in entry.code]


@pytest.fixture
def desk(store: Store) -> Desk:
    with store.action("customer.create") as session:
        session.scalars(select(Manager)).one().phone = "139-0000-0000"
        session.add(
            Customer(
                id=1,
                number="00071",
                name="王𬱖",
                gender="m",
                phone="13912348812",
                address="太原市迎泽区双塔街 12 号",
                joined_on=LONG_AGO,
                created_at=instant(1, 9),
            )
        )
        session.add(Customer(id=2, number="00072", name="李四", created_at=instant(1, 9)))
        session.flush()
        session.add(TierHistory(customer_id=1, tier=Tier.DIAMOND, **dated()))
        session.add(Account(id=1, customer_id=1))
        session.flush()
        for line_id, number in ((1, "13912348812"), (2, "035112345678")):
            session.add(Line(id=line_id, account_id=1, number=number, opened_on=LONG_AGO))
        session.flush()
        session.add(PlanHistory(line_id=1, plan="融合299", fee_fen=29900, **dated()))
        ends_on = date(2026, 11, 30)
        session.add(ContractDate(line_id=1, kind=DateKind.CONTRACT, ends_on=ends_on, **dated()))
        for month in range(1, 12):
            session.add(Bill(line_id=1, month=f"2026-{month:02}", fee_fen=20000 + month))
        session.add(Bill(line_id=2, month="2026-11", fee_fen=5000))
    return Desk(store)


@pytest.fixture
def visit_id(desk: Desk) -> int:
    return desk.visit(
        "V-20261121-0007",
        status=VisitStatus.DONE,
        started_at=instant(21, 9, 32),
        ended_at=instant(21, 10, 5),
        talked="九月计费争议已退 24.00 元。",
        internal_note="爱砍价",
        satisfaction=3,
        outcome=Outcome.RENEWED,
        offers=[
            {"name": "续约", "detail": "融合299", "fee_fen": 29900, "months": 24, "taken": True},
            {"name": "5G 尊享", "detail": "", "fee_fen": 19900, "months": 12, "taken": False},
        ],
        next_steps=[
            {"text": "回访", "due_on": "2026-12-10", "channel": "phone"},
            {"text": "上门", "due_on": None, "channel": None},
        ],
        signature=STROKES,
        signed_at=instant(21, 10, 4),
    )


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_summary_says_what_the_customer_may_read(desk: Desk, visit_id: int) -> None:
    desk.add(Need(customer_id=1, visit_id=visit_id, text="12 月副卡", opened_on=TODAY))
    desk.add(
        Need(
            customer_id=1,
            text="补开发票",
            status=NeedStatus.MET,
            opened_on=LONG_AGO,
            closed_on=TODAY,
        )
    )
    summary = desk.reports.visit_summary(visit_id, "zh")
    assert (summary.customer, summary.salutation, summary.tier) == ("王𬱖", "mr", "Diamond")
    assert (summary.line_number, summary.place) == ("139****8812", "太原市迎泽区")
    assert (summary.day, f"{summary.starts:%H:%M}", f"{summary.ends:%H:%M}") == (
        TODAY,
        "09:32",
        "10:05",
    )
    assert summary.plan_ends_on == date(2026, 11, 30)
    assert [(done.item, done.content) for done in summary.done] == [
        ("续约", "融合299，24 个月"),
        ("您的需求", "补开发票"),
    ]
    assert summary.needs == ("12 月副卡",)
    assert summary.bills[0] == MonthBill("2026-06", 20006)
    assert summary.bills[-1] == MonthBill("2026-11", 25011)
    assert summary.next_steps == (
        NextStep(date(2026, 12, 10), "回访", "电话"),
        NextStep(None, "上门", "李经理"),
    )
    assert summary.signature is not None
    assert summary.signed_on == TODAY


def test_the_pdf_holds_nothing_else(desk: Desk, visit_id: int) -> None:
    text = text_of(desk.reports.visit_summary_report(visit_id, "zh").pdf)
    assert "王𬱖 先生" in text
    for secret in ("爱砍价", "13912348812", "双塔街", "5G 尊享"):
        assert secret not in text


def test_offers_to_think_over_are_listed(desk: Desk) -> None:
    content = VisitContent(
        outcome=Outcome.THINKING,
        offers=[{"name": "续约", "detail": "", "fee_fen": 29900, "months": 24, "taken": False}],
        needs=["家庭监控"],
    )
    summary = desk.reports.visit_summary(desk.visit("V-1"), "en", content)
    assert summary.done == ()
    assert summary.offers == ("续约\u3000for 24 months\u3000299.00 yuan/month",)
    assert summary.needs == ("家庭监控",)


def test_ordinary_customers_have_no_membership_on_paper(desk: Desk) -> None:
    visit_id = desk.visit("V-1", customer_id=2)
    assert desk.reports.visit_summary(visit_id, "zh").tier == ""


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("迎泽营业厅", "迎泽营业厅"),
        ("太原市迎泽区双塔街 12 号 3 单元", "太原市迎泽区"),
        (None, "太原市迎泽区"),
    ],
)
def test_places_go_no_further_than_the_district(
    desk: Desk, typed: str | None, printed: str
) -> None:
    visit_id = desk.visit("V-1", place=typed)
    assert desk.reports.visit_summary(visit_id, "zh").place == printed


def test_writing_is_journalled_without_names(desk: Desk, visit_id: int, tmp_path: Path) -> None:
    path = tmp_path / "小结.pdf"
    saved = desk.reports.write_visit_summary(visit_id, path, "zh")
    assert saved.value == path
    ((code, params),) = desk.journal()
    assert code == "report.visit_summary"
    assert (params["how"], params["rows"], params["encrypted"]) == ("file", 1, False)
    assert params["filter"] == {"visits": [visit_id]}
    assert "talked" in params["columns"]
    assert "王" not in str(params)


def test_what_could_not_be_written_is_not_journalled(
    desk: Desk, visit_id: int, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(ReportNotWrittenError):
        desk.reports.write_visit_summary(visit_id, tmp_path / "a.pdf", "zh")
    assert desk.journal() == []


@pytest.mark.parametrize(
    ("status", "said"), [(VisitStatus.CANCELLED, "Cancelled"), (VisitStatus.NO_SHOW, "No-show")]
)
def test_a_visit_that_met_nobody_has_no_summary(
    desk: Desk, tmp_path: Path, status: VisitStatus, said: str
) -> None:
    """The window offers no paper for it either."""
    visit_id = desk.visit("V-1", status=status)
    with pytest.raises(NothingHeldError) as refused:
        desk.reports.write_visit_summary(visit_id, tmp_path / "a.pdf", "zh")
    assert f'"{said}"' in refused.value.sentence(translator("en"))
    assert not (tmp_path / "a.pdf").exists()
    assert desk.journal() == []


def test_a_passphrase_closes_the_file(desk: Desk, visit_id: int, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    desk.reports.write_visit_summary(visit_id, path, "zh", passphrase="春风")
    reader = PdfReader(path)
    assert reader.is_encrypted
    assert reader.decrypt("春风")
    assert desk.journal()[0][1]["encrypted"] is True


def test_printing_is_journalled(desk: Desk, visit_id: int) -> None:
    desk.reports.note_printed(desk.reports.visit_summary_report(visit_id, "en"))
    assert desk.journal()[0][1]["how"] == "print"


def test_a_visit_that_is_not_there_is_refused(desk: Desk) -> None:
    for wrong in (
        lambda: desk.reports.visit_summary(99, "zh"),
        lambda: desk.reports.summary_pdf(99, "zh"),
        lambda: desk.reports.customer_sheets_report([99], "zh", TODAY),
    ):
        with pytest.raises(NotFoundError):
            wrong()


def test_the_qr_code_may_name_the_visit(desk: Desk, visit_id: int) -> None:
    with desk.store.action("settings.save") as session:
        values = {"summary_qr": "https://example.invalid/{number}", "report_language": "en"}
        session.add(SettingsSet(created_at=instant(21, 9), values=values))
    summary = desk.reports.visit_summary(visit_id, "zh")
    assert summary.qr == "https://example.invalid/V-20261121-0007"
    assert desk.reports.language() == "en"


@pytest.fixture
def day_of_visits(desk: Desk) -> Desk:
    desk.visit("V-3", planned_at=instant(21, 14), purpose="续约")
    desk.visit("V-1", planned_at=instant(21, 8), customer_id=2)
    desk.visit("V-2", planned_at=instant(22, 9))
    desk.visit("V-4", planned_at=instant(21, 10), status=VisitStatus.CANCELLED)
    desk.add(
        Touchpoint(
            customer_id=1,
            manager_id=1,
            at=instant(8, 9),
            on_day=date(2026, 11, 8),
            channel=Channel.PHONE,
            direction=Direction.OUT,
            result=Result.CONNECTED,
            duration_seconds=60,
            note="说明漫游资费",
        )
    )
    desk.add(Task(customer_id=1, kind="next_step", title="准备方案", due_on=TODAY))
    desk.add(Need(customer_id=1, text="副卡", opened_on=TODAY))
    return desk


def test_the_pack_holds_the_open_visits_of_the_day_in_order(day_of_visits: Desk) -> None:
    pack = day_of_visits.reports.visit_pack(TODAY, "zh", TODAY)
    assert [sheet.number for sheet in pack.sheets] == ["V-1", "V-3"]
    sheet = pack.sheets[1]
    assert [(end.ends_on, end.what, end.line_number) for end in sheet.endings] == [
        (date(2026, 11, 30), "Contract end", "139****8812")
    ]
    assert [contact.note for contact in sheet.contacts] == ["说明漫游资费"]
    titles = [task.title for task in sheet.tasks]
    assert titles == ["合约到期 2026-11-30，还有 9 天", "准备方案"]
    assert sheet.needs == ("副卡",)
    assert ("On network since", "2019-11-02") in sheet.facts
    assert ("Last bill", "250.11 元") in sheet.facts
    assert any("融合299" in point for point in sheet.talking_points)
    assert sheet.checklist


def test_no_sheet_is_of_the_recycle_bin(day_of_visits: Desk) -> None:
    CustomerGroupsService(day_of_visits.store).delete([2])
    pack = day_of_visits.reports.visit_pack(TODAY, "zh", TODAY)
    assert [sheet.number for sheet in pack.sheets] == ["V-3"]


def test_the_pack_is_one_masked_internal_pdf(day_of_visits: Desk) -> None:
    report = day_of_visits.reports.visit_pack_report(TODAY, "zh", TODAY)
    text = text_of(report.pdf)
    assert report.rows == 2
    assert text.count("内部资料，请勿外传") == 2
    assert "13912348812" not in text


def test_a_day_without_visits_has_no_pack(desk: Desk) -> None:
    with pytest.raises(NoVisitsError):
        desk.reports.visit_pack_report(TODAY, "zh", TODAY)


def test_a_selection_of_customers_becomes_one_file(day_of_visits: Desk) -> None:
    report = day_of_visits.reports.customer_sheets_report([2, 1], "en", TODAY)
    pages = PdfReader(io.BytesIO(report.pdf)).pages
    assert ["李四" in pages[0].extract_text(), "王𬱖" in pages[1].extract_text()] == [True, True]
    assert report.rows == 2


def test_a_missing_glyph_is_named_before_anything_is_written(
    desk: Desk, visit_id: int, tmp_path: Path
) -> None:
    with desk.store.action("customer.edit") as session:
        session.get_one(Customer, 1).name = "𠮷田"
    with pytest.raises(MissingGlyphsError):
        desk.reports.write_visit_summary(visit_id, tmp_path / "a.pdf", "zh")
    assert not (tmp_path / "a.pdf").exists()


def test_one_summary_is_quick_from_the_book_to_the_bytes(desk: Desk, visit_id: int) -> None:
    desk.reports.visit_summary_report(visit_id, "zh")
    seconds = []
    for _round in range(5):
        start = time.perf_counter()
        desk.reports.visit_summary_report(visit_id, "zh")
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.15
