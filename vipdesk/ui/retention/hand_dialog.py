"""Open a case by hand: a customer asks to leave."""

from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from vipdesk.domain.durations import NotADurationError
from vipdesk.domain.words import Direction, Result
from vipdesk.services.case_book import CaseBook
from vipdesk.services.case_detail import LineChoice
from vipdesk.services.cases import HandDraft
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.texts import _
from vipdesk.ui.customer_picker import CustomerPicker
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.retention.line_box import fill_lines
from vipdesk.ui.retention.talk_fields import TalkFields


class HandDialog(WriteDialog):
    """Who, which line, how they said it and what they said; the contact is logged with it.

    Signals:
        written: The case's id.
    """

    def __init__(
        self, book: CaseBook, jobs: Jobs, parent: QWidget | None, customer_id: int | None = None
    ) -> None:
        title = _("A customer asks to leave")
        super().__init__(title, jobs, parent, primary=_("Open the case"))
        self._book = book
        self._lines_read = Latest(jobs, self)
        self.setMinimumWidth(560)
        self.picker = CustomerPicker(book.finder, jobs)
        self.line = QComboBox()
        self.form = Form()
        self.form.add("customer", _("Customer"), self.picker, required=True)
        self.form.add("line", _("Line"), self.line)
        self.talk = TalkFields(self.form, may_be_none=False)
        self.talk.note.setPlaceholderText(_("What the customer said"))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.picker.picked.connect(self._on_picker_picked)
        fill_lines(self.line, [], any_line=True)
        if customer_id is None:
            self.picker.setFocus()
            return
        found = jobs.read(lambda _progress: book.finder.choice(customer_id))
        found.succeeded.connect(self._on_found)

    @override
    def prepared(self) -> Write | None:
        choice = self.picker.choice()
        self.form.set_message("customer", "" if choice else _("Pick a customer first."))
        said = self.talk.note.toPlainText().strip()
        self.form.set_message("note", "" if said else _("Write down what the customer said."))
        if choice is None or not said:
            return None
        try:
            now = self._book.detail.now()
            contact = self.talk.contact(choice.id, now, Direction.IN, Result.CONNECTED)
        except NotADurationError:
            return None
        if contact is None:
            return None
        draft = HandDraft(contact, self.line.currentData())
        return lambda: self._book.cases.open_by_hand(draft)

    def _on_found(self, choice: CustomerChoice | None) -> None:
        if choice is not None:
            self.picker.set_choice(choice)
            self._on_picker_picked(choice)

    def _on_picker_picked(self, choice: CustomerChoice) -> None:
        self.form.set_message("customer", "")
        self.talk.note.setFocus()
        detail = self._book.detail
        self._lines_read.read(lambda _progress: detail.lines(choice.id), self._show_lines)

    def _show_lines(self, lines: list[LineChoice]) -> None:
        fill_lines(self.line, lines, any_line=True)
