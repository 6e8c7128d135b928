"""The screen turned to the customer: full, in big type, and nothing but what is theirs.

It shows a `FaceSheet` and knows nothing else. Every way out of it goes through its `LeaveGuard`.
"""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.face import FaceSheet
from vipdesk.domain.visits import VisitDraft
from vipdesk.domain.wording import addressed, price
from vipdesk.domain.words import Tier
from vipdesk.services.face import FaceService
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.chip import tier_tone
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.page import outlives_its_names
from vipdesk.ui.visits.face_parts import (
    TEXT,
    TITLE,
    FaceBars,
    FaceButton,
    FaceCard,
    FaceChip,
    FaceOfferCard,
    Scale,
)
from vipdesk.ui.visits.fitting_pad import FittingPad

LISTED = 3  # requests and things done that are shown
PAD_HEIGHT = 132  # pixels on a screen of 768
LeaveGuard = Callable[[QWidget, Callable[[], object]], object]


def leave_at_once(_face: QWidget, leave: Callable[[], object]) -> None:
    """The guard that asks for nothing."""
    leave()


class FaceToFace(QFrame):
    """One customer's plan, bills, offers, requests, and a field to sign in.

    Signals:
        strokes_changed: The strokes of the signature, empty after clearing.
        offer_chosen: The place of the offer that was pointed at, -1 for none.
        confirmed: It was signed and left; the visit is to be finished.
        left: The desk is in front again.
    """

    strokes_changed = Signal(object)
    offer_chosen = Signal(int)
    confirmed = Signal()
    left = Signal()

    def __init__(
        self,
        face: FaceService,
        jobs: Jobs,
        customer_id: int,
        draft: VisitDraft,
        *,
        signs: bool = False,
        guard: LeaveGuard = leave_at_once,
    ) -> None:
        """Read the sheet and show it; with ``signs`` the customer can choose and sign."""
        super().__init__(None, Qt.WindowType.Window)
        theme.dress(self)
        self.setProperty("kind", "face")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        outlives_its_names(self)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle(_("Face to face"))
        self._guard = guard
        self._draft = draft
        self._signs = signs
        self._leaving = False
        self._scale = Scale()
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(56, 28, 56, 28)
        self._whole.setSpacing(20)
        self.pad = FittingPad()
        self.confirm_button = FaceButton(self._scale, _("Confirm and print the summary"))
        self.clear_button = button(_("Clear signature"))
        self._scale.dress(self.clear_button, TEXT)
        self._offers = QButtonGroup(self)
        self._offers.setExclusive(False)
        self._connect()
        self._reading = Latest(jobs, self)
        self._reading.read(lambda _progress: face.sheet(customer_id, draft), self.show_sheet)

    def request_leave(self) -> None:
        """Go back to the desk, if the guard lets one."""
        self._guard(self, self._leave)

    def show_sheet(self, sheet: FaceSheet) -> None:
        """Fill the screen."""
        self._whole.addLayout(self._head(sheet))
        self._whole.addLayout(self._first_row(sheet))
        self._whole.addLayout(self._second_row(sheet), 1)
        self._whole.addLayout(self._foot())
        self._scale.use(self.height())
        self._fit_pad()

    def offer_cards(self) -> list[FaceOfferCard]:
        """The offers as they are shown."""
        return [card for card in self._offers.buttons() if isinstance(card, FaceOfferCard)]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scale.use(self.height())
        self._fit_pad()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving:
            super().closeEvent(event)
            return
        event.ignore()
        self.request_leave()

    def _connect(self) -> None:
        self.pad.changed.connect(self._on_pad_changed)
        self.clear_button.clicked.connect(self.pad.clear)
        self.confirm_button.clicked.connect(self._on_confirm_clicked)
        self._offers.idClicked.connect(self._on_offer_clicked)
        for key in ("Esc", "F11"):
            QShortcut(QKeySequence(key), self, self.request_leave)
        self.pad.show_kept(self._draft.strokes)
        self._show_signed()

    def _head(self, sheet: FaceSheet) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        name = addressed(_, sheet.customer, sheet.salutation)
        title = label(_("Good day, {name}").format(name=name))
        self._scale.dress(title, TITLE, bold=True)
        row.addWidget(title)
        member = _member(sheet)
        if member:
            row.addWidget(FaceChip(self._scale, member, tier_tone(_tier_key(sheet.tier))))
        row.addStretch(1)
        leaves = _("Esc leaves")
        words = _("Your account manager {name}").format(name=sheet.manager)
        note = label(f"{words} · {leaves}", "muted")
        self._scale.dress(note, TEXT)
        row.addWidget(note)
        return row

    def _first_row(self, sheet: FaceSheet) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        parts = [_plan(sheet)]
        if sheet.points is not None:
            parts.append(_points(sheet))
        if sheet.losing:
            parts.append(_losing(sheet))
        parts.append(_requests(sheet))
        if sheet.done:
            parts.append(_done(sheet))
        for part in parts:
            card = FaceCard(self._scale, *part)
            card.end.addStretch(1)
            row.addWidget(card, 1)
        return row

    def _second_row(self, sheet: FaceSheet) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        if sheet.bills:
            card = FaceCard(self._scale, _("Your last bills (yuan)"))
            card.end.addWidget(FaceBars(self._scale, sheet.bills), 1)
            row.addWidget(card, 46)
        if sheet.offers:
            row.addWidget(self._offers_card(sheet), 54)
        if not sheet.bills and not sheet.offers:
            row.addStretch(1)
        return row

    def _offers_card(self, sheet: FaceSheet) -> FaceCard:
        card = FaceCard(self._scale, _("Prepared for you"))
        row = QHBoxLayout()
        row.setSpacing(14)
        for place, offer in enumerate(sheet.offers):
            made = FaceOfferCard(self._scale, offer)
            made.setChecked(place == sheet.chosen)
            made.setEnabled(self._signs)
            self._offers.addButton(made, place)
            row.addWidget(made, 1)
        card.end.addSpacing(6)
        card.end.addLayout(row, 1)
        return card

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        if not self._signs:  # nothing is signed before the talk or after it
            for part in (self.pad, self.clear_button, self.confirm_button):
                part.setParent(self)
                part.hide()
            return row
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignRight)
        buttons.addWidget(self.confirm_button)
        row.addWidget(self.pad, 1)
        row.addLayout(buttons)
        return row

    def _fit_pad(self) -> None:
        self.pad.setFixedHeight(round(PAD_HEIGHT * self._scale.factor))

    def _show_signed(self) -> None:
        signed = not self.pad.is_empty()
        self.confirm_button.setEnabled(signed)
        self.clear_button.setEnabled(signed)

    def _on_pad_changed(self) -> None:
        self._show_signed()
        self.strokes_changed.emit(self.pad.strokes())

    def _on_offer_clicked(self, place: int) -> None:
        chosen = self._offers.button(place).isChecked()
        for number, made in enumerate(self._offers.buttons()):
            made.setChecked(chosen and number == place)
        self.offer_chosen.emit(place if chosen else -1)

    def _on_confirm_clicked(self) -> None:
        self._guard(self, self._confirm)

    def _confirm(self) -> None:
        self._leave()
        self.confirmed.emit()

    def _leave(self) -> None:
        self._leaving = True
        self.left.emit()
        self.close()


