import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.services.points_catalogue import fill_points
from tests.services.visit_book import full_draft
from tests.ui.shots import LOOKS, SIZES, look
from tests.ui.visits.conftest import make_visit_page, settled_shot
from vipdesk import texts
from vipdesk.domain.visits import Step
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.theme import Mode
from vipdesk.ui.visits.visit_page import VisitPage

NARROW = QSize(904, 524)  # within the smallest window


def load(qtbot: QtBot, store: Store, jobs: Jobs, visit_id: int) -> VisitPage:
    page = make_visit_page(store, jobs)
    qtbot.addWidget(page)
    page.resize(SIZES[0])
    page.show()
    page.open_visit(visit_id)
    qtbot.waitUntil(jobs.is_idle)
    return page


@pytest.mark.shots
@pytest.mark.parametrize(("language", "mode"), LOOKS)
def test_visit(
    qtbot: QtBot,
    store: Store,
    book: VisitBook,
    jobs: Jobs,
    visit_id: int,
    language: str,
    mode: Mode,
) -> None:
    book.visits.start(visit_id)
    fill_points(store, book.lists.row(visit_id).customer_id)
    with look(language, mode):
        page = load(qtbot, store, jobs, visit_id)
        draft = full_draft()
        page.keeper.change(
            needs=draft.needs,
            talked=draft.talked,
            outcome=draft.outcome,
            chosen=0,
            shows_losing=True,
            satisfaction=9,
            next_steps=draft.next_steps,
        )
        page.talk.show_talk(page.visit(), page.keeper.draft())  # type: ignore[arg-type]
        page.record.show_visit(page.visit(), page.keeper.draft())  # type: ignore[arg-type]
        qtbot.waitUntil(jobs.is_idle)
        QApplication.processEvents()  # rows that were added are laid out
        for size in (*SIZES, NARROW):
            settled_shot(qtbot, page, "visits/visit", size)
        page._go_to(Step.SIGN)
        page._on_strokes_changed(draft.strokes)
        settled_shot(qtbot, page, "visits/sign", SIZES[0])
        page.open_face_to_face()
        qtbot.waitUntil(jobs.is_idle)
        face = page.face()
        assert isinstance(face, QWidget)
        assert texts.language() == language
        for size in SIZES:
            settled_shot(qtbot, face, "visits/face", size)
        face.request_leave()
        page._go_to(Step.PREPARE)
