"""Snapshots on the page of indicators: names by group, parts, and several side by side."""

from datetime import date
from pathlib import Path

import pytest
import python_calamine
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.indicators.conftest import Cohorts, MakePage
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.ui.indicators.page import IndicatorsPage
from vipdesk.ui.indicators.snapshots import BESIDE, NAMES, PARTS, TIME, SnapshotsView
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.table_model import PagedTableModel


@pytest.fixture
def page(
    filled: Cohorts, store: Store, make_page: MakePage, qtbot: QtBot, jobs: Jobs
) -> IndicatorsPage:
    """The page with its snapshots of August and September."""
    assert filled
    CohortService(store).freeze(CohortDraft(name="August", on_day=date(2026, 8, 31)))
    page = make_page()
    qtbot.mouseClick(page.side.snapshots_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    return page


@pytest.fixture
def view(page: IndicatorsPage) -> SnapshotsView:
    return page.snapshots


def choose(qtbot: QtBot, jobs: Jobs, control: Segmented | Choice, key: str) -> None:
    control.set_value(key)
    control.chosen.emit(key)
    qtbot.waitUntil(jobs.is_idle)


def column(model: PagedTableModel, key: str) -> list[str]:  # type: ignore[type-arg]
    place = [each.key for each in model.columns()].index(key)
    return [model.cell(row, place).text for row in range(model.rowCount())]


def test_the_lost_are_listed_by_reason_and_open(
    qtbot: QtBot, jobs: Jobs, view: SnapshotsView, page: IndicatorsPage, filled: Cohorts
) -> None:
    assert column(view.list.model, "name") == ["2026Q3", "August"]
    assert column(view.names, "state") == [
        "Ported out · Price",
        "Network",
        "Ported out · Price",
    ]
    view.reason.fill()
    choose(qtbot, jobs, view.reason, "1")
    assert column(view.names, "state") == ["Network"]
    with qtbot.waitSignal(page.customer_opened) as opened:
        view.names_table.opened.emit(0)
    assert opened.args == [filled.customer_ids[7]]
    choose(qtbot, jobs, view.group, "kept")
    assert view.names.rowCount() == 37
    choose(qtbot, jobs, view.group, "returned")
    assert view.empty.isVisible()
    assert view.facts.facts["kept"].accessibleName() == "Kept 37 / 40"


def test_another_way_of_being_kept_and_another_time(
    qtbot: QtBot, jobs: Jobs, view: SnapshotsView
) -> None:
    choose(qtbot, jobs, view.kept, "still_vip")
    assert view.facts.facts["lost"].accessibleName() == "Lost 3"
    view.list.go_to(2)
    choose(qtbot, jobs, view.counted, "1")
    assert view.facts.facts["kept"].accessibleName() == "Kept 40 / 40"
    assert view.facts.facts["month"].accessibleName() == "Bills of 2026-09"


def test_parts_lead_to_their_names(qtbot: QtBot, jobs: Jobs, view: SnapshotsView) -> None:
    choose(qtbot, jobs, view.view, PARTS)
    assert list(zip(column(view.figures, "name"), column(view.figures, "kept"), strict=True)) == [
        ("Gold", "27"),
        ("Diamond", "10"),
    ]
    choose(qtbot, jobs, view.kept, "fee_floor")
    choose(qtbot, jobs, view.counted, "1")
    assert view.facts.facts["month"].accessibleName() == "Bills of 2026-10"
    view.list.go_to(2)
    qtbot.waitUntil(jobs.is_idle)
    assert view.facts.facts["month"].accessibleName() == "Bills of 2026-09"
    assert column(view.figures, "forecast") == ["–", "–"]  # of a time that is over
    view.list.go_to(1)
    qtbot.waitUntil(jobs.is_idle)
    view.figures_table.opened.emit(0)
    qtbot.waitUntil(jobs.is_idle)
    assert view.view.value() == NAMES
    assert (view.whole.text(), view.names.rowCount()) == ("Gold", 3)
    assert view.facts.facts["kept"].accessibleName() == "Kept 27 / 30"
    qtbot.mouseClick(view.whole, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert view.facts.facts["kept"].accessibleName() == "Kept 37 / 40"


def test_several_stand_side_by_side_at_the_same_distance(
    qtbot: QtBot, jobs: Jobs, view: SnapshotsView
) -> None:
    choose(qtbot, jobs, view.view, BESIDE)
    choose(qtbot, jobs, view.counted, "1")
    assert column(view.figures, "name") == ["2026Q3", "August"]
    assert column(view.figures, "lost") == ["3", "0"]
    assert column(view.figures, "reasons")[0] == "Ported out · Price 2, Network 1"
    choose(qtbot, jobs, view.view, TIME)
    assert column(view.times, "after1") == ["92.50%", "100.00%"]
    assert column(view.times, "after2") == ["–", "92.50%"]
    view.list.model.toggle_checks([1])
    view.list.model.checks_changed.emit()
    qtbot.waitUntil(jobs.is_idle)
    assert column(view.times, "name") == ["August"]
    view.times_table.opened.emit(2)
    qtbot.waitUntil(jobs.is_idle)
    current = view.list.current()
    assert current is not None
    assert (current.name, view.view.value()) == ("August", NAMES)


def test_a_list_is_copied_and_saved_masked(
    qtbot: QtBot, jobs: Jobs, view: SnapshotsView, store: Store, tmp_path: Path
) -> None:
    view.copy.click()
    qtbot.waitUntil(jobs.is_idle)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Customer\tNumber\tTier")
    assert "Ported out · Price" in text
    view.export.click()
    (dialog,) = view.findChildren(QFileDialog)
    path = tmp_path / "lost.xlsx"
    dialog.selectFile(str(path))
    with qtbot.waitSignal(view.told) as told:
        dialog.fileSelected.emit(str(path))
        qtbot.waitUntil(jobs.is_idle)
    assert told.args == ["Saved: lost.xlsx"]
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][5] == "What became of them"
    assert [row[5] for row in rows[1:]] == column(view.names, "state")
    assert JournalService(store).entries(1)[0].params["kind"] == "cohort.xlsx"


def test_snapshots_are_proved(qtbot: QtBot, view: SnapshotsView) -> None:
    with qtbot.waitSignal(view.told) as told:
        view.list.verify.click()
    assert told.args == ["All 2 snapshots are as they were frozen."]


def test_without_a_snapshot_the_view_says_so(qtbot: QtBot, jobs: Jobs, make_page: MakePage) -> None:
    page = make_page()
    page.show_snapshots()
    qtbot.waitUntil(jobs.is_idle)
    assert page.snapshots.list.none.isVisible()
    assert not page.snapshots.card.isEnabled()
    page.show_values()
    assert page.side.isVisible()
