"""A dialog whose button writes; it stays open with the reason where the write is refused."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.domain.changes import Saved
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.theme import Tone

Write = Callable[[], Saved[Any]]


class WriteDialog(Dialog):
    """Fill `body`, override `prepared`.

    Signals:
        written: The value of what was saved; the dialog closes by itself.
    """

    written = Signal(object)

    def __init__(self, title: str, jobs: Jobs, parent: QWidget | None, *, primary: str) -> None:
        super().__init__(title, parent, primary=primary)
        self.jobs = jobs
        self._refusal = Notice("", Tone.RED)
        self.layout().insertWidget(2, self._refusal)  # type: ignore[union-attr]

    def prepared(self) -> Write | None:
        """The write that the fields ask for; None where they are not ready, and they say why."""
        raise NotImplementedError

    def refusal(self) -> str:
        """Why the last write was refused, or ""."""
        return self._refusal.accessibleName()

    def say_refused(self, text: str) -> None:
        """Show why nothing was written; "" takes it away."""
        self._refusal.say(text, Tone.RED)

    @override
    def check(self) -> bool:
        """Start the write; the dialog closes once it is done."""
        write = self.prepared()
        if write is None or not self.primary_button.isEnabled():
            return False
        self.say_refused("")
        self.primary_button.setEnabled(False)
        job = self.jobs.write(lambda _progress: write(), quiet=True)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        return False

    def _on_succeeded(self, saved: Saved[Any]) -> None:
        self.written.emit(saved.value)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.primary_button.setEnabled(True)
        self.say_refused(error_texts.sentence(error))
