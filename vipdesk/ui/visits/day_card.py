"""The visits of one day as a list: time, name, state, place."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vipdesk.domain.wording import weekday
from vipdesk.services.visit_lists import VisitRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.visit_entry import VisitEntry
from vipdesk.ui.visits.talk_card import scrolled


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
            entry = VisitEntry(row)
            entry.clicked.connect(lambda _checked=False, row=row: self.visit_opened.emit(row.id))
            self._list.addWidget(entry)
        self._list.addStretch(1)
        self._scroll.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def entries(self) -> list[VisitEntry]:
        """The visits as they are shown."""
        items = [self._list.itemAt(n) for n in range(self._list.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, VisitEntry)]
