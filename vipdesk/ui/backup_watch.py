"""Makes the backups that nobody asks for: in the morning, and to a stick when it is there."""

from PySide6.QtCore import QObject, QTimer, Signal

from vipdesk.domain.backups import Why
from vipdesk.services.backups import BackupService
from vipdesk.ui.jobs import Job, Jobs, Latest

LOOK_EVERY = 3 * 60_000  # milliseconds: no system tells reliably that a stick came


class BackupWatch(QObject):
    """Lives as long as the desk.

    Signals:
        status_read: A `BackupStatus`, after each look.
        failed: Why there is no new backup.
    """

    status_read = Signal(object)
    failed = Signal(Exception)

    def __init__(self, service: BackupService, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._service = service
        self._jobs = jobs
        self._status = Latest(jobs, self)
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self._on_timeout)
        self._stopped = False

    def start(self) -> None:
        """Make the backup of the day, if it is due, and go on looking."""
        self.begin_day()
        self._timer.start()

    def stop(self) -> None:
        """Look no more: the book is about to be closed."""
        self._stopped = True
        self._timer.stop()
        self._status.drop()

    def begin_day(self) -> None:
        """A new day, or the first look at one."""
        self._follow(self._jobs.backup(self._service.start_of_day, quiet=True))

    def read_status(self) -> None:
        """See how old the last backup is."""
        if not self._stopped:
            self._status.read(lambda _progress: self._service.status(), self.status_read.emit)

    def last(self) -> Job:
        """Make the backup at the end of the work; its signals say how it went."""
        self.stop()
        return self._jobs.write(
            lambda progress: self._service.make_if_changed(Why.EXIT, progress), quiet=True
        )

    def _on_timeout(self) -> None:
        self._follow(self._jobs.backup(self._service.follow, quiet=True))

    def _follow(self, job: Job) -> None:
        job.failed.connect(self.failed)
        job.settled.connect(self.read_status)
