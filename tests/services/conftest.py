"""A book with a few invented customers, made by the services themselves."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from tests.conftest import TODAY, at_work
from tests.furnished import Furnished, Furnishing
from tests.services.planted import plant
from tests.services.visit_book import new_customer, new_visit
from vipdesk.domain.customer_draft import CustomerDraft, LineDraft
from vipdesk.domain.words import DateKind, Tier
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.records import Record

Snapshot = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def customer_desk(store: Store) -> CustomerDesk:
    """The services over an empty book."""
    return CustomerDesk.of(store)


def _add_wang(store: Store) -> int:
    customer_desk = CustomerDesk.of(store)
    draft = CustomerDraft(
        name="王志强",
        number="C00012847",
        phone="13900008812",
        id_number="11010519491231002X",
        address="太原市迎泽区晋商大厦1203",
        joined_on=date(2019, 9, 21),
        tier=Tier.DIAMOND,
    )
    customer_id = customer_desk.care.create(draft).value
    line = LineDraft(
        number="13900008812",
        plan="融合299",
        fee_fen=29_900,
        opened_on=date(2019, 9, 21),
        ends_on={DateKind.CONTRACT: date(2026, 11, 30)},
        effective_on=TODAY,
    )
    customer_desk.lines.create(customer_id, line)
    return customer_id


@pytest.fixture(scope="session")
def wang_furnished(furnishing: Furnishing) -> Furnished[int]:
    return furnishing(at_work(_add_wang))


@pytest.fixture
def wang(wang_furnished: Furnished[int], store: Store) -> int:
    """A customer with a line whose contract ends in nine days."""
    return wang_furnished.value


@pytest.fixture(scope="session")
def met_furnished(furnishing: Furnishing) -> Furnished[int]:
    """The book of `new_customer`, and the customer."""
    return furnishing(at_work(new_customer))


@pytest.fixture(scope="session")
def visit_furnished(furnishing: Furnishing, met_furnished: Furnished[int]) -> Furnished[int]:
    """The same with a planned visit."""
    customer_id = met_furnished.value
    return furnishing(at_work(lambda store: new_visit(store, customer_id)), on=met_furnished)


@pytest.fixture(scope="session")
def planted_furnished(
    furnishing: Furnishing, tmp_path_factory: pytest.TempPathFactory
) -> Furnished[int]:
    folder = tmp_path_factory.mktemp("photos")
    return furnishing(at_work(lambda store: plant(store, CustomerDesk.of(store), folder)))


@pytest.fixture
def planted(planted_furnished: Furnished[int], store: Store) -> int:
    """A customer with personal data in every corner of the book."""
    return planted_furnished.value


@pytest.fixture
def chen(customer_desk: CustomerDesk) -> int:
    """Another customer with a line."""
    draft = CustomerDraft(name="陈晓燕", number="C00012848", phone="18600000457", tier=Tier.GOLD)
    customer_id = customer_desk.care.create(draft).value
    customer_desk.lines.create(customer_id, LineDraft(number="18600000457", effective_on=TODAY))
    return customer_id


@pytest.fixture
def snapshot(store: Store) -> Callable[[], Snapshot]:
    """All journalled rows, and the derived ones, as they stand."""

    def take() -> Snapshot:
        names = [t.name for t in Record.metadata.sorted_tables if t.info.get("journal")]
        names += ["customer_summary", "line_summary"]
        with store.read() as session:
            return {
                name: sorted(map(tuple, session.execute(text(f"SELECT * FROM {name}"))), key=repr)
                for name in names
            }

    return take


@pytest.fixture
def takes_back(
    store: Store, snapshot: Callable[[], Snapshot]
) -> Callable[[Callable[[], object]], None]:
    """Run an action, undo it, and compare every row; then redo it and compare again."""

    def check(act: Callable[[], object]) -> None:
        before = snapshot()
        act()
        after = snapshot()
        assert after != before
        journal = JournalService(store)
        journal.undo()
        assert snapshot() == before
        journal.redo()
        assert snapshot() == after

    return check
