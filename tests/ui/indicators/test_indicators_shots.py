from calendar import monthrange
from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from tests.store.builders import add_customer, add_touchpoint
from tests.ui.indicators.conftest import Cohorts, MakePage
from tests.ui.shots import SIZES, in_looks, shoot, shoot_looks
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.periods import Period
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.view import Asked
from vipdesk.store.book import Store
from vipdesk.store.records import OwnerHistory
from vipdesk.ui.indicators.dialogs import EnterDialog, FreezeDialog, ReopenDialog, TargetsDialog
from vipdesk.ui.indicators.period_dialog import PeriodDialog
from vipdesk.ui.indicators.snapshots import BESIDE, NAMES, PARTS, TIME
from vipdesk.ui.indicators.waive import WaiveDialog
from vipdesk.ui.jobs import Jobs


@pytest.mark.shots
def test_page(qtbot: QtBot, jobs: Jobs, filled: Cohorts, make_page: MakePage) -> None:
    assert filled
    for page in in_looks(make_page):
        page.show_values()
        for size in SIZES:
            shoot(qtbot, page, "indicators/page", size)
        page.table.opened.emit(0)
        qtbot.waitUntil(jobs.is_idle)
        shoot(qtbot, page, "indicators/names", SIZES[0])


@pytest.mark.shots
def test_snapshots(
    qtbot: QtBot, store: Store, jobs: Jobs, filled: Cohorts, make_page: MakePage
) -> None:
    assert filled
    for month in (6, 7, 8):
        day = date(2026, month, monthrange(2026, month)[1])
        CohortService(store).freeze(CohortDraft(name=f"2026-{month:02}", on_day=day))
    for page in in_looks(make_page):
        page.show_snapshots()
        qtbot.waitUntil(jobs.is_idle)
        for view, sizes in (
            (NAMES, SIZES),
            (PARTS, SIZES[:1]),
            (BESIDE, SIZES),
            (TIME, SIZES[:1]),
        ):
            page.snapshots.view.set_value(view)
            page.snapshots.view.chosen.emit(view)
            qtbot.waitUntil(jobs.is_idle)
            for size in sizes:
                shoot(qtbot, page, f"indicators/snapshots-{view}", size)


@pytest.mark.shots
def test_empty(qtbot: QtBot, make_page: MakePage) -> None:
    for page in in_looks(make_page):
        shoot(qtbot, page, "indicators/empty", SIZES[0])


def waiving(qtbot: QtBot, desk: IndicatorDesk, jobs: Jobs, asked: Asked) -> WaiveDialog:
    dialog = WaiveDialog(desk, jobs, None, asked, 1, waived=False)
    qtbot.waitUntil(dialog.primary_button.isEnabled)
    return dialog


@pytest.mark.shots
def test_dialogs(qtbot: QtBot, store: Store, jobs: Jobs, make_page: MakePage) -> None:
    with store.action("customer.create") as session:
        add_touchpoint(session, add_customer(session), date(2026, 7, 20))
        session.flush()
        session.execute(update(OwnerHistory).values(recorded_on=date(2026, 7, 1)))
    desk = IndicatorDesk.of(store)
    page = make_page()
    assert page.board is not None
    values, today = page.board.values, store.today()
    period = Period.month(today)
    made: dict[str, Callable[[], QWidget]] = {
        "freeze": lambda: FreezeDialog(desk, jobs, None, IndicatorRules()),
        "targets": lambda: TargetsDialog(desk, jobs, None, values),
        "enter": lambda: EnterDialog(desk, jobs, None, period, today),
        "months": lambda: PeriodDialog(None, today, period),
        "waive": lambda: waiving(qtbot, desk, jobs, Asked(Period.parse("2026-10"))),
        "reopen": lambda: ReopenDialog(desk, jobs, None, "2026-10"),
    }
    for name, make in made.items():
        shoot_looks(qtbot, make, f"indicators/{name}", (make().sizeHint(),))
