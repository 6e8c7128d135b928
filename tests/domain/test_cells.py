import contextlib
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.domain.cell_days import (
    EPOCH_1904,
    AmbiguousDayError,
    DayOrder,
    NoSuchDayError,
    NotADayError,
    NotAMonthError,
    ShortYearError,
    at_home,
    order_of,
    parse_day,
    parse_month,
)
from vipdesk.domain.cell_numbers import (
    DATA_UNITS,
    TIME_UNITS,
    NegativeError,
    NotANumberError,
    NotWholeError,
    TooLargeError,
    parse_count,
    parse_money,
    parse_usage,
    with_decimal_point,
    writes_decimal_commas,
)
from vipdesk.domain.cells import (
    CellError,
    DigitsLostError,
    MaskedError,
    NotFlagError,
    NotInListError,
    NotPhoneError,
    ScientificError,
    SheetError,
    TotalRowError,
    masked_digits,
    parse_choice,
    parse_flag,
    parse_id_number,
    parse_identifier,
    parse_line_number,
    parse_phone,
    parse_text,
)
from vipdesk.domain.words import Tier
from vipdesk.texts import translator

NOV_30 = date(2026, 11, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30", "2026/11/30", "2026.11.30", "20261130", "2026年11月30日", "2026年11月30号",
        "２０２６－１１－３０", " 2026-11-30 ", "2026-11-30 08:15:00", "2026-11-30T08:15", "46356",
        "46356.5", "30/11/2026", "11/30/2026", "30.11.2026", "30 Nov 2026", "30-Nov-2026",
        "November 30, 2026", "20261130081500", "2026 / 11 / 30",
        "2026/11/30 星期一", "2026-11-30(周一) 8:15", "2026-11-30 上午 08:15:00", "30-11月 -2026",
        "2026年11月30日8:15", "20261130 081500", "20261130 08:15", "2026-11-30T00:00:00+08:00",
    ],
)  # fmt: skip
def test_a_day_in_every_usual_form(text: str) -> None:
    assert parse_day(text) == NOV_30


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("31/02/2027", NoSuchDayError),
        ("2027-02-29", NoSuchDayError),
        ("20261301", NoSuchDayError),
        ("2026-00-10", NoSuchDayError),
        ("03/04/2027", AmbiguousDayError),
        ("30/11/26", ShortYearError),
        ("30-NOV-26", ShortYearError),
        ("30-11月 -26", ShortYearError),
        ("26年11月30日", ShortYearError),
        ("26/11/3", ShortYearError),
        ("#VALUE!", SheetError),
        ("明天", NotADayError),
        ("1234", NotADayError),
        ("1.39E+10", NotADayError),
        ("30 Nix 2026", NotADayError),
        ("99999", None),
        ("1204-01-01", NotADayError),
    ],
)
def test_what_is_no_day_says_why(text: str, error: type[CellError] | None) -> None:
    if error is None:
        assert parse_day(text) == date(2173, 10, 13)
        return
    with pytest.raises(error):
        parse_day(text)


def test_the_order_of_the_column_decides() -> None:
    assert parse_day("03/04/2027", DayOrder.DAY_FIRST) == date(2027, 4, 3)
    assert parse_day("03/04/2027", DayOrder.MONTH_FIRST) == date(2027, 3, 4)
    assert parse_day("05/05/2027") == date(2027, 5, 5)
    with pytest.raises(NoSuchDayError):
        parse_day("31/12/2027", DayOrder.MONTH_FIRST)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/2027", "31/01/2027"], DayOrder.DAY_FIRST),
        (["03/04/2027", "01/31/2027"], DayOrder.MONTH_FIRST),
        (["03/04/2027", "05/06/2027"], None),
        (["13/04/2027", "05/16/2027"], None),
        (["2027-04-03"], None),
    ],
)
def test_one_high_number_settles_a_column(texts: list[str], order: DayOrder | None) -> None:
    assert order_of(texts) is order


@pytest.mark.parametrize("year", [2999, 3000, 9999])
def test_the_years_by_which_systems_say_never(year: int) -> None:
    assert parse_day(f"{year}-12-31") == date(year, 12, 31)


def test_serials_of_1904() -> None:
    assert parse_day("44894", epoch=EPOCH_1904) == NOV_30


