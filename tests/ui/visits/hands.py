"""A manager's hands on the page of a visit."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from vipdesk.domain.visits import VisitDraft, draft_from_json, draft_key
from vipdesk.domain.words import VisitStatus
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.visits.visit_page import VisitPage


def kept(store: Store, page: VisitPage) -> VisitDraft:
    """The draft as it lies on disk."""
    visit = page.visit()
    assert visit is not None
    return draft_from_json(store.drafts.load(draft_key(visit.row.uid)) or {})


def status(book: VisitBook, visit_id: int) -> VisitStatus:
    return book.lists.row(visit_id).status


def primary(page: VisitPage) -> QPushButton:
    return page.head.primary_button


def press(qtbot: QtBot, widget: QWidget, jobs: Jobs) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)


def sign(qtbot: QtBot, pad: QWidget) -> None:
    """Draw two strokes with the mouse."""
    for x in (0.2, 0.5):
        begin = QPoint(int(pad.width() * x), pad.height() // 2)
        qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=begin)
        for step in range(1, 6):
            qtbot.mouseMove(pad, begin + QPoint(12 * step, (-1) ** step * 10))
        qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=begin + QPoint(60, 0))


def option(segmented: QWidget, text: str) -> QPushButton:
    return next(b for b in segmented.findChildren(QPushButton) if b.text() == text)
