"""The signature at the desk: what is agreed, and a pad under it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vipdesk.domain.visits import AGREED, Stroke, VisitDraft
from vipdesk.domain.wording import step_day
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.labels import label
from vipdesk.ui.visits.fitting_pad import FittingPad
from vipdesk.ui.visits.talk_card import offer_terms, scrolled

PAD_HEIGHT = 200


def agreed(draft: VisitDraft) -> list[tuple[str, str]]:
    """What the customer signs for: heads and texts; empty parts are left out."""
    offer, own = draft.taken, draft.own_terms
    outcome = _(AGREED[draft.outcome]) if draft.outcome and own else ""
    steps = [
        " · ".join(
            part
            for part in (
                step_day(_, step.due_on, by=False, year=step.due_on.year),
                step.text,
                _(step.channel.label) if step.channel else "",
            )
            if part
        )
        for step in draft.agreed_steps()
    ]
    parts = (
        (_("Talked about"), draft.talked.strip()),
        (_("Needs"), "\n".join(draft.need_lines())),
        (_("Offer taken"), f"{offer.name}\n{offer_terms(offer)}".strip() if offer else ""),
        (outcome, offer_terms(own) if own else ""),
        (_("Next steps"), "\n".join(steps)),
    )
    return [(head, text) for head, text in parts if text]


class SignCard(Card):
    """Shows what is agreed and takes the signature.

    Signals:
        strokes_changed: The strokes of the signature, empty after clearing.
        back_requested: Something is to be changed first.
        face_requested: The customer signs on the turned screen.
    """

    strokes_changed = Signal(object)
    back_requested = Signal()
    face_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Signature"), padded=False)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(16, 12, 16, 12)
        self._list.setSpacing(4)
        self.body.addWidget(scrolled(inner), 1)
        self.pad = FittingPad()
        self.pad.setFixedHeight(PAD_HEIGHT)
        self.pad.changed.connect(lambda: self.strokes_changed.emit(self.pad.strokes()))
        self.back_button = button(_("Back to the talk"), icon="arrow-left")
        self.back_button.clicked.connect(self.back_requested)
        self.face_button = button(_("Sign on the turned screen"), icon="presentation")
        self.face_button.clicked.connect(self.face_requested)
        self.clear_button = button(_("Clear signature"))
        self.clear_button.clicked.connect(self.pad.clear)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 16)
        foot.setSpacing(8)
        foot.addWidget(self.pad)
        row = FlowLayout(gap=8)
        for part in (self.back_button, self.face_button, self.clear_button):
            row.addWidget(part)
        foot.addLayout(row)
        self.body.addLayout(foot)

    def show_draft(self, draft: VisitDraft) -> None:
        """Show what is agreed now."""
        show_parts(self._list, agreed(draft), _("Nothing is written down yet."))
        self.show_strokes(draft.strokes)

    def show_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Show a signature, unless it is the one on the pad."""
        if self.pad.strokes() != tuple(strokes):
            self.pad.show_kept(strokes)
        self.clear_button.setEnabled(bool(strokes))


def show_parts(into: QVBoxLayout, parts: Sequence[tuple[str, str]], empty: str) -> None:
    """Fill a column with heads and texts, or with the sentence for none."""
    while (item := into.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
    if not parts:
        into.addWidget(label(empty, "muted", wrap=True))
    for head, text in parts:
        into.addWidget(label(head, "strong"))
        said = label(text, wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        into.addWidget(said)
        into.addSpacing(10)
    into.addStretch(1)