@pytest.mark.parametrize("text", ["", " ", "-", "NULL", "长期", "无", "#N/A", "至今", "0",
                                  "0000-00-00", "0000-00-00 00:00:00", "00000000", "1900-01-00",
                                  "1899-12-31"])  # fmt: skip
def test_no_day(text: str) -> None:
    assert parse_day(text) is None


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_comes_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day:%Y%m%d}") == day
    assert parse_day(f"{day.year}年{day.month}月{day.day}日") == day


@pytest.mark.parametrize(
    "text",
    ["202611", "2026-11", "2026/11", "2026.11", "2026年11月", "2026年11月份", "20261130",
     "2026-11-30", "２０２６１１", "46356", "2026 11", "Nov 2026", "November-2026"],
)  # fmt: skip
def test_a_month_in_every_usual_form(text: str) -> None:
    assert parse_month(text) == "2026-11"


@pytest.mark.parametrize("text", ["1880-01", "2200-12"])
def test_the_first_and_the_last_month(text: str) -> None:
    assert parse_month(text) == text


@pytest.mark.parametrize("text", ["202613", "2026", "11", "Nov-26", "2026-00", "abc"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(NotAMonthError):
        parse_month(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("C00012847", "C00012847"), ("00012", "00012"), ("'00012", "00012"), ('="00012"', "00012"),
        ("00012\t", "00012"), ("１２３", "123"), ("12 345", "12345"), ("12345.0", "12345"),
        ("12E5", "12E5"), ("A-12/3", "A-12/3"), ("\ufeff007", "007"), ("", None), ("NULL", None),
    ],
)  # fmt: skip
def test_identifiers_keep_what_they_are(text: str, number: str | None) -> None:
    assert parse_identifier(text) == number


@pytest.mark.parametrize("text", ["1.39E+10", "1.39e+10", "１.39E+10", "1E+05", "1,39E+10"])
@pytest.mark.parametrize(
    "parse", [parse_identifier, parse_phone, parse_line_number, parse_id_number, parse_money]
)
def test_scientific_notation_is_refused(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(ScientificError) as caught:
        parse(text)
    t = translator("zh")
    assert caught.value.sentence(t) == "表格把号码变成了科学计数，末位已丢，请按文本列重导。"


def test_a_row_of_totals_is_told_apart() -> None:
    with pytest.raises(TotalRowError):
        parse_identifier("合计")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800138000", "13800138000"), ("+86 138 0013 8000", "13800138000"),
        ("8613800138000", "13800138000"), ("0086-138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"), ("(0351) 123-4567", "03511234567"),
        ("0351—1234567", "03511234567"), ("+852 2123 4567", "0085221234567"),
        ("13800138000.0", "13800138000"),
        ("10086", "10086"), ("", ""),
    ],
)  # fmt: skip
def test_phones_as_digits(text: str, number: str) -> None:
    assert parse_phone(text) == (number or None)


@pytest.mark.parametrize("text", ["abc", "1234", "1380013800x", "1234567890123456"])
def test_what_is_no_phone(text: str) -> None:
    with pytest.raises(NotPhoneError):
        parse_phone(text)


@pytest.mark.parametrize("parse", [parse_phone, parse_line_number, parse_id_number])
@pytest.mark.parametrize(
    "text", ["138****8000", "138XXXX8000", "1101**********1234", "138••••8000"]
)
def test_a_number_that_is_partly_hidden_names_nobody(
    parse: Callable[[str], object], text: str
) -> None:
    with pytest.raises(MaskedError):
        parse(text)


