from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.conftest import NOW, TODAY, at_work
from tests.furnished import Furnished, Furnishing
from tests.services.visit_book import AT, new_customer, new_visit
from tests.ui.shots import assert_no_cut_text, settle_layout
from tests.ui.visits.conftest import make_visits_page
from vipdesk.domain.words import VisitStatus
from vipdesk.services.journal import JournalService
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit import bit_by_bit
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.visit_entry import VisitEntry
from vipdesk.ui.visits.calendar_page import DAY, LIST, CalendarPage
from vipdesk.ui.visits.dialogs import EditDialog, MoveDialog, PlanDialog, ReasonDialog
from vipdesk.ui.visits.page import VisitsPage
from vipdesk.ui.visits.visit_block import VisitBlock

Key = Qt.Key


def _plan(store: Store, customer_id: int) -> list[int]:
    other = new_customer(store, "C2", "陈晓燕")
    times = [(customer_id, AT), (other, AT + timedelta(minutes=90))]
    times.append((customer_id, AT + timedelta(days=1)))
    return [new_visit(store, who, at) for who, at in times]


@pytest.fixture(scope="session")
def week_furnished(furnishing: Furnishing, met_furnished: Furnished[int]) -> Furnished[list[int]]:
    plan = at_work(lambda store: _plan(store, met_furnished.value))
    return furnishing(plan, on=met_furnished)


@pytest.fixture
def ids(week_furnished: Furnished[list[int]], store: Store) -> list[int]:
    """Today at 11 and 12:30 and tomorrow at 11; another customer the day after."""
    return week_furnished.value


@pytest.fixture
def screen(qtbot: QtBot, store: Store, jobs: Jobs, ids: list[int]) -> Iterator[VisitsPage]:
    screen = make_visits_page(store, jobs)
    qtbot.addWidget(screen)
    screen.resize(1190, 690)
    screen.show()
    qtbot.waitUntil(jobs.is_idle)
    yield screen
    for dialog in screen.findChildren(QDialog):
        dialog.reject()


@pytest.fixture
def calendar(screen: VisitsPage) -> CalendarPage:
    return screen.calendar


D = TypeVar("D", bound=QDialog)


def dialog_of(screen: VisitsPage, kind: type[D]) -> D:
    found = [dialog for dialog in screen.findChildren(kind) if dialog.isVisible()]
    assert len(found) == 1
    return found[0]


def focused(calendar: CalendarPage) -> int | None:
    """The visit that the keyboard is on, or returns to when a dialog closes."""
    holder = calendar.window().focusWidget()
    return next((block.row.id for block in calendar.grid.blocks() if block is holder), None)


def test_the_week_is_shown(calendar: CalendarPage, ids: list[int]) -> None:
    assert [block.row.id for block in calendar.grid.blocks()] == ids
    entries = calendar.day_card.entries()
    assert [entry.row.id for entry in entries if isinstance(entry, VisitEntry)] == ids[:2]
    first, second = calendar.grid.blocks()[:2]
    assert first.geometry().bottom() < second.geometry().top()
    assert first.accessibleName() == "11:00–12:00 · 王志强 · Planned · 晋商大厦 1203 · 合约到期"


def test_a_full_day_is_scrolled_and_not_squeezed(
    qtbot: QtBot, store: Store, calendar: CalendarPage, jobs: Jobs, customer_id: int
) -> None:
    def plan_many(_progress: object) -> None:
        for n in range(14):
            new_visit(store, customer_id, AT + timedelta(minutes=15 * n))

    jobs.write(plan_many)
    qtbot.waitUntil(jobs.is_idle)
    calendar.reload()
    qtbot.waitUntil(jobs.is_idle)
    entries = calendar.day_card.entries()
    assert len(entries) == 16
    settle_layout()
    assert all(entry.height() >= entry.sizeHint().height() for entry in entries)
    assert_no_cut_text(calendar.day_card)


def test_arrows_move_and_return_opens(
    qtbot: QtBot, screen: VisitsPage, calendar: CalendarPage, jobs: Jobs, ids: list[int]
) -> None:
    grid = calendar.grid
    grid.setFocus()
    qtbot.keyClick(grid, Key.Key_Down)
    assert focused(calendar) == ids[0]
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Down)
    assert focused(calendar) == ids[1]
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Right)
    assert focused(calendar) == ids[2]
    with qtbot.waitSignal(screen.visit_opened) as opened:
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert opened.args == [ids[2]]
    qtbot.waitUntil(jobs.is_idle)
    assert screen.visit_page.isVisible()
    assert screen.customer_in_front() == 1
    qtbot.mouseClick(screen.visit_page.head.back_button, Qt.MouseButton.LeftButton)
    assert calendar.isVisible()
    assert screen.customer_in_front() is None


