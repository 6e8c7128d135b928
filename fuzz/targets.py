"""One target for each reader: bytes in, and nothing out but what is meant to be refused.

A target may raise nothing. Every `VipDeskError` that a reader raises is worded in both languages;
anything else is a fault, and so is a call of more than five seconds or 500 MB.
"""

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuzz import bombs, book, xls
from fuzz.reading import read_as_every_kind
from vipdesk.domain import cell_days, cell_numbers, cells
from vipdesk.domain.actions import ACTIONS, action_label
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.errors import VipDeskError
from vipdesk.importing.encoding import ENCODINGS, decode
from vipdesk.importing.fields import ALL_FIELDS
from vipdesk.importing.mapping import UNITS
from vipdesk.importing.reader import ReadOptions
from vipdesk.services import greeting
from vipdesk.store import keyfile, sidecar
from vipdesk.texts import LANGUAGES, translator

Seeds = Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Target:
    """A reader under test.

    Attributes:
        run: Reads; raises only what is a fault.
        seeds: Small inputs of our own that reach deep.
        outside: Endings of the files of an outside corpus that are of its kind.
    """

    run: Callable[[bytes], None]
    seeds: Seeds
    outside: tuple[str, ...] = ()


@contextmanager
def refusals() -> Iterator[None]:
    """Let a reader refuse, in a sentence of both languages."""
    try:
        yield
    except VipDeskError as error:
        for language in LANGUAGES:
            if not error.sentence(translator(language)).strip():
                raise AssertionError(f"{type(error).__name__} says nothing") from error


