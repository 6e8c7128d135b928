"""XML Spreadsheet 2003, as Excel and business systems write it, and as they do not."""

from datetime import date
from pathlib import Path

import pytest

from tests.importing.conftest import MakeText
from vipdesk.domain.cell_days import EPOCH_1904, parse_day
from vipdesk.errors import VipDeskError
from vipdesk.importing import errors
from vipdesk.importing.reader import ReadOptions, read_table
from vipdesk.texts import translator

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
HEAD = (
    '<?xml version="1.0" encoding="{codec}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    f'<Workbook xmlns="{SPACE}" xmlns:o="urn:schemas-microsoft-com:office:office" '
    f'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="{SPACE}">\n'
)
HIDDEN = '<x:WorksheetOptions xmlns="{}"><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>'


def cell(text: str, kind: str = "String", **attributes: str) -> str:
    said = "".join(f' ss:{name}="{value}"' for name, value in attributes.items())
    return f'<Cell{said}><Data ss:Type="{kind}">{text}</Data></Cell>'


def row(*cells: str, index: str = "") -> str:
    told = f' ss:Index="{index}"' if index else ""
    return f"   <Row{told}>\n{''.join(cells)}\n   </Row>\n"


def sheet(*rows: str, name: str = "客户", options: str = "") -> str:
    table = f'<Table ss:ExpandedColumnCount="9" x:FullColumns="1">{"".join(rows)}</Table>'
    return f'<Worksheet ss:Name="{name}">{table}{options}</Worksheet>'


def book(*sheets: str, codec: str = "UTF-8", before: str = "") -> str:
    return HEAD.format(codec=codec) + before + "".join(sheets) + "</Workbook>"


HEADER = row(cell("客户编号"), cell("姓名"), cell("手机号"))
PEOPLE = row(cell("007"), cell("甲"), cell("13800138000", "Number"))


@pytest.mark.parametrize(
    ("declared", "codec", "encoding"),
    [
        ("UTF-8", "utf-8", "UTF-8"), ("UTF-8", "utf-8-sig", "UTF-8"),
        ("gb2312", "gb18030", "GB18030"), ("GBK", "gb18030", "GB18030"),
        ("GB18030", "gb18030", "GB18030"), ("UTF-16", "utf-16", "UTF-16"),
        ("UTF-16", "utf-16-le", "UTF-16-LE"),
        ("UTF-8", "gb18030", "GB18030"), ("gb2312", "utf-8", "UTF-8"), ("odd", "utf-8", "UTF-8"),
    ],
)  # fmt: skip
def test_every_encoding_that_is_declared_or_meant(
    make_text: MakeText, declared: str, codec: str, encoding: str
) -> None:
    path = make_text(book(sheet(HEADER, PEOPLE), codec=declared), codec, "a.xls")
    before = path.read_bytes()
    table = read_table(path)
    assert (table.source.format, table.source.encoding) == ("XML", encoding)
    assert table.headers == ("客户编号", "姓名", "手机号")
    assert table.rows == [["007", "甲", "13800138000"]]
    assert path.read_bytes() == before


def test_a_declared_encoding_that_recognition_would_not_try(make_text: MakeText) -> None:
    people = row(cell("姓名"), cell("地址")), row(cell("陳曉燕"), cell("台北"))
    table = read_table(make_text(book(sheet(*people, name="客戶"), codec="big5"), "big5"))
    assert (table.source.encoding, table.rows) == ("Big5", [["陳曉燕", "台北"]])


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        ("13800138000", "Number", "13800138000"), ("99.50", "Number", "99.50"),
        ("1.3800138E10", "Number", "13800138000"), ("5.0E-2", "Number", "0.05"),
        ("1.39E+10", "Number", "1.39E+10"), ("110105194912310021", "Number", "110105194912310021"),
        ("-12", "Number", "-12"), ("E", "Number", "E"), ("9E999", "Number", "9E999"),
        ("2026-11-30T00:00:00.000", "DateTime", "2026-11-30"),
        ("2026-11-30T08:05:00.000", "DateTime", "2026-11-30 08:05:00"),
        ("1899-12-31T01:02:03.000", "DateTime", "01:02:03"), ("x", "DateTime", "x"),
        ("1", "Boolean", "TRUE"), ("0", "Boolean", "FALSE"), ("#REF!", "Error", "#REF!"),
        ("&lt;a&gt; &amp; &#x4E00;&#10;b &quot;", "String", '<a> & 一\nb "'),
        ("<![CDATA[a < b & c]]>", "String", "a < b & c"), ("a<!-- b -->c", "String", "ac"),
        ("甲 &amp;amp; 乙", "String", "甲 &amp; 乙"), ("  007 ", "String", "  007 "),
    ],
)  # fmt: skip
def test_typed_cells(make_text: MakeText, said: str, kind: str, text: str) -> None:
    path = make_text(book(sheet(row(cell("a"), cell("b")), row(cell("1"), cell(said, kind)))))
    assert read_table(path).rows == [["1", text]]


def test_gaps_and_merged_cells_stand_where_they_say(make_text: MakeText) -> None:
    rows = (
        row(cell("清单", MergeAcross="2")),
        row(cell("客户编号"), cell("费用", MergeAcross="1"), cell("备注"), index="3"),
        row(cell("C1", MergeDown="1"), '<Cell ss:StyleID="s1"/>', cell("5", "Number"), "<Cell/>"),
        row(cell("6", "Number", Index="3"), cell("z")),
        row(cell("C2"), cell("7", Index="4"), index="9"),
    )
    table = read_table(make_text(book(sheet(*rows))))
    assert (table.header_row, table.headers) == (3, ("客户编号", "费用", "#3", "备注"))
    assert table.rows == [["C1", "", "5", ""], ["C1", "", "6", "z"], ["C2", "", "", "7"]]
    assert table.numbers == [4, 5, 9]


