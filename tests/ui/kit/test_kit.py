"""The small pieces: what they say, what they signal, how they are used by keyboard."""

from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vipdesk import texts
from vipdesk.domain.words import Tier
from vipdesk.progress import Progress
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import CheckChip, button, icon_button
from vipdesk.ui.kit.card import Card, StatCard
from vipdesk.ui.kit.charts import BarChart, LineChart, Point
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.column_chooser import ColumnChooser
from vipdesk.ui.kit.columns import Column, Row
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.masked import MaskedLabel
from vipdesk.ui.kit.notices import Notice, ProgressPanel, Toast
from vipdesk.ui.kit.search_field import SearchField
from vipdesk.ui.kit.segmented import Segmented, Tabs
from vipdesk.ui.kit.selection_bar import SelectionBar
from vipdesk.ui.kit.signature import SignaturePad
from vipdesk.ui.kit.stepper import Stepper
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.theme import Tone

W = TypeVar("W", bound=QWidget)


def shown(qtbot: QtBot, widget: W, width: int = 400, height: int = 200) -> W:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def test_a_file_cannot_put_markup_into_a_label() -> None:
    assert label("<b>Zhang</b>").textFormat() == Qt.TextFormat.PlainText


def test_a_long_name_ends_in_dots_and_is_whole_in_the_tooltip(qtbot: QtBot) -> None:
    made = shown(qtbot, ElidedLabel("A very long name of a customer" * 4), 120, 30)
    assert made.text().endswith("…")
    assert made.toolTip() == made.accessibleName() == made.whole_text()
    made.set_text("Short")
    assert (made.text(), made.toolTip()) == ("Short", "")


def test_a_tier_is_a_word_in_the_language_of_the_desk() -> None:
    texts.set_language("zh")
    assert Chip.of_tier(Tier.GOLD).text() == texts._("Gold") != "Gold"


def test_pieces_have_names_for_screen_readers() -> None:
    assert icon_button("Close", icon="x").accessibleName() == "Close"
    assert StatCard("New", "14", "yours").accessibleName() == "New 14 yours"
    assert Card("The talk").accessibleName() == "The talk"
    assert Chip("Gold").accessibleName() == "Gold"
    assert Segmented("Outcome", [("a", "Renewed")]).findChild(QPushButton).accessibleName() == (  # type: ignore[union-attr]
        "Outcome: Renewed"
    )


def test_nothing_becomes_a_window_of_its_own_before_it_is_placed() -> None:
    for made in (Chip("Gold"), Notice("Old"), MaskedLabel("number", "139")):
        assert not made.isVisible()
        frame = QWidget()
        QVBoxLayout(frame).addWidget(made)
        frame.show()
        assert made.isVisible()


def test_a_check_chip_is_ticked_by_the_space_bar(qtbot: QtBot) -> None:
    made = shown(qtbot, CheckChip("Introduced"))
    made.setFocus()
    with qtbot.waitSignal(made.toggled):
        qtbot.keyClick(made, Qt.Key.Key_Space)
    assert made.isChecked()


def test_one_option_is_chosen_and_can_be_taken_back(qtbot: QtBot) -> None:
    scale = shown(qtbot, Segmented.scale("Satisfaction"))
    nine = scale._buttons["9"]
    with qtbot.waitSignal(scale.chosen) as chosen:
        qtbot.mouseClick(nine, Qt.MouseButton.LeftButton)
    assert chosen.args == ["9"]
    qtbot.mouseClick(scale._buttons["8"], Qt.MouseButton.LeftButton)
    assert scale.value() == "8"
    assert not nine.isChecked()
    with qtbot.waitSignal(scale.chosen) as chosen:
        qtbot.mouseClick(scale._buttons["8"], Qt.MouseButton.LeftButton)
    assert chosen.args == [""]


def test_an_option_that_is_set_tells_nobody(qtbot: QtBot) -> None:
    made = Segmented("Outcome", [("yes", "Renewed"), ("no", "Refused")])
    qtbot.addWidget(made)
    with qtbot.assertNotEmitted(made.chosen):
        made.set_value("no")
    made.set_options([("no", "Refused"), ("later", "Thinking")])
    assert made.value() == "no"


def test_options_are_reached_by_arrow_keys(qtbot: QtBot) -> None:
    made = shown(qtbot, Segmented("Outcome", [("yes", "Renewed"), ("no", "Refused")]))
    made.set_value("yes")
    made._buttons["yes"].setFocus()
    with qtbot.waitSignal(made.chosen) as chosen:
        qtbot.keyClick(made._buttons["yes"], Qt.Key.Key_Right)
    assert chosen.args == ["no"]


