"""The trend is painted by the desk itself, and each of its figures can be read."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.reports.period_samples import trend
from vipdesk.domain.indicators import Value
from vipdesk.ui import theme
from vipdesk.ui.indicators.trend import HEIGHT, TrendChart, _scale
from vipdesk.ui.theme import Token


@pytest.fixture
def values() -> tuple[Value, ...]:
    return trend(0)


@pytest.fixture
def chart(qtbot: QtBot, values: tuple[Value, ...]) -> TrendChart:
    made = TrendChart()
    qtbot.addWidget(made)
    theme.dress(made)
    made.resize(368, HEIGHT)
    made.show_values(values)
    made.show()
    qtbot.waitExposed(made)
    return made


def _name(token: Token) -> str:
    return QColor(theme.current().colour(token)).name()


def _colours(chart: TrendChart) -> set[str]:
    image = chart.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_every_value_can_be_heard_and_gone_to(qtbot: QtBot, chart: TrendChart) -> None:
    told = chart.accessibleDescription().split(", ")
    assert len(told) == len(chart.values) == 6
    assert told[0].endswith("–")  # a period without a value
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.toolTip().split() == told[4].split()


def test_it_paints_the_line_and_the_target(chart: TrendChart, values: tuple[Value, ...]) -> None:
    assert values[-1].goal is not None
    accent, red = (
        QColor(theme.current().colour(each)).name() for each in (Token.ACCENT, Token.RED)
    )
    assert {accent, red} <= _colours(chart)
    chart.show_values([replace(value, target=None) for value in values])
    assert red not in _colours(chart)


@pytest.mark.parametrize(
    ("values", "goal"),
    [([], None), ([None], 92.0), ([5.0], None), ([0.0, 0.0], None), ([-3.0, 4.0], 1.0)],
)
def test_all_that_is_shown_is_within_the_scale(
    values: list[float | None], goal: float | None
) -> None:
    low, high = _scale(values, goal)
    assert low < high
    assert all(low < each < high for each in (*values, goal) if each is not None)


def test_without_a_value_it_is_empty(chart: TrendChart, values: tuple[Value, ...]) -> None:
    chart.clearFocus()  # its frame has that colour too
    chart.show_values([replace(values[-1], numerator=None, target=None)])
    assert _name(Token.ACCENT) not in _colours(chart)
