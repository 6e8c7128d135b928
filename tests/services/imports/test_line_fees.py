"""Monthly fees belong to plans: what a fee without one comes to is said, not passed over."""

from tests.services.imports.conftest import Look, Rows
from vipdesk.services.imports import ImportService
from vipdesk.services.imports.views import general_words, told_words
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


def test_a_fee_beside_customers_without_plans_stays_with_the_extra_data(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    preview = look("客户编号,姓名,Monthly Charge\nC8,甲,65.60\n")
    assert list(preview.examined.mapping.columns) == ["customer.number", "customer.name"]
    imports.commit(preview)
    kept = rows("SELECT extra FROM customer WHERE number = 'C8'")
    assert kept == [('{"Monthly Charge": "65.60"}',)]
    plan = look("客户编号,姓名,手机号,套餐,月租\nC7,乙,13900000007,畅享99,99\n")
    assert plan.examined.mapping.columns["line.monthly_fee"] == "月租"


def test_a_header_that_leaves_open_what_ends_is_told(imports: ImportService, look: Look) -> None:
    t = translator("en")
    preview = look("业务号码,客户编号,到期日期\n13800138000,C1,2027-01-05\n", "lines")
    said = general_words(preview.examined, t)
    assert "“到期日期” is taken for Contract end" in said.replace('"到期日期"', "“到期日期”")
    imports.commit(preview)
    again = look("业务号码,客户编号,到期日期\n13800138000,C1,2027-01-05\n")
    assert general_words(again.examined, t) == ""  # kept from an import that was looked at
    certain = look("业务号码,客户编号,合约到期日期\n13800138000,C1,2027-01-05\n", "lines")
    assert general_words(certain.examined, t) == ""
