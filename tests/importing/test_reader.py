import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tests.importing.conftest import MakeXlsx
from vipdesk.domain.cell_days import EPOCH_1904, parse_day
from vipdesk.errors import VipDeskError
from vipdesk.importing import errors
from vipdesk.importing.mapping import recognise
from vipdesk.importing.reader import ReadOptions, read_table
from vipdesk.texts import translator

MakeText = Callable[..., Path]


def _zip(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


ROWS = "客户编号,姓名,手机号\nC001,王志强,13800138000\nC002,𬱖㛃,00912\n"


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"), ("utf-16-be", "UTF-16-BE"), ("utf-32", "UTF-32"),
    ],
)  # fmt: skip
def test_every_encoding_keeps_every_character(
    make_text: MakeText, codec: str, encoding: str
) -> None:
    path = make_text(ROWS, codec)
    before = path.read_bytes()
    table = read_table(path)
    assert table.source.encoding == encoding
    assert table.headers == ("客户编号", "姓名", "手机号")
    assert table.rows == [["C001", "王志强", "13800138000"], ["C002", "𬱖㛃", "00912"]]
    assert path.read_bytes() == before


def test_gb18030_of_2022_gives_real_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,编号\n".encode("gb18030") + b"\xfe\x59\xfe\x9f,1\n")
    assert read_table(path).rows == [["\u9fb4\u4dae", "1"]]


def test_what_no_encoding_reads_asks(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("name,city\nM\xfcller,K\xf6ln\n".encode("latin-1") + b"\xff\xff\n")
    with pytest.raises(errors.UnknownEncodingError, match="Choose the encoding"):
        read_table(path)
    chosen = read_table(path, ReadOptions(encoding="Windows-1252"))
    assert chosen.rows[0] == ["Müller", "Köln"]


def test_a_wrong_choice_of_encoding_is_refused(make_text: MakeText) -> None:
    with pytest.raises(errors.WrongEncodingError):
        read_table(make_text(ROWS, "gb18030"), ReadOptions(encoding="UTF-8"))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(make_text: MakeText, delimiter: str) -> None:
    table = read_table(make_text(ROWS.replace(",", delimiter)))
    assert table.source.delimiter == delimiter
    assert table.rows[0] == ["C001", "王志强", "13800138000"]


def test_a_noted_delimiter(make_text: MakeText) -> None:
    assert read_table(make_text("sep=;\na,b;c\n1;2\n")).headers == ("a,b", "c")


def test_line_ends_and_quotes_in_cells(make_text: MakeText) -> None:
    table = read_table(make_text('编号,地址\r\n1,"太原\n迎泽, ""大街"""\r\n\r\n2,x\r\n'))
    assert table.rows == [["1", '太原\n迎泽, "大街"'], ["2", "x"]]
    assert table.numbers == [2, 4]


def test_an_open_quote_does_not_swallow_rows(make_text: MakeText) -> None:
    with pytest.raises(errors.UnclosedQuoteError, match="near row 2"):
        read_table(make_text('编号,姓名\n1,"甲\n2,乙\n3,丙\n'))


def test_ragged_rows(make_text: MakeText) -> None:
    table = read_table(make_text("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n"))
    assert table.rows == [["1", "2", ""], ["1", "2", "3"], ["1", "2", "3"]]
    assert table.ragged == {3: "4"}


def test_headers_blank_or_twice(make_text: MakeText) -> None:
    table = read_table(make_text("编号,,描述,描述,\n1,x,a,b,\n"))
    assert table.headers == ("编号", "#2", "描述", "描述 (2)")
    assert table.rows == [["1", "x", "a", "b"]]


@pytest.mark.parametrize(("header_row", "first"), [(None, "1"), (3, "1"), (0, "清单"), (4, "2")])
def test_title_rows_above_the_header(
    make_xlsx: MakeXlsx, header_row: int | None, first: str
) -> None:
    path = make_xlsx({"表": [["清单"], [], ["客户编号", "姓名"], ["1", "甲"], ["2", "乙"]]})
    table = read_table(path, ReadOptions(header_row=header_row))
    assert table.rows[0][0] == first
    assert table.numbers[0] == {None: 4, 3: 4, 0: 1, 4: 5}[header_row]


GROUPED = (
    "重点客户台账,,,,,,,\n客户编号,姓名,联系方式,,2026年9月,,2026年10月,\n"
    ",,手机号,地址,消费(元),流量(GB),消费(元),流量(GB)\nC1,甲,13800138000,太原,1,2,3,4\n"
)


def test_two_rows_of_headers_give_one_name_each(make_text: MakeText) -> None:
    table = read_table(make_text(GROUPED))
    assert table.headers == (
        "客户编号", "姓名", "手机号", "地址", "2026年9月 消费(元)", "2026年9月 流量(GB)",
        "2026年10月 消费(元)", "2026年10月 流量(GB)",
    )  # fmt: skip
    assert (table.header_row, table.numbers) == (2, [4])
    lower = read_table(make_text(GROUPED), ReadOptions(header_row=3))
    assert (lower.header_row, lower.numbers, lower.headers[2]) == (3, [4], "手机号")


def test_groups_over_columns_that_repeat_their_names(make_text: MakeText) -> None:
    text = "消费(元),,流量,,基本信息,\n2026-09,2026-10,2026-09,2026-10,号码,姓名\n1,2,3,4,138,甲\n"
    assert read_table(make_text(text)).headers == (
        "消费(元) 2026-09", "消费(元) 2026-10", "流量 2026-09", "流量 2026-10", "号码", "姓名",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "客户清单,,打印日期,\n客户编号,姓名,手机号,地址\n1,甲,2,太原\n",  # a title of two cells
        "客户编号,姓名,,\nA1,王五,好客户,太原\n",  # columns without a name
        "客户编号,姓名,备注,\n,王五,好客户,太原\n",
        "客户编号,姓名,,\n,,5,6\n",
    ],
)
def test_what_is_no_second_row_of_headers(make_text: MakeText, text: str) -> None:
    table = read_table(make_text(text))
    assert table.headers[0] == "客户编号"
    assert len(table.rows) == 1


