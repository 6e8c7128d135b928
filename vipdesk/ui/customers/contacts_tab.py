"""Complaints, and all contacts, both ways, newest first."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.domain.words import Direction
from vipdesk.services.customer_rows import CustomerDetailRow, TimelineRow
from vipdesk.texts import _
from vipdesk.ui.customers.actions import CustomerActions
from vipdesk.ui.customers.complaint_card import ComplaintCard
from vipdesk.ui.customers.contact_row import ContactRow
from vipdesk.ui.customers.detail_tab import DetailTab, head_of
from vipdesk.ui.customers.words import contact_title
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.segmented import Segmented

AT_ONCE = 20
CLOSED_AT_ONCE = 1  # complaints; those still open are all shown


class ContactsTab(DetailTab):
    """The timeline with a filter; what was logged by hand can be edited and deleted."""

    def __init__(self, name: str, actions: CustomerActions) -> None:
        super().__init__(name, actions)
        self._which = "all"
        self._shown = AT_ONCE
        self._all_complaints = False
        self._row: CustomerDetailRow | None = None

    @override
    def fill(self, row: CustomerDetailRow) -> None:
        if self._row is None or row.id != self._row.id:
            self._which, self._shown, self._all_complaints = "all", AT_ONCE, False
        self._row = row
        self._add_complaints(row)
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

    def _add_complaints(self, row: CustomerDetailRow) -> None:
        """Those still open first; without one only the button to note it."""
        act = self.actions_of_customer
        note = button(_("Note a complaint"), icon="plus", small=True)
        note.clicked.connect(lambda: act.edit_complaint(row))
        self.body.addLayout(head_of(_("Complaints"), note))
        still_open = sum(1 for each in row.complaints if each.is_open)
        shown = len(row.complaints) if self._all_complaints else still_open + CLOSED_AT_ONCE
        for complaint in row.complaints[:shown]:
            self.body.addWidget(ComplaintCard(complaint, row, act))
        if len(row.complaints) > shown:
            rest = len(row.complaints) - shown
            more = button(_("Show {n} more").format(n=rest), kind="link")
            more.clicked.connect(self._on_more_complaints_clicked)
            self.body.addWidget(more)

    def _on_more_complaints_clicked(self) -> None:
        self._all_complaints = True
        self._again()

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
