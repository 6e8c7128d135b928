from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.conftest import TODAY
from tests.services.visit_book import full_draft, new_visit
from tests.ui.shots import settle_layout
from tests.ui.visits.hands import kept, option, press, primary, sign, status
from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.visits import NO_CASE
from vipdesk.domain.words import DateKind, Outcome, VisitStatus
from vipdesk.services.journal import JournalService
from vipdesk.services.settings import SettingsService
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.store.records import LineSummary, Need, Task, Touchpoint
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import CheckChip
from vipdesk.ui.kit.dialogs import ErrorDialog
from vipdesk.ui.kit.labels import ElidedLabel
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.visits.talk_card import OfferCard
from vipdesk.ui.visits.visit_page import VisitPage


def test_a_visit_from_start_to_the_paper(
    qtbot: QtBot, store: Store, book: VisitBook, jobs: Jobs, page: VisitPage, visit_id: int
) -> None:
    assert primary(page).text() == "Start visit"
    press(qtbot, primary(page), jobs)
    assert status(book, visit_id) is VisitStatus.STARTED
    record = page.record
    qtbot.waitUntil(record.needs.hasFocus)
    qtbot.mouseClick(record.checklist.chips()[0], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(record.needs, "faster broadband")
    record.talked.setPlainText("核对了账单，𬱖先生很满意。")
    qtbot.mouseClick(option(record.outcome, "Renewed"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.findChildren(OfferCard)[1], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(option(record.satisfaction, "9"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(record.steps.add_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(record.steps.rows()[0].text, "call back")
    press(qtbot, primary(page), jobs)  # to the signature
    sign(qtbot, page.sign.pad)
    with qtbot.waitSignal(page.told) as toast:
        press(qtbot, primary(page), jobs)
    assert toast.args[0] == "Visit finished. 1 next step is a task now."
    assert status(book, visit_id) is VisitStatus.DONE
    with store.read() as session:
        assert session.scalars(select(Need.text)).all() == ["faster broadband"]
        assert session.scalars(select(Task.title)).all() == ["call back"]
        assert len(session.scalars(select(Touchpoint)).all()) == 1
    done = book.desk.open(visit_id).draft
    assert (done.outcome, done.satisfaction, done.chosen) == (Outcome.RENEWED, 9, 1)
    assert [item.done for item in done.checklist] == [True, *[False] * 5]
    assert len(done.strokes) == 2
    assert done.signed_at is not None
    preview = page.findChild(PdfPreview)
    assert preview is not None
    assert preview.pages.count() == 1
    preview.reject()
    assert primary(page).text() == "Open summary"


def test_the_outcome_says_which_case_it_is_about(qtbot: QtBot, page: VisitPage, jobs: Jobs) -> None:
    case = page.record.case
    assert case.isHidden()  # there is no outcome yet
    page.record.outcome.chosen.emit("thinking")
    qtbot.waitUntil(jobs.is_idle)
    assert not case.isHidden()
    assert case.currentText().startswith("Ending date")  # what ends first
    case.setCurrentIndex(case.count() - 1)
    case.activated.emit(case.currentIndex())
    assert page.keeper.draft().case == NO_CASE
    qtbot.waitUntil(jobs.is_idle)


def test_what_was_agreed_is_asked_for_before_the_visit_ends(
    qtbot: QtBot, page: VisitPage, jobs: Jobs, store: Store
) -> None:
    press(qtbot, primary(page), jobs)
    record, agreed = page.record, page.record.agreed
    qtbot.mouseClick(option(record.outcome, "Renewed"), Qt.MouseButton.LeftButton)
    page.finish()
    qtbot.waitUntil(lambda: bool(record.form.message("term")))
    assert agreed.plan.isHidden()
    qtbot.mouseClick(option(agreed.term, "24 months"), Qt.MouseButton.LeftButton)
    assert (record.form.message("term"), agreed.until.text()) == ("", "New end: 2028-11-30")
    record.offer.setCurrentText("Renew for 12 months")
    record.offer.activated.emit(record.offer.currentIndex())
    assert agreed.term.months() == 12  # the offer's
    assert agreed.until.text() == "New end: 2027-11-30"
    qtbot.mouseClick(option(record.outcome, "Thinking"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(option(agreed.next_on, "in 3 d"), Qt.MouseButton.LeftButton)
    assert page.keeper.draft().next_on == TODAY + timedelta(days=3)
    assert agreed.term.isHidden()
    agreed.next_on.day.setText("2026-11-01")
    agreed.next_on.day.textEdited.emit("2026-11-01")
    page.finish()
    qtbot.waitUntil(lambda: bool(record.form.message("next_on")))
    qtbot.mouseClick(option(record.outcome, "Moved plan"), Qt.MouseButton.LeftButton)
    page.finish()
    qtbot.waitUntil(lambda: bool(record.form.message("plan")))
    agreed.plan.setText("畅享129")
    agreed.fee.setText("12x")
    page.finish()
    qtbot.waitUntil(lambda: bool(record.form.message("fee")))
    agreed.fee.setText("129")
    page.finish()
    qtbot.waitUntil(lambda: page.findChild(PdfPreview) is not None and jobs.is_idle())
    with store.read() as session:
        line = session.scalars(select(LineSummary)).one()
        assert (line.plan, line.plan_fee_fen) == ("畅享129", 12_900)
        assert line.contract_ends_on == date(2027, 11, 30)


def test_a_refusal_without_reason_goes_back_to_the_question(
    qtbot: QtBot, book: VisitBook, page: VisitPage, jobs: Jobs, visit_id: int
) -> None:
    press(qtbot, primary(page), jobs)
    record = page.record
    assert not record.reason.isVisible()
    qtbot.mouseClick(option(record.outcome, "Refused"), Qt.MouseButton.LeftButton)
    assert record.reason.isVisible()
    press(qtbot, primary(page), jobs)
    press(qtbot, primary(page), jobs)
    assert status(book, visit_id) is VisitStatus.STARTED
    assert record.isVisible()
    assert record.form.message("reason") == "Choose a reason before you finish."
    qtbot.mouseClick(option(record.reason, "Price"), Qt.MouseButton.LeftButton)
    assert record.form.message("reason") == ""


def test_the_offer_is_chosen_at_either_place(qtbot: QtBot, page: VisitPage) -> None:
    record, cards = page.record, page.findChildren(OfferCard)
    assert [card.isChecked() for card in cards] == [False] * 3
    assert not record.offer.isVisible()
    cards[1].setFocus()
    qtbot.keyClick(cards[1], Qt.Key.Key_Space)
    qtbot.mouseClick(option(record.outcome, "Renewed"), Qt.MouseButton.LeftButton)
    assert record.offer.isVisible()
    assert record.offer.currentIndex() == 2
    record.offer.setFocus()
    qtbot.keyClick(record.offer, Qt.Key.Key_Down)
    assert [card.isChecked() for card in cards] == [False, False, True]
    qtbot.mouseClick(cards[2], Qt.MouseButton.LeftButton)
    assert page.keeper.draft().chosen is None
    assert record.offer.currentText() == "None"


def test_another_script_is_shown_at_once(qtbot: QtBot, page: VisitPage) -> None:
    page.talk._reason.setFocus()
    qtbot.keyClick(page.talk._reason, Qt.Key.Key_Down)
    assert page.keeper.draft().reason == "stop"
    assert "stops on" not in page.talk.script.toPlainText()  # nothing stops here
    assert "1 Get to the point\nMr Wang, I am " in page.talk.script.toPlainText()


def test_offers_follow_the_script_until_one_is_under_discussion(
    qtbot: QtBot, store: Store, page: VisitPage, jobs: Jobs
) -> None:
    settings = SettingsService(store)
    smaller = OfferTemplate("Smaller", "", reasons=("swing",))
    settings.save(replace(settings.load(), offers=(*settings.load().offers, smaller)))
    visit = page.visit()
    assert visit is not None
    page.open_visit(visit.row.id)
    qtbot.waitUntil(jobs.is_idle)
    _choose_script(page, "swing")
    assert page.keeper.draft().offers[0].name == "Smaller"
    assert page.record.offer.itemText(1) == "Smaller"
    page.talk._group.buttons()[0].click()
    assert page.keeper.draft().chosen == 0
    _choose_script(page, "contract")
    assert page.keeper.draft().offers[0].name == "Smaller"


def test_what_leaving_would_cost_is_shown_face_to_face_on_choice(
    qtbot: QtBot, store: Store, page: VisitPage, jobs: Jobs
) -> None:
    assert "7 years with us" in page.talk.losing.text()
    for shown in (False, True):
        page.open_face_to_face()
        face = page.face()
        assert face is not None
        qtbot.waitUntil(jobs.is_idle)
        said = [each.text() for each in face.findChildren(QLabel)]
        assert any("7 years with us" in text for text in said) is shown
        face.request_leave()
        page.talk.losing.shows.click()
    page.keeper.change(shows_losing=True)
    page.keeper.flush()
    qtbot.waitUntil(jobs.is_idle)
    assert kept(store, page).shows_losing


def _choose_script(page: VisitPage, reason: str) -> None:
    place = page.talk._reason.findData(reason)
    page.talk._reason.setCurrentIndex(place)
    page.talk._reason.activated.emit(place)


def test_next_steps_by_keyboard(qtbot: QtBot, page: VisitPage) -> None:
    steps = page.record.steps
    qtbot.keyClick(steps.add_button, Qt.Key.Key_Space)
    first = steps.rows()[0]
    qtbot.keyClicks(first.text, "one")
    qtbot.keyClick(first.text, Qt.Key.Key_Return)
    second = steps.rows()[1]
    qtbot.keyClicks(second.text, "two")
    second.day.setText("")
    qtbot.keyClicks(second.day, "2026-12-10")
    qtbot.keyClick(second.channel, Qt.Key.Key_Down)
    agreed = page.keeper.draft().next_steps
    assert [(s.text, s.due_on.isoformat(), s.channel) for s in agreed] == [
        ("one", "2026-11-28", None),
        ("two", "2026-12-10", "visit"),
    ]
    first.remove_requested.emit()
    assert [step.text for step in page.keeper.draft().next_steps] == ["two"]


def test_files_are_dropped_and_shown(
    qtbot: QtBot, book: VisitBook, page: VisitPage, jobs: Jobs, visit_id: int, tmp_path: Path
) -> None:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(tmp_path / "photo.png"))
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7")
    drop(page.record.attachments, [tmp_path / "photo.png", tmp_path / "paper.pdf"])
    qtbot.waitUntil(jobs.is_idle)
    tiles = page.record.attachments.tiles()
    assert [tile.row.name for tile in tiles] == ["photo.png", "paper.pdf"]
    assert not tiles[0].icon().isNull()
    actions = page.record.attachments.menu_of(tiles[1]).actions()
    assert [action.text() for action in actions] == ["Save a copy…", "Remove"]
    with qtbot.waitSignal(page.toast_requested):
        page.record.attachments.copy_requested.emit(tiles[1].row.id, tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == b"%PDF-1.7"
    with qtbot.waitSignal(page.told):
        actions[1].trigger()
    qtbot.waitUntil(jobs.is_idle)
    assert [row.name for row in book.attachments.rows(visit_id)] == ["photo.png"]


def drop(target: QWidget, paths: list[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(5, 5), action, mime, button, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), action, mime, button, none))


def test_a_file_that_is_refused_says_why(
    qtbot: QtBot, store: Store, page: VisitPage, jobs: Jobs, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    drop(page.record.attachments, [tmp_path / "empty.txt"])
    qtbot.waitUntil(lambda: page.findChild(ErrorDialog) is not None)
    dialog = page.findChild(ErrorDialog)
    assert dialog is not None
    assert dialog.sentence() == '"empty.txt" is empty. It was not attached.'
    dialog.accept()


def test_a_visit_that_is_gone_leads_back(
    qtbot: QtBot, journal: JournalService, page: VisitPage, jobs: Jobs
) -> None:
    with qtbot.waitSignal(page.back_requested):
        jobs.write(lambda _progress: journal.undo())  # the plan
    assert page.customer_in_front() is None


def test_the_paper_follows_what_is_typed(qtbot: QtBot, page: VisitPage, jobs: Jobs) -> None:
    qtbot.waitUntil(page.paper.paper.has_image)
    with qtbot.waitSignal(page._papers.made):
        page.record.talked.setPlainText("核对了账单。")


def test_a_character_without_a_glyph_is_named(qtbot: QtBot, page: VisitPage, jobs: Jobs) -> None:
    page.record.talked.setPlainText("好 \U0001f600")
    qtbot.waitUntil(lambda: page.paper.notice.isVisible())
    assert "\U0001f600" in page.paper.notice.accessibleName()


def test_a_closed_visit_is_to_be_read(
    qtbot: QtBot, book: VisitBook, page: VisitPage, jobs: Jobs, visit_id: int
) -> None:
    jobs.write(lambda _progress: book.visits.cancel(visit_id, "客户改为电话沟通"))
    qtbot.waitUntil(jobs.is_idle)
    assert page.result.isVisible()
    assert not page.head.primary_button.isVisible()
    assert not page.head.face_button.isVisible()
    assert not page.head.stepper.isVisible()  # no talk was held


def test_finished_visits_show_their_record(
    qtbot: QtBot, book: VisitBook, page: VisitPage, jobs: Jobs, visit_id: int
) -> None:
    book.visits.start(visit_id)
    book.visits.finish(visit_id, full_draft())
    page.open_visit(visit_id)
    qtbot.waitUntil(jobs.is_idle)
    assert page.result.isVisible()
    assert page.customer_in_front() == 1
    shown = [w.text() for w in page.result.findChildren(QWidget) if hasattr(w, "text")]
    assert "Renewed" in shown
    assert "9 / 10" in shown


def test_settings_decide_the_checklist(
    qtbot: QtBot, store: Store, page: VisitPage, jobs: Jobs, customer_id: int
) -> None:
    settings = SettingsService(store)
    settings.save(replace(settings.load(), checklist=("Smile",)))
    page.open_visit(new_visit(store, customer_id))
    qtbot.waitUntil(jobs.is_idle)
    assert [chip.text() for chip in page.record.checklist.chips()] == ["Smile"]
    assert page.visit().today == TODAY  # type: ignore[union-attr]


def test_tab_goes_from_the_script_through_offers_and_checklist_to_the_needs(
    qtbot: QtBot, page: VisitPage
) -> None:
    page.talk._reason.setFocus()
    passed: list[QWidget] = []
    while not page.record.needs.hasFocus() and len(passed) < 40:
        focused = QApplication.focusWidget()
        assert focused is not None
        passed.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    kinds = [type(each) for each in passed if isinstance(each, OfferCard | CheckChip)]
    assert kinds == [OfferCard] + [CheckChip] * len(page.record.checklist.chips())


def test_a_visit_that_is_opened_again_takes_the_keyboard_where_one_goes_on(
    qtbot: QtBot, page: VisitPage, jobs: Jobs, visit_id: int
) -> None:
    page.record.internal_note.setFocus()
    page._refresh()  # a write elsewhere leaves the keyboard
    qtbot.waitUntil(jobs.is_idle)
    assert page.record.internal_note.hasFocus()
    page.open_visit(visit_id)
    qtbot.waitUntil(page.head.primary_button.hasFocus)


def test_back_by_keyboard(qtbot: QtBot, page: VisitPage) -> None:
    with qtbot.waitSignal(page.back_requested):
        qtbot.keyClick(page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)


def test_when_and_which_line_ends_has_room_on_a_small_laptop(page: VisitPage) -> None:
    visit = page.visit()
    assert visit is not None
    ends_on = date(2027, 6, 30)
    facts = replace(
        visit.facts, ends_on=ends_on, ends_number="154****4158", ends_kind=DateKind.STOP
    )
    page.facts.show_facts(facts, TODAY)
    settle_layout()
    shown = page.facts.findChildren(ElidedLabel)
    ends = next(each for each in shown if "2027-06-30" in each.whole_text())
    assert ends.fontMetrics().horizontalAdvance(ends.whole_text()) <= ends.width()