def _tier_key(label_of: str) -> str:
    return next((str(tier) for tier in Tier if tier.label == label_of), "")


def _member(sheet: FaceSheet) -> str:
    tier = _("{tier} member").format(tier=_(sheet.tier)) if sheet.tier else ""
    year = _("year {n} with us").format(n=sheet.year) if sheet.year else ""
    return " · ".join(part for part in (tier, year) if part)


def _plan(sheet: FaceSheet) -> tuple[str, str, list[str]]:
    head = _("Your plan {plan}").format(plan=sheet.plan) if sheet.plan else _("Your plan")
    fee = price(_, sheet.plan_fee_fen, monthly=True)
    other = [_other_end(sheet.other_plan, sheet.other_ends_on)] if sheet.other_ends_on else []
    if sheet.ends_on is None:
        return head, fee or sheet.plan or "–", other
    ends = _("until {day}").format(day=sheet.ends_on.isoformat())
    return head, ends, [*([fee] if fee else []), *other]


def _other_end(plan: str, day: date) -> str:
    if not plan:
        return _("Another line of yours: until {day}").format(day=day.isoformat())
    said = _("Another line of yours ({plan}): until {day}")
    return said.format(plan=plan, day=day.isoformat())


def _points(sheet: FaceSheet) -> tuple[str, str, list[str]]:
    lines = [
        _("{points} until {day}").format(points=f"{lot.points:,}", day=lot.expires_on.isoformat())
        for lot in sheet.points_lots
    ]
    return _("Your points"), f"{sheet.points:,}", _listed(lines)


def _requests(sheet: FaceSheet) -> tuple[str, str, list[str]]:
    head = _("Your requests")
    if not sheet.requests:
        return head, _("None open"), []
    return head, "", _listed([f"· {text}" for text in sheet.requests])


def _losing(sheet: FaceSheet) -> tuple[str, str, list[str]]:
    return _("Yours as long as you stay"), "", _listed([f"· {text}" for text in sheet.losing])


def _done(sheet: FaceSheet) -> tuple[str, str, list[str]]:
    lines = [f"{done.on:%m-%d}  {done.text}" for done in sheet.done]
    return _("Done for you this year"), "", _listed(lines)


def _listed(lines: list[str]) -> list[str]:
    """The first few lines, and how many more there are."""
    if len(lines) <= LISTED:
        return lines
    more = _("and {n} more").format(n=len(lines) - LISTED + 1)
    return [*lines[: LISTED - 1], more]
