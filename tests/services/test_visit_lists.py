from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.conftest import NOW, TODAY
from tests.services.visit_book import AT, new_customer, new_visit
from vipdesk.domain.visits import VisitDraft
from vipdesk.domain.words import Tier, VisitStatus
from vipdesk.errors import NotFoundError
from vipdesk.reports.errors import ReportNotWrittenError
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.services.visit_lists import VisitListService
from vipdesk.services.visits import VisitPlan, VisitsService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, JournalEntry
from vipdesk.texts import translator


@pytest.fixture
def lists(store: Store) -> VisitListService:
    return VisitListService(store)


def test_a_day_is_the_books_day(store: Store, lists: VisitListService) -> None:
    customer_id = new_customer(store)
    midnight = datetime(2026, 11, 20, 16, 0, tzinfo=NOW.tzinfo)  # 2026-11-21 00:00 in Shanghai
    inside = [new_visit(store, customer_id, at) for at in (midnight, AT)]
    new_visit(store, customer_id, midnight - timedelta(minutes=1))
    new_visit(store, customer_id, midnight + timedelta(days=1))
    assert [row.id for row in lists.between(TODAY, TODAY)] == inside
    assert [row.starts.time() for row in lists.between(TODAY, TODAY)] == [time(0), time(11)]


def test_a_row_says_what_a_list_needs(store: Store, lists: VisitListService) -> None:
    customer_id = new_customer(store)
    visit_id = new_visit(store, customer_id)
    row = lists.row(visit_id)
    assert (row.customer, row.tier, row.status) == ("王志强", Tier.GOLD, VisitStatus.PLANNED)
    assert (row.place, row.purpose, row.prepared) == ("晋商大厦 1203", "合约到期", False)
    assert row.ends - row.starts == timedelta(hours=1)
    VisitDeskService(store).save_draft(row.uid, VisitDraft(needs="x"))
    assert [each.prepared for each in lists.between(TODAY, TODAY)] == [True]


def test_the_customers_address_is_masked(store: Store, lists: VisitListService) -> None:
    customer_id = new_customer(store)
    plan = VisitPlan(customer_id=customer_id, at=AT)
    visit_id = VisitsService(store).plan(plan).value
    assert lists.row(visit_id).place == "太原市迎泽区"


def test_kinds_and_order(store: Store, lists: VisitListService) -> None:
    visits = VisitsService(store)
    wang, chen = new_customer(store), new_customer(store, "C2", "陈晓燕")
    early = new_visit(store, wang)
    late = new_visit(store, chen, AT + timedelta(days=1))
    called_off = new_visit(store, chen, AT + timedelta(days=2))
    visits.cancel(called_off, "x")
    assert lists.ids("open") == [early, late]
    assert lists.ids("open", "customer") == [late, early]
    assert lists.ids("all", descending=True) == [called_off, late, early]
    assert lists.ids("closed") == [called_off]
    assert lists.ids("done") == []
    assert [row.id for row in lists.rows([late, 99])] == [late]


def test_visits_of_the_recycle_bin_are_not_listed(store: Store, lists: VisitListService) -> None:
    customer_id = new_customer(store)
    visit_id = new_visit(store, customer_id)
    with store.action("customer.delete") as session:
        session.get_one(Customer, customer_id).deleted_at = NOW
    assert lists.between(TODAY, TODAY) == []
    with pytest.raises(NotFoundError):
        lists.row(visit_id)


def test_the_visit_to_open_for_a_customer(store: Store, lists: VisitListService) -> None:
    customer_id = new_customer(store)
    assert lists.open_for(customer_id, TODAY) is None
    new_visit(store, customer_id, AT + timedelta(days=1))
    assert lists.open_for(customer_id, TODAY) is None
    today = new_visit(store, customer_id, AT + timedelta(hours=2))
    assert lists.open_for(customer_id, TODAY) == today
    running = new_visit(store, customer_id, AT - timedelta(days=1))
    VisitsService(store).start(running)
    assert lists.open_for(customer_id, TODAY) == running


def test_two_visits_at_once_are_noticed(store: Store, lists: VisitListService) -> None:
    visit_id = new_visit(store, new_customer(store))
    found = lists.overlapping(AT + timedelta(minutes=59), 30)
    assert found is not None
    assert found.id == visit_id
    assert lists.overlapping(AT + timedelta(minutes=60), 30) is None
    assert lists.overlapping(AT - timedelta(minutes=30), 30) is None
    assert lists.overlapping(AT, 30, except_id=visit_id) is None


def test_the_calendar_file_is_masked_and_journalled(
    store: Store, lists: VisitListService, tmp_path: Path
) -> None:
    customer_id = new_customer(store)
    visits = VisitsService(store)
    kept = visits.plan(VisitPlan(customer_id=customer_id, at=AT, purpose="合约到期")).value
    visits.move(kept, AT + timedelta(hours=2), "x")
    struck = new_visit(store, customer_id)
    visits.cancel(struck, "x")
    path = tmp_path / "visits.ics"
    saved = lists.export_ics(path, TODAY, TODAY, translator("zh"))
    text = path.read_bytes()
    events = list(Calendar.from_ical(text).walk("VEVENT"))
    assert saved.value == len(events) == 2
    by_place = {str(event["location"]): event for event in events}
    moved, cancelled = by_place["太原市迎泽区"], by_place["晋商大厦 1203"]
    assert (moved["sequence"], str(cancelled["status"])) == (1, "CANCELLED")
    assert moved.decoded("dtstart") == AT + timedelta(hours=2)
    assert "青禾路".encode() not in text
    with store.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert entry is not None
    assert (entry.code, entry.params["rows"], entry.undoable) == ("export", 2, False)


def test_the_calendar_file_in_full_for_a_reason(
    store: Store, lists: VisitListService, tmp_path: Path
) -> None:
    VisitsService(store).plan(VisitPlan(customer_id=new_customer(store), at=AT, purpose="续约"))
    path = tmp_path / "visits.ics"
    lists.export_ics(path, TODAY, TODAY, translator("en"), "替班同事")
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert str(event["location"]) == "太原市迎泽区青禾路 12 号 3 单元"
    mark = "Not masked · 李经理 · 2026-11-21 10:00 · 替班同事"
    assert str(event["description"]) == f"续约\n13900000001\n{mark}"
    with store.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert entry is not None
    assert (entry.code, entry.params["reason"]) == ("export.unmasked", "替班同事")
    assert entry.params["columns"] == ["time", "customer", "place", "purpose", "phone", "address"]


def test_an_export_that_fails_is_not_journalled(
    store: Store, lists: VisitListService, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    with store.read() as session:
        before = len(session.scalars(select(JournalEntry.id)).all())
    with pytest.raises(ReportNotWrittenError):
        lists.export_ics(tmp_path / "file" / "visits.ics", TODAY, TODAY, translator("en"))
    with store.read() as session:
        assert len(session.scalars(select(JournalEntry.id)).all()) == before
