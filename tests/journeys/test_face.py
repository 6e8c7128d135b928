"""Turned to the customer and back, as often as one likes."""

from pathlib import Path

from PySide6.QtCore import Qt

from tests.conftest import PASSPHRASE
from tests.journeys.conftest import Driver
from tests.journeys.test_main_job import begin_visit
from vipdesk.ui.visits.leave_gate import LeaveDialog


def test_it_is_turned_back_each_time(driver: Driver, tmp_path: Path) -> None:
    begin_visit(driver, tmp_path)
    for _time in range(3):
        driver.desk.window.face_requested.emit()
        driver.wait()
        request_leave(driver)
        driver.until(lambda: asked(driver) is not None)
        enter_passphrase(driver)
        driver.until(lambda: driver.visits.face() is None)
        driver.wait()


# No test holds a name of the turned screen: as in the program, the page's is the only one.


def request_leave(driver: Driver) -> None:
    face = driver.visits.face()
    assert face is not None
    face.request_leave()


def asked(driver: Driver) -> LeaveDialog | None:
    face = driver.visits.face()
    assert face is not None
    return next(iter(face.findChildren(LeaveDialog)), None)


def enter_passphrase(driver: Driver) -> None:
    dialog = asked(driver)
    assert dialog is not None
    dialog.field.setText(PASSPHRASE)
    driver.qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
