"""One customer's points: four figures, the movements, what can be had, the basket."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from vipdesk.domain.redemption import Quote
from vipdesk.services.points_desk import PointsDesk
from vipdesk.services.points_view import LotteryChance, PointsRow, PointsView
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.page import GAP
from vipdesk.ui.kit.tab_order import HandsOn
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.points.acts import PointsActs
from vipdesk.ui.points.basket_card import BasketCard
from vipdesk.ui.points.columns import movement_columns
from vipdesk.ui.points.figures_row import FiguresRow
from vipdesk.ui.points.rewards_list import RewardsList

SIDE_WIDTH = 400
QUOTE_AFTER = 120  # milliseconds: a figure that is typed is quoted once


class CustomerView(HandsOn, QWidget):
    """Shows a `PointsView` and keeps the basket.

    Signals:
        catalogue_requested: The catalogue is to be opened.
    """

    catalogue_requested = Signal()

    def __init__(self, desk: PointsDesk, jobs: Jobs) -> None:
        super().__init__()
        self._desk = desk
        self._view: PointsView | None = None
        self._rows: dict[int, PointsRow] = {}
        self._wanted: dict[int, int] = {}
        self._quoted = Latest(jobs, self)
        self._soon = QTimer(self, singleShot=True, interval=QUOTE_AFTER)
        self.acts = PointsActs(desk, jobs, self)
        self.figures = FiguresRow()
        self.rewards = RewardsList()
        self.basket = BasketCard()
        self._make_movements()
        self._lay_out()
        self._connect()

    def view(self) -> PointsView | None:
        """Whose points are shown."""
        return self._view

    def show_view(self, view: PointsView) -> None:
        """Show a customer; another one begins with an empty basket."""
        if self._view is None or self._view.customer.id != view.customer.id:
            self._wanted = {}
        self._view = view
        self.figures.show_view(view)
        self._rows = {row.id: row for row in view.movements}
        self.model.show_ids([row.id for row in view.movements])
        self._movements.setCurrentWidget(self.table if view.movements else self.no_movements)
        self._follow_row()
        self.rewards.show_offers(view.offers, view.lotteries, list(self._wanted))
        offered = view.offers or view.lotteries
        self._offers.setCurrentWidget(self.rewards if offered else self.no_rewards)
        self.basket.setVisible(bool(view.offers))
        self._ask_quote()

    def set_wanted(self, reward_id: int, pieces: int) -> None:
        """Put pieces of a reward into the basket; 0 takes it out."""
        if pieces:
            self._wanted[reward_id] = pieces
        else:
            self._wanted.pop(reward_id, None)
        self.rewards.mark(list(self._wanted))
        self._soon.start()

    def _make_movements(self) -> None:
        self.model = PagedTableModel(
            movement_columns(), lambda ids: [self._rows[each] for each in ids], self
        )
        self.table = TableView(_("Movements"), self.model, many=False)
        self._give_room_to("about")
        self.no_movements = EmptyState(
            _("No points yet. Import the operator's awards, or award some by hand."),
            icon="gift",
            action=_("Award points by hand"),
        )
        self.no_rewards = EmptyState(
            _("The catalogue is empty. Add what can be redeemed, or import it."),
            icon="gift",
            action=_("Catalogue"),
        )

    def _give_room_to(self, key: str) -> None:
        """What a movement was for takes the room that the figures leave."""
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        place = [column.key for column in self.model.columns()].index(key)
        header.setSectionResizeMode(place, header.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self._movements_card(), 1)
        below.addWidget(self._side())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(self.figures)
        whole.addLayout(below, 1)
        self.hand_on_to(self.table)

    def _movements_card(self) -> Card:
        self._card = card = Card(_("Movements"), padded=False)
        self.buttons = {
            "receipt": button(_("Receipt PDF"), icon="receipt", small=True),
            "sign": button(_("Sign…"), icon="signature", small=True),
            "confirm": button(_("Hand it over"), icon="check", small=True),
            "release": button(_("Release"), icon="undo-2", small=True),
            "reverse": button(_("Reverse…"), icon="rotate-ccw", small=True),
        }
        for made in self.buttons.values():
            card.add_to_head(made)
        self._movements = QStackedWidget()
        self._movements.setProperty("kind", "inside")
        for part in (self.table, self.no_movements):
            self._movements.addWidget(part)
        card.body.addWidget(self._movements, 1)
        return card

    def _side(self) -> QWidget:
        """What can be had, over the basket."""
        self._offers = QStackedWidget()
        for place in (self.rewards, self.no_rewards):
            self._offers.addWidget(place)
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("What can be redeemed"), "section"))
        column.addWidget(self._offers, 1)
        column.addWidget(self.basket)
        return side

    def _connect(self) -> None:
        self.table.current_changed.connect(lambda _id: self._follow_row())
        self.table.opened.connect(lambda _id: self._act("receipt"))
        for key, made in self.buttons.items():
            made.clicked.connect(lambda _checked, key=key: self._act(key))
        self.no_movements.acted.connect(self._on_award)
        self.no_rewards.acted.connect(self.catalogue_requested)
        self.rewards.toggled.connect(lambda each, on: self.set_wanted(each, int(on)))
        self.rewards.try_requested.connect(self._on_try)
        self.basket.pieces_changed.connect(self.set_wanted)
        self.basket.redeem_requested.connect(self._on_redeem)
        self.basket.hold_requested.connect(self._on_hold)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.basket.redeem_button.click)
        self._soon.timeout.connect(self._ask_quote)
        self.acts.redeemed.connect(self._empty_basket)

    def _current(self) -> PointsRow | None:
        return self._rows.get(self.table.current_id())

    def _follow_row(self) -> None:
        """Offer what can be done with the chosen movement."""
        row = self._current()
        acts = row.acts if row else frozenset()
        for key, made in self.buttons.items():
            made.setVisible(key in acts)
        note = "" if acts else _("nothing is changed; a mistake is reversed")
        self._card.set_title(_("Movements"), note)  # with the buttons there is no room for it

    def _act(self, key: str) -> None:
        row = self._current()
        if row is not None and key in row.acts:
            self.acts.act(key, row)

    def _on_award(self) -> None:
        if self._view is not None:
            self.acts.award(self._view)

    def _on_try(self, chance: LotteryChance) -> None:
        if self._view is not None:
            self.acts.draw(chance, self._view.customer.id)

    def _on_redeem(self) -> None:
        if (quote := self.basket.quote()) is not None:
            self.acts.redeem(quote, signed=self.basket.signed.isChecked())

    def _on_hold(self) -> None:
        if (quote := self.basket.quote()) is not None:
            self.acts.hold(quote, signed=self.basket.signed.isChecked())

    def _empty_basket(self) -> None:
        holder = self.window().focusWidget()
        if holder is not None and self.basket.isAncestorOf(holder):
            self.table.setFocus()  # before its button is disabled and the keyboard goes elsewhere
        self._wanted = {}
        self.rewards.mark([])
        self.basket.show_quote(None)

    def _ask_quote(self) -> None:
        self._soon.stop()
        if self._view is None or not self._wanted:
            self._quoted.drop()
            self.basket.show_quote(None)
            return
        draft = BasketDraft(customer_id=self._view.customer.id, wanted=tuple(self._wanted.items()))
        redemptions = self._desk.redemptions
        self._quoted.read(lambda _progress: redemptions.quote(draft), self._show_quote)

    def _show_quote(self, quote: Quote) -> None:
        self.basket.show_quote(quote)
