"""Grabs widgets for a person to look at, and finds text that is cut off."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from vipdesk import texts
from vipdesk.ui import theme
from vipdesk.ui.kit.bit_by_bit import BitByBit
from vipdesk.ui.kit.labels import ElidedLabel
from vipdesk.ui.theme import Mode

SHOTS = Path(__file__).parents[2] / "build" / "shots"
KEEP = "VIPDESK_KEEP_SHOTS"  # set by `make shots`; else writing them is a tenth of the tests' time
SIZES = (QSize(1366, 768), QSize(1920, 1080))
FIELD_FRAME = 20  # pixels beside the text
MODES = (Mode.LIGHT, Mode.DARK)
LOOKS = tuple((lang, mode) for lang in texts.LANGUAGES for mode in MODES)
DRESSED = dict(zip(texts.LANGUAGES, (MODES, MODES[::-1]), strict=True))
"""Each language with the theme in which a window of it is made, and that it is dressed in then."""
W = TypeVar("W", bound=QWidget)


@contextmanager
def look(language: str, mode: Mode | str) -> Iterator[None]:
    """The desk in this language and theme; build the widget inside."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    texts.set_language(language)
    theme.start(app, Mode(mode))
    try:
        yield
    finally:
        texts.set_language("en")
        theme.start(app, Mode.LIGHT)


def in_looks(make: Callable[[], W]) -> Iterator[W]:
    """What ``make`` builds, in each look in turn: once in a language, then dressed anew.

    That of one language is made in light and dressed in dark, that of the other the other way.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    try:
        for language, modes in DRESSED.items():
            texts.set_language(language)
            theme.start(app, modes[0])
            widget = make()
            for mode in modes:
                theme.start(app, mode)
                yield widget
            widget.hide()
    finally:
        texts.set_language("en")
        theme.start(app, Mode.LIGHT)


def shoot(qtbot: QtBot, widget: QWidget, name: str, size: QSize) -> Path:
    """Show ``widget`` at ``size``, check that no text is cut, and grab it; returns the file."""
    if widget.parent() is None and not widget.styleSheet():
        theme.dress(widget)  # a part, which a window would dress
    widget.resize(size)
    widget.show()
    qtbot.waitExposed(widget)
    for making in widget.findChildren(BitByBit):
        making.finish()
    settle_layout()
    assert_no_cut_text(widget)
    mode = "dark" if theme.current().is_dark() else "light"
    file = f"{name}-{texts.language()}-{mode}-{size.width()}x{size.height()}.png"
    path = SHOTS / file
    picture = widget.grab()
    assert not picture.isNull()
    if KEEP in os.environ:
        path.parent.mkdir(parents=True, exist_ok=True)
        assert picture.save(str(path))
    return path


def shoot_looks(
    qtbot: QtBot, make: Callable[[], QWidget], name: str, sizes: tuple[QSize, ...] = SIZES
) -> None:
    """Grab what ``make`` builds in both languages and themes and at every size."""
    for widget in in_looks(make):
        qtbot.addWidget(widget)
        for size in sizes:
            shoot(qtbot, widget, name, size)


def settle_layout() -> None:
    """Let added parts be shown and layouts take their new sizes, as before the next paint."""
    for _pass in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def assert_no_cut_text(widget: QWidget) -> None:
    """Fail if a shown label, button, tab or heading has less room than its text needs."""
    cut = [found for child in widget.findChildren(QWidget) for found in _cut(child)]
    assert not cut, cut


def _cut(widget: QWidget) -> list[str]:
    if not widget.isVisible() or isinstance(widget, ElidedLabel):
        return []
    if isinstance(widget, QLabel):
        return _cut_label(widget)
    if isinstance(widget, QPushButton | QCheckBox):
        return _cut_button(widget)
    if isinstance(widget, QComboBox):
        return _cut_combo(widget)
    if isinstance(widget, QTabBar):
        return _cut_tabs(widget)
    if isinstance(widget, QLineEdit):
        return _cut_field(widget)
    return _cut_header(widget) if isinstance(widget, QHeaderView) else []


def _cut_label(label: QLabel) -> list[str]:
    if not label.text():
        return []
    room = label.contentsRect()
    if label.wordWrap():
        flags = Qt.TextFlag.TextWordWrap.value
        need = label.fontMetrics().boundingRect(0, 0, room.width(), 10_000, flags, label.text())
        fits = need.height() <= room.height() + 1 and need.width() <= room.width() + 1
    else:
        lines = label.text().split("\n")
        widest = max(label.fontMetrics().horizontalAdvance(line) for line in lines)
        fits = widest <= room.width() and label.fontMetrics().height() <= room.height() + 1
    return [] if fits else [f"label: {label.text()}"]


def _cut_button(button: QAbstractButton) -> list[str]:
    need = button.fontMetrics().horizontalAdvance(button.text())
    if not button.icon().isNull() and button.text():
        need += button.iconSize().width() + 4
    return [] if need <= button.width() else [f"button: {button.text()}"]


def _cut_combo(combo: QComboBox) -> list[str]:
    need = combo.fontMetrics().horizontalAdvance(combo.currentText()) + 36
    return [] if need <= combo.width() else [f"combo: {combo.currentText()}"]


def _cut_field(field: QLineEdit) -> list[str]:
    """What is typed may be longer than its field; what the desk puts there may not."""
    shown = field.placeholderText() if not field.text() else field.text()
    if field.text() and not field.isReadOnly():
        return []
    need = field.fontMetrics().horizontalAdvance(shown) + FIELD_FRAME
    return [] if need <= field.width() else [f"field: {shown}"]


def _cut_tabs(tabs: QTabBar) -> list[str]:
    wide = range(tabs.count())
    need = {n: tabs.fontMetrics().horizontalAdvance(tabs.tabText(n)) for n in wide}
    cut = [n for n in wide if tabs.isTabVisible(n) and need[n] > tabs.tabRect(n).width()]
    outside = [n for n in wide if tabs.tabRect(n).right() > tabs.width()]
    return [f"tab: {tabs.tabText(n)}" for n in sorted({*cut, *outside})]


def _cut_header(header: QHeaderView) -> list[str]:
    model = header.model()
    if model is None or header.orientation() == Qt.Orientation.Vertical:
        return []
    cut = []
    for number in range(header.count()):
        text = str(model.headerData(number, header.orientation()) or "")
        need = header.fontMetrics().horizontalAdvance(text) + 12
        if not header.isSectionHidden(number) and need > header.sectionSize(number):
            cut.append(f"heading: {text}")
    return cut
