from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import TODAY
from tests.services.visit_book import new_visit
from tests.store.builders import add_customer, add_line
from tests.ui.today.conftest import MakePage
from vipdesk.domain.changes import Area
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.services.cases import CasesService
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.demo import DemoService
from vipdesk.services.reports import ReportsService
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.services.today import TodayService
from vipdesk.store.book import Store
from vipdesk.store.records import Task
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.today.columns import (
    LOG,
    NAME,
    NAME_ALONE,
    NAME_WIDTH,
    PUT_OFF,
    STRETCHED,
    TIER,
    due_words,
)
from vipdesk.ui.today.page import TodayPage
from vipdesk.ui.today.side_cards import OccasionEntry
from vipdesk.ui.visit_entry import VisitEntry

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def customer_id(store: Store) -> int:
    """A customer with a birthday in three days and a task of today made by hand."""
    draft = CustomerDraft(name="王志强", number="C1", phone="13900008812")
    customer_id = CustomerDesk.of(store).care.create(draft).value
    with store.action("task.save") as session:
        for days, title in ((0, "办理续约"), (-3, "回电确认账单"), (20, "以后再说")):
            due_on = TODAY + timedelta(days=days)
            task = Task(customer_id=customer_id, kind="next_step", title=title, due_on=due_on)
            session.add(task)
        session.execute(
            Task.metadata.tables["customer"]
            .update()
            .values(birth_month=TODAY.month, birth_day=TODAY.day + 3)
        )
    return customer_id


@pytest.fixture
def wang(store: Store) -> int:
    """A customer with a line whose contract ends in nine days."""
    with store.action("customer.create") as session:
        customer = add_customer(session)
        add_line(session, customer)
        return customer.id


def _titles(page: TodayPage) -> list[str]:
    rows = page.table.rows
    found = (rows.row_at(n) for n in range(rows.rowCount()))
    return [row.title for row in found if row is not None and row.title]


def _click(qtbot: QtBot, page: TodayPage, row: int, key: str) -> None:
    column = [each.key for each in page.table.rows.columns()].index(key)
    place = page.table.visualRect(page.table.rows.index(row, column)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_what_is_due_this_week_is_listed(make_page: MakePage, customer_id: int) -> None:
    page = make_page()
    assert set(_titles(page)) == {"办理续约", "回电确认账单"}
    assert "1 late" in page._head._note.whole_text()


def test_when_a_task_is_due_is_said_in_words(make_page: MakePage, customer_id: int) -> None:
    page = make_page()
    rows = [page.table.rows.row_at(n) for n in range(page.table.rows.rowCount())]
    said = {row.title: due_words(row, TODAY) for row in rows if row is not None}
    assert said["办理续约"] == "Today"
    assert said["回电确认账单"] == "3 days late"
    late = next(row for row in rows if row is not None and row.title == "办理续约")
    assert due_words(late, TODAY + timedelta(days=1)) == "1 day late"


@pytest.mark.parametrize("key", [LOG, PUT_OFF])
def test_each_row_has_its_buttons(
    qtbot: QtBot, make_page: MakePage, customer_id: int, key: str
) -> None:
    page = make_page()
    signal = page.touchpoint_requested if key == LOG else page.put_off_requested
    with qtbot.waitSignal(signal) as asked:
        _click(qtbot, page, 0, key)
    expected = [customer_id] if key == LOG else [[page.table.rows.id_at(0)], TODAY]
    assert asked.args == expected


def test_a_row_is_worked_by_keyboard(
    qtbot: QtBot, make_page: MakePage, jobs: Jobs, customer_id: int
) -> None:
    page = make_page()
    page.table.setFocus()
    page.table.go_to(page.table.rows.id_at(0))
    for key, modifier, signal in (
        (Qt.Key.Key_L, ALT, page.touchpoint_requested),
        (Qt.Key.Key_S, ALT, page.put_off_requested),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, page.customer_opened),
    ):
        with qtbot.waitSignal(signal):
            qtbot.keyClick(page.table, key, modifier)
    before = page.table.rows.rowCount()
    qtbot.keyClick(page.table, Qt.Key.Key_D, ALT)
    qtbot.waitUntil(jobs.is_idle)
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == before - 1)


def test_one_that_needs_an_outcome_is_opened_instead(
    qtbot: QtBot, store: Store, make_page: MakePage, jobs: Jobs, wang: int
) -> None:
    RetentionRunService(store).run()
    page = make_page()
    page.groups.set_value("retention")
    page.groups.chosen.emit("retention")
    qtbot.waitUntil(jobs.is_idle)
    page.table.go_to(page.table.rows.id_at(0))
    with qtbot.waitSignal(page.task_opened) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_D, ALT)
    assert asked.args == [page.table.rows.id_at(0), "ending"]


def test_groups_part_the_list(qtbot: QtBot, store: Store, make_page: MakePage, jobs: Jobs) -> None:
    DemoService(store).fill(60, 3)
    RetentionRunService(store).run()
    page = make_page()
    whole = page.table.rows.rowCount()
    counted = 0
    for group in ("retention", "warnings", "care"):
        page.groups.set_value(group)
        page.groups.chosen.emit(group)
        qtbot.waitUntil(jobs.is_idle)
        counted += page.table.rows.rowCount()
    assert counted == whole > 0


