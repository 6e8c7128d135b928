"""What is typed to search, filter and sort is looked for; it is never a piece of a query."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.conftest import create_book, fixed_clock
from tests.fuzz.payloads import PAYLOADS
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customers import CustomerService
from vipdesk.services.filters import FilterService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer

HEADING = "a\"'.b[0] $.c \\ 列"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three customers: the second has every payload in its extra data."""
    store = create_book(tmp_path_factory.mktemp("book") / "profile", "李经理", clock=fixed_clock)
    care = CustomerDesk.of(store).care
    for number in range(3):
        care.create(CustomerDraft(name=f"N{number}", number=f"C{number}"))
    with store.action("customer.edit") as session:
        session.get_one(Customer, 2).extra = {HEADING: "x", **dict.fromkeys(PAYLOADS.values(), "x")}
    yield store
    store.close()


each_payload = pytest.mark.parametrize("typed", [*PAYLOADS.values(), HEADING])


@each_payload
def test_search(book: Store, typed: str) -> None:
    service = CustomerService(book)
    assert len(service.find_ids(CustomerQuery(search=typed), book.today())) <= 3
    assert len(service.find_ids(CustomerQuery(), book.today())) == 3


@each_payload
@pytest.mark.parametrize("name", ["plans", "tags", "circles", "owners"])
def test_filters(book: Store, name: str, typed: str) -> None:
    criteria = CustomerFilter.from_json({name: [typed]})
    assert CustomerService(book).find_ids(CustomerQuery(filter=criteria), book.today()) == []


@each_payload
@pytest.mark.parametrize("descending", [False, True])
def test_sorting_by_a_column_of_an_import(book: Store, typed: str, descending: bool) -> None:
    query = CustomerQuery(sort=f"extra:{typed}", descending=descending)
    found = CustomerService(book).find_ids(query, book.today())
    assert sorted(found) == [1, 2, 3]
    assert found[0] == 2  # the only one who has it; empty ones are last either way


@each_payload
def test_a_filter_keeps_its_name(book: Store, typed: str) -> None:
    name = typed.strip()[:24].strip()
    service = FilterService(book)
    kept = service.save(name, CustomerFilter(plans=(typed,))).value
    (row,) = [each for each in service.all() if each.id == kept]
    assert (row.name, row.filter.plans) == (name, (typed,))
    service.delete(kept)
    with book.read() as session:
        assert session.scalar(text("SELECT count(*) FROM customer")) == 3
