"""The page of indicators: values, those behind them, closing, targets."""

from datetime import date
from pathlib import Path

import pytest
import python_calamine
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from tests.store.builders import add_customer, add_touchpoint
from tests.ui.indicators.conftest import Cohorts, MakePage
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicators import Side
from vipdesk.domain.periods import Period
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.records import OwnerHistory
from vipdesk.ui.indicators import words
from vipdesk.ui.indicators.dialogs import EnterDialog, FreezeDialog, ReopenDialog, TargetsDialog
from vipdesk.ui.indicators.page import IndicatorsPage
from vipdesk.ui.indicators.period_dialog import PeriodDialog
from vipdesk.ui.indicators.waive import WaiveDialog
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.pdf_preview import PdfPreview


def place_of(page: IndicatorsPage, key: str) -> int:
    assert page.board is not None
    return [value.spec.key for value in page.board.values].index(key)


def cells(page: IndicatorsPage, key: str) -> list[str]:
    row = place_of(page, key)
    return [page.model.cell(row, place).text for place in range(page.model.columnCount())]


@pytest.fixture
def page(filled: Cohorts, make_page: MakePage) -> IndicatorsPage:
    assert filled
    return make_page()


def test_values_stand_against_their_targets(page: IndicatorsPage) -> None:
    assert cells(page, "snapshot_retention")[:4] == [
        "Snapshot retention",
        "92.50%",
        "≥ 92%",
        "On target",
    ]
    assert cells(page, "satisfaction")[1:4:2] == ["–", "No data yet"]
    assert page.side.cohort_card.accessibleName() == "Lost: 3"


def test_the_names_fit_into_their_column(page: IndicatorsPage) -> None:
    table = page.table
    assert table.sizeHintForColumn(0) <= table.columnWidth(0)


def test_the_last_day_is_said_once_above_the_values(page: IndicatorsPage) -> None:
    assert page.board is not None
    last = max(value.to_date for value in page.board.values if value.to_date)
    said = f"to date {last}"
    assert said in page.head._note.whole_text()
    column = [each.key for each in page.model.columns()].index("behind")
    looks = [page.model.cell(row, column).look for row in range(page.model.rowCount())]
    notes = [look.note.text for look in looks if look.note]
    assert any("to date" in note for note in notes)  # what is counted to another day says so
    assert not [note for note in notes if said in note]


def test_return_lists_those_behind_and_opens_a_customer(
    qtbot: QtBot, jobs: Jobs, page: IndicatorsPage, filled: Cohorts
) -> None:
    page.table.go_to(place_of(page, "snapshot_retention"))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.behind.model.rowCount() == 37)
    page.behind.side.set_value(str(Side.DIFFERENCE))
    page.behind.side.chosen.emit(str(Side.DIFFERENCE))
    qtbot.waitUntil(lambda: page.behind.model.rowCount() == 3)
    with qtbot.waitSignal(page.customer_opened) as opened:
        page.behind.table.opened.emit(0)
    assert opened.args == [filled.customer_ids[3]]
    qtbot.mouseClick(page.back_button, Qt.MouseButton.LeftButton)
    assert page.table.isVisible()


def test_a_figure_of_another_page_is_opened_with_those_behind_it(
    qtbot: QtBot, page: IndicatorsPage
) -> None:
    page.go_to("revenue_retention", "2026-Q4")
    qtbot.waitUntil(lambda: page.behind.isVisible() and page.behind.model.rowCount() > 0)
    value = page.current()
    assert value is not None
    assert value.spec.key == "revenue_retention"
    assert page.board is not None
    assert page.board.asked.period.key == "2026-Q4"


