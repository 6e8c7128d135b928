import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from tests.ui.shots import LOOKS, look, shoot
from vipdesk.domain.words import Outcome
from vipdesk.services.offer_results import OfferResult
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.settings.offer_results import OfferResultsDialog

FOUND = [
    OfferResult("原套餐续约 24 个月", 14, 9, {Outcome.RENEWED: 9, Outcome.THINKING: 5}),
    OfferResult("改为融合套餐", 6, 1, {Outcome.UPGRADED: 1, Outcome.REFUSED: 2}),
]


def test_results_stand_in_a_table(qtbot: QtBot, jobs: Jobs) -> None:
    dialog = OfferResultsDialog(lambda: FOUND, jobs, None)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    shown = [dialog.model.index(0, column).data() for column in range(5)]
    assert shown == ["原套餐续约 24 个月", "14", "9", "9", "0"]


def test_without_offers_it_says_what_is_counted(qtbot: QtBot, jobs: Jobs) -> None:
    dialog = OfferResultsDialog(list, jobs, None)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(jobs.is_idle)
    assert dialog._empty.isVisible()
    assert not dialog.table.isVisible()


@pytest.mark.shots
@pytest.mark.parametrize(("language", "mode"), LOOKS)
def test_how_it_looks(qtbot: QtBot, jobs: Jobs, language: str, mode: str) -> None:
    with look(language, mode):
        dialog = OfferResultsDialog(lambda: FOUND, jobs, None)
        qtbot.addWidget(dialog)
        qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
        shoot(qtbot, dialog, "settings/offer-results", QSize(1200, 440))
