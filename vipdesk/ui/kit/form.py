"""Rows of a form: a name, a field, and what is wrong with it under the field."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vipdesk.ui.kit.labels import dress_label, label, repolish
from vipdesk.ui.kit.plain import caption
from vipdesk.ui.theme import Tone

NAME_WIDTH = 96
MESSAGE_GAP = 4  # pixels under a field in which nothing is wrong


class Form(QWidget):
    """Names at the left, fields at the right; a check's sentence stands under its field."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, NAME_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._fields: dict[str, QWidget] = {}
        self._messages: dict[str, QLabel] = {}
        self._hints: dict[str, QLabel] = {}

    def add(
        self, key: str, name: str, field: QWidget, *, required: bool = False, hint: str = ""
    ) -> None:
        """Add the row ``key``; the name is also the field's name for screen readers.

        ``hint`` always stands under the field.
        """
        row = self._grid.rowCount()
        title = label(caption(f"{name} *" if required else name), "muted")
        title.setMinimumHeight(32)
        title.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(name)
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, row, 1)
        self._grid.setRowMinimumHeight(row + 1, MESSAGE_GAP)
        if hint:
            self._hints[key] = label(hint, "note", wrap=True)
            self._hints[key].setContentsMargins(0, 0, 0, 6)
            self._grid.addWidget(self._hints[key], row + 2, 1)
        self._fields[key] = field

    def field(self, key: str) -> QWidget:
        """The field of the row ``key``."""
        return self._fields[key]

    def set_message(self, key: str, text: str, tone: Tone = Tone.RED) -> None:
        """Say what is wrong, or worth a look, in the row ``key``; "" takes it away."""
        if key not in self._messages:
            if not text:
                return
            self._messages[key] = self._add_message(key)
        message, field = self._messages[key], self._fields[key]
        message.setText(text)
        dress_label(message, "note", tone)
        message.setVisible(bool(text))
        field.setProperty("tone", str(tone) if text else "")
        field.setAccessibleDescription(text)
        repolish(field)

    def message(self, key: str) -> str:
        """What is said in the row ``key``."""
        return self._messages[key].text() if key in self._messages else ""

    def has_messages(self) -> bool:
        """Whether anything is said in any row."""
        return any(message.text() for message in self._messages.values())

    def clear_messages(self) -> None:
        """Take all messages away."""
        for key in self._messages:
            self.set_message(key, "")

    def set_row_shown(self, key: str, shown: bool) -> None:
        """Show or hide the row ``key`` with its name."""
        name = self._grid.itemAtPosition(self._row(key), 0)
        if name is not None and (widget := name.widget()) is not None:
            widget.setVisible(shown)
        self._fields[key].setVisible(shown)
        self._grid.setRowMinimumHeight(self._row(key) + 1, MESSAGE_GAP if shown else 0)
        if key in self._hints:
            self._hints[key].setVisible(shown)
        if key in self._messages:
            self._messages[key].setVisible(shown and bool(self._messages[key].text()))

    def _add_message(self, key: str) -> QLabel:
        """Make room for what is wrong in a row; few rows ever need it."""
        message = label("", "note", wrap=True)
        message.hide()
        self._grid.addWidget(message, self._row(key) + 1, 1)
        return message

    def _row(self, key: str) -> int:
        place = self._grid.indexOf(self._fields[key])
        row: int = self._grid.getItemPosition(place)[0]  # type: ignore[index]
        return row


def beside(*parts: QWidget) -> QWidget:
    """Put fields of one row beside each other."""
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(16)
    for part in parts:
        line.addWidget(part)
    line.addStretch(1)
    return made


def titled(title: str, field: QWidget, width: int) -> QWidget:
    """A field under its name, which is also its name for screen readers."""
    box = QWidget()
    box.setFixedWidth(width)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    name = label(caption(title), "note")
    name.setBuddy(field)
    if not field.accessibleName():
        field.setAccessibleName(title)
    column.addWidget(name)
    column.addWidget(field)
    return box
