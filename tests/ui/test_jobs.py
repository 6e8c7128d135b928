import logging
import os
import sys
import threading

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE
from vipdesk.domain.changes import Area, Saved
from vipdesk.errors import NotFoundError
from vipdesk.progress import Progress
from vipdesk.ui.jobs import BEHIND, Job, Jobs, Latest


def test_result_arrives_on_the_gui_thread(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[threading.Thread] = []
    worker: list[threading.Thread] = []
    job = Job(lambda _progress: worker.append(threading.current_thread()))
    job.succeeded.connect(lambda _result: seen.append(threading.current_thread()))
    with qtbot.waitSignal(job.succeeded):
        jobs.start(job)
    assert seen == [threading.main_thread()]
    assert worker != [threading.main_thread()]


def test_progress_connected_after_the_start_still_arrives(qtbot: QtBot, jobs: Jobs) -> None:
    seen: set[tuple[str, int]] = set()
    job = jobs.read(lambda progress: progress.step(1, 1))
    job.progressed.connect(lambda done, _total: seen.add((threading.current_thread().name, done)))
    with qtbot.waitSignal(job.succeeded):
        pass
    assert seen == {("MainThread", 1)}


def test_writes_run_one_after_the_other(qtbot: QtBot, jobs: Jobs) -> None:
    results: list[object] = []
    for number in range(200):
        job = jobs.write(lambda _progress, n=number: n)  # type: ignore[misc]
        job.succeeded.connect(results.append)
    qtbot.waitUntil(lambda: len(results) == 200)
    assert results == list(range(200))
    assert jobs.is_idle()


def test_a_draft_is_saved_while_an_import_writes(qtbot: QtBot, jobs: Jobs) -> None:
    release = threading.Event()
    long = jobs.write(lambda _progress: release.wait(5))
    with qtbot.waitSignal(jobs.draft(lambda _progress: "kept").succeeded) as saved:
        pass
    assert saved.args == ["kept"]
    with qtbot.waitSignal(long.succeeded):
        release.set()


def test_a_backup_goes_beside_writes_and_ends_with_a_lock(qtbot: QtBot, jobs: Jobs) -> None:
    began = threading.Event()

    def copy(progress: Progress) -> None:
        began.set()
        while True:
            progress.step(1, 2)

    backup = jobs.backup(copy)
    with qtbot.waitSignal(jobs.write(lambda _progress: began.wait(10)).succeeded):
        pass
    assert began.is_set()
    with qtbot.waitSignal(backup.cancelled):
        jobs.cancel_reads()
    qtbot.waitUntil(jobs.is_idle)


def test_cancel_stops_at_the_next_step(qtbot: QtBot, jobs: Jobs) -> None:
    def count(progress: Progress) -> None:
        for number in range(10_000_000):
            progress.step(number, 10_000_000)

    job = Job(count)
    job.progressed.connect(job.cancel)
    with qtbot.waitSignal(job.cancelled):
        jobs.start(job)


def test_a_cancelled_job_that_waits_never_starts(qtbot: QtBot, jobs: Jobs) -> None:
    release, ran = threading.Event(), threading.Event()
    jobs.write(lambda _progress: release.wait(5))
    waiting = jobs.write(lambda _progress: ran.set())
    waiting.cancel()
    with qtbot.waitSignal(waiting.cancelled):
        release.set()
    assert not ran.is_set()


def test_closing_finishes_short_writes_and_drafts(jobs: Jobs) -> None:
    release, done = threading.Event(), []
    jobs.write(lambda _progress: release.wait(5))
    jobs.write(lambda _progress: done.append("write"))
    jobs.draft(lambda _progress: done.append("draft"))
    release.set()
    jobs.shut_down()
    assert sorted(done) == ["draft", "write"]


def test_a_bug_is_logged_with_its_traceback(
    qtbot: QtBot, jobs: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    def work(_progress: Progress) -> None:
        raise OSError("disk full")

    with qtbot.waitSignal(jobs.failed) as failed:
        jobs.write(work)
    assert str(failed.args[0]) == "disk full"
    assert "Traceback" in caplog.text


def test_an_expected_error_is_told_but_leaves_no_traceback(
    qtbot: QtBot, jobs: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    def work(_progress: Progress) -> None:
        raise NotFoundError

    caplog.set_level(logging.INFO)
    with qtbot.waitSignal(jobs.failed):
        jobs.write(work)
    assert "NotFoundError" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_quiet_job_tells_only_its_caller(qtbot: QtBot, jobs: Jobs) -> None:
    def work(_progress: Progress) -> None:
        raise NotFoundError

    with qtbot.assertNotEmitted(jobs.failed):
        job = jobs.read(work, quiet=True)
        with qtbot.waitSignal(job.failed):
            pass


def test_a_write_tells_the_pages(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.waitSignal(jobs.data_changed) as changed:
        jobs.write(lambda _progress: Saved(1, frozenset({Area.CUSTOMERS})))
    assert changed.args == [{Area.CUSTOMERS}]


def test_only_the_newest_read_is_delivered(qtbot: QtBot, jobs: Jobs) -> None:
    page = QObject()
    latest = Latest(jobs, page)
    shown: list[str] = []
    release = threading.Event()

    def slow(_progress: Progress) -> str:
        release.wait(5)
        return "old"

    latest.read(slow, shown.append)
    latest.read(lambda _progress: "new", shown.append)
    qtbot.waitUntil(lambda: shown == ["new"])
    release.set()
    qtbot.waitUntil(jobs.is_idle)
    assert shown == ["new"]


def test_nothing_is_delivered_to_a_page_that_is_gone(qtbot: QtBot, jobs: Jobs) -> None:
    page = QObject()
    shown: list[str] = []
    Latest(jobs, page).read(lambda _progress: "late", shown.append)
    page.deleteLater()
    with qtbot.waitSignal(page.destroyed):
        pass
    qtbot.waitUntil(jobs.is_idle)
    assert len(shown) <= 1


def test_a_job_outlives_its_own_emission(qtbot: QtBot, jobs: Jobs) -> None:
    emitting, seen = threading.Event(), []
    job = Job(lambda _progress: "done")
    job.destroyed.connect(lambda: seen.append(emitting.is_set()))

    def linger(*_ended: object) -> None:
        emitting.set()
        threading.Event().wait(0.05)  # a busy machine takes the processor away just here
        emitting.clear()

    job._ended.connect(linger, Qt.ConnectionType.DirectConnection)
    with qtbot.waitSignal(job.destroyed):
        jobs.start(job)
    assert seen == [False]


@pytest.mark.parametrize("fails", [False, True])
def test_the_work_is_let_go_of_on_the_gui_thread(qtbot: QtBot, jobs: Jobs, fails: bool) -> None:
    dropped_on: list[threading.Thread] = []

    class Page:
        """Stands for a widget that a closure holds."""

        def __del__(self) -> None:
            dropped_on.append(threading.current_thread())

        def work(self, _progress: Progress) -> None:
            if fails:
                raise NotFoundError

    job = Job(Page().work, quiet=True)
    with qtbot.waitSignal(job.destroyed):
        jobs.start(job)
    assert dropped_on == [threading.main_thread()]


def test_the_window_goes_before_all_and_a_backup_behind_all(qtbot: QtBot, jobs: Jobs) -> None:
    if sys.platform != "linux":
        pytest.skip("Qt sets the priority there")

    def nice(_progress: Progress) -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    found: dict[str, int] = {}
    for name, ask in (("backup", jobs.backup), ("read", jobs.read), ("write", jobs.write)):
        job = ask(nice)
        job.succeeded.connect(lambda value, name=name: found.update({name: value}))
    qtbot.waitUntil(jobs.is_idle)
    own = os.getpriority(os.PRIO_PROCESS, os.getpid())
    assert found["backup"] == min(19, own + BEHIND)  # the system knows no lower one
    assert own < found["read"] == found["write"] < found["backup"]


def test_a_worker_never_puts_the_window_off_a_core(qtbot: QtBot, jobs: Jobs) -> None:
    if sys.platform != "linux":
        pytest.skip("Qt sets the priority there")
    asked = jobs.read(lambda _progress: os.sched_getscheduler(threading.get_native_id()))
    with qtbot.waitSignal(asked.succeeded) as told:
        pass
    assert told.args == [os.SCHED_BATCH]
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def test_a_job_runs_where_the_system_gives_no_nice_value(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("Qt sets the priority there")

    def refuse(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse)
    with qtbot.waitSignal(jobs.read(lambda _progress: 7).succeeded) as told:
        pass
    assert told.args == [7]


def test_no_window_hears_of_a_job_that_it_left(qtbot: QtBot, jobs: Jobs) -> None:
    go_on, told = threading.Event(), list[object]()

    def write(_progress: Progress) -> int:
        go_on.wait(5)
        return 7

    job = jobs.write(write)
    for signal in (job.succeeded, job.failed, job.settled):
        signal.connect(lambda *news: told.append(news))
    jobs.forsake()
    go_on.set()
    with qtbot.waitSignal(jobs.became_idle):
        pass
    assert told == []
    assert jobs.is_idle()


def test_while_a_long_write_runs_nobody_waits(qtbot: QtBot, jobs: Jobs) -> None:
    stepped, go_on = threading.Event(), threading.Event()

    def write(progress: Progress) -> None:
        progress.step(1, 2)
        stepped.set()
        go_on.wait(5)

    jobs.write(lambda _progress: None)
    assert not jobs.is_quiet()
    jobs.write(write)
    assert stepped.wait(5)
    qtbot.waitUntil(jobs.is_quiet)
    assert not jobs.is_idle()
    go_on.set()
    qtbot.waitUntil(jobs.is_idle)


def test_while_a_backup_runs_nobody_waits(qtbot: QtBot, jobs: Jobs) -> None:
    go_on = threading.Event()
    jobs.backup(lambda _progress: go_on.wait(5))
    assert jobs.is_quiet()
    assert not jobs.is_idle()
    jobs.read(lambda _progress: go_on.wait(5))
    assert not jobs.is_quiet()
    go_on.set()
    qtbot.waitUntil(jobs.is_idle)
    assert jobs.is_quiet()


def test_what_ends_together_is_told_in_one_turn_each(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[str] = []
    pause = QTimer(jobs, interval=0)  # sees each turn
    pause.timeout.connect(lambda: told.append("|"))
    for lane in (jobs.read, jobs.write, jobs.draft):
        lane(lambda _progress: None).succeeded.connect(lambda _result: told.append("told"))
    for pool in (jobs._readers, jobs._writer, jobs._drafts):
        assert pool.waitForDone(PATIENCE)
    pause.start()
    qtbot.waitUntil(jobs.is_idle)
    assert [part.count("told") for part in "".join(told).split("|") if part] == [1, 1, 1]
