import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from vipdesk.domain.cells import DigitsLostError
from vipdesk.importing.check import Checked, check
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.mapping import questions, recognise
from vipdesk.importing.reader import read_table
from vipdesk.importing.sheets_out import write_problems, write_template
from vipdesk.importing.table import Table
from vipdesk.texts import translator

Run = Callable[..., tuple[Table, Checked]]


@pytest.fixture
def run(make_text: Callable[..., Path]) -> Run:
    def _run(text: str, **changes: Any) -> tuple[Table, Checked]:
        table = read_table(make_text(text))
        return table, check(table, replace(recognise(table, changes.pop("kind", None)), **changes))

    return _run


def said(checked: Checked, language: str = "zh") -> list[tuple[int, str, str, str]]:
    t = translator(language)
    return [(p.row, p.column, p.value, p.reason.sentence(t)) for p in checked.problems]


def test_good_rows_are_typed(run: Run) -> None:
    _table, found = run(
        "客户编号,姓名,手机号,等级,套餐费(元),合约到期,生日,城市\n"
        '007,甲,+86 138 0013 8000,金卡,"1,234.50",2026年11月30日,农历1985-02-30,太原\n'
    )
    assert found.problems == ()
    assert {key: values[0] for key, values in found.columns.items()} == {
        "customer.number": "007", "customer.name": "甲", "customer.phone": "13800138000",
        "customer.tier": "gold", "line.monthly_fee": 123450, "line.number": "13800138000",
        "line.ends.contract": date(2026, 11, 30), "customer.birthday": found.columns[
            "customer.birthday"][0],
    }  # fmt: skip
    assert found.columns["customer.birthday"][0].lunar
    assert json.loads(found.extra[0] or "") == {"城市": "太原"}


def test_problems_by_row_and_column_with_a_reason(run: Run) -> None:
    _table, found = run(
        "客户编号,姓名,手机号,合约到期,等级\n"
        "1,甲,1.39E+10,,\n"
        "2,乙,,31/02/2027,\n"
        "3,丙,,,白金\n"
        ",丁,,,\n"
        "合计,,,,\n"
        "6,己,,,,多\n"
        "7,庚,,,\n"
    )
    assert said(found) == [
        (2, "手机号", "1.39E+10", "表格把号码变成了科学计数，末位已丢，请按文本列重导。"),
        (3, "合约到期", "31/02/2027", "没有这一天。"),
        (4, "等级", "白金", "等级只能是：普通、银卡、金卡、钻石。"),
        (5, "客户编号", "", "缺少客户编号，无法对应。"),
        (6, "客户编号", "合计", "这像是合计行，不写入。"),
        (7, "", "多", "这一行的格数比表头多，可能有分隔符写在了格子里。"),
    ]
    assert found.rows == [8]
    assert found.columns["customer.name"] == ["庚"]
    assert found.total == 7


def test_rows_that_are_none_of_the_table_are_left_out_with_one_reason(run: Run) -> None:
    total, note = "这像是合计行，不写入。", "这像是表旁的说明，不写入。"
    asides = {
        "合计：,,,12.00": total, "小 计,,,12": total, "总计(12户),,,": total, "东区小计,,,3": total,
        "Grand Total:,,,12": total, "共12条记录,,,": note, "制表人：张三,,打印时间：10:00,": note,
        "导出时间 2026-11-01,,,": note, "注：仅供内部使用,,,": note, "第1页/共2页,,,": note,
        "12 rows selected.,,,": note, "(12 行受影响),,,": note, "--- End ---,,,": note,
        "----,----,----,----": note, "姓名,联系电话,等级,月消费": "表头在这里又出现一次，不写入。",
    }  # fmt: skip
    rows = "\n".join(asides)
    text = f"姓名,联系电话,等级,月消费\n甲,13800138000,金卡,10\n{rows}\n合计科技,,,\n"
    table, found = run(text, generate=True, month="2026-10")
    assert [reason for _row, _column, _value, reason in said(found)] == list(asides.values())
    assert [each.row for each in found.problems] == list(range(3, 3 + len(asides)))
    assert {each.column for each in found.problems} == {"姓名"}
    assert found.columns["customer.name"] == ["甲", "合计科技"]
    assert questions(table, recognise(table)).words == ()


def test_a_row_for_each_line_of_a_customer(run: Run) -> None:
    text = "客户编号,姓名,手机号码,套餐\n1,甲,13800138000,A\n1,甲,13800138001,B\n2,乙,,C\n"
    _table, found = run(text)
    assert found.problems == ()
    assert found.columns["customer.phone"] == ["13800138000", None, None]
    assert found.columns["line.number"] == ["13800138000", "13800138001", None]


def test_repeated_rows(run: Run) -> None:
    _table, found = run("客户编号,姓名\n1,甲\n1,甲\n1,乙\n2,丙\n")
    assert found.repeated == 1
    assert said(found, "en") == [
        (4, "客户编号", "1", "Row 2 already speaks of 1 and says something else.")
    ]
    assert found.columns["customer.number"] == ["1", "2"]


def test_one_customer_may_have_many_lines(run: Run) -> None:
    _table, found = run("客户编号,姓名,号码\n1,甲,13800138000\n1,甲,13800138001\n")
    assert found.problems == ()
    assert found.columns["line.number"] == ["13800138000", "13800138001"]


