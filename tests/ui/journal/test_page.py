"""The journal's page finds entries, shows what they changed, and writes them for an inspector."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.services.visit_book import new_customer
from tests.ui.shots import shoot_looks
from vipdesk.domain.changes import Area
from vipdesk.domain.masking import MaskedField
from vipdesk.services.customer_care import CustomerCareService
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.demo import DemoService
from vipdesk.services.journal_book import JournalBook
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.journal.page import JournalPage


@pytest.fixture
def page(qtbot: QtBot, store: Store, jobs: Jobs) -> JournalPage:
    """Two customers; a field of the first was shown, both were tagged."""
    first, second = new_customer(store), new_customer(store, "C2", "陈晓燕")
    CustomerCareService(store).unmask(first, MaskedField.PHONE)
    CustomerGroupsService(store).tag([first, second], "老客户")
    return _shown(qtbot, store, jobs)


def _shown(qtbot: QtBot, store: Store, jobs: Jobs) -> JournalPage:
    page = JournalPage(JournalBook.of(store), jobs)
    qtbot.addWidget(page)
    page.resize(1190, 692)
    page.show()
    qtbot.waitUntil(jobs.is_idle)
    return page


def _codes(page: JournalPage) -> list[str]:
    rows = (page.model.row_at(place) for place in range(page.model.rowCount()))
    return [row.code for row in rows if row is not None]


def _choose(qtbot: QtBot, page: JournalPage, row: int, jobs: Jobs) -> str:
    page.table.setCurrentIndex(page.model.index(row, 0))
    qtbot.waitUntil(jobs.is_idle)
    return page.entry.text()


def test_newest_first_with_what_was_changed(qtbot: QtBot, page: JournalPage, jobs: Jobs) -> None:
    assert _codes(page) == ["customer.tag", "customer.unmask", "customer.create",
                            "customer.create", "book.create"]  # fmt: skip
    told = _choose(qtbot, page, 0, jobs)
    assert "Tag 2 customers" in told
    assert "Tag on a customer · 王志强 · added" in told
    told = _choose(qtbot, page, 1, jobs)
    assert "Show a masked field" in told
    assert "phone" in told
    told = _choose(qtbot, page, 3, jobs)
    assert "太原市迎泽区****" in told
    assert "13900000001" not in told


def test_filters_narrow_and_reset(qtbot: QtBot, page: JournalPage, jobs: Jobs) -> None:
    page.filters.kind.setCurrentIndex(page.filters.kind.findText("Viewed"))
    qtbot.waitUntil(jobs.is_idle)
    assert _codes(page) == ["customer.unmask"]
    page.filters.kind.setCurrentIndex(0)
    page.filters.words.setText("tag 2")
    page.filters.words.returnPressed.emit()
    qtbot.waitUntil(jobs.is_idle)
    assert _codes(page) == []
    assert page._stack.currentWidget() is page._empty
    page._empty.acted.emit()
    qtbot.waitUntil(jobs.is_idle)
    assert len(_codes(page)) == 5
    page.filters.last.setText("2020-01-01")
    page.filters.last._tell()
    qtbot.waitUntil(jobs.is_idle)
    assert _codes(page) == []
    page.filters.clear.click()
    qtbot.waitUntil(jobs.is_idle)
    assert len(_codes(page)) == 5


def test_one_customer_s_history(qtbot: QtBot, page: JournalPage, jobs: Jobs) -> None:
    page.show_customer(2)
    qtbot.waitUntil(jobs.is_idle)
    assert _codes(page) == ["customer.tag", "customer.create"]
    assert page.filters.customer.text() == "陈晓燕"
    page.filters.customer.click()
    qtbot.waitUntil(jobs.is_idle)
    assert len(_codes(page)) == 5


def test_it_follows_writes_and_exports_what_it_shows(
    qtbot: QtBot, page: JournalPage, store: Store, jobs: Jobs, tmp_path: Path
) -> None:
    page.show_customer(2)
    qtbot.waitUntil(jobs.is_idle)
    path = tmp_path / "journal.csv"
    with qtbot.waitSignal(page.toast_requested):
        page.export_to(path)
    assert len(path.read_text("utf-8-sig").splitlines()) == 3
    qtbot.waitUntil(jobs.is_idle)
    page.show_customer(None)
    qtbot.waitUntil(jobs.is_idle)
    assert _codes(page)[0] == "export"
    CustomerGroupsService(store).delete([2])
    page.on_data_changed(frozenset({Area.JOURNAL}))
    qtbot.waitUntil(jobs.is_idle)
    assert _codes(page)[0] == "customer.delete"


@pytest.mark.shots
def test_shots(qtbot: QtBot, store: Store, jobs: Jobs) -> None:
    DemoService(store).fill(60, seed=2)
    care = CustomerCareService(store)
    for customer_id in (3, 9, 3):
        care.unmask(customer_id, MaskedField.PHONE)
    CustomerGroupsService(store).tag([3, 4], "老客户")

    def make() -> JournalPage:
        page = _shown(qtbot, store, jobs)
        page.table.setCurrentIndex(page.model.index(0, 0))
        qtbot.waitUntil(jobs.is_idle)
        return page

    shoot_looks(qtbot, make, "journal/page")
