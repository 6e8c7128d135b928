"""The visits of one day as a list: time, name, state, place."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal

from vipdesk.domain.wording import weekday
from vipdesk.services.visit_lists import VisitRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.entries_card import EntriesCard
from vipdesk.ui.visit_entry import VisitEntry


class DayCard(EntriesCard):
    """The chosen day.

    Signals:
        visit_opened: The id of a visit.
    """

    visit_opened = Signal(int)

    def __init__(self) -> None:
        empty = EmptyState(_("No visit on this day. Plan one with N."), icon="calendar-plus")
        super().__init__(_("Visits"), empty)
        self._shown: tuple[date, list[VisitRow]] | None = None

    def show_day(self, day: date, rows: Sequence[VisitRow]) -> None:
        """Show the visits of ``day`` among ``rows``."""
        rows = [row for row in rows if row.starts.date() == day]
        if self._shown == (day, rows):
            return
        self._shown = day, rows
        count = ngettext("{n} visit", "{n} visits", len(rows)).format(n=len(rows))
        self.set_title(f"{day:%m-%d} {weekday(_, day)}", count if rows else "")
        self.show_entries(len(rows), map(self._entry, rows))

    def _entry(self, row: VisitRow) -> VisitEntry:
        entry = VisitEntry(row)
        entry.clicked.connect(lambda _checked=False: self.visit_opened.emit(row.id))
        return entry
