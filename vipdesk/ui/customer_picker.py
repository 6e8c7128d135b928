"""Picks a customer while their name is being typed."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.chip import Chip, tier_tone
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.search_field import SearchField
from vipdesk.ui.turns import in_next_turn

ROWS = 5
ROW_HEIGHT = 32
FRAME = 8  # pixels, of the list
CHOICE_ROLE = Qt.ItemDataRole.UserRole


class CustomerPicker(QWidget):
    """A search field over a short list; once picked, the customer with a button to change.

    Down and up move in the list while the field keeps the keyboard; Return picks.

    Signals:
        picked: The `CustomerChoice` that was picked.
    """

    picked = Signal(object)

    def __init__(self, finder: CustomerFinder, jobs: Jobs) -> None:
        super().__init__()
        self._finder = finder
        self._latest = Latest(jobs, self)
        self._choice: CustomerChoice | None = None
        self._shown_for: str | None = None
        self._picking = False  # Return was pressed before the answer came
        self.setAccessibleName(_("Customer"))
        self._search = SearchField(_("Name / pinyin / last digits / customer number"))
        self._list = QListWidget()
        self._none = label("", "note")
        self._set_up()

    def choice(self) -> CustomerChoice | None:
        """Who is picked."""
        return self._choice

    def set_choice(self, choice: CustomerChoice | None) -> None:
        """Show who is picked, without a signal; None asks again."""
        self._choice = choice
        room = self.sizeHint().height()
        asks, says = (self._search, self._list), (self._chosen,)
        self._none.hide()
        for part in says if choice is None else asks:  # first: both would make a dialog grow
            part.hide()
        for part in asks if choice is None else says:
            part.show()
        in_next_turn(self, lambda: self._give_back(room - self.sizeHint().height()))
        if choice is None:
            self._find(self._search.text().strip())
            self._search.setFocus()
            return
        self._name.setText(choice.name)
        self._tier.set_text(_(choice.tier.label), tier_tone(choice.tier))
        self._note.set_text(" · ".join(part for part in (choice.phone, choice.number) if part))

    def _give_back(self, height: int) -> None:
        """Let the dialog that is open be as much lower as the list that it no longer shows."""
        dialog = self.window()
        if isinstance(dialog, QDialog) and height > 0:
            dialog.resize(dialog.width(), dialog.height() - height)

    def set_fixed(self, fixed: bool) -> None:
        """Whether the picked customer stays."""
        self._change.setVisible(not fixed)

    def search(self, typed: str) -> None:
        """Type for the user, as a test or a caller that knows the name does."""
        self._search.setText(typed)

    def results(self) -> list[CustomerChoice]:
        """Who is offered at the moment."""
        return [self._list.item(n).data(CHOICE_ROLE) for n in range(self._list.count())]

    def _set_up(self) -> None:
        self._list.setAccessibleName(_("Customers found"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._pick)
        self._search.search_changed.connect(self._find)
        self._search.installEventFilter(self)
        self.setFocusProxy(self._search)
        self._chosen = self._make_chosen()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        for part in (self._search, self._list, self._none, self._chosen):
            whole.addWidget(part)
        self._list.setFixedHeight(ROWS * ROW_HEIGHT + FRAME)
        self._chosen.hide()
        self._none.hide()
        self._find("")

    def _make_chosen(self) -> QWidget:
        row = QWidget()
        self._name = label("", "strong")
        self._tier = Chip()
        self._note = ElidedLabel("", "muted")
        self._change = button(_("Another"), kind="link")
        self._change.clicked.connect(lambda: self.set_choice(None))
        parts = QHBoxLayout(row)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(8)
        parts.addWidget(self._name)
        parts.addWidget(self._tier)
        parts.addWidget(self._note, 1)
        parts.addWidget(self._change)
        row.setMinimumHeight(ROW_HEIGHT)
        return row

    def _find(self, typed: str) -> None:
        self._latest.read(
            lambda _progress: self._finder.find(typed), lambda found: self._show(typed, found)
        )

    def _show(self, typed: str, found: list[CustomerChoice]) -> None:
        self._shown_for = typed
        self._list.clear()
        for each in found:
            item = QListWidgetItem(self._said(each))
            item.setData(CHOICE_ROLE, each)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._none.setText("" if found else _("Nobody in the book fits this."))
        self._none.setVisible(not found and self._choice is None)
        if self._picking:
            self._picking = False
            self._pick(self._list.currentItem())

    def _said(self, choice: CustomerChoice) -> str:
        parts = (choice.name, _(choice.tier.label), choice.phone, choice.number)
        return "   ".join(part for part in parts if part)

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            choice = item.data(CHOICE_ROLE)
            self.set_choice(choice)
            self.picked.emit(choice)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._search or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and self._take_key(Qt.Key(event.key())):
            return True
        return super().eventFilter(watched, event)

    def _take_key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_return()
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key)
        if step is None:
            return False
        last = self._list.count() - 1
        self._list.setCurrentRow(max(0, min(last, self._list.currentRow() + step)))
        return True

    def _on_return(self) -> None:
        typed = self._search.text().strip()
        if typed == self._shown_for:
            self._pick(self._list.currentItem())
        else:
            self._picking = True
            self._find(typed)