def test_generated_numbers_are_the_same_for_the_same_row(run: Run) -> None:
    text = "城市,费用\n太原,1\n大同,2\n太原,1\n"
    _table, one = run(text, kind="customers", generate=True, month="2026-11")
    _table, two = run(
        "城市,费用\n大同,2\n太原,1\n", kind="customers", generate=True, month="2026-11"
    )
    numbers = one.columns["customer.number"]
    assert len(set(numbers)) == 3
    assert two.columns["customer.number"] == [numbers[1], numbers[0]]
    assert one.columns["line.number"] == [f"L{number}" for number in numbers]


def test_generated_numbers_follow_the_phone_where_there_is_one(run: Run) -> None:
    _table, one = run("姓名,手机号\n甲,13800138000\n", generate=True)
    _table, two = run("姓名,手机号\n甲乙,+86 13800138000\n", generate=True)
    assert one.columns["customer.number"] == two.columns["customer.number"]


def test_problem_rows_are_mended_and_read_again(run: Run, tmp_path: Path) -> None:
    table, found = run("客户编号,,姓名,姓名,等级\n001,x,甲,a,白金\n002,y,乙,b,金卡\n")
    path = tmp_path / "problems.xlsx"
    assert write_problems(table, found.problems, path, translator("zh")) == 1
    again = read_table(path)
    assert again.fingerprint == table.fingerprint
    assert again.rows == [["001", "x", "甲", "a", "白金"]]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_templates_are_read_back_as_their_kind(tmp_path: Path, kind: str, language: str) -> None:
    path = tmp_path / "template.xlsx"
    write_template(kind, path, translator(language))
    table = read_table(path)
    mapping = recognise(table)
    assert mapping.kind == kind
    assert len(mapping.columns) == len(table.headers)
    assert table.rows == []


def test_the_survey(shared: Path) -> None:
    table = read_table(shared / "mobile_survey/附件1语音业务用户满意度数据.xlsx")
    mapping = replace(
        recognise(table),
        month="2022-08",
        generate=True,
        words={"customer.tier": {"白金卡": "gold"}},
    )
    found = check(table, mapping)
    assert found.problems == ()
    arrears = [value for value in found.columns["account.arrears"] if value and value > 0]
    assert (len(arrears), sum(arrears)) == (215, 2_030_681)


def test_bills_of_several_months_and_missing_month(run: Run) -> None:
    _table, found = run("号码,账期,费用\n13800138000,202610,1.5\n13800138000,,2\n")
    assert [row[:2] for row in said(found)] == [(3, "账期")]
    assert found.columns["bill.fee"] == [150]


def test_semicolons_with_commas_for_points(run: Run) -> None:
    header = "客户编号;姓名;余额;合约到期\n"
    _table, found = run(header + "1;甲;1.234,50;05.01.2027\n2;乙;-12,5;31.12.2026\n")
    assert found.columns["account.balance"] == [123_450, -1_250]
    _table, found = run(header + "1;甲;129,50;\n2;乙;12.50;\n")
    assert [(problem.row, problem.value) for problem in found.problems] == [(2, "129,50")]
    _table, found = run('客户编号,姓名,余额\n1,甲,"129,50"\n')
    assert [problem.value for problem in found.problems] == ["129,50"]


def test_a_time_that_names_its_zone_is_of_a_day_of_the_book(run: Run) -> None:
    table, _found = run("业务号码,合约到期\n13800138000,2027-01-04T16:00:00.000Z\n")
    found = check(table, recognise(table), zone=ZoneInfo("Asia/Shanghai"))
    assert found.columns["line.ends.contract"] == [date(2027, 1, 5)]


@pytest.mark.parametrize(
    ("header", "cell", "key", "value"),
    [
        ("费用(厘)", "199995", "bill.fee", 20_000), ("费用（角）", "12.5", "bill.fee", 125),
        ("费用(分)", "12.5", "bill.fee", 13), ("流量(Byte)", "1024", "usage.data", 1024),
        ("流量(KByte)", "2", "usage.data", 2048), ("通话时长(hours)", "1.5", "usage.voice", 5400),
        ("通话时长(second)", "90", "usage.voice", 90), ("Bill (cents)", "1999", "bill.fee", 1999),
    ],
)  # fmt: skip
def test_units_in_headers(run: Run, header: str, cell: str, key: str, value: int) -> None:
    _table, found = run(f"业务号码,账期,{header}\n13800138000,202610,{cell}\n", kind="bills")
    assert found.columns[key] == [value]


def test_long_numbers_that_a_spreadsheet_cut_are_refused(run: Run) -> None:
    header = "客户编号,姓名,账户编码\n"
    cut = "1,甲,6222021234567890000\n2,乙,6222029876543210000\n3,丙,123\n"
    _table, found = run(header + cut)
    assert [(p.row, p.column, type(p.reason)) for p in found.problems] == [
        (2, "账户编码", DigitsLostError), (3, "账户编码", DigitsLostError),
    ]  # fmt: skip
    for whole in (cut.splitlines()[0], cut + "4,丁,6222029876543210123\n"):
        assert run(header + whole)[1].problems == ()  # such a number alone may be somebody's own