def test_a_header_far_below_its_titles(make_text: MakeText) -> None:
    table = read_table(make_text("清单\n" * 20 + ROWS))
    assert (table.header_row, table.headers[0], table.numbers) == (21, "客户编号", [22, 23])


def test_typed_cells_as_text(make_xlsx: MakeXlsx) -> None:
    row = [13800138000, 99.8, date(2026, 11, 30), True, "007", 110105194912310021, 0.1, -3]
    path = make_xlsx({"表": [["a", "b", "c", "d", "e", "f", "g", "h"], row]})
    assert read_table(path).rows == [
        ["13800138000", "99.8", "2026-11-30", "TRUE", "007", "1.1010519491E+17", "0.1", "-3"]
    ]


def test_sheets_are_chosen_by_name(make_xlsx: MakeXlsx) -> None:
    path = make_xlsx({"空": [], "客户": [["编号"], ["1"]], "线路": [["号码"], ["2"]]})
    assert read_table(path).source.sheet == "客户"
    assert read_table(path).source.sheets == ("空", "客户", "线路")
    assert read_table(path, ReadOptions(sheet="线路")).rows == [["2"]]
    with pytest.raises(errors.SheetMissingError):
        read_table(path, ReadOptions(sheet="别的"))


def test_the_sheet_with_a_known_header_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        codes, cover = workbook.add_worksheet("字典"), workbook.add_worksheet("封面")
        for sheet, cells in (
            (codes, ("客户编号", "姓名", "旧")),
            (cover, ("客户报表", "2026年10月")),
        ):
            sheet.write_column(0, 0, cells)
        codes.write(0, 1, "姓名")
        for name in ("2026年9月", "2026年10月"):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, ("手机号码", "消费金额"))
            sheet.write_row(1, 0, ("13800138000", 5))
        cover.activate()
        codes.hide()
    source = read_table(path).source
    assert source.sheet == "2026年9月"
    assert source.unread == ("封面", "2026年10月")
    assert source.sheets == ("字典", "封面", "2026年9月", "2026年10月")
    assert recognise(read_table(path)).month == "2026-09"
    assert recognise(read_table(path, ReadOptions(sheet="2026年10月"))).month == "2026-10"


