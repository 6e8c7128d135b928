"""The journal in the settings: prove the chain, print its head, hold a printed one against it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.months import month_of, shifted
from vipdesk.domain.settings import Settings
from vipdesk.services.journal_archive import LEAST_MONTHS, Archived
from vipdesk.services.journal_book import JournalBook
from vipdesk.services.journal_proof import Compared, Proof, Verdict
from vipdesk.texts import N_, _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Job, Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.fields import NumberField
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.notices import Notice, ProgressPanel
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.settings.panel import Panel
from vipdesk.ui.theme import Tone

MONTHS_BACK = 12
MOST_MONTHS = 120
NUMBER_WIDTH = 120
_VERDICTS = {
    Verdict.HOLDS: (
        N_("The printed head of entry {seq} holds: nothing before it was rewritten."),
        Tone.GREEN,
    ),
    Verdict.DIFFERS: (
        N_("Entry {seq} is not the one that was printed: history was rewritten."),
        Tone.RED,
    ),
    Verdict.BEYOND: (
        N_(
            "The book has no entry {seq}: later entries were cut off, or an older book was put "
            "back."
        ),
        Tone.RED,
    ),
}


class JournalPanel(Panel):
    """Three cards; of them only the months to keep wait for Save.

    Signals:
        journal_requested: Read the journal.
        told: What was written, for a toast.
    """

    journal_requested = Signal()
    told = Signal(str)

    def __init__(self, book: JournalBook, jobs: Jobs) -> None:
        super().__init__()
        self._book, self._jobs = book, jobs
        self.read_button = button(_("Read the journal"), icon="list")
        self.check_button = button(_("Check the chain"), icon="shield")
        self.progress = ProgressPanel()
        self.notice = Notice()
        self.month = QComboBox()
        self.report_button = button(_("Month's page as PDF…"), icon="file-text")
        self.number, self.digits = QLineEdit(), QLineEdit()
        self.compare_button = button(_("Compare with a printed head"))
        self.form = Form()
        self.months = NumberField(LEAST_MONTHS, MOST_MONTHS, unit=_("months"))
        self.archive_button = button(_("Archive older values now"), icon="archive-restore")
        self._lay_out()
        self._connect()

    @override
    def show_settings(self, settings: Settings) -> None:
        self.months.setValue(settings.journal_months)
        if not self.month.count():
            self._fill_months(self._book.lists.today())

    @override
    def apply(self, settings: Settings) -> Settings:
        return replace(settings, journal_months=self.months.value())

    def check(self) -> None:
        """Recompute the whole chain."""
        proof = self._book.proof
        job = self._jobs.read(lambda progress: proof.check(progress), quiet=True)
        self._follow(job, _("Checking the chain…"))
        job.succeeded.connect(self._say_proof)
        job.failed.connect(self._on_failed)

    def compare(self) -> None:
        """Hold what was typed from paper against the book."""
        number, digits = self.number.text().strip(), self.digits.text()
        proof = self._book.proof
        seq = int(number) if number.isdecimal() else 0
        job = self._jobs.read(lambda progress: proof.compare(seq, digits, progress), quiet=True)
        self._follow(job, _("Checking the chain…"))
        job.succeeded.connect(lambda found: self._say_compared(found, seq))
        job.failed.connect(self._on_failed)

    def ask_where(self) -> QFileDialog:
        """Ask where the month's page goes."""
        month = self.month.currentData()
        return ask_save(self, _("Month's page as PDF"), f"journal-{month}.pdf", self.report_to)

    def report_to(self, path: Path) -> None:
        """Write the month's page."""
        month, language = self.month.currentData(), texts.language()
        report = self._book.report
        job = self._jobs.write(
            lambda progress: report.write(month, path, language, progress), quiet=True
        )
        self._follow(job, _("Checking the chain…"))
        job.succeeded.connect(lambda saved: self._on_reported(saved.value, path.name))
        job.failed.connect(self._on_failed)

    def archive(self) -> None:
        """Move old values to a file beside the book; by the months that are saved."""
        job = self._jobs.write(self._book.archive.archive, quiet=True)
        self._follow(job, _("Archiving old values…"))
        job.succeeded.connect(lambda saved: self._on_archived(saved.value))
        job.failed.connect(self._on_failed)

    def _on_archived(self, done: Archived) -> None:
        said = _("{n} old values are in {name} now, in the folder “archive” beside the book.")
        self.notice.say(said.format(n=f"{done.changes:,}", name=done.name), Tone.GREEN)

    def _follow(self, job: Job, words: str) -> None:
        self.notice.say("")
        self.progress.follow(job, words)
        self._set_free(False)
        job.settled.connect(lambda: self._set_free(True))

    def _set_free(self, free: bool) -> None:
        acts = (self.check_button, self.compare_button, self.report_button, self.archive_button)
        for each in acts:
            each.setEnabled(free)

    def _say_proof(self, proof: Proof) -> None:
        if proof.broken is not None:
            self.notice.say(proof.broken.sentence(_), Tone.RED)
            return
        lines = proof.sentences(_)
        if proof.head is not None:
            told = _("Head: entry {seq}, {digits}")
            lines.append(told.format(seq=f"{proof.head.seq:,}", digits=proof.head.short))
        self.notice.say("\n".join(lines), Tone.GREEN)

    def _say_compared(self, found: Compared, seq: int) -> None:
        if found.proof.broken is not None:
            self.notice.say(found.proof.broken.sentence(_), Tone.RED)
            return
        words, tone = _VERDICTS[found.verdict]
        self.notice.say(_(words).format(seq=seq), tone)

    def _on_reported(self, proof: Proof, name: str) -> None:
        self._say_proof(proof)
        self.told.emit(_("{name} was written. Print it and keep it.").format(name=name))

    def _on_failed(self, error: Exception) -> None:
        self.notice.say(error_texts.sentence(error), Tone.RED)

    def _fill_months(self, today: date) -> None:
        for back in range(MONTHS_BACK + 1):
            month = shifted(month_of(today), -back)
            self.month.addItem(month, month)

    def _connect(self) -> None:
        self.read_button.clicked.connect(lambda: self.journal_requested.emit())
        self.check_button.clicked.connect(self.check)
        self.report_button.clicked.connect(self.ask_where)
        self.compare_button.clicked.connect(self.compare)
        self.archive_button.clicked.connect(self.archive)
        self.months.valueChanged.connect(self.changed)
        self.digits.returnPressed.connect(self.compare)

    def _lay_out(self) -> None:
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        for card in (self._chain_card(), self._paper_card(), self._archive_card()):
            lines.addWidget(card)
        lines.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))

    def _chain_card(self) -> Card:
        card = Card(_("Who saw and did what"))
        words = _(
            "Every change, view of a masked field, export, print, import, setting and failed "
            "unlock is an entry. Entries can only be added; each is chained to the one before."
        )
        card.body.addWidget(label(words, "note", wrap=True))
        card.body.addLayout(_row(self.read_button, self.check_button))
        card.body.addWidget(self.progress)
        card.body.addWidget(self.notice)
        return card

    def _paper_card(self) -> Card:
        card = Card(_("The head of the chain on paper"))
        words = _(
            "Who has the key could rewrite the whole chain. A head that was printed and kept "
            "elsewhere shows it: print the month's page, and compare it when in doubt."
        )
        card.body.addWidget(label(words, "note", wrap=True))
        self.month.setAccessibleName(_("Month"))
        card.body.addLayout(_row(self.month, self.report_button))
        self.number.setFixedWidth(NUMBER_WIDTH)
        self.digits.setPlaceholderText(_("The first 16 digits or more"))
        self.form.add("number", _("Entry"), self.number)
        self.form.add("digits", _("Digest"), self.digits)
        card.body.addWidget(self.form)
        card.body.addLayout(_row(self.compare_button))
        return card

    def _archive_card(self) -> Card:
        card = Card(_("Old values"))
        words = _(
            "Entries stay for ever. The former and new values of older ones can move to an "
            "encrypted file beside the book, which the chain still proves; what was archived "
            "can't be undone any more. Keep a copy of the file with the backups."
        )
        card.body.addWidget(label(words, "note", wrap=True))
        form = Form()
        form.add("months", _("Keep in the book"), self.months)
        card.body.addWidget(form)
        card.body.addLayout(_row(self.archive_button))
        return card


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row
