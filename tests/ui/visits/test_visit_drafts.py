"""What is typed at a visit is kept, and comes back as it was."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.conftest import fixed_clock, open_book
from tests.services.visit_book import new_visit
from tests.ui.visits.conftest import make_visit_page
from tests.ui.visits.hands import kept, press, primary, sign, status
from vipdesk.domain.visits import Step
from vipdesk.domain.words import VisitStatus
from vipdesk.services.journal import JournalService
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.visits.visit_page import VisitPage


def test_every_field_is_on_disk_soon(
    qtbot: QtBot, store: Store, page: VisitPage, jobs: Jobs
) -> None:
    record = page.record
    with qtbot.waitSignal(page.keeper.saved, timeout=1_000):
        qtbot.keyClicks(record.needs, "a second card")
    with qtbot.waitSignal(page.keeper.saved):
        qtbot.keyClicks(record.internal_note, "x")
        record.outcome.chosen.emit("refused")
        record.reason.chosen.emit("price")
        record.satisfaction.chosen.emit("4")
        page.talk.changed.emit({"reason": "birthday"})
    draft = kept(store, page)
    assert (draft.needs, draft.internal_note) == ("a second card", "x")
    assert (draft.outcome, draft.outcome_reason) == ("refused", "price")
    assert (draft.satisfaction, draft.reason) == (4, "birthday")


def test_continuous_typing_is_saved_meanwhile(qtbot: QtBot, store: Store, page: VisitPage) -> None:
    """The timer runs from the first unsaved key: one who never pauses is saved too."""
    saves: list[int] = []
    page.keeper.saved.connect(lambda: saves.append(len(kept(store, page).needs)))

    def type_on() -> bool:
        qtbot.keyClick(page.record.needs, "x")
        return len(saves) >= 3

    qtbot.waitUntil(type_on)
    assert saves[0] < saves[1] < saves[2]


def test_a_visit_is_reopened_where_it_was_left(
    qtbot: QtBot, store: Store, profile: Path, page: VisitPage, jobs: Jobs, visit_id: int
) -> None:
    press(qtbot, primary(page), jobs)
    page.record.talked.setPlainText("账单")
    page.record.steps.add()
    page.record.steps.rows()[0].text.setText("回电")
    press(qtbot, primary(page), jobs)
    sign(qtbot, page.sign.pad)
    strokes = page.sign.pad.strokes()
    page.on_closing()
    qtbot.waitUntil(jobs.is_idle)
    store.close()
    again = open_book(profile, clock=fixed_clock)
    other = make_visit_page(again, jobs)
    qtbot.addWidget(other)
    other.open_visit(visit_id)
    qtbot.waitUntil(jobs.is_idle)
    other.show()
    assert other.sign.isVisible()
    assert other.keeper.draft().strokes == strokes
    assert other.record.talked.toPlainText() == "账单"
    assert other.record.steps.rows()[0].text.text() == "回电"
    other.hide()
    qtbot.waitUntil(jobs.is_idle)
    again.close()


def test_leaving_the_page_saves_at_once(
    qtbot: QtBot, store: Store, page: VisitPage, jobs: Jobs
) -> None:
    page.record.needs.setPlainText("卡")
    page.hide()
    qtbot.waitUntil(jobs.is_idle)
    assert kept(store, page).needs == "卡"


def test_opening_another_visit_saves_the_first(
    qtbot: QtBot, store: Store, book: VisitBook, page: VisitPage, jobs: Jobs, customer_id: int
) -> None:
    first = page.visit()
    assert first is not None
    other = new_visit(store, customer_id)
    page.record.needs.setPlainText("第一次")
    page.open_visit(other)
    qtbot.waitUntil(jobs.is_idle)
    assert page.record.needs.toPlainText() == ""
    assert book.desk.open(first.row.id).draft.needs == "第一次"
    assert book.desk.open(other).draft.needs == ""


def test_a_reload_keeps_what_is_being_typed(
    qtbot: QtBot, book: VisitBook, page: VisitPage, jobs: Jobs, visit_id: int
) -> None:
    page.record.needs.setPlainText("half a sen")
    jobs.write(lambda _progress: book.visits.edit(visit_id, 30, "别处", ""))
    qtbot.waitUntil(jobs.is_idle)
    visit = page.visit()
    assert visit is not None
    assert visit.row.place == "别处"
    assert page.record.needs.toPlainText() == "half a sen"


def test_a_hidden_page_reads_when_it_is_shown_again(
    qtbot: QtBot, book: VisitBook, page: VisitPage, jobs: Jobs, visit_id: int
) -> None:
    page.hide()
    with qtbot.assertNotEmitted(page._papers.made):
        jobs.write(lambda _progress: book.visits.edit(visit_id, 30, "别处", ""))
        qtbot.waitUntil(jobs.is_idle)
    page.show()
    qtbot.waitUntil(jobs.is_idle)
    assert page.visit().row.place == "别处"  # type: ignore[union-attr]


def test_undo_of_finish_brings_the_talk_back(
    qtbot: QtBot,
    book: VisitBook,
    journal: JournalService,
    page: VisitPage,
    jobs: Jobs,
    visit_id: int,
) -> None:
    press(qtbot, primary(page), jobs)
    page.record.needs.setPlainText("卡")
    page.record.internal_note.setPlainText("n")
    page.keeper.change(step=Step.SIGN)
    press(qtbot, primary(page), jobs)
    page.finish()
    qtbot.waitUntil(jobs.is_idle)
    assert status(book, visit_id) is VisitStatus.DONE
    jobs.write(lambda _progress: journal.undo())
    qtbot.waitUntil(jobs.is_idle)
    assert status(book, visit_id) is VisitStatus.STARTED
    assert page.record.needs.toPlainText() == "卡"
    assert page.record.internal_note.toPlainText() == "n"
    assert page.sign.isVisible()
    jobs.write(lambda _progress: journal.redo())
    qtbot.waitUntil(jobs.is_idle)
    assert page.result.isVisible()


def test_a_draft_that_cannot_be_saved_is_said(
    qtbot: QtBot, store: Store, page: VisitPage, jobs: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    store.drafts.close()
    page.record.needs.setPlainText("卡")
    with qtbot.waitSignal(page.keeper.save_failed):
        page.keeper.flush()
    assert "What you typed is not saved yet" in page._notice.accessibleName()
    assert page._notice.isVisible()
    page.keeper.hold(b"", page.keeper._saved)  # nothing is tried at the end of the test
    qtbot.waitUntil(jobs.is_idle)
    caplog.clear()


def test_the_gui_thread_writes_nothing(
    qtbot: QtBot, store: Store, book: VisitBook, page: VisitPage, jobs: Jobs, visit_id: int
) -> None:
    def forbid() -> None:
        assert threading.current_thread() is not threading.main_thread()

    save = store.drafts.save

    def guarded(key: str, content: object, now: datetime) -> None:
        forbid()
        save(key, content, now)

    store.before_write = forbid
    store.drafts.save = guarded  # type: ignore[method-assign]
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # start
    qtbot.waitUntil(jobs.is_idle)
    page.record.needs.setPlainText("卡")
    page.keeper.flush()
    page.keeper.change(step=Step.SIGN)
    page.finish()
    qtbot.waitUntil(jobs.is_idle)
    assert status(book, visit_id) is VisitStatus.DONE
