"""The record of the talk; each field goes into the draft as it is typed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from vipdesk.domain.visits import (
    NEEDS_REASON,
    NO_CASE,
    TAKES_OFFER,
    CheckItem,
    DraftOffer,
    VisitDraft,
)
from vipdesk.domain.words import LeavingReason, Outcome
from vipdesk.services.visit_cases import CaseChoice, meant
from vipdesk.services.visit_desk import OpenVisit
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import CheckChip
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.plain import plain_tip
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.tab_order import put_before
from vipdesk.ui.visits.agreed_fields import AgreedFields
from vipdesk.ui.visits.attachment_strip import AttachmentStrip
from vipdesk.ui.visits.draft_keeper import DraftKeeper
from vipdesk.ui.visits.steps_editor import StepsEditor
from vipdesk.ui.visits.talk_card import offer_terms, scrolled

NARROW = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class Checklist(QWidget):
    """The service standard as chips, with how many are ticked."""

    def __init__(self, keeper: DraftKeeper) -> None:
        super().__init__()
        self._keeper = keeper
        self._loading = False
        self._chips: list[CheckChip] = []
        self._items: tuple[CheckItem, ...] = ()
        self._flow = FlowLayout(self, 6)
        self._count = label("", "muted")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_items(self, items: Sequence[CheckItem]) -> None:
        """Show the points of the standard; ticking one keeps the others where they are."""
        if [item.text for item in items] != [item.text for item in self._items]:
            self._flow.clear()
            self._count = label("", "muted")
            self._chips = [CheckChip(item.text) for item in items]
            for chip in self._chips:
                chip.toggled.connect(self._on_toggled)
                self._flow.addWidget(chip)
            self._flow.addWidget(self._count)
            put_before(self, self._chips)
        self._items = tuple(items)
        self._loading = True
        for chip, item in zip(self._chips, items, strict=True):
            chip.setChecked(item.done)
        self._loading = False
        self._say_count()

    def chips(self) -> Sequence[CheckChip]:
        """The points as they are shown."""
        return tuple(self._chips)

    def _on_toggled(self) -> None:
        if self._loading:
            return
        self._items = tuple(
            CheckItem(item.text, chip.isChecked())
            for item, chip in zip(self._items, self._chips, strict=True)
        )
        self._say_count()
        self._keeper.change(checklist=self._items)

    def _say_count(self) -> None:
        done = sum(item.done for item in self._items)
        self._count.setText(f"{done} / {len(self._items)}")


class RecordCard(Card):
    """The middle of the visit page."""

    def __init__(self, keeper: DraftKeeper) -> None:
        super().__init__(_("Record of the talk"), padded=False)
        self._keeper = keeper
        self._loading = False
        self.checklist = Checklist(keeper)
        self.needs = _text(_("What the customer wants, one a line"), 3)
        self.talked = _text(_("The customer reads this on the summary"), 2)
        self.internal_note = _text(_("Stays on the desk"), 2)
        self.outcome = Segmented(
            _("Outcome"), [(str(o), _(o.label)) for o in Outcome], clearable=True
        )
        self.reason = Segmented(
            _("Reason"), [(str(r), _(r.label)) for r in LeavingReason], clearable=True
        )
        self._offers: Sequence[DraftOffer] | None = None
        self.offer, self.case = _box(), _box()
        self.satisfaction = Segmented.scale(_("Satisfaction"))
        self.steps = StepsEditor()
        self.attachments = AttachmentStrip()
        self.form = self._make_form()
        inner = QWidget()
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.addWidget(self.form)
        whole.addStretch(1)
        self.body.addWidget(scrolled(inner))
        self._connect()

    def show_visit(self, visit: OpenVisit, draft: VisitDraft) -> None:
        """Show a draft without changing it, and the cases that it may be about."""
        self._loading = True
        self._fill_cases(visit.cases, draft.case)
        self.agreed.set_offered(visit.cases, visit.plans, visit.today)
        self.checklist.show_items(draft.checklist)
        for field, text in self._texts(draft):
            if field.toPlainText() != text:
                field.setPlainText(text)
        self.outcome.set_value(str(draft.outcome or ""))
        self.reason.set_value(str(draft.outcome_reason or ""))
        self.satisfaction.set_value(str(draft.satisfaction or ""))
        self.steps.show_steps(draft.next_steps, visit.today)
        self.show_choices(draft)
        self._loading = False

    def show_choices(self, draft: VisitDraft) -> None:
        """Show the fields that the outcome asks for, and the offer under discussion."""
        self.form.set_row_shown("reason", draft.outcome in NEEDS_REASON)
        self.form.set_row_shown("offer", draft.outcome in TAKES_OFFER)
        self.form.set_row_shown("case", draft.outcome is not None and self.case.count() > 1)
        self._fill_offers(draft.offers)
        self.offer.setCurrentIndex(0 if draft.chosen is None else draft.chosen + 1)
        self.agreed.show_draft(draft)
        if draft.outcome not in NEEDS_REASON or draft.outcome_reason is not None:
            self.form.set_message("reason", "")

    def ask_for(self, error: Exception) -> None:
        """Say what the outcome asks for before the visit can be finished."""
        if not self.agreed.say(error):
            self.form.set_message("reason", _("Choose a reason before you finish."))
            self.reason.setFocus()

    def _make_form(self) -> Form:
        form = Form()
        form.add("checklist", _("Visit checklist"), self.checklist)
        form.add("needs", _("Needs"), self.needs)
        form.add("talked", _("Talked about"), self.talked)
        form.add("outcome", _("Outcome"), self.outcome)
        form.add("reason", _("Reason"), self.reason)
        form.add("offer", _("Offer taken"), self.offer)
        form.add("case", _("About"), self.case)
        self.agreed = AgreedFields(form)
        form.add("satisfaction", _("Satisfaction"), self.satisfaction)
        form.add("steps", _("Next steps"), self.steps)
        form.add("attachments", _("Attachments"), self.attachments)
        form.add("internal_note", _("Internal note"), self.internal_note)
        return form

    def _connect(self) -> None:
        for name in ("needs", "talked", "internal_note"):
            field: QPlainTextEdit = getattr(self, name)
            field.textChanged.connect(
                lambda name=name, field=field: self._change(**{name: field.toPlainText()})
            )
        self.outcome.chosen.connect(self._on_outcome_chosen)
        self.reason.chosen.connect(self._on_reason_chosen)
        self.offer.activated.connect(self._on_offer_activated)
        self.case.activated.connect(lambda _index: self._change(case=self.case.currentData()))
        self.satisfaction.chosen.connect(
            lambda value: self._change(satisfaction=int(value) if value else None)
        )
        self.agreed.changed.connect(lambda fields: self._change(**fields))
        self.steps.changed.connect(lambda: self._change(next_steps=self.steps.steps()))

    def _texts(self, draft: VisitDraft) -> tuple[tuple[QPlainTextEdit, str], ...]:
        return (
            (self.needs, draft.needs),
            (self.talked, draft.talked),
            (self.internal_note, draft.internal_note),
        )

    def _fill_offers(self, offers: Sequence[DraftOffer]) -> None:
        if offers == self._offers:
            return
        self._offers = offers
        self.offer.clear()
        self.offer.addItem(_("None"))
        for offer in offers:
            self.offer.addItem(offer.name)
            tip = plain_tip(offer_terms(offer))
            self.offer.setItemData(self.offer.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

    def _fill_cases(self, cases: Sequence[CaseChoice], chosen: str) -> None:
        """The likeliest first: it is meant unless another is chosen."""
        self.case.clear()
        several = len({each.number for each in cases}) > 1
        for each in cases:
            parts = (
                _(each.kind.label) if each.kind else _("Line"),
                each.number if several else each.plan,
                each.ends_on.isoformat() if each.ends_on else "",
            )
            self.case.addItem(" · ".join(filter(None, parts)), each.key)
        self.case.addItem(_("None of these, the lines stay as they are"), NO_CASE)
        about = meant(chosen, cases)
        self.case.setCurrentIndex(self.case.findData(about.key if about else NO_CASE))

    def _change(self, **fields: object) -> None:
        if not self._loading:
            self._keeper.change(**fields)

    def _on_outcome_chosen(self, key: str) -> None:
        self._change(outcome=next((each for each in Outcome if each == key), None))

    def _on_reason_chosen(self, key: str) -> None:
        self._change(outcome_reason=next((each for each in LeavingReason if each == key), None))

    def _on_offer_activated(self, index: int) -> None:
        self._change(chosen=index - 1 if index > 0 else None, months=None)


def _box() -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(NARROW)
    box.setMinimumContentsLength(8)
    return box


def _text(placeholder: str, lines: int) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setPlaceholderText(placeholder)
    field.setTabChangesFocus(True)
    field.setFixedHeight(field.fontMetrics().lineSpacing() * lines + 24)
    return field
