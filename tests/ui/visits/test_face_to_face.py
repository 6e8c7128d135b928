from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.conftest import TODAY
from tests.services.visit_book import full_draft, new_customer
from vipdesk.domain.visits import Step, VisitDraft
from vipdesk.domain.words import NeedStatus, VisitStatus
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Need
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.visits.face_parts import FaceBars
from vipdesk.ui.visits.face_to_face import FaceToFace, LeaveGuard, leave_at_once
from vipdesk.ui.visits.fitting_pad import FittingPad, fitted
from vipdesk.ui.visits.visit_page import VisitPage

Turn = Callable[..., FaceToFace]


@pytest.fixture
def turn(qtbot: QtBot, book: VisitBook, jobs: Jobs, visit_id: int) -> Iterator[Turn]:
    """Turns the screen; what is still open at the end is left."""
    opened: list[FaceToFace] = []

    def open_face(draft: VisitDraft, guard: LeaveGuard = leave_at_once) -> FaceToFace:
        row = book.lists.row(visit_id)
        signs = row.status is VisitStatus.STARTED
        face = FaceToFace(book.face, jobs, row.customer_id, draft, signs=signs, guard=guard)
        opened.append(face)
        face.resize(1366, 768)
        face.show()
        qtbot.waitUntil(lambda: jobs.is_idle() and face.pad.isVisible() == signs)
        QApplication.processEvents()  # the new parts take their places
        return face

    yield open_face
    for face in opened:
        if isValid(face):
            face._leave()


def said(face: QWidget) -> str:
    """All that can be read, seen or heard."""
    texts = [face.windowTitle()]
    for widget in face.findChildren(QWidget):
        text = getattr(widget, "text", None)
        texts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        texts.append(str(text()) if callable(text) else "")
    return "\n".join(texts)


def sign(qtbot: QtBot, pad: QWidget) -> None:
    begin = QPoint(pad.width() // 3, pad.height() // 2)
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=begin)
    for step in range(1, 8):
        qtbot.mouseMove(pad, begin + QPoint(15 * step, (-1) ** step * 20))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=begin + QPoint(110, 0))


def test_only_what_the_customer_may_see(
    qtbot: QtBot, store: Store, book: VisitBook, customer_id: int, visit_id: int, turn: Turn
) -> None:
    new_customer(store, "C2", "陈晓燕")
    with store.action("customer.edit") as session:
        session.get_one(Customer, customer_id).note = "对价格敏感"
        session.add(
            Need(customer_id=customer_id, text="降低月租", status=NeedStatus.OPEN, opened_on=TODAY)
        )
    book.visits.start(visit_id)
    face = turn(full_draft())
    text = said(face)
    for shown in (
        "Mr 王志强",
        "融合299",
        "2026-11-30",
        "Gold member",
        "year 8",
        "降低月租",
        "李经理",
    ):
        assert shown in text
    for hidden in ("陈晓燕", "对价格敏感", "price matters", "why", "1390000", "青禾路", "C1"):
        assert hidden not in text
    assert "100.01" in face.findChildren(FaceBars)[0].accessibleName()
    assert [card.isChecked() for card in face.offer_cards()] == [True, False]


def test_the_type_is_big_from_the_start(page: VisitPage, jobs: Jobs, qtbot: QtBot) -> None:
    page.open_face_to_face()
    qtbot.waitUntil(jobs.is_idle)
    face = page.face()
    assert face is not None
    QApplication.processEvents()
    assert min(shown.font().pixelSize() for shown in face.findChildren(QLabel)) >= 16
    face.request_leave()


def test_big_type_grows_with_the_screen(qtbot: QtBot, turn: Turn) -> None:
    face = turn(full_draft())
    before = face.confirm_button.font().pixelSize()
    face.resize(1920, 1080)
    assert face.confirm_button.font().pixelSize() > before >= 18


