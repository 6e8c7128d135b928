"""Settles differences of points by named entries."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.services.reconciliation import NOTE, ReconciledRow, ReconciliationService
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.write_dialog import Write, WriteDialog

WIDTH = 520


class SettleDialog(WriteDialog):
    """What would be given and taken, and why.

    Signals:
        written: `Settled`.
    """

    def __init__(
        self,
        service: ReconciliationService,
        jobs: Jobs,
        parent: QWidget | None,
        as_of: date,
        rows: Sequence[ReconciledRow],
    ) -> None:
        super().__init__(_("Settle differences"), jobs, parent, primary=_("Settle"))
        self._service, self._as_of = service, as_of
        self._ids = [row.id for row in rows]
        self.note = QLineEdit()
        self.note.setPlaceholderText(_(NOTE).format(day=as_of))
        self.form = Form()
        self.form.add("note", _("Reason"), self.note)
        self.body.addWidget(label(_said(as_of, rows), wrap=True))
        self.body.addWidget(self.form)
        says = _("Each is an entry of its own on that day and can be undone. Of lots that were "
                 "used since nothing is taken: such a difference stays open.")  # fmt: skip
        self.body.addWidget(label(says, "muted", wrap=True))
        self.body.addStretch(1)
        self.setMinimumWidth(WIDTH)

    @override
    def prepared(self) -> Write | None:
        as_of, ids, note = self._as_of, self._ids, self.note.text()
        return lambda: self._service.settle(as_of, ids, note)


def _said(as_of: date, rows: Sequence[ReconciledRow]) -> str:
    gives = sum(row.difference for row in rows if row.difference > 0)
    takes = -sum(row.difference for row in rows if row.difference < 0)
    said = ngettext(
        "{n} customer is brought to the operator's balance of {day}: {gives} points given, "
        "{takes} taken.",
        "{n} customers are brought to the operator's balance of {day}: {gives} points given, "
        "{takes} taken.",
        len(rows),
    )
    return said.format(n=f"{len(rows):,}", day=as_of, gives=f"{gives:,}", takes=f"{takes:,}")
