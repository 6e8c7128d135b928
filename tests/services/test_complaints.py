"""Complaints noted by hand: written, changed, closed, taken back, told on paper."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.store.builders import add_customer, add_line
from vipdesk.domain.customer_draft import ComplaintDraft
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.domain.settings import Settings
from vipdesk.domain.words import ComplaintLevel
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services.complaints import (
    ComplaintDaysError,
    ComplaintsService,
    EmptyComplaintError,
    NumberTakenError,
    open_complaints,
)
from vipdesk.services.customer_data.service import CustomerDataService
from vipdesk.services.customer_detail import CustomerDetailService
from vipdesk.services.customer_rows import ComplaintRow
from vipdesk.services.customers import CustomerService
from vipdesk.services.journal import JournalService
from vipdesk.services.sheet_data import SheetReader
from vipdesk.store.book import Store
from vipdesk.store.records import Complaint, JournalEntry

MADE = TODAY - timedelta(5)
DRAFT = ComplaintDraft(
    customer_id=1, opened_on=MADE, number="T1", line_id=1, kind="网络", text="家里信号差"
)


@pytest.fixture
def complaints(store: Store) -> ComplaintsService:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
        add_customer(session, "C2", "陈晓燕")
    return ComplaintsService(store)


def rows(store: Store) -> tuple[ComplaintRow, ...]:
    return CustomerDetailService(store).load(1).complaints


def test_numbers_in_an_open_complaint_are_masked_beside_a_visit_and_on_its_sheet(
    complaints: ComplaintsService, store: Store
) -> None:
    complaints.save(replace(DRAFT, text="回电 13812345678，家里信号差"))
    with store.read() as session:
        assert list(open_complaints(session, 1)) == [
            f"{MADE.isoformat()} 网络 回电 138****5678，家里信号差"
        ]


def test_a_complaint_is_noted_closed_and_taken_back(
    complaints: ComplaintsService, store: Store
) -> None:
    complaint_id = complaints.save(DRAFT).value
    (noted,) = rows(store)
    assert (noted.kind, noted.is_open, noted.line_number) == ("网络", True, "139****8812")
    closed = ComplaintDraft(
        customer_id=1, opened_on=MADE, closed_on=TODAY, kind="网络", upheld=True,
        level=ComplaintLevel.ESCALATED,
    )  # fmt: skip
    complaints.save(closed, complaint_id)
    (ended,) = rows(store)
    assert (ended.id, ended.closed_on, ended.upheld, ended.level) == (
        complaint_id,
        TODAY,
        True,
        ComplaintLevel.ESCALATED,
    )
    JournalService(store).undo()
    assert rows(store) == (noted,)
    with store.read() as session:
        codes = session.scalars(select(JournalEntry.code).order_by(JournalEntry.id)).all()
    assert codes[-3:] == ["complaint.save", "complaint.save", "undo"]


def test_a_deleted_one_comes_back(complaints: ComplaintsService, store: Store) -> None:
    complaint_id = complaints.save(DRAFT).value
    noted = rows(store)
    complaints.delete(complaint_id)
    assert rows(store) == ()
    JournalService(store).undo()
    assert rows(store) == noted


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"kind": " ", "text": ""}, EmptyComplaintError),
        ({"opened_on": TODAY + timedelta(1)}, ComplaintDaysError),
        ({"closed_on": MADE - timedelta(1)}, ComplaintDaysError),
        ({"closed_on": TODAY + timedelta(1)}, ComplaintDaysError),
        ({"customer_id": 9, "line_id": None}, NotFoundError),
        ({"customer_id": 2}, NotFoundError),
        ({"number": "T0"}, NumberTakenError),
    ],
)
def test_what_cannot_be_is_refused_whole(
    complaints: ComplaintsService,
    store: Store,
    change: dict[str, object],
    error: type[VipDeskError],
) -> None:
    complaints.save(ComplaintDraft(customer_id=2, opened_on=MADE, number="T0", kind="资费"))
    typed = {name: getattr(DRAFT, name) for name in DRAFT.__slots__} | change
    with pytest.raises(error):
        complaints.save(ComplaintDraft(**typed))
    with store.read() as session:
        assert session.scalars(select(Complaint.number)).all() == ["T0"]


def test_open_ones_stand_first(complaints: ComplaintsService, store: Store) -> None:
    for opened_on, closed_on in ((TODAY, TODAY), (MADE, None), (TODAY, None)):
        draft = ComplaintDraft(customer_id=1, opened_on=opened_on, closed_on=closed_on, kind="慢")
        complaints.save(draft)
    assert [(row.opened_on, row.is_open) for row in rows(store)] == [
        (TODAY, True),
        (MADE, True),
        (TODAY, False),
    ]


def test_an_open_one_is_on_the_sheet_and_all_are_in_the_customer_s_data(
    complaints: ComplaintsService, store: Store, tmp_path: Path
) -> None:
    complaints.save(DRAFT)
    closed = ComplaintDraft(customer_id=1, opened_on=MADE, closed_on=date(2026, 11, 20), kind="旧")
    complaints.save(closed)
    with store.read() as session:
        sheet = SheetReader(session, Settings(), "zh", TODAY).of_customer(1)
    told = [value for label, value in sheet.facts if label == "Open complaint"]
    assert told == [f"{MADE.isoformat()} 网络 家里信号差"]
    path = tmp_path / "data.json"
    CustomerDataService(store).write("C1", path, "the customer asked", "zh")
    told_rows = json.loads(path.read_text("utf-8"))["tables"]["complaint"]
    assert [row["text"] for row in told_rows] == ["家里信号差", None]


def test_the_list_finds_who_waits_for_an_answer(
    complaints: ComplaintsService, store: Store
) -> None:
    complaint_id = complaints.save(DRAFT).value

    def found(wanted: bool) -> list[int]:
        query = CustomerQuery(filter=CustomerFilter(open_complaint=wanted))
        return list(CustomerService(store).find_ids(query, TODAY))

    assert (found(True), found(False)) == ([1], [2])
    complaints.save(replace(DRAFT, closed_on=TODAY), complaint_id)
    assert (found(True), sorted(found(False))) == ([], [1, 2])
