"""What a customer can have for their points, each at their price; what they can't says why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vipdesk import texts
from vipdesk.domain.redemption import Quote
from vipdesk.services.points_view import LotteryChance
from vipdesk.texts import _, ngettext
from vipdesk.ui import icons
from vipdesk.ui.kit.card_button import WrappingCardButton
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.points.words import REWARD_ICONS
from vipdesk.ui.theme import Token, Tone

GAP = 8
ICON = 16


class ThingCard(WrappingCardButton):
    """What points buy: its name and price, what it is, and why it can't be had."""

    def __init__(self, sign_of: str, name: str, points: int, about: str, why: str) -> None:
        super().__init__("offer", QBoxLayout.Direction.LeftToRight)
        self.setEnabled(not why)
        kind = "muted" if why else "strong"
        price = f"{points:,}" if points else ""
        self.setAccessibleName(" · ".join(filter(None, (name, price, about))))
        self.setAccessibleDescription(why)
        sign = QLabel()
        icons.set_icon(sign, sign_of, Token.MUTED, ICON)
        told = QVBoxLayout()
        told.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(name, kind, wrap=True), 1)
        head.addWidget(label(price, kind), 0, Qt.AlignmentFlag.AlignTop)
        told.addLayout(head)
        told.addWidget(label(about, "note", wrap=True))
        if why:
            told.addWidget(label(why, "note", tone=Tone.AMBER, wrap=True))
        self.whole.setContentsMargins(12, 9, 12, 9)
        self.whole.setSpacing(10)
        self.whole.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self.whole.addLayout(told, 1)
        self.pass_clicks_on()


class RewardCard(ThingCard):
    """One reward; pressed, it goes into the basket."""

    def __init__(self, offer: Quote) -> None:
        line = offer.lines[0]
        sign = REWARD_ICONS[line.reward.kind]
        super().__init__(sign, line.reward.name, line.points, about_words(offer), why_not(offer))
        self.reward_id = line.reward.id
        self.setCheckable(True)


class RewardsList(QWidget):
    """The catalogue for one customer: first what they can have, the cheapest first; then lotteries.

    Signals:
        toggled: The id of a reward, and whether it goes into the basket.
        try_requested: The `LotteryChance` that was pressed.
    """

    toggled = Signal(int, bool)
    try_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("What can be redeemed"))
        self.cards: list[RewardCard] = []
        self.lotteries: list[ThingCard] = []
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(GAP)
        self._column.addStretch(1)
        self._area = scrolled(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)

    def show_offers(
        self,
        offers: Sequence[Quote],
        lotteries: Sequence[LotteryChance],
        chosen: Sequence[int],
    ) -> None:
        """Show the catalogue; what is in the basket is marked."""
        for card in (*self.cards, *self.lotteries):
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [RewardCard(offer) for offer in in_order(offers)]
        for place, card in enumerate(self.cards):
            self._column.insertWidget(place, card)
            card.clicked.connect(
                lambda checked, card=card: self.toggled.emit(card.reward_id, checked)
            )
        self.lotteries = [lottery_card(each) for each in lotteries]
        for chance, made in zip(lotteries, self.lotteries, strict=True):
            self._column.insertWidget(self._column.count() - 1, made)
            made.clicked.connect(lambda _checked, chance=chance: self.try_requested.emit(chance))
        self.mark(chosen)

    def mark(self, chosen: Sequence[int]) -> None:
        """Mark what is in the basket."""
        for card in self.cards:
            card.setChecked(card.reward_id in chosen)


def lottery_card(chance: LotteryChance) -> ThingCard:
    """A lottery that runs: what a try costs, how many prizes are left."""
    left = ngettext("{n} prize left", "{n} prizes left", chance.row.left)
    about = " · ".join((_("Lottery"), left.format(n=f"{chance.row.left:,}")))
    why = texts.sentences(reason.sentence(_) for reason in chance.reasons)
    draft = chance.row.draft
    return ThingCard("dices", draft.name, draft.points, about, why)


def in_order(offers: Sequence[Quote]) -> list[Quote]:
    """What can be had before what can't, the cheapest first."""
    return sorted(offers, key=lambda each: (not each.allowed, each.points, each.lines[0].reward.id))


def about_words(offer: Quote) -> str:
    """Group, partner, the price before discounts and what is left."""
    line = offer.lines[0]
    parts = [_(line.reward.kind.label), line.reward.partner]
    if line.offs:
        names = _(", ").join(off.name for off in line.offs)
        parts.append(
            _("{points} less {discounts}").format(points=f"{line.list_points:,}", discounts=names)
        )
    if line.reward.draft.deferred:
        parts.append(_("held until handed over"))
    if line.reward.left is not None:
        left = ngettext("{n} left", "{n} left", line.reward.left)
        parts.append(left.format(n=f"{line.reward.left:,}"))
    return " · ".join(part for part in parts if part)


def why_not(offer: Quote) -> str:
    """The reasons, one sentence after the other; nothing where it can be had."""
    return texts.sentences(reason.sentence(_) for reason in offer.reasons)