def test_a_scale_is_walked_by_arrow_keys_and_set_by_its_digit(qtbot: QtBot) -> None:
    scale = shown(qtbot, Segmented.scale("Satisfaction"))
    scale.setFocus()
    for key, place in ((Qt.Key.Key_Right, "2"), (Qt.Key.Key_Down, "3"), (Qt.Key.Key_Left, "2")):
        qtbot.keyClick(scale.window().focusWidget(), key)
        assert scale._buttons[place].hasFocus()
    assert scale.value() == ""
    for typed, value in (("9", "9"), ("9", "9"), ("0", "10"), ("1", "1")):
        qtbot.keyClicks(scale.window().focusWidget(), typed)
        assert scale.value() == value
        assert scale._buttons[value].hasFocus()


def test_a_word_without_room_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    choice = shown(qtbot, Choice("Reward", 100), 100, 40)
    choice.set_options([("a", "10 GB of data for a month")])
    assert choice.shown_text(400) == "10 GB of data for a month"
    cut = choice.shown_text(80)
    assert cut.endswith("…")
    assert choice.fontMetrics().horizontalAdvance(cut) <= 80


def test_tabs(qtbot: QtBot) -> None:
    tabs = shown(qtbot, Tabs("Detail", [("overview", "Overview"), ("lines", "Lines")]))
    tabs.set_count("lines", 2)
    assert tabs.tabText(1) == "Lines 2"
    tabs.setFocus()
    with qtbot.waitSignal(tabs.chosen) as chosen:
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert chosen.args == ["lines"]


def test_search_waits_for_a_pause_and_return_does_not(qtbot: QtBot) -> None:
    field = shown(qtbot, SearchField("Name", hint="Ctrl+K"))
    told: list[str] = []
    field.search_changed.connect(told.append)
    qtbot.keyClicks(field, "zq")
    assert told == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told == ["zq"]
    field.set_search("other")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told == ["zq"]


def test_a_masked_value_is_shown_for_a_while_and_covered_again(qtbot: QtBot) -> None:
    made = shown(qtbot, MaskedLabel("number", "139****8812"))
    made.unmask_requested.connect(lambda: made.reveal("13912348812"))
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert made.text() == "13912348812"
    assert "8812" in made.accessibleName()
    made._timer.setInterval(1)
    qtbot.waitUntil(lambda: made.text() == "139****8812")
    assert not made.is_revealed()


def test_return_asks_for_a_masked_value(qtbot: QtBot) -> None:
    made = shown(qtbot, MaskedLabel("number", "139****8812"))
    with qtbot.waitSignal(made.unmask_requested):
        qtbot.keyClick(made, Qt.Key.Key_Return)


def test_a_locked_field_covers_itself_and_stays_covered(qtbot: QtBot) -> None:
    made = shown(qtbot, MaskedLabel("number", "139****8812"))
    made.reveal("13912348812")
    made.set_locked(True)
    assert made.text() == "139****8812"
    with qtbot.assertNotEmitted(made.unmask_requested):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    made.reveal("13912348812")
    assert made.text() == "139****8812"


def test_an_empty_state_says_what_to_do(qtbot: QtBot) -> None:
    made = shown(qtbot, EmptyState("No customers yet.", icon="users", action="Import a file"))
    with qtbot.waitSignal(made.acted):
        qtbot.mouseClick(made.action, Qt.MouseButton.LeftButton)
    made.set_sentence("Nothing found.")
    assert made.action.isHidden()


def test_a_toast_stays_while_the_keyboard_is_on_it(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget(), 800, 400)
    toast = Toast(window)
    toast.say("Imported 77 customers", "Undo", lambda: None)
    toast._action.setFocus()
    toast._on_timeout()
    assert toast.text() == "Imported 77 customers"
    toast._action.clearFocus()
    toast._on_timeout()
    assert toast.text() == ""


def test_a_long_toast_wraps_inside_a_small_window(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget(), 400, 300)
    toast = Toast(window)
    toast.say("A sentence that is much longer than the window is wide. " * 3)
    assert window.rect().contains(toast.geometry())


def test_a_notice_without_text_takes_no_room(qtbot: QtBot) -> None:
    notice = Notice("Usage data are 47 days old.", Tone.AMBER)
    shown(qtbot, notice)
    notice.say("")
    assert notice.isHidden()


