"""An ordered list of short texts, edited in place: such as the points of a checklist."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.customer_checks import Finding
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.labels import label, repolish
from vipdesk.ui.theme import Tone

Row = tuple[str, ...]
Check = Callable[[Row, Sequence[Row]], Finding | None]
NUMBER_WIDTH = 20
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class RowsEditor(QWidget):
    """One line of fields to each row; buttons and keys move and remove rows.

    Keys in a field: Alt+Up and Alt+Down move the row, Alt+Delete removes it, Up and Down go to the
    next one, Return too or, from the last one, adds a row.

    Signals:
        changed: The user edited, added, moved or removed something.
    """

    changed = Signal()

    def __init__(self, columns: Sequence[tuple[str, int]], check: Check, add: str) -> None:
        """Take the columns as name and stretch, the check of a row, the words of the add button."""
        super().__init__()
        self._columns = tuple(columns)
        self._check = check
        self._lines: list[_Line] = []
        self._add = button(add, icon="plus", kind="quiet")
        self._add.clicked.connect(lambda: self.add_row())
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(6)
        self._stack.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    def rows(self) -> tuple[Row, ...]:
        """What stands in the rows, without blanks around."""
        return tuple(line.row() for line in self._lines)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows``, without a signal."""
        while len(self._lines) > len(rows):
            self._drop(self._lines[-1])
        while len(self._lines) < len(rows):
            self._insert()
        for line, row in zip(self._lines, rows, strict=True):
            line.set_row(row)
        self._refresh()

    def add_row(self) -> None:
        """Add an empty row at the end and put the keyboard into it."""
        line = self._insert()
        self.changed.emit()
        self._refresh()
        line.fields[0].setFocus()
        QTimer.singleShot(0, line, line.reveal)

    def fields(self, number: int) -> list[QLineEdit]:
        """The fields of the row ``number``, counted from 0."""
        return self._lines[number].fields

    def message(self, number: int) -> str:
        """What is said under the row ``number``."""
        return self._lines[number].message.text()

    def focus_problem(self) -> bool:
        """Put the keyboard into the first row that must be mended; False if there is none."""
        self._refresh()
        wrong = next((line for line in self._lines if line.message.text()), None)
        if wrong is None:
            return False
        empty = (field for field in wrong.fields if not field.text().strip())
        next(empty, wrong.fields[-1]).setFocus()
        wrong.reveal()
        return True

    def move_line(self, line: "_Line", by: int) -> None:
        """Exchange the row with the one ``by`` places further; the keyboard goes with it."""
        here = self._lines.index(line)
        there = here + by
        if not 0 <= there < len(self._lines):
            return
        other = self._lines[there]
        column = line.focused_column()
        mine, theirs = line.row(), other.row()
        line.set_row(theirs)
        other.set_row(mine)
        other.fields[column].setFocus()
        other.reveal()
        self.on_edited()

    def remove_line(self, line: "_Line") -> None:
        """Take the row away; the keyboard goes to the one that takes its place."""
        here = self._lines.index(line)
        self._drop(line)
        if self._lines:
            self._lines[min(here, len(self._lines) - 1)].fields[0].setFocus()
        else:
            self._add.setFocus()
        self.on_edited()

    def go(self, line: "_Line", by: int, *, adds: bool = False) -> None:
        """Put the keyboard ``by`` rows further; past the last one add a row if ``adds``."""
        there = self._lines.index(line) + by
        if 0 <= there < len(self._lines):
            target = self._lines[there]
            target.fields[line.focused_column()].setFocus()
            target.reveal()
        elif adds and there == len(self._lines):
            self.add_row()

    def on_edited(self) -> None:
        """Check all rows and pass the news on."""
        self._refresh()
        self.changed.emit()

    def _insert(self) -> "_Line":
        line = _Line(self, self._columns)
        self._stack.insertWidget(len(self._lines), line)
        before = self._lines[-1].last_widget() if self._lines else None
        if before is not None:
            QWidget.setTabOrder(before, line.first_widget())
        QWidget.setTabOrder(line.last_widget(), self._add)
        self._lines.append(line)
        return line

    def _drop(self, line: "_Line") -> None:
        self._lines.remove(line)
        self._stack.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _refresh(self) -> None:
        rows = self.rows()
        for number, line in enumerate(self._lines):
            line.set_place(number + 1, len(rows))
            found = self._check(rows[number], rows)
            line.say(found.sentence(_) if found else "")


class _Line(QWidget):
    """One row: its number, its fields, its buttons, and what is wrong under it."""

    def __init__(self, editor: RowsEditor, columns: Sequence[tuple[str, int]]) -> None:
        super().__init__()
        self._editor = editor
        self._names = [name for name, _stretch in columns]
        self._number = label("", "muted")
        self._number.setFixedWidth(NUMBER_WIDTH)
        self.fields: list[QLineEdit] = [QLineEdit() for _column in columns]
        self.message = label("", "note", tone=Tone.RED, wrap=True)
        self._up = icon_button(_("Move up"), icon="chevron-up")
        self._down = icon_button(_("Move down"), icon="chevron-down")
        self._remove = icon_button(_("Remove"), icon="x")
        self._lay_out(columns)
        self._up.clicked.connect(lambda: editor.move_line(self, -1))
        self._down.clicked.connect(lambda: editor.move_line(self, 1))
        self._remove.clicked.connect(lambda: editor.remove_line(self))
        for field in self.fields:
            field.textEdited.connect(editor.on_edited)

    def row(self) -> Row:
        """What stands in the fields."""
        return tuple(field.text().strip() for field in self.fields)

    def set_row(self, row: Row) -> None:
        """Show ``row``; a field that holds it already keeps its cursor."""
        for field, text in zip(self.fields, row, strict=True):
            if field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)

    def set_place(self, number: int, total: int) -> None:
        """Say the how manieth row this is."""
        self._number.setText(str(number))
        self._up.setEnabled(number > 1)
        self._down.setEnabled(number < total)
        for field, name in zip(self.fields, self._names, strict=True):
            field.setAccessibleName(f"{name} {number}")

    def say(self, text: str) -> None:
        """Say what is wrong; "" for nothing."""
        if text == self.message.text():
            return
        self.message.setText(text)
        self.message.setVisible(bool(text))
        for field in self.fields:
            field.setProperty("tone", "red" if text else "")
            field.setAccessibleDescription(text)
            repolish(field)

    def reveal(self) -> None:
        """Scroll the page so that the row is seen."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self)

    def focused_column(self) -> int:
        """Which field has the keyboard; the first one if a button has it."""
        return next((n for n, field in enumerate(self.fields) if field.hasFocus()), 0)

    def first_widget(self) -> QWidget:
        """Where the keyboard comes in."""
        return self.fields[0]

    def last_widget(self) -> QWidget:
        """Where the keyboard goes out."""
        return self._remove

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key in _STEPS:
            (self._editor.move_line if alt else self._editor.go)(self, _STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._editor.go(self, 1, adds=True)
        elif alt and key == Qt.Key.Key_Delete:
            self._editor.remove_line(self)
        else:
            super().keyPressEvent(event)

    def _lay_out(self, columns: Sequence[tuple[str, int]]) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._number, 0, 0)
        for place, (field, (_name, stretch)) in enumerate(zip(self.fields, columns, strict=True)):
            grid.addWidget(field, 0, place + 1)
            grid.setColumnStretch(place + 1, stretch)
        for place, made in enumerate((self._up, self._down, self._remove)):
            grid.addWidget(made, 0, len(columns) + 1 + place)
        grid.addWidget(self.message, 1, 1, 1, len(columns))
        self.message.hide()
