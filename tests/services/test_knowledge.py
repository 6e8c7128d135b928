import os
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.conftest import TODAY
from vipdesk import texts
from vipdesk.domain.knowledge import MAX_BODY, SheetDraft, is_old
from vipdesk.domain.offers import is_valid
from vipdesk.domain.words import SheetKind
from vipdesk.errors import NotFoundError
from vipdesk.services.demo import DemoService
from vipdesk.services.journal import JournalService
from vipdesk.services.knowledge import (
    EmptySheetError,
    KnowledgeService,
    LongSheetError,
    SheetFolderError,
    TakenIn,
)
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store

PORT_OUT = SheetDraft(
    SheetKind.ANSWER, "携号转网怎么答", "**先听**原因，再谈挽留。\n\n- 合约到哪天？", TODAY
)
PLANS = SheetDraft(SheetKind.PLAN, "Plans at a glance", "| 融合299 | 299 元 |", date(2025, 11, 20))


@pytest.fixture
def service(store: Store) -> KnowledgeService:
    return KnowledgeService(store)


@pytest.fixture
def ids(service: KnowledgeService) -> tuple[int, int]:
    return service.save(PORT_OUT).value, service.save(PLANS).value


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("转网", [0]),  # two characters, in the title
        ("挽留", [0]),  # in the text
        ("先听原因", [0]),  # across a sign
        ("xhzw", [0]),
        ("xiehao", [0]),
        ("ＰＬＡＮＳ", [1]),
        ("融合 299", [1]),
        ("融合 挽留", []),
        ("100%", []),
        ("", [1, 0]),
    ],
)
def test_sheets_are_found_by_any_part(
    service: KnowledgeService, ids: tuple[int, int], typed: str, found: list[int]
) -> None:
    assert [row.id for row in service.find(typed)] == [ids[place] for place in found]


def test_a_title_comes_before_a_text_and_shows_where_it_stands(
    service: KnowledgeService, ids: tuple[int, int]
) -> None:
    body = "前言" * 60 + "说到转网时请这样" + "结尾" * 60
    later = service.save(SheetDraft(SheetKind.GUIDE, "A 别的", body, TODAY)).value
    rows = service.find("转网")
    assert [row.id for row in rows] == [ids[0], later]
    assert rows[1].snippet.startswith("…前言前言")
    assert "说到转网时" in rows[1].snippet
    assert service.find("转网", SheetKind.GUIDE) == rows[1:]


def test_a_sheet_over_a_year_old_says_so(service: KnowledgeService, ids: tuple[int, int]) -> None:
    assert [row.old for row in service.find()] == [True, False]
    assert service.sheet(ids[1]).old
    assert not is_old(date(2025, 11, 21), TODAY)  # its anniversary
    assert not is_old(date(2024, 2, 29), date(2025, 2, 28))
    assert is_old(date(2024, 2, 29), date(2025, 3, 1))


def test_writing_and_deleting_can_be_undone(
    store: Store, service: KnowledgeService, ids: tuple[int, int]
) -> None:
    journal = JournalService(store)
    service.save(replace(PORT_OUT, body="别的说法"), ids[0])
    assert service.find("别的说法")
    journal.undo()
    assert service.sheet(ids[0]).draft == PORT_OUT
    service.delete(ids[0])
    with pytest.raises(NotFoundError):
        service.sheet(ids[0])
    journal.undo()
    assert [row.id for row in service.find("挽留")] == [ids[0]]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"title": " "}, EmptySheetError),
        ({"body": "\n"}, EmptySheetError),
        ({"title": "x" * 81}, LongSheetError),
        ({"body": "x" * (MAX_BODY + 1)}, LongSheetError),
    ],
)
def test_what_is_empty_or_too_long_is_refused(
    service: KnowledgeService, changed: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        service.save(replace(PORT_OUT, **changed))  # type: ignore[arg-type]
    assert service.find() == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "资料"
    made.mkdir()
    (made / "a.md").write_bytes("# 停机保号\r\n先查合约。\r\n".encode("gb18030"))
    front = "---\n标题：套餐\n类别：套餐\n日期: 2026-03-01\n---\n"
    (made / "b.MD").write_text(f"{front}正文", "utf-8-sig")
    (made / "c.md").write_text("kein Titel", "utf-8")
    (made / "d.md").write_bytes(b"")
    (made / "e.md").write_bytes(b"\xff" * 51)
    (made / "f.md").write_text("x" * (MAX_BODY + 1))
    (made / "g.txt").write_text("not a sheet")
    when = datetime(2026, 10, 1, 12).timestamp()  # noqa: DTZ001 - a file's time is of this machine
    for path in made.iterdir():
        os.utime(path, (when, when))
    return made


def test_a_folder_is_taken_in_as_one_action(
    store: Store, service: KnowledgeService, folder: Path
) -> None:
    assert service.take_in(folder).value == TakenIn(3, 0, 0, ("d.md", "e.md", "f.md"))
    found = {row.title: service.sheet(row.id).draft for row in service.find()}
    assert found == {
        "停机保号": SheetDraft(SheetKind.GUIDE, "停机保号", "先查合约。", date(2026, 10, 1)),
        "套餐": SheetDraft(SheetKind.PLAN, "套餐", "正文", date(2026, 3, 1)),
        "c": SheetDraft(SheetKind.GUIDE, "c", "kein Titel", date(2026, 10, 1)),
    }
    (folder / "c.md").write_text("other")
    again = service.take_in(folder).value
    assert (again.added, again.changed, again.same) == (0, 1, 2)
    journal = JournalService(store)
    journal.undo()
    journal.undo()
    assert service.find() == []


def test_a_folder_without_sheets_changes_nothing(service: KnowledgeService, tmp_path: Path) -> None:
    assert service.take_in(tmp_path).changed == frozenset()
    with pytest.raises(SheetFolderError):
        service.take_in(tmp_path / "gone")


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_demo_book_has_sheets_in_the_language_of_the_desk(
    store: Store, service: KnowledgeService, language: str
) -> None:
    texts.set_language(language)
    DemoService(store).fill(1, seed=1)
    settings = SettingsService(store).load()
    assert len(settings.offers) == 7
    assert all(is_valid(offer, TODAY) for offer in settings.offers)
    assert set(settings.benefits) == {"silver", "gold", "diamond"}
    rows = service.find()
    assert len(rows) == 6
    assert sum(row.old for row in rows) == 1
    assert {row.kind for row in rows} == set(SheetKind)
    assert bool(service.find("拦不住" if language == "en" else "挽留")) is (language == "zh")
