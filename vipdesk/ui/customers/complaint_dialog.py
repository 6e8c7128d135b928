"""A complaint as the manager notes it: what about, when, how far it went, what was found."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from vipdesk.domain.customer_draft import ComplaintDraft
from vipdesk.domain.words import ComplaintLevel, Verdict
from vipdesk.services.complaints import ComplaintsService
from vipdesk.services.customer_rows import ComplaintRow, CustomerDetailRow
from vipdesk.texts import _
from vipdesk.ui.customers.form_fields import chosen_word, word_keys
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.write_dialog import Write, WriteDialog

UNDECIDED = ""


class ComplaintDialog(WriteDialog):
    """A new complaint, one to edit, or one to close: then the day of closing is today."""

    def __init__(
        self,
        complaints: ComplaintsService,
        jobs: Jobs,
        parent: QWidget | None,
        row: CustomerDetailRow,
        complaint: ComplaintRow | None = None,
        *,
        close: bool = False,
    ) -> None:
        title = _("Close the complaint") if close else _("Edit the complaint")
        super().__init__(
            title if complaint else _("Note a complaint"), jobs, parent, primary=_("Save")
        )
        self._complaints, self._row, self._complaint = complaints, row, complaint
        self.setMinimumWidth(520)
        self._make_fields()
        self._lay_out()
        if complaint is not None:
            self._show_complaint(complaint)
        if close:
            self.closed_on.set_value(row.today)
            self.verdict.setFocus()

    def _make_fields(self) -> None:
        self.about = QLineEdit()
        self.about.setPlaceholderText(_("network, bill, service …"))
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(80)
        self.line = QComboBox()
        self.line.addItem("–", None)
        for each in self._row.lines:
            self.line.addItem(each.number, each.id)
        self.opened_on = DateField(self._row.today)
        self.level = word_keys(_("Complaint level"), ComplaintLevel)
        self.level.set_value(str(ComplaintLevel.OWN))
        self.closed_on = DateField()
        options = [(UNDECIDED, _("not decided")), *((str(v), _(v.label)) for v in Verdict)]
        self.verdict = Segmented(_("Complaint upheld"), options)
        self.verdict.set_value(UNDECIDED)
        self.number = QLineEdit()

    def _lay_out(self) -> None:
        self.form = Form()
        self.form.add("about", _("Complaint kind"), self.about)
        self.form.add("text", _("Complaint text"), self.text, required=True)
        self.form.add("line", _("Line"), self.line)
        self.form.add("opened_on", _("Complaint day"), self.opened_on, required=True)
        self.form.add("level", _("Complaint level"), self.level)
        self.form.add("closed_on", _("Complaint closed on"), self.closed_on)
        self.form.add("verdict", _("Complaint upheld"), self.verdict)
        self.form.add("number", _("Complaint number"), self.number)
        self.form.set_row_shown("line", bool(self._row.lines))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.about.setFocus()

    def _show_complaint(self, complaint: ComplaintRow) -> None:
        self.about.setText(complaint.kind)
        self.text.setPlainText(complaint.text)
        self.line.setCurrentIndex(max(0, self.line.findData(complaint.line_id)))
        self.opened_on.set_value(complaint.opened_on)
        self.level.set_value(str(complaint.level))
        self.closed_on.set_value(complaint.closed_on)
        self.verdict.set_value(str(Verdict.of(complaint.upheld) or UNDECIDED))
        self.number.setText(complaint.number)

    @override
    def prepared(self) -> Write | None:
        draft = self._draft()
        if draft is None:
            return None
        complaint_id = self._complaint.id if self._complaint else None
        return lambda: self._complaints.save(draft, complaint_id)

    def _draft(self) -> ComplaintDraft | None:
        opened_on, said = self.opened_on.value(), self.text.toPlainText().strip()
        about = self.about.text().strip()
        self.form.set_message("text", "" if said or about else _("Write a few words first."))
        self.form.set_message("opened_on", "" if opened_on else _("There is no such day."))
        wrong = "" if self.closed_on.is_valid() else _("There is no such day.")
        self.form.set_message("closed_on", wrong)
        if opened_on is None or wrong or not (said or about):
            return None
        verdict = self.verdict.value()
        return ComplaintDraft(
            customer_id=self._row.id,
            opened_on=opened_on,
            closed_on=self.closed_on.value(),
            number=self.number.text(),
            line_id=self.line.currentData(),
            kind=about,
            level=chosen_word(ComplaintLevel, self.level),
            upheld=None if verdict == UNDECIDED else verdict == Verdict.UPHELD,
            text=said,
        )
