"""Writes the visit summaries of a selection: asks how and where to, works, and says what came out.

``ask_for_summaries(batch, jobs, parent, lambda: batch.of_visits(ids))`` reads the selection first.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Saved
from vipdesk.domain.passphrases import check_pdf_passphrase
from vipdesk.services.summary_batch import (
    MOST_IN_ONE_FILE,
    Habits,
    LeftOut,
    SummaryBatch,
    SummaryOrder,
    SummaryPlan,
    Written,
)
from vipdesk.texts import _, ngettext
from vipdesk.ui import error_texts
from vipdesk.ui.first_start import language_options
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.file_dialogs import ask_folder, ask_save
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.passphrase_fields import PassphraseFields
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.work_dialog import WorkDialog
from vipdesk.ui.theme import Tone

EACH, TOGETHER = "each", "together"
WIDTH = 520
MOST_LINES = 6  # of those left out, without scrolling


class SummariesDialog(WorkDialog):
    """Asks, works and tells; Esc stops the work first, and closes after."""

    def __init__(
        self,
        batch: SummaryBatch,
        jobs: Jobs,
        parent: QWidget | None,
        plan: SummaryPlan,
        habits: Habits,
    ) -> None:
        super().__init__(_("Summaries as PDF"), jobs, parent, primary=_("Choose a folder…"))
        self.setMinimumWidth(WIDTH)
        self._batch, self._plan, self._habits = batch, plan, habits
        self._place = Path()  # the folder, once there are files in it
        self._make(jobs)
        self._lay_out()
        self.files.chosen.connect(self._suit)
        self.locked.toggled.connect(self._suit)
        self._suit()
        self._say_left_out(plan.left_out)

    @override
    def check(self) -> bool:
        if self._place.is_absolute():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._place)))
        elif not self.locked.isChecked() or self.passphrase.check():
            self._ask_where()
        return False

    def _ask_where(self) -> None:
        title, folder = _("Summaries as PDF"), self._habits.folder
        if self._together():
            ask_save(self, title, f"{_('Visit summaries')}.pdf", self.write_to, folder=folder)
        else:
            ask_folder(self, title, self.write_to, folder=folder)

    def write_to(self, path: Path) -> None:
        """Write into the folder, or the file."""
        order = SummaryOrder(
            target=path,
            together=self._together(),
            language=self.language.value(),
            passphrase=self.passphrase.first.text() if self.locked.isChecked() else "",
        )
        batch, plan = self._batch, self._plan
        job = self._jobs.write(lambda progress: batch.write(plan, order, progress), quiet=True)
        self._follow(job, _("Writing the summaries…"))
        self._ask.setEnabled(False)
        job.succeeded.connect(self._on_written)
        job.cancelled.connect(self._on_cancelled)
        self.destroyed.connect(lambda: job.cancel())  # the desk is locked meanwhile

    def _together(self) -> bool:
        return self.files.value() == TOGETHER

    @Slot(object)
    def _on_written(self, saved: Saved[Written]) -> None:
        written = saved.value
        self.passphrase.clear()
        self._ask.hide()
        self.cancel_button.setText(_("Close"))
        self._say_left_out(written.left_out)
        if not written.files:
            self.primary_button.hide()
            self.notice.say(_("No summary was written."), Tone.AMBER)
            return
        first = written.files[0]
        self._place = first.parent
        said = ngettext("{n} summary is in {path}.", "{n} summaries are in {path}.", written.rows)
        path = first if len(written.files) == 1 else self._place
        self.notice.say(said.format(n=f"{written.rows:,}", path=path), Tone.GREEN)
        self.primary_button.setText(_("Open the folder"))

    @Slot()
    def _on_cancelled(self) -> None:
        self.notice.say(_("Stopped: no file was left, and nothing is noted."), Tone.AMBER)

    @override
    def _on_settled(self) -> None:
        super()._on_settled()
        self._ask.setEnabled(True)

    def _make(self, jobs: Jobs) -> None:
        kinds = [(EACH, _("One for each")), (TOGETHER, _("All in one"))]
        self.files = Segmented(_("Files"), kinds)
        self.files.set_value(EACH)
        self.language = Segmented(_("Language"), language_options())
        self.language.set_value(self._habits.language)
        self.locked = QCheckBox(_("Only a passphrase opens them"))
        self.passphrase = PassphraseFields(jobs, fit=check_pdf_passphrase)
        self.left_out = QPlainTextEdit(readOnly=True)
        self.left_out.setTabChangesFocus(True)
        self._left_out_head = label("", "strong")

    def _lay_out(self) -> None:
        count = len(self._plan.visits)
        said = ngettext("{n} summary can be written.", "{n} summaries can be written.", count)
        self.form = Form()
        self.form.add("files", _("Files"), self.files)
        self.form.add("language", _("Language"), self.language)
        self.form.add("locked", "", self.locked)
        note = _(
            "Each is called after its day and customer. What is written is noted in the journal."
        )
        self._ask = QWidget()
        lines = QVBoxLayout(self._ask)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        note_label = label(note, "muted", wrap=True)
        for part in (label(said.format(n=f"{count:,}")), self.form, self.passphrase, note_label):
            lines.addWidget(part)
        shown = (self._ask, self.progress, self.notice, self._left_out_head, self.left_out)
        for each in shown:
            self.body.addWidget(each)
        self.body.addStretch(1)

    def _suit(self) -> None:
        """Ask for a file or a folder, and for a passphrase where one is wanted."""
        together, count = self._together(), len(self._plan.visits)
        self.primary_button.setText(_("Choose a file…") if together else _("Choose a folder…"))
        self.passphrase.setVisible(self.locked.isChecked())
        if self.locked.isChecked():
            self.passphrase.setFocus()
        else:
            self.passphrase.clear()
        most = _("At most {n} go into one file.").format(n=MOST_IN_ONE_FILE)
        too_many = together and count > MOST_IN_ONE_FILE
        self.form.set_message("files", most if too_many else "")
        self.primary_button.setEnabled(count > 0 and not too_many)

    def _say_left_out(self, left_out: Sequence[LeftOut]) -> None:
        """Name who is left out, and why."""
        head = ngettext("{n} is left out:", "{n} are left out:", len(left_out))
        self._left_out_head.setText(head.format(n=f"{len(left_out):,}"))
        words = (f"{each.name}  {error_texts.sentence(each.why)}" for each in left_out)
        self.left_out.setPlainText("\n".join(words))
        self.left_out.setAccessibleName(self._left_out_head.text())
        lines = min(len(left_out), MOST_LINES)
        self.left_out.setFixedHeight(lines * self.left_out.fontMetrics().lineSpacing() + 24)
        for part in (self._left_out_head, self.left_out):
            part.setVisible(bool(left_out))


def ask_for_summaries(
    batch: SummaryBatch, jobs: Jobs, parent: QWidget, select: Callable[[], SummaryPlan]
) -> None:
    """Read what there is to write of a selection, then ask."""
    job = jobs.read(lambda _progress: (select(), batch.habits()))
    job.succeeded.connect(lambda found: SummariesDialog(batch, jobs, parent, *found).open())
