"""The offers that a manager may make, and to whom each fits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.settings import OfferTemplate, Settings, default_settings
from vipdesk.domain.talk import Reason
from vipdesk.domain.wording import amount
from vipdesk.domain.words import LineKind, OfferKind, Tier
from vipdesk.texts import _, translator
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.chip import tier_tone
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import set_shown
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.settings.offer_dialog import OfferDialog
from vipdesk.ui.settings.panel import Panel

_TIERS = {tier.value: tier for tier in Tier}
_KINDS = {kind.value: kind for kind in LineKind}
_WHATS = {kind.value: kind for kind in OfferKind}


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer and its place in the list."""

    id: int
    offer: OfferTemplate


class OffersPanel(Panel):
    """A table of the offers and the buttons above it; each opens in a dialog.

    Signals:
        results_requested: What came of the offers is to be shown.
    """

    results_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._offers: list[OfferTemplate] = []
        self._model = PagedTableModel(columns(), self._fetch, self)
        self.table = TableView(_("Offers"), self._model, many=False)
        self._empty = EmptyState(
            _("No offers yet. What you add here is proposed at visits."),
            icon="package",
            action=_("Add an offer"),
        )
        self.add_button = button(_("Add an offer"), icon="plus", small=True)
        self.edit_button = button(_("Edit"), icon="pencil", small=True)
        self.up_button = icon_button(_("Move up"), icon="chevron-up")
        self.down_button = icon_button(_("Move down"), icon="chevron-down")
        self.remove_button = icon_button(_("Remove"), icon="trash-2")
        self.results_button = button(_("Results"), icon="list", small=True)
        self.restore = button(_("Restore default texts"), icon="rotate-ccw", small=True)
        self._lay_out()
        self._connect()
        self._refresh()

    @override
    def show_settings(self, settings: Settings) -> None:
        self._offers = list(settings.offers)
        self._refresh()

    @override
    def apply(self, settings: Settings) -> Settings:
        return replace(settings, offers=tuple(self._offers))

    def count(self) -> int:
        """How many offers there are."""
        return len(self._offers)

    def add(self) -> OfferDialog:
        """Ask for a new offer."""
        dialog = OfferDialog(None, tuple(self._offers), self)
        dialog.accepted.connect(lambda: self._put(len(self._offers), dialog.offer()))
        dialog.open()
        return dialog

    def edit(self, number: int) -> OfferDialog:
        """Show the offer ``number``, counted from 0, to be changed."""
        others = tuple(each for n, each in enumerate(self._offers) if n != number)
        dialog = OfferDialog(self._offers[number], others, self)
        dialog.accepted.connect(lambda: self._put(number, dialog.offer()))
        dialog.open()
        return dialog

    def _fetch(self, ids: Sequence[int]) -> list[OfferRow]:
        return [OfferRow(number, self._offers[number]) for number in ids]

    def _put(self, number: int, offer: OfferTemplate) -> None:
        self._offers[number : number + 1] = [offer]
        self._changed(number)

    def _changed(self, current: int) -> None:
        self._refresh()
        self.table.go_to(min(current, len(self._offers) - 1))
        self._follow_current()
        self.changed.emit()

    def _refresh(self) -> None:
        self._model.show_ids(range(len(self._offers)))
        if self._offers and self.table.current_id() < 0:
            self.table.go_to(0)
        set_shown(self.table, bool(self._offers))
        set_shown(self._empty, not self._offers)
        self._follow_current()

    def _follow_current(self) -> None:
        here = self.table.current_id()
        for made in (self.edit_button, self.remove_button):
            made.setEnabled(here >= 0)
        self.up_button.setEnabled(here > 0)
        self.down_button.setEnabled(0 <= here < len(self._offers) - 1)

    def _on_edit_requested(self) -> None:
        if self.table.current_id() >= 0:
            self.edit(self.table.current_id())

    def _on_remove_requested(self) -> None:
        here = self.table.current_id()
        if here >= 0:
            del self._offers[here]
            self._changed(here)

    def _move(self, by: int) -> None:
        here = self.table.current_id()
        there = here + by
        if here >= 0 and 0 <= there < len(self._offers):
            self._offers[here], self._offers[there] = self._offers[there], self._offers[here]
            self._changed(there)

    def _on_restore_clicked(self) -> None:
        self._offers = list(default_settings(translator(texts.language())).offers)
        self._changed(0)

    def _connect(self) -> None:
        self.add_button.clicked.connect(lambda: self.add())
        self._empty.acted.connect(lambda: self.add())
        self.edit_button.clicked.connect(self._on_edit_requested)
        self.remove_button.clicked.connect(self._on_remove_requested)
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button.clicked.connect(lambda: self._move(1))
        self.results_button.clicked.connect(self.results_requested)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.table.opened.connect(self.edit)
        self.table.current_changed.connect(lambda _number: self._follow_current())
        self._on_key("Ins", lambda: self.add())
        self._on_key("Del", self._on_remove_requested)
        self._on_key("Alt+Up", lambda: self._move(-1))
        self._on_key("Alt+Down", lambda: self._move(1))

    def _on_key(self, keys: str, act: object) -> None:
        shortcut = QShortcut(QKeySequence(keys), self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        card = Card(_("Offers"), _("At a visit up to three that fit are proposed."), padded=False)
        for made in (
            *(self.results_button, self.restore, self.up_button, self.down_button),
            *(self.remove_button, self.edit_button, self.add_button),
        ):
            card.add_to_head(made)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.table)
        row.addWidget(self._empty)
        card.body.addWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(card)


