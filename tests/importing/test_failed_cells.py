"""Formulas that failed are refused with one reason, in whatever spreadsheet they stand."""

import re
from pathlib import Path

import pytest

from fuzz import xls
from fuzz.bombs import MAIN, write_parts, xlsx_parts
from tests.importing.test_reader import ODS_TEXT, make_ods, ods_row
from vipdesk.domain.cells import SheetError
from vipdesk.importing.check import check
from vipdesk.importing.mapping import recognise
from vipdesk.importing.reader import ReadOptions, read_table

HEADERS = ("客户编号", "姓名", "地址")
FAILED = (
    '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
    'calcext:value-type="error" {more}><text:p>{said}</text:p></table:table-cell>'
)
OLD = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
    "<text:p>{said}</text:p></table:table-cell>"
)


def ods(path: Path, *rows: str) -> Path:
    header = ods_row(*(ODS_TEXT.format(text=each) for each in HEADERS))
    text = "".join((header, *rows))
    space = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    return make_ods(
        path, text.replace("calcext:value-type", f'xmlns:calcext="{space}" calcext:value-type')
    )


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("#N/A", "#N/A"), ("#REF!", "#REF!"), ("#DIV/0!", "#DIV/0!"), ("#NAME?", "#NAME?"),
        ("Err:502", "Err:502"), ("错误：502", "Err:502"), ("…", "#CALC!"),
    ],
)  # fmt: skip
def test_errors_of_an_ods(tmp_path: Path, said: str, read: str) -> None:
    cells = ODS_TEXT.format(text="C1"), FAILED.format(said=said, more="")
    table = read_table(ods(tmp_path / "a.ods", ods_row(*cells)))
    assert table.rows == [["C1", read, ""]]


def test_errors_of_an_ods_that_say_0_or_repeat(tmp_path: Path) -> None:
    twice = FAILED.format(said="#REF!", more='table:number-columns-repeated="2"')
    row = ods_row(ODS_TEXT.format(text="C1"), twice).replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="2">'
    )
    last = ods_row(
        *(ODS_TEXT.format(text=each) for each in ("C2", "#甲")), OLD.format(said="#NUM!")
    )
    plain = '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>'
    table = read_table(ods(tmp_path / "a.ods", row, last, ods_row(OLD.format(said="12"), plain)))
    assert table.rows == [*[["C1", "#REF!", "#REF!"]] * 2, ["C2", "#甲", "#NUM!"], ["0", "", ""]]


def test_cells_of_an_ods_that_are_merged_count_for_each_row(tmp_path: Path) -> None:
    merged = ODS_TEXT.replace(
        "<table:table-cell", '<table:table-cell table:number-rows-spanned="2"', 1
    ).format(text="C1")
    rows = (
        ods_row(merged, *(ODS_TEXT.format(text=each) for each in ("甲", "太原"))),
        ods_row(
            "<table:covered-table-cell/>", *(ODS_TEXT.format(text=each) for each in ("乙", ""))
        ),
    )
    assert read_table(ods(tmp_path / "a.ods", *rows)).rows == [
        ["C1", "甲", "太原"],
        ["C1", "乙", ""],
    ]


def xls_book(path: Path, *cells: bytes) -> Path:
    heads = (xls.text(0, column, said) for column, said in enumerate(HEADERS))
    path.write_bytes(xls.ole(xls.workbook(b"".join((*heads, *cells)))))
    return path


@pytest.mark.parametrize(
    ("code", "read"),
    [
        (0x00, "#NULL!"), (0x07, "#DIV/0!"), (0x0F, "#VALUE!"), (0x17, "#REF!"), (0x1D, "#NAME?"),
        (0x24, "#NUM!"), (0x2A, "#N/A"),
    ],
)  # fmt: skip
def test_errors_of_an_xls(tmp_path: Path, code: int, read: str) -> None:
    cells = xls.text(1, 0, "C1"), xls.error(1, 1, code), xls.failed_formula(1, 2, code)
    assert read_table(xls_book(tmp_path / "a.xls", *cells)).rows == [["C1", read, read]]


def test_a_failed_cell_is_a_problem_of_its_row(tmp_path: Path) -> None:
    old = xls_book(tmp_path / "a.xls", xls.text(1, 0, "C1"), xls.failed_formula(1, 1, 0x17))
    cells = ODS_TEXT.format(text="C1"), FAILED.format(said="#REF!", more="")
    for path in (old, ods(tmp_path / "a.ods", ods_row(*cells))):
        table = read_table(path, ReadOptions())
        (problem,) = check(table, recognise(table)).problems
        assert (problem.row, problem.column, problem.value) == (2, "姓名", "#REF!")
        assert isinstance(problem.reason, SheetError)


CELLS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>客户编号</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>姓名</t></is></c></row>'
    '<row r="2"><c r="A2"><v>7</v></c><c r="B2" t="e"><f>NA()</f><v>#REF!</v></c></row>'
    '<row r="4"><c r="A4"><v>8</v></c><c r="B4"><f>A1</f></c></row>'
    '<row r="5"><c r="A5"><v>9</v></c><c r="B5" t="str"><f>A1</f><v>甲</v></c></row>'
)


def _prefixed(cells: str) -> str:
    for name in ("row", "c", "v", "f", "is", "t"):
        for before in ("<", "</"):
            for after in (" ", ">"):
                cells = cells.replace(f"{before}{name}{after}", f"{before}x:{name}{after}")
    return f'<x:sheetData xmlns:x="{MAIN}">{cells}</x:sheetData>'


PLACE = ' r="[A-Z][0-9]"'


@pytest.mark.parametrize(
    "cells",
    [
        CELLS, CELLS.replace('"', "'"), re.sub(PLACE, "", CELLS),
        re.sub(f"<c({PLACE})( t=.[a-zS]+.)", r"<c\2\1", CELLS), _prefixed(CELLS),
    ],
    ids=["usual", "other quotes", "without places", "other order", "prefixed"],
)  # fmt: skip
def test_errors_of_an_xlsx_however_it_is_written(tmp_path: Path, cells: str) -> None:
    sheet = cells if "x:sheetData" in cells else f"<sheetData>{cells}</sheetData>"
    write_parts(tmp_path / "a.xlsx", xlsx_parts(sheet))
    assert read_table(tmp_path / "a.xlsx").rows == [["7", "#REF!"], ["8", "#CALC!"], ["9", "甲"]]
