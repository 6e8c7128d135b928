"""A dialog that does its work before it closes, and stays where the work fails."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Job, Jobs
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.notices import Notice, ProgressPanel
from vipdesk.ui.theme import Tone


class WorkDialog(Dialog):
    """Lay out `progress` and `notice`, and hand each job to `_follow`.

    While one is under way the primary button waits; Esc stops the job first, and closes after.
    """

    def __init__(
        self, title: str, jobs: Jobs, parent: QWidget | None, *, primary: str, cancel: str = ""
    ) -> None:
        super().__init__(title, parent, primary=primary, cancel=cancel)
        self._jobs = jobs
        self._job: Job | None = None
        self.progress, self.notice = ProgressPanel(), Notice()

    def is_busy(self) -> bool:
        """Whether work is under way."""
        return self._job is not None

    @override
    def reject(self) -> None:
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()

    def _follow(self, job: Job, words: str) -> None:
        """Show how far ``job`` is and why it failed; what it brings is the caller's."""
        self._job = job
        self.notice.say("")
        self.primary_button.setEnabled(False)
        self.progress.follow(job, words)
        job.failed.connect(self._on_failed)
        job.settled.connect(self._on_settled)

    def _on_failed(self, error: Exception) -> None:
        self.notice.say(error_texts.sentence(error), Tone.RED)

    def _on_settled(self) -> None:
        self._job = None
        self.primary_button.setEnabled(True)
