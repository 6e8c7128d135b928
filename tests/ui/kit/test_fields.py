from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vipdesk.ui.kit.day_field import DayField
from vipdesk.ui.kit.fields import DateField, NumberField, TimeField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.term_field import TermField


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


def test_tab_comes_to_the_terms_that_stand_ready(qtbot: QtBot) -> None:
    box = QWidget()
    before, term, day = QLineEdit(), TermField(), DayField("Ask again", (1, 3))
    whole = QVBoxLayout(box)
    for part in (before, term, day):
        whole.addWidget(part)
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    before.setFocus()
    ready, after = term.ready.findChildren(QPushButton), day.after.findChildren(QPushButton)
    wanted = [*ready, term.other, *after, day.day]
    passed = []
    for _n in wanted:
        qtbot.keyClick(box.focusWidget(), Qt.Key.Key_Tab)
        passed.append(box.focusWidget())
    assert passed == wanted
    term.setFocus()
    assert box.focusWidget() is term.other


def test_rows_that_are_not_shown_take_no_room(qtbot: QtBot) -> None:
    form = Form()
    for name in ("one", "two", "three"):
        form.add(name, name, QLineEdit())
    qtbot.addWidget(form)
    form.set_row_shown("two", False)
    with_it = form.sizeHint().height()
    other = Form()
    for name in ("one", "three"):
        other.add(name, name, QLineEdit())
    qtbot.addWidget(other)
    assert with_it == other.sizeHint().height()
