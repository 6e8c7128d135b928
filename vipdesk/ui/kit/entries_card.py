"""A card of entries below each other: visits of a day, birthdays of a week."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vipdesk.ui.kit.bit_by_bit import BitByBit
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.scrolled import scrolled


class EntriesCard(Card):
    """Shows what it is given, those in sight first, or a sentence where there is nothing.

    Signals:
        acted: The button under the sentence was pressed.
    """

    acted = Signal()

    def __init__(self, title: str, empty: EmptyState) -> None:
        super().__init__(title, padded=False)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self._scroll = scrolled(inner)
        self._empty = empty
        self._empty.acted.connect(self.acted)
        self.body.addWidget(self._scroll)
        self.body.addWidget(self._empty)
        self._empty.hide()  # what was not read yet is not known to be nothing
        self._filling = BitByBit(self)

    def show_entries(self, count: int, entries: Iterable[QWidget]) -> None:
        """Show ``count`` entries, made as they are asked for, in the place of those before."""
        scrolled_to = self._scroll.verticalScrollBar().value()
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._list.addStretch(1)
        self._scroll.setVisible(count > 0)
        self._empty.setVisible(not count)
        self._filling.start(self._add_each(entries))
        if scrolled_to:  # a list that is read stays where it is
            self._filling.finish()

    def entries(self) -> Sequence[QWidget]:
        """All of them; those that are not made yet are made now."""
        self._filling.finish()
        items = [self._list.itemAt(n) for n in range(self._list.count())]
        found = [item.widget() for item in items if item is not None]
        return [widget for widget in found if widget is not None]

    def _add_each(self, entries: Iterable[QWidget]) -> Iterator[None]:
        before: QWidget | None = None
        for place, entry in enumerate(entries):
            self._list.insertWidget(place, entry)
            entry.show()
            if before is not None:
                self.setTabOrder(before, entry)
            before = entry
            yield
