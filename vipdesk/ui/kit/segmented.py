"""Choose one of a few by a click or the arrow keys."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QTabBar, QWidget
from typing_extensions import override

from vipdesk.texts import _
from vipdesk.ui.kit.buttons import PushButton
from vipdesk.ui.kit.flow import FlowLayout

Options = Sequence[tuple[str, str]]  # key, text
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class _Option(PushButton):
    """Return on what is chosen already goes on to the dialog, which is done then."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        returns = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if returns and self.isChecked() and self.group().exclusive():
            event.ignore()
        else:
            super().keyPressEvent(event)


class Segmented(QWidget):
    """A row of options of which one, or none yet, is chosen.

    Signals:
        chosen: The key of the option that the user chose; "" where they took it back.

    ``kind`` is option (outcomes), digit (satisfaction) or filter (the lists above a table).
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, options: Options, *, kind: str = "option", clearable: bool = False
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._kind = kind
        self._clearable = clearable
        self._buttons: dict[str, PushButton] = {}
        self._group = QButtonGroup(self)
        self._behind: list[QWidget] = []
        self._flow = FlowLayout(self, 4)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_options(options)

    @classmethod
    def scale(cls, name: str, first: int = 1, last: int = 10) -> "Segmented":
        """The figures from ``first`` to ``last``, one of which can be chosen and taken back."""
        figures = [(str(n), str(n)) for n in range(first, last + 1)]
        return cls(name, figures, kind="digit", clearable=True)

    def set_options(self, options: Options) -> None:
        """Show other options; what is chosen, and the keyboard's place, stay if still there."""
        value, former = self.value(), dict(self._buttons)
        while self._flow.takeAt(0):
            pass
        self._buttons = {
            key: former.pop(key) if key in former else self._make(key) for key, _text in options
        }
        for key, text in options:
            self._buttons[key].setText(text)
            named = _("{name}: {value}").format(name=self.accessibleName(), value=text)
            self._buttons[key].setAccessibleName(named)
            self._flow.addWidget(self._buttons[key])
        for part in self._behind:
            self._flow.addWidget(part)
        for button in former.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        for before, after in pairwise(self._buttons.values()):
            self.setTabOrder(before, after)
        self.set_value(value)

    def add_behind(self, part: QWidget) -> None:
        """Put ``part`` behind the options, wherever these end."""
        self._behind.append(part)
        self._flow.addWidget(part)

    def value(self) -> str:
        """The key of the chosen option, or ""."""
        return next((key for key, made in self._buttons.items() if made.isChecked()), "")

    def set_value(self, key: str) -> None:
        """Choose ``key`` without a signal; "" or an unknown one clears the choice."""
        self._group.setExclusive(False)
        for each, made in self._buttons.items():
            made.setChecked(each == key)
        self._group.setExclusive(not self._clearable)

    @override
    def setFocus(self, *_reason: object) -> None:
        """Go to the chosen option, else to the first."""
        buttons = list(self._buttons.values())
        for made in [*(each for each in buttons if each.isChecked()), *buttons][:1]:
            made.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by the arrows where Qt does not, and choose a digit by typing it: 0 is the ten."""
        step, typed = _STEPS.get(Qt.Key(event.key())), event.text()
        key = typed if typed in self._buttons else f"1{typed}"
        if step is not None and self._clearable:
            self._walk(step)
        elif self._kind == "digit" and typed.isdigit() and key in self._buttons:
            self._buttons[key].setFocus()
            if not self._buttons[key].isChecked():
                self._buttons[key].click()
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        buttons = list(self._buttons.values())
        place = next((n for n, made in enumerate(buttons) if made.hasFocus()), 0)
        buttons[max(0, min(len(buttons) - 1, place + step))].setFocus()

    def _make(self, key: str) -> PushButton:
        made = _Option("")
        made.setProperty("kind", self._kind)
        made.setCheckable(True)
        made.clicked.connect(lambda checked: self._on_clicked(key, checked))
        self._group.addButton(made)
        return made

    def _on_clicked(self, key: str, checked: bool) -> None:
        self.set_value(key if checked else "")
        self.chosen.emit(self.value())


class Tabs(QTabBar):
    """Tabs with a line under the chosen one.

    Signals:
        chosen: The key of the tab that was opened.
    """

    chosen = Signal(str)

    def __init__(self, name: str, items: Options) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self._titles = dict(items)
        self._keys = [key for key, _title in items]
        for _key, title in items:
            self.addTab(title)
        self.currentChanged.connect(self._on_current_changed)

    def value(self) -> str:
        """The key of the open tab."""
        return self._keys[self.currentIndex()]

    def set_value(self, key: str) -> None:
        """Open the tab ``key``."""
        self.setCurrentIndex(self._keys.index(key))

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many the tab ``key`` holds; None for no figure."""
        title = self._titles[key]
        shown = title if count is None else f"{title} {count}"
        self.setTabText(self._keys.index(key), shown)

    def _on_current_changed(self, index: int) -> None:
        if index >= 0:
            self.chosen.emit(self._keys[index])
