"""Step 1: choose or drop a file, take a template, look back at past imports."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.words import ImportKind
from vipdesk.services.imports.rows import BatchRow
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.file_dialogs import ask_table
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView

DROP_HEIGHT = 190


class DropArea(QFrame):
    """Where a file is dropped or chosen.

    Signals:
        file_chosen: Its path.
    """

    file_chosen = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAcceptDrops(True)
        self.setMinimumHeight(DROP_HEIGHT)
        says = _("Drop a file of the operator here: CSV, TSV, XLSX, XLS or ODS.\n"
                 "Nothing is written before you have seen the differences.")  # fmt: skip
        self.empty = EmptyState(says, icon="file-up", action=_("Choose a file…"), primary=True)
        self.empty.acted.connect(self.choose)
        whole = QVBoxLayout(self)
        whole.addWidget(self.empty)

    def choose(self) -> QFileDialog:
        """Ask for the file in the dialog of the system."""
        return ask_table(self, _("Import a file"), self.file_chosen.emit)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            self.file_chosen.emit(paths[0])


def batch_columns() -> tuple[Column[BatchRow], ...]:
    """What the list of past imports shows."""
    return (
        Column("at", _("Imported"), lambda row: f"{row.imported_at:%Y-%m-%d %H:%M}",
               width=140),
        Column("kind", _("Kind"), lambda row: _(row.kind.label), width=150),
        Column("new", _("New rows"), lambda row: f"{row.counts['new']:,}", width=90, right=True),
        Column("changed", _("Changed rows"), lambda row: f"{row.counts['changed']:,}", width=110,
               right=True),
        Column("problems", _("Left out"), lambda row: f"{row.counts['problems']:,}", width=90,
               right=True),
        Column("file", _("File"), lambda row: row.file_name, width=300, style=CellStyle.STRONG),
    )  # fmt: skip


class StartStep(QWidget):
    """The drop area, templates for each kind, and the imports that stand in the book.

    Signals:
        file_chosen: A path.
        template_requested: Name of a kind.
        undo_requested: Journal entry of a past import.
        reconcile_requested: Compare the operator's balances of points with the ledger.
    """

    file_chosen = Signal(Path)
    template_requested = Signal(str)
    undo_requested = Signal(int)
    reconcile_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.drop = DropArea()
        self.drop.file_chosen.connect(self.file_chosen)
        self._rows: dict[int, BatchRow] = {}
        self.model = PagedTableModel(batch_columns(), self._fetch, self)
        self.table = TableView(_("Past imports"), self.model, many=False)
        self.table.current_changed.connect(self._on_current_changed)
        self._none = EmptyState(_("No file has been imported yet."), icon="history")
        self.undo_button = button(_("Undo this import"), icon="undo-2", small=True)
        self.undo_button.setEnabled(False)
        self.undo_button.clicked.connect(self._on_undo_clicked)
        self.reconcile = button(_("Reconcile points"), icon="arrow-right-left", small=True)
        self.reconcile.clicked.connect(self.reconcile_requested)
        self._lay_out()
        self.show_batches([])

    def show_batches(self, rows: Sequence[BatchRow]) -> None:
        """List past imports, newest first."""
        self._rows = {row.id: row for row in rows}
        self.model.show_ids(list(self._rows))
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.undo_button.setVisible(bool(rows))
        self._on_current_changed(self.table.current_id())

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addWidget(self.drop)
        whole.addWidget(self._templates())
        past = Card(_("Past imports"), padded=False)
        past.add_to_head(self.undo_button)
        past.add_to_head(self.reconcile)
        past.body.addWidget(self.table)
        past.body.addWidget(self._none)
        whole.addWidget(past, 1)

    def _templates(self) -> QWidget:
        holder = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        row = FlowLayout(holder, 8)
        says = label(_("Empty templates with notes on each column:"), "muted")
        row.addWidget(says)
        for kind in ImportKind:
            made = button(_(kind.label), icon="file-spreadsheet", small=True)
            made.setAccessibleName(_("Template: {kind}").format(kind=_(kind.label)))
            made.clicked.connect(
                lambda _checked=False, name=kind.value: self.template_requested.emit(name)
            )
            row.addWidget(made)
            says.setMinimumHeight(made.sizeHint().height())
        return holder

    def _fetch(self, ids: Sequence[int]) -> list[BatchRow]:
        return [self._rows[each] for each in ids if each in self._rows]

    def _on_current_changed(self, batch_id: int) -> None:
        row = self._rows.get(batch_id)
        self.undo_button.setEnabled(row is not None and row.undoable)
        frozen = row is not None and not row.undoable
        set_tip(self.undo_button, _("A snapshot stays as it was frozen.") if frozen else "")

    def _on_undo_clicked(self) -> None:
        row = self._rows.get(self.table.current_id())
        if row is not None and row.entry_id is not None:
            self.undo_requested.emit(row.entry_id)