@cache
def scratch() -> Path:
    """A folder for the file that is read, in memory where there is such a disk."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="vipdesk-fuzz-", dir=memory if memory.is_dir() else None))


def _file(name: str, data: bytes) -> Path:
    path = scratch() / f"{os.getpid()}-{name}"
    path.write_bytes(data)
    return path


def _read(name: str, data: bytes, options: ReadOptions | None = None) -> None:
    path = _file(name, data)
    with refusals():
        for each in read_as_every_kind(path, options):
            for problem in each.problems:
                with refusals():
                    raise problem.reason


def text(data: bytes) -> None:
    """A file as CSV or TSV, as it is recognised."""
    _read("a.csv", data)


def sheet(data: bytes) -> None:
    """A file as XLSX, XLS or ODS, every sheet."""
    _read("a.xlsx", data)


def sheet_parts(data: bytes) -> None:
    """One part of a sound workbook replaced; the first byte says which."""
    if not data:
        return
    parts: dict[str, str | bytes] = dict(_workbook())
    names = [*sorted(parts), "content.xml"]
    parts[names[data[0] % len(names)]] = data[1:]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    _read("a.xlsx", packed.getvalue())


def encoding(data: bytes) -> None:
    """Bytes as text, recognised and in each encoding that can be chosen."""
    if not data:
        return
    chosen = (None, *ENCODINGS)[data[0] % (len(ENCODINGS) + 1)]
    with refusals():
        decode(data[1:], "a.csv", chosen)


def cell(data: bytes) -> None:
    """One cell as every shape of field."""
    said = data.decode("utf-8", "replace")
    for parse in _PARSERS:
        with refusals():
            parse(said)
    for words, label_of_field, labels in _choices():
        with refusals():
            cells.parse_choice(said, words, label_of_field, labels)
    cells.masked_digits(said)


@cache
def _choices() -> tuple[tuple[dict[str, str], str, tuple[str, ...]], ...]:
    """The words of every field that takes one of a list, its label and theirs."""
    entries = {entry.label: entry for entry in ALL_FIELDS.values() if entry.labels}
    return tuple((entry.words(), entry.label, entry.labels) for entry in entries.values())


_PARSERS: tuple[Callable[[str], object], ...] = (
    cells.parse_text, cells.parse_identifier, cells.parse_phone, cells.parse_line_number,
    cells.parse_id_number, cells.parse_flag, cells.is_blank, cells.folded,
    cell_numbers.parse_count, cell_numbers.parse_money, cell_numbers.parse_decimal,
    cell_days.parse_day, cell_days.parse_month, cell_days.parse_birthday,
    lambda said: cell_days.parse_birthday(said, lunar=True),
    lambda said: cell_days.parse_day(said, cell_days.DayOrder.MONTH_FIRST, cell_days.EPOCH_1904),
    lambda said: cell_days.order_of([said]),
    *(
        lambda said, units=units: cell_numbers.parse_usage(said, 1, units)
        for units in UNITS.values()
    ),
)  # fmt: skip


def key_file(data: bytes) -> None:
    """The file that holds the wrapped key, of either format."""
    path = _file("key", data)
    with refusals():
        keyfile.read(path)
    with refusals():
        keyfile.read_plain(path)


def recovery_key(data: bytes) -> None:
    """A recovery key as typed."""
    tidy = keyfile.tidy_recovery_key(data.decode("utf-8", "replace"))
    if not tidy.isascii() or keyfile.tidy_recovery_key(tidy) != tidy:
        raise AssertionError("a tidy key is not tidy")


def failed_tries(data: bytes) -> None:
    """The file of failed tries to unlock; what cannot be read is left out."""
    for failed in sidecar.read(_file("failed", data)):
        if failed.at.tzinfo is None:
            raise AssertionError("an instant without a zone")


def greeted(data: bytes) -> None:
    """What the unlock window shows before the book is open."""
    profile = scratch() / str(os.getpid())
    profile.mkdir(exist_ok=True)
    (profile / "greeting.json").write_bytes(data)
    greeting.read(profile)


def journal(data: bytes) -> None:
    """An entry and a change of the journal, as JSON: read, worded and taken back."""
    with suppress(ValueError, RecursionError):
        values = json.loads(data)
        if isinstance(values, list):
            with refusals():
                book.read_journal(values)


def label(data: bytes) -> None:
    """The name of an action, worded with whatever its parameters hold."""
    with suppress(ValueError, RecursionError):
        params = json.loads(data)
        if isinstance(params, dict):
            for code in ACTIONS:
                action_label(code, params, translator("zh"))


def search(data: bytes) -> None:
    """What is typed into the search field, asked of a real index."""
    book.search(data.decode("utf-8", "replace"))


def criteria(data: bytes) -> None:
    """A filter as typed on the command line, and as kept."""
    said = data.decode("utf-8", "replace")
    name, _equals, value = said.partition("=")
    with refusals():
        CustomerFilter.parse({name: value})
    with suppress(ValueError, RecursionError):
        kept = json.loads(said)
        if isinstance(kept, dict):
            CustomerFilter.from_json(kept)


@cache
def _workbook() -> Mapping[str, str]:
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


def _texts() -> Iterator[bytes]:
    for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"):
        yield CSV.encode(codec)
    yield CSV.replace(",", "\t").encode()
    yield b'sep=;\na;"b\n""c"\n1;2;3\n'
    yield "号码,账期,费用,通话(分钟),流量(GB)\n138,2026-11,1,30,1.5GB\n".encode()
    yield "客户编号,202609费用,202610费用\nC1,(12.00),￥1,200\n".encode()


def _archives() -> Iterator[bytes]:
    makers = (bombs.corner, bombs.entities, bombs.ods_repeated, bombs.entities_ods)
    for bomb in (*makers, xls.sound, xls.claimed, xls.counted):
        path = scratch() / f"{os.getpid()}-seed"
        bomb(path)
        yield path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in _workbook().items():
            archive.writestr(name, content)
    yield packed.getvalue()
    yield b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _parts() -> Iterator[bytes]:
    for at, name in enumerate(sorted(_workbook())):
        yield bytes([at]) + _workbook()[name].encode()
    row = f'<table:table-row table:number-rows-repeated="2">{ODS_CELL}</table:table-row>'
    yield bytes([len(_workbook())]) + f"{bombs.ODS_HEAD}{row}{bombs.ODS_FOOT}".encode()


def _cells() -> Iterator[bytes]:
    said = (
        "2026-11-30", "20261130", "30/11/2026", "1 Nov 2026", "46000.5", "农历八月十五", "8-15",
        "1,234.50", "(12.00)", "-¥12", "1.39E+10", "1:02:03", "1.5GB", "30分钟", "+86 138-0013",
        "11010519491231002X", '="007"', "'007", "合计", "是", "钻石卡", "长期", "２０２６年１月",
    )  # fmt: skip
    return (each.encode() for each in said)


def _keys() -> Iterator[bytes]:
    path = scratch() / f"{os.getpid()}-seed"
    keyfile.write(path, keyfile.make_key("a", cost=2).file)
    yield path.read_bytes()
    yield b'{"format": 1, "key": "' + b"00" * 32 + b'"}'


def _entries() -> Iterator[bytes]:
    old, new = '{"id": 1, "name": "a"}', '{"id": 1, "name": "b"}'
    for code, table, op in (
        ("customer.edit", "customer", "U"), ("customer.create", "tag", "I"),
        ("filter.delete", "saved_filter", "D"), ("import.commit", "bill", "B"),
    ):  # fmt: skip
        new = '{"batch_id": 1, "rows": 2}' if op == "B" else new
        yield json.dumps([code, {"name": "x", "n": 3}, table, op, old, new]).encode()


def _json(*values: object) -> Seeds:
    return lambda: (json.dumps(value, ensure_ascii=False).encode() for value in values)


def _plain(*texts: str) -> Seeds:
    return lambda: (each.encode() for each in texts)


SHEETS = (".xls", ".xlsx", ".ods", ".xlsm", ".xlsb")
TEXTS = (".csv", ".tsv", ".txt", ".le", ".be", ".gz", ".dbf", ".bz2")
FILTER = {"tiers": ["gold"], "plans": ["a"], "ends_within_days": 9, "in_arrears": True}
TARGETS: Mapping[str, Target] = {
    "text": Target(text, _texts, TEXTS),
    "sheet": Target(sheet, _archives, SHEETS),
    "sheet_parts": Target(sheet_parts, _parts),
    "encoding": Target(encoding, _texts, TEXTS),
    "cell": Target(cell, _cells),
    "key_file": Target(key_file, _keys),
    "recovery_key": Target(recovery_key, _plain("abcd-EFGH 2345–ｊｋｌｍ", "ß" * 9)),
    "failed_tries": Target(
        failed_tries, _json({"at": "2026-11-21T02:00:00+00:00", "kind": "pin"}, {"at": 1})
    ),
    "greeting": Target(greeted, _json({"manager": "a", "backed_up_at": "2026-11-21"}, ["a"])),
    "journal": Target(journal, _entries),
    "label": Target(label, _json({"name": "a", "n": 2, "file": "b", "kind": "c"})),
    "search": Target(search, _plain("王 8812", "wzq", 'a" OR name:"b', "NEAR(a b)", "-a* ^b")),
    "criteria": Target(criteria, _plain("tiers=gold,diamond", "arpu_from_fen=１", "in_arrears=yes",
                                        json.dumps(FILTER))),
}  # fmt: skip
