"""Gives customers to another manager; their history keeps who cared for them until then."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Saved
from vipdesk.services.customer_groups import CustomerGroupsService, ManagerChoice
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.write_dialog import Write, WriteDialog

NEW = -1  # the choice to name a colleague who is not in the book yet


class HandOverDialog(WriteDialog):
    """Asks to whom and from which day; a new colleague is named here.

    `WriteDialog.written` tells how many customers changed hands.
    """

    def __init__(
        self,
        groups: CustomerGroupsService,
        jobs: Jobs,
        parent: QWidget | None,
        ids: Sequence[int],
        managers: Sequence[ManagerChoice],
        today: date,
        name: str = "",
    ) -> None:
        """Ask; ``name`` is that of the customer where it is known that there is one."""
        said = ngettext("Hand over {n} customer", "Hand over {n} customers", len(ids))
        title = _("Hand over {name}") if name else said
        super().__init__(
            title.format(n=f"{len(ids):,}", name=name), jobs, parent, primary=_("Hand over")
        )
        self._groups, self._ids = groups, ids
        self.manager = QComboBox()
        for each in managers:
            self.manager.addItem(_named(each), each.id)
        self.manager.addItem(_("A new colleague…"), NEW)
        others = [n for n, each in enumerate(managers) if not each.is_self]
        self.manager.setCurrentIndex(others[0] if others else len(managers))
        self.name, self.branch = QLineEdit(), QLineEdit()
        self.on = DateField(today)
        self.form = Form()
        self.form.add("manager", _("To"), self.manager)
        self.form.add("name", _("Name"), self.name, required=True)
        self.form.add("branch", _("Branch"), self.branch)
        self.form.add("on", _("From the day"), self.on, required=True)
        self.body.addWidget(self.form)
        kept = _("Who cared for them until then stays in their history.")
        self.body.addWidget(label(kept, "muted", wrap=True))
        self.manager.currentIndexChanged.connect(self._on_manager_changed)
        self._on_manager_changed()
        self.manager.setFocus()

    @override
    def prepared(self) -> Write | None:
        self.form.clear_messages()
        on, manager_id, name = self.on.value(), self.manager.currentData(), self.name.text()
        if on is None:
            self.form.set_message("on", _("Give a day, such as 2026-11-21."))
            return None
        if manager_id == NEW and not name.strip():
            self.form.set_message("name", _("Give the colleague's name."))
            return None
        branch = self.branch.text()
        return lambda: self._write(manager_id, name, branch, on)

    def _write(self, manager_id: int, name: str, branch: str, on: date) -> Saved[int]:
        if manager_id == NEW:
            manager_id = self._groups.add_manager(name, branch).value
        return self._groups.hand_over(self._ids, manager_id, on)

    def _on_manager_changed(self) -> None:
        new = self.manager.currentData() == NEW
        self.form.set_row_shown("name", new)
        self.form.set_row_shown("branch", new)


def _named(manager: ManagerChoice) -> str:
    return f"{manager.name} · {manager.branch}" if manager.branch else manager.name
