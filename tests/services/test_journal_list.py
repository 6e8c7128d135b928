"""Entries are found by customer, day, kind and words; each says what it changed, masked."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import TODAY
from vipdesk.domain.journal_kinds import JournalKind
from vipdesk.domain.masking import MaskedField
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_export import CustomerExport, ExportFormat, ExportOrder
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.customers import CustomerService
from vipdesk.services.journal import JournalService
from vipdesk.services.journal_list import JournalListService, JournalQuery
from vipdesk.services.personal_fields import PersonalFieldsService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store


@pytest.fixture
def lists(store: Store) -> JournalListService:
    return JournalListService(store)


def codes(lists: JournalListService, query: JournalQuery) -> list[str]:
    return [row.code for row in lists.rows(lists.find_ids(query, str))]


def test_a_kind_and_a_day_range(
    lists: JournalListService, customer_desk: CustomerDesk, wang: int
) -> None:
    customer_desk.care.unmask(wang, MaskedField.PHONE)
    assert codes(lists, JournalQuery(kind=JournalKind.VIEWED)) == ["customer.unmask"]
    assert codes(lists, JournalQuery(kind=JournalKind.CHANGED)) == [
        "line.create",
        "customer.create",
    ]
    assert len(codes(lists, JournalQuery(first=TODAY, last=TODAY))) == 4
    assert codes(lists, JournalQuery(last=date(2026, 11, 20))) == []
    assert codes(lists, JournalQuery(first=date(2026, 11, 22))) == []


def test_words_are_of_the_action_the_manager_or_the_details(
    lists: JournalListService, store: Store, wang: int
) -> None:
    CustomerGroupsService(store).tag([wang], "老客户")
    assert codes(lists, JournalQuery(words="new LINE")) == ["line.create"]
    assert len(codes(lists, JournalQuery(words="李经"))) == 3  # the book is older than its manager
    assert codes(lists, JournalQuery(words="老客")) == ["customer.tag"]
    assert codes(lists, JournalQuery(words="nothing")) == []


def test_a_customer_s_entries_hold_views_exports_and_what_was_handed_out(
    lists: JournalListService,
    store: Store,
    customer_desk: CustomerDesk,
    wang: int,
    chen: int,
    tmp_path: Path,
) -> None:
    customer_desk.care.unmask(wang, MaskedField.PHONE)
    customers = CustomerService(store)
    order = ExportOrder(format=ExportFormat.CSV, ids=[wang])
    CustomerExport(store, customers).write(order, tmp_path / "one.csv", str)
    PersonalFieldsService(store).of([wang], "customers", "asked")
    found = codes(lists, JournalQuery(customer_id=wang))
    assert found == ["export.unmasked", "export", "customer.unmask", "line.create",
                     "customer.create"]  # fmt: skip
    assert codes(lists, JournalQuery(customer_id=chen)) == ["line.create", "customer.create"]
    assert lists.customer_name(wang) == "王志强"
    exported = lists.find_ids(JournalQuery(customer_id=wang, kind=JournalKind.EXPORTED), str)
    detail = lists.detail(exported[0], str)
    assert [(row.name, row.op) for row in detail.changes] == [("王志强", "handed out")]


def test_what_was_deleted_is_still_a_customer_s_history(
    lists: JournalListService, store: Store, wang: int, chen: int
) -> None:
    groups = CustomerGroupsService(store)
    groups.tag([wang], "老客户")
    groups.untag([wang, chen], groups.tags()[0].id)
    assert codes(lists, JournalQuery(customer_id=wang))[:2] == ["customer.untag", "customer.tag"]
    assert "customer.untag" not in codes(lists, JournalQuery(customer_id=chen))


def test_an_entry_tells_old_and_new_in_words_and_masked(
    lists: JournalListService, store: Store, customer_desk: CustomerDesk, wang: int
) -> None:
    from dataclasses import replace

    draft = customer_desk.care.draft(wang)
    customer_desk.care.edit(wang, replace(draft, phone="13812345678", note="Likes tea"))
    detail = lists.detail(lists.find_ids(JournalQuery(), str)[0], str)
    told = {field.label: (field.old, field.new) for field in detail.changes[0].fields}
    assert told == {"Telephone": ("139****8812", "138****5678"), "Note": ("", "Likes tea")}
    assert (detail.seq, detail.undone_at, detail.more) == (4, None, 0)
    JournalService(store).undo()
    assert lists.detail(detail.entry.id, str).undone_at == store.now()


def test_a_large_entry_shows_its_first_rows(
    lists: JournalListService, store: Store, wang: int
) -> None:
    from tests.store.builders import add_customer

    with store.action("import.commit", file="x.csv") as session:
        for number in range(90):
            add_customer(session, f"X{number}")
    detail = lists.detail(lists.find_ids(JournalQuery(), str)[0], str)
    assert (len(detail.changes), detail.more) == (200, 70)


def test_instants_and_texts_are_told_as_people_read_them(
    lists: JournalListService, store: Store
) -> None:
    service = SettingsService(store)
    service.save(replace(service.load(), checklist=("亮明身份",)))
    (entry_id,) = lists.find_ids(JournalQuery(words="Change settings"), str)
    detail = lists.detail(entry_id, str)
    told = {field.label: field.new for field in detail.changes[0].fields}
    assert told["When it was made"] == "2026-11-21 10:00:00"
    assert "亮明身份" in told["The settings"]