def test_formulas_without_a_value_and_errors_are_worded(tmp_path: Path) -> None:
    whole = tmp_path / "whole.xlsx"
    with xlsxwriter.Workbook(whole) as workbook:
        sheet = workbook.add_worksheet("账单 & 余额")
        sheet.write_row(0, 0, ("手机号码", "消费金额", "余额", "备注"))
        sheet.write_formula("A2", '="138"', None, "13800138000")
        sheet.write_formula("B2", "=1+1", None, 777)
        sheet.write_formula("C2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D2", '=""', None, "")
        sheet.write_formula("E2", "=NA()", None, "#N/A")
        sheet.write_formula("F2", "=1-1")  # XlsxWriter counts nothing and writes 0
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"<v>777</v>", b"<v></v>")
            new.writestr(name, content.replace(b'<c r="D2"', b'<c r="D2" t="str"'))
    assert read_table(path).rows == [["13800138000", "#CALC!", "#DIV/0!", "", "#N/A", "#CALC!"]]
    counted = tmp_path / "counted.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(counted, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b' fullCalcOnLoad="1"', b""))
    assert read_table(counted).rows[0][5] == "0"


PAGE = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type '
    'content="text/html; charset=gb2312"><style>td {mso-number-format:"<td>";}</style></head>'
    "<table><tr><td>查询条件</td></tr></table>"
    '<TABLE border=1><tr><td colspan="3">客户资料</td></tr><tr><th>客户编号<th>姓名<th>手机号</tr>'
    '<tr><td rowspan=2 style="x">007</td><td>甲&nbsp;&lt;一&gt;<br>号</td><td>13800138000</td></tr>'
    "<tr><td>乙 < 丙</td><td>&#49;38</td></tr><tr></tr></TABLE></html>"
)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_a_web_page_that_is_called_xls(make_text: MakeText, codec: str) -> None:
    table = read_table(make_text(PAGE, codec, "a.xls"))
    assert (table.source.format, table.header_row) == ("HTML", 2)
    assert table.headers == ("客户编号", "姓名", "手机号")
    assert table.rows == [["007", "甲 <一> 号", "13800138000"], ["007", "乙 < 丙", "138"]]


@pytest.mark.parametrize(
    "page",
    [
        "<html>Login</html>", "<table><tr><td>1</td></tr></table>",
        "<table><tr><td><table><tr><td>1</table></table>", "<table>" + "<tr>" * 1_600_000,
        "<table>" + "<tr><td colspan=200 rowspan=200>" * 20_000,
        "<table><tr><td>&#" + "9" * 5_000 + ";<tr><td>1</table>",
    ],
    ids=["none", "one row", "nested", "tags", "spans", "number"],
)  # fmt: skip
def test_pages_without_a_plain_table_are_refused(make_text: MakeText, page: str) -> None:
    with pytest.raises(errors.OtherFormatError, match="HTML"):
        read_table(make_text(page, name="a.xls"))


def test_merged_cells_count_for_each_row(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "二〇二六年清单")
        sheet.write_row(1, 0, ["客户编号", "号码", "费用"])
        sheet.merge_range(2, 0, 3, 0, "C1")
        sheet.write_row(2, 1, ["11", 1])
        sheet.write_row(3, 1, ["12", 2])
    assert read_table(path).rows == [["C1", "11", "1"], ["C1", "12", "2"]]


def test_days_of_1904(make_xlsx: MakeXlsx) -> None:
    path = make_xlsx({"表": [["日", "数"], [date(2026, 11, 30), 44894]]}, date_1904=True)
    table = read_table(path)
    assert table.source.epoch == EPOCH_1904
    assert table.rows[0][0] == "2026-11-30"
    assert parse_day(table.rows[0][1], epoch=table.source.epoch) == date(2026, 11, 30)


def test_days_of_1904_in_old_files(shared: Path) -> None:
    assert read_table(shared / "xls/readxl/dates-1904.xls").source.epoch == EPOCH_1904
    assert read_table(shared / "xls/readxl/dates-1900.xls").source.epoch != EPOCH_1904


def test_a_false_size_costs_nothing(shared: Path) -> None:
    table = read_table(shared / "mobile_survey/附件1语音业务用户满意度数据.xlsx")
    assert len(table.rows) == 5433
    assert len(table.headers) == 55


def test_one_cell_in_the_last_corner_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")
    with pytest.raises(errors.BombError):
        read_table(path)


def test_formats_down_to_the_last_row_are_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "styled.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["编号", "姓名"])
        sheet.write_row(1, 0, ["1", "甲"])
        sheet.write_blank(1_048_575, 16_383, None, workbook.add_format({"bold": True}))
    assert read_table(path).rows == [["1", "甲"]]


