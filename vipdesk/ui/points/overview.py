"""The page of points across customers: who could get what, what expires, what is waited for."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from vipdesk.domain.points_words import Fulfilment
from vipdesk.domain.words import Tier
from vipdesk.services.fulfilment import ToHandOver
from vipdesk.services.points_desk import PointsDesk
from vipdesk.services.points_overview import PointsOverview, RewardChance
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.page import GAP
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.kit.tab_order import HandsOn
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.points.columns import chance_columns, waiting_columns

SIDE_WIDTH, LEAST_SIDE = 360, 300
LEAST_REWARD, REWARD_LETTERS = 130, 28  # pixels where there is no room; letters where there is
LEFT_SHARE, RIGHT_SHARE = 42, 73
MONTHS_SHOWN = 12
ANY = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What the page reads in one go."""

    overview: PointsOverview
    waiting: tuple[ToHandOver, ...]


class OverviewView(HandsOn, QWidget):
    """Reads all customers by a job.

    Signals:
        customer_opened: A customer's points are asked for.
        catalogue_requested: The catalogue is to be opened.
        done: What was done, for a toast with Undo.
    """

    customer_opened = Signal(int)
    catalogue_requested = Signal()
    done = Signal(str)

    def __init__(self, desk: PointsDesk, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._jobs = desk, jobs
        self._read, self._listed = Latest(jobs, self), Latest(jobs, self)
        self._waiting: dict[int, ToHandOver] = {}
        self._make_chances()
        self._make_waiting()
        self.expiring = Card(_("Expires unless redeemed"))
        self.redeemed = Card(_("Redeemed this year"))
        self.low_stock = Card(_("Stock low"))
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Read everything again."""
        desk = self._desk
        self._read.read(
            lambda _progress: Found(desk.overview.read(), tuple(desk.fulfilment.waiting())),
            self._show,
        )

    def _make_chances(self) -> None:
        self.reward = Choice(_("Reward"), LEAST_REWARD)
        self.reward.setMinimumContentsLength(REWARD_LETTERS)
        self.tier = Choice(_("Tier"), 104)
        tiers = [(tier.value, _(tier.label)) for tier in reversed(Tier)]
        self.tier.set_options([(ANY, _("All tiers")), *tiers])
        overview = self._desk.overview
        self.model = PagedTableModel(chance_columns(), overview.rows, self)
        self.table = TableView(_("Who could get it"), self.model, many=False)
        self.nobody = EmptyState(
            _("Nobody has enough points for it today, or may redeem."), icon="gift"
        )
        self.no_rewards = EmptyState(
            _("The catalogue is empty. Add what can be redeemed, or import it."),
            icon="gift",
            action=_("Catalogue"),
        )

    def _make_waiting(self) -> None:
        self.waiting_model = PagedTableModel(
            waiting_columns(), lambda ids: [self._waiting[each] for each in ids], self
        )
        self.waiting = TableView(_("To be handed over"), self.waiting_model, near=True)
        self.nothing_waits = EmptyState(
            _(
                "Nothing is waiting to be handed over. A reward whose points are held until then "
                "stands here once it is redeemed."
            ),
            icon="package",
        )
        self.steps = {
            Fulfilment.ORDERED: button(_("Ordered"), small=True),
            Fulfilment.ARRIVED: button(_("Arrived"), small=True),
            Fulfilment.HANDED_OVER: button(_("Handed over"), icon="check", small=True),
        }

    def _lay_out(self) -> None:
        inner = QWidget()
        side = QVBoxLayout(inner)
        side.setContentsMargins(0, 0, 4, 0)
        side.setSpacing(GAP)
        for card in (self.expiring, self.redeemed, self.low_stock):
            side.addWidget(card)
        side.addStretch(1)
        left = scrolled(inner)
        left.setMinimumWidth(LEAST_SIDE)
        left.setMaximumWidth(SIDE_WIDTH)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self._chances_card(), 3)
        right.addWidget(self._waiting_card(), 2)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(left, LEFT_SHARE)
        whole.addLayout(right, RIGHT_SHARE)
        self.hand_on_to(self.table)

    def _chances_card(self) -> Card:
        self.chances = Card(_("Could get this if told"), padded=False)
        for part in (self.reward, self.tier):
            self.chances.add_to_head(part)
        self._chances_stack = QStackedWidget()
        self._chances_stack.setProperty("kind", "inside")
        for place in (self.table, self.nobody, self.no_rewards):
            self._chances_stack.addWidget(place)
        self.chances.body.addWidget(self._chances_stack, 1)
        return self.chances

    def _waiting_card(self) -> Card:
        self.waiting_card = Card(_("To be handed over"), padded=False)
        for made in self.steps.values():
            self.waiting_card.add_to_head(made)
        self._waiting_stack = QStackedWidget()
        self._waiting_stack.setProperty("kind", "inside")
        for place in (self.waiting, self.nothing_waits):
            self._waiting_stack.addWidget(place)
        self.waiting_card.body.addWidget(self._waiting_stack, 1)
        return self.waiting_card

    def _connect(self) -> None:
        self.reward.chosen.connect(lambda _key: self._list())
        self.tier.chosen.connect(lambda _key: self._list())
        self.table.opened.connect(self.customer_opened)
        self.no_rewards.acted.connect(self.catalogue_requested)
        self.waiting.opened.connect(
            lambda each: self.customer_opened.emit(self._waiting[each].customer_id)
        )
        self.waiting.selection_changed.connect(self._follow_waiting)
        for state, made in self.steps.items():
            made.clicked.connect(lambda _checked, state=state: self._move_on(state))

    def _show(self, found: Found) -> None:
        total = _("{points} in all").format(points=f"{found.overview.available:,}")
        self.expiring.set_title(
            _("Expires unless redeemed"), total if found.overview.available else ""
        )
        _fill(self.expiring, _expiring_rows(found.overview), _("No points expire."))
        _fill(self.redeemed, _redeemed_rows(found.overview), _("Nothing was redeemed yet."))
        _fill(self.low_stock, _stock_rows(found.overview), _("Everything is in stock."))
        self._waiting = {row.id: row for row in found.waiting}
        self.waiting_model.show_ids(list(self._waiting))
        self._waiting_stack.setCurrentWidget(self.waiting if found.waiting else self.nothing_waits)
        self._follow_waiting()
        self._show_rewards(found.overview.chances)

    def _show_rewards(self, chances: Sequence[RewardChance]) -> None:
        options = [
            (str(each.reward.id), f"{each.reward.name} · {each.count:,}")
            for each in sorted(chances, key=lambda each: (-each.count, each.reward.id))
        ]
        self.reward.set_options(options, self.reward.value())
        self._list()

    def _list(self) -> None:
        """List who could get the chosen reward."""
        key, tier = self.reward.value(), self.tier.value()
        if not key:
            self._listed.drop()
            self._chances_stack.setCurrentWidget(self.no_rewards)
            return
        overview = self._desk.overview
        of = Tier(tier) if tier else None  # type: ignore[call-arg]
        self._listed.read(lambda _progress: overview.could_get(int(key), of), self._show_ids)

    def _show_ids(self, ids: list[int]) -> None:
        said = ngettext("{n} customer", "{n} customers", len(ids)).format(n=f"{len(ids):,}")
        self.chances.set_title(_("Could get this if told"), said)
        self.model.show_ids(ids)
        self._chances_stack.setCurrentWidget(self.table if ids else self.nobody)

    def _follow_waiting(self) -> None:
        chosen = [self._waiting[each] for each in self.waiting.selected_ids()]
        for state, made in self.steps.items():
            fits = any(_before(row.state, state) for row in chosen)
            made.setVisible(bool(self._waiting))
            made.setEnabled(fits)
            set_tip(made, "" if fits else _("Choose rewards below that are not so far yet."))

    def _move_on(self, state: Fulfilment) -> None:
        ids = [
            each
            for each in self.waiting.selected_ids()
            if _before(self._waiting[each].state, state)
        ]
        fulfilment = self._desk.fulfilment
        job = self._jobs.write(lambda _progress: fulfilment.move_on(ids, state))
        job.succeeded.connect(lambda _saved: self.done.emit(_(state.label)))


def _before(state: Fulfilment, wanted: Fulfilment) -> bool:
    order = list(Fulfilment)
    return order.index(state) < order.index(wanted)


Row = tuple[str, str, str]  # name, note, figure


def _fill(card: Card, rows: Sequence[Row], empty: str) -> None:
    """Fill a card with rows of a name, a note and a figure; or with the sentence for none."""
    while (item := card.body.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
    if not rows:
        card.body.addWidget(label(empty, "muted", wrap=True))
        return
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    right = Qt.AlignmentFlag.AlignRight
    for place, (name, note, figure) in enumerate(rows):
        grid.addWidget(ElidedLabel(name), place, 0)
        grid.addWidget(label(note, "note"), place, 1, right)
        grid.addWidget(label(figure, "strong"), place, 2, right)
    card.body.addWidget(made)


def _expiring_rows(overview: PointsOverview) -> list[Row]:
    rows = [
        (
            each.month,
            ngettext("{n} customer", "{n} customers", each.customers).format(
                n=f"{each.customers:,}"
            ),
            f"{each.points:,}",
        )
        for each in overview.expiring[:MONTHS_SHOWN]
    ]
    later = sum(each.points for each in overview.expiring[MONTHS_SHOWN:])
    return [*rows, (_("later"), "", f"{later:,}")] if later else rows


def _redeemed_rows(overview: PointsOverview) -> list[Row]:
    return [
        (
            _(each.kind.label),
            ngettext("{n} piece", "{n} pieces", each.pieces).format(n=f"{each.pieces:,}"),
            f"{each.points:,}",
        )
        for each in overview.redeemed
    ]


def _stock_rows(overview: PointsOverview) -> list[Row]:
    return [
        (
            each.name,
            "",
            ngettext("{n} left", "{n} left", each.left or 0).format(n=f"{each.left or 0:,}"),
        )
        for each in overview.low_stock
    ]
