"""Customers who may be in the book twice; each pair can be compared and merged."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.services.duplicates import DuplicateRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.customers.merge_dialog import MergeDialog
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.notices import ProgressPanel
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView


def _columns() -> tuple[Column[DuplicateRow], ...]:
    return (
        Column("left", _("Customer"), lambda row: _named(row.left), width=250),
        Column("right", _("Perhaps the same"), lambda row: _named(row.right), width=250),
        Column(
            "reasons",
            _("Because"),
            lambda row: _(", ").join(_(reason.label) for reason in row.reasons),
            width=230,
            style=CellStyle.MUTED,
        ),
    )


def _named(choice: CustomerChoice) -> str:
    return "  ".join(part for part in (choice.name, choice.phone, choice.number) if part)


class DuplicatesDialog(Dialog):
    """Searches the whole book by a job; stays open while pair after pair is merged.

    Signals:
        act_done: What was done, for a toast with Undo.
    """

    act_done = Signal(str)

    def __init__(self, desk: CustomerDesk, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(_("Duplicates"), parent, primary=_("Close"))
        self._desk, self._jobs = desk, jobs
        self._rows: dict[int, DuplicateRow] = {}
        self.setMinimumSize(800, 460)
        self.cancel_button.hide()
        self.primary_button.setDefault(False)
        self.model = PagedTableModel(_columns(), self._fetch, self)
        self.table = TableView(_("Duplicates"), self.model, many=False)
        self._card = Card(padded=False)
        self._card.body.addWidget(self.table)
        self._empty = EmptyState(_("No customer seems to be in the book twice."), icon="users")
        self._progress = ProgressPanel()
        self._count = label("", "muted")
        self.merge_button = button(_("Compare and merge…"), icon="merge")
        self.foot.insertWidget(0, self.merge_button)
        self.foot.insertWidget(1, self._count)
        for part, share in ((self._progress, 0), (self._card, 1), (self._empty, 1)):
            self.body.addWidget(part, share)
        self.merge_button.clicked.connect(lambda: self._merge(self.table.current_id()))
        self.table.opened.connect(self._merge)
        self.table.selection_changed.connect(self._follow)
        self._card.hide()
        self._empty.hide()
        self._follow()
        self.reload()

    def reload(self) -> None:
        """Search the book again."""
        job = self._jobs.read(self._desk.duplicates.find)
        job.succeeded.connect(self._show)
        self._progress.follow(job, _("Comparing all customers"))

    def _fetch(self, ids: Sequence[int]) -> list[DuplicateRow]:
        return [self._rows[each] for each in ids]

    def _show(self, rows: list[DuplicateRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self.model.show_ids([row.id for row in rows])
        self._card.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        said = ngettext("{n} pair", "{n} pairs", len(rows)).format(n=f"{len(rows):,}")
        self._count.setText(said if rows else "")
        if rows:
            self.table.go_to(rows[0].id)
            self.table.setFocus()
        self._follow()

    def _follow(self) -> None:
        self.merge_button.setEnabled(self.table.current_id() >= 0)

    def _merge(self, row_id: int) -> None:
        row = self._rows.get(row_id)
        if row is None:
            return
        dialog = MergeDialog(self._desk, self._jobs, self, row.left.id, row.right.id)
        dialog.written.connect(lambda _merge_id: self._on_merged())
        dialog.open()

    def _on_merged(self) -> None:
        self.act_done.emit(_("Customers merged"))
        self.reload()
