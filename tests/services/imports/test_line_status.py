"""Lines of which a file says late that they left."""

from tests.services.imports.conftest import Look, Rows
from vipdesk.services.imports import ImportService
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store

FILE = "业务号码,客户编号,状态,销户日期\n13800138000,C1,{status},{day}\n"


def test_a_line_that_left_before_the_last_file_told_of_it_has_left(
    store: Store, imports: ImportService, look: Look, rows: Rows
) -> None:
    status = "SELECT s.status FROM line_summary s WHERE number = '13800138000'"
    imports.commit(look(FILE.format(status="停机保号", day=""), "lines"))
    assert rows(status) == [("suspended_request",)]
    left = FILE.format(status="销户", day="2026-11-10")
    imports.commit(look(left, "lines"))
    assert rows(status) == [("closed",)]
    assert rows("SELECT min(effective_on) FROM status_history WHERE status = 'closed'") == [
        ("2026-11-10",)
    ]
    assert look(left, "lines").differences == ()
    JournalService(store).undo()
    assert rows(status) == [("suspended_request",)]