def test_progress_is_followed_and_can_be_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    panel = ProgressPanel()
    qtbot.addWidget(panel)

    def count(progress: Progress) -> None:
        for number in range(10_000_000):
            progress.step(number, 10_000_000)

    job = jobs.write(count)
    panel.follow(job, "Importing")
    assert not panel.isHidden()
    with qtbot.waitSignal(job.cancelled):
        qtbot.mouseClick(panel._cancel, Qt.MouseButton.LeftButton)
    assert panel.isHidden()


def test_a_stepper_says_where_one_stands() -> None:
    stepper = Stepper(["Choose", "Match", "Compare", "Write"], 2)
    assert stepper.accessibleName() == "Step 3 of 4: Compare"
    assert [chip._tone for chip in stepper._chips] == [
        Tone.GREEN,
        Tone.GREEN,
        Tone.ACCENT,
        Tone.NEUTRAL,
    ]


@pytest.mark.parametrize("kind", [LineChart, BarChart])
def test_a_chart_is_read_by_keyboard_and_aloud(
    qtbot: QtBot, kind: type[LineChart] | type[BarChart]
) -> None:
    chart = shown(qtbot, kind("ARPU", "{:.2f}".format))
    chart.grab()  # no data yet
    chart.set_points([Point("2026-09", 312.6), Point("2026-10", None), Point("2026-11", 215.3)])
    assert chart.accessibleDescription() == "2026-09 312.60, 2026-10 –, 2026-11 215.30"
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.toolTip() == "2026-10  –"
    chart.grab()


def test_a_form_says_what_is_wrong_under_the_field(qtbot: QtBot) -> None:
    form, field = Form(), QLineEdit()
    form.add("name", "Name", field, required=True)
    shown(qtbot, form)
    form.set_message("name", "The name is missing.")
    assert form.message("name") == field.accessibleDescription() == "The name is missing."
    assert field.accessibleName() == "Name"
    form.clear_messages()
    assert form.message("name") == ""
    form.set_row_shown("name", False)
    assert field.isHidden()


def test_flow_begins_a_new_line() -> None:
    frame = QWidget()
    flow = FlowLayout(frame, gap=4)
    for _number in range(5):
        part = QWidget()
        part.setFixedSize(60, 20)
        flow.addWidget(part)
    assert flow.heightForWidth(320) == 20
    assert flow.heightForWidth(130) == 3 * 20 + 2 * 4
    flow.clear()
    assert flow.count() == 0


def test_what_stands_in_one_line_of_a_flow_is_on_one_middle(qtbot: QtBot) -> None:
    frame = QWidget()
    flow = FlowLayout(frame, gap=4)
    parts = [QWidget() for _number in range(3)]
    for part, height in zip(parts, (20, 32, 20), strict=True):
        part.setFixedSize(60, height)
        flow.addWidget(part)
    shown(qtbot, frame, 130, 56)
    assert [part.geometry().center().y() for part in parts[:2]] == [15, 15]
    assert parts[2].y() == 36  # in the next line


def test_a_signature_is_kept_as_strokes_and_painted_again(qtbot: QtBot) -> None:
    pad = shown(qtbot, SignaturePad(), 400, 100)
    with qtbot.waitSignal(pad.changed):
        qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 50))
        qtbot.mouseMove(pad, QPoint(200, 20))
        qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(400, 100))
    assert pad.strokes() == (((0.1, 0.125), (0.5, 0.05), (1.0, 0.25)),)
    other = shown(qtbot, SignaturePad(), 400, 100)
    assert other.grab().toImage() != pad.grab().toImage()
    other.set_strokes(pad.strokes())
    pad.clearFocus()
    assert other.grab().toImage() == pad.grab().toImage()
    pad.clear()
    assert pad.is_empty()


def test_a_finger_signs(qtbot: QtBot) -> None:
    pad = shown(qtbot, SignaturePad(), 400, 100)
    device = QTest.createTouchDevice()
    with qtbot.waitSignal(pad.changed):
        QTest.touchEvent(pad, device).press(0, QPoint(40, 40)).commit()
        QTest.touchEvent(pad, device).move(0, QPoint(80, 40)).commit()
        QTest.touchEvent(pad, device).release(0, QPoint(80, 40)).commit()
    (stroke,) = pad.strokes()
    assert [x for x, _y in stroke] == pytest.approx([0.1, 0.2], abs=0.01)


