"""The customers that a file no longer holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from vipdesk.services.imports.rows import Preview
from vipdesk.texts import _
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView

WIDTH, HEIGHT = 520, 480


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    number: str
    name: str


def _columns() -> tuple[Column[_Row], ...]:
    return (
        Column("number", _("Customer number"), lambda row: row.number, width=180),
        Column("name", _("Name"), lambda row: row.name, width=200, style=CellStyle.STRONG),
    )


class MissingDialog(Dialog):
    """A list to look through; nothing can be done to it here."""

    def __init__(self, preview: Preview, parent: QWidget | None) -> None:
        super().__init__(_("Not in this file"), parent, primary=_("Close"))
        self.cancel_button.hide()
        self._rows = {row[0]: _Row(*row) for row in preview.missing}
        says = _("They stay in the book as they are. Whether they have left is for you to say.")
        if preview.missing_count > len(self._rows):
            first = _("The first {n} are listed.").format(n=f"{len(self._rows):,}")
            says = f"{says} {first}"
        self.body.addWidget(label(says, "muted", wrap=True))
        model = PagedTableModel(_columns(), self._fetch, self)
        model.show_ids(list(self._rows))
        self.table = TableView(_("Not in this file"), model)
        self.body.addWidget(self.table, 1)
        self.resize(WIDTH, HEIGHT)

    def _fetch(self, ids: Sequence[int]) -> list[_Row]:
        return [self._rows[each] for each in ids]