@pytest.mark.parametrize("text", ["#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "########"])
@pytest.mark.parametrize(
    "parse",
    [
        parse_text, parse_identifier, parse_money, parse_day, parse_flag, parse_month, parse_phone,
        lambda text: parse_choice(text, {"金卡": "gold"}, "Tier", ("Gold",)),
    ],
)  # fmt: skip
def test_a_spreadsheets_error_is_no_value(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(SheetError):
        parse(text)
    assert parse_text("#1客户") == "#1客户"


def test_a_broadband_name_is_a_line_number() -> None:
    assert parse_line_number("kd0351-22@163.gd") == "kd0351-22@163.gd"
    assert parse_line_number("+86 138 0013 8000") == "13800138000"


def test_an_id_number_cut_by_a_spreadsheet() -> None:
    assert parse_id_number("11010519491231002x") == "11010519491231002X"
    assert parse_id_number("E12345678") == "E12345678"
    with pytest.raises(DigitsLostError):
        parse_id_number("110105194912310000")


def test_text_keeps_rare_characters() -> None:
    assert parse_text("  𬱖　㛃 \n") == "𬱖 㛃"
    assert parse_text("\uf900") == "\uf900"
    assert parse_text("无") == "无"
    for blank in ("NULL", "-", "--", "——", "/", "N/A", " - "):
        assert parse_text(blank) is None
    assert parse_text("-5 / -7") == "-5 / -7"


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.50", 123450), ("(12.00)", -1200), ("（12.00）", -1200), ("12.00-", -1200),
        ("-0.5", -50), ("−3", -300), ("+7", 700), ("￥1,000", 100000), ("¥ -12", -1200),
        ("-¥12", -1200), ("99.99元", 9999), ("１２．５", 1250), ("1 234.50", 123450), (".5", 50),
        ("1.005", 101), ("1.004", 100), ("-1.005", -101), ("0.30000000000000004", 30), ("5.", 500),
        ("1e-05", 0), ("", None), ("--", None), ("1.2万元", 1200000), ("3万", 3000000),
        ("199元/月", 19900), ("人民币99元", 9900), ("（12元）", -1200),
    ],
)  # fmt: skip
def test_money_in_fen(text: str, fen: int | None) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    "text",
    ["1,5", "1.234,50", "12,34", "1 2", "abc", "1.2.3", "12%", "()", "1元2", "1万2", "12元3角"],
)
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(NotANumberError):
        parse_money(text)


def test_units_of_money() -> None:
    assert parse_money("1250", 1) == 1250
    assert parse_money("99元", 1_000_000) == 9900  # in a column of 万元
    with pytest.raises(TooLargeError):
        parse_money("9" * 20)


@pytest.mark.parametrize(
    ("text", "base", "units", "value"),
    [
        ("1.5", 60, TIME_UNITS, 90), ("644", 60, TIME_UNITS, 38640), ("90", 1, TIME_UNITS, 90),
        ("1:02:03", 60, TIME_UNITS, 3723), ("2小时", 60, TIME_UNITS, 7200),
        ("1.5GB", 1024**2, DATA_UNITS, 1610612736), ("512", 1024**2, DATA_UNITS, 536870912),
        ("1,024", 1024, DATA_UNITS, 1048576), ("", 60, TIME_UNITS, None),
        ("1小时20分5秒", 60, TIME_UNITS, 4805), ("1 GB 512 MB", 1, DATA_UNITS, 1610612736),
    ],
)  # fmt: skip
def test_usage_in_base_units(
    text: str, base: int, units: dict[str, int], value: int | None
) -> None:
    assert parse_usage(text, base, units) == value


def test_usage_below_zero_and_wrong_unit() -> None:
    with pytest.raises(NegativeError):
        parse_usage("-1", 60, TIME_UNITS)
    with pytest.raises(NotANumberError):
        parse_usage("3GB", 60, TIME_UNITS)
    with pytest.raises(NotANumberError):
        parse_usage("20分20分", 60, TIME_UNITS)


def test_counts_are_whole() -> None:
    assert parse_count("12.0") == 12
    assert parse_count("") is None
    with pytest.raises(NotWholeError):
        parse_count("1.5")
    with pytest.raises(NegativeError):
        parse_count("-1")


@given(st.integers(-(10**12), 10**12))
def test_money_comes_back_to_the_fen(fen: int) -> None:
    sign, whole = "-" if fen < 0 else "", abs(fen)
    assert parse_money(f"{sign}{whole // 100:,}.{whole % 100:02d}") == fen


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("是", True),
        ("Y", True),
        ("１", True),
        ("否", False),
        ("n", False),
        ("0", False),
        ("", None),
    ],
)
def test_flags(text: str, flag: bool | None) -> None:
    assert parse_flag(text) is flag


def test_a_flag_is_yes_or_no() -> None:
    with pytest.raises(NotFlagError):
        parse_flag("2")


