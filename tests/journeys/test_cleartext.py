"""After a day at the desk nothing personal lies in clear in the profile, open or locked."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver, unlock
from tests.journeys.files import write_customers
from tests.journeys.test_main_job import import_file, rows
from vipdesk.store.records import Customer, Line

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
PLANTED = "儿子 12 月回国"


def test_nothing_personal_lies_in_clear(
    driver: Driver, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    import_file(driver, write_customers(tmp_path / "a.csv"))
    driver.desk.show_page("customers")
    driver.until(lambda: rows(driver) == 4)
    store = driver.store
    off_gui_thread(lambda: store.drafts.save("visit:x", {"talked": PLANTED}, store.now()))
    names = driver.scalars(select(Customer.name)) + driver.scalars(select(Line.number))
    assert len(names) >= 4
    planted = [text for text in (*names, PLANTED) if text]
    assert _found(planted, profile, scratch) == []  # as a kill would leave it
    with driver.qtbot.waitSignal(driver.app.locked, timeout=20_000):
        driver.qtbot.keyClick(driver.desk.window, Qt.Key.Key_L, CTRL_SHIFT)
    assert _found(planted, profile, scratch) == []
    leak = names[0].encode("gb18030")
    off_gui_thread(lambda: (scratch / "leak").write_bytes(leak))
    assert _found(planted, scratch) == [names[0]]  # the search can find it
    unlock(driver.qtbot, driver.app)


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_the_files_belong_to_the_manager_alone(driver: Driver, profile: Path) -> None:
    open_to_others = [
        path.name for path in profile.rglob("*") if path.is_file() and path.stat().st_mode & 0o077
    ]
    assert open_to_others == []


def _found(planted: list[str], *folders: Path) -> list[str]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    contents = off_gui_thread(lambda: [path.read_bytes() for path in files])
    return [
        text
        for text in planted
        if any(
            text.encode(encoding) in content
            for content in contents
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
        )
    ]
