"""One complaint as the contacts show it."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from vipdesk.domain.words import ComplaintLevel, Verdict
from vipdesk.services.customer_rows import ComplaintRow, CustomerDetailRow
from vipdesk.texts import _
from vipdesk.ui.customers.actions import CustomerActions
from vipdesk.ui.customers.detail_tab import line_of
from vipdesk.ui.customers.words import complaint_title
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.theme import Tone


class ComplaintCard(Card):
    """What about and since when, how it stands, what was said; edited, closed and deleted here."""

    def __init__(
        self, complaint: ComplaintRow, row: CustomerDetailRow, actions: CustomerActions
    ) -> None:
        super().__init__()
        title = complaint_title(complaint)
        self.setAccessibleName(title)
        parts: list[QWidget] = [ElidedLabel(title, "strong"), *_chips(complaint)]
        edit = icon_button(_("Edit {contact}").format(contact=title), icon="pencil")
        edit.clicked.connect(lambda: actions.edit_complaint(row, complaint))
        delete = icon_button(_("Delete {contact}").format(contact=title), icon="trash-2")
        delete.clicked.connect(lambda: actions.delete_complaint(complaint))
        self.body.addLayout(line_of(*parts, edit, delete, stretch=0, gap=6))
        if complaint.text:
            self.body.addWidget(label(complaint.text, wrap=True))
        self.body.addWidget(label(" · ".join(_notes(complaint)), "note", wrap=True))
        if complaint.is_open:
            close = button(_("Close the complaint…"), small=True)
            close.clicked.connect(lambda: actions.edit_complaint(row, complaint, close=True))
            self.body.addLayout(line_of(close))


def _chips(complaint: ComplaintRow) -> Iterator[QWidget]:
    if complaint.level is ComplaintLevel.ESCALATED:
        yield Chip(_(complaint.level.label), Tone.RED)
    verdict = Verdict.of(complaint.upheld)
    if verdict is not None:
        yield Chip(_(verdict.label), Tone.AMBER if complaint.upheld else Tone.NEUTRAL)
    handled = Chip(_("Being handled"), Tone.RED)
    yield handled if complaint.is_open else Chip(_("Settled"), Tone.GREEN)


def _notes(complaint: ComplaintRow) -> Iterator[str]:
    yield _("since {day}").format(day=complaint.opened_on.isoformat())
    if complaint.closed_on is not None:
        yield _("closed {day}").format(day=complaint.closed_on.isoformat())
    if complaint.line_number:
        yield complaint.line_number
    if complaint.number:
        yield _("number {number}").format(number=complaint.number)
    colon = _("{name}: {value}")
    for name, value in complaint.extra:
        yield colon.format(name=name, value=value)
