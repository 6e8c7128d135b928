"""The window itself derives: at its start, and after what was too large for an action."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.conftest import NOW, TODAY, fixed_clock, open_book
from tests.journeys.conftest import Driver, program
from tests.store.builders import add_customer, add_line
from vipdesk.domain.words import DerivedStatus
from vipdesk.store.deriving import run
from vipdesk.store.records import Book, Customer, DerivedTask


def test_the_window_derives_at_its_start_and_after_a_large_change(
    qtbot: QtBot, qapp: QApplication, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "AT_ONCE", 0)  # every action is too large now
    store = open_book(profile, clock=fixed_clock)
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    store.close()

    def open_causes(driver: Driver) -> list[str]:
        query = select(DerivedTask.cause).where(DerivedTask.status == DerivedStatus.OPEN)
        return driver.scalars(query)

    with program(qtbot, qapp, profile) as driver:
        driver.until(lambda: driver.scalars(select(Book.derived_on)) == [TODAY.isoformat()])
        assert "end:contract:1" in open_causes(driver)

        seen_at_once: list[list[str]] = []

        def put_into_the_bin(_progress: object) -> None:
            with driver.store.action("customer.delete", n=1) as session:
                session.get_one(Customer, 1).deleted_at = NOW
            # Looked at within the job: once it has ended the window may derive at any moment.
            seen_at_once.append(open_causes(driver))

        job = driver.desk.jobs.write(put_into_the_bin)
        with qtbot.waitSignal(job.succeeded):
            pass
        assert seen_at_once == [["end:contract:1"]]
        driver.desk.jobs.data_changed.emit(frozenset())
        driver.until(lambda: open_causes(driver) == [])
