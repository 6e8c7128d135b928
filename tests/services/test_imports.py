from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import text

from tests.conftest import SHARED_DATA
from vipdesk.errors import VipDeskError
from vipdesk.importing.reader import ReadOptions
from vipdesk.progress import CancelledError
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customers import CustomerService
from vipdesk.services.imports import ImportService, edits
from vipdesk.services.imports.rows import ChangeKind, Preview
from vipdesk.services.imports.service import (
    OpenQuestionsError,
    StalePreviewError,
)
from vipdesk.services.imports.typed import (
    ColumnTwiceError,
    UnknownColumnError,
    UnknownFieldError,
    UnknownWordError,
)
from vipdesk.services.imports.views import key_title, value_text
from vipdesk.services.journal import JournalService
from vipdesk.services.merging import MergingService
from vipdesk.store import triggers
from vipdesk.store.book import Store
from vipdesk.store.undo_errors import UndoConflictError
from vipdesk.texts import translator

CUSTOMERS = (
    "客户编号,姓名,手机号,等级,地址,套餐,月费,合约到期,状态,积分\n"
    "C1,王志强,13800138000,银卡,,畅享199,199,2026-08-31,在网,5\n"
    "C2,陈晓燕,13800138001,银卡,,畅享99,99,,在网,6\n"
)
NEXT = (
    "客户编号,姓名,手机号,等级,地址,套餐,月费,合约到期,状态,积分\n"
    "C1,王志强,13800138000,金卡,太原市迎泽区迎泽大街88号,融合299,299,2026-11-30,在网,5\n"
    "C2,陈晓燕,13800138001,银卡,,畅享99,99,,携出,7\n"
    "C3,丁岚,13800138002,普通,,,,,,\n"
    "C4,坏行,1.39E+10,,,,,,,\n"
)
BILLS = "业务号码,账期,费用,通话时长,流量(GB)\n13800138000,202610,{fee},30,1.5\n"
TABLES = [table.name for table in triggers.journalled_tables()]


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store)


Look = Callable[..., Preview]


