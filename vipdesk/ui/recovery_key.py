"""Hands over the recovery key, once: on the screen, on paper, as a file; never by the clipboard."""

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QWidget,
)
from typing_extensions import override

from vipdesk.progress import Progress
from vipdesk.services.greeting import Greeting
from vipdesk.services.recovery_paper import Make, paper_picture, recovery_paper, save_paper
from vipdesk.texts import _
from vipdesk.ui import error_texts, theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.printing import ask_printer, painting
from vipdesk.ui.theme import Tone

GROUP_SIZE = 26  # pixels
IN_A_ROW = 4
PRINT_DPI = 200
WIDTH = 520


class RecoveryKeyDialog(Dialog):
    """Shows the recovery key until it was kept; Esc does not close it."""

    def __init__(
        self, recovery_key: str, jobs: Jobs, whose: Greeting, parent: QWidget | None = None
    ) -> None:
        """``whose``: the manager and branch that stand on the paper."""
        super().__init__(_("Recovery key"), parent, primary=_("Continue"))
        self.setMinimumWidth(WIDTH)
        self.cancel_button.hide()
        self._jobs = jobs
        today = datetime.now().astimezone().date()
        self._paper: Make = partial(
            recovery_paper, recovery_key, whose.manager, whose.branch, today
        )
        self.notice = Notice()
        self.kept = QCheckBox(_("I have kept it apart from the laptop"))
        self.save_button = button(_("Save as PDF…"), icon="save")
        self.print_button = button(_("Print…"), icon="printer")
        self.save_button.clicked.connect(self._on_save_clicked)
        self.print_button.clicked.connect(self._on_print_clicked)
        self._lay_out(recovery_key)

    @override
    def check(self) -> bool:
        if not self.kept.isChecked():
            self.notice.say(_("Keep the key first, then tick the box below it."), Tone.AMBER)
            self.kept.setFocus()
        return self.kept.isChecked()

    @override
    def reject(self) -> None:
        self.check()

    def _lay_out(self, recovery_key: str) -> None:
        words = _(
            "It opens the book if the passphrase is forgotten, and is shown only now. "
            "Keep it apart from the laptop."
        )
        self.body.addWidget(label(words, "muted", wrap=True))
        groups = QGridLayout()
        groups.setSpacing(12)
        for place, group in enumerate(recovery_key.split("-")):
            part = QLabel(group)
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setFont(theme.font(GROUP_SIZE, bold=True))
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            groups.addWidget(part, *divmod(place, IN_A_ROW))
        self.body.addLayout(groups)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.save_button)
        row.addWidget(self.print_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.kept)

    def _on_save_clicked(self) -> None:
        ask_save(self, _("Save PDF"), f"{_('Recovery key')}.pdf", self.save)

    def save(self, path: Path) -> None:
        """Write the page to a file."""
        paper = self._paper
        job = self._jobs.write(lambda _progress: save_paper(paper, path), quiet=True)
        job.succeeded.connect(self._on_saved)
        job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.notice.say(_("Saved as {path}").format(path=path), Tone.GREEN)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.notice.say(error_texts.sentence(error), Tone.RED)

    def _on_print_clicked(self) -> None:
        ask_printer(self, self.print_on)

    def print_on(self, printer: QPrinter) -> None:
        """Print the page on ``printer`` in the background."""
        paper = self._paper
        job = self._jobs.write(lambda progress: _printed(paper, printer, progress), quiet=True)
        job.succeeded.connect(self._on_printed)
        job.failed.connect(self._on_failed)

    def _on_printed(self) -> None:
        self.notice.say(_("Sent to the printer."), Tone.GREEN)


def _printed(paper: Make, printer: QPrinter, _progress: Progress) -> None:
    picture = QImage.fromData(paper_picture(paper, PRINT_DPI))
    with painting(printer) as painter:
        room = painter.viewport()
        size = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.setViewport(0, 0, size.width(), size.height())
        painter.setWindow(picture.rect())
        painter.drawImage(0, 0, picture)
