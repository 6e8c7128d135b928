from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from tests.ui.shots import LOOKS, SIZES, look, shoot
from vipdesk import texts
from vipdesk.domain.words import SheetKind
from vipdesk.services.demo import DemoService
from vipdesk.services.journal import JournalService
from vipdesk.services.knowledge import KnowledgeService
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.knowledge.page import KnowledgePage


def titles(page: KnowledgePage) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def test_the_list_is_searched_as_one_types(qtbot: QtBot, page: KnowledgePage, jobs: Jobs) -> None:
    assert titles(page) == ["宽带慢", "携号转网怎么答"]
    qtbot.keyClicks(page.search, "xhzw")
    qtbot.waitUntil(lambda: titles(page) == ["携号转网怎么答"])
    qtbot.waitUntil(lambda: page.reader.text.toPlainText() == "先听原因。")
    page.search.setText("没有")
    qtbot.waitUntil(lambda: page._none.isVisible())
    assert not page.reader.text.isVisible()
    page._none.acted.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.kinds.chosen.emit("")
    page.kinds.set_value("guide")
    page.kinds.chosen.emit("guide")
    qtbot.waitUntil(lambda: titles(page) == ["宽带慢"])
    qtbot.waitUntil(jobs.is_idle)


def test_an_old_sheet_says_so_and_obeys_nothing(
    qtbot: QtBot, page: KnowledgePage, jobs: Jobs
) -> None:
    qtbot.waitUntil(lambda: page.reader.text.toPlainText() == "先查<b>网线</b>。")
    assert page.reader.notice.isVisible()
    dated = [column.key for column in page.model.columns()].index("dated")
    assert page.table.sizeHintForColumn(dated) <= page.table.columnWidth(dated)
    page.table.selectRow(1)
    qtbot.waitUntil(lambda: page.reader.text.toPlainText() == "先听原因。")
    assert not page.reader.notice.isVisible()
    qtbot.waitUntil(jobs.is_idle)


def test_a_sheet_is_written_changed_and_deleted(
    qtbot: QtBot, page: KnowledgePage, jobs: Jobs, service: KnowledgeService, store: Store
) -> None:
    dialog = page.write()
    dialog.primary_button.click()
    assert dialog.form.message("name") == dialog.form.message("text") == "This is needed."
    qtbot.keyClicks(dialog.name, "A plan")
    qtbot.keyClicks(dialog.text, "- **one**")
    assert dialog.reading.toPlainText() == "one"
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    shown = page.reader.shown
    qtbot.waitUntil(lambda: (s := shown()) is not None and s.draft.title == "A plan")
    changed = page.edit()
    assert changed is not None
    changed.kind.set_value("plan")
    with qtbot.waitSignal(changed.written):
        changed.primary_button.click()
    qtbot.waitUntil(lambda: (s := shown()) is not None and s.draft.kind is SheetKind.PLAN)
    with qtbot.waitSignal(page.toast_requested) as told:
        qtbot.mouseClick(page.reader.delete_button, Qt.MouseButton.LeftButton)
    assert told.args is not None
    assert told.args[0] == '"A plan" is deleted.'
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    job = jobs.write(lambda _progress: JournalService(store).undo())
    with qtbot.waitSignal(job.settled):
        pass
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    qtbot.waitUntil(jobs.is_idle)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """An empty one, and one with a sheet and a file that is none."""
    empty, full = tmp_path / "empty", tmp_path / "full"
    empty.mkdir()
    full.mkdir()
    (full / "new.md").write_text("# New\nText", "utf-8")
    (full / "none.md").write_bytes(b"")
    return empty, full


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (0, "There are no .md files in this folder."),
        (
            1,
            "Added 1, replaced 0, unchanged 0. Not readable as text, empty or too long: none.md.",
        ),
    ],
)
def test_a_folder_is_taken_in(
    qtbot: QtBot,
    folders: tuple[Path, Path],
    page: KnowledgePage,
    jobs: Jobs,
    place: int,
    said: str,
) -> None:
    with qtbot.waitSignal(page.toast_requested) as told:
        page.take_in(folders[place])
    assert told.args is not None
    assert told.args[0] == said
    qtbot.waitUntil(lambda: ("New" in titles(page)) is bool(place))
    qtbot.waitUntil(jobs.is_idle)


def _sheet_with_a_table(page: KnowledgePage) -> int:
    return next(row.id for row in page._rows.values() if row.kind is SheetKind.PLAN)


def _is_read(page: KnowledgePage) -> bool:
    return page.reader.shown() is not None


@pytest.mark.shots
def test_how_it_looks(qtbot: QtBot, store: Store, jobs: Jobs) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            if language == texts.LANGUAGES[0] and mode == LOOKS[0][1]:
                DemoService(store).fill(1, seed=1)
            page = KnowledgePage(KnowledgeService(store), jobs)
            qtbot.addWidget(page)
            page.show()
            qtbot.waitUntil(partial(_is_read, page))
            page.table.selectRow(page.model.row_of(_sheet_with_a_table(page)))
            qtbot.waitUntil(jobs.is_idle)
            for size in (QSize(1190, 692), *SIZES):
                shoot(qtbot, page, "knowledge/list", size)
                assert not page.table.horizontalScrollBar().isVisible()
            dialog = page.edit()
            assert dialog is not None
            shoot(qtbot, dialog, "knowledge/sheet", QSize(980, 620))
            dialog.reject()
            page.hide()
