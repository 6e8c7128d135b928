"""The visits of one day as a list: time, name, state, place."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from vipdesk.domain.wording import weekday
from vipdesk.services.visit_lists import VisitRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.card_button import CardButton
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.visits.talk_card import scrolled
from vipdesk.ui.visits.visit_block import spoken, status_tone, status_words


class DayEntry(CardButton):
    """One visit; a click or Return opens it."""

    def __init__(self, row: VisitRow) -> None:
        super().__init__("entry", QBoxLayout.Direction.LeftToRight)
        self.row = row
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(spoken(row))
        set_tip(self, spoken(row))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ElidedLabel(row.customer, "strong"), 1)
        head.addWidget(Chip(status_words(row), status_tone(row)))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        for text in (row.place, row.purpose):
            if text:
                words.addWidget(ElidedLabel(text, "muted"))
        # the style sheet gives every button the least height of one line; here there are three
        self.whole.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.whole.setContentsMargins(14, 10, 14, 10)
        self.whole.setSpacing(14)
        self.whole.addWidget(label(f"{row.starts:%H:%M}", "strong"), 0, Qt.AlignmentFlag.AlignTop)
        self.whole.addLayout(words, 1)
        self.pass_clicks_on()


class DayCard(Card):
    """The chosen day.

    Signals:
        visit_opened: The id of a visit.
    """

    visit_opened = Signal(int)

    def __init__(self) -> None:
        super().__init__(_("Visits"), padded=False)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._empty = EmptyState(_("No visit on this day. Plan one with N."), icon="calendar-plus")
        self._scroll = scrolled(inner)
        self.body.addWidget(self._scroll)
        self.body.addWidget(self._empty)

    def show_day(self, day: date, rows: Sequence[VisitRow]) -> None:
        """Show the visits of ``day`` among ``rows``."""
        rows = [row for row in rows if row.starts.date() == day]
        count = ngettext("{n} visit", "{n} visits", len(rows)).format(n=len(rows))
        self.set_title(f"{day:%m-%d} {weekday(_, day)}", count if rows else "")
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            entry = DayEntry(row)
            entry.clicked.connect(lambda _checked=False, row=row: self.visit_opened.emit(row.id))
            self._list.addWidget(entry)
        self._list.addStretch(1)
        self._scroll.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def entries(self) -> list[DayEntry]:
        """The visits as they are shown."""
        items = [self._list.itemAt(n) for n in range(self._list.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, DayEntry)]
