"""The list of backups, in the settings and where a book is to be brought back."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vipdesk.services.backups import BackupRow
from vipdesk.texts import _
from vipdesk.ui.backup_words import size_words
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A backup and its place in the list."""

    id: int
    row: BackupRow


def _columns() -> tuple[Column[_Numbered], ...]:
    return (
        Column(
            "made_at",
            _("Made"),
            lambda each: f"{each.row.made_at:%Y-%m-%d %H:%M}",
            width=150,
            style=CellStyle.STRONG,
        ),
        Column("why", _("Why"), lambda each: each.row.reason(_), width=210),
        Column("bytes", _("Size"), lambda each: size_words(each.row.bytes), width=100, right=True),
        Column(
            "verified_at",
            _("Verified"),
            lambda each: f"{each.row.verified_at:%Y-%m-%d %H:%M}",
            width=150,
            style=CellStyle.MUTED,
        ),
    )


class BackupList(QWidget):
    """Newest first; one can be chosen.

    Signals:
        chosen_changed: Another row, or none, is chosen.
        opened: A row was double-clicked, or Return pressed.
    """

    chosen_changed = Signal()
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[BackupRow] = ()
        self.model: PagedTableModel[_Numbered] = PagedTableModel(_columns(), self._fetch, self)
        self.table = TableView(_("Backups"), self.model, many=False)
        self.table.current_changed.connect(self.chosen_changed)
        self.table.opened.connect(self.opened)
        self.setFocusProxy(self.table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.table)

    def show_rows(self, rows: Sequence[BackupRow]) -> None:
        """Show other backups; the chosen one is found again by its name."""
        former = self.chosen()
        self._rows = rows
        self.model.show_ids(range(len(rows)))
        names = [row.name for row in rows]
        if former is not None and former.name in names:
            self.table.go_to(names.index(former.name))
        elif rows:
            self.table.go_to(0)
        self.chosen_changed.emit()

    def chosen(self) -> BackupRow | None:
        """The row that the keyboard is on."""
        number = self.table.current_id()
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def _fetch(self, ids: Sequence[int]) -> list[_Numbered]:
        return [_Numbered(each, self._rows[each]) for each in ids]