def columns() -> tuple[Column[OfferRow], ...]:
    """The columns in the language of the desk."""
    return (
        Column("name", _("Offer"), lambda row: row.offer.name, width=180, style=CellStyle.STRONG),
        Column("what", _("Kind"), lambda row: _(_WHATS[row.offer.kind].label), width=150),
        Column("fee", _("Monthly fee"), lambda row: _fee(row.offer.fee_fen), width=96, right=True),
        Column("months", _("Months"), lambda row: _months(row.offer), width=76, right=True),
        Column("reasons", _("For reasons"), lambda row: _reasons(row.offer), width=150),
        Column(
            "plans",
            _("For plans"),
            lambda row: _(", ").join(row.offer.plans) or _("any"),
            width=110,
        ),
        Column("valid", _("Valid"), lambda row: _valid(row.offer), width=180),
        Column("cost", _("Cost to us"), lambda row: _fee(row.offer.cost_fen), width=96, right=True),
        Column("kind", _("For lines"), _kind, width=96),
        Column(
            "tier",
            _("From tier"),
            lambda row: _(_TIERS[row.offer.min_tier].label),
            width=90,
            style=CellStyle.CHIP,
            tone=lambda row: tier_tone(row.offer.min_tier),
        ),
        Column("range", _("Present monthly fee"), lambda row: fee_range(row.offer), width=150),
        Column("detail", _("Description"), lambda row: row.offer.detail, width=330),
    )


def _reasons(offer: OfferTemplate) -> str:
    return _(", ").join(_(each.label) for each in Reason if each in offer.reasons) or _("any")


def _valid(offer: OfferTemplate) -> str:
    if offer.valid_from or offer.valid_to:
        return f"{offer.valid_from or ''} – {offer.valid_to or ''}".strip()
    return ""


def _kind(row: OfferRow) -> str:
    return _(_KINDS[row.offer.line_kind].label)


def _fee(fen: int | None) -> str:
    return "" if fen is None else amount(fen)


def _months(offer: OfferTemplate) -> str:
    return "" if offer.months is None else str(offer.months)


def fee_range(offer: OfferTemplate) -> str:
    """For which present fees an offer is made; both ends belong to it."""
    lowest, highest = amount(offer.min_fee_fen), offer.max_fee_fen
    if highest is not None:
        return f"{lowest}–{amount(highest)}"
    return _("from {amount}").format(amount=lowest) if offer.min_fee_fen else _("any")
