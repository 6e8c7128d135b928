"""The way back from the turned screen: the customer sees nothing of the desk before it is open."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.errors import VipDeskError
from vipdesk.progress import Progress
from vipdesk.services.leaving import LeavesBy, LeavingService
from vipdesk.texts import _
from vipdesk.ui import error_texts, theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.labels import dress_label, label
from vipdesk.ui.theme import Tone

TEXT = 18  # pixels, as on the turned screen
FIELD_HEIGHT = 48
WIDTH = 480


class LeaveDialog(Dialog):
    """Asks for the PIN, or for the passphrase where none is set; accepted once it is right."""

    def __init__(
        self, leaving: LeavingService, jobs: Jobs, by: LeavesBy, hint: str, parent: QWidget
    ) -> None:
        name = _("PIN") if by is LeavesBy.PIN else _("Passphrase")
        super().__init__(_("Back to the desk"), parent, primary=_("Leave"), cancel=_("Stay"))
        self.setMinimumWidth(WIDTH)
        self._leaving = leaving
        self._jobs = jobs
        self._by = by
        self._right = False
        self.field = QLineEdit(hint, echoMode=QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        self.field.setMinimumHeight(FIELD_HEIGHT)
        self.field.setFont(theme.font(TEXT))
        words = _("An invented book; its passphrase is filled in.") if hint else ""
        self.message = label(words, "note", wrap=True)
        self.body.addWidget(self.field)
        self.body.addWidget(self.message)
        self.finished.connect(self.field.clear)
        self.field.setFocus()

    @override
    def check(self) -> bool:
        """Try what was typed, as a job; the dialog closes itself once it is right."""
        if not self._right and self.field.text() and self.primary_button.isEnabled():
            self._try(self.field.text())
        return self._right

    def _try(self, typed: str) -> None:
        def run(_progress: Progress) -> str:
            try:
                right = self._leaving.may_leave(self._by, typed)
            except VipDeskError as error:
                return error_texts.sentence(error)
            return "" if right else _("That is not it. Try again.")

        self.primary_button.setEnabled(False)
        job = self._jobs.write(run)
        job.succeeded.connect(self._on_tried)
        job.settled.connect(self._on_settled)

    def _on_settled(self) -> None:
        self.primary_button.setEnabled(True)

    def _on_tried(self, refusal: str) -> None:
        if not refusal:
            self._right = True
            self.accept()
            return
        dress_label(self.message, "note", Tone.RED)
        self.message.setText(refusal)
        self.field.selectAll()
        self.field.setFocus()


class LeaveGate:
    """The guard of the turned screen: lets one leave after the right PIN or passphrase."""

    def __init__(self, leaving: LeavingService, jobs: Jobs) -> None:
        self._leaving = leaving
        self._jobs = jobs
        self._asking = False

    def __call__(self, face: QWidget, leave: Callable[[], object]) -> None:
        """Ask over ``face``, and ``leave`` once it may be; asked twice, the first goes on."""
        if self._asking:
            return
        self._asking = True
        job = self._jobs.read(lambda _progress: self._leaving.asks_for())
        job.succeeded.connect(lambda asked: self._ask(face, leave, *asked))
        job.failed.connect(lambda _error: self._on_finished())

    def _ask(self, face: QWidget, leave: Callable[[], object], by: LeavesBy, hint: str) -> None:
        dialog = LeaveDialog(self._leaving, self._jobs, by, hint, face)
        dialog.accepted.connect(leave)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        self._asking = False