def test_a_full_week_is_made_little_by_little(
    qtbot: QtBot, calendar: CalendarPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bit_by_bit, "BIT", 0)
    grid = calendar.grid
    row = grid.blocks()[0].row
    rows = [replace(row, id=number) for number in range(1000, 1100)]

    def made() -> int:
        return sum(block.row.id >= 1000 for block in grid.findChildren(VisitBlock))

    grid.show_days([row.starts.date()], rows, row.starts, row.starts.date())
    assert made() == 1
    qtbot.waitUntil(lambda: made() == len(rows))
    assert [block.row for block in grid.blocks()] == rows
    assert len({block.geometry().left() for block in grid.blocks()}) == len(rows)
    grid.focus_visit(1090)
    grid.show_days([row.starts.date()], rows[1:], row.starts, row.starts.date())
    assert focused(calendar) == 1090


def test_what_did_not_change_is_not_made_anew(
    qtbot: QtBot, store: Store, calendar: CalendarPage, jobs: Jobs, ids: list[int]
) -> None:
    blocks, entries = calendar.grid.blocks(), calendar.day_card.entries()
    calendar.reload()
    qtbot.waitUntil(jobs.is_idle)
    assert calendar.grid.blocks() == blocks
    assert calendar.day_card.entries() == entries
    jobs.write(lambda _progress: VisitBook.of(store).visits.cancel(ids[1], "spring festival"))
    qtbot.waitUntil(jobs.is_idle)
    calendar.reload()
    qtbot.waitUntil(jobs.is_idle)
    assert [block.row.status for block in calendar.grid.blocks()][1] is VisitStatus.CANCELLED
    assert len(calendar.day_card.entries()) == 2
    assert not set(calendar.day_card.entries()) & set(entries)


def test_arrows_leave_the_week(qtbot: QtBot, calendar: CalendarPage, jobs: Jobs) -> None:
    for _day in range(2):  # from Saturday over Sunday to Monday
        qtbot.keyClick(calendar.grid, Key.Key_Right)
        qtbot.waitUntil(jobs.is_idle)
    assert calendar._day == date(2026, 11, 23)
    assert calendar.grid.blocks() == ()
    qtbot.keyClick(calendar.grid, Key.Key_PageUp)
    qtbot.waitUntil(jobs.is_idle)
    assert len(calendar.grid.blocks()) == 3
    qtbot.keyClick(calendar.grid, Key.Key_PageDown)
    qtbot.keyClick(calendar.grid, Key.Key_Home)
    qtbot.waitUntil(jobs.is_idle)
    assert calendar._day == TODAY


def test_plan_by_keyboard(
    qtbot: QtBot, screen: VisitsPage, calendar: CalendarPage, book: VisitBook, jobs: Jobs
) -> None:
    calendar.grid.setFocus()
    qtbot.keyClick(calendar.grid, Key.Key_N)
    dialog = dialog_of(screen, PlanDialog)
    assert dialog.when.time.value().isoformat() == "09:00:00"
    dialog.picker.search("cxy")
    field = dialog.picker.focusProxy()
    assert field is not None
    qtbot.waitUntil(jobs.is_idle)
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.picker.choice() is not None)
    qtbot.keyClicks(dialog.purpose, "care")
    qtbot.keyClick(dialog.purpose, Key.Key_Return)
    qtbot.waitUntil(jobs.is_idle)
    row = book.lists.between(TODAY, TODAY)[0]
    assert (row.customer, f"{row.starts:%m-%d %H:%M}", row.purpose) == (
        "陈晓燕",
        "11-21 09:00",
        "care",
    )
    assert focused(calendar) == row.id


def test_the_dialog_is_as_low_as_what_it_asks_once_a_customer_is_picked(
    qtbot: QtBot, screen: VisitsPage, calendar: CalendarPage, jobs: Jobs
) -> None:
    calendar.plan_visit(TODAY, AT.time())
    qtbot.waitUntil(jobs.is_idle)
    dialog = dialog_of(screen, PlanDialog)
    high = dialog.height()
    dialog.picker._pick(dialog.picker._list.item(0))
    qtbot.waitUntil(lambda: dialog.height() <= dialog.sizeHint().height() < high - 100)
    dialog.picker.set_choice(None)
    qtbot.waitUntil(lambda: dialog.height() == high)


