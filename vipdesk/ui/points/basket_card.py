"""The basket: what is wanted, what it costs after discounts, which lots pay, what is left."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from vipdesk import texts
from vipdesk.domain.redemption import Quote, QuoteLine
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.fields import NumberField
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.theme import Tone

MOST_PIECES = 99
LOTS_SHOWN = 3
POINTS_WIDTH = 52  # pixels: below each other the fields stand in one column
LINES_GAP = 6
LINES_HEIGHT = 150  # pixels: three rewards or so; more are scrolled to


class BasketLine(QWidget):
    """One reward of the basket: how many, what for.

    Signals:
        pieces_changed: How many are wanted; 0 takes it out.
    """

    pieces_changed = Signal(int)

    def __init__(self, line: QuoteLine) -> None:
        super().__init__()
        name = ElidedLabel(line.reward.name, "strong")
        self.pieces = NumberField(1, MOST_PIECES, line.quantity)
        self.pieces.setAccessibleName(_("Pieces of {reward}").format(reward=line.reward.name))
        self.pieces.setFixedWidth(64)
        points = label(f"{line.points:,}", "strong")
        points.setMinimumWidth(POINTS_WIDTH)
        points.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        out = icon_button(_("Take {reward} out").format(reward=line.reward.name), icon="x")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(name, 1)
        for part in (self.pieces, points, out):
            row.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(row)
        for off in line.offs:
            said = _("{discount}: {points} points off")
            words = said.format(discount=off.name, points=f"{off.points:,}")
            whole.addWidget(ElidedLabel(words, "note"))
        self.pieces.valueChanged.connect(self.pieces_changed)
        out.clicked.connect(lambda: self.pieces_changed.emit(0))


class BasketCard(Card):
    """Shows a quote and asks to redeem it.

    Signals:
        pieces_changed: A reward's id and how many are wanted; 0 takes it out.
        redeem_requested, hold_requested: Of what is shown.
    """

    pieces_changed = Signal(int, int)
    redeem_requested = Signal()
    hold_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Basket"))
        self._quote: Quote | None = None
        self._rows: list[BasketLine] = []
        inner = QWidget()
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(0, 0, 4, 0)
        self._lines.setSpacing(LINES_GAP)
        self._area = scrolled(inner)
        self.total = label("", "strong", wrap=True)
        self.paying = label("", "note", wrap=True)
        self.why_not = Notice()
        self.signed = QCheckBox(_("The customer signs"))
        self.hold_button = button(_("Hold…"), icon="clock")
        self.redeem_button = button(_("Redeem and print receipt"), kind="primary")
        self.hold_button.clicked.connect(self.hold_requested)
        self.redeem_button.clicked.connect(self.redeem_requested)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.hold_button)
        foot.addWidget(self.redeem_button, 1)
        self.body.addWidget(self._area)
        for part in (self.total, self.paying, self.why_not, self.signed):
            self.body.addWidget(part)
        self.body.addLayout(foot)
        self.show_quote(None)

    def quote(self) -> Quote | None:
        """What is shown."""
        return self._quote

    def show_quote(self, quote: Quote | None) -> None:
        """Show what the basket costs; an empty basket says how to fill it."""
        former, self._quote = self._quote, quote
        if quote is None or former is None or _rewards(former) != _rewards(quote):
            self._fill(quote.lines if quote else ())
        ready = quote is not None and quote.allowed
        for part in (self.redeem_button, self.hold_button):
            part.setEnabled(ready)
        self.signed.setVisible(quote is not None)
        self.paying.setVisible(ready)
        self.why_not.say("")
        if quote is None:
            self.total.setText(_("Choose rewards above; they are added up here."))
            return
        self.total.setText(total_words(quote))
        self.paying.setText(paying_words(quote))
        self.why_not.say(texts.sentences(each.sentence(_) for each in quote.reasons), Tone.AMBER)
        deferred = _("Hold until handed over") if quote.deferred else _("Redeem and print receipt")
        self.redeem_button.setText(deferred)
        self.hold_button.setVisible(not quote.deferred)

    def lines(self) -> list[BasketLine]:
        """The rows of the basket."""
        return list(self._rows)

    def _fill(self, lines: Sequence[QuoteLine]) -> None:
        for old in self._rows:
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = []
        for line in lines:
            made, reward_id = BasketLine(line), line.reward.id
            made.pieces_changed.connect(
                lambda n, reward_id=reward_id: self.pieces_changed.emit(reward_id, n)
            )
            self._lines.addWidget(made)
            self._rows.append(made)
        self._area.setVisible(bool(lines))
        # Rows that are about to be shown do not count yet in the hint of what holds them.
        high = sum(row.sizeHint().height() + LINES_GAP for row in self._rows)
        self._area.setFixedHeight(min(LINES_HEIGHT, high))


def _rewards(quote: Quote) -> Mapping[int, tuple[int, int]]:
    """What a row of the basket shows, but for what the hand on its field just changed."""
    return {line.reward.id: (line.quantity, line.points) for line in quote.lines}


def total_words(quote: Quote) -> str:
    """The cost, and what it would be without discounts."""
    if quote.points < quote.list_points:
        said = _("{points} points instead of {listed}")
        return said.format(points=f"{quote.points:,}", listed=f"{quote.list_points:,}")
    return _("{points} points").format(points=f"{quote.points:,}")


def paying_words(quote: Quote) -> str:
    """Which lots pay, soonest last day first, and what is left."""
    lots = [
        _("{points} of {year} (until {day})").format(
            points=f"{lot.points:,}", year=lot.earned_on.year, day=lot.expires_on.isoformat()
        )
        for lot in quote.paying[:LOTS_SHOWN]
    ]
    more = len(quote.paying) - LOTS_SHOWN
    if more > 0:
        lots.append(_("{n} more lots").format(n=more))
    paid = _("Paid by: {lots}").format(lots=_(", ").join(lots))
    left = _("Left: {points}").format(points=f"{quote.available_after:,}")
    return f"{paid}\n{left}"
