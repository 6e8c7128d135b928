"""Files that are small outside and huge inside, or slow to read; each is made when asked for.

``python -m fuzz.bombs`` reads each and prints what that took.
"""

import gzip
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fuzz.bounds import cost_of
from fuzz.reading import ending
from fuzz.xls import XLS_BOMBS
from fuzz.xml_books import XML_BOMBS

MB = 1 << 20
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = "urn:oasis:names:tc:opendocument:xmlns:"
ODS_HEAD = (
    f'<office:document-content xmlns:office="{SPACES}office:1.0" xmlns:table="{SPACES}table:1.0" '
    f'xmlns:text="{SPACES}text:1.0"><office:body><office:spreadsheet><table:table '
    'table:name="a">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
ENTITIES = "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol" * 10}">' for n in range(12)
)  # fmt: skip


def xlsx_parts(
    sheet: str, strings: str = "", target: str = "worksheets/sheet1.xml", doctype: str = ""
) -> dict[str, str]:
    """The least that a reader takes for a workbook."""
    relation = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + relation.format("rId1", DOCUMENT, "officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + relation.format("rId1", DOCUMENT, "worksheet", target)
        + relation.format("rId2", DOCUMENT, "sharedStrings", "sharedStrings.xml")
        + "</Relationships>",
        "xl/sharedStrings.xml": f'{doctype}<sst xmlns="{MAIN}">{strings}</sst>',
        f"xl/{target}": f'{doctype}<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
    }


def write_parts(path: Path, parts: Mapping[str, str | bytes | Iterable[bytes]]) -> None:
    """Pack ``parts``; those given piece by piece are never whole in memory."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if isinstance(content, str | bytes):
                archive.writestr(name, content)
                continue
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in content:
                    part.write(piece)


def _data(rows: str) -> str:
    return f"<sheetData>{rows}</sheetData>"


def high_ratio(path: Path) -> None:
    """A sheet of 1 GB of blanks in 1 MB."""
    parts: dict[str, str | Iterable[bytes]] = dict(xlsx_parts(""))
    parts[SHEET] = (b" " * MB for _piece in range(1000))
    write_parts(path, parts)


def nested(path: Path) -> None:
    """Archives within archives, as 42.zip."""
    content = zlib.compress(bytes(10 * MB))
    for _level in range(4):
        inner = path.with_suffix(".inner")
        write_parts(inner, {f"{n}.zip": content for n in range(16)})
        content = inner.read_bytes()
        inner.unlink()
    path.write_bytes(content)


def overlapping(path: Path) -> None:
    """Many names that all unpack the same bytes, and say so."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(b" " * (8 * MB)) + kernel.flush()
    crc = zlib.crc32(b" " * (8 * MB))
    head = struct.pack(
        "<4sHHHHHLLLHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(packed), 8 * MB, 1, 0
    ) + b"a"  # fmt: skip
    entries = b"".join(
        struct.pack(
            "<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(packed), 8 * MB,
            4, 0, 0, 0, 0, 0, 0,
        ) + b"%04d" % n
        for n in range(5000)
    )  # fmt: skip
    start = len(head) + len(packed)
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 5000, 5000, len(entries), start, 0)
    path.write_bytes(head + packed + entries + end)


def lying_size(path: Path) -> None:
    """A sheet that says 1 KB and unpacks to 2 GB; the checksum fits its first KB."""
    parts: dict[str, str | Iterable[bytes]] = dict(xlsx_parts(""))
    head = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>'.encode()
    head += b"1" * (1024 - len(head))
    parts[SHEET] = (head if n == 0 else b"1" * MB for n in range(2048))
    write_parts(path, parts)
    crc = struct.pack("<L", zlib.crc32(head))
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\1\2", 0, content.rindex(SHEET.encode()))
    content[at + 16 : at + 20] = crc
    content[at + 24 : at + 28] = struct.pack("<L", 1024)
    path.write_bytes(content)


def entities(path: Path) -> None:
    """A billion laughs in the cells of a sheet."""
    doctype = f"<!DOCTYPE x [{ENTITIES}]>"
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e11;</t></is></c></row>'
    rows = cells + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    write_parts(path, xlsx_parts(_data(rows), "<si><t>&e11;</t></si>", doctype=doctype))


def _ods(path: Path, content: str | Iterable[bytes]) -> None:
    manifest = f'<manifest:manifest xmlns:manifest="{SPACES}manifest:1.0"/>'
    parts: dict[str, str | Iterable[bytes]] = {"mimetype": ODS_TYPE, "content.xml": content}
    write_parts(path, {**parts, "META-INF/manifest.xml": manifest})


def entities_ods(path: Path) -> None:
    """A billion laughs in an ODS."""
    cell = '<table:table-cell office:value-type="string"><text:p>&e11;</text:p></table:table-cell>'
    row = f"<table:table-row>{cell}</table:table-row>"
    content = f"<!DOCTYPE x [{ENTITIES}]>{ODS_HEAD}{row}{row}{ODS_FOOT}"
    _ods(path, content)


