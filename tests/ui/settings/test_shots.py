import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.settings.conftest import go_to
from tests.ui.shots import assert_no_cut_text, in_looks, shoot
from vipdesk.services.risk import RiskService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.settings.page import SettingsPage
from vipdesk.ui.settings.rules import RulesPanel

# What the window leaves to a page at 1366×768, 1920×1080 and at its least size.
ROOMS = (QSize(1190, 692), QSize(1744, 1004))
LEAST = QSize(904, 524)
PARTS = ("general", "checklist", "offers", "benefits", "scripts", "points", "indicators", "rules")


@pytest.mark.shots
def test_every_part_in_every_look(qtbot: QtBot, store: Store) -> None:
    service, risk, jobs = SettingsService(store), RiskService(store), Jobs()

    def make() -> SettingsPage:
        return SettingsPage(service, jobs, rules=lambda: RulesPanel(risk.try_rules, jobs))

    for page in in_looks(make):
        qtbot.addWidget(page)
        qtbot.waitUntil(jobs.is_idle)
        for part in PARTS:
            go_to(qtbot, page, part)
            qtbot.waitUntil(jobs.is_idle)
            for size in ROOMS:
                shoot(qtbot, page, f"settings/{part}", size)
            page.resize(LEAST)
            assert_no_cut_text(page)
    jobs.shut_down()


@pytest.mark.shots
def test_dialogs_and_mistakes(qtbot: QtBot, page: SettingsPage) -> None:
    dialog = page.offers.edit(2)
    dialog._texts["max_fee"].setText("12x")
    dialog.check()
    shoot(qtbot, dialog, "settings/offer", QSize(860, 520))
    dialog.reject()
    go_to(qtbot, page, "scripts")
    page.scripts.editor.appendPlainText("\n## More\n{plan} ends on {date}.")
    page.save()
    shoot(qtbot, page, "settings/mistake", ROOMS[0])
    assert isinstance(page, QWidget)