def test_the_report_is_shown_before_it_is_saved(
    qtbot: QtBot, jobs: Jobs, page: IndicatorsPage, store: Store, tmp_path: Path
) -> None:
    qtbot.mouseClick(page.report_button, Qt.MouseButton.LeftButton)
    (preview,) = page.findChildren(PdfPreview)
    qtbot.waitUntil(lambda: preview.pages.count() > 1)
    assert preview.windowTitle().startswith("Quarter's report")
    preview.done(0)
    page.actions_["workbook"].trigger()
    (dialog,) = page.findChildren(QFileDialog)
    path = tmp_path / "report.xlsx"
    dialog.selectFile(str(path))
    with qtbot.waitSignal(page.toast_requested) as told:
        dialog.fileSelected.emit(str(path))
        qtbot.waitUntil(jobs.is_idle)
    assert told.args[0] == "Saved: report.xlsx"
    assert path.stat().st_size > 1_000
    assert JournalService(store).entries(1)[0].code == "report.month"


def test_the_table_is_copied(qtbot: QtBot, page: IndicatorsPage) -> None:
    page.actions_["copy"].trigger()
    text = QGuiApplication.clipboard().text()
    assert "Snapshot retention\t92.50%\t≥ 92%\tOn target\t37 / 40 Customers" in text


def test_a_month_is_closed_and_reopened(qtbot: QtBot, jobs: Jobs, page: IndicatorsPage) -> None:
    page.period.set_value("2026-10")
    page.reload()
    qtbot.waitUntil(lambda: page.actions_["close"].isEnabled())
    page.actions_["close"].trigger()
    qtbot.waitUntil(lambda: page.actions_["reopen"].isEnabled())
    assert page.board is not None
    assert page.board.value("churn").closed
    dialog = ReopenDialog(page._desk, jobs, page, "2026-10")
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.primary_button.click()
    assert not dialog.isHidden()  # it asks why
    dialog.reason.setText("a late file")
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: page.actions_["close"].isEnabled())
    assert not page.board.value("churn").closed


def test_a_part_of_the_book(qtbot: QtBot, jobs: Jobs, page: IndicatorsPage) -> None:
    page.part.set_value("tier:diamond")
    page.part.chosen.emit("tier:diamond")
    qtbot.waitUntil(jobs.is_idle)
    assert cells(page, "snapshot_retention")[4] == "10 / 10 Customers"


def test_targets_are_set_and_taken_back(
    qtbot: QtBot, jobs: Jobs, store: Store, page: IndicatorsPage
) -> None:
    assert page.board is not None
    dialog = TargetsDialog(page._desk, jobs, page, page.board.values)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.fields["churn"].setText("x")
    dialog.primary_button.click()
    assert not dialog.isHidden()
    dialog.fields["churn"].setText("0.8%")
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: cells(page, "churn")[2] == "≤ 0.80%")
    jobs.write(lambda _progress: JournalService(store).undo())
    qtbot.waitUntil(lambda: cells(page, "churn")[2] == "≤ 1%")


def test_the_values_are_saved_as_a_workbook(
    qtbot: QtBot, jobs: Jobs, page: IndicatorsPage, store: Store, tmp_path: Path
) -> None:
    page.part.set_value("tier:diamond")
    page.part.chosen.emit("tier:diamond")
    page.actions_["values"].trigger()
    (dialog,) = page.findChildren(QFileDialog)
    path = tmp_path / "values.xlsx"
    dialog.selectFile(str(path))
    with qtbot.waitSignal(page.toast_requested):
        dialog.fileSelected.emit(str(path))
        qtbot.waitUntil(jobs.is_idle)
    sheets = python_calamine.load_workbook(str(path))
    first = sheets.get_sheet_by_index(0).to_python()[1]
    assert first[:5] == ["Snapshot retention", "Customers", 10, 10, 1.0]
    assert sheets.get_sheet_by_name("About").to_python()[2] == ["Part of the book", "Diamond"]
    assert JournalService(store).entries(1)[0].label(str) == "Export the indicators of 2026-Q4"


