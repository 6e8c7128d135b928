"""Why something is done with personal data, and the passphrase once more."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from vipdesk.services.unmasking import LONGEST_REASON, Unmasking
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.form import Form


class ReasonFields(QWidget):
    """Two fields; `confirm` goes on once the passphrase is right."""

    def __init__(self, unmasking: Unmasking, jobs: Jobs) -> None:
        super().__init__()
        self._unmasking, self._jobs = unmasking, jobs
        self._busy = False
        self._then: Callable[[str], object] = lambda _reason: None
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.passphrase = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.form = Form()
        self.form.add("reason", _("Reason"), self.reason, required=True)
        self.form.add("passphrase", _("Passphrase"), self.passphrase, required=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.form)

    def confirm(self, then: Callable[[str], object]) -> None:
        """Call ``then`` with the reason once the passphrase is right.

        What keeps it from that is said under the fields.
        """
        if not self._is_complete() or self._busy:
            return
        self._busy = True
        self._then = then
        unmasking, typed = self._unmasking, self.passphrase.text()
        job = self._jobs.write(lambda _progress: unmasking.confirm(typed), quiet=True)
        job.succeeded.connect(self._on_right)  # not a lambda: it would outlive a closed dialog
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

    @Slot()
    def _on_right(self) -> None:
        self._busy = False
        self.form.clear_messages()
        self.passphrase.clear()
        self._then(self.reason.text().strip())

    @Slot(Exception)
    def _on_wrong(self, error: Exception) -> None:
        self._busy = False
        self.form.set_message("passphrase", error_texts.sentence(error))
        self.passphrase.selectAll()
        self.passphrase.setFocus()