def test_visits_and_birthdays_open_what_they_are_about(
    qtbot: QtBot, store: Store, make_page: MakePage, customer_id: int
) -> None:
    visit_id = new_visit(store, customer_id)
    page = make_page()
    (visit,) = [each for each in page.visits.entries() if isinstance(each, VisitEntry)]
    with qtbot.waitSignal(page.visit_opened) as opened:
        qtbot.mouseClick(visit, Qt.MouseButton.LeftButton)
    assert opened.args == [visit_id]
    found = [each for each in page.occasions.entries() if isinstance(each, OccasionEntry)]
    assert [each.occasion.on for each in found] == [TODAY + timedelta(days=3)]
    with qtbot.waitSignal(page.customer_opened) as shown:
        qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)
    assert shown.args == [customer_id]


def test_an_empty_book_asks_for_a_file(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page()
    assert page._empty.isVisible()
    with qtbot.waitSignal(page.import_requested):
        qtbot.mouseClick(page._empty.action, Qt.MouseButton.LeftButton)


def test_an_empty_book_has_the_file_as_its_first_button_and_under_the_keyboard(
    qtbot: QtBot, store: Store, jobs: Jobs
) -> None:
    today, cases = TodayService(store), CasesService(store)
    page = TodayPage(today, cases, lambda: ReportsService(store), jobs)
    jobs.data_changed.connect(page.on_data_changed)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()  # as a start does, before anything was read
    qtbot.waitUntil(page._empty.isVisible)
    assert page._empty.action.hasFocus()
    kinds = [made.property("kind") for made in (page._empty.action, page.log_button)]
    assert kinds == ["primary", ""]
    care = CustomerDesk.of(store).care
    jobs.write(lambda _progress: care.create(CustomerDraft(name="王志强", number="C1")))
    qtbot.waitUntil(lambda: page.log_button.property("kind") == "primary")
    assert page._empty.action.property("kind") == ""


def test_nothing_is_said_of_what_was_not_read_yet(qtbot: QtBot, store: Store, jobs: Jobs) -> None:
    today, cases = TodayService(store), CasesService(store)
    page = TodayPage(today, cases, lambda: ReportsService(store), jobs)
    qtbot.addWidget(page)
    page.show()
    assert not page.occasions._empty.isVisible()
    assert not page.visits._empty.isVisible()
    qtbot.waitUntil(page.occasions._empty.isVisible)


def test_a_week_without_work_offers_a_visit(
    qtbot: QtBot, store: Store, make_page: MakePage
) -> None:
    CustomerDesk.of(store).care.create(CustomerDraft(name="王志强", number="C1"))
    page = make_page()
    with qtbot.waitSignal(page.plan_requested):
        qtbot.mouseClick(page._empty.action, Qt.MouseButton.LeftButton)


def test_figures_without_data_say_so_and_show_no_number(make_page: MakePage) -> None:
    page = make_page()
    assert {card.figure.text() for card in page.figures} == {"no data yet"}
    first = page.figures[0]
    assert "No snapshot was frozen" in first.accessibleName()


def test_a_figure_opens_what_is_behind_it(qtbot: QtBot, make_page: MakePage, store: Store) -> None:
    DemoService(store).fill(60, seed=1)
    page = make_page()
    titles = [card.accessibleName().partition("(")[0].strip() for card in page.figures]
    assert titles == [
        *("Snapshot retention", "Service reach, executed", "Revenue retention"),
        "Points redemption",
    ]
    with qtbot.waitSignal(page.figure_opened) as opened:
        qtbot.mouseClick(page.figures[0], Qt.MouseButton.LeftButton)
    assert opened.args == ["snapshot_retention", "2026-Q4"]
    assert "target over 15%" in page.figures[3].accessibleName()


def test_a_figure_without_data_gives_its_place_to_one_that_has(store: Store, wang: int) -> None:
    figures = TodayService(store).beside().figures
    counted = [value.spec.key for value in figures if value.rate is not None]
    assert counted == ["reach_executed", "churn"]
    assert [value.spec.key for value in figures][:2] == counted


def test_the_visit_pack_of_the_day_opens(
    qtbot: QtBot, store: Store, make_page: MakePage, jobs: Jobs, customer_id: int
) -> None:
    new_visit(store, customer_id)
    page = make_page()
    qtbot.mouseClick(page.pack_button, Qt.MouseButton.LeftButton)
    (preview,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, PdfPreview)]
    qtbot.waitUntil(jobs.is_idle)
    preview.reject()


def test_reloads_only_for_its_own_areas(
    qtbot: QtBot, make_page: MakePage, customer_id: int
) -> None:
    page = make_page()
    with qtbot.assertNotEmitted(page.table.rows.modelReset, wait=100):
        page.on_data_changed(frozenset({Area.SHEETS}))
    with qtbot.waitSignal(page.table.rows.modelReset):
        page.on_data_changed(frozenset({Area.TASKS}))


def test_it_says_so_until_the_tasks_of_today_are_derived(
    qtbot: QtBot, store: Store, make_page: MakePage, jobs: Jobs, wang: int
) -> None:
    page = make_page()
    assert "being brought up to date" in page._head._note.whole_text()
    jobs.write(RetentionRunService(store).run_if_due)
    qtbot.waitUntil(lambda: "being brought up" not in page._head._note.whole_text())


def test_the_reason_keeps_room_in_a_narrow_window(make_page: MakePage, wang: int) -> None:
    page = make_page()
    header, keys = page.table.horizontalHeader(), page.table._keys

    def widths(room: int) -> dict[str, int]:
        page.resize(room, 552)
        return {key: header.sectionSize(place) for place, key in enumerate(keys)}

    narrow, usual, wide = widths(904), widths(1190), widths(1700)  # 904: the least window's page
    assert (narrow[TIER], narrow[NAME]) == (0, NAME_ALONE)
    assert narrow[STRETCHED] > 120
    assert usual[TIER] > 0
    assert wide[NAME] == NAME_WIDTH
    assert min(usual[STRETCHED], wide[STRETCHED]) > 200