def test_the_customer_signs_and_confirms(
    qtbot: QtBot, book: VisitBook, jobs: Jobs, page: VisitPage, visit_id: int
) -> None:
    book.visits.start(visit_id)
    page.open_visit(visit_id)
    qtbot.waitUntil(jobs.is_idle)
    qtbot.mouseClick(page.head.face_button, Qt.MouseButton.LeftButton)
    face = page.face()
    assert face is not None
    assert face.isFullScreen()
    qtbot.waitUntil(jobs.is_idle)
    assert not face.confirm_button.isEnabled()
    sign(qtbot, face.pad)
    qtbot.mouseClick(face.clear_button, Qt.MouseButton.LeftButton)
    assert page.keeper.draft().strokes == ()
    assert page.keeper.draft().signed_at is None
    sign(qtbot, face.pad)
    qtbot.mouseClick(face.offer_cards()[1], Qt.MouseButton.LeftButton)
    assert page.keeper.draft().chosen == 1
    qtbot.mouseClick(face.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert page.face() is None
    done = book.desk.open(visit_id)
    assert done.row.status is VisitStatus.DONE
    assert len(done.draft.strokes) == 1
    preview = page.findChild(PdfPreview)
    assert preview is not None
    preview.reject()


def test_a_signature_by_finger(qtbot: QtBot, book: VisitBook, visit_id: int, turn: Turn) -> None:
    book.visits.start(visit_id)
    face = turn(VisitDraft())
    device = QTest.createTouchDevice()
    assert isinstance(device, QPointingDevice)
    begin = QPoint(100, 60)
    QTest.touchEvent(face.pad, device).press(0, begin, face.pad).commit()
    for step in range(1, 5):
        spot = begin + QPoint(20 * step, 5)
        QTest.touchEvent(face.pad, device).move(0, spot, face.pad).commit()
    QTest.touchEvent(face.pad, device).release(0, begin + QPoint(80, 5), face.pad).commit()
    assert len(face.pad.strokes()) == 1
    assert len(face.pad.strokes()[0]) >= 4


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F11])
def test_esc_leaves(qtbot: QtBot, page: VisitPage, jobs: Jobs, key: Qt.Key) -> None:
    page.open_face_to_face()
    face = page.face()
    assert face is not None
    qtbot.waitUntil(jobs.is_idle)
    with qtbot.waitSignal(face.left):
        qtbot.keyClick(face, key)
    assert page.face() is None


def test_every_way_out_goes_through_the_guard(
    qtbot: QtBot, book: VisitBook, visit_id: int, turn: Turn
) -> None:
    asked: list[Callable[[], object]] = []
    book.visits.start(visit_id)
    face = turn(full_draft(), lambda _face, leave: asked.append(leave))
    qtbot.keyClick(face, Qt.Key.Key_Escape)
    face.close()
    with qtbot.assertNotEmitted(face.confirmed):
        qtbot.mouseClick(face.confirm_button, Qt.MouseButton.LeftButton)
    assert len(asked) == 3
    assert face.isVisible()
    with qtbot.waitSignals([face.left, face.confirmed]):
        asked[2]()
    assert not isValid(face) or not face.isVisible()


def test_nothing_is_signed_before_the_talk(qtbot: QtBot, turn: Turn) -> None:
    face = turn(VisitDraft())
    assert not face.pad.isVisible()
    assert not face.confirm_button.isVisible()


def test_an_incomplete_visit_stays_open_after_confirming(
    qtbot: QtBot, book: VisitBook, jobs: Jobs, page: VisitPage, visit_id: int
) -> None:
    book.visits.start(visit_id)
    page.open_visit(visit_id)
    qtbot.waitUntil(jobs.is_idle)
    page.keeper.change(outcome="refused", strokes=full_draft().strokes, step=Step.SIGN)
    page.open_face_to_face()
    qtbot.waitUntil(jobs.is_idle)
    face = page.face()
    assert face is not None
    qtbot.mouseClick(face.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert book.lists.row(visit_id).status is VisitStatus.STARTED
    assert page.record.isVisible()


def test_a_signature_keeps_its_shape_on_another_pad(qtbot: QtBot) -> None:
    tall = (((0.0, 0.0), (0.5, 0.4)),)
    assert fitted(tall, 0.4) == tall
    assert fitted(tall, 0.2) == (((0.0, 0.0), (0.25, 0.2)),)
    pad = FittingPad()
    qtbot.addWidget(pad)
    pad.resize(500, 100)
    pad.show()
    pad.show_kept(tall)
    assert pad.strokes() == (((0.0, 0.0), (0.25, 0.2)),)
    pad.resize(500, 200)
    assert pad.strokes() == tall


def test_a_pen_that_only_touches_leaves_a_dot(qtbot: QtBot) -> None:
    pad = FittingPad()
    qtbot.addWidget(pad)
    pad.resize(500, 100)
    pad.show()
    qtbot.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(250, 50))
    assert pad.strokes() == (((0.5, 0.1),),)
    pad.grab()  # a dot can be painted