def test_a_bomb_is_refused(tmp_path: Path, make_xlsx: MakeXlsx) -> None:
    path = make_xlsx({"表": [["a"], ["b"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(120 << 20))
    with pytest.raises(errors.BombError):
        read_table(path)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.csv", b"", errors.EmptyFileError),
        ("a.csv", b"\xef\xbb\xbf\r\n", errors.EmptyFileError),
        ("a.csv", b"\r\n,,,\r\n", errors.EmptyFileError),
        ("a.pdf", b"%PDF-1.7\n...", errors.NotATableError),
        ("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n", errors.NotATableError),
        ("a.pptx", _zip({"ppt/presentation.xml": b"<p/>"}), errors.NotATableError),
        ("a.csv", bytes(range(1, 32)) * 9, errors.NotATableError),
        ("a.gz", b"\x1f\x8b\x08\x00abc", errors.PackedError),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2\n" * 90, mtime=0)[:-20], errors.PackedError),
        ("a.xlsx.gz", gzip.compress(b"PK\x03\x04" + bytes(100), mtime=0), errors.PackedError),
        ("a.csv.gz", gzip.compress(gzip.compress(b"a,b\n", mtime=0), mtime=0), errors.PackedError),
        ("a.csv.gz", gzip.compress(bytes(9 << 20), mtime=0), errors.NotATableError),
        ("a.csv.gz", gzip.compress(b"", mtime=0), errors.EmptyFileError),
        ("a.zip", _zip({"客户.csv": b"a,b"}), errors.PackedError),
        ("a.docx", _zip({"word/document.xml": b"<w/>"}), errors.OtherFormatError),
        ("a.xls", b"<html><table></table></html>", errors.OtherFormatError),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", errors.OtherFormatError),
        ("a.xls", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", errors.OtherFormatError),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), errors.DamagedError),
        ("a.xlsx", b"PK\x03\x04" + bytes(100), errors.DamagedError),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            errors.PasswordError,
        ),
    ],
)
def test_what_is_no_table_gets_a_sentence(
    tmp_path: Path, name: str, content: bytes, error: type[VipDeskError]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        read_table(path)
    assert name in caught.value.sentence(translator("zh"))
    assert path.read_bytes() == content


BIG5 = "客戶編號,客戶名稱,手機號碼\n001,王曉明,13912345678\n002,陳大文,13912345679\n"
GERMAN = "Kunde;Name;Ort\n1;Müller;Köln\n2;Jäger;Nürnberg\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [(BIG5, "Big5"), (GERMAN, "Windows-1252"), ("顧客番号,名前\n001,山田太郎\n", "Shift_JIS")],
)
def test_bytes_that_make_no_chinese_text_are_asked_about(
    tmp_path: Path, content: str, encoding: str
) -> None:
    """GB18030 would read all of them, as characters that nobody wrote."""
    path = tmp_path / "a.csv"
    path.write_bytes(content.encode(encoding))
    with pytest.raises(errors.UnknownEncodingError):
        read_table(path)
    assert read_table(path, ReadOptions(encoding=encoding)).source.encoding == encoding
    path.write_bytes(content.encode("gb18030"))
    assert read_table(path, ReadOptions(encoding="GB18030")).source.encoding == "GB18030"


@pytest.mark.parametrize(
    "content",
    ["number,name\n1,喆\n2,玥\n3,A座李\n", "number,name\n1,𬱖\n", BIG5, "n,m\n1,（）·é\n"],
)
def test_rare_and_traditional_characters_are_chinese_text(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content.encode("gb18030"))
    assert read_table(path).source.encoding == "GB18030"


FODS = b"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body/></office:document>"""


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("FODS", FODS),
        ("XML", b"<?xml version='1.0'?><rows/>"),
        ("SYLK", b"ID;PWXL;N;E\r\nP;PGeneral\r\n"),
        ("JSON", '[\n {"客户编号": "1", "姓名": "甲"}\n]'.encode()),
        ("JSON", b'{"data": [{"number": 1}]}\n{"data": []}\n'),
        ("JSON", '[[1, "甲"]]'.encode("utf-16")),
        ("Numbers", _zip({"Index/Document.iwa": b"."})),
    ],
)
def test_tables_in_another_form_are_called_by_their_name(
    tmp_path: Path, kind: str, content: bytes
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(errors.OtherFormatError, match=f"is {kind}. .* save it as XLSX"):
        read_table(path)


def test_headers_in_brackets_are_no_json(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("[客户编号],[姓名]\n1,甲\n", encoding="utf-8")
    assert read_table(path).rows == [["1", "甲"]]


def test_fields_filled_up_with_nuls(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("客户编号,姓名\n001\0\0,甲\0\0\0\n\0\x30\x302,乙丙\n".encode("gb18030"))
    assert read_table(path).rows == [["001", "甲"], ["002", "乙丙"]]
    path.write_bytes(b"number,name\n" + b"1\0\0" * 90)
    with pytest.raises(errors.NotATableError):
        read_table(path)


def test_cells_written_as_formulas_are_their_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '="客户编号",="姓名","=""余额"""\n="007",="王 ""大"" 明",="12.50"\n', encoding="utf-8"
    )
    table = read_table(path)
    assert table.headers == ("客户编号", "姓名", "余额")
    assert table.rows == [["007", '王 "大" 明', "12.50"]]


def test_marks_that_nobody_sees_are_no_part_of_a_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\ufeff\ufeff客户编号,姓\u200b名\n1,甲\n", encoding="utf-8")
    assert read_table(path).headers == ("客户编号", "姓名")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(errors.MissingFileError, match=r"no\.csv"):
        read_table(tmp_path / "no.csv")
    with pytest.raises(errors.FolderError, match=tmp_path.name):
        read_table(tmp_path / ".")


def test_other_archives(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(errors.OtherFormatError, match="DOCX"):
        read_table(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_sheets_are_damaged(make_xlsx: MakeXlsx, share: float) -> None:
    path = make_xlsx({"表": [["a", "b"], *([str(n), str(n)] for n in range(200))]})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(errors.DamagedError):
        read_table(path)


def test_csv_spectrum(shared: Path) -> None:
    for path in sorted((shared / "csv-spectrum/csvs").glob("*.csv")):
        if path.stem == "location_coordinates":
            continue  # its JSON holds another phone number than its CSV
        expected = json.loads((shared / f"csv-spectrum/json/{path.stem}.json").read_text("utf-8"))
        table = read_table(path, ReadOptions(header_row=1))
        found = [dict(zip(table.headers, row, strict=True)) for row in table.rows]
        wanted = expected if isinstance(expected, list) else [expected]
        plain = json.dumps(wanted).replace("\\r", ""), json.dumps(found).replace("\\r", "")
        assert plain[0] == plain[1], path.name


def test_every_sample_reads_or_says_why(shared: Path) -> None:
    names = ("csvkit", "csv-spectrum", "uchardet", "xls", "loyalty", "mobile_survey")
    paths = [path for name in names for path in sorted((shared / name).rglob("*"))]
    read, refused = 0, []
    for path in filter(Path.is_file, paths):
        try:
            read_table(path)
            read += 1
        except VipDeskError as error:
            refused.append(f"{path.name}: {error.sentence(translator('zh'))}")
    assert read > 180, refused
    assert all("文件" in line or "编码" in line or "引号" in line for line in refused), refused


def test_truncated_samples_read_or_say_why(shared: Path, tmp_path: Path) -> None:
    for path in sorted((shared / "xls").rglob("*")):
        content = path.read_bytes() if path.is_file() and path.stat().st_size < 30_000 else b""
        for share in (3, 2):
            cut = tmp_path / path.name
            cut.write_bytes(content[: len(content) * (share - 1) // share])
            try:
                read_table(cut)
            except VipDeskError as error:
                assert error.sentence(translator("zh"))  # noqa: PT017 - reading may succeed


def test_unicode_samples_come_back(shared: Path) -> None:
    samples = {"zh/gb18030.txt": "GB18030", "zh/utf-8.txt": "UTF-8", "ko/utf-16.le": "UTF-16",
               "fr/utf-16.be": "UTF-16", "ja/utf-16le.txt": "UTF-16-LE"}  # fmt: skip
    for name, encoding in samples.items():
        source = read_table(shared / "uchardet" / name).source
        assert (source.encoding or "").startswith(encoding[:6]), name


def test_large_files_are_quick(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["客户编号", "姓名"])
        writer.writerows((f"C{n:06d}", f"客户{n}") for n in range(20_000))
    assert len(read_table(path).rows) == 20_000


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">
<office:body><office:spreadsheet><table:table table:name="客户">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
ODS_TEXT = '<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
ODS_DAY = (
    '<table:table-cell office:value-type="date" office:date-value="2026-11-30">'
    "<text:p>30.11.</text:p></table:table-cell>"
)


def ods_row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


ODS_ROWS = (
    ods_row(ODS_TEXT.format(text="编号"), ODS_TEXT.format(text="到期"))
    + ods_row(ODS_TEXT.format(text="007"), ODS_DAY)
    + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
)
ODS_BOMB = """<table:table-row table:number-rows-repeated="1048576">
<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1">
<text:p>1</text:p></table:table-cell></table:table-row>"""


def make_ods(path: Path, rows: str, manifest: str = "<manifest/>") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def test_ods(tmp_path: Path) -> None:
    table = read_table(make_ods(tmp_path / "a.ods", ODS_ROWS))
    assert (table.source.format, table.source.sheet) == ("ODS", "客户")
    assert table.headers == ("编号", "到期")
    assert table.rows == [["007", "2026-11-30"]]


def test_an_ods_of_repeated_cells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.BombError):
        read_table(make_ods(tmp_path / "a.ods", ODS_BOMB))


def test_an_encrypted_ods_is_refused(tmp_path: Path) -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    with pytest.raises(errors.PasswordError):
        read_table(make_ods(tmp_path / "a.ods", ODS_ROWS, manifest))


def test_a_number_in_the_last_corner_is_refused(tmp_path: Path, make_xlsx: MakeXlsx) -> None:
    source = make_xlsx({"表": [["a"], [1]]})
    path = tmp_path / "corner.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("sheet1.xml"):
                content = content.replace(b'<c r="A2">', b'<c r="XFD1048576">')
                assert b"XFD1048576" in content
            new.writestr(part, content)
    with pytest.raises(errors.BombError):
        read_table(path)


def test_a_file_that_begins_with_data_has_no_headers(make_text: MakeText) -> None:
    """Its first row is one of them; a header that is only unusual stays one."""
    rows = "00123,王晓明,13912345678,2027-01-05\n00124,李芳,13912345679,\n"
    table = read_table(make_text(rows))
    assert (table.header_row, table.headers) == (0, ("#1", "#2", "#3", "#4"))
    assert [row[1] for row in table.rows] == ["王晓明", "李芳"]
    for header in ("甲,乙,丙,丁\n", "区域,20260101,20260102,x\n", "编码,2026,2027,2028\n"):
        assert read_table(make_text(header + rows)).header_row == 1
    assert read_table(make_text("13912345678,王\n13912345679,李\n")).header_row == 0
    assert read_table(make_text("13912345678,王\n")).header_row == 1
    assert read_table(make_text("标题\n" + rows)).header_row != 0


@pytest.mark.parametrize("form", ["00000000", "00000000;@"])
def test_zeros_that_a_format_shows_before_a_number_are_kept(tmp_path: Path, form: str) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, zeros = book.add_worksheet(), book.add_format({"num_format": form})
        plain = book.add_format({"num_format": "0.00"})
        sheet.write_row(0, 0, ["客户编号", "姓名", "月租"])
        sheet.write(1, 0, 12847, zeros)
        sheet.write_row(1, 1, ["甲"])
        sheet.write(1, 2, 99, plain)
        sheet.write(2, 0, 123456789, zeros)
        sheet.write_row(2, 1, ["乙", 7])
    assert read_table(path).rows == [["00012847", "甲", "99"], ["123456789", "乙", "7"]]


def test_zeros_that_an_ods_shows_before_a_number_are_kept(tmp_path: Path) -> None:
    number = (
        '<table:table-cell office:value-type="float" office:value="{value}">'
        "<text:p>{said}</text:p></table:table-cell>"
    )
    heads = ods_row(ODS_TEXT.format(text="客户编号"), ODS_TEXT.format(text="余额"))
    rows = [("12847", "00012847", "99", "99.00"), ("123456789", "123456789", "0", "0")]
    cells = "".join(
        ods_row(number.format(value=one, said=two), number.format(value=three, said=four))
        for one, two, three, four in rows
    )
    path = make_ods(tmp_path / "a.ods", heads + cells)
    assert read_table(path).rows == [["00012847", "99"], ["123456789", "0"]]
