"""Whatever the process lets others do, the profile is its owner's alone."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import create_book, fixed_clock, open_book
from tests.guard import off_gui_thread
from tests.journeys.conftest import program, unlock
from tests.journeys.files import write_customers
from tests.journeys.test_main_job import import_file
from vipdesk.program_log import _PrivateFileHandler
from vipdesk.services.access import Access
from vipdesk.ui.single_instance import SingleInstance

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")


@pytest.fixture(params=[0, 0o022])
def loose(request: pytest.FixtureRequest) -> Iterator[None]:
    """A process that lets others read, or all."""
    former = os.umask(request.param)
    yield
    os.umask(former)


def open_to_others(folder: Path) -> list[str]:
    found = [folder, *folder.rglob("*")]
    return [
        f"{path.relative_to(folder)} {stat.filemode(path.lstat().st_mode)}"
        for path in found
        if path.lstat().st_mode & 0o077
    ]


def test_all_that_a_day_makes(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, loose: None
) -> None:
    profile = tmp_path / "mine"
    profile.mkdir()
    create_book(profile, "李经理", clock=fixed_clock).close()
    Access(profile, fixed_clock).note_failed("passphrase")
    assert open_to_others(profile) == []
    with program(qtbot, qapp, profile) as driver:
        import_file(driver, write_customers(tmp_path / "a.csv"))
        store = driver.store
        off_gui_thread(lambda: store.drafts.save("visit:x", {"talked": "x"}, store.now()))
        for handler in logging.getLogger("vipdesk").handlers:
            if isinstance(handler, _PrivateFileHandler):
                logging.getLogger("vipdesk").info("a line")
                off_gui_thread(handler.turn_over)
        made = {path.name for path in profile.rglob("*")}
        assert {"book.db-wal", "book.db-shm", "vipdesk.log", "vipdesk.log.1"} <= made
        assert {"drafts.db", "book.lock", "greeting.json"} <= made
        assert open_to_others(profile) == []
        with qtbot.waitSignal(driver.app.locked):
            driver.app.lock()
        off_gui_thread(lambda: Access(profile, fixed_clock).note_failed("passphrase"))
        assert open_to_others(profile) == []
        unlock(qtbot, driver.app)
    assert open_to_others(profile) == []


def test_a_loosened_profile_is_put_right_and_nobody_elses_files(tmp_path: Path) -> None:
    profile = tmp_path / "mine"
    create_book(profile, "李经理").close()
    (profile / "logs").mkdir(exist_ok=True)
    (profile / "logs" / "vipdesk.log").touch()
    (profile / "backups" / "one").mkdir(parents=True)
    (profile / "backups" / "one" / "book.db").touch()
    outside = tmp_path / "outside"
    outside.mkdir()
    (profile / "aside").symlink_to(outside)
    for path in (profile, *profile.rglob("*"), outside):
        path.chmod(0o777 if path.is_dir() else 0o666)
    (profile / "letter.txt").touch(mode=0o644)
    open_book(profile).close()
    assert sorted(open_to_others(profile)) == ["aside lrwxrwxrwx", "letter.txt -rw-r--r--"]
    assert stat.S_IMODE(outside.stat().st_mode) == 0o777


def test_others_cannot_reach_the_socket(qtbot: QtBot, tmp_path: Path, loose: None) -> None:
    single = SingleInstance(tmp_path)
    single.listen()
    try:
        assert single._server is not None
        mode = Path(single._server.fullServerName()).stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert not mode & 0o077
    finally:
        single.close()
