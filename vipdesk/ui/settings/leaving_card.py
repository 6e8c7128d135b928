"""Everything goes out: to another laptop, or into open formats."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Saved
from vipdesk.services.everything import EverythingExport
from vipdesk.services.everything.service import Everything
from vipdesk.services.moving import SUFFIX, Moved, MovingService
from vipdesk.services.unmasking import Unmasking
from vipdesk.texts import _, ngettext
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Job, Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.notices import Notice, ProgressPanel
from vipdesk.ui.kit.reason_fields import ReasonFields
from vipdesk.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the card works with."""

    moving: MovingService
    everything: EverythingExport
    unmasking: Unmasking


class EverythingDialog(Dialog):
    """A reason, the passphrase once more, then the file.

    Signals:
        wished: Where to, and the reason.
    """

    wished = Signal(Path, str)

    def __init__(self, unmasking: Unmasking, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(_("Export everything"), parent, primary=_("Choose a file…"))
        words = _(
            "A zip of CSV files with all records, the attachments, and a README that explains "
            "each column. Nothing in it is masked or encrypted: delete it once it has served."
        )
        self.body.addWidget(label(words, wrap=True))
        self.fields = ReasonFields(unmasking, jobs)
        self.body.addWidget(self.fields)
        noted = _("The journal keeps the reason and how many rows went out.")
        self.body.addWidget(label(noted, "muted", wrap=True))
        self.fields.reason.setFocus()

    @override
    def check(self) -> bool:
        """Ask for the file once the passphrase is right; accepted once there is one."""
        self.fields.confirm(self.ask_file)
        return False

    def ask_file(self, reason: str) -> QFileDialog:
        """Ask where to."""
        name = _("VIPDesk book.zip")
        return ask_save(
            self,
            _("Export everything"),
            name,
            lambda path: self.take_file(path, reason),
            folder=Path.home(),
        )

    def take_file(self, path: Path, reason: str) -> None:
        """Go on with the chosen file."""
        self.accept()
        self.wished.emit(path, reason)


class LeavingCard(Card):
    """Two ways out. Both take the passphrase: to open the file, or before it is written."""

    def __init__(
        self, leaving: Leaving, jobs: Jobs, progress: ProgressPanel, notice: Notice
    ) -> None:
        """``progress`` and ``notice`` are the page's."""
        super().__init__(_("Everything in one file"))
        self._leaving, self._jobs = leaving, jobs
        self._progress, self._notice = progress, notice
        self.move_button = button(_("Move to a new laptop…"))
        self.export_button = button(_("Export everything…"))
        self.move_button.clicked.connect(self.ask_move_file)
        self.export_button.clicked.connect(self.ask_export)
        words = _(
            "For a new laptop: book, key and drafts as they are, encrypted. In open formats: CSV "
            "files that any program reads, not encrypted."
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(words, wrap=True), 1)
        row.addWidget(self.export_button)
        row.addWidget(self.move_button)
        self.body.addLayout(row)

    def ask_move_file(self) -> QFileDialog:
        """Ask where the file for the new laptop is to lie."""
        name = _("VIPDesk book") + SUFFIX
        title, kinds = _("Move to a new laptop"), (f"VIPDesk (*{SUFFIX})",)
        return ask_save(self, title, name, self.move_out, folder=Path.home(), kinds=kinds)

    def ask_export(self) -> EverythingDialog:
        """Ask why, and where to."""
        dialog = EverythingDialog(self._leaving.unmasking, self._jobs, self.window())
        dialog.wished.connect(self.export)
        dialog.open()
        return dialog

    def move_out(self, path: Path) -> None:
        """Write the book for another laptop."""
        moving = self._leaving.moving
        job = self._jobs.backup(lambda progress: moving.move_out(path, progress), quiet=True)
        self._follow(job, _("Writing and reading back…"))
        job.succeeded.connect(self._on_moved)

    def export(self, path: Path, reason: str) -> None:
        """Write everything in open formats."""
        everything = self._leaving.everything
        job = self._jobs.backup(
            lambda progress: everything.write(path, reason, progress), quiet=True
        )
        self._follow(job, _("Writing…"))
        job.succeeded.connect(self._on_exported)

    def _on_moved(self, saved: Saved[Moved]) -> None:
        said = _(
            "The whole book is in {path}. On the new laptop choose “Bring my book from another "
            "laptop…” at the first start; the same passphrase opens it. This book stays here, and "
            "says at the next unlock that it was moved."
        )
        self._notice.say(said.format(path=saved.value.path), Tone.GREEN)

    def _on_exported(self, saved: Saved[Everything]) -> None:
        n = saved.value.rows
        said = ngettext("{n} row is in {path}.", "{n} rows are in {path}.", n)
        self._notice.say(said.format(n=f"{n:,}", path=saved.value.path), Tone.GREEN)

    def _follow(self, job: Job, words: str) -> None:
        self._notice.say("")
        self._progress.follow(job, words)
        self.setEnabled(False)
        job.failed.connect(lambda error: self._notice.say(error_texts.sentence(error), Tone.RED))
        stopped = _("Stopped. Nothing was written.")
        job.cancelled.connect(lambda: self._notice.say(stopped, Tone.AMBER))
        job.settled.connect(lambda: self.setEnabled(True))
