"""Workbooks in XML (Spreadsheet 2003): a sound one, and hostile ones."""

from collections.abc import Callable, Mapping
from pathlib import Path

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
HEAD = f'<?xml version="1.0"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">'
FOOT = "</Table></Worksheet></Workbook>"
TABLE = '<Worksheet ss:Name="a"><Table>'
CELL = '<Cell><Data ss:Type="{}">{}</Data></Cell>'
HEADER = f"<Row>{CELL.format('String', '客户编号')}{CELL.format('String', '姓名')}</Row>"
SOUND = (
    f"{HEAD}{TABLE}{HEADER}"
    '<Row ss:Index="3"><Cell ss:MergeDown="1" ss:MergeAcross="1"><Data ss:Type="String">C1&lt;'
    '</Data><Comment><ss:Data>x</ss:Data></Comment></Cell><Cell ss:Index="4" ss:Formula="=1"/>'
    f"{CELL.format('Number', '1.5E10')}{CELL.format('DateTime', '2026-11-30T00:00:00.000')}"
    f"{CELL.format('Boolean', '1')}{CELL.format('Error', '#REF!')}</Row>{FOOT}"
)
_MANY = 2_400_000


def _nested(path: Path) -> None:
    path.write_text(HEAD + "<a>" * _MANY, encoding="utf-8")


def _attributes(path: Path) -> None:
    said = " ".join(f'a{n}=""' for n in range(_MANY))
    path.write_text(f"{HEAD}<a {said}/>{TABLE}{HEADER}{FOOT}", encoding="utf-8")


def _entities(path: Path) -> None:
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    row = f"<Row>{CELL.format('String', '&e11;')}</Row>"
    said = f"{HEAD}{TABLE}{HEADER}{row}{FOOT}"
    path.write_text(said.replace("?>", f"?><!DOCTYPE a [{grown}]>", 1), encoding="utf-8")


def _outside(path: Path) -> None:
    told = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{Path(__file__).as_uri()}">]>'
    row = f"<Row>{CELL.format('String', '&e;')}</Row>"
    said = f"{HEAD}{TABLE}{HEADER}{row}{FOOT}"
    path.write_text(said.replace("?>", f"?>{told}", 1), encoding="utf-8")


def _far_rows(path: Path) -> None:
    last = f'<Row ss:Index="1048576">{CELL.format("Number", 1)}</Row></Table></Worksheet>'
    path.write_text(f"{HEAD}{f'{TABLE}{HEADER}{last}' * 500}</Workbook>", encoding="utf-8")


def _far_cells(path: Path) -> None:
    last = '<Row><Cell ss:Index="16384"><Data ss:Type="Number">1</Data></Cell></Row>'
    path.write_text(f"{HEAD}{TABLE}{HEADER}{last * 100_000}{FOOT}", encoding="utf-8")


def _corner(path: Path) -> None:
    wide = '<Row><Cell ss:Index="16384"><Data ss:Type="Number">1</Data></Cell></Row>'
    rows = f"<Row>{CELL.format('Number', 1)}</Row>" * 200_000
    path.write_text(f"{HEAD}{TABLE}{HEADER}{wide}{rows}{FOOT}", encoding="utf-8")


def _merges(path: Path) -> None:
    cell = '<Row><Cell ss:MergeDown="1000000"><Data ss:Type="Number">1</Data></Cell></Row>'
    path.write_text(f"{HEAD}{TABLE}{HEADER}{cell * 100_000}{FOOT}", encoding="utf-8")


def _quotes(path: Path) -> None:
    row = "<Row>" + "<Cell " + "a='\">'" * 9 + "<"
    path.write_text(f"{HEAD}{TABLE}{HEADER}{row * 200_000}", encoding="utf-8")


def _bold(path: Path) -> None:
    """Tags within a cell that never ends."""
    row = '<Row><Cell><Data ss:Type="String">a<B>'
    path.write_text(f"{HEAD}{TABLE}{HEADER}{row * 500_000}", encoding="utf-8")


def _cells_in_cells(path: Path) -> None:
    opened, closed = '<Row><Cell><Data ss:Type="String">a', "</Data></Cell></Row>"
    said = f"{opened * 300_000}{closed * 300_000}"
    path.write_text(f"{HEAD}{TABLE}{HEADER}{said}{FOOT}", encoding="utf-8")


XML_BOMBS: Mapping[str, Callable[[Path], None]] = {
    "XML workbook, nested 2.4 million deep": _nested,
    "XML workbook with 2.4 million attributes": _attributes,
    "XML workbook with entities": _entities,
    "XML workbook with an entity from outside": _outside,
    "XML workbook of 500 sheets to the last row": _far_rows,
    "XML workbook of rows to the last column": _far_cells,
    "XML workbook with one wide row over 200,000": _corner,
    "XML workbook merged 100,000 times": _merges,
    "XML workbook of cells within cells": _cells_in_cells,
    "XML workbook of quotes": _quotes,
    "XML workbook of bold text without end": _bold,
}
