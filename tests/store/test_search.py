import pytest
from sqlalchemy import delete, text, update

from tests.conftest import NOW, at_work
from tests.furnished import Furnished, Furnishing
from tests.store.builders import add_customer, add_line
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, CustomerTag, Tag
from vipdesk.store.search import match_expression


def found(store: Store, typed: str) -> list[str]:
    with store.read() as session:
        rows = session.execute(
            text(
                "SELECT c.name FROM customer_search s JOIN customer c ON c.id = s.rowid "
                "WHERE customer_search MATCH :match ORDER BY c.id"
            ),
            {"match": match_expression(typed)},
        )
        return [name for (name,) in rows]


def _fill(store: Store) -> None:
    with store.action("customer.create") as session:
        wang = add_customer(session, "C00012847", "王志强")
        wang.address, wang.id_number = "太原市迎泽区晋商大厦 1203", "110101199001011234"
        add_line(session, wang, "13912348812")
        tag = Tag(name="大客户", key="大客户")
        session.add(tag)
        session.flush()
        session.add(CustomerTag(customer_id=wang.id, tag_id=tag.id))
        add_customer(session, "C00012848", "单雄信").phone = "18600000457"
        add_customer(session, "C00012849", "𬱖㛃䶮")
        add_customer(session, "C00012850", "Bayern Trading 华宇贸易").contact_name = "赵国栋"
        add_customer(session, "C00012851", "欧阳 修")


@pytest.fixture(scope="session")
def book_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(_fill))


@pytest.fixture
def book(book_furnished: Furnished[None], store: Store) -> Store:
    return store


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("王志", ["王志强"]),
        ("志强", ["王志强"]),
        ("王", ["王志强"]),
        ("wangzhi", ["王志强"]),
        ("WZQ", ["王志强"]),
        ("zhiqiang", ["王志强"]),
        ("8812", ["王志强"]),
        ("１３９１２３４８８１２", ["王志强"]),
        ("1234", ["王志强"]),
        ("c00012847", ["王志强"]),
        ("2847", ["王志强"]),
        ("迎泽", ["王志强"]),
        ("大客", ["王志强"]),
        ("王 8812", ["王志强"]),
        ("王8812", ["王志强"]),
        ("王 0457", []),
        ("shan", ["单雄信"]),
        ("dan", ["单雄信"]),
        ("0457", ["单雄信"]),
        ("𬱖", ["𬱖㛃䶮"]),
        ("㛃䶮", ["𬱖㛃䶮"]),
        ("bayern", ["Bayern Trading 华宇贸易"]),
        ("国栋", ["Bayern Trading 华宇贸易"]),
        ("oyx", ["欧阳 修"]),
        ("欧阳修", ["欧阳 修"]),
        ("查无此人", []),
    ],
)
def test_finds_as_people_type(book: Store, typed: str, names: list[str]) -> None:
    assert found(book, typed) == names


@pytest.mark.parametrize("typed", ["", "  ", "！？", '"', "*"])
def test_nothing_searchable_is_no_query(typed: str) -> None:
    assert match_expression(typed) is None


@pytest.mark.parametrize(
    "typed", ['王"', "wang*", "a OR b", "NEAR(王)", "-王", "name:王", "(王", "王'"]
)
def test_signs_of_the_query_language_do_no_harm(book: Store, typed: str) -> None:
    found(book, typed)


def test_the_index_follows_every_change(book: Store) -> None:
    with book.action("customer.edit") as session:
        session.execute(update(Customer).where(Customer.name == "王志强").values(name="王志坚"))
    assert found(book, "志坚") == ["王志坚"]
    JournalService(book).undo()
    assert found(book, "志坚") == []
    assert found(book, "志强") == ["王志强"]


def test_a_renamed_tag_and_a_deleted_customer_are_gone(book: Store) -> None:
    with book.action("customer.tag", n=1) as session:
        session.execute(update(Tag).values(name="重点", key="重点"))
    assert (found(book, "大客"), found(book, "重点")) == ([], ["王志强"])
    with book.action("customer.delete", n=1) as session:
        session.execute(update(Customer).where(Customer.name == "王志强").values(deleted_at=NOW))
    assert found(book, "王") == []
    with book.action("customer.purge", n=1) as session:
        session.execute(delete(Customer).where(Customer.name == "单雄信"))
    assert found(book, "0457") == []
