"""Small sound inputs of our own for each target, from which the fuzzer reaches deep."""

import atexit
import hashlib
import io
import json
import os
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fuzz import bombs, xls, xml_books
from vipdesk import paths
from vipdesk.domain.backups import Why
from vipdesk.store import keyfile, manifest

Seeds = Callable[[], Iterable[bytes]]
MANIFEST_ROOM = 1_000


@cache
def scratch() -> Path:
    """A folder for the file that is read, gone with the process."""
    folder = Path(tempfile.mkdtemp(prefix="vipdesk-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def move_head(told: bytes) -> bytes:
    """The head of a move file before the manifest ``told``."""
    return struct.pack(">12sHI32s", b"VIPDesk-move", 1, len(told), hashlib.sha256(told).digest())


@cache
def workbook() -> Mapping[str, str]:
    """The parts of a small sound workbook."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c><c r="B{n}"><v>{n}</v></c></row>'
        for n in (1, 2, 3)
    )
    texts = "".join(f"<si><t>{said}</t></si>" for said in ("客户编号", "C001", "C002"))
    return bombs.xlsx_parts(f"<sheetData>{rows}</sheetData>", texts)


CSV = "客户编号,姓名,手机号,生日,套餐费(元),到期\nC001,王五,13800138000,农历8-15,99.5,2027-01-31\n"
ODS_CELL = (
    '<table:table-cell office:value-type="string" table:number-columns-repeated="2">'
    "<text:p>客户编号</text:p></table:table-cell>"
)


def texts() -> Iterator[bytes]:
    """Tables as text, in several encodings."""
    for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"):
        yield CSV.encode(codec)
    yield CSV.replace(",", "\t").encode()
    yield b'sep=;\na;"b\n""c"\n1;2;3\n'
    yield "号码,账期,费用,通话(分钟),流量(GB)\n138,2026-11,1,30,1.5GB\n".encode()
    yield "客户编号,202609费用,202610费用\nC1,(12.00),￥1,200\n".encode()


def xml_workbooks() -> Iterator[bytes]:
    """Workbooks in XML, in several encodings."""
    for codec in ("utf-8", "gb18030", "utf-16"):
        yield xml_books.SOUND.encode(codec)
    yield xml_books.SOUND.replace("C1&lt;", "<![CDATA[<]]><B>x</B><!-- -->").encode()


def archives() -> Iterator[bytes]:
    """Workbooks as files, sound and hostile."""
    makers = (bombs.corner, bombs.entities, bombs.ods_repeated, bombs.entities_ods)
    for bomb in (*makers, xls.sound, xls.claimed, xls.counted):
        path = scratch() / f"{os.getpid()}-seed"
        bomb(path)
        yield path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in workbook().items():
            archive.writestr(name, content)
    yield packed.getvalue()
    yield b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def parts_of_workbook() -> Iterator[bytes]:
    """One part each, behind the number of its place."""
    for at, name in enumerate(sorted(workbook())):
        yield bytes([at]) + workbook()[name].encode()
    row = f'<table:table-row table:number-rows-repeated="2">{ODS_CELL}</table:table-row>'
    yield bytes([len(workbook())]) + f"{bombs.ODS_HEAD}{row}{bombs.ODS_FOOT}".encode()


def cells_as_typed() -> Iterator[bytes]:
    """What stands in cells of every shape."""
    said = (
        "2026-11-30", "20261130", "30/11/2026", "1 Nov 2026", "46000.5", "农历八月十五", "8-15",
        "1,234.50", "(12.00)", "-¥12", "1.39E+10", "1:02:03", "1.5GB", "30分钟", "+86 138-0013",
        "11010519491231002X", '="007"', "'007", "合计", "是", "钻石卡", "长期", "２０２６年１月",
    )  # fmt: skip
    return (each.encode() for each in said)


def keys() -> Iterator[bytes]:
    """Key files of both formats."""
    path = scratch() / f"{os.getpid()}-seed"
    keyfile.write(path, keyfile.make_key("a", cost=2).file)
    yield path.read_bytes()
    yield b'{"format": 1, "key": "' + b"00" * 32 + b'"}'


def manifest_text() -> bytes:
    """The manifest of a backup, filled up to `MANIFEST_ROOM`."""
    parts = {paths.STORE_NAME: b"book", paths.KEY_NAME: b"key"}
    marks = {
        name: manifest.FileMark(len(part), hashlib.sha256(part).hexdigest())
        for name, part in parts.items()
    }
    at = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    state = manifest.State("00" * 16, "0001", manifest.Head(1, "00" * 32))
    made = manifest.Manifest(at, Why.HAND, "0.1.0", state, {"customer": 2}, marks, at)
    return manifest.to_text(made).encode().ljust(MANIFEST_ROOM)


def moves() -> Iterator[bytes]:
    """A file for another laptop, whole and cut."""
    told = manifest_text()
    yield move_head(told) + told + b"book" + b"key"
    yield move_head(told) + told + b"boo"


def entries() -> Iterator[bytes]:
    """An entry of the journal with one change of each kind."""
    old, new = '{"id": 1, "name": "a"}', '{"id": 1, "name": "b"}'
    for code, table, op in (
        ("customer.edit", "customer", "U"), ("customer.create", "tag", "I"),
        ("filter.delete", "saved_filter", "D"), ("import.commit", "bill", "B"),
    ):  # fmt: skip
        new = '{"batch_id": 1, "rows": 2}' if op == "B" else new
        yield json.dumps([code, {"name": "x", "n": 3}, table, op, old, new]).encode()


def as_json(*values: object) -> Seeds:
    """Each value as JSON."""
    return lambda: (json.dumps(value, ensure_ascii=False).encode() for value in values)


def plain(*texts: str) -> Seeds:
    """Each text as it is."""
    return lambda: (each.encode() for each in texts)