def test_what_stands_in_and_beside_cells_is_none_of_them(make_text: MakeText) -> None:
    note = '<Comment ss:Author="x"><ss:Data>注</ss:Data></Comment>'
    html = "http://www.w3.org/TR/REC-html40"
    rich = (
        f'<ss:Data ss:Type="String" xmlns="{html}">甲<B>乙</B>&amp;<Font a=">">丙</Font></ss:Data>'
    )
    rows = (
        row(cell("客户编号"), f"<Cell>{note}<Data>姓名</Data></Cell>", cell("费用")),
        "<!-- <Row><Cell><Data>no</Data></Cell></Row> -->",
        row(f"<Cell><Data ss:Type='String'>1</Data>{note}</Cell>", f"<Cell>{rich}</Cell>"),
        row(cell("2"), '<Cell ss:Formula="=IF(A1>B1,1)"><Data ss:Type="Number">3</Data></Cell>',
            '<Cell ss:Formula="=1+1"/>'),
        row(cell("3"), '<Cell><Data ss:Type="String"/></Cell>', f"<Cell>{note}</Cell>"),
    )  # fmt: skip
    options = "<x:PageSetup><x:Row><x:Cell><x:Data>9</x:Data></x:Cell></x:Row></x:PageSetup>"
    table = read_table(make_text(book(sheet(*rows, options=options))))
    assert table.headers == ("客户编号", "姓名", "费用")
    assert table.rows == [["1", "甲乙&丙", ""], ["2", "3", "#CALC!"], ["3", "", ""]]


def test_sheets_are_chosen_as_in_other_spreadsheets(make_text: MakeText) -> None:
    hidden = sheet(HEADER, PEOPLE, name="旧", options=HIDDEN.format(SPACE))
    cover = sheet(row(cell("客户报表")), name="封面 &amp; 说明")
    path = make_text(book(hidden, cover, sheet(HEADER, PEOPLE), sheet(HEADER, name="空")))
    source = read_table(path).source
    assert (source.sheet, source.unread) == ("客户", ("封面 & 说明", "空"))
    assert source.sheets == ("旧", "封面 & 说明", "客户", "空")
    assert read_table(path, ReadOptions(sheet="旧")).rows == [["007", "甲", "13800138000"]]
    with pytest.raises(errors.SheetMissingError):
        read_table(path, ReadOptions(sheet="别的"))


def test_prefixed_tags_on_one_line_without_a_declaration(make_text: MakeText) -> None:
    text = book(sheet(HEADER, *[PEOPLE] * 60_000)).partition("<Workbook")[2]
    text = f"<Workbook{text}".replace("\n", "")
    for name in ("Workbook", "Worksheet", "Table", "Row", "Cell", "Data"):
        text = text.replace(f"<{name}", f"<ss:{name}").replace(f"</{name}>", f"</ss:{name}>")
    assert len(text) > 8 << 20
    table = read_table(make_text(text, name="a.xml"))
    assert len(table.rows) == 60_000
    assert table.rows[-1] == ["007", "甲", "13800138000"]


def test_days_of_1904(make_text: MakeText) -> None:
    mark = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
    rows = row(cell("日"), cell("数")), row(cell("2026-11-30T00:00:00", "DateTime"), cell("44894"))
    table = read_table(make_text(book(sheet(*rows), before=mark)))
    assert table.source.epoch == EPOCH_1904
    assert parse_day(table.rows[0][1], epoch=table.source.epoch) == date(2026, 11, 30)


ENTITIES = '<!DOCTYPE a [<!ENTITY x "{}">]>'


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (book(sheet(HEADER, PEOPLE)).replace("<?mso", ENTITIES + "<?mso"), errors.OtherFormatError),
        (
            book(sheet(HEADER, row(cell("&x;")))).replace(
                "<?mso", '<!DOCTYPE a [<!ENTITY x SYSTEM "/etc/hostname">]><?mso'
            ),
            errors.OtherFormatError,
        ),
        (book(sheet(HEADER, PEOPLE))[:-40], errors.DamagedError),
        (book(sheet(HEADER, row(cell("a & b")))), errors.DamagedError),
        (book(sheet(HEADER, row(cell("a", Index="0")))), errors.DamagedError),
        (book(sheet(HEADER, row(cell("a", Index="16385")))), errors.DamagedError),
        (book(sheet(HEADER, row(cell("a"), index="9" * 5_000))), errors.DamagedError),
        (book(sheet(HEADER, row(cell("a", MergeDown="-1")))), errors.DamagedError),
        (book(sheet(), sheet(name="b")), errors.EmptyFileError),
        (book(), errors.EmptyFileError),
        ("<?xml version='1.0'?><office:document/>", errors.OtherFormatError),
    ],
    ids=range(11),
)
def test_what_is_no_plain_workbook_gets_a_sentence(
    make_text: MakeText, text: str, error: type[VipDeskError]
) -> None:
    with pytest.raises(error) as caught:
        read_table(make_text(text, name="a.xls"))
    assert "a.xls" in caught.value.sentence(translator("zh"))


def test_another_xml_in_utf_16_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes("<?xml version='1.0'?><a,b/>\n".encode("utf-16"))
    with pytest.raises(errors.OtherFormatError, match="XML"):
        read_table(path)
