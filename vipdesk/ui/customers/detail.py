"""One customer beside the list: head, and seven tabs that are filled when they are opened."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.errors import NotFoundError
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_rows import CustomerDetailRow
from vipdesk.texts import _
from vipdesk.ui.customers.actions import CustomerActions
from vipdesk.ui.customers.contacts_tab import ContactsTab
from vipdesk.ui.customers.data_tab import DataTab
from vipdesk.ui.customers.detail_head import DetailHead
from vipdesk.ui.customers.detail_tab import DetailTab
from vipdesk.ui.customers.lines_tab import LinesTab
from vipdesk.ui.customers.needs_tab import NeedsTab
from vipdesk.ui.customers.overview_tab import OverviewTab
from vipdesk.ui.customers.risk_tab import RiskTab
from vipdesk.ui.customers.usage_tab import UsageTab
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.card import Card, rule
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.segmented import Tabs
from vipdesk.ui.turns import in_next_turn

SHOWS = frozenset(
    {
        Area.CUSTOMERS,
        Area.LINES,
        Area.BILLS,
        Area.TOUCHPOINTS,
        Area.VISITS,
        Area.TASKS,
        Area.NEEDS,
        Area.COMPLAINTS,
        Area.SETTINGS,
        Area.POINTS,
    }
)


LEAST_WIDTH = 360
LOW = 300  # pixels of height under which the line on the risk would leave nothing for the tabs
BOLD_SLACK = 12  # the chosen tab is bold, and wider than its hint


class CustomerDetail(Card):
    """Reads one customer by a job; every write of its own can be undone.

    Signals:
        visit_requested: Begin a visit with this customer.
        touchpoint_requested: Log a contact with this customer.
        pdf_requested: Make this customer's sheet.
        journal_requested: Show what was done with this customer.
        data_requested: Hand out all data, for this customer.
        erase_requested: Delete this customer on request.
        points_requested: Show this customer's points.
        customer_opened: Show another customer.
        action_done: What was done, for a toast with Undo.
        keyboard_left: Who had it here is deleted; it belongs to the list from now on.
    """

    visit_requested = Signal(int)
    touchpoint_requested = Signal(int)
    pdf_requested = Signal(int)
    journal_requested = Signal(int)
    data_requested = Signal(int)
    erase_requested = Signal(int)
    points_requested = Signal(int)
    customer_opened = Signal(int)
    action_done = Signal(str)
    keyboard_left = Signal()

    def __init__(self, desk: CustomerDesk, jobs: Jobs) -> None:
        super().__init__(padded=False)
        self._desk = desk
        self._latest = Latest(jobs, self)
        self._customer_id: int | None = None
        self._row: CustomerDetailRow | None = None
        self._stale: set[str] = set()
        self.actions_of_customer = CustomerActions(desk, jobs, self)
        self.head = DetailHead(self.actions_of_customer)
        self._make_tabs()
        self._nobody = EmptyState(
            _("Choose a customer in the list to see them here."), icon="users"
        )
        self._lay_out()
        self._connect()
        self.show_customer(None)

    def show_customer(self, customer_id: int | None) -> None:
        """Show a customer, or that none is chosen."""
        if customer_id is None:
            self._customer_id = self._row = None
            self._latest.drop()
            self._show_nobody(_("Choose a customer in the list to see them here."))
            return
        self._customer_id = customer_id
        self._reload()

    def customer_id(self) -> int | None:
        """Who is shown."""
        return self._customer_id

    def on_data_changed(self, changed: frozenset[Area]) -> None:
        """Reload if a write touched what is shown."""
        if changed & SHOWS and self._customer_id is not None:
            self._reload()

    def set_private(self, covered: bool) -> None:
        """Cover personal fields and refuse to show one."""
        self.head.set_private(covered)
        for tab in self._pages.values():
            tab.set_private(covered)

    def open_tab(self, key: str) -> None:
        """Bring a tab to the front: overview, risk, lines, usage, contacts, needs or data."""
        self.tabs.set_value(key)

    def page(self, key: str) -> DetailTab:
        """The content of a tab."""
        return self._pages[key]

    @override
    def setFocus(self, *_reason: object) -> None:
        """Go to the first button."""
        self.head.visit_button.setFocus()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.set_low(event.size().height() < LOW)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_width()  # what was filled before it was dressed measured other letters

    def _fit_width(self) -> None:
        """Leave the tabs their room, and the list all that they do not need."""
        self.setMinimumWidth(max(LEAST_WIDTH, self.tabs.sizeHint().width() + BOLD_SLACK))

    def _make_tabs(self) -> None:
        act = self.actions_of_customer
        titles = {
            "overview": _("Overview"),
            "risk": _("Risk"),
            "lines": _("Plans"),
            "usage": _("Usage"),
            "contacts": _("Contacts"),
            "needs": _("Needs"),
            "data": _("Profile"),
        }
        self._overview = OverviewTab(titles["overview"], act)
        self._pages: dict[str, DetailTab] = {
            "overview": self._overview,
            "risk": RiskTab(titles["risk"], act),
            "lines": LinesTab(titles["lines"], act),
            "usage": UsageTab(titles["usage"], act),
            "contacts": ContactsTab(titles["contacts"], act),
            "needs": NeedsTab(titles["needs"], act),
            "data": DataTab(titles["data"], act),
        }
        self.tabs = Tabs(_("Parts of the customer"), list(titles.items()))
        self.tabs.setUsesScrollButtons(False)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.setProperty("kind", "inside")
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._rule = rule()
        self.body.addWidget(self.head)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._rule)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self._nobody, 1)

    def _connect(self) -> None:
        act, head = self.actions_of_customer, self.head
        act.done.connect(self.action_done)
        act.deleted.connect(self.keyboard_left)
        act.opened.connect(self.customer_opened)
        act.touchpoint_requested.connect(self.touchpoint_requested)
        head.visit_requested.connect(lambda: self._emit(self.visit_requested))
        head.touchpoint_requested.connect(lambda: self._emit(self.touchpoint_requested))
        head.pdf_requested.connect(lambda: self._emit(self.pdf_requested))
        head.journal_requested.connect(lambda: self._emit(self.journal_requested))
        head.data_requested.connect(lambda: self._emit(self.data_requested))
        head.erase_requested.connect(lambda: self._emit(self.erase_requested))
        head.edit_requested.connect(self._on_edit_requested)
        head.risk_requested.connect(lambda: self.open_tab("risk"))
        self.tabs.chosen.connect(self._open)
        self._overview.points_requested.connect(lambda: self._emit(self.points_requested))
        self._overview.contacts_requested.connect(lambda: self.open_tab("contacts"))

    def _emit(self, signal: object) -> None:
        if self._customer_id is not None:
            signal.emit(self._customer_id)  # type: ignore[attr-defined]

    def _on_edit_requested(self) -> None:
        if self._customer_id is not None:
            self.actions_of_customer.edit(self._customer_id)

    def _reload(self) -> None:
        customer_id = self._customer_id
        if customer_id is not None:
            self._latest.read(lambda _progress: self._load(customer_id), self._show)

    def _load(self, customer_id: int) -> CustomerDetailRow | None:
        try:
            return self._desk.detail.load(customer_id)
        except NotFoundError:
            return None

    def _show(self, row: CustomerDetailRow | None) -> None:
        self._row = row
        if row is None:
            self._show_nobody(_("This customer is no longer in the list."))
            return
        self._show_parts(True)
        self.head.show_customer(row)
        self.tabs.set_count("lines", len(row.lines) or None)
        self.tabs.set_count("needs", len(row.needs) or None)
        self._fit_width()
        self._stale = set(self._pages)
        in_next_turn(self, lambda: self._open(self.tabs.value()))

    def _open(self, key: str) -> None:
        """Fill a tab the first time that it is looked at."""
        self._stack.setCurrentWidget(self._pages[key])
        if self._row is not None and key in self._stale:
            self._stale.discard(key)
            self._pages[key].show_customer(self._row)

    def _show_nobody(self, sentence: str) -> None:
        holder = self.window().focusWidget()
        held = holder is not None and self.isAncestorOf(holder)
        self._nobody.set_sentence(sentence)
        self._show_parts(False)
        if held:  # else Qt would give it to the search of the window
            self.keyboard_left.emit()

    def _show_parts(self, shown: bool) -> None:
        for part in (self.head, self.tabs, self._rule, self._stack):
            part.setVisible(shown)
        self._nobody.setVisible(not shown)