def corner(path: Path) -> None:
    """Two cells, in the first and in the last corner."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row>'
    write_parts(path, xlsx_parts(_data(cells + '<row r="9"><c r="XFD1048576"><v>1</v></c></row>')))


def corner_quoted(path: Path) -> None:
    """The last corner, its place in the other quotes and with blanks, in a part of odd name."""
    cells = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'>"
    cells += "<c  s='1'\n r = 'XFD1048576'><v>1</v></c></row>"
    write_parts(path, xlsx_parts(_data(cells), target="data/first.bin"))


def corner_by_row(path: Path) -> None:
    """Cells without a place of their own in the last row."""
    rows = '<row r="1"><c><v>1</v></c></row><row r="1048576">' + "<c><v>1</v></c>" * 16_384
    write_parts(path, xlsx_parts(_data(rows + "</row>")))


def corner_hidden(path: Path) -> None:
    """The last corner behind a sign within a value that looks like the end of an empty cell."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    rows += '<row r="1048576"><c r="XFD1048576" x="/>"><v>1</v></c></row>'
    write_parts(path, xlsx_parts(_data(rows)))


def sparse(path: Path) -> None:
    """Three thousand cells in a rectangle of nineteen million."""
    rows = "".join(f'<row r="{n}"><c r="S{n}"><v>1</v></c></row>' for n in range(1, 999_000, 333))
    write_parts(path, xlsx_parts(_data(rows)))


def dimension(path: Path) -> None:
    """A sheet that claims every cell there can be and holds two."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    write_parts(path, xlsx_parts('<dimension ref="A1:XFD1048576"/>' + _data(rows)))


def shared_formula(path: Path) -> None:
    """One formula shared by 65,536 x 16,384 cells, two of which are there."""
    cell = '<c r="{}"><f t="shared" ref="A1:XFD65536" si="0">A1+1</f><v>1</v></c>'
    rows = f'<row r="1">{cell.format("A1")}</row><row r="65536">{cell.format("XFD65536")}</row>'
    write_parts(path, xlsx_parts(_data(rows)))


def long_string(path: Path) -> None:
    """One string of 1 MB that a hundred thousand cells share."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001)
    )  # fmt: skip
    write_parts(path, xlsx_parts(_data(rows), f"<si><t>{'x' * MB}</t></si>"))