def test_plan_needs_a_customer_and_warns_of_another_visit(
    qtbot: QtBot, screen: VisitsPage, calendar: CalendarPage, jobs: Jobs
) -> None:
    calendar.plan_visit(TODAY, AT.astimezone(calendar._book.lists.now().tzinfo).time())
    qtbot.waitUntil(jobs.is_idle)
    dialog = dialog_of(screen, PlanDialog)
    assert dialog.form.message("when") == "At the same time: 11:00 王志强"
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.form.message("customer") == "Choose whom to visit."
    dialog.when.day.setText("2026-11-31")
    assert not dialog._check_when(dialog.when)
    dialog.when.day.setText("2026-11-29")
    dialog.when.day.value_changed.emit()
    qtbot.waitUntil(jobs.is_idle)
    assert dialog.form.message("when") == ""


def test_a_double_click_plans_at_that_time(
    qtbot: QtBot, screen: VisitsPage, calendar: CalendarPage, jobs: Jobs
) -> None:
    grid = calendar.grid
    spot = QPoint(int(grid._column(date(2026, 11, 18)).center().x()), int(grid._y(15 * 60 + 10)))
    qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=spot)
    dialog = dialog_of(screen, PlanDialog)
    assert dialog.when.value() is not None
    assert [str(part) for part in dialog.when.value() or ()] == ["2026-11-18", "15:00:00"]


def test_a_click_on_a_day_chooses_it(qtbot: QtBot, calendar: CalendarPage) -> None:
    grid = calendar.grid
    spot = QPoint(int(grid._column(date(2026, 11, 18)).center().x()), 20)
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=spot)
    assert calendar._day == date(2026, 11, 18)
    assert calendar.day_card.entries() == []


def test_move_by_keyboard_is_counted(
    qtbot: QtBot,
    screen: VisitsPage,
    calendar: CalendarPage,
    book: VisitBook,
    journal: JournalService,
    jobs: Jobs,
    ids: list[int],
) -> None:
    calendar.grid.focus_visit(ids[0])
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_M)
    dialog = dialog_of(screen, MoveDialog)
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    assert dialog.form.message("when") == "The visit already is at this time."
    dialog.when.day.setText("2026-11-20")
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    assert dialog.form.message("reason") == "Say why; it is kept with the visit."
    dialog.reason.setText("客户出差")
    with qtbot.waitSignal(screen.toast_requested) as toast:
        qtbot.keyClick(dialog.reason, Key.Key_Return)
    assert toast.args[0] == "Moved to 2026-11-20 11:00."
    qtbot.waitUntil(jobs.is_idle)
    row = book.lists.row(ids[0])
    assert (row.moved_count, row.starts.date()) == (1, date(2026, 11, 20))
    assert focused(calendar) == ids[0]
    assert calendar._day == date(2026, 11, 20)
    jobs.write(lambda _progress: journal.undo())
    qtbot.waitUntil(jobs.is_idle)
    assert calendar.grid.blocks()[0].row.moved_count == 0


