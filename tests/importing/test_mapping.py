import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from vipdesk.domain.cell_days import DayOrder
from vipdesk.importing.field import Shape
from vipdesk.importing.fields import ALL_FIELDS
from vipdesk.importing.headers import FORMS, month_of, unit_of
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.mapping import Mapping, columns_for, questions, recognise, with_order
from vipdesk.importing.reader import read_table
from vipdesk.importing.table import Table

MakeTable = Callable[[str], Table]


@pytest.fixture
def table(make_text: Callable[..., Path]) -> MakeTable:
    return lambda text: read_table(make_text(text))


def test_a_customer_file_is_recognised(table: MakeTable) -> None:
    found = recognise(table("客户编号,姓名,手机号,客户星级,套餐,合约到期,状态\n1,甲,,,,,\n"))
    assert found.kind == "customers"
    assert found.columns == {
        "customer.number": "客户编号", "customer.name": "姓名", "customer.phone": "手机号",
        "customer.tier": "客户星级", "line.plan": "套餐", "line.ends.contract": "合约到期",
        "line.status": "状态",
    }  # fmt: skip


def test_a_line_file_takes_the_phone_as_its_number(table: MakeTable) -> None:
    found = recognise(table("手机号码,客户编号,套餐名称,入网时间,到期停机日\n138,1,,,\n"))
    assert found.kind == "lines"
    assert found.columns["line.number"] == "手机号码"
    assert found.columns["line.ends.stop"] == "到期停机日"


def test_ending_dates_are_known_by_the_fields_own_words(table: MakeTable) -> None:
    found = recognise(table("用户号码,套餐到期,到期停机,优惠返还,体验到期\n138,,,,\n"))
    assert found.kind == "lines"
    assert {key: header for key, header in found.columns.items() if "ends" in key} == {
        "line.ends.contract": "套餐到期", "line.ends.stop": "到期停机",
        "line.ends.rebate": "优惠返还", "line.ends.trial": "体验到期",
    }  # fmt: skip


def test_a_bill_file_with_units(table: MakeTable) -> None:
    found = recognise(table("业务号码,账期,费用(分),通话时长（秒）,流量(GB)\n138,202611,1,2,3\n"))
    assert found.kind == "bills"
    assert found.units == {"bill.fee": "fen", "usage.voice": "seconds", "usage.data": "gb"}


def test_english_headers(table: MakeTable) -> None:
    found = recognise(table("Customer ID,Full Name,Phone Number,Level,E-mail\n1,A,,,\n"))
    assert found.kind == "customers"
    assert set(found.columns) == {
        "customer.number", "customer.name", "customer.phone", "customer.tier", "customer.email",
    }  # fmt: skip


def test_wide_files_carry_the_month_in_the_header(table: MakeTable) -> None:
    found = recognise(table("号码,202609费用,2026年10月费用,2026-11 流量(MB)\n138,1,2,3\n"))
    assert found.columns == {
        "line.number": "号码", "bill.fee@2026-09": "202609费用",
        "bill.fee@2026-10": "2026年10月费用", "usage.data@2026-11": "2026-11 流量(MB)",
    }  # fmt: skip
    assert not found.needs_month


def test_a_month_in_brackets_is_the_columns_month_and_no_remark(table: MakeTable) -> None:
    found = recognise(
        table("服务号码,出账收入（202609）,2026年10月消费(元),余额(2026-10-31)\n138,1,2,3\n")
    )
    assert found.columns["bill.fee@2026-09"] == "出账收入（202609）"
    assert found.columns["bill.fee@2026-10"] == "2026年10月消费(元)"
    assert not found.needs_month


@pytest.mark.parametrize(
    "months", ["2026-01,2026-02", "202601,202602", "2026年1月,2026年2月份", "2026-01-01,2026-02-01"]
)
def test_columns_named_by_months_alone_ask_once_what_they_hold(
    table: MakeTable, months: str
) -> None:
    read = table(f"手机号码,客户姓名,{months}\n13800138000,甲,1,2\n")
    found = recognise(read)
    assert found.kind == "bills"
    assert questions(read, found).missing == ("bill.fee",)
    one, two = months.split(",")
    assert columns_for(found, read.headers, two, "bill.fee") == {
        "bill.fee@2026-01": one, "bill.fee@2026-02": two,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "month"),
    [
        ("2026年3月消费(元)", ("2026-03", "消费")), ("出账收入（202603）", ("2026-03", "出账收入")),
        ("2026-03-01", ("2026-03", "")), ("3月消费", ("--03", "消费")), ("12月份", ("--12", "")),
        ("消费(3月)", ("--03", "消费")), ("余额(2026-10-31)", None), ("余额20261031", None),
        ("近3月消费", None), ("前12月流量", None), ("3月内消费", None), ("月消费", None),
        ("13月消费", None),
    ],
)  # fmt: skip
def test_months_in_headers(header: str, month: tuple[str, str] | None) -> None:
    assert month_of(header) == month


