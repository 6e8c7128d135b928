"""The partners with whom rewards are given and months are settled."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.rewards import PartnerDraft, PartnerRow
from vipdesk.services.rewards_desk import RewardsDesk
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.rewards.part import Part


class PartnersPart(Part[PartnerRow]):
    """The list with what adds and changes."""

    def __init__(self, desk: RewardsDesk, jobs: Jobs) -> None:
        empty = EmptyState(
            _("No partners yet. A reward can carry a partner's award beside yours."),
            icon="store",
            action=_("New partner"),
        )
        super().__init__(desk, jobs, _("Partners"), columns(), empty)
        self.edit_button = button(_("Edit"), icon="pencil")
        self.add_button = button(_("New partner"), icon="plus")
        for made in (self.edit_button, self.add_button):
            self.buttons.addWidget(made)
        self.edit_button.clicked.connect(self.edit)
        self.add_button.clicked.connect(self.add)
        self.empty.acted.connect(self.add)
        self.table.opened.connect(lambda _id: self.edit())
        self.show_rows(())

    @override
    def read(self) -> Sequence[PartnerRow]:
        return self.desk.rewards.partners()

    @override
    def follow_current(self) -> None:
        self.edit_button.setEnabled(self.current() is not None)

    def add(self) -> "PartnerDialog":
        """Ask for a new partner."""
        return self._open(None)

    def edit(self) -> "PartnerDialog | None":
        """Show the present partner, to be changed."""
        row = self.current()
        return self._open(row) if row else None

    def _open(self, row: PartnerRow | None) -> "PartnerDialog":
        dialog = PartnerDialog(self.desk, self.jobs, self.window(), row)
        dialog.written.connect(lambda _id: self.tell(_("The partner is saved."), undo=True))
        dialog.open()
        return dialog


class PartnerDialog(WriteDialog):
    """One partner."""

    def __init__(
        self, desk: RewardsDesk, jobs: Jobs, parent: QWidget | None, row: PartnerRow | None
    ) -> None:
        title = _("Edit the partner") if row else _("New partner")
        super().__init__(title, jobs, parent, primary=_("Save"))
        self.setMinimumWidth(480)
        self._desk, self._row = desk, row
        draft = row.draft if row else PartnerDraft("")
        self.name, self.contact = QLineEdit(draft.name), QLineEdit(draft.contact)
        self.note = QLineEdit(draft.note)
        self.closed = QCheckBox(_("No longer offered"))
        self.closed.setChecked(draft.closed)
        form = Form()
        form.add("name", _("Partner"), self.name, required=True)
        form.add("contact", _("Contact"), self.contact)
        form.add("note", _("Note"), self.note)
        form.add("closed", "", self.closed)
        self.body.addWidget(form)
        self.body.addStretch(1)
        self.name.setFocus()

    @override
    def prepared(self) -> Write | None:
        draft = PartnerDraft(
            self.name.text(), self.contact.text(), self.note.text(), self.closed.isChecked()
        )
        service, partner_id = self._desk.rewards, self._row.id if self._row else None
        return lambda: service.save_partner(draft, partner_id)


def columns() -> tuple[Column[PartnerRow], ...]:
    """The columns in the language of the desk."""
    return (
        Column("name", _("Partner"), lambda row: row.draft.name, width=240, style=CellStyle.STRONG),
        Column("contact", _("Contact"), lambda row: row.draft.contact, width=220),
        Column("note", _("Note"), lambda row: row.draft.note, width=320),
        Column(
            "state",
            _("Status"),
            lambda row: _("No longer offered") if row.draft.closed else "",
            width=140,
            style=CellStyle.MUTED,
        ),
    )