@pytest.fixture
def look(imports: ImportService, tmp_path: Path) -> Look:
    """Preview a file made of ``content``, with changes to its mapping."""

    def _look(content: str, name: str = "file.csv", **changes: Any) -> Preview:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        examined = imports.examine(path)
        return imports.preview(imports.remap(examined, replace(examined.mapping, **changes)))

    return _look


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    with store.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def state(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {table: sorted(rows(store, f'SELECT * FROM "{table}"'), key=repr) for table in TABLES}


def shown(preview: Preview) -> list[tuple[str, str, str, str, str]]:
    t = translator("zh")
    return [
        (d.kind.value, d.number, key_title(d.key, t), value_text(d.key, d.old, t),
         value_text(d.key, d.new, t))
        for d in preview.differences
    ]  # fmt: skip


def test_new_customers_with_their_lines(store: Store, imports: ImportService, look: Look) -> None:
    preview = look(CUSTOMERS)
    assert (preview.counts.new, preview.counts.changed, preview.counts.problems) == (2, 0, 0)
    assert rows(store, "SELECT count(*) FROM customer") == [(0,)]
    saved = imports.commit(preview)
    assert (saved.value.new, saved.value.changed) == (2, 0)
    assert rows(
        store,
        "SELECT number, name, tier, phone, plan, next_end_on, owner_id FROM customer_summary",
    ) == [
        ("C1", "王志强", "silver", "13800138000", "畅享199", "2026-08-31", 1),
        ("C2", "陈晓燕", "silver", "13800138001", "畅享99", None, 1),
    ]
    assert rows(store, "SELECT extra FROM customer WHERE number = 'C1'") == [('{"积分": "5"}',)]
    assert rows(store, "SELECT effective_on, recorded_on, batch_id FROM tier_history LIMIT 1") == [
        ("2026-11-21", "2026-11-21", saved.value.batch_id)
    ]


def test_the_same_file_twice_changes_nothing(
    store: Store, imports: ImportService, look: Look
) -> None:
    imports.commit(look(CUSTOMERS))
    before = state(store)
    again = look(CUSTOMERS)
    assert again.differences == ()
    assert again.counts.unchanged == 2
    saved = imports.commit(again)
    assert saved.value.batch_id is None
    assert saved.changed == frozenset()
    assert state(store) == before


def test_differences_old_and_new_by_field(imports: ImportService, look: Look) -> None:
    imports.commit(look(CUSTOMERS))
    preview = look(NEXT)
    assert shown(preview) == [
        ("changed", "C1", "地址", "", "太原市迎泽区****"),
        ("changed", "C1", "等级", "银卡", "金卡"),
        ("changed", "C1", "套餐", "畅享199", "融合299"),
        ("changed", "C1", "月费", "199.00", "299.00"),
        ("changed", "C1", "合约到期", "2026-08-31", "2026-11-30"),
        ("changed", "C2", "其他列", "积分：6", "积分：7"),
        ("stopped", "C2", "号码状态", "正常", "携出"),
        ("new", "C3", "", "", ""),
    ]
    assert (preview.counts.new, preview.counts.changed, preview.counts.problems) == (1, 2, 1)
    assert [problem.row for problem in preview.problems] == [5]


def test_histories_get_rows_and_nothing_is_overwritten(
    store: Store, imports: ImportService, look: Look
) -> None:
    imports.commit(look(CUSTOMERS))
    imports.commit(look(NEXT))
    assert rows(store, "SELECT tier FROM tier_history WHERE customer_id = 1 ORDER BY id") == [
        ("silver",), ("gold",)
    ]  # fmt: skip
    assert rows(store, "SELECT plan, fee_fen FROM plan_history WHERE line_id = 1 ORDER BY id") == [
        ("畅享199", 19900), ("融合299", 29900)
    ]  # fmt: skip
    assert rows(store, "SELECT ends_on FROM contract_date WHERE line_id = 1 ORDER BY id") == [
        ("2026-08-31",), ("2026-11-30",)
    ]  # fmt: skip
    assert rows(store, "SELECT status FROM line_summary WHERE line_id = 2") == [("ported_out",)]


def test_what_is_unchecked_is_not_written(store: Store, imports: ImportService, look: Look) -> None:
    imports.commit(look(CUSTOMERS))
    preview = look(NEXT)
    skip = {d.id for d in preview.differences if d.key == "line.plan" or d.kind is ChangeKind.NEW}
    saved = imports.commit(preview, frozenset(skip))
    assert (saved.value.new, saved.value.changed) == (0, 2)
    assert rows(store, "SELECT count(*) FROM customer") == [(2,)]
    assert rows(store, "SELECT plan, plan_fee_fen FROM line_summary WHERE line_id = 1") == [
        ("畅享199", 29900)
    ]
    assert rows(store, "SELECT address FROM customer WHERE number = 'C1'") != [(None,)]


def test_leaving_one_out_does_not_move_the_others(
    store: Store, imports: ImportService, look: Look
) -> None:
    header = "客户编号,姓名,业务号码,账期,费用\n"
    imports.commit(look(header + "C1,甲,13800138000,202609,1\nC2,乙,13800138001,202609,1\n"))
    preview = look(
        header + "C1,甲,13800138000,202609,1\nC1,甲,13800138002,202610,2\n"
        "C2,乙,13800138001,202610,3\nC2,乙,13800138003,202610,4\n"
    )
    keys = [difference.key for difference in preview.differences]
    assert keys[:2] == ["line.number", "line.number"]
    last = max(d.id for d in preview.differences if d.key == "bill.fee@2026-10" and d.row == 4)
    imports.commit(preview, frozenset({0, last}))
    assert rows(store, "SELECT number FROM line ORDER BY id") == [
        ("13800138000",), ("13800138001",), ("13800138003",)
    ]  # fmt: skip
    assert rows(store, "SELECT line_id, month FROM bill ORDER BY 1, 2") == [
        (1, "2026-09"), (2, "2026-09"), (3, "2026-10")
    ]  # fmt: skip


def test_the_whole_import_is_undone_updates_included(
    store: Store, imports: ImportService, look: Look
) -> None:
    journal = JournalService(store)
    empty = state(store)
    imports.commit(look(CUSTOMERS))
    first = state(store)
    summary = rows(store, "SELECT * FROM customer_summary")
    imports.commit(look(NEXT))
    journal.undo()
    assert state(store) == first
    assert rows(store, "SELECT * FROM customer_summary") == summary
    journal.redo()
    assert rows(store, "SELECT count(*) FROM customer") == [(3,)]
    journal.undo()
    journal.undo()
    assert state(store) == empty


def test_bills_are_replaced_never_added(store: Store, imports: ImportService, look: Look) -> None:
    imports.commit(look(CUSTOMERS))
    first = look(BILLS.format(fee="10.50"))
    assert [(row[0], row[2]) for row in shown(first)] == [("new", "账单 2026-10")]
    imports.commit(first)
    before = state(store)
    assert rows(store, "SELECT month, fee_fen FROM bill") == [("2026-10", 1050)]
    assert rows(store, "SELECT voice_seconds, data_bytes FROM usage") == [(1800, 1610612736)]
    assert look(BILLS.format(fee="10.50")).counts.unchanged == 1
    preview = look(BILLS.format(fee="12"))
    assert shown(preview) == [("changed", "138****8000", "账单 2026-10", "10.50", "12.00")]
    imports.commit(preview)
    assert rows(store, "SELECT month, fee_fen FROM bill") == [("2026-10", 1200)]
    JournalService(store).undo()
    assert state(store) == before


def test_a_wide_file_gives_each_month(store: Store, imports: ImportService, look: Look) -> None:
    imports.commit(look(CUSTOMERS))
    imports.commit(look("业务号码,202609费用,202610费用\n13800138000,1,2\n13800138001,3,\n"))
    assert rows(store, "SELECT line_id, month, fee_fen FROM bill") == [
        (1, "2026-09", 100), (1, "2026-10", 200), (2, "2026-09", 300)
    ]  # fmt: skip


def test_what_one_column_of_a_month_holds_is_said_once(
    store: Store, imports: ImportService, look: Look, tmp_path: Path
) -> None:
    imports.commit(look(CUSTOMERS))
    path = tmp_path / "wide.csv"
    path.write_text("单位：千元,,\n手机号,2026-01,2026-02\n13800138000,1,2.5\n", "utf-8")
    found = imports.examine(path)
    assert found.questions.missing == ("bill.fee",)
    typed = imports.with_typed(found, {"bill.fee": "2026-02"})
    in_fen = edits.with_unit(typed.mapping, "bill.fee@2026-01", "fen")
    assert in_fen.units == {"bill.fee@2026-01": "fen", "bill.fee@2026-02": "fen"}
    imports.commit(imports.preview(typed))
    assert rows(store, "SELECT month, fee_fen FROM bill ORDER BY month") == [
        ("2026-01", 100_000), ("2026-02", 250_000),
    ]  # fmt: skip


def test_months_without_a_year_ask_for_it_and_ask_again(
    store: Store, imports: ImportService, look: Look, tmp_path: Path
) -> None:
    imports.commit(look(CUSTOMERS))
    path = tmp_path / "wide.csv"
    path.write_text("手机号,1月消费(元),12月消费(元)\n13800138000,1,2\n", "utf-8")
    found = imports.examine(path)
    assert (found.questions.missing, found.questions.year) == ((), True)
    with pytest.raises(OpenQuestionsError, match="Year of the months"):
        imports.preview(found)
    dated = edits.with_year(found.mapping, edits.year_of("2025年"))
    imports.commit(imports.preview(imports.remap(found, dated)))
    assert rows(store, "SELECT month, fee_fen FROM bill ORDER BY month") == [
        ("2025-01", 100), ("2025-12", 200),
    ]  # fmt: skip
    again = imports.examine(path)
    assert (again.remembered, again.questions.year) == (True, True)
    assert edits.with_year(dated, "2026").year == "2026"
    assert edits.year_of("26") is None


def test_a_sheet_named_by_its_month_tells_it_each_time(
    store: Store, imports: ImportService, look: Look, tmp_path: Path
) -> None:
    imports.commit(look(CUSTOMERS))
    path = tmp_path / "months.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for at, name in enumerate(("2026-09", "2026年10月"), 1):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, ("手机号", "消费金额"))
            sheet.write_row(1, 0, ("13800138000", at))
    for name in ("2026-09", "2026年10月"):
        preview = imports.preview(imports.examine(path, ReadOptions(sheet=name)))
        assert preview.counts.new == 1
        imports.commit(preview)
    assert rows(store, "SELECT month, fee_fen FROM bill ORDER BY month") == [
        ("2026-09", 100), ("2026-10", 200),
    ]  # fmt: skip
    assert imports.preview(imports.examine(path)).differences == ()


def test_bills_and_lines_of_strangers_are_refused(look: Look) -> None:
    t = translator("zh")
    preview = look(BILLS.format(fee="1"))
    assert [p.reason.sentence(t) for p in preview.problems] == [
        "簿里没有这个号码的用户，请先导入用户。"
    ]
    preview = look("业务号码,客户编号,套餐\n13800138000,C9,畅享99\n")
    assert [p.reason.sentence(t) for p in preview.problems] == [
        "簿里没有这个编号的客户，请先导入客户。"
    ]
    assert preview.counts.problems == 1


def test_lines_with_dates_of_four_kinds(store: Store, imports: ImportService, look: Look) -> None:
    imports.commit(look("客户编号,姓名\nC1,甲\n"))
    preview = look(
        "业务号码,客户编号,账户编号,业务类型,入网日期,合约到期,到期停机日,优惠到期日,体验到期日\n"
        "kd0351001,C1,A1,宽带,2020-01-01,2026-12-01,2026-12-02,2026-12-03,2026-12-04\n"
    )
    imports.commit(preview)
    assert rows(
        store,
        "SELECT kind, contract_ends_on, stop_ends_on, rebate_ends_on, trial_ends_on "
        "FROM line_summary",
    ) == [("broadband", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04")]
    assert rows(store, "SELECT number FROM account") == [("A1",)]
    moved = look("业务号码,客户编号,账户编号\nkd0351001,C1,A2\n")
    assert shown(moved) == [("changed", "kd0****1001", "账户编号", "A1", "A2")]


def test_balances_stand_for_a_day(store: Store, imports: ImportService, look: Look) -> None:
    imports.commit(look("客户编号,姓名,余额,欠费\nC1,甲,10,0\n"))
    assert look("客户编号,姓名,余额,欠费\nC1,甲,10,0\n").differences == ()
    preview = look("客户编号,姓名,余额,欠费\nC1,甲,-5.5,5.5\n")
    imports.commit(preview)
    assert rows(store, "SELECT as_of, balance_fen, arrears_fen FROM account_balance") == [
        ("2026-11-21", -550, 550)
    ]
    assert rows(store, "SELECT arrears_fen FROM customer_summary") == [(550,)]


def test_customers_that_the_file_no_longer_holds_are_listed(
    store: Store, imports: ImportService, look: Look
) -> None:
    imports.commit(look(CUSTOMERS))
    preview = look("客户编号,姓名,手机号\nC2,陈晓燕,1.39E+10\n")
    assert preview.missing == ((1, "C1", "王志强"),)
    imports.commit(preview)
    assert rows(store, "SELECT count(*) FROM customer WHERE deleted_at IS NULL") == [(2,)]


def test_empty_cells_leave_the_book_as_it_is(imports: ImportService, look: Look) -> None:
    imports.commit(look(CUSTOMERS))
    assert look("客户编号,姓名,手机号,等级,套餐\nC1,王志强,,,\n").differences == ()


def test_tags_and_birthdays(store: Store, imports: ImportService, look: Look) -> None:
    content = "客户编号,姓名,生日,标签\nC1,甲,农历1985-02-30,老客户、VIP\nC2,乙,08-15,VIP\n"
    imports.commit(look(content))
    assert rows(store, "SELECT birth_year, birth_month, birth_day, birth_lunar FROM customer") == [
        (1985, 2, 30, 1),
        (None, 8, 15, 0),
    ]
    assert rows(store, "SELECT name FROM tag ORDER BY id") == [("老客户",), ("VIP",)]
    assert rows(store, "SELECT count(*) FROM customer_tag") == [(3,)]
    assert look(content).differences == ()
    assert shown(look("客户编号,姓名,标签\nC2,乙,新;vip\n")) == [
        ("changed", "C2", "标签", "", "新")
    ]


def test_deleted_customers_stay_deleted(store: Store, imports: ImportService, look: Look) -> None:
    imports.commit(look(CUSTOMERS))
    with store.action("customer.delete", n=1) as session:
        session.execute(text("UPDATE customer SET deleted_at = created_at WHERE number = 'C1'"))
    preview = look(NEXT)
    assert [problem.row for problem in preview.problems] == [2, 5]
    assert preview.missing_count == 0


def test_a_file_says_of_the_kept_customer_what_it_says_of_the_merged_one(
    store: Store, imports: ImportService, look: Look
) -> None:
    imports.commit(look(CUSTOMERS.replace("积分", "账户余额")))
    merging = MergingService(store)
    merge = merging.merge(1, 2).value
    before = state(store)
    again = look(CUSTOMERS.replace("积分", "账户余额"))
    assert (again.differences, again.counts.unchanged) == ((), 2)
    assert imports.commit(again).value.batch_id is None
    assert state(store) == before
    imports.commit(look("用户号码,客户编号\n13800138001,C2\n13800138009,C2\n", "lines.csv"))
    owners = "SELECT l.number, a.customer_id FROM line l JOIN account a ON a.id = l.account_id"
    assert {owner for _number, owner in rows(store, owners)} == {1}
    imports.commit(look(CUSTOMERS.replace("积分", "账户余额").replace(",6\n", ",7\n")))
    assert rows(store, "SELECT account_id, balance_fen FROM account_balance") == [
        (1, 500), (2, 700)
    ]  # fmt: skip
    merging.unmerge(merge)
    assert sorted(rows(store, owners)) == [
        ("13800138000", 1), ("13800138001", 2), ("13800138009", 2)
    ]  # fmt: skip


def test_a_customer_merged_into_a_deleted_one_stays_deleted(
    store: Store, imports: ImportService, look: Look
) -> None:
    imports.commit(look(CUSTOMERS))
    MergingService(store).merge(1, 2)
    with store.action("customer.delete", n=1) as session:
        session.execute(text("UPDATE customer SET deleted_at = created_at WHERE number = 'C1'"))
    assert [problem.row for problem in look(CUSTOMERS).problems] == [2, 3]
    assert [problem.row for problem in look("用户号码,客户编号\n13800138001,C2\n").problems] == [2]


def test_a_fee_without_a_plan_is_no_difference_for_ever(imports: ImportService, look: Look) -> None:
    content = "客户编号,姓名,手机号,套餐,月费\nC1,王志强,13800138000,,60\n"
    imports.commit(look(content))
    assert look(content).differences == ()


def test_numbers_of_an_undone_import_are_not_given_again(
    store: Store, imports: ImportService, look: Look
) -> None:
    imports.commit(look(CUSTOMERS))
    JournalService(store).undo()
    imports.commit(look(CUSTOMERS))
    assert rows(store, "SELECT id FROM customer ORDER BY id") == [(3,), (4,)]


def test_an_import_is_not_undone_under_a_later_one(
    store: Store, imports: ImportService, look: Look
) -> None:
    imports.commit(look(CUSTOMERS))
    first = imports.commit(look(BILLS.format(fee="10"))).value.entry_id
    second = imports.commit(look(BILLS.format(fee="20"))).value.entry_id
    before, journal = state(store), JournalService(store)
    with pytest.raises(UndoConflictError, match="bill"):
        journal.undo(first)
    assert state(store) == before
    journal.undo(second)
    journal.undo(first)
    assert rows(store, "SELECT count(*) FROM bill") == [(0,)]


def test_the_month_of_a_later_file_does_not_stand_in_the_way(
    store: Store, imports: ImportService, look: Look
) -> None:
    imports.commit(look(CUSTOMERS))
    content = "业务号码,费用\n13800138000,5\n"
    first = imports.commit(look(content, month="2026-09")).value.entry_id
    imports.commit(look(content, month="2026-10"))
    JournalService(store).undo(first)
    assert rows(store, "SELECT month FROM bill") == [("2026-10",)]


def test_numbers_in_columns_that_no_field_takes_are_masked(
    store: Store, imports: ImportService, tmp_path: Path
) -> None:
    path = tmp_path / "file.csv"
    numbers = "联系13800138009", "11010519491231002X"
    path.write_text(
        f"客户编号,姓名,手机号,甲,乙\nC1,王志强,13800138000,{','.join(numbers)}\n", encoding="utf-8"
    )
    examined = imports.examine(path)
    assert [column.samples for column in examined.columns][3:] == [
        ("联系138****8009",), ("1101**********002X",)
    ]  # fmt: skip
    imports.commit(imports.preview(examined))
    masked = {"甲": "联系138****8009", "乙": "1101**********002X"}
    (row,) = CustomerService(store).rows([1], with_extra=True)
    assert row.extra == masked
    assert CustomerDesk.of(store).detail.load(1).extra == masked
    assert value_text("extra", {"甲": numbers[0]}, translator("zh")) == "甲：联系138****8009"


@pytest.mark.parametrize("column", ["用户号码", "手机号"])
def test_a_line_of_two_customers_is_a_problem(
    imports: ImportService, look: Look, column: str
) -> None:
    content = f"客户编号,姓名,{column},套餐\nC1,王志强,13800138000,甲\nC2,陈晓燕,13800138000,甲\n"
    for _again in range(2):
        preview = look(content)
        assert [(problem.row, problem.value) for problem in preview.problems] == [
            (3, "13800138000")
        ]  # fmt: skip
        imports.commit(preview)
    assert preview.differences == ()


def test_a_new_line_in_rows_of_several_months(
    store: Store, imports: ImportService, look: Look
) -> None:
    content = (
        "客户编号,姓名,用户号码,套餐,账期,费用\n"
        "C1,王志强,13800138000,甲,2026-09,1\nC1,王志强,13800138000,甲,2026-10,2\n"
    )
    imports.commit(look(content, kind="customers"))
    assert rows(store, "SELECT line_id, month, fee_fen FROM bill") == [
        (1, "2026-09", 100), (1, "2026-10", 200)
    ]  # fmt: skip
    assert look(content, kind="customers").differences == ()


def test_a_stale_preview_is_refused(store: Store, imports: ImportService, look: Look) -> None:
    imports.commit(look(CUSTOMERS))
    preview = look(NEXT)
    with store.action("customer.edit", customer_id=1) as session:
        session.execute(text("UPDATE customer SET name = '王强' WHERE id = 1"))
    before = state(store)
    with pytest.raises(StalePreviewError):
        imports.commit(preview)
    assert state(store) == before


class _Stop:
    def __init__(self, after: int) -> None:
        self.left = after

    def step(self, _done: int, _total: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise CancelledError


@pytest.mark.parametrize("after", [0, 1, 3, 6])
def test_a_cancelled_import_leaves_nothing(
    store: Store, imports: ImportService, look: Look, after: int
) -> None:
    before = state(store)
    preview = look(CUSTOMERS)
    with pytest.raises(CancelledError):
        imports.commit(preview, progress=_Stop(after))
    assert state(store) == before


def test_whenever_an_import_is_cancelled_nothing_is_written(
    store: Store, imports: ImportService, look: Look
) -> None:
    preview, before = look(CUSTOMERS), state(store)
    for steps in range(100):
        try:
            imports.commit(preview, progress=_Stop(steps))
        except CancelledError:
            assert state(store) == before, steps
        else:
            break
    assert steps > 2
    assert rows(store, "SELECT count(*) FROM customer") == [(2,)]


def test_the_mapping_is_kept_for_such_files(
    imports: ImportService, look: Look, tmp_path: Path
) -> None:
    content = "编号甲,称呼,星级别\n1,甲,白金\n"
    columns = {"customer.number": "编号甲", "customer.name": "称呼", "customer.tier": "星级别"}
    words = {"customer.tier": {"白金": "diamond"}}
    imports.commit(look(content, kind="customers", columns=columns, words=words, generate=False))
    path = tmp_path / "next.csv"
    path.write_text(content.replace("甲,白金", "乙,白金"), encoding="gb18030")
    examined = imports.examine(path)
    assert examined.remembered
    assert examined.mapping.columns == columns
    assert examined.questions.words == ()


def test_open_questions_refuse_a_preview(imports: ImportService, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,入网日期,费用\n甲,03/04/2027,1\n", encoding="utf-8")
    with pytest.raises(OpenQuestionsError, match="Customer number, Line number, Joined on"):
        imports.preview(imports.recognise(imports.examine(path), "customers"))


def test_columns_named_on_the_command_line(imports: ImportService, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,甲\n", encoding="utf-8")
    examined = imports.recognise(imports.examine(path, ReadOptions(header_row=1)), "customers")
    for named in ({"number": "A", "姓名": "b"}, {"customer.number": "a", "NAME": "B "}):
        mapped = imports.with_typed(examined, named)
        assert mapped.mapping.columns == {"customer.number": "a", "customer.name": "b"}
    fee = imports.with_typed(examined, {"fee": "a"})
    assert fee.mapping.columns == {"bill.fee": "a"}


@pytest.mark.parametrize(
    ("columns", "words", "error", "told"),
    [
        ({"nix": "a"}, [], UnknownFieldError, "nix.*customer.number, customer.name"),
        ({"kinds": "a"}, [], UnknownFieldError, "kinds"),
        ({"number": "c"}, [], UnknownColumnError, "“c”.*a, b"),
        ({"number": "a", "name": "a"}, [], ColumnTwiceError, "“a”"),
        ({}, [("tier", "5", "best")], UnknownWordError, "best.*silver, gold"),
        ({}, [("name", "5", "gold")], UnknownFieldError, "name.*customer.tier"),
    ],
)
def test_what_the_command_line_names_must_be_there(
    imports: ImportService,
    tmp_path: Path,
    columns: dict[str, str],
    words: list[tuple[str, str, str]],
    error: type[VipDeskError],
    told: str,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,甲\n", encoding="utf-8")
    examined = imports.recognise(imports.examine(path, ReadOptions(header_row=1)), "customers")
    with pytest.raises(error, match=told):
        imports.with_typed(examined, columns, words)


def test_the_summary_for_scripts(look: Look) -> None:
    summary = look(NEXT).summary(translator("en"))
    assert summary.pop("seconds") >= 0
    assert summary == {
        "kind": "customers", "encoding": "UTF-8", "sheet": None, "other_sheets": [],
        "rows": 4, "new": 3, "changed": 0, "unchanged": 0, "older_balances": 0,
        "planless_fees": 0, "problems": [
            {"row": 5, "column": "手机号", "value": "1.39E+10", "reason": (
                "A spreadsheet turned the number into scientific notation and its last digits "
                "are lost. Export the column again as text.")}],
    }  # fmt: skip


def test_past_imports(store: Store, imports: ImportService, look: Look) -> None:
    entry_id = imports.commit(look(CUSTOMERS, "十一月.csv")).value.entry_id
    found = imports.batches()
    assert [(b.file_name, b.counts["new"], b.entry_id) for b in found] == [
        ("十一月.csv", 2, entry_id)
    ]
    JournalService(store).undo(entry_id)
    assert imports.batches() == []


def test_problem_rows_come_back_mended(imports: ImportService, look: Look, tmp_path: Path) -> None:
    import python_calamine
    import xlsxwriter

    preview = look(NEXT)
    imports.commit(preview)
    path = tmp_path / "problems.xlsx"
    assert imports.write_problems(preview, path, translator("zh")) == 1
    cells = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for at, row in enumerate(cells):
            sheet.write_row(at, 0, ["13800138009" if c == "1.39E+10" else c for c in row])
    examined = imports.examine(path)
    assert examined.remembered
    again = imports.preview(examined)
    assert (again.counts.new, again.counts.problems) == (1, 0)


NAMED_LINES = "客户名称,手机号码,套餐名称,合约到期时间\n王晓明,13910000001,畅享99,2027-01-05\n"


def test_the_first_file_of_lines_brings_the_customers_that_it_names(
    store: Store, imports: ImportService, tmp_path: Path
) -> None:
    """Once the book has lines they are found by their numbers."""
    path = tmp_path / "first.csv"
    path.write_text(NAMED_LINES, encoding="utf-8")
    first = imports.examine(path)
    assert (first.mapping.kind, first.questions.generate) == ("customers", True)
    imports.commit(imports.preview(imports.remap(first, replace(first.mapping, generate=True))))
    assert rows(store, "SELECT number FROM line") == [("13910000001",)]
    path.write_text(NAMED_LINES.replace("套餐名称", "套餐"), encoding="utf-8")
    assert imports.examine(path).mapping.kind == "lines"


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="../shared is not beside this checkout")
def test_the_survey_goes_in_whole(store: Store, imports: ImportService) -> None:
    examined = imports.examine(SHARED_DATA / "mobile_survey/附件1语音业务用户满意度数据.xlsx")
    mapping = replace(
        examined.mapping,
        month="2022-08",
        generate=True,
        words={"customer.tier": {"白金卡": "gold"}},
    )
    preview = imports.preview(imports.remap(examined, mapping))
    imports.commit(preview)
    assert rows(
        store, "SELECT count(*), sum(arrears_fen) FROM account_balance WHERE arrears_fen > 0"
    ) == [(215, 2_030_681)]
    counted = "SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM bill)"
    assert rows(store, counted) == [(5433, 5433)]
    assert rows(store, "SELECT DISTINCT as_of FROM account_balance") == [("2022-08-31",)]
    assert date(2022, 8, 31) < store.today()


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="../shared is not beside this checkout")
def test_a_file_without_ids_goes_in_with_generated_numbers(
    store: Store, imports: ImportService
) -> None:
    examined = imports.examine(SHARED_DATA / "mobile_survey/语音业务Sample.csv")
    stars = ["ordinary"] * 5 + ["silver", "gold", "gold", "diamond"]
    mapping = replace(
        examined.mapping,
        month="2022-08",
        generate=True,
        words={"customer.tier": {str(star): tier for star, tier in enumerate(stars)}},
    )
    preview = imports.preview(imports.remap(examined, mapping))
    assert (preview.counts.new, preview.counts.problems) == (5313, 0)
    imports.commit(preview)
    assert rows(store, "SELECT count(*) FROM customer WHERE number LIKE 'G%'") == [(5313,)]
    again = imports.preview(imports.remap(examined, mapping))
    assert again.counts.unchanged == 5313


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="../shared is not beside this checkout")
@pytest.mark.parametrize(
    "name",
    [
        "ibm_telco_churn.csv", "iran_churn.csv", "receivables_to_2013-06.csv",
        "loyalty/Customer Loyalty History_to_2017.csv", "mobile_credit_50000.csv",
        "mobile_survey/附件5附件1、2、3、4的字段说明.xlsx",
    ],
)  # fmt: skip
def test_files_of_other_trades_are_checked_or_asked_about(
    imports: ImportService, name: str
) -> None:
    found = imports.examine(SHARED_DATA / name)
    for kind in ("customers", "lines", "bills"):
        examined = imports.recognise(found, kind)
        mapping = replace(examined.mapping, month="2026-10", generate=True)
        examined = imports.remap(examined, mapping)
        if examined.questions.blocking:
            with pytest.raises(OpenQuestionsError):
                imports.preview(examined)
            continue
        counts = imports.preview(examined).counts
        assert counts.new + counts.changed + counts.unchanged + counts.problems == counts.rows
