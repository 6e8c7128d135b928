from datetime import date

from tests.reports.conftest import MakeSheet
from tests.reports.reading import pages_of
from vipdesk.domain.visit_pack import OpenTask, VisitPack, VisitSheet
from vipdesk.reports.visit_pack import visit_pack_pdf


def pack(*sheets: VisitSheet, language: str = "zh") -> bytes:
    day = date(2026, 11, 21)
    return visit_pack_pdf(VisitPack(language=language, day=day, manager="李经理", sheets=sheets))


def test_each_customer_has_a_page_marked_internal(make_sheet: MakeSheet) -> None:
    pages = pages_of(pack(make_sheet(), make_sheet(customer="赵𬱖", salutation="ms")))
    assert len(pages) == 2
    assert "王志强 先生" in pages[0]
    assert "赵𬱖 女士" in pages[1]
    assert all(page.startswith("内部资料") for page in pages)
    assert "第 2 页 / 共 2 页" in pages[1]


def test_a_sheet_holds_what_to_do_and_room_for_notes(make_sheet: MakeSheet) -> None:
    page = pages_of(pack(make_sheet()))[0]
    for words in (
        "2026-11-21 周六",
        "套餐到期",
        "计费争议已说明。",
        "家庭宽带升级",
        "确认退费到账",
        "账单讲解",
    ):
        assert words in page
    assert "笔记" in page


def test_empty_sections_vanish() -> None:
    page = pages_of(pack(VisitSheet(number="V-1", customer="王志强"), language="en"))[0]
    for heading in ("What ends", "Open needs", "Open tasks", "Last touchpoints", "To tick"):
        assert heading not in page


def test_a_full_sheet_gets_no_page_for_notes_alone(make_sheet: MakeSheet) -> None:
    for count in range(15, 25):
        tasks = tuple(OpenTask(f"任务{n}") for n in range(count))
        last = pages_of(pack(make_sheet(tasks=tasks)))[-1]
        assert "账单讲解" in last or "任务" in last


def test_numbers_of_two_digits_stand_on_one_line(make_sheet: MakeSheet) -> None:
    points = tuple(f"话题{n}" for n in range(1, 21))
    pages = "\n".join(pages_of(pack(make_sheet(talking_points=points))))
    assert all(f"{n} 话题{n}\n" in pages for n in range(1, 21))
