"""The choice to take numbers and addresses out in full: for a reason, and with the passphrase."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from vipdesk.services.unmasking import LONGEST_REASON, Unmasking
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label


class UnmaskFields(QWidget):
    """A box to tick; once ticked, it asks why, and for the passphrase."""

    def __init__(self, unmasking: Unmasking, jobs: Jobs, columns: Sequence[str]) -> None:
        """``columns``: the names of what stands in full then."""
        super().__init__()
        self._unmasking, self._jobs = unmasking, jobs
        self._busy = False
        self.in_full = QCheckBox(_("Numbers and addresses in full"))
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.passphrase = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.form = Form()
        self.form.add("reason", _("Reason"), self.reason, required=True)
        self.form.add("passphrase", _("Passphrase"), self.passphrase, required=True)
        self.columns = label(_("In full: {columns}").format(columns=" · ".join(columns)))
        self.note = label("", "muted", wrap=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        for part in (self.in_full, self.columns, self.form, self.note):
            whole.addWidget(part)
        self.in_full.toggled.connect(self._follow)
        self._follow(False)

    def confirm(self, then: Callable[[str], object]) -> None:
        """Call ``then`` with the reason once the passphrase is right; with "" where it is masked.

        What keeps it from that is said under the fields.
        """
        if not self.in_full.isChecked():
            then("")
        elif self._is_complete() and not self._busy:
            self._busy = True
            reason, typed = self.reason.text().strip(), self.passphrase.text()
            unmasking = self._unmasking
            job = self._jobs.write(lambda _progress: unmasking.confirm(typed), quiet=True)
            job.succeeded.connect(lambda: self._on_right(reason, then))
            job.failed.connect(self._on_wrong)

    def _is_complete(self) -> bool:
        words = _("Say in a few words what it is for.")
        self.form.set_message("reason", "" if self.reason.text().strip() else words)
        words = _("Type the passphrase of the book once more.")
        self.form.set_message("passphrase", "" if self.passphrase.text() else words)
        missing = [each for each in (self.reason, self.passphrase) if not each.text().strip()]
        if missing:
            missing[0].setFocus()
        return not missing

    def _on_right(self, reason: str, then: Callable[[str], object]) -> None:
        self._busy = False
        self.form.clear_messages()
        self.passphrase.clear()
        then(reason)

    def _on_wrong(self, error: Exception) -> None:
        self._busy = False
        self.form.set_message("passphrase", error_texts.sentence(error))
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def _follow(self, in_full: bool) -> None:
        for part in (self.columns, self.form):
            part.setVisible(in_full)
        masked = _("Numbers and addresses stay masked. The export is noted in the journal.")
        full = _(
            "The file says on each page who took it out, when and why. The journal keeps that, "
            "with what was chosen, rows and columns."
        )
        self.note.setText(full if in_full else masked)
        if in_full:
            self.reason.setFocus()
        else:
            self.passphrase.clear()
