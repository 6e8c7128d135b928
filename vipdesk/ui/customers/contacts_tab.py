"""All contacts, both ways, newest first."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.domain.words import Direction
from vipdesk.services.customer_rows import CustomerDetailRow, TimelineRow
from vipdesk.texts import _
from vipdesk.ui.customers.actions import CustomerActions
from vipdesk.ui.customers.contact_row import ContactRow
from vipdesk.ui.customers.detail_tab import DetailTab, head_of
from vipdesk.ui.customers.words import contact_title
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.segmented import Segmented

AT_ONCE = 20


class ContactsTab(DetailTab):
    """The timeline with a filter; what was logged by hand can be edited and deleted."""

    def __init__(self, name: str, actions: CustomerActions) -> None:
        super().__init__(name, actions)
        self._which = "all"
        self._shown = AT_ONCE
        self._row: CustomerDetailRow | None = None

    @override
    def fill(self, row: CustomerDetailRow) -> None:
        if self._row is None or row.id != self._row.id:
            self._which, self._shown = "all", AT_ONCE
        self._row = row
        log = button(_("Log"), icon="plus", small=True)
        log.clicked.connect(lambda: self.actions_of_customer.touchpoint_requested.emit(row.id))
        if not row.timeline:
            self._add_empty(row)
            return
        self.body.addLayout(head_of(_("Contacts"), log))
        self.body.addWidget(self._filter(row))
        chosen = [each for each in row.timeline if self._fits(each)]
        for contact in chosen[: self._shown]:
            self.body.addWidget(ContactRow(contact, row.today, *self._buttons(contact, row)))
        if not chosen:
            self.body.addWidget(label(_("No contact of this kind."), "muted"))
        if len(chosen) > self._shown:
            more = button(_("Show {n} more").format(n=len(chosen) - self._shown), kind="link")
            more.clicked.connect(self._on_more_clicked)
            self.body.addWidget(more)

    def _add_empty(self, row: CustomerDetailRow) -> None:
        text = _("No contact is noted yet. Log calls, messages and visits here.")
        empty = EmptyState(text, icon="phone", action=_("Log a touchpoint"))
        empty.acted.connect(lambda: self.actions_of_customer.touchpoint_requested.emit(row.id))
        self.body.addWidget(empty)

    def _filter(self, row: CustomerDetailRow) -> Segmented:
        counts = {
            key: sum(1 for each in row.timeline if fits(each)) for key, fits in _FILTERS.items()
        }
        titles = {
            "all": _("All"),
            "out": _("Outgoing"),
            "in": _("Incoming"),
            "effective": _("Effective"),
        }
        made = Segmented(
            _("Contacts"), [(key, f"{titles[key]} {counts[key]}") for key in titles], kind="filter"
        )
        made.set_value(self._which)
        made.chosen.connect(self._on_filter_chosen)
        return made

    def _fits(self, row: TimelineRow) -> bool:
        return _FILTERS[self._which](row)

    def _on_filter_chosen(self, which: str) -> None:
        self._which, self._shown = which or "all", AT_ONCE
        self._again()

    def _on_more_clicked(self) -> None:
        self._shown += AT_ONCE
        self._again()

    def _again(self) -> None:
        if self._row is not None:
            self.show_customer(self._row)

    def _buttons(self, contact: TimelineRow, row: CustomerDetailRow) -> list[QWidget]:
        touchpoint_id = contact.touchpoint_id
        if touchpoint_id is None or contact.visit_id is not None:
            return []
        said = contact_title(contact, row.today)
        edit = icon_button(_("Edit {contact}").format(contact=said), icon="pencil")
        edit.clicked.connect(lambda: self.actions_of_customer.edit_touchpoint(touchpoint_id))
        delete = icon_button(_("Delete {contact}").format(contact=said), icon="trash-2")
        delete.clicked.connect(lambda: self.actions_of_customer.delete_touchpoint(touchpoint_id))
        return [edit, delete]


_FILTERS: dict[str, Callable[[TimelineRow], bool]] = {
    "all": lambda _row: True,
    "out": lambda row: row.direction is Direction.OUT,
    "in": lambda row: row.direction is Direction.IN,
    "effective": lambda row: row.effective,
}
