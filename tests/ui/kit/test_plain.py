"""Text of people and files is shown as it stands: no markup, no shortcut, no mark of a window."""

from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from vipdesk.paths import project_dir
from vipdesk.ui.kit.buttons import CheckChip, button
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.plain import caption, plain_tip, set_tip, window_title

KIT = project_dir() / "vipdesk" / "ui" / "kit" / "plain.py"


@pytest.mark.parametrize("text", ["<b>x</b> & y", "a\n<img src=x>", "&lt;i&gt;", "1 < 2", "a && b"])
def test_a_tooltip_says_what_it_is_told(qtbot: QtBot, text: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tip(widget, text)
    shown = QTextDocument()
    shown.setHtml(widget.toolTip())
    assert widget.toolTip() == text or shown.toPlainText() == text


def test_plain_words_stay_as_they_are() -> None:
    assert plain_tip("R&D, 王志强\n2 lines") == "R&D, 王志强\n2 lines"


@pytest.mark.parametrize("text", ["R&D", "&Save", "a && b", "王&李&赵"])
def test_a_button_has_no_hidden_shortcut(qtbot: QtBot, text: str) -> None:
    made, chip = button(text), CheckChip(text)
    for each in (made, chip):
        qtbot.addWidget(each)
        assert each.text() == text
        assert each.shortcut().isEmpty()
        assert QAbstractButton.text(each) == caption(text)
    made.setText(f"{text}!")
    assert made.text() == f"{text}!"


def test_a_window_keeps_its_whole_title(qtbot: QtBot) -> None:
    dialog = Dialog("x[*]<b>", None, primary="OK")
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == window_title("x[*]<b>") == "x[*][*]<b>"


def test_there_is_one_way_to_give_a_tooltip() -> None:
    """`setToolTip` alone would read markup in a name: `set_tip` is used everywhere."""
    own = [path for path in KIT.parents[1].rglob("*.py") if path != KIT]
    raw = [path.name for path in own if ".setToolTip(" in Path(path).read_text(encoding="utf-8")]
    assert raw == []
