"""What a closed visit came to, to read."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vipdesk.domain.visits import VisitDraft
from vipdesk.domain.words import VisitStatus
from vipdesk.services.visit_desk import OpenVisit
from vipdesk.texts import _
from vipdesk.ui.kit.card import Card
from vipdesk.ui.visits.attachment_strip import AttachmentStrip
from vipdesk.ui.visits.fitting_pad import FittingPad
from vipdesk.ui.visits.sign_card import PAD_HEIGHT, agreed, show_parts
from vipdesk.ui.visits.talk_card import scrolled


class ResultCard(Card):
    """The finished record; attachments may still be added to a visit that was held."""

    def __init__(self) -> None:
        super().__init__(_("Result"), padded=False)
        inner = QWidget()
        self._parts = QVBoxLayout()
        self._parts.setSpacing(4)
        self.attachments = AttachmentStrip()
        self._signature = FittingPad(_("Not signed"))
        self._signature.setFixedHeight(PAD_HEIGHT)
        self._signature.setEnabled(False)
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(12)
        whole.addLayout(self._parts)
        whole.addWidget(self.attachments)
        whole.addWidget(self._signature)
        whole.addStretch(1)
        self.body.addWidget(scrolled(inner))

    def show_visit(self, visit: OpenVisit) -> None:
        """Show what a visit that was held, called off or missed came to."""
        held = visit.row.status is VisitStatus.DONE
        show_parts(self._parts, _parts(visit), _("Nothing was written down."))
        self._signature.setVisible(held)
        self._signature.show_kept(visit.draft.strokes)
        self.attachments.setVisible(held)


def _parts(visit: OpenVisit) -> list[tuple[str, str]]:
    draft, row = visit.draft, visit.row
    if row.status is not VisitStatus.DONE:
        parts = [(_(row.status.label), row.closing_reason)]
    else:
        parts = [(_("Outcome"), _outcome(draft)), *agreed(draft)]
        satisfaction = f"{draft.satisfaction} / 10" if draft.satisfaction else ""
        parts += [(_("Satisfaction"), satisfaction), (_("Visit checklist"), _told(draft))]
        parts.append((_("Internal note"), draft.internal_note))
    parts.append((_("Moved"), _moves(visit)))
    return [(head, text) for head, text in parts if text]


def _outcome(draft: VisitDraft) -> str:
    words = (draft.outcome, draft.outcome_reason)
    return " · ".join(_(word.label) for word in words if word)


def _told(draft: VisitDraft) -> str:
    """How many points of the standard were kept, and which."""
    told = [item.text for item in draft.checklist if item.done]
    if not draft.checklist:
        return ""
    return " · ".join([f"{len(told)} / {len(draft.checklist)}", *told])


def _moves(visit: OpenVisit) -> str:
    return "\n".join(
        f"{move.from_at:%Y-%m-%d %H:%M} → {move.to_at:%Y-%m-%d %H:%M} · {move.reason}"
        for move in visit.moves
    )
