from functools import partial
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.ui.retention.conftest import make_page, task_of
from tests.ui.shots import LOOKS, SIZES, in_looks, look, shoot
from vipdesk.domain.words import Outcome
from vipdesk.services.case_book import CaseBook
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import PushButton
from vipdesk.ui.retention.page import RetentionPage
from vipdesk.ui.retention.words import BOARD, ENDING, TABLE, WIN_BACK

LEAST = QSize(1190, 692)  # what the window leaves to a page at 1366×768


def settled(qtbot: QtBot, jobs: Jobs, page: RetentionPage) -> None:
    qtbot.waitUntil(lambda: jobs.is_idle() and not page._settle.isActive())
    qtbot.waitUntil(lambda: jobs.is_idle() and _is_read(page))
    QApplication.processEvents()


def _is_read(page: RetentionPage) -> bool:
    """Whether the task in front is the one whose details stand below."""
    detail = page.detail.detail
    return page._tab == WIN_BACK or (
        detail is not None and detail.row.id == page.lists.current_id()
    )


def _are_apart(parts: list[PushButton]) -> bool:
    """Whether each of the parts is seen whole, none behind another."""
    shown = [part for part in parts if part.isVisible()]
    places = [QRect(part.mapToGlobal(QPoint()), part.size()) for part in shown]
    apart = not any(one.intersects(other) for one, other in combinations(places, 2))
    return apart and all(part.visibleRegion().boundingRect() == part.rect() for part in shown)


def _said(page: RetentionPage) -> bool:
    return bool(page.lost.script.toPlainText())


@pytest.mark.shots
def test_retention(qtbot: QtBot, book: CaseBook, jobs: Jobs, worked: dict[str, int]) -> None:
    for page in in_looks(lambda: make_page(qtbot, book, jobs)):
        page.views.set_value(BOARD)
        page.lists.set_view(BOARD)
        page.show_tab(ENDING)
        page.lists.go_to(task_of(book, worked["王志强"]))
        page._on_lists_chosen()
        settled(qtbot, jobs, page)
        for size in SIZES:
            shoot(qtbot, page, "retention/board", size)
        shoot(qtbot, page, "retention/board", LEAST)
        assert _are_apart([*page.detail.outcomes.values(), *page.detail.buttons.values()])
        page.views.set_value(TABLE)
        page.lists.set_view(TABLE)
        page.filter_button.toggle()
        settled(qtbot, jobs, page)
        shoot(qtbot, page, "retention/table", SIZES[0])
        page.filter_button.toggle()
        page.show_tab(WIN_BACK)
        qtbot.waitUntil(partial(_said, page))
        settled(qtbot, jobs, page)
        shoot(qtbot, page, "retention/win_back", SIZES[0])


@pytest.mark.shots
def test_dialogs(qtbot: QtBot, book: CaseBook, jobs: Jobs, worked: dict[str, int]) -> None:
    task_id = task_of(book, worked["王志强"])
    for language, mode in LOOKS[::3]:  # each language and each theme once
        with look(language, mode):
            page = make_page(qtbot, book, jobs)
            rows = book.tasks.rows([task_id])
            for outcome in Outcome:
                page.acts.record(rows, outcome)
                _shoot_dialog(qtbot, page, jobs, f"outcome_{outcome}")
            page.acts.snooze([task_id])
            _shoot_dialog(qtbot, page, jobs, "snooze")
            page.acts.open_by_hand(worked["王志强"])
            _shoot_dialog(qtbot, page, jobs, "by_hand")
            page.acts.add_cost(book.detail.read(task_id))
            _shoot_dialog(qtbot, page, jobs, "cost")
            page.hide()


def _shoot_dialog(qtbot: QtBot, page: RetentionPage, jobs: Jobs, name: str) -> None:
    qtbot.waitUntil(jobs.is_idle)
    dialog = next(each for each in page.findChildren(QDialog) if each.isVisible())
    dialog.adjustSize()
    shoot(qtbot, dialog, f"retention/{name}", dialog.size())
    dialog.reject()
    QApplication.sendPostedEvents(None, 52)  # deferred deletes