def test_a_pen_signs(qtbot: QtBot) -> None:
    pad = shown(qtbot, SignaturePad(), 400, 100)
    pen = QPointingDevice.primaryPointingDevice()
    kinds = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
    with qtbot.waitSignal(pad.changed):
        for kind, x in zip(kinds, (40, 80, 120), strict=True):
            at = QPointF(x, 40)
            left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            pen_event = QTabletEvent(
                kind, pen, at, at, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, none, left, left
            )
            QApplication.sendEvent(pad, pen_event)
    assert pad.strokes() == (((0.1, 0.1), (0.2, 0.1), (0.3, 0.1)),)


def test_columns_are_chosen_in_a_dialog(qtbot: QtBot) -> None:
    columns: list[Column[Row]] = [
        Column(key, key.title(), lambda _row: "") for key in ("name", "plan", "fee")
    ]
    table = shown(qtbot, TableView("Customers", PagedTableModel(columns, lambda _ids: [])))
    chooser = ColumnChooser(table, table)
    chooser.open()
    chooser._list.item(1).setCheckState(Qt.CheckState.Unchecked)
    chooser._list.setCurrentRow(2)
    chooser._move(-1)
    with qtbot.waitSignal(chooser.chosen):
        qtbot.mouseClick(chooser.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: table.findChild(ColumnChooser) is None)  # the table outlives it
    states = table.column_states()
    assert [state.key for state in states] == ["name", "fee", "plan"]
    assert [state.shown for state in states] == [True, True, False]


def test_the_order_is_chosen_by_keyboard_too(qtbot: QtBot) -> None:
    columns: list[Column[Row]] = [
        Column("name", "Name", lambda _row: "", "name"),
        Column("plan", "Plan", lambda _row: ""),
        Column("fee", "Fee", lambda _row: "", "fee"),
    ]
    table = shown(qtbot, TableView("Customers", PagedTableModel(columns, lambda _ids: [])))
    chooser = ColumnChooser(table, table)
    chooser.open()
    qtbot.waitUntil(chooser.isActiveWindow)
    chooser._by.setFocus()
    qtbot.keyClicks(chooser._by, "Fee")
    qtbot.keyClick(chooser._down, Qt.Key.Key_Space)
    with qtbot.waitSignal(table.sort_requested) as asked:
        qtbot.keyClick(chooser.primary_button, Qt.Key.Key_Return)
    assert asked.args == ["fee", True]
    qtbot.waitUntil(lambda: table.findChild(ColumnChooser) is None)


def test_a_dialog_begins_on_its_first_field(qtbot: QtBot) -> None:
    dialog = Dialog("Plan", None, primary="Save")
    qtbot.addWidget(dialog)
    choose, name = button("Choose a file…"), QLineEdit()
    for part in (choose, name):
        dialog.body.addWidget(part)
    dialog.open()
    assert dialog.focusWidget() is name
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(name, Qt.Key.Key_Return)


def test_a_dialog_without_fields_begins_on_its_button(qtbot: QtBot) -> None:
    dialog = Dialog("That is so", None, primary="Close")
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.focusWidget() is dialog.primary_button


def test_return_on_what_is_chosen_ends_the_dialog(qtbot: QtBot) -> None:
    dialog = Dialog("Tier", None, primary="Save")
    qtbot.addWidget(dialog)
    tiers = Segmented("Tier", [("gold", "Gold"), ("silver", "Silver")])
    tiers.set_value("gold")
    dialog.body.addWidget(tiers)
    dialog.open()
    gold, silver = tiers.findChildren(QPushButton)
    assert dialog.focusWidget() is gold
    silver.setFocus()
    qtbot.keyClick(silver, Qt.Key.Key_Return)
    assert tiers.value() == "silver"
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(silver, Qt.Key.Key_Return)


def test_the_bar_of_chosen_rows_keeps_to_icons_where_it_is_narrow(qtbot: QtBot) -> None:
    bar = SelectionBar([("tag", "Add a tag…", "tag"), ("delete", "Recycle bin", "trash-2")])
    qtbot.addWidget(bar)
    theme.dress(bar)
    bar.set_count(12)
    tag = bar.findChildren(QPushButton)[0]
    for width, text, tip in ((400, "Add a tag…", ""), (180, "", "Add a tag…")) * 2:
        bar.resize(width, 48)
        bar.show()
        assert (tag.text(), tag.toolTip(), tag.accessibleName()) == (text, tip, "Add a tag…")
        assert bar.sizeHint().width() <= width
