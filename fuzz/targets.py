"""One target for each reader: bytes in, and nothing out but what is meant to be refused.

A target may raise nothing. Every `VipDeskError` that a reader raises is worded in both languages;
anything else is a fault, and so is a call of more than five seconds or 500 MB.
"""

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fuzz import book, seeds, xml_books
from fuzz.reading import read_as_every_kind
from vipdesk import paths
from vipdesk.domain import cell_days, cell_numbers, cells
from vipdesk.domain.actions import ACTIONS, action_label
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.rewards import RewardDraft
from vipdesk.errors import VipDeskError
from vipdesk.importing.encoding import ENCODINGS, decode
from vipdesk.importing.fields import ALL_FIELDS
from vipdesk.importing.reader import ReadOptions
from vipdesk.progress import NoProgress
from vipdesk.services import greeting
from vipdesk.services.moving import moved_at
from vipdesk.services.places import SecondFolder
from vipdesk.services.reward_sheet import read_rewards, refusal
from vipdesk.store import keyfile, manifest, sidecar, tombstones
from vipdesk.store.move_file import read_move_file, unpack
from vipdesk.texts import LANGUAGES, translator


@dataclass(frozen=True, slots=True)
class Target:
    """A reader under test.

    Attributes:
        run: Reads; raises only what is a fault.
        seeds: Small inputs of our own that reach deep.
        outside: Endings of the files of an outside corpus that are of its kind.
    """

    run: Callable[[bytes], None]
    seeds: seeds.Seeds
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


def _file(name: str, data: bytes) -> Path:
    path = seeds.scratch() / f"{os.getpid()}-{name}"
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


def xml_sheet(data: bytes) -> None:
    """A file as XML Spreadsheet 2003; what stands before its first row is sound."""
    _read("a.xml", (xml_books.HEAD + xml_books.TABLE).encode() + data)
    _read("a.xml", data)


def sheet_parts(data: bytes) -> None:
    """One part of a sound workbook replaced; the first byte says which."""
    if not data:
        return
    parts: dict[str, str | bytes] = dict(seeds.workbook())
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
    lambda said: cell_days.at_home(said, UTC),
    lambda said: cell_numbers.writes_decimal_commas([said]),
    lambda said: cell_numbers.parse_money(cell_numbers.with_decimal_point(said)),
    lambda said: cells.are_cut([said]), cells.parse_cut_identifier,
    *(
        lambda said, units=units: cell_numbers.parse_usage(said, 1, units)
        for units in (cell_numbers.TIME_UNITS, cell_numbers.DATA_UNITS)
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
        failed.at.astimezone(UTC)


def greeted(data: bytes) -> None:
    """What the unlock window shows before the book is open."""
    profile = _profile(paths.GREETING_NAME, data)
    found = greeting.read(profile)
    for instant in filter(None, (found.backed_up_at, found.moved_at)):
        datetime.fromisoformat(instant).astimezone()
    moved_at(profile)


def _profile(name: str, data: bytes) -> Path:
    """A folder with one file of a book's."""
    profile = seeds.scratch() / str(os.getpid())
    profile.mkdir(exist_ok=True)
    (profile / name).write_bytes(data)
    return profile


def deletions(data: bytes) -> None:
    """The file of customers who were deleted on request; what cannot be read is left out."""
    for stone in tombstones.beside(_profile(paths.TOMBSTONES_NAME, data)):
        stone.at.astimezone(UTC)


def second_folder(data: bytes) -> None:
    """The file that names the second folder of backups."""
    SecondFolder(_profile(paths.PLACES_NAME, data)).folder()


def backup_manifest(data: bytes) -> None:
    """What a backup says of itself."""
    manifest.from_text(data)


def move_in(data: bytes) -> None:
    """The file that carries a book to another laptop."""
    path = _file("book.vipdesk", data)
    with refusals():
        found = read_move_file(path)
        for name in found.manifest.files:
            unpack(found, name, _emptied("unpacked"), NoProgress())


def move_in_told(data: bytes) -> None:
    """The same with a sound head, so that the manifest is read."""
    move_in(
        seeds.move_head(data[: seeds.MANIFEST_ROOM])
        + data[: seeds.MANIFEST_ROOM]
        + data[seeds.MANIFEST_ROOM :]
    )


def _emptied(name: str) -> Path:
    folder = seeds.scratch() / f"{os.getpid()}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


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


STONE = {"uid": "00" * 32, "number": "11" * 32, "at": "2026-11-21T02:00:00+00:00"}
SHEETS = (".xls", ".xlsx", ".ods", ".xlsm", ".xlsb")
TEXTS = (".csv", ".tsv", ".txt", ".le", ".be", ".gz", ".dbf", ".bz2")
FAILED = {"at": "2026-11-21T02:00:00+00:00", "kind": "pin"}
GREETING = {"manager": "a", "backed_up_at": "2026-11-21", "moved_at": ""}
CRITERIA = ("tiers=gold,diamond", "arpu_from_fen=１", "in_arrears=yes")
FILTER = {"tiers": ["gold"], "plans": ["a"], "ends_within_days": 9, "in_arrears": True}
CATALOGUE = (
    "礼品编号,礼品,类别,积分,金卡积分,生效日期,延期兑现\nN1,杯,联盟类,500,450,2026-01-01,是\n"
)


def catalogue(data: bytes) -> None:
    """A sheet of rewards, put onto what is known of each."""
    with refusals():
        found = read_rewards(_file("in.csv", data), NoProgress())
        problems = [refusal(row.row, row.onto(RewardDraft("", ""))) for row in found.rows]
        for problem in (*found.problems, *filter(None, problems)):
            for language in LANGUAGES:
                problem.reason.sentence(translator(language))


TARGETS: Mapping[str, Target] = {
    "catalogue": Target(catalogue, seeds.plain(CATALOGUE), TEXTS),
    "text": Target(text, seeds.texts, TEXTS),
    "sheet": Target(sheet, seeds.archives, SHEETS),
    "xml_sheet": Target(xml_sheet, seeds.xml_workbooks, (".xml",)),
    "sheet_parts": Target(sheet_parts, seeds.parts_of_workbook),
    "encoding": Target(encoding, seeds.texts, TEXTS),
    "cell": Target(cell, seeds.cells_as_typed),
    "key_file": Target(key_file, seeds.keys),
    "recovery_key": Target(recovery_key, seeds.plain("abcd-EFGH 2345–ｊｋｌｍ", "ß" * 9)),
    "failed_tries": Target(failed_tries, seeds.as_json(FAILED, {"at": 1})),
    "greeting": Target(greeted, seeds.as_json(GREETING, ["a"])),
    "deletions": Target(deletions, seeds.as_json(STONE, {"uid": 1})),
    "second_folder": Target(second_folder, seeds.as_json({"second": "/x"}, {"second": None})),
    "backup_manifest": Target(backup_manifest, lambda: [seeds.manifest_text()]),
    "move_in": Target(move_in, seeds.moves),
    "move_in_told": Target(move_in_told, lambda: [seeds.manifest_text() + b"bookkey"]),
    "journal": Target(journal, seeds.entries),
    "label": Target(label, seeds.as_json({"name": "a", "n": 2, "file": "b", "kind": "c"})),
    "search": Target(search, seeds.plain("王 8812", "wzq", 'a" OR name:"b', "NEAR(a b)", "-a* ^b")),
    "criteria": Target(criteria, seeds.plain(*CRITERIA, json.dumps(FILTER))),
}
