"""Looks at every widget that is there: does any of them obey what a planted text says?"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from tests.fuzz.planting import LITERAL, MARK
from tests.fuzz.windows import name_of
from vipdesk.ui.main_window import MainWindow

MOST_ROWS = 30
Fault = str


class Look:
    """What was seen over many screens.

    Attributes:
        faults: What obeys, each once.
        seen: In how many places of which kinds a planted text stood.
        met: The widgets' classes that were on the screen, as `name_of` calls them.
    """

    def __init__(self) -> None:
        self.faults: set[Fault] = set()
        self.seen: dict[str, set[str]] = {}
        self.met: set[str] = set()

    def at(self, screen: str) -> None:
        """Take in all widgets there are now, shown or not, but for those of a desk that closed."""
        models: dict[int, QAbstractItemModel] = {}  # a table and both its headers share one
        for widget in QApplication.allWidgets():
            if _is_retired(widget):
                continue
            if widget.isVisible():
                self.met.add(name_of(type(widget)))
            found = _of(widget)
            model = _model(widget)
            if model is not None and id(model) not in models:
                models[id(model)] = model
                found = chain(found, _items(model))
            for kind, fault in found:
                self.seen.setdefault(kind, set()).add(screen)
                if fault:
                    self.faults.add(f"{screen}: {type(widget).__name__}: {fault}"[:200])


def _is_retired(widget: QWidget) -> bool:
    """Whether it is of a window that is being taken apart: the book behind it may be gone."""
    while (parent := widget.parentWidget()) is not None:
        widget = parent
    return isinstance(widget, MainWindow) and widget.signalsBlocked()


def _of(widget: QWidget) -> Iterator[tuple[str, Fault]]:
    yield from _tip(widget.toolTip())
    if MARK in widget.windowTitle():
        yield "title", _unless(_shown_title(widget.windowTitle()), "title")
    for action in widget.actions():
        yield from _captioned("action", action.text())
        yield from _tip(_own_tip(action))
    if isinstance(widget, QAbstractButton):
        yield from _captioned("button", QAbstractButton.text(widget))
    elif isinstance(widget, QTabBar):
        for place in range(widget.count()):
            yield from _captioned("tab", widget.tabText(place))
    yield from _label(widget) if isinstance(widget, QLabel) else _field(widget)


def _captioned(kind: str, text: str) -> Iterator[tuple[str, Fault]]:
    if MARK in text:
        yield kind, _mnemonic(text)


def _field(widget: QWidget) -> Iterator[tuple[str, Fault]]:
    if isinstance(widget, QTextEdit) and MARK in widget.toPlainText():
        yield "rich field", _unless(widget.toPlainText(), "rich field")
    if isinstance(widget, QPlainTextEdit) and MARK in widget.toPlainText():
        yield "field", _unless(widget.toPlainText(), "field")
    if isinstance(widget, QLineEdit) and MARK in widget.text():
        yield "field", ""


def _label(label: QLabel) -> Iterator[tuple[str, Fault]]:
    if MARK not in label.text():
        return
    plain = label.textFormat() == Qt.TextFormat.PlainText
    yield "label", "" if plain else f"reads markup: {label.text()}"
    if label.buddy() is not None:
        yield "label", _mnemonic(label.text())


def _model(widget: QWidget) -> QAbstractItemModel | None:
    return widget.model() if isinstance(widget, QComboBox | QAbstractItemView) else None


def _items(model: QAbstractItemModel) -> Iterator[tuple[str, Fault]]:
    for row in range(min(model.rowCount(QModelIndex()), MOST_ROWS)):
        for column in range(_columns(model)):
            index = model.index(row, column, QModelIndex())
            if MARK in str(index.data() or ""):
                yield "item", ""
            yield from _tip(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))


def _columns(model: QAbstractItemModel) -> int:
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())


def _tip(tip: str) -> Iterator[tuple[str, Fault]]:
    if MARK in tip:
        yield "tooltip", _unless(_as_shown(tip), "tooltip")


def _own_tip(action: QAction) -> str:
    """An action without a tooltip makes one of its text, of which & is taken off."""
    made = re.sub(r"&(.)", r"\1", action.text())
    return "" if action.toolTip() == made else action.toolTip()


@cache
def _as_shown(tip: str) -> str:
    """What Qt shows of a tooltip: it reads markup where it sees any."""
    if not re.search("<[a-zA-Z/!?]|&lt;", tip.partition("\n")[0]):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def _shown_title(title: str) -> str:
    return title.replace("[*][*]", "\0").replace("[*]", "").replace("\0", "[*]")


def _unless(shown: str, kind: str) -> Fault:
    """Whether the planted text, as far as it is shown and not masked, is shown as it stands."""
    whole = shown[shown.index(MARK) :][: len(LITERAL)].partition("*")[0]
    return "" if LITERAL.startswith(whole.rstrip("…")) else f"{kind} shows {shown[:80]!r}"


def _mnemonic(text: str) -> Fault:
    return f"& is a shortcut in {text[:80]!r}" if "&" in text.replace("&&", "") else ""
