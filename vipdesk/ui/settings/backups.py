"""The backups: how old the last one is, where they lie, and bringing one back."""

from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from vipdesk.domain.backups import Why
from vipdesk.domain.settings import Settings
from vipdesk.progress import Progress
from vipdesk.services.backups import BackupService, BackupsView, SecondStatus
from vipdesk.services.restores import Comparison, RestoreService
from vipdesk.texts import _, ngettext
from vipdesk.ui import error_texts
from vipdesk.ui.backup_list import BackupList
from vipdesk.ui.backup_words import status_words
from vipdesk.ui.jobs import Job, Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.file_dialogs import ask_folder
from vipdesk.ui.kit.labels import ElidedLabel, label, set_shown
from vipdesk.ui.kit.notices import Notice, ProgressPanel
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.restore_dialog import RestoreDialog
from vipdesk.ui.settings.leaving_card import Leaving, LeavingCard
from vipdesk.ui.settings.panel import Panel
from vipdesk.ui.theme import Tone

HERE, SECOND = "here", "second"  # whose backups are listed


class BackupsPanel(Panel):
    """Nothing here is saved with the settings: it holds for this laptop, at once.

    Signals:
        made: A backup was made, or copied.
        restore_prepared: The key of a book that is ready to take the place of this one.
    """

    made = Signal()
    restore_prepared = Signal(object)

    def __init__(
        self,
        backups: BackupService,
        restores: RestoreService,
        jobs: Jobs,
        leaving: Leaving | None = None,
    ) -> None:
        super().__init__()
        self._backups, self._restores, self._jobs = backups, restores, jobs
        self._view: BackupsView | None = None
        self._read = Latest(jobs, self)
        self.list = BackupList()
        folders = [(HERE, _("This laptop")), (SECOND, _("Second folder"))]
        self.which = Segmented(_("Which backups"), folders, kind="filter")
        self.which.set_value(HERE)
        self.make_button = button(_("Back up now"), icon="save")
        self.restore_button = button(_("Restore…"), icon="archive-restore")
        self.choose_button = button(_("Choose a folder…"))
        self.forget_button = button(_("Use none"))
        self.where = ElidedLabel("", "note")
        self.second_words = label("", wrap=True)
        self.notice, self.progress = Notice(), ProgressPanel()
        self.leaving: LeavingCard | None = None
        if leaving is not None:
            self.leaving = LeavingCard(leaving, jobs, self.progress, self.notice)
        self._lay_out()
        self._connect()

    @override
    def show_settings(self, settings: Settings) -> None:
        """Nothing of the settings stands here."""

    @override
    def apply(self, settings: Settings) -> Settings:
        return settings

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def reload(self) -> None:
        """Look into the folders again."""
        self._read.read(lambda _progress: self._backups.view(), self._show)

    def use_second(self, folder: Path) -> None:
        """Keep backups in ``folder`` too, from now on."""
        backups = self._backups
        job = self._jobs.backup(
            lambda progress: backups.choose_second(folder, progress), quiet=True
        )
        self._follow(job, _("Copying…"))

    def _show(self, view: BackupsView) -> None:
        self._view = view
        self._show_rows()
        self._card.set_title(_("Backups"), status_words(view.status))
        self.where.set_text(_("On this laptop in {folder}").format(folder=view.folder))
        self.second_words.setText(second_words(view.second))
        self.choose_button.setText(
            _("Another folder…") if view.second.chosen else _("Choose a folder…")
        )
        self.forget_button.setVisible(view.second.chosen is not None)
        if view.second.problem is not None:
            self.notice.say(error_texts.sentence(view.second.problem), Tone.AMBER)

    def _show_rows(self) -> None:
        """List one of the two folders; there is nothing to choose while the second is not there."""
        if self._view is None:
            return
        second = self._view.second
        set_shown(self.which, second.present)
        if not second.present:
            self.which.set_value(HERE)
        elsewhere = self.which.value() == SECOND
        self.list.show_rows(second.rows if elsewhere else self._view.rows)

    def _on_make_clicked(self) -> None:
        job = self._jobs.backup(self._make, quiet=True)
        self._follow(job, _("Making a verified backup…"))

    def _make(self, progress: Progress) -> str:
        made = self._backups.make_if_changed(Why.HAND, progress)
        if made is None:
            return _("Nothing has changed since the last backup.")
        return _("The backup is made and verified.")

    def _on_restore_clicked(self) -> None:
        row = self.list.chosen()
        if row is None:
            return
        restores, backups = self._restores, self._backups
        job = self._jobs.read(
            lambda _progress: (restores.compare(row.path), backups.zone()), quiet=True
        )
        job.succeeded.connect(self._on_compared)
        job.failed.connect(self._on_failed)

    def _on_compared(self, found: tuple[Comparison, ZoneInfo]) -> None:
        comparison, zone = found
        dialog = RestoreDialog(comparison, self._restores, self._jobs, zone, self.window())
        dialog.prepared.connect(self.restore_prepared)
        dialog.open()

    def _on_choose_clicked(self) -> None:
        chosen = self._view.second.chosen if self._view else None
        title = _("A second folder for backups")
        ask_folder(self, title, self.use_second, folder=chosen or "")

    def _on_forget_clicked(self) -> None:
        job = self._jobs.backup(lambda _progress: self._backups.forget_second(), quiet=True)
        self._follow(job, "")

    def _follow(self, job: Job, words: str) -> None:
        self.notice.say("")
        if words:
            self.progress.follow(job, words)
        job.succeeded.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.settled.connect(self.reload)

    def _on_done(self, said: object) -> None:
        if isinstance(said, str):
            self.notice.say(said, Tone.GREEN)
        self.made.emit()

    def _on_failed(self, error: Exception) -> None:
        self.notice.say(error_texts.sentence(error), Tone.RED)

    def _follow_choice(self) -> None:
        self.restore_button.setEnabled(self.list.chosen() is not None)

    def _connect(self) -> None:
        self.make_button.clicked.connect(self._on_make_clicked)
        self.restore_button.clicked.connect(self._on_restore_clicked)
        self.choose_button.clicked.connect(self._on_choose_clicked)
        self.forget_button.clicked.connect(self._on_forget_clicked)
        self.which.chosen.connect(self._show_rows)
        self.list.chosen_changed.connect(self._follow_choice)
        self.list.opened.connect(self._on_restore_clicked)

    def _lay_out(self) -> None:
        self._card = Card(_("Backups"), padded=False)
        self._card.add_to_head(self.which)
        self._card.add_to_head(self.restore_button)
        self._card.add_to_head(self.make_button)
        self._card.body.addWidget(self.list, 1)
        second = Card(
            _("A second folder"), _("a USB stick or a share; it need not always be there")
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.second_words, 1)
        row.addWidget(self.forget_button)
        row.addWidget(self.choose_button)
        second.body.addLayout(row)
        kept = _(
            "Kept: all of the last 48 hours, 7 daily, 4 weekly and 12 monthly ones. Each is "
            "encrypted, was opened and checked, and opens with the passphrase of its time."
        )
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        for part in (self.progress, self.notice):
            lines.addWidget(part)
        lines.addWidget(self._card, 1)
        lines.addWidget(self.where)
        lines.addWidget(label(kept, "note", wrap=True))
        lines.addWidget(second)
        if self.leaving is not None:
            lines.addWidget(self.leaving)


def second_words(second: SecondStatus) -> str:
    """How the second folder stands."""
    if second.chosen is None:
        return _("None is chosen: if this laptop is lost, so are its backups.")
    if not second.present:
        told = _("{folder} is not there now. It catches up when it is.")
        return told.format(folder=second.chosen)
    if second.missing:
        told = ngettext("{folder} lacks {n} backup.", "{folder} lacks {n} backups.", second.missing)
        return told.format(folder=second.chosen, n=second.missing)
    if not second.rows:
        return _("{folder} is there and still empty.").format(folder=second.chosen)
    told = _("{folder} is up to date: newest of {day}.")
    return told.format(folder=second.chosen, day=f"{second.rows[0].made_at:%Y-%m-%d %H:%M}")
