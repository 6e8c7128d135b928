from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget
from pytestqt.qtbot import QtBot

from vipdesk.ui.kit.fields import DateField, NumberField, TimeField


@pytest.fixture
def field(qtbot: QtBot) -> DateField:
    field = DateField()
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.mark.parametrize(
    "text", ["2026-11-21", "2026/11/21", "20261121", "2026年11月21日", " 2026.11.21 "]
)
def test_a_day_is_read_in_its_usual_forms(field: DateField, text: str) -> None:
    field.setText(text)
    assert field.value() == date(2026, 11, 21)
    field.editingFinished.emit()
    assert field.text() == "2026-11-21"


@pytest.mark.parametrize("text", ["2027-02-31", "tomorrow", "2026"])
def test_what_is_no_day_is_not_valid(field: DateField, text: str) -> None:
    field.setText(text)
    assert not field.is_valid()
    assert field.value() is None


def test_an_empty_day_is_valid(field: DateField) -> None:
    assert field.is_valid()
    assert field.value() is None


def test_a_day_tells_once_that_it_changed(qtbot: QtBot, field: DateField) -> None:
    with qtbot.assertNotEmitted(field.value_changed):
        field.set_value(date(2026, 11, 2))
    with qtbot.waitSignal(field.value_changed):
        qtbot.keyClicks(field, "1")  # 2026-11-021: no day
    assert field.value() is None


def test_a_day_is_picked_by_keyboard(qtbot: QtBot, field: DateField) -> None:
    field.set_value(date(2026, 11, 21))
    field.pick()
    calendar = field.findChild(QCalendarWidget)
    assert calendar is not None
    with qtbot.waitSignal(field.value_changed):
        inner = calendar.focusProxy() or calendar
        qtbot.keyClick(inner, Qt.Key.Key_Right)
        qtbot.keyClick(inner, Qt.Key.Key_Return)
    assert field.value() == date(2026, 11, 22)


def test_time_and_number(qtbot: QtBot) -> None:
    at, count = TimeField(time(9, 30)), NumberField(1, 10, 3, "x")
    qtbot.addWidget(at)
    qtbot.addWidget(count)
    assert at.value() == time(9, 30)
    assert (count.value(), count.text()) == (3, "3 x")
