"""The numbers behind points: every one has a field; what is edited is a new version."""

from dataclasses import fields

import pytest
from pytestqt.qtbot import QtBot

from vipdesk.domain.points_rules import PointsRules, anniversaries_in, anniversaries_typed
from vipdesk.domain.settings import Settings
from vipdesk.ui.settings.points import PointsPanel


@pytest.fixture
def panel(qtbot: QtBot) -> PointsPanel:
    made = PointsPanel()
    qtbot.addWidget(made)
    made.show_settings(Settings())
    return made


def test_every_number_of_the_rules_can_be_reached(panel: PointsPanel) -> None:
    reached = {"factors", "anniversary", "rounding", "warn_days"}
    assert {each.name for each in fields(PointsRules)} == {*panel.numbers, *reached}
    assert set(panel.factors) == set(PointsRules().factors)


def test_what_points_buy_is_a_click_away(panel: PointsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.catalogue_requested):
        panel.catalogue_button.click()


def test_what_is_shown_is_what_comes_back(panel: PointsPanel, qtbot: QtBot) -> None:
    assert panel.apply(Settings()) == Settings()
    with qtbot.waitSignal(panel.changed):
        panel.factors["gold"].setValue(130)
    panel.numbers["day_cap"].setValue(20_000)
    panel.anniversary.setText("10=1000, 5 = 300")
    panel.warn_days.setText("14 45")
    panel.rounding.set_value("up")
    edited = panel.apply(Settings()).points
    assert edited.factors["gold"] == 130
    assert (edited.day_cap, edited.rounding, edited.warn_days) == (20_000, "up", (45, 14))
    assert edited.anniversary == {"5": 300, "10": 1000}
    panel.show_settings(Settings())
    assert panel.apply(Settings()) == Settings()


def test_what_cannot_be_read_must_be_mended(panel: PointsPanel) -> None:
    panel.anniversary.setText("5=")
    assert panel.earning.message("anniversary") == "Years and points, such as 5=300, 10=1000."
    assert panel.focus_problem()
    panel.anniversary.setText("")
    panel.warn_days.setText("soon")
    assert panel.telling.message("warn_days")
    assert panel.focus_problem()
    panel.warn_days.setText("7")
    assert not panel.focus_problem()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", {}),
        ("5=300", {"5": 300}),
        ("10：1000，5 = 300", {"5": 300, "10": 1000}),
        ("0=5", None),
        ("5=-1", None),
        ("five=1", None),
    ],
)
def test_reads_anniversaries(typed: str, found: dict[str, int] | None) -> None:
    assert anniversaries_in(typed) == found
    if found is not None:
        assert anniversaries_in(anniversaries_typed(found)) == found
