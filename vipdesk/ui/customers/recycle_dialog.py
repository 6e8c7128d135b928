"""The recycle bin: put customers back, or delete them for good."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vipdesk.services.customer_groups import CustomerGroupsService, RecycledRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs, Work
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView


def _columns() -> tuple[Column[RecycledRow], ...]:
    return (
        Column("name", _("Name"), lambda row: row.name, width=160, style=CellStyle.STRONG),
        Column("number", _("Customer number"), lambda row: row.number, width=140),
        Column("phone", _("Phone"), lambda row: row.phone, width=140, style=CellStyle.MUTED),
        Column(
            "deleted",
            _("Deleted"),
            lambda row: f"{row.deleted_at:%Y-%m-%d %H:%M}",
            width=150,
        ),
    )


class RecycleBinDialog(Dialog):
    """Stays open until it is closed; both acts can be undone.

    Signals:
        act_done: What was done, for a toast with Undo.
    """

    act_done = Signal(str)

    def __init__(self, groups: CustomerGroupsService, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(_("Recycle bin"), parent, primary=_("Close"))
        self._groups, self._jobs = groups, jobs
        self._rows: dict[int, RecycledRow] = {}
        self._said = ""
        self.setMinimumSize(680, 420)
        self.cancel_button.hide()
        self.model = PagedTableModel(_columns(), self._fetch, self)
        self.table = TableView(_("Recycle bin"), self.model)
        self._card = Card(padded=False)
        self._card.body.addWidget(self.table)
        self._empty = EmptyState(_("The recycle bin is empty."), icon="trash-2")
        self.restore_button = button(_("Restore"), icon="archive-restore")
        self.purge_button = button(_("Delete for good"), icon="trash-2", kind="danger")
        for place, made in enumerate((self.restore_button, self.purge_button)):
            self.foot.insertWidget(place, made)
        self.body.addWidget(self._card, 1)
        self.body.addWidget(self._empty, 1)
        self.restore_button.clicked.connect(self._on_restore_clicked)
        self.purge_button.clicked.connect(self._on_purge_clicked)
        self.table.selection_changed.connect(self._follow)
        self.table.opened.connect(lambda _id: self._on_restore_clicked())
        self.primary_button.setDefault(False)
        self._show([])
        self.reload()

    def reload(self) -> None:
        """Read the bin again."""
        job = self._jobs.read(lambda _progress: self._groups.recycled())
        job.succeeded.connect(self._show)

    def _fetch(self, ids: Sequence[int]) -> list[RecycledRow]:
        return [self._rows[each] for each in ids]

    def _show(self, rows: list[RecycledRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self.model.show_ids([row.id for row in rows])
        self._card.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if rows:
            self.table.setFocus()
        self._follow()

    def _follow(self) -> None:
        chosen = bool(self.table.selected_ids())
        self.restore_button.setEnabled(chosen)
        self.purge_button.setEnabled(chosen)

    def _on_restore_clicked(self) -> None:
        ids = self.table.selected_ids()
        if not self.restore_button.isEnabled():
            return
        said = ngettext("{n} customer restored", "{n} customers restored", len(ids))
        self._write(lambda _progress: self._groups.restore(ids), said.format(n=len(ids)))

    def _on_purge_clicked(self) -> None:
        ids = self.table.selected_ids()
        if not ids:
            return
        said = ngettext("{n} customer deleted for good", "{n} customers deleted for good", len(ids))
        self._write(lambda _progress: self._groups.purge(ids), said.format(n=len(ids)))

    def _write(self, work: Work[object], said: str) -> None:
        """One act at a time: ``said`` is told once it is done, if the bin is still open then."""
        self._said = said
        self.restore_button.setEnabled(False)
        self.purge_button.setEnabled(False)
        job = self._jobs.write(work)
        job.succeeded.connect(self._on_written)
        job.settled.connect(self._follow)

    def _on_written(self) -> None:
        self.act_done.emit(self._said)
        self.reload()
