"""Lines of one customer that are billed to several accounts."""

from tests.services.imports.conftest import Look, Rows
from vipdesk.services.imports import ImportService
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store

UNNUMBERED = "业务号码,客户编号\n13900000001,C9\n13900000002,C9\n"
FILE = "业务号码,客户编号,账户编号\n13900000001,C9,B1\n13900000002,C9,B2\n13900000003,C9,B3\n"
BILLED = (
    "SELECT l.number, a.number FROM line l JOIN account a ON a.id = l.account_id "
    "WHERE l.number LIKE '139%' ORDER BY l.number"
)


def test_numbers_of_accounts_that_come_late_are_kept_apart(
    store: Store, imports: ImportService, look: Look, rows: Rows
) -> None:
    """The account that had no number takes the first; it is not called by the next one then."""
    imports.commit(look("客户编号,姓名\nC9,丙\n"))
    imports.commit(look(UNNUMBERED, "lines"))
    assert rows(BILLED) == [("13900000001", None), ("13900000002", None)]
    imports.commit(look(FILE, "lines"))
    assert rows(BILLED) == [
        ("13900000001", "B1"), ("13900000002", "B2"), ("13900000003", "B3"),
    ]  # fmt: skip
    assert look(FILE, "lines").differences == ()
    JournalService(store).undo()
    assert rows(BILLED) == [("13900000001", None), ("13900000002", None)]


def test_a_line_whose_customer_is_unknown_is_told_by_the_customer(look: Look) -> None:
    named, nameless = look("业务号码,客户编号\n13900000001,C8\n13900000002,\n", "lines").problems
    assert (named.column, named.value) == ("客户编号", "C8")
    assert (nameless.column, nameless.value) == ("业务号码", "13900000002")
