"""The numbers behind indicators: every one has a field; what is edited is a new version."""

from dataclasses import fields

import pytest
from pytestqt.qtbot import QtBot

from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicator_words import Kept
from vipdesk.domain.settings import Settings
from vipdesk.services.indicators.kept import KEPT
from vipdesk.ui.settings.indicators import IndicatorsPanel


@pytest.fixture
def panel(qtbot: QtBot) -> IndicatorsPanel:
    made = IndicatorsPanel()
    qtbot.addWidget(made)
    made.show_settings(Settings())
    return made


def test_every_number_of_the_rules_can_be_reached(panel: IndicatorsPanel) -> None:
    assert {each.name for each in fields(IndicatorRules)} == {
        *panel.numbers,
        *("kept", "base", "escalated_per"),
    }
    assert set(KEPT) == {str(each) for each in Kept}


def test_what_is_shown_is_what_comes_back(panel: IndicatorsPanel, qtbot: QtBot) -> None:
    assert panel.apply(Settings()) == Settings()
    with qtbot.waitSignal(panel.changed):
        panel.numbers["settled_days"].setValue(20)
    panel.kept.set_value("fee_floor")
    panel.numbers["fee_floor_fen"].setValue(5_000)
    panel.escalated.set_value("lines")
    edited = panel.apply(Settings()).indicators
    assert (edited.settled_days, edited.kept, edited.fee_floor_fen) == (20, "fee_floor", 5_000)
    assert edited.escalated_per == "lines"
