"""What to talk about: the script of a reason, the offers, and what leaving would cost."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from vipdesk.domain.talk import Points, Reason, as_markdown
from vipdesk.domain.visits import DraftOffer, VisitDraft
from vipdesk.domain.wording import price
from vipdesk.services.visit_desk import OpenVisit
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.card_button import WrappingCardButton
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.markdown_text import MarkdownText
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.tab_order import put_before
from vipdesk.ui.theme import Tone


class UprightScroll(QScrollArea):
    """Scrolls up and down only: it is never narrower than what it holds."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = inner
        inner.setProperty("kind", "scrolled")
        self.setWidget(inner)

    @override
    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._inner.minimumSizeHint().width() + bar, 60)


def scrolled(inner: QWidget) -> UprightScroll:
    """Put ``inner`` behind a vertical scroll bar that shows only where it is needed."""
    return UprightScroll(inner)


def offer_terms(offer: DraftOffer) -> str:
    """Fee, months and detail of an offer on one line."""
    parts = [
        price(_, offer.fee_fen, monthly=True),
        _("{months} months").format(months=offer.months) if offer.months else "",
        offer.detail,
    ]
    return " · ".join(part for part in parts if part)


class OfferCard(WrappingCardButton):
    """An offer to choose; its texts wrap."""

    def __init__(self, offer: DraftOffer) -> None:
        super().__init__("offer", QBoxLayout.Direction.TopToBottom)
        self.setCheckable(True)
        set_tip(self, offer.why)
        terms = offer_terms(offer)
        self.setAccessibleName(f"{offer.name}, {terms}")
        self.setAccessibleDescription(offer.why)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(offer.name, "strong", wrap=True), 1)
        if offer.recommended:
            head.addWidget(Chip(_("Recommended"), Tone.GREEN), 0, Qt.AlignmentFlag.AlignTop)
        self.whole.setContentsMargins(12, 10, 12, 10)
        self.whole.setSpacing(4)
        self.whole.addLayout(head)
        for text in (terms, offer.why):
            if text:
                self.whole.addWidget(label(text, "note", wrap=True))
        self.pass_clicks_on()


class TalkCard(Card):
    """Script, offers, and what leaving would cost.

    Signals:
        changed: What of the draft the user chose anew: ``reason``, ``offers``, ``chosen``,
            ``shows_losing``.
        knowledge_requested: Something is to be looked up.
    """

    changed = Signal(dict)
    knowledge_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("What to talk about"), padded=False)
        self._reason = QComboBox()
        self._reason.setAccessibleName(_("Script"))
        self._reason.setMaxVisibleItems(len(Reason))
        for reason in Reason:
            self._reason.addItem(_(reason.label), str(reason))
        self._scripts: Mapping[str, Points] = {}
        self._fitting: Mapping[str, Sequence[DraftOffer]] = {}
        self._offers: tuple[DraftOffer, ...] = ()
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.script = MarkdownText(_("Script"), grows=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.losing = LosingPart()
        look_up = button(_("Knowledge"), icon="lightbulb", small=True)
        look_up.clicked.connect(self.knowledge_requested)
        self.add_to_head(look_up)
        self._lay_out()
        self._reason.activated.connect(self._on_reason_activated)
        self._group.idClicked.connect(self._on_offer_clicked)
        self.losing.shows.toggled.connect(lambda on: self.changed.emit({"shows_losing": on}))

    def show_talk(self, visit: OpenVisit, draft: VisitDraft) -> None:
        """Show the script of the draft's reason and its offers; of a held visit only these."""
        self._reason.setVisible(bool(draft.reason))
        self._scripts, self._fitting = visit.scripts, visit.offers
        self._reason.setCurrentIndex(max(0, self._reason.findData(draft.reason)))
        self.script.show_text(as_markdown(visit.scripts.get(draft.reason, ())))
        self.script.setVisible(bool(draft.reason))
        self.losing.show_lines(visit.losing if draft.reason else (), draft.shows_losing)
        self._show_offers(draft.offers)
        self.set_chosen(draft.chosen)

    def set_chosen(self, place: int | None) -> None:
        """Show which offer is under discussion, without a signal."""
        for number, made in enumerate(self._group.buttons()):
            made.setChecked(number == place)

    def set_editable(self, editable: bool) -> None:
        """Of a closed visit nothing can be chosen."""
        self._reason.setEnabled(editable)
        self.losing.shows.setEnabled(editable)
        for made in self._group.buttons():
            made.setEnabled(editable)

    def chosen(self) -> int | None:
        """The place of the offer under discussion."""
        return next((n for n, b in enumerate(self._group.buttons()) if b.isChecked()), None)

    def _show_offers(self, offers: Sequence[DraftOffer]) -> None:
        self._clear()
        self._offers = tuple(offers)
        self._list.addWidget(label(_("Offers"), "strong"))
        if not self._offers:
            empty = _("No offer of the settings fits this customer.")
            self._list.addWidget(label(empty, "muted", wrap=True))
        for place, offer in enumerate(self._offers):
            made = OfferCard(offer)
            self._group.addButton(made, place)
            self._list.addWidget(made)
            self._list.addSpacing(2)
        put_before(self.losing, self._group.buttons())

    def _clear(self) -> None:
        for made in self._group.buttons():
            self._group.removeButton(made)
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _on_reason_activated(self, _index: int) -> None:
        """Show another script; its offers too, unless one is under discussion already."""
        reason = str(self._reason.currentData())
        self.script.show_text(as_markdown(self._scripts.get(reason, ())))
        news: dict[str, object] = {"reason": reason}
        if self.chosen() is None and reason in self._fitting:
            self._show_offers(self._fitting[reason])
            news["offers"] = self._offers
        self.changed.emit(news)

    def _on_offer_clicked(self, place: int) -> None:
        made = self._group.button(place)
        chosen = place if made.isChecked() else None
        self.set_chosen(chosen)
        self.changed.emit({"chosen": chosen})

    def _lay_out(self) -> None:
        inner = QWidget()
        talk = QVBoxLayout(inner)
        talk.setContentsMargins(14, 12, 14, 12)
        talk.setSpacing(12)
        talk.addWidget(self.script)
        talk.addLayout(self._list)
        talk.addWidget(self.losing)
        talk.addStretch(1)
        above = QHBoxLayout()
        above.setContentsMargins(14, 10, 14, 0)
        above.addWidget(self._reason)
        self.body.addLayout(above)
        self.body.addWidget(scrolled(inner), 1)


class LosingPart(QWidget):
    """What the customer would lose by leaving, and whether they may read it face to face."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = label("", "muted", wrap=True)
        self.shows = QCheckBox(_("Show it face to face"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(label(_("What leaving would cost them"), "strong"))
        whole.addWidget(self._lines)
        whole.addWidget(self.shows)
        self.hide()

    def show_lines(self, lines: Sequence[str], shown: bool) -> None:
        """Show what would be lost, one thing a line; nothing hides all."""
        self._lines.setText("\n".join(f"· {line}" for line in lines))
        self.shows.blockSignals(True)
        self.shows.setChecked(shown)
        self.shows.blockSignals(False)
        self.setVisible(bool(lines))

    def text(self) -> str:
        """What it says."""
        return self._lines.text()
