"""What the customer wants, and where each wish stands."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.domain.words import NeedStatus
from vipdesk.services.customer_rows import CustomerDetailRow, NeedRow
from vipdesk.texts import _
from vipdesk.ui.customers.detail_tab import DetailTab, head_of, line_of
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.segmented import Segmented


class NeedsTab(DetailTab):
    """A card a need; one click says where it stands."""

    @override
    def fill(self, row: CustomerDetailRow) -> None:
        act = self.actions_of_customer
        if not row.needs:
            text = _("No need is noted. What does the customer wish for?")
            empty = EmptyState(text, icon="lightbulb", action=_("Note a need"))
            empty.acted.connect(lambda: act.edit_need(row))
            self.body.addWidget(empty)
            return
        add = button(_("Note a need"), icon="plus", small=True)
        add.clicked.connect(lambda: act.edit_need(row))
        self.body.addLayout(head_of(_("Needs"), add))
        for need in row.needs:
            self.body.addWidget(self._card(row, need))

    def _card(self, row: CustomerDetailRow, need: NeedRow) -> QWidget:
        card = Card()
        edit = icon_button(_("Edit: {text}").format(text=need.text), icon="pencil")
        edit.clicked.connect(lambda: self.actions_of_customer.edit_need(row, need))
        card.body.addLayout(line_of(label(need.text, "strong", wrap=True), edit, stretch=0))
        days = _("since {day}").format(day=need.opened_on.isoformat())
        if need.closed_on:
            closed = _("closed {day}").format(day=need.closed_on.isoformat())
            days = f"{days} · {closed}"
        card.body.addWidget(label(days, "note"))
        options = [(str(status), _(status.label)) for status in NeedStatus]
        status = Segmented(need.text, options)
        status.set_value(str(need.status))
        status.chosen.connect(lambda key: self._on_status_chosen(need, key))
        card.body.addWidget(status)
        return card

    def _on_status_chosen(self, need: NeedRow, key: str) -> None:
        chosen = next(status for status in NeedStatus if status == key)
        if chosen is not need.status:
            self.actions_of_customer.move_need(need, chosen)