def test_any_months_can_be_asked_for(qtbot: QtBot, page: IndicatorsPage) -> None:
    page.period.set_value("other")
    page.period.chosen.emit("other")
    (dialog,) = page.findChildren(PeriodDialog)
    dialog.first.set_value("2026-11")
    dialog.last.set_value("2026-09")
    dialog.primary_button.click()
    assert not dialog.isHidden()  # it ends before it begins
    dialog.first.set_value("2026-08")
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: page.board is not None and page.board.asked == page.asked())
    assert page.asked().period == Period("2026-08", "2026-09")
    assert page.period.currentText() == "2026-08 – 2026-09"
    assert cells(page, "churn")[3:] == ["", "0 / 80 Lines"]
    assert page.board is not None
    assert "target of a month" in words.notes(page.board.value("churn"))


def test_a_figure_of_others_is_entered(qtbot: QtBot, jobs: Jobs, page: IndicatorsPage) -> None:
    period, today = page.asked().period, page._desk.store.today()
    dialog = EnterDialog(page._desk, jobs, page, period, today)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.key.set_value("hotline")
    dialog.part.setText("86")
    dialog.primary_button.click()
    assert not dialog.isHidden()
    dialog.origin.setText("report of 3 November")
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: cells(page, "hotline")[1] == "86.00%")


def test_a_missed_care_window_is_waived_and_counts_again(
    qtbot: QtBot, jobs: Jobs, store: Store, make_page: MakePage
) -> None:
    with store.action("customer.create") as session:
        add_touchpoint(session, add_customer(session), date(2026, 7, 20))
        session.flush()
        session.execute(update(OwnerHistory).values(recorded_on=date(2026, 7, 1)))
    page = make_page()
    assert cells(page, "service_standard")[4] == "0 / 1 Care windows"
    page.table.go_to(place_of(page, "service_standard"))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(jobs.is_idle)
    assert not page.behind.waive_button.isEnabled()  # nobody was met
    choose(qtbot, jobs, page, Side.DIFFERENCE)
    qtbot.mouseClick(page.behind.waive_button, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(WaiveDialog)
    qtbot.waitUntil(dialog.primary_button.isEnabled)
    assert dialog.window_.value() == "2026-07-20"
    dialog.primary_button.click()
    assert not dialog.isHidden()  # it asks why
    dialog.reason.setText("abroad")
    with qtbot.waitSignals([dialog.written, page.toast_requested]):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: cells(page, "service_standard")[3:5] == ["Nothing to count", ""])
    assert page.board is not None
    assert words.notes(page.board.value("service_standard")) == "waived: 1"
    choose(qtbot, jobs, page, Side.WAIVED)
    qtbot.mouseClick(page.behind.waive_button, Qt.MouseButton.LeftButton)
    dialog = next(each for each in page.findChildren(WaiveDialog) if each.isVisible())
    qtbot.waitUntil(dialog.primary_button.isEnabled)
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: cells(page, "service_standard")[4] == "0 / 1 Care windows")


def choose(qtbot: QtBot, jobs: Jobs, page: IndicatorsPage, side: Side) -> None:
    qtbot.waitUntil(jobs.is_idle)
    page.behind.side.set_value(str(side))
    page.behind.side.chosen.emit(str(side))
    qtbot.waitUntil(jobs.is_idle)
    page.behind.table.go_to(0)
    assert page.behind.waive_button.isEnabled()


def test_a_snapshot_is_frozen(qtbot: QtBot, jobs: Jobs, page: IndicatorsPage) -> None:
    dialog = FreezeDialog(page._desk, jobs, page, IndicatorRules())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.whom["tiers"].set_values(["diamond"])
    with qtbot.waitSignal(dialog.written) as written:
        dialog.primary_button.click()
    assert written.args is not None
    assert written.args[0].customers == 10
    qtbot.waitUntil(lambda: page.board is not None and len(page.board.cohorts) == 2)


def test_a_quarter_without_a_snapshot_asks_for_one(store: Store, make_page: MakePage) -> None:
    assert store.today().isoformat() == "2026-11-21"
    page = make_page()
    said = [part.text() for part in page.side.cohort_card.findChildren(QLabel)]
    assert any("No snapshot of 2026-09-30 was frozen yet" in text for text in said)
