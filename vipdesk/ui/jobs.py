"""Runs slow reads and all writes off the GUI thread, in four lanes.

Writes queue behind each other on one worker; reads have two; drafts have one of their own, so
that what is typed is saved while a long import writes; and so have backups, which only read the
book, but for long. Every signal arrives on the GUI thread, and
none is lost if it is connected in the same turn of the event loop in which the job was started.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, QThreadPool, Signal, Slot

from vipdesk.domain.changes import Saved
from vipdesk.errors import VipDeskError
from vipdesk.freeing import let_go
from vipdesk.progress import CancelledError, Progress
from vipdesk.ui.turns import Turns

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[Progress], T]
READERS = 2
# Nice values. A list read or an import beside it must not keep the window from a core: of two, both
# may be busy when a key is pressed. With 0 some eight of 91 things done beside an import
# held the window for over 50 ms, with 5 two. The price: where other programs fill every core, a
# worker that holds Python waits behind them, and the window behind it.
BESIDE, BEHIND = 5, 15  # of what is waited for, and of a backup, which nobody waits for
REPORT_EVERY = 0.05  # seconds between two reports of progress


class Job(QObject):
    """One call in the background; its signals arrive on the GUI thread.

    Signals:
        progressed: Done and total, at most 20 times a second.
        succeeded: The result of the work.
        failed: The error it raised; `Jobs` words or logs it.
        cancelled: It stopped because `cancel` was called; nothing was written.
        settled: Any of the three ends.
    """

    progressed = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    settled = Signal()
    over = Signal(object)  # for `Jobs`, whoever else is told: the error, or None
    _stepped = Signal(int, int)
    _ended = Signal(object, object)  # result, error

    def __init__(
        self, work: Work[Any], parent: QObject | None = None, *, quiet: bool = False
    ) -> None:
        """Wrap ``work``; with ``quiet`` the caller shows a failure itself."""
        super().__init__(parent)
        self.quiet = quiet
        self._forsaken = False
        self._work: Work[Any] | None = work
        self._stop = threading.Event()
        self._withdrawn = threading.Event()
        self._left = threading.Event()
        self._reported_at = 0.0
        self.turns: Turns | None = None  # in which it is told what came of it
        self._stepped.connect(self._on_stepped)
        self._ended.connect(self._on_ended)

    def cancel(self) -> None:
        """Stop at the next step, or before the start if the job still waits."""
        self._withdrawn.set()
        self._stop.set()

    def stop_at_next_step(self) -> None:
        """Stop long work; a short call that waits its turn is still made."""
        self._stop.set()

    def forsake(self) -> None:
        """Tell nobody any more: the window that asked is gone. The work goes on."""
        self._forsaken = True

    def step(self, done: int, total: int) -> None:
        """Report progress; called by the work, on the worker thread."""
        if self._stop.is_set():
            raise CancelledError
        if done == total or time.monotonic() - self._reported_at > REPORT_EVERY:
            self._reported_at = time.monotonic()
            self._stepped.emit(done, total)

    def is_long(self) -> bool:
        """Whether it has told of its progress."""
        return self._reported_at > 0

    def run(self) -> None:
        """Do the work; called on a worker thread."""
        try:
            if self._withdrawn.is_set():
                raise CancelledError
            assert self._work is not None, "a job runs once"
            self._ended.emit(self._work(self), None)
        except Exception as error:  # noqa: BLE001 - shown by the GUI thread
            self._ended.emit(None, error)
        finally:
            self._left.set()

    @Slot(int, int)
    def _on_stepped(self, done: int, total: int) -> None:
        if not self._forsaken:
            self.progressed.emit(done, total)

    @Slot(object, object)
    def _on_ended(self, result: object, error: Exception | None) -> None:
        """Tell what came of it, once the worker has let go of everything.

        Qt crashes if a sender is deleted while its thread is still emitting, and if a widget's last
        reference (the work's closure, a frame of the error) is dropped on another thread.
        """
        if self.turns is None:
            self._end(result, error)
        else:
            self.turns.take(partial(self._end, result, error))

    def _end(self, result: object, error: Exception | None) -> None:
        self._left.wait()
        self._work = None
        if not self._forsaken:
            self._tell(result, error)
        self.over.emit(error)
        if not self._forsaken:
            self.settled.emit()
        self.deleteLater()

    def _tell(self, result: object, error: Exception | None) -> None:
        if error is None:
            self.succeeded.emit(result)
        elif isinstance(error, CancelledError):
            self.cancelled.emit()
        else:
            self.failed.emit(error)


class Jobs(QObject):
    """The lanes: one writer, two readers, one for drafts, one for backups.

    Signals:
        data_changed: A ``frozenset[Area]`` that a finished write touched.
        failed: An error that no caller shows itself; expected or a bug.
        became_idle: The last waiting job of all lanes has settled.
    """

    data_changed = Signal(object)
    failed = Signal(Exception)
    became_idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = self._lane(1)
        self._readers = self._lane(READERS)
        self._drafts = self._lane(1)
        self._backups = self._lane(1)
        self._backups.setThreadPriority(QThread.Priority.LowPriority)
        self._turns = Turns(self)
        self._open: dict[Job, QThreadPool] = {}

    def start(self, job: Job) -> Job:
        """Queue a write: no two of them ever run at once."""
        return self._queue(job, self._writer)

    def write(self, work: Work[Any], *, quiet: bool = False) -> Job:
        """Queue a write and return its job, to connect to."""
        return self.start(Job(work, quiet=quiet))

    def read(self, work: Work[Any], *, quiet: bool = False) -> Job:
        """Run something that writes nothing, and return its job, to connect to."""
        return self._queue(Job(work, quiet=quiet), self._readers)

    def draft(self, work: Work[Any], *, quiet: bool = False) -> Job:
        """Save what is being typed, beside a long write instead of behind it."""
        return self._queue(Job(work, quiet=quiet), self._drafts)

    def backup(self, work: Work[Any], *, quiet: bool = False) -> Job:
        """Copy the book, beside everybody; cut short by a lock or the end."""
        return self._queue(Job(work, quiet=quiet), self._backups)

    def let_go(self, kept: list[Any]) -> None:
        """Free large values, to which ``kept`` holds the last references, off the GUI thread."""
        self._readers.start(partial(let_go, kept))

    def is_idle(self) -> bool:
        """Whether no job waits, runs or has news to deliver."""
        return not self._open

    def cancel_reads(self) -> None:
        """Withdraw what is only to be looked at, and backups; writes and drafts go on."""
        for job, lane in self._open.items():
            if lane in (self._readers, self._backups):
                job.cancel()
                job.quiet = True

    def forsake(self) -> None:
        """Tell no window what comes of the jobs under way: those that asked are gone."""
        for job in self._open:
            job.forsake()

    def stop_long_writes(self) -> None:
        """Stop long work at its next step; short writes are still made."""
        for job, lane in self._open.items():
            if lane is self._writer:
                job.stop_at_next_step()

    def is_quiet(self) -> bool:
        """Whether nothing short is under way: nobody waits for a backup or a long write."""
        return all(lane is self._backups or job.is_long() for job, lane in self._open.items())

    def when_idle(self, act: Callable[[], object]) -> None:
        """Call ``act`` once no job is open, at once if none is."""
        if self.is_idle():
            act()
        else:
            self.became_idle.connect(act, Qt.ConnectionType.SingleShotConnection)

    def shut_down(self) -> None:
        """Stop long work, finish short writes and drafts, and wait.

        Call this before closing the store. News of what ends here is not delivered.
        """
        self.stop_long_writes()
        for job, lane in self._open.items():
            if lane in (self._readers, self._backups):
                job.cancel()
        for lane in (self._readers, self._drafts, self._backups, self._writer):
            lane.waitForDone()

    def _lane(self, workers: int) -> QThreadPool:
        lane = QThreadPool(self)
        lane.setMaxThreadCount(workers)
        return lane

    def _queue(self, job: Job, lane: QThreadPool) -> Job:
        job.setParent(self)
        job.turns = self._turns
        self._open[job] = lane
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.over.connect(self._on_over)
        nice = BEHIND if lane is self._backups else BESIDE
        lane.start(partial(_give_way, job, nice))
        return job

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        if isinstance(result, Saved) and result.changed:
            self.data_changed.emit(result.changed)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        job = self.sender()
        if not (isinstance(job, Job) and job.quiet):
            self.failed.emit(error)

    @Slot(object)
    def _on_over(self, error: Exception | None) -> None:
        if isinstance(error, VipDeskError):
            log.info("Refused: %s", type(error).__name__)
        elif error is not None and not isinstance(error, CancelledError):
            log.error("Job failed", exc_info=error)
        job = self.sender()
        if isinstance(job, Job):
            self._open.pop(job, None)
        if not self._open:
            self.became_idle.emit()


def _give_way(job: Job, nice: int) -> None:
    """Run ``job`` so that it does not take the processor from the window.

    On Linux Qt's priority of a thread has no effect; a nice value of its own has. Elsewhere the
    system itself puts the window in front first.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # refused in some sandboxes: then all are equal
            own = os.getpriority(os.PRIO_PROCESS, os.getpid())  # it may be nice as a whole
            worker = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, worker, own + nice)
            # as a batch it goes on when it can, but never puts the window off a core to do so
            os.sched_setscheduler(worker, os.SCHED_BATCH, os.sched_param(0))
    job.run()


class Latest(QObject):
    """Delivers only the newest of several reads: a search as it is typed.

    A newer read withdraws the one before; results and failures of old ones are dropped. Make it a
    child of the page that asks, so that nothing is delivered to a page that is gone.
    """

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._deliver: Callable[[Any], object] | None = None

    def read(self, work: Work[T], deliver: Callable[[T], object]) -> Job:
        """Run ``work`` and hand its result to ``deliver`` unless a newer read was asked for."""
        self.drop()
        job = self._jobs.read(work, quiet=False)
        self._job, self._deliver = job, deliver
        job.succeeded.connect(self._on_succeeded)
        job.settled.connect(self._on_settled)
        return job

    def drop(self) -> None:
        """Forget the read that is under way."""
        if self._job is not None:
            self._job.cancel()
            self._job.quiet = True
        self._job = self._deliver = None

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        if self.sender() is self._job and self._deliver is not None:
            self._deliver(result)

    @Slot()
    def _on_settled(self) -> None:
        if self.sender() is self._job:
            self._job = self._deliver = None