@pytest.mark.parametrize("sign", ["_", "(", "2026年", "单位：", "-", "元", "１月"])
def test_a_header_of_a_megabyte_costs_no_time(sign: str) -> None:
    header = sign * (1_000_000 // len(sign))
    begun = time.process_time()
    assert (month_of(header), unit_of(header, Shape.MONEY)) == (None, None)
    assert all(form(header) is not None for form in FORMS)
    assert time.process_time() - begun < 2


def test_what_stands_above_the_headers_tells_the_unit(table: MakeTable) -> None:
    read = table("大客户账单,,单位：万元\n号码,账期,费用,流量(GB),欠费(元)\n138,202610,1,2,3\n")
    assert recognise(read).units == {"bill.fee": "wan", "usage.data": "gb"}
    read = table("账单(万元),,\n号码,账期,费用\n138,202610,1\n")
    assert recognise(read).units == {"bill.fee": "wan"}
    read = table("客户评分(分),,\n号码,账期,费用\n138,202610,1\n")
    assert recognise(read).units == {}


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("出账收入/元", "bill.fee"), ("流量GB", "usage.data"), ("DATA_MB", "usage.data"),
        ("语音时长-分钟", "usage.voice"), ("月消费\n（元）", "bill.fee"),
        ("ＭＯＵ（分钟）", "usage.voice"),
    ],
)  # fmt: skip
def test_units_behind_a_header_do_not_hide_it(table: MakeTable, header: str, key: str) -> None:
    found = recognise(table(f'号码,账期,"{header}"\n138,202610,1\n'))
    assert key in found.columns
    assert found.units[key] in ("yuan", "gb", "mb", "minutes")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("账户编码,客户名称,付费类型,账户余额(元),欠费金额,截止日期", "payments"),
        ("客户编号,客户名称,手机号码,缴费时间,缴费金额", "payments"),
        ("客户编号,客户名称,手机号码,账户余额,最近缴费时间", "customers"),
        ("客户编号,客户名称,可用积分", "points-balances"),
        ("客户编号,姓名,电话,可用积分", "customers"),
        ("Cust No.,Name,Mobile No.,E-mail Address,DOB,Plan Name,Contract End Date", "customers"),
        ("CUST_ID,CUST_NAME,SERV_NUMBER,VIP_LEVEL,OPEN_DATE,USER_STATE", "customers"),
        ("Account ID,Account Name,Phone,Type,Created Date", "customers"),
        ("Cust No.,Plan Name", "customers"),
        ("姓名,移动电话,电子邮件地址", "customers"),
        ("姓名,电话,套餐到期,备注", "customers"),
        ("客户编号,联系电话,客户级别,套餐,合约到期", "customers"),
        ("MSISDN,BILL_MONTH,TOTAL_FEE,SMS_CNT", "bills"),
        ("服务号码,主销售品名称,合约失效时间", "lines"),
    ],
)
def test_kinds_of_files_from_elsewhere(table: MakeTable, headers: str, kind: str) -> None:
    assert recognise(table(headers + "\n" + "," * headers.count(",") + "1\n")).kind == kind


@pytest.mark.parametrize(
    ("header", "shape", "unit"),
    [
        ("费用（千元）", Shape.MONEY, "qian"), ("流量GB", Shape.DATA, "gb"),
        ("费用（元）", Shape.MONEY, "yuan"), ("费用(分)", Shape.MONEY, "fen"),
        ("金额（单位：万元）", Shape.MONEY, "wan"), ("时长（分）", Shape.TALK, None),
        ("时长（分钟）", Shape.TALK, "minutes"), ("Data MB", Shape.DATA, "mb"),
        ("GPRS总流量（KB）", Shape.DATA, "kb"), ("费用", Shape.MONEY, None),
        ("客户（元）", Shape.TEXT, None),
    ],
)  # fmt: skip
def test_unit_hints(header: str, shape: Shape, unit: str | None) -> None:
    assert unit_of(header, shape) == unit


def test_no_word_is_asked_for_what_a_formula_left(table: MakeTable) -> None:
    file = table("客户编号,姓名,等级\n1,甲,#REF!\n2,乙,Err:502\n3,丙,贵宾\n")
    asked = questions(file, recognise(file, "customers"))
    assert [w.counts for w in asked.words] == [{"贵宾": 1}]


