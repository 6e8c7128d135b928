"""Bringing a book back: what would change, and which backup where no book opens."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.services import restores
from vipdesk.services.backups import BackupRow
from vipdesk.services.restores import Comparison, CountRow, RestoreService
from vipdesk.texts import _, ngettext
from vipdesk.ui.backup_list import BackupList
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.file_dialogs import ask_folder
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.work_dialog import WorkDialog
from vipdesk.ui.theme import Tone

ACTIONS_SHOWN = 5
WIDTH = 620
COLUMN_GAP = 40  # pixels


class PrepareDialog(WorkDialog):
    """Asks for the passphrase and makes a backup ready; nothing takes the book's place here.

    Signals:
        prepared: The `BookKey` of the restored book; close the book and put it in place.
    """

    prepared = Signal(object)

    def __init__(self, service: RestoreService, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(_("Restore a backup"), jobs, parent, primary=_("Restore"))
        self.setMinimumWidth(WIDTH)
        self._service = service
        self.passphrase = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.form = Form()
        self.form.add("passphrase", _("Passphrase"), self.passphrase, required=True)

    def path(self) -> Path | None:
        """Which backup; None where none is chosen."""
        raise NotImplementedError

    @override
    def check(self) -> bool:
        """Make the backup ready; the dialog closes once it is."""
        path, typed = self.path(), self.passphrase.text()
        if path is None or not typed or self.is_busy():
            self.passphrase.setFocus()
            return False
        service = self._service
        job = self._jobs.write(lambda progress: service.prepare(path, typed, progress), quiet=True)
        self._follow(job, _("Verifying and copying…"))
        job.succeeded.connect(self._on_prepared)
        return False

    def _add_ground(self) -> None:
        for part in (self.form, self.progress, self.notice):
            self.body.addWidget(part)

    def _on_prepared(self, key: object) -> None:
        self.passphrase.clear()
        self.prepared.emit(key)
        self.accept()

    @override
    def _on_failed(self, error: Exception) -> None:
        super()._on_failed(error)
        self.passphrase.selectAll()
        self.passphrase.setFocus()


class RestoreDialog(PrepareDialog):
    """Shows what restoring one backup into the open book would change."""

    def __init__(
        self,
        comparison: Comparison,
        service: RestoreService,
        jobs: Jobs,
        zone: ZoneInfo,
        parent: QWidget | None,
    ) -> None:
        super().__init__(service, jobs, parent)
        self._path = comparison.row.path
        made = f"{comparison.row.made_at:%Y-%m-%d %H:%M}"
        told = _("The book would be as it was on {day} ({why}).")
        reason = comparison.row.reason(_)
        self.body.addWidget(label(told.format(day=made, why=reason), "strong", wrap=True))
        self.body.addWidget(counts_card(comparison.counts))
        self.body.addWidget(_lost_card(comparison, zone))
        for words in _warnings(comparison):
            self.body.addWidget(Notice(words, Tone.AMBER))
        kept = _("A backup of now is made first, and the files of now are kept beside the book.")
        self.body.addWidget(label(kept, "note", wrap=True))
        self._add_ground()
        self.passphrase.setFocus()

    @override
    def path(self) -> Path | None:
        return self._path


class FindBackupDialog(PrepareDialog):
    """Looks for backups in a folder: the book does not open, or there is none on this laptop."""

    def __init__(
        self, service: RestoreService, jobs: Jobs, folder: Path, parent: QWidget | None
    ) -> None:
        super().__init__(service, jobs, parent)
        self._read, self._count = Latest(jobs, self), Latest(jobs, self)
        self.folder = ElidedLabel("", "muted")
        self.choose = button(_("Another folder…"))
        self.choose.clicked.connect(self._on_choose_clicked)
        self.list = BackupList()
        self.list.setMinimumHeight(220)
        self.list.chosen_changed.connect(self._on_chosen_changed)
        self.holds = label("", "note", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        self.body.addLayout(row)
        card = Card(padded=False)
        card.body.addWidget(self.list)
        self.body.addWidget(card, 1)
        self.body.addWidget(self.holds)
        words = _("The passphrase or the recovery key, of now or of when the backup was made.")
        self.body.addWidget(label(words, "note", wrap=True))
        self._add_ground()
        self.look_in(folder)

    @override
    def path(self) -> Path | None:
        row = self.list.chosen()
        return row.path if row else None

    def look_in(self, folder: Path) -> None:
        """List the backups in ``folder``."""
        self.folder.set_text(str(folder))
        self._read.read(lambda _progress: restores.rows_here(folder), self._on_read)

    def _on_read(self, rows: list[BackupRow]) -> None:
        self.list.show_rows(rows)
        said = "" if rows else _("There are no backups in this folder.")
        self.notice.say(said, Tone.AMBER)
        self.passphrase.setFocus()

    def _on_chosen_changed(self) -> None:
        path = self.path()
        self.primary_button.setEnabled(path is not None)
        self.holds.setText("")
        if path is not None:
            self._count.read(lambda _progress: restores.counts_then(path), self._on_counted)

    def _on_counted(self, counts: tuple[CountRow, ...]) -> None:
        parts = [f"{_(each.label)} {each.then:,}" for each in counts if each.then]
        self.holds.setText(" · ".join(parts))

    def _on_choose_clicked(self) -> None:
        title, folder = _("Folder with backups"), self.folder.whole_text()
        ask_folder(self, title, self.look_in, folder=folder)


def counts_card(counts: tuple[CountRow, ...]) -> Card:
    """Rows now and then where there are any, in two columns: a small laptop shows all of it."""
    card = Card()
    shown = [each for each in counts if each.now or each.then]
    half = (len(shown) + 1) // 2
    beside = QHBoxLayout()
    beside.setSpacing(COLUMN_GAP)
    for part in (shown[:half], shown[half:]):
        if part:
            beside.addLayout(_counts(part), 1)
    card.body.addLayout(beside)
    return card


def _counts(shown: Sequence[CountRow]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    grid.setRowStretch(len(shown) + 1, 1)
    for column, text in enumerate((_("now"), _("then"))):
        grid.addWidget(label(text, "note"), 0, column + 1, Qt.AlignmentFlag.AlignRight)
    for line, each in enumerate(shown, 1):
        differs = each.now != each.then
        grid.addWidget(label(_(each.label)), line, 0)
        for column, figure in enumerate((each.now, each.then)):
            cell = label(f"{figure:,}", "strong" if differs and column else "")
            grid.addWidget(cell, line, column + 1, Qt.AlignmentFlag.AlignRight)
    return grid


def _lost_card(comparison: Comparison, zone: ZoneInfo) -> Card:
    card = Card(_lost_title(comparison))
    card.body.setSpacing(4)
    for entry in comparison.lost[:ACTIONS_SHOWN]:
        at = entry.at.astimezone(zone)
        card.body.addWidget(ElidedLabel(f"{at:%m-%d %H:%M}   {entry.label(_)}"))
    more = (comparison.lost_count or 0) - min(len(comparison.lost), ACTIONS_SHOWN)
    if more > 0:
        told = _("and {n} more").format(n=f"{more:,}")
        card.body.addWidget(label(told, "note"))
    card.set_title(_lost_title(comparison))
    return card


def _lost_title(comparison: Comparison) -> str:
    n = comparison.lost_count
    if n is None:
        return _("What was done since can't be listed.")
    if n == 0:
        return _("Nothing was done since.")
    told = ngettext(
        "{n} action was done since and would be lost:",
        "{n} actions were done since and would be lost:",
        n,
    )
    return told.format(n=f"{n:,}")


def _warnings(comparison: Comparison) -> list[str]:
    found = []
    if comparison.other_book:
        found.append(_("This is a backup of another book; the passphrase of that book opens it."))
    elif comparison.older_key:
        found.append(
            _(
                "It was made before the book got its present key. The passphrase of that time "
                "opens it, now and from then on; give the book a new key afterwards if the old "
                "one may be known."
            )
        )
    return found
