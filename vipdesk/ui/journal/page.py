"""The page that reads the journal: a list with filters, and the entry beside it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.domain.journal_kinds import JournalKind, kind_of
from vipdesk.services.journal import EntryRow
from vipdesk.services.journal_book import JournalBook
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.journal.entry_card import EntryCard
from vipdesk.ui.journal.filters import JournalFilters
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.notices import ProgressPanel
from vipdesk.ui.kit.page import ListPage
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.theme import Tone

DETAIL_WIDTH = 400
_TONES = {
    JournalKind.VIEWED: Tone.AMBER,
    JournalKind.EXPORTED: Tone.AMBER,
    JournalKind.PRINTED: Tone.AMBER,
    JournalKind.ERASED: Tone.RED,
    JournalKind.ACCESS: Tone.ACCENT,
    JournalKind.IMPORTED: Tone.GREEN,
}


def _tone(row: EntryRow) -> Tone:
    return _TONES.get(kind_of(row.code), Tone.NEUTRAL)


class JournalPage(ListPage):
    """Newest first; nothing here can be changed.

    Signals:
        back_requested: To where the page was opened from.
    """

    SHOWS = frozenset({Area.JOURNAL})
    back_requested = Signal()

    def __init__(self, book: JournalBook, jobs: Jobs) -> None:
        super().__init__()
        self._book, self._jobs = book, jobs
        self._latest, self._latest_entry = Latest(jobs, self), Latest(jobs, self)
        self._zone = book.lists.zone()
        self.filters = JournalFilters()
        self.model = PagedTableModel(self._columns(), book.lists.rows, self)
        self.table = TableView(_("Journal"), self.model, many=False)
        self.entry = EntryCard()
        self.progress = ProgressPanel()
        self.export_button = button(_("Export for inspection…"), icon="download")
        self._lay_out()
        self._connect()

    def show_customer(self, customer_id: int | None) -> None:
        """Show all entries, or those about one customer."""
        name = self._book.lists.customer_name(customer_id) if customer_id is not None else ""
        self.filters.set_customer(customer_id, name)
        self.reload()

    @override
    def reload(self) -> None:
        """Find the entries again; what is chosen stays if it is still there."""
        super().reload()
        query = self.filters.query()
        self._latest.read(lambda _progress: self._book.lists.find_ids(query, _), self._on_found)

    def ask_where(self) -> QFileDialog:
        """Ask where the inspector's sheet goes."""
        kinds = ("XLSX (*.xlsx)", "CSV (*.csv)")
        title = _("Export for inspection")
        return ask_save(self, title, "journal.xlsx", self.export_to, kinds=kinds)

    def export_to(self, path: Path) -> None:
        """Write what the list shows."""
        query, ids = self.filters.query(), list(self.model.ids())
        job = self._jobs.write(
            lambda progress: self._book.export.write(ids, query, path, _, progress)
        )
        self.progress.follow(job, _("Writing the entries…"))
        done = _("The entries are in {name}.").format(name=path.name)
        job.succeeded.connect(lambda _saved: self.toast_requested.emit(done, "", None))

    def _on_found(self, ids: list[int]) -> None:
        self.model.show_ids(ids)
        words = ngettext("{n} entry", "{n} entries", len(ids)).format(n=f"{len(ids):,}")
        self._head.set_note(words)
        self._stack.setCurrentWidget(self._card if ids else self._empty)
        self.export_button.setEnabled(bool(ids))
        if self.table.current_id() < 0:
            self.entry.show_nothing()

    def _on_current_changed(self, entry_id: int) -> None:
        if entry_id < 0:
            self._latest_entry.drop()
            self.entry.show_nothing()
            return
        self._latest_entry.read(
            lambda _progress: self._book.lists.detail(entry_id, _), self.entry.show_entry
        )

    def _connect(self) -> None:
        self.filters.changed.connect(self.reload)
        self.filters.words.entered.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_current_changed)
        self.export_button.clicked.connect(self.ask_where)
        self._back.clicked.connect(self.back_requested)
        self._empty.acted.connect(self.filters.reset)

    def _columns(self) -> tuple[Column[EntryRow], ...]:
        zone = self._zone
        return (
            Column("at", _("When"), lambda row: f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}",
                   width=136),
            Column("kind", _("Kind"), lambda row: _(kind_of(row.code).label), width=150,
                   style=CellStyle.CHIP, tone=_tone),
            Column("action", _("Action"), lambda row: row.label(_), width=264,
                   style=CellStyle.STRONG),
            Column("rows", _("Rows"), lambda row: f"{row.rows:,}" if row.rows else "", width=72,
                   right=True),
            Column("manager", _("Who"), lambda row: row.manager or "", width=96,
                   style=CellStyle.MUTED),
        )  # fmt: skip

    def _lay_out(self) -> None:
        self._head = self.add_head(_("Journal"))
        self._back = button(_("Back"), icon="arrow-left", kind="quiet")
        self._head.add_left(self._back)
        self._head.add(self.export_button)
        self._card = Card(padded=False)
        self._card.body.addWidget(self.table)
        self._empty = EmptyState(
            _("No entry fits. Look for something else."), icon="search", action=_("Show all")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._card)
        self._stack.addWidget(self._empty)
        self.entry.setFixedWidth(DETAIL_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._stack, 1)
        row.addWidget(self.entry)
        self.whole.addWidget(self.filters)
        self.whole.addWidget(self.progress)
        self.whole.addLayout(row, 1)
        self.hand_on_to(self.filters.words)
