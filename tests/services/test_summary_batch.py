"""Summaries of many: real files, read back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.conftest import at_work
from tests.furnished import Furnished, Furnishing
from tests.reports.test_batch import StopAfter
from tests.services.visit_book import AT, new_customer, new_held_visit, new_visit
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.reports.errors import ReportNotWrittenError
from vipdesk.services.journal import JournalService
from vipdesk.services.summary_batch import (
    MOST_IN_ONE_FILE,
    SummaryBatch,
    SummaryOrder,
    SummaryPlan,
    TooManyForOneFileError,
)
from vipdesk.store.book import Store
from vipdesk.store.records import Customer
from vipdesk.texts import translator

Ids = tuple[list[int], list[int], int]


def _fill(store: Store) -> Ids:
    """Three customers, visits that were held, and one that is planned."""
    wang, chen, zhao = (
        new_customer(store, f"C{n}", name)
        for n, name in enumerate(("王志强", "陈晓燕", "赵国栋"), 1)
    )
    held = [
        new_held_visit(store, customer_id, AT + timedelta(days=day))
        for customer_id, day in ((wang, 0), (wang, -30), (chen, -2))
    ]
    return [wang, chen, zhao], held, new_visit(store, zhao)


class Desk:
    """Three customers: one with two held visits, one with one, one with a planned one."""

    def __init__(self, store: Store, ids: Ids) -> None:
        self.store = store
        self.batch = SummaryBatch(store)
        (self.wang, self.chen, self.zhao), self.held, self.planned = ids

    def entries(self) -> list[dict[str, Any]]:
        entries = JournalService(self.store).entries()
        return [dict(entry.params) for entry in entries if entry.code == "report.visit_summary"]


@pytest.fixture(scope="session")
def held_furnished(furnishing: Furnishing) -> Furnished[Ids]:
    return furnishing(at_work(_fill))


@pytest.fixture
def desk(held_furnished: Furnished[Ids], store: Store) -> Desk:
    return Desk(store, held_furnished.value)


@pytest.fixture
def order(tmp_path: Path) -> SummaryOrder:
    return SummaryOrder(target=tmp_path / "out", together=False, language="zh")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_of_customers_the_latest_held_visit_each(desk: Desk, order: SummaryOrder) -> None:
    plan = desk.batch.of_customers([desk.zhao, desk.chen, desk.wang])
    assert [visit.id for visit in plan.visits] == [desk.held[2], desk.held[0]]
    written = desk.batch.write(plan, order, NoProgress()).value
    assert names(order.target) == ["V-20261119-0001.pdf", "V-20261121-0001.pdf"]
    assert sorted(path.name for path in written.files) == names(order.target)
    (left_out,) = written.left_out
    assert (left_out.name, left_out.why.sentence(translator("zh"))) == (
        "赵国栋",
        "还没有完成过拜访。",
    )
    text = PdfReader(order.target / "V-20261121-0001.pdf").pages[0].extract_text()
    assert "核对了近三个月账单" in text
    (entry,) = desk.entries()
    assert (entry["rows"], entry["how"], entry["encrypted"]) == (2, "files", False)
    assert entry["filter"] == {"visits": [desk.held[2], desk.held[0]]}


def test_of_visits_those_that_were_held(desk: Desk, order: SummaryOrder) -> None:
    plan = desk.batch.of_visits([desk.planned, *desk.held])
    written = desk.batch.write(plan, order, NoProgress()).value
    assert written.rows == 3
    assert [each.name.endswith("赵国栋") for each in written.left_out] == [True]


def test_all_in_one_file_with_a_bookmark_each(desk: Desk, order: SummaryOrder) -> None:
    order = replace(order, target=order.target / "小结.pdf", together=True, language="en")
    desk.batch.write(desk.batch.of_visits(desk.held), order, NoProgress())
    reader = PdfReader(order.target)
    marks = [str(mark["/Title"]) for mark in reader.outline if isinstance(mark, dict)]
    assert marks == ["20261121-王志强", "20261022-王志强", "20261119-陈晓燕"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Visit summaries"
    assert [entry["how"] for entry in desk.entries()] == ["file"]


@pytest.mark.parametrize("together", [False, True])
def test_with_a_passphrase_each_file_is_aes_256(
    desk: Desk, order: SummaryOrder, tmp_path: Path, together: bool
) -> None:
    target = tmp_path / "all.pdf" if together else tmp_path / "out"
    order = replace(order, target=target, together=together, passphrase="春风 十里-42")
    written = desk.batch.write(desk.batch.of_visits(desk.held), order, NoProgress()).value
    for path in written.files:
        reader = PdfReader(path)
        assert not reader.decrypt("")
        assert reader.decrypt("春风 十里-42")
        assert reader.trailer["/Encrypt"]["/R"] == 6  # type: ignore[index]
    assert desk.entries()[0]["encrypted"] is True


def test_a_name_is_in_no_path_and_no_file_takes_the_place_of_another(
    desk: Desk, order: SummaryOrder
) -> None:
    evil = "../../etc/\u202epasswd" + "很" * 90
    with desk.store.action("customer.edit") as session:
        session.get_one(Customer, desk.wang).name = evil
        session.get_one(Customer, desk.chen).name = evil
    twice = desk.batch.of_visits([desk.held[0], desk.held[0]])
    written = desk.batch.write(twice, order, NoProgress()).value
    assert [path.parent for path in written.files] == [order.target] * 2
    assert len(set(names(order.target))) == 2
    assert all(name.startswith("V-20261121-0001") for name in names(order.target))
    (order.target / "V-20261121-0001-3.txt").write_text("mine")
    again = desk.batch.write(twice, order, NoProgress()).value
    assert not set(again.files) & set(written.files)


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_cancelled_leaves_no_file_and_no_entry(desk: Desk, order: SummaryOrder, steps: int) -> None:
    order.target.mkdir()
    with pytest.raises(CancelledError):
        desk.batch.write(desk.batch.of_visits(desk.held), order, StopAfter(steps))
    one = replace(order, target=order.target / "a.pdf", together=True)
    with pytest.raises(CancelledError):
        desk.batch.write(desk.batch.of_visits(desk.held), one, StopAfter(steps))
    assert names(order.target) == []
    assert desk.entries() == []


@pytest.mark.parametrize("together", [False, True])
def test_what_the_font_cannot_print_is_left_out_and_named(
    desk: Desk, order: SummaryOrder, tmp_path: Path, together: bool
) -> None:
    target = tmp_path / "all.pdf" if together else tmp_path / "out"
    order = replace(order, target=target, together=together)
    with desk.store.action("customer.edit") as session:
        session.get_one(Customer, desk.wang).name = "𠮷田"
    plan = desk.batch.of_visits(desk.held)
    written = desk.batch.write(plan, order, NoProgress()).value
    assert written.rows == desk.entries()[0]["rows"] == 1
    assert [each.name for each in written.left_out] == ["20261121-𠮷田", "20261022-𠮷田"]
    assert "𠮷" in written.left_out[0].why.sentence(translator("en"))
    nobody = SummaryPlan(plan.visits[:1], ())
    assert desk.batch.write(nobody, order, NoProgress()).value.files == ()
    assert len(desk.entries()) == 1


def test_a_folder_that_cannot_be_written_is_told(desk: Desk, order: SummaryOrder) -> None:
    order.target.write_bytes(b"a file")
    with pytest.raises(ReportNotWrittenError):
        desk.batch.write(desk.batch.of_visits(desk.held), order, NoProgress())
    assert order.target.read_bytes() == b"a file"
    assert desk.entries() == []


def test_more_than_one_file_can_hold_is_refused(desk: Desk, order: SummaryOrder) -> None:
    visit = desk.batch.of_visits(desk.held[:1]).visits[0]
    plan = SummaryPlan((visit,) * (MOST_IN_ONE_FILE + 1), ())
    with pytest.raises(TooManyForOneFileError):
        desk.batch.write(plan, replace(order, together=True), NoProgress())