def test_a_choice_names_what_is_possible() -> None:
    words = {"金卡": "gold", "其它": ""}
    allowed = tuple(tier.label for tier in Tier)
    assert parse_choice(" 金 卡 ", words, "Tier", allowed) == "gold"
    assert parse_choice("其它", words, "Tier", allowed) is None
    with pytest.raises(NotInListError) as caught:
        parse_choice("白金", words, "Tier", allowed)
    assert caught.value.sentence(translator("en")) == (
        "Tier can only be Ordinary, Silver, Gold, Diamond."
    )


@given(st.text(max_size=30))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    parsers: tuple[Callable[[str], object], ...] = (
        parse_text, parse_identifier, parse_phone, parse_line_number, parse_id_number, parse_flag,
        parse_day, parse_month, parse_money, parse_count,
        lambda cell: parse_usage(cell, 60, TIME_UNITS),
    )  # fmt: skip
    for parse in parsers:
        with contextlib.suppress(CellError):
            parse(text)


def test_numbers_in_refused_cells_are_masked() -> None:
    assert masked_digits("138001380001") == "138001380001"
    assert masked_digits("13800138000x 1.39E+10") == "138****8000x 1.39E+10"
    assert masked_digits("11010519491231002X") == "1101**********002X"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("\u202eexe.gnp\u202c王", "exe.gnp王"),
        ("a\x1b[2J\x00b\x9b", "a[2Jb"),
        ("\u2066x\u2069 \u200ey", "x y"),
        ("一\n二\x85三", "一 二 三"),
    ],
)
def test_what_nobody_sees_is_no_text(typed: str, text: str) -> None:
    assert parse_text(typed) == text


def test_a_telephone_between_marks_of_direction() -> None:
    assert parse_phone("\u202a+86 138 0013 8000\u202c") == "13800138000"


@pytest.mark.parametrize("mark", ["'", "`", "‘", "’", "＇", "\u200b'"])
def test_the_apostrophe_before_a_number_is_no_part_of_it(mark: str) -> None:
    assert parse_identifier(f"{mark}00123") == "00123"
    assert parse_phone(f"{mark}13912345678") == "13912345678"
    assert parse_money(f"{mark}12.50") == 1_250
    assert parse_day(f"{mark}2027-01-05") == date(2027, 1, 5)
    assert parse_flag(f"{mark}是") is True
    assert parse_text(f"{mark}s-Hertogenbosch")[0] == mark[-1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-04T16:00:00Z", "2027-01-05"), ("2027-01-04T16:00:00.000Z", "2027-01-05"),
        ("2027-01-04T15:59:59Z", "2027-01-04"), ("2027-01-05T00:00:00+08:00", "2027-01-05"),
        ("2027-01-05 00:30:00+0900", "2027-01-04"), ("２０２７-01-04T16:00Z", "2027-01-05"),
        ("2027-01-04T16:00:00", None), ("2027-01-04", None), ("9999-12-31T23:00:00Z", None),
        ("2027-02-30T16:00:00Z", None), ("", None),
    ],
)  # fmt: skip
def test_a_time_that_names_its_zone_is_of_a_day_at_home(text: str, day: str | None) -> None:
    assert at_home(text, ZoneInfo("Asia/Shanghai")) == (day or text)


@pytest.mark.parametrize(
    ("column", "is_so"),
    [
        (["1.234,50", "-12,5", "99", ""], True), (["129,50", "99,00"], True), (["0,12345"], True),
        (["1,234", "5,678"], False), (["129,50", "1,234.50"], False), (["129,50", "99.5"], False),
        (["99", "12.500"], False), ([], False), (["129,50", "无"], True), (["a,5"], False),
    ],
)  # fmt: skip
def test_a_column_settles_whether_commas_stand_for_points(column: list[str], is_so: bool) -> None:
    assert writes_decimal_commas(column) is is_so


def test_amounts_with_commas_for_points() -> None:
    told = {"1.234,50": 123_450, "-12,5": -1_250, "99": 9_900, "": None}
    assert {text: parse_money(with_decimal_point(text)) for text in told} == told


@pytest.mark.parametrize("text", ["1.39E+10", "1.39e10", "1,39E+10", "139E+8", "1.3900000062e10"])
def test_numbers_in_scientific_notation_are_no_identifiers(text: str) -> None:
    with pytest.raises(ScientificError):
        parse_identifier(text)
    assert parse_identifier("12E5") == "12E5"  # may be what someone was called
