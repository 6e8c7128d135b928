"""Points: of one customer, or across all while none is chosen."""

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.errors import NotFoundError
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.services.points_desk import PointsDesk
from vipdesk.services.points_view import PointsView
from vipdesk.texts import _
from vipdesk.ui.customer_picker import CustomerPicker
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.chip import Chip, tier_tone
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.page import ListPage
from vipdesk.ui.points.audit_dialog import AuditDialog
from vipdesk.ui.points.campaign_dialog import CampaignDialog
from vipdesk.ui.points.customer_view import CustomerView
from vipdesk.ui.points.earn_dialog import EarnDialog
from vipdesk.ui.points.overview import OverviewView
from vipdesk.ui.theme import Tone


class PickDialog(Dialog):
    """Whose points are to be shown.

    Signals come from its ``picker``.
    """

    def __init__(self, desk: PointsDesk, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(_("Whose points?"), parent, primary=_("Show"))
        self.setMinimumWidth(480)
        self.picker = CustomerPicker(desk.finder, jobs)
        self.body.addWidget(self.picker)
        self.body.addStretch(1)
        self.picker.picked.connect(lambda _choice: self.accept())
        self.picker.setFocus()

    @override
    def check(self) -> bool:
        return self.picker.choice() is not None


class PointsPage(ListPage):
    """The head and either view below it.

    Signals:
        customer_requested: The customer's whole page is asked for.
        catalogue_requested: The catalogue, discounts, partners and lotteries.
        undo_requested: Take back what was just done.
    """

    SHOWS: ClassVar = frozenset({Area.POINTS, Area.REWARDS, Area.CUSTOMERS, Area.SETTINGS})
    customer_requested = Signal(int)
    catalogue_requested = Signal()
    undo_requested = Signal()

    def __init__(self, desk: PointsDesk, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._jobs = desk, jobs
        self._customer_id: int | None = None
        self._read = Latest(jobs, self)
        self.customer = CustomerView(desk, jobs)
        self.all = OverviewView(desk, jobs)
        self._lay_out()
        self._connect()
        self._show_parts(one=False)

    def show_customer(self, customer_id: int | None, visit_id: int | None = None) -> None:
        """Show one customer's points, or all customers'; what is redeemed belongs to the visit."""
        self._customer_id, self.customer.acts.visit_id = customer_id, visit_id
        self.visit.setVisible(visit_id is not None)
        self.reload()

    @override
    def reload(self) -> None:
        super().reload()
        customer_id = self._customer_id
        if customer_id is None:
            self._read.drop()
            self._show_all()
            return
        self._read.read(lambda _progress: self._load(customer_id), self._show_view)

    @override
    def customer_in_front(self) -> int | None:
        return self._customer_id

    @override
    def bookmark(self) -> int | None:
        return self._customer_id

    @override
    def return_to(self, bookmark: int) -> None:
        self.show_customer(bookmark)

    def _load(self, customer_id: int) -> PointsView | None:
        try:
            return self._desk.view.view(customer_id)
        except NotFoundError:
            return None

    def _lay_out(self) -> None:
        self.head = self.add_head(_("Points"))
        self.back_button = icon_button(_("All customers"), icon="arrow-left")
        self.tier, self.visit = Chip("", Tone.NEUTRAL), Chip(_("During a visit"), Tone.ACCENT)
        self.visit.hide()
        self.open_button = button(_("Customer"), icon="users")
        self.find_button = button(_("Choose a customer…"), icon="search")
        self.award_button = button(_("Award…"), icon="plus")
        self.earn_button = button(_("Award by rule…"), icon="plus")
        self.campaign_button = button(_("Special points…"), icon="gift")
        self.statement_button = button(_("Statement PDF"), icon="file-text")
        self.audit_button = button(_("Audit…"), icon="shield")
        self.catalogue_button = button(_("Catalogue"), icon="sliders-horizontal")
        self.head.add_left(self.back_button)
        for chip in (self.tier, self.visit):
            self.head.add_after_title(chip)
        ones = (self.open_button, self.award_button, self.statement_button)
        alls = (self.find_button, self.earn_button, self.campaign_button, self.audit_button)
        for part in (*ones, *alls, self.catalogue_button):
            self.head.add(part)
        self._stack = QStackedWidget()
        for view in (self.all, self.customer):
            self._stack.addWidget(view)
        self.whole.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.back_button.clicked.connect(lambda: self.show_customer(None))
        keys = QShortcut(QKeySequence("Alt+Left"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.back_button.click)
        self.open_button.clicked.connect(self._on_open)
        self.find_button.clicked.connect(self.pick)
        self.award_button.clicked.connect(self._on_award)
        self.earn_button.clicked.connect(lambda: self._open_award(EarnDialog))
        self.campaign_button.clicked.connect(lambda: self._open_award(CampaignDialog))
        self.audit_button.clicked.connect(lambda: AuditDialog(self._desk, self._jobs, self).open())
        self.statement_button.clicked.connect(self._on_statement)
        for asks in (self.catalogue_button.clicked, self.customer.catalogue_requested):
            asks.connect(lambda *_args: self.catalogue_requested.emit())
        self.all.catalogue_requested.connect(self.catalogue_requested)
        self.all.customer_opened.connect(self.show_customer)
        for acts in (self.customer.acts, self.all):
            acts.done.connect(self._toast_with_undo)
        self.customer.acts.told.connect(lambda said: self.toast_requested.emit(said, "", None))

    def pick(self) -> None:
        """Ask whose points are to be shown."""
        dialog = PickDialog(self._desk, self._jobs, self)
        dialog.picker.picked.connect(self._on_picked)
        dialog.open()

    def _on_picked(self, choice: CustomerChoice) -> None:
        self.show_customer(choice.id)

    def _show_all(self) -> None:
        self.head.set_title(_("Points"))
        self.tier.set_text("", Tone.NEUTRAL)
        self._show_parts(one=False)
        self.all.reload()

    def _show_view(self, view: PointsView | None) -> None:
        if view is None:  # deleted meanwhile
            self.show_customer(None)
            return
        self.head.set_title(_("Points · {name}").format(name=view.customer.name))
        self.tier.set_text(_(view.customer.tier.label), tier_tone(view.customer.tier))
        self.customer.show_view(view)
        self._show_parts(one=True)

    def _show_parts(self, *, one: bool) -> None:
        self._stack.setCurrentWidget(self.customer if one else self.all)
        self.hand_on_to(self.customer if one else self.all)
        ones = (self.back_button, self.open_button, self.award_button, self.statement_button)
        for part in ones:
            part.setVisible(one)
        for part in (self.find_button, self.earn_button, self.campaign_button, self.audit_button):
            part.setVisible(not one)

    def _on_open(self) -> None:
        if self._customer_id is not None:
            self.customer_requested.emit(self._customer_id)

    def _on_award(self) -> None:
        if (view := self.customer.view()) is not None:
            self.customer.acts.award(view)

    def _open_award(self, kind: type[EarnDialog] | type[CampaignDialog]) -> None:
        dialog = kind(self._desk, self._jobs, self)
        dialog.awarded.connect(self._toast_with_undo)
        dialog.open()

    def _on_statement(self) -> None:
        if self._customer_id is not None:
            self.customer.acts.statement(self._customer_id)

    def _toast_with_undo(self, text: str) -> None:
        self.toast_requested.emit(text, _("Undo"), self.undo_requested.emit)
