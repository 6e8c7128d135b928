"""The head of a customer's detail: who it is, how to reach them, what to do."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout

from vipdesk.domain.masking import MaskedField
from vipdesk.domain.task_query import Risk
from vipdesk.domain.words import Tier
from vipdesk.services.customer_rows import CustomerDetailRow
from vipdesk.services.risk import CustomerRisk
from vipdesk.texts import _
from vipdesk.ui import icons
from vipdesk.ui.customers.actions import CustomerActions
from vipdesk.ui.customers.detail_tab import line_of
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.chip import Chip, tier_tone
from vipdesk.ui.kit.labels import ElidedLabel
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.risk_words import risk_line, risk_tone
from vipdesk.ui.theme import Tone

EDGE = 16


class DetailHead(QFrame):
    """Name, tier, months on network, number, telephone, address, and the buttons.

    Signals:
        visit_requested: Begin a visit.
        touchpoint_requested: Log a contact.
        edit_requested: Open the form.
        pdf_requested: Make the customer's sheet.
        journal_requested: Show what was done with the customer.
        data_requested: Hand out all data, for the customer.
        erase_requested: Delete the customer on request.
        risk_requested: Show what the risk is made of.
    """

    visit_requested = Signal()
    touchpoint_requested = Signal()
    edit_requested = Signal()
    pdf_requested = Signal()
    journal_requested = Signal()
    data_requested = Signal()
    erase_requested = Signal()
    risk_requested = Signal()

    def __init__(self, actions: CustomerActions) -> None:
        super().__init__()
        self._actions = actions
        self._row: CustomerDetailRow | None = None
        self._low = False
        self._name = ElidedLabel("", "title")
        self._tier = Chip()
        self._note = ElidedLabel("", "muted")
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.phone = actions.personal_label(_("Phone"))
        self.address = actions.personal_label(_("Address"))
        self._quiet = Notice()
        self.risk = Notice()
        self.visit_button = button(_("Start visit"), icon="map-pin", kind="primary", small=True)
        self.log_button = button(_("Log"), icon="phone", small=True)
        self.edit_button = button(_("Edit"), icon="pencil", small=True)
        self.more_button = icon_button(_("More"), icon="ellipsis")
        self._lay_out()
        self._make_menu()
        set_tip(self.log_button, _("Log a touchpoint"))
        self.visit_button.clicked.connect(self.visit_requested)
        self.log_button.clicked.connect(self.touchpoint_requested)
        self.edit_button.clicked.connect(self.edit_requested)
        self.risk.acted.connect(self.risk_requested)

    def show_customer(self, row: CustomerDetailRow) -> None:
        """Show who ``row`` is."""
        self._row = row
        self._name.set_text(row.profile.name)
        self._tier.set_text(_(row.tier.label), tier_tone(row.tier))
        parts = []
        if row.months_on_network is not None:
            parts.append(_("{n} mo. on network").format(n=row.months_on_network))
        self._note.set_text(" · ".join([*parts, row.profile.number]))
        field = MaskedField.PHONE if row.line_id is None else MaskedField.LINE_NUMBER
        self.phone.show_field(row.id, field, row.phone, row.line_id)
        self.address.show_field(row.id, MaskedField.ADDRESS, row.profile.address)
        quiet = row.profile.do_not_disturb
        self._quiet.say(_("Do not disturb: no calls, no messages") if quiet else "", Tone.AMBER)
        steps = row.first_steps
        under_way = steps is not None and steps.closed_on is None
        self._steps.setVisible(row.tier is not Tier.ORDINARY and not under_way)
        self._show_risk(row.risk)
        self._disturb.setText(_("Lift do-not-disturb") if quiet else _("Do not disturb"))

    def _show_risk(self, risk: CustomerRisk) -> None:
        """One line where it is worth a look: how high, and what weighs most."""
        worth = risk.risk in (Risk.HIGH, Risk.MEDIUM) and not self._low
        tone = risk_tone(risk.risk) or Tone.NEUTRAL
        self.risk.say(risk_line(risk) if worth else "", tone, _("Why") if worth else "")

    def set_low(self, low: bool) -> None:
        """Leave the line on the risk to its tab where there is no room for it."""
        if low != self._low:
            self._low = low
            if self._row is not None:
                self._show_risk(self._row.risk)

    def set_private(self, covered: bool) -> None:
        """Cover personal fields and refuse to show one."""
        self.phone.set_locked(covered)
        self.address.set_locked(covered)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(EDGE, 14, EDGE, 10)
        whole.setSpacing(4)
        whole.addLayout(line_of(self._name, self._tier, self._note, stretch=2))
        whole.addLayout(line_of(self.phone, self.address))
        whole.addSpacing(4)
        buttons = line_of(self.visit_button, self.log_button, self.edit_button)
        buttons.addWidget(self.more_button)
        whole.addLayout(buttons)
        whole.addWidget(self._quiet)
        whole.addWidget(self.risk)

    def _make_menu(self) -> None:
        menu = QMenu(self)
        act = self._actions
        self._add(menu, _("Customer sheet (PDF)"), "file-text", self.pdf_requested.emit)
        self._add(menu, _("Change tier…"), "star", lambda: self._with(act.change_tier))
        steps_words = _("Begin the first steps")
        self._steps = self._add(
            menu, steps_words, "circle-check", lambda: self._with(act.begin_first_steps)
        )
        self._add(menu, _("Hand over…"), "arrow-right-left", lambda: self._with(act.hand_over))
        self._add(menu, _("Merge with another…"), "merge", lambda: self._with(act.merge))
        self._disturb = self._add(menu, _("Do not disturb"), "bell-off", self._toggle_disturb)
        menu.addSeparator()
        self._add(menu, _("History of this customer"), "history", self.journal_requested.emit)
        self._add(menu, _("Hand out all data…"), "download", self.data_requested.emit)
        menu.addSeparator()
        bin_words = _("Move to the recycle bin")
        self._add(menu, bin_words, "trash-2", lambda: self._with(act.delete))
        self._add(menu, _("Delete on request…"), "shield", self.erase_requested.emit)
        self.menu = menu
        self.more_button.setMenu(menu)

    def _add(self, menu: QMenu, text: str, icon: str, act: object) -> QAction:
        made = menu.addAction(text)
        icons.set_icon(made, icon)
        made.triggered.connect(act)
        return made

    def _with(self, act: object) -> None:
        if self._row is not None:
            act(self._row)  # type: ignore[operator]

    def _toggle_disturb(self) -> None:
        if self._row is not None:
            self._actions.set_do_not_disturb(self._row, not self._row.profile.do_not_disturb)
