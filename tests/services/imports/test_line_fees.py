"""Monthly fees belong to plans: what a fee without one comes to is said, not passed over."""

from tests.services.imports.conftest import Look, Rows
from vipdesk.services.imports import ImportService
from vipdesk.services.imports.views import told_words
from vipdesk.texts import translator

FILE = "业务号码,客户编号,月租\n13800138000,C1,99\n13900000001,C1,59\n13900000002,C2,\n"
PLAN = "业务号码,客户编号,套餐,月租\n13800138000,C1,畅享99,99\n"


def test_fees_of_lines_without_a_plan_are_told(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    preview = look(FILE, "lines")
    assert preview.planless_fees == 2
    assert preview.summary(translator("en"))["planless_fees"] == 2
    assert told_words(preview).startswith("2 monthly fees are not kept")
    imports.commit(preview)
    assert rows("SELECT fee_fen FROM plan_history") == []
    known = look(PLAN, "lines")
    assert (known.planless_fees, told_words(known)) == (0, "")
    imports.commit(known)
    assert rows("SELECT plan, fee_fen FROM plan_history") == [("畅享99", 9_900)]
    assert look(FILE, "lines").planless_fees == 1
