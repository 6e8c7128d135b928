"""The guard itself must be able to fail."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.guard import GuiThreadError, gui_thread_guard
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Manager


def test_a_write_is_caught(store: Store) -> None:
    with (
        gui_thread_guard(store),
        pytest.raises(GuiThreadError, match="wrote"),
        store.action("customer.edit"),
    ):
        pass


def test_a_scan_is_caught_and_an_indexed_read_is_not(store: Store) -> None:
    with gui_thread_guard(store), store.read() as session:
        session.scalars(select(Customer).where(Customer.id == 1)).all()
        session.scalars(select(Manager)).all()
        with pytest.raises(GuiThreadError, match="scans"):
            session.scalars(select(Customer).where(Customer.note == "x")).all()


def test_a_file_is_caught_on_the_gui_thread_alone(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("x", encoding="utf-8")
    read: list[str] = []
    with gui_thread_guard(store):
        with pytest.raises(GuiThreadError, match=r"list\.csv"):
            path.read_text(encoding="utf-8")
        worker = threading.Thread(target=lambda: read.append(path.read_text(encoding="utf-8")))
        worker.start()
        worker.join()
    assert read == ["x"]
