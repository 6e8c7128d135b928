"""Brings a damaged book back: looks for the newest good backup, offers it, says what came along."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget
from typing_extensions import override

from vipdesk.progress import Progress
from vipdesk.services.rescue import Offer, Rescued, Rescuer
from vipdesk.services.rescue_report import lists_of, sentences_of, write_report
from vipdesk.texts import _, language, ngettext, sentences, translator
from vipdesk.ui.jobs import Job, Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.work_dialog import WorkDialog
from vipdesk.ui.theme import Tone

WIDTH = 620
LIST_HEIGHT = 200


class RescueDialog(WorkDialog):
    """Accepted: the book is back and can be opened. Rejected: it was left as it is."""

    def __init__(self, rescuer: Rescuer, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(
            _("The book is damaged"), jobs, parent, primary="", cancel=_("Leave it as it is")
        )
        self.setMinimumWidth(WIDTH)
        self._rescuer = rescuer
        self._act: Callable[[], object] = self.look
        self.rescued: Rescued | None = None
        told = _(
            "The file of the book cannot be read any more, or only in part. It is left as it is."
        )
        self.damage = label(told, wrap=True)
        self.words = label("", wrap=True)
        self.report = QPlainTextEdit(readOnly=True)
        self.report.setAccessibleName(_("What was carried over"))
        self.report.setMinimumHeight(LIST_HEIGHT)
        self.report.hide()
        self.save_button = button(_("Save the list…"))
        self.save_button.hide()
        self.save_button.clicked.connect(self.ask_file)
        self.foot.insertWidget(0, self.save_button)
        for part in (self.damage, self.words, self.progress, self.notice):
            self.body.addWidget(part)
        self.body.addWidget(self.report, 1)
        self.body.addStretch(0)
        self.look()

    def look(self) -> None:
        """Look for the newest good backup."""
        self._offer_nothing()
        job = self._start(self._rescuer.find, _("Looking for the newest good backup…"))
        job.succeeded.connect(self._on_found)

    def ask_file(self) -> QFileDialog:
        """Ask where the list is to be kept."""
        name = _("VIPDesk rescue.txt")
        return ask_save(self, _("Save the list"), name, self.save, folder=Path.home())

    def save(self, path: Path) -> None:
        """Keep the list in a text file."""
        rescued, t = self.rescued, translator(language())
        if rescued is None:
            return
        job = self._jobs.read(lambda _progress: write_report(rescued, path, t), quiet=True)
        job.succeeded.connect(self._on_saved)
        job.failed.connect(self._on_failed)

    def _on_saved(self, path: Path) -> None:
        self.notice.say(_("Saved: {path}").format(path=path), Tone.GREEN)

    @override
    def check(self) -> bool:
        """Do what the button says; accepted once the book is back."""
        if self.rescued is not None:
            return True
        if not self.is_busy():
            self._act()
        return False

    @override
    def reject(self) -> None:
        """What is done is done."""
        if self.rescued is not None and not self.is_busy():
            self.accept()
        else:
            super().reject()

    def _on_found(self, offer: Offer) -> None:
        day = f"{offer.made_at:%Y-%m-%d %H:%M}"
        n = offer.customers
        found = ngettext(
            "The newest good backup is of {day} and holds {n} customer.",
            "The newest good backup is of {day} and holds {n} customers.",
            n,
        )
        carried = _(
            "What was done later is carried over from the damaged book as far as it can be read, "
            "and listed. The damaged files are kept."
        )
        self.words.setText(sentences([found.format(day=day, n=f"{n:,}"), carried]))
        self._offer(_("Put it in place"), lambda: self._rescue(offer))

    def _rescue(self, offer: Offer) -> None:
        rescuer = self._rescuer
        job = self._start(
            lambda progress: rescuer.rescue(offer, progress), _("Bringing the book back…")
        )
        job.succeeded.connect(self._on_rescued)

    def _on_rescued(self, rescued: Rescued) -> None:
        self.rescued = rescued
        self.setWindowTitle(_("The book is back"))
        self.heading.setText(_("The book is back"))
        self.damage.hide()
        self.words.setText(sentences(sentences_of(rescued, _)))
        lines = "\n".join(lists_of(rescued, _)).strip()
        self.report.setPlainText(lines)
        for part in (self.report, self.save_button):
            part.setVisible(bool(lines))
        self.cancel_button.hide()
        self._offer(_("Open the book"), self.accept)

    def _start(self, work: Callable[[Progress], object], words: str) -> Job:
        job = self._jobs.write(work, quiet=True)
        self._follow(job, words)
        job.cancelled.connect(self._on_cancelled)
        return job

    def _offer_nothing(self) -> None:
        self._offer(_("Try again"), self.look)

    def _offer(self, words: str, act: Callable[[], object]) -> None:
        self.primary_button.setText(words)
        self.primary_button.setAccessibleName(words)
        self._act = act

    def _on_cancelled(self) -> None:
        self.notice.say(_("Stopped. Nothing was changed."), Tone.AMBER)

    @override
    def _on_settled(self) -> None:
        super()._on_settled()
        self.primary_button.setFocus()
