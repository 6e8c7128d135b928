"""The desk: the window with its pages, and what they say to each other.

Pages never know each other; their signals meet here. Services come in from `vipdesk.app`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from vipdesk.domain.changes import Area, Saved
from vipdesk.errors import VipDeskError
from vipdesk.progress import Progress
from vipdesk.services.backups import BackupService, BackupStatus
from vipdesk.services.desk_status import DeskStatus, DeskStatusService
from vipdesk.services.journal import JournalService, UndoState
from vipdesk.services.retention_run import DayCheck
from vipdesk.texts import _, ngettext
from vipdesk.ui import error_texts, navigation
from vipdesk.ui.backup_watch import BackupWatch
from vipdesk.ui.backup_words import status_words
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.page import Page
from vipdesk.ui.main_window import MainWindow
from vipdesk.ui.pages import PageFactory

DAY_CHECK_EVERY = 60_000  # milliseconds
LAST_ACTIONS = 15
BEGIN_AFTER = 400  # milliseconds: the first list goes before
BACK_UP_AFTER = 800  # milliseconds after that
MAKE_EVERY = 150  # milliseconds between two pages that are made before they are asked for
MAKE_AGAIN = 20  # milliseconds after which one that was put off is tried again
MOST_PUT_OFF = 30  # times in a row


@dataclass(frozen=True, slots=True)
class Ground:
    """What the desk itself stands on; pages get their own services in `vipdesk.app`."""

    journal: JournalService
    status: DeskStatusService
    run_if_due: Callable[[Progress], Saved[DayCheck]]
    backups: BackupService
    open_ahead: Callable[[], None]


class Desk(QObject):
    """Wires window, pages and jobs.

    Signals:
        log_touchpoint_requested: The customer it is about, or 0 if none is chosen.
        face_requested: F11 was pressed, or its button.
        appearance_changed: Language or theme were changed; the window must be built anew.
        backups_requested: The backups are to be shown.
        restore_prepared: The key of a book that is ready to take the place of this one.
        rekey_prepared: The `Rekeying` that the book is to get; it is closed for that.
    """

    log_touchpoint_requested = Signal(int)
    face_requested = Signal()
    appearance_changed = Signal()
    backups_requested = Signal()
    restore_prepared = Signal(object)
    rekey_prepared = Signal(object)

    def __init__(
        self, ground: Ground, jobs: Jobs, factories: dict[str, PageFactory], log_path: Path
    ) -> None:
        super().__init__()
        self._log_path = log_path
        self.is_calm: Callable[[], bool] = lambda: True  # nobody touched it a moment ago
        self.wiring: object = None  # keeps alive what connects the pages
        self._ground = ground
        self.jobs = jobs
        self.window = MainWindow(factories)
        self._undo_read = Latest(jobs, self)
        self._status_read = Latest(jobs, self)
        self.backups = BackupWatch(ground.backups, jobs, self)
        self._private = False
        self._checking = False
        self._timer = QTimer(self, interval=DAY_CHECK_EVERY)
        self._begin = QTimer(self, singleShot=True, interval=BEGIN_AFTER)
        self._make = QTimer(self, interval=MAKE_EVERY)
        self._put_off = 0
        self._back_up = QTimer(self, singleShot=True, interval=BACK_UP_AFTER)
        self._connect()

    def open(self, first: str = navigation.TODAY, bookmark: int | None = None) -> None:
        """Show the window with its first page; the rest is read by jobs."""
        page = self.show_page(first)
        if bookmark is not None:
            page.return_to(bookmark)
        self.window.show()
        page.setFocus()  # else the search would have the keyboard, in which Down leads elsewhere
        self._begin.start()

    def _on_begin_timeout(self) -> None:
        """Once the first list had its turn, read what the frame shows."""
        self.jobs.read(lambda _progress: self._ground.open_ahead(), quiet=True)
        self._reload_undo()
        self._check_day()
        self._reload_status()
        self._timer.start()
        self._make.start()
        self._back_up.start()
        self.backups.read_status()

    def _on_make_timeout(self) -> None:
        """One at a time, so that none holds the window for long.

        What was asked for goes first, and what a touch led to, but somebody who never stops asking
        must not have a screen made, shown and filled in one go.
        """
        calm = self.is_calm() and self.jobs.is_quiet()
        if not calm and self._put_off < MOST_PUT_OFF:
            self._put_off += 1
            self._make.setInterval(MAKE_AGAIN)
            return
        self._put_off = 0
        self._make.setInterval(MAKE_EVERY)
        if not self.window.make_ahead():
            self._make.stop()

    def retire(self) -> None:
        """Close the window for good; another one takes its place."""
        self._timer.stop()
        self._begin.stop()
        self._make.stop()
        self._back_up.stop()
        self.backups.stop()
        self.window.blockSignals(True)
        self.window.take_apart(self.jobs.when_idle)
        self.deleteLater()

    def place(self) -> tuple[str, int | None] | None:
        """The page in front and what is open on it, to come back to; None before the first."""
        key = self.window.current_page()
        return (key, self.window.page(key).bookmark()) if key else None

    def show_page(self, key: str) -> Page:
        """Bring a page to the front."""
        page = self.window.show_page(key)
        page.set_private(self._private)
        return page

    def customer_in_front(self) -> int | None:
        """The customer that the page in front is about."""
        return self.window.page(self.window.current_page()).customer_in_front()

    def undo(self, entry_id: int | None = None) -> None:
        """Take back the last action, or the one that is named."""
        job = self.jobs.write(lambda _progress: self._ground.journal.undo(entry_id))
        job.succeeded.connect(
            lambda saved: self.window.toast(
                _("Undone: {action}").format(action=saved.value.label(_)), _("Redo"), self.redo
            )
        )

    def redo(self) -> None:
        """Make the last undone action good again."""
        job = self.jobs.write(lambda _progress: self._ground.journal.redo())
        job.succeeded.connect(
            lambda saved: self.window.toast(
                _("Redone: {action}").format(action=saved.value.label(_)), _("Undo"), self.undo
            )
        )

    def _connect(self) -> None:
        window = self.window
        window.undo_requested.connect(self.undo)
        window.redo_requested.connect(self.redo)
        window.undo_action_requested.connect(self.undo)
        window.privacy_toggled.connect(self._on_privacy_toggled)
        window.search_changed.connect(self._on_search_changed)
        window.search_entered.connect(self._on_search_entered)
        window.face_requested.connect(self.face_requested)
        window.log_touchpoint_requested.connect(self._on_log_touchpoint_requested)
        window.backups_requested.connect(self.backups_requested)
        self.backups.status_read.connect(self._show_backup)
        self.backups.failed.connect(self._on_backup_failed)
        window.page_shown.connect(self._on_page_shown)
        self.jobs.data_changed.connect(self._on_data_changed)
        self.jobs.failed.connect(self._on_job_failed)
        self._timer.timeout.connect(self._check_day)
        self._begin.timeout.connect(self._on_begin_timeout)
        self._make.timeout.connect(self._on_make_timeout)
        self._back_up.timeout.connect(self.backups.start)

    def _on_data_changed(self, changed: frozenset[Area]) -> None:
        self.window.on_data_changed(changed)
        self._reload_undo()
        self._reload_status()

    def _on_job_failed(self, error: Exception) -> None:
        self.window.show_error(error, self._log_path)

    def _on_page_shown(self, key: str) -> None:
        self.window.page(key).set_private(self._private)

    def _on_privacy_toggled(self, covered: bool) -> None:
        self._private = covered
        self.window.page(self.window.current_page()).set_private(covered)

    def _on_search_changed(self, typed: str) -> None:
        """Go to who is found; a search that is taken back elsewhere only lets the list go."""
        find = self.show_page if typed else self.window.page
        find(navigation.CUSTOMERS).set_search(typed)

    def _on_search_entered(self) -> None:
        self.show_page(navigation.CUSTOMERS).setFocus()

    def _on_log_touchpoint_requested(self) -> None:
        self.log_touchpoint_requested.emit(self.customer_in_front() or 0)

    def _reload_undo(self) -> None:
        self._undo_read.read(
            lambda _progress: self._ground.journal.undo_state(LAST_ACTIONS), self._show_undo
        )

    def _show_undo(self, state: UndoState) -> None:
        undo = state.undo[0].label(_) if state.undo else ""
        redo = state.redo[0].label(_) if state.redo else ""
        entries = [(entry.id, entry.label(_)) for entry in state.undo]
        self.window.set_undo(undo, redo, entries)

    def _check_day(self) -> None:
        """Recompute what depends on the day, and derive tasks, when the book's day is a new one."""
        if self._checking:
            return
        self._checking = True
        job = self.jobs.write(self._ground.run_if_due)
        job.succeeded.connect(self._on_day_checked)
        job.settled.connect(self._on_check_settled)

    def _on_check_settled(self) -> None:
        self._checking = False

    def _on_day_checked(self, saved: Saved[DayCheck]) -> None:
        if saved.value.new_day:
            self.backups.begin_day()

    def _show_backup(self, status: BackupStatus) -> None:
        self.window.set_backup(status_words(status), stale=status.stale)

    def _on_backup_failed(self, error: Exception) -> None:
        """Say it without stopping anybody; a bug is shown as such."""
        if isinstance(error, VipDeskError):
            self.window.toast(error_texts.sentence(error), _("Backups"), self._ask_backups)
        else:
            self._on_job_failed(error)

    def _ask_backups(self) -> None:
        self.backups_requested.emit()

    def _reload_status(self) -> None:
        self._status_read.read(lambda _progress: self._ground.status.read(), self._show_status)

    def _show_status(self, status: DeskStatus) -> None:
        self.window.set_counts(
            {
                navigation.TODAY: status.due,
                navigation.CUSTOMERS: status.customers,
                navigation.VISITS: status.visits_today,
                navigation.RETENTION: status.tasks,
            },
            pressing={navigation.TODAY} if status.overdue else (),
        )
        customers = ngettext("{n} customer", "{n} customers", status.customers)
        facts = [customers.format(n=f"{status.customers:,}")]
        if status.data_of is not None:
            facts.append(_("data imported {day}").format(day=status.data_of.isoformat()))
        if status.invented:
            facts.append(_("demo book: nobody in it exists"))
        self.window.set_status(" · ".join(facts), status.manager)
        if status.run_due:
            self._check_day()