def test_what_can_be_done_is_in_the_menu_of_the_visit(
    qtbot: QtBot, screen: VisitsPage, book: VisitBook, jobs: Jobs, ids: list[int]
) -> None:
    screen.open_visit(ids[0])
    qtbot.waitUntil(jobs.is_idle)
    menu = screen.visit_page.head.menu
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    assert texts == ["Change the plan…", "Move…", "Cancel visit…", "Mark as no-show…"]
    menu.actions()[0].trigger()
    edit = dialog_of(screen, EditDialog)
    edit.place.setText("别处")
    qtbot.mouseClick(edit.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert book.lists.row(ids[0]).place == "别处"
    menu.aboutToShow.emit()
    menu.actions()[2].trigger()
    cancel = dialog_of(screen, ReasonDialog)
    qtbot.mouseClick(cancel.primary_button, Qt.MouseButton.LeftButton)
    assert cancel.isVisible()
    cancel.reason.setText("电话谈过了")
    qtbot.mouseClick(cancel.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert book.lists.row(ids[0]).status is VisitStatus.CANCELLED


def test_no_show(
    qtbot: QtBot, screen: VisitsPage, book: VisitBook, jobs: Jobs, ids: list[int]
) -> None:
    dialog = screen._actions.no_show(book.lists.row(ids[0]), screen)
    dialog.reason.setText("无人")
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert book.lists.row(ids[0]).status is VisitStatus.NO_SHOW


def test_one_day(qtbot: QtBot, calendar: CalendarPage, jobs: Jobs, ids: list[int]) -> None:
    calendar.show_view(DAY)
    qtbot.waitUntil(jobs.is_idle)
    assert [block.row.id for block in calendar.grid.blocks()] == ids[:2]
    qtbot.keyClick(calendar.grid, Key.Key_PageDown)
    qtbot.waitUntil(jobs.is_idle)
    assert [block.row.id for block in calendar.grid.blocks()] == ids[2:]


def test_the_list(
    qtbot: QtBot,
    qtmodeltester: ModelTester,
    screen: VisitsPage,
    calendar: CalendarPage,
    book: VisitBook,
    jobs: Jobs,
    ids: list[int],
) -> None:
    book.visits.cancel(ids[0], "x")
    calendar.show_view(LIST)
    qtbot.waitUntil(jobs.is_idle)
    listed = calendar.list
    assert list(listed.table.model().ids()) == ids[1:]  # type: ignore[attr-defined]
    listed.set_kind("all")
    qtbot.waitUntil(jobs.is_idle)
    assert list(listed.table.model().ids()) == ids[::-1]  # type: ignore[attr-defined]
    qtmodeltester.check(listed.table.model())
    listed.table.go_to(ids[2])
    qtbot.keyClick(listed.table, Key.Key_M)
    dialog_of(screen, MoveDialog).reject()
    with qtbot.waitSignal(screen.visit_opened) as opened:
        qtbot.keyClick(listed.table, Key.Key_Return)
    assert opened.args == [ids[2]]
    qtbot.waitUntil(jobs.is_idle)


def test_an_empty_list_says_what_to_do(
    qtbot: QtBot, screen: VisitsPage, calendar: CalendarPage, jobs: Jobs
) -> None:
    calendar.show_view(LIST)
    calendar.list.set_kind("done")
    qtbot.waitUntil(jobs.is_idle)
    empty = calendar.list._empty
    assert empty.isVisible()
    empty.acted.emit()
    assert dialog_of(screen, PlanDialog).isVisible()


def test_the_days_shown_as_a_calendar_file(
    qtbot: QtBot, screen: VisitsPage, calendar: CalendarPage, jobs: Jobs, tmp_path: Path
) -> None:
    with qtbot.waitSignal(screen.toast_requested) as toast:
        calendar.export(tmp_path / "week.ics")
    assert toast.args[0] == "Calendar file with 3 visits written."
    assert (tmp_path / "week.ics").read_bytes().count(b"BEGIN:VEVENT") == 3


def test_start_opens_the_visit_of_today(
    qtbot: QtBot, screen: VisitsPage, jobs: Jobs, customer_id: int, ids: list[int]
) -> None:
    with qtbot.waitSignal(screen.visit_opened) as opened:
        screen.start_for_customer(customer_id)
    assert opened.args == [ids[0]]
    qtbot.waitUntil(jobs.is_idle)


def test_start_without_a_visit_plans_one_for_now(
    qtbot: QtBot, store: Store, screen: VisitsPage, book: VisitBook, jobs: Jobs
) -> None:
    screen.start_for_customer(new_customer(store, "C3", "高建华"))
    qtbot.waitUntil(jobs.is_idle)
    dialog = dialog_of(screen, PlanDialog)
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    visit = screen.visit_page.visit()
    assert visit is not None
    assert (visit.row.customer, visit.row.starts) == ("高建华", NOW)
    assert screen.visit_page.isVisible()


def test_the_screen_can_be_turned_without_a_visit(
    qtbot: QtBot, screen: VisitsPage, jobs: Jobs, customer_id: int
) -> None:
    screen.open_face_to_face(customer_id)
    qtbot.waitUntil(jobs.is_idle)
    face = screen.face()
    assert face is not None
    assert not face.pad.isVisible()
    qtbot.keyClick(face, Key.Key_Escape)
    assert screen.face() is None


def test_f11_in_a_running_visit_takes_its_draft(
    qtbot: QtBot,
    screen: VisitsPage,
    book: VisitBook,
    jobs: Jobs,
    customer_id: int,
    ids: list[int],
) -> None:
    book.visits.start(ids[0])
    screen.open_visit(ids[0])
    qtbot.waitUntil(jobs.is_idle)
    screen.open_face_to_face(customer_id)
    qtbot.waitUntil(jobs.is_idle)
    face = screen.face()
    assert face is not None
    assert face is screen.visit_page.face()
    qtbot.waitUntil(face.pad.isVisible)
    face.request_leave()


def test_the_days_visit_pack_is_shown(
    qtbot: QtBot, screen: VisitsPage, calendar: CalendarPage, jobs: Jobs
) -> None:
    qtbot.mouseClick(calendar.pack_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    preview = dialog_of(screen, PdfPreview)
    assert preview.pages.count() == 2  # one sheet for each of the day's two visits
