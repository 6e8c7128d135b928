"""Choose several of many: a field that opens a list to tick, with a search in it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QListWidget, QListWidgetItem, QVBoxLayout
from typing_extensions import override

from vipdesk.domain.names import fold
from vipdesk.domain.words import Word
from vipdesk.texts import _
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.search_field import SearchField

KEY_ROLE = Qt.ItemDataRole.UserRole
MANY = 8  # choices from which there is a field to find one
ITEM_HEIGHT = 32
Choice = tuple[str, str, int | None]  # key, text, how many it stands for


class MultiChoice(QComboBox):
    """Says what is chosen; Space opens the list, Space ticks in it, Esc closes it.

    Signals:
        chosen: The user ticked or unticked something; see `values`.
    """

    chosen = Signal()

    def __init__(self, name: str, nothing: str) -> None:
        super().__init__()
        self._name, self._nothing = name, nothing
        self._choices: tuple[Choice, ...] = ()
        self._values: tuple[str, ...] = ()
        self.addItem(nothing)
        self._popup: ChoicePopup | None = None
        self._say()

    @property
    def popup(self) -> "ChoicePopup":
        """The list to tick, made when it is first opened."""
        if self._popup is None:
            self._popup = ChoicePopup(self._name, self)
            self._popup.ticked.connect(self._on_popup_ticked)
        return self._popup

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; what is chosen stays chosen."""
        self._choices = tuple(choices)
        self._say()

    def values(self) -> tuple[str, ...]:
        """The keys that are chosen, in the order of the list."""
        return self._values

    def set_values(self, values: Sequence[str]) -> None:
        """Choose other keys without a signal."""
        self._values = tuple(values)
        self._say()

    @override
    def showPopup(self) -> None:
        self.popup.fill(self._offered(), self._values)
        self.popup.setMinimumWidth(max(self.width(), 220))
        self.popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self.popup.show()
        self.popup.begin()

    def _say(self) -> None:
        texts = {key: text for key, text, _number in self._choices}
        named = [texts.get(key, key) for key in self._values]
        more = f" +{len(named) - 1}" if len(named) > 1 else ""
        said = f"{named[0]}{more}" if named else self._nothing
        self.setItemText(0, said)
        set_tip(self, _(", ").join(named))
        self.setAccessibleName(_("{name}: {value}").format(name=self._name, value=said))

    def _offered(self) -> list[Choice]:
        """The choices, and before them what is chosen and exists no more."""
        known = {key for key, _text, _number in self._choices}
        gone: list[Choice] = [(key, key, 0) for key in self._values if key not in known]
        return [*gone, *self._choices]

    def _on_popup_ticked(self) -> None:
        self.set_values(self.popup.ticked_keys())
        self.chosen.emit()


class ChoicePopup(QFrame):
    """The list to tick.

    Signals:
        ticked: Something was ticked or unticked.
    """

    ticked = Signal()

    def __init__(self, name: str, owner: MultiChoice) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setProperty("kind", "card")
        self.search = SearchField(_("Find"))
        self.items = QListWidget()
        self.items.setUniformItemSizes(True)
        self.items.setAccessibleName(name)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(6, 6, 6, 6)
        whole.setSpacing(6)
        whole.addWidget(self.search)
        whole.addWidget(self.items)
        self.search.search_changed.connect(self._on_search_changed)
        self.search.installEventFilter(self)
        self.items.itemChanged.connect(self.ticked)

    def fill(self, choices: Sequence[Choice], chosen: Sequence[str]) -> None:
        """Show the choices, the chosen ones ticked."""
        self.items.blockSignals(True)
        self.items.clear()
        for key, text, number in choices:
            item = QListWidgetItem(text if number is None else f"{text}  {number:,}")
            item.setSizeHint(QSize(0, ITEM_HEIGHT))
            item.setData(KEY_ROLE, key)
            state = Qt.CheckState.Checked if key in chosen else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.items.addItem(item)
        self.items.blockSignals(False)
        self.search.set_search("")
        self.search.setVisible(len(choices) > MANY)
        self.items.setFixedHeight(min(max(len(choices), 1), MANY) * ITEM_HEIGHT + 10)
        self.adjustSize()

    def begin(self) -> None:
        """Put the keyboard where one types or ticks."""
        self.items.setCurrentRow(0)
        if self.search.isVisible():
            self.search.setFocus()
        else:
            self.items.setFocus()

    def ticked_keys(self) -> tuple[str, ...]:
        """The keys that are ticked, in the order of the list."""
        items = (self.items.item(number) for number in range(self.items.count()))
        return tuple(
            item.data(KEY_ROLE) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.items.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape and not self.search.text():
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def _on_search_changed(self, typed: str) -> None:
        wanted = fold(typed)
        for number in range(self.items.count()):
            item = self.items.item(number)
            item.setHidden(wanted not in fold(item.text()))


def word_choices(words: Iterable[Word]) -> list[Choice]:
    """Words of a closed vocabulary, as they are read."""
    return [(str(word), _(word.label), None) for word in words]