def test_questions_name_what_stands_open(table: MakeTable) -> None:
    file = table(
        "姓名,等级,入网日期,费用\n甲,白金,03/04/2027,1\n乙,白金,05/06/2027,2\n丙,金卡,,3\n"
    )
    mapping = recognise(file, "customers")
    asked = questions(file, mapping)
    assert asked.missing == ("customer.number", "line.number")
    assert asked.month
    assert asked.generate
    assert asked.orders == ("customer.joined_on",)
    assert [(w.key, w.counts) for w in asked.words] == [("customer.tier", {"白金": 2})]
    answered = replace(
        with_order(mapping, "customer.joined_on", DayOrder.MONTH_FIRST),
        month="2026-11",
        generate=True,
        words={"customer.tier": {"白金": "gold"}},
    )
    asked = questions(file, answered)
    assert not asked.blocking
    assert asked.words == ()


def test_birthdays_are_asked_about_too(table: MakeTable) -> None:
    file = table("客户编号,姓名,生日\n1,甲,03/04/1980\n2,乙,05/06/1980\n")
    mapping = recognise(file, "customers")
    assert questions(file, mapping).orders == ("customer.birthday",)
    clear = table("客户编号,姓名,生日\n1,甲,03/04/1980\n2,乙,31/01/1980\n")
    assert recognise(clear, "customers").orders == {"customer.birthday": "dmy"}


def test_one_clear_day_settles_its_column(table: MakeTable) -> None:
    file = table("客户编号,姓名,入网日期\n1,甲,03/04/2027\n2,乙,31/01/2027\n")
    assert recognise(file).orders == {"customer.joined_on": "dmy"}


def test_a_mapping_is_kept_as_plain_values(table: MakeTable) -> None:
    mapping = replace(
        recognise(table("客户编号,姓名\n1,甲\n")), words={"customer.tier": {"a": "gold"}}
    )
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_the_fingerprint_knows_headers_in_any_order(table: MakeTable) -> None:
    one = table("客户编号,姓名\n1,甲\n").fingerprint
    assert table("姓名 ,客户编号\n乙,2\n").fingerprint == one
    assert table("姓名,客户编号,x\n乙,2,3\n").fingerprint != one
    assert table("客户编号,姓名,原因（VIPDesk）\n1,甲,没有\n").fingerprint == one


def test_no_header_means_two_fields_of_one_kind() -> None:
    for kind in KINDS.values():
        seen: dict[str, str] = {}
        for key in kind.fields:
            for name in kind.synonyms(key)[2:]:
                assert seen.setdefault(name, key) == key, (kind.name, name)


def test_every_kind_is_declared_of_known_fields() -> None:
    for kind in KINDS.values():
        assert set(kind.fields) <= set(ALL_FIELDS)
        assert set(kind.template) <= set(kind.fields)
        assert all(set(keys) <= set(kind.fields) for keys in kind.required)


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        (
            "customers",
            {
                "客户标识码": "customer.number", "客户性别": "customer.gender",
                "全球通级别": "customer.tier", "主体套餐": "line.plan",
                "套餐月租费": "line.monthly_fee", "合约截止日": "line.ends.contract",
                "营销活动到期时间": "line.ends.rebate", "ARPU值": "bill.fee",
                "移动数据流量(GB)": "usage.data", "当前话费余额": "account.balance",
            },
        ),
        (
            "payments",
            {
                "缴费号码": "line.number", "交易时间": "payment.paid_on",
                "交易金额": "payment.amount", "缴费流水号": "payment.flow_number",
            },
        ),
        (
            "complaints",
            {
                "投诉流水": "complaint.number", "投诉号码": "line.number",
                "申告时间": "complaint.opened_on", "完成时间": "complaint.closed_on",
                "申告内容": "complaint.text",
            },
        ),
        ("points-balances", {"手机号码": "line.number", "当前可用积分": "points.balance"}),
        (
            "lines",
            {
                "宽带账户": "line.number", "到期停机时间": "line.ends.stop",
                "在用套餐": "line.plan",
            },
        ),
    ],
)  # fmt: skip
def test_headers_of_operators_systems(table: MakeTable, kind: str, headers: dict[str, str]) -> None:
    found = recognise(table(",".join(headers) + "\n" + "," * (len(headers) - 1) + "\n"))
    assert found.kind == kind
    assert found.columns == {key: header for header, key in headers.items()}


@pytest.mark.parametrize(
    ("key", "spelling", "word"),
    [
        ("customer.tier", "普通卡用户", "ordinary"), ("customer.tier", "无等级", "ordinary"),
        ("line.status", "正常在网", "normal"), ("line.status", "挂失停机", "suspended_request"),
        ("line.status", "欠费双向停机", "suspended_arrears"),
    ],
)  # fmt: skip
def test_words_of_operators_systems(key: str, spelling: str, word: str) -> None:
    assert ALL_FIELDS[key].words()[spelling] == word
    assert "停机" not in ALL_FIELDS["line.status"].words()  # by request or for arrears: asked
