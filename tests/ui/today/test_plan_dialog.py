from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import NOW, TODAY
from tests.ui.shots import LOOKS, look
from tests.ui.today.conftest import MakePage
from tests.ui.visits.conftest import settled_shot
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.day_plan import DayPlanService
from vipdesk.services.visits import VisitPlan, VisitsService
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.today.plan_dialog import DayPlanDialog


@pytest.fixture
def customers(store: Store) -> list[int]:
    """Three, each with a visit today, an hour apart."""
    care, visits = CustomerDesk.of(store).care, VisitsService(store)
    made = [
        care.create(CustomerDraft(name=name, number=name, phone="13900008812")).value
        for name in ("王志强", "陈晓燕", "赵国栋")
    ]
    for hours, customer_id in enumerate(made, 1):
        visits.plan(VisitPlan(customer_id=customer_id, at=NOW + timedelta(hours=hours)))
    return made


def _open(qtbot: QtBot, make_page: MakePage, jobs: Jobs) -> DayPlanDialog:
    dialog = make_page().plan_day()
    assert dialog is not None
    qtbot.waitUntil(jobs.is_idle)
    return dialog


def _planned(store: Store) -> list[int]:
    return [stop.customer_id for stop in DayPlanService(store).read(TODAY) if stop.planned]


def test_ticked_and_ordered_by_keyboard(
    qtbot: QtBot, store: Store, make_page: MakePage, jobs: Jobs, customers: list[int]
) -> None:
    dialog = _open(qtbot, make_page, jobs)
    first, second, _third = customers
    qtbot.keyClick(dialog.stops, Qt.Key.Key_Space)
    qtbot.keyClick(dialog.stops, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    dialog.stops.setCurrentRow(0)
    qtbot.keyClick(dialog.stops, Qt.Key.Key_Space)
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _planned(store) == [second, first])


def test_what_was_planned_is_ticked_when_it_is_opened_again(
    qtbot: QtBot, store: Store, make_page: MakePage, jobs: Jobs, customers: list[int]
) -> None:
    DayPlanService(store).save(TODAY, customers[::-1])
    dialog = _open(qtbot, make_page, jobs)
    assert dialog.stops.ticked() == customers[::-1]
    dialog.reject()


def test_sheets_are_printed_of_the_ticked_alone(
    qtbot: QtBot, make_page: MakePage, jobs: Jobs, customers: list[int]
) -> None:
    dialog = _open(qtbot, make_page, jobs)
    qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    assert "Tick" in dialog.refusal()
    qtbot.keyClick(dialog.stops, Qt.Key.Key_Space)
    qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    (preview,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, PdfPreview)]
    qtbot.waitUntil(jobs.is_idle)
    assert preview._report is not None
    assert preview._report.rows == 1
    preview.reject()
    dialog.reject()


@pytest.mark.shots
def test_the_plan_in_all_looks(
    qtbot: QtBot, make_page: MakePage, jobs: Jobs, customers: list[int]
) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            dialog = _open(qtbot, make_page, jobs)
            settled_shot(qtbot, dialog, "today/plan", dialog.sizeHint())
            dialog.reject()