def merges(path: Path) -> None:
    """A column merged over every row a hundred thousand times."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 100_001))
    merged = '<mergeCell ref="A1:A100000"/>' * 100_000
    write_parts(path, xlsx_parts(_data(rows) + f"<mergeCells>{merged}</mergeCells>"))


def errors(path: Path) -> None:
    """An error in each of 600,000 cells, written as most do not."""
    cell = '<c t="e" r="{}{}"><v>#REF!</v></c>'
    rows = "".join(
        f'<row r="{n}">{"".join(cell.format(column, n) for column in "ABCDEFGHIJ")}</row>'
        for n in range(1, 60_001)
    )
    write_parts(path, xlsx_parts(_data(rows)))


def ods_cells(repeat: str, body: str = "<text:p>1</text:p>", quote: str = '"') -> str:
    """One repeated row of one repeated cell."""
    row, column = repeat.split("x")
    text = (
        f'<table:table-row table:number-rows-repeated="{row}"><table:table-cell '
        f'office:value-type="string" table:number-columns-repeated="{column}">{body}'
        "</table:table-cell></table:table-row>"
    )
    return text.replace('"', quote)


def ods_repeated(path: Path) -> None:
    """An ODS of one cell, repeated to every corner."""
    content = ODS_HEAD + ods_cells("1048576x16384") + ODS_FOOT
    _ods(path, content)


def ods_quoted(path: Path) -> None:
    """The same in other quotes."""
    content = ODS_HEAD + ods_cells("1048576x16384", quote="'") + ODS_FOOT
    _ods(path, content)


def ods_texts(path: Path) -> None:
    """A text of 1 MB, repeated in a hundred thousand rows."""
    content = ODS_HEAD + ods_cells("100000x1", f"<text:p>{'x' * MB}</text:p>") + ODS_FOOT
    _ods(path, content)


def ods_errors(path: Path) -> None:
    """A failed formula in fourteen million cells."""
    cells = ods_cells("1000x14000", "<text:p>#REF!</text:p>")
    content = ODS_HEAD + cells.replace("<table:table-cell", '<table:table-cell table:formula="a"')
    _ods(path, content + ODS_FOOT)


def ods_large(path: Path) -> None:
    """An ODS of 900 MB that shrinks to a hundredth and a half."""
    noise = bytes((n * n * 7919 >> 5) % 26 + 97 for n in range(6_000))
    pieces = (noise + b" " * (MB - len(noise)) for _piece in range(900))
    _ods(path, pieces)


def million_columns(path: Path) -> None:
    """A CSV of a million columns, all of one name."""
    path.write_text(("a," * 1_000_000 + "a\n") + ("1," * 1_000_000 + "1\n"), encoding="ascii")


def one_line(path: Path) -> None:
    """A CSV of one line of 500 MB."""
    with path.open("wb") as file:
        for _piece in range(500):
            file.write(b"x" * MB)


def line_ends(path: Path) -> None:
    """A CSV of 200 million line ends and a row."""
    with path.open("wb") as file:
        for _piece in range(200):
            file.write(b"\n" * MB)
        file.write(b"a,b\n1,2\n")


def commas(path: Path) -> None:
    """A CSV of 200 rows of a million commas."""
    with path.open("wb") as file:
        for _piece in range(200):
            file.write(b"a" + b"," * MB + b"\n")


def nuls(path: Path) -> None:
    """A CSV full of NULs."""
    path.write_bytes(b"a,b\n" + b"\0" * (20 * MB) + b"1,2\n")


def surrogates(path: Path) -> None:
    """A CSV with lone surrogates, encoded as if they were characters."""
    path.write_bytes("客户编号,姓名\nC1,\ud800\n".encode("utf-8", "surrogatepass"))


def surrogates_wide(path: Path) -> None:
    """The same in UTF-16."""
    path.write_bytes(
        b"\xff\xfe" + "客户编号,姓名\nC1,\ud800\n".encode("utf-16-le", "surrogatepass")
    )


def packed(path: Path) -> None:
    """A packed CSV of 1 GB."""
    with gzip.open(path, "wb") as file:
        for _piece in range(1000):
            file.write(b"1,2\n" * (MB // 4))


def quotes(path: Path) -> None:
    """A CSV of ten million quotation marks."""
    path.write_bytes(b'a,b\n"' + b'""' * (10 * MB) + b"\n")


def many_quoted(path: Path) -> None:
    """A header that claims to be quoted over a hundred thousand lines."""
    path.write_bytes(b'a,"b\n' + b"1,2\n" * 100_000)


@dataclass(frozen=True, slots=True)
class Bomb:
    """A hostile file.

    Attributes:
        make: Writes it.
        name: Its file name.
        is_heavy: It takes seconds or hundreds of MB on the disk to make.
        is_harmless: It only looks like one and is read.
    """

    make: Callable[[Path], None]
    name: str = "a.xlsx"
    is_heavy: bool = False
    is_harmless: bool = False


BOMBS: Mapping[str, Bomb] = {
    "zip of high ratio": Bomb(high_ratio, is_heavy=True),
    "zips within zips": Bomb(nested),
    "overlapping entries": Bomb(overlapping),
    "entry that lies about its size": Bomb(lying_size, is_heavy=True),
    "XML entities": Bomb(entities),
    "XML entities, ODS": Bomb(entities_ods, "a.ods"),
    "cell in the last corner": Bomb(corner),
    "… in other quotes and an odd part": Bomb(corner_quoted),
    "… by the place of its row": Bomb(corner_by_row),
    "… behind a sign that ends a tag": Bomb(corner_hidden),
    "sparse cells over 19 million": Bomb(sparse),
    "claimed dimension": Bomb(dimension, is_harmless=True),
    "shared formula over 65,536 x 16,384": Bomb(shared_formula),
    "string of 1 MB in 100,000 cells": Bomb(long_string),
    "merged 100,000 times": Bomb(merges),
    "XLSX of 600,000 errors": Bomb(errors),
    "ODS repeated": Bomb(ods_repeated, "a.ods"),
    "ODS repeated, other quotes": Bomb(ods_quoted, "a.ods"),
    "ODS text of 1 MB repeated": Bomb(ods_texts, "a.ods"),
    "ODS of 14 million errors": Bomb(ods_errors, "a.ods"),
    "ODS of 900 MB": Bomb(ods_large, "a.ods", is_heavy=True),
    **{title: Bomb(make, "a.xls") for title, make in XLS_BOMBS.items()},
    **{title: Bomb(make, "a.xml") for title, make in XML_BOMBS.items()},
    "CSV of a million columns": Bomb(million_columns, "a.csv"),
    "CSV of one line of 500 MB": Bomb(one_line, "a.csv", is_heavy=True),
    "CSV of 200 million line ends": Bomb(line_ends, "a.csv", is_heavy=True),
    "CSV of 200 million commas": Bomb(commas, "a.csv", is_heavy=True),
    "CSV of NULs": Bomb(nuls, "a.csv"),
    "CSV with lone surrogates": Bomb(surrogates, "a.csv"),
    "… in UTF-16": Bomb(surrogates_wide, "a.csv"),
    "packed CSV of 1 GB": Bomb(packed, "a.csv.gz", is_heavy=True),
    "CSV of 10 million quotes": Bomb(quotes, "a.csv"),
    "CSV quoted over 100,000 lines": Bomb(many_quoted, "a.csv"),
}


def main() -> int:
    """Print what each took; 1 if one was over the bounds."""
    within = True
    for title, bomb in BOMBS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / bomb.name
            bomb.make(path)
            ended: list[str] = []
            cost = cost_of(lambda path=path, ended=ended: ended.append(ending(path)))  # type: ignore[misc]
        within = within and cost.holds()
        kind = ended[0].partition(":")[0]
        verdict = "ok" if cost.holds() else "OVER"
        figures = f"{cost.seconds:7.2f} s{cost.megabytes:6} MB"
        print(f"{title:38}{figures}  {verdict:5} {kind}", flush=True)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
