"""What is written is text wherever it is opened, and our own reader gives it back."""

import io
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tests.fuzz.payloads import PAYLOADS
from vipdesk.cli.results import Result, table
from vipdesk.domain.plain_text import spelt_out, tamed, untamed, without_controls
from vipdesk.errors import NotFoundError
from vipdesk.importing.check import Problem
from vipdesk.importing.reader import ReadOptions, read_table
from vipdesk.importing.sheets_out import write_problems
from vipdesk.importing.table import Source, build_table
from vipdesk.reports.ics import CalendarEvent, ics
from vipdesk.reports.sheets import Sheet, SheetColumn, csv_file, xlsx
from vipdesk.reports.vcard import Contact, vcards

HEADS = ("客户编号", "备注")
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LIKE_FORMULAS = st.builds(
    str.__add__, st.sampled_from(["=", "+", "-", "@", "'=", "\t", "＝", "''+"]), ANY_TEXT
)
SIGNS = "=+-@\t\r\n＝＋－＠"
each_payload = pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)


def _sheet(text: str) -> Sheet:
    return Sheet("客户", [SheetColumn(head) for head in HEADS], [["C1", text]])


def _read(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    read = read_table(path, ReadOptions(header_row=1))
    assert read.headers == HEADS
    return read.rows[0][1]


@each_payload
def test_a_csv_comes_back(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path / "a.csv", csv_file(_sheet(text))) == without_controls(text)


@each_payload
def test_a_sheet_comes_back(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path / "a.xlsx", xlsx(_sheet(text))) == without_controls(text)


@each_payload
def test_problem_rows_come_back(tmp_path: Path, text: str) -> None:
    source = Source("a.csv", "CSV", "")
    rows = build_table(source, [list(HEADS), ["C1", text], ["C2", "x"]], 1)
    problems = [Problem(2, HEADS[1], text, NotFoundError()), Problem(3, "", "", NotFoundError())]
    write_problems(rows, problems, tmp_path / "a.xlsx", str)
    back = read_table(tmp_path / "a.xlsx", ReadOptions(header_row=1))
    assert back.rows[0][1] == without_controls(text)
    assert back.headers == HEADS


@settings(deadline=None, max_examples=60)
@given(text=st.one_of(ANY_TEXT, LIKE_FORMULAS))
@example(text="'=1")
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    cell = tamed(text)
    assert untamed(cell) == text or cell == text
    starts = cell.startswith(tuple(SIGNS))
    assert not starts or not any(map(str.isalpha, cell)), cell


@settings(deadline=None, max_examples=60)
@given(text=st.one_of(ANY_TEXT, LIKE_FORMULAS))
def test_taming_can_be_taken_back(text: str) -> None:
    assert untamed(tamed(text)) == text or not tamed(text).startswith("'")


@each_payload
def test_a_terminal_obeys_nothing(text: str) -> None:
    shown = Result({"a": [text]}, [*table([[text, "x"], ["y", text]]), text])
    for whole in (shown.text(as_json=False), shown.text(as_json=True), spelt_out(text)):
        odd = {sign for sign in whole if unicodedata.category(sign) == "Cc"} - {"\n"}
        assert not odd
        assert not set(whole) & set("\u202e\u2066\u2028\ufeff")
    assert len(shown.text(as_json=False).split("\n")) == 3


@each_payload
def test_a_calendar_holds_one_visit(text: str) -> None:
    event = CalendarEvent(
        uid="1", starts=NOW, ends=NOW, title=text, place=text, description=text
    )  # fmt: skip
    content = ics([event], NOW)
    (entry,) = Calendar.from_ical(content).walk("VEVENT")
    for field in ("summary", "location", "description"):
        assert entry[field] == without_controls(text), field
    names = {line.partition(b":")[0].partition(b";")[0] for line in content.split(b"\r\n")}
    assert b"TEL" not in names
    assert content.count(b"\nEND:VEVENT") == 1


@each_payload
@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_card_holds_one_person(text: str, version: str) -> None:
    contact = Contact(
        uid="1", name=text, surname=text, given=text, organisation=text, title=text, phones=(text,),
        email=text, address=text, note=text, tags=(text, text),
    )  # fmt: skip
    unfolded = vcards([contact], version).decode().replace("\r\n ", "")
    lines = unfolded.split("\r\n")
    assert (lines.count("BEGIN:VCARD"), lines.count("END:VCARD")) == (1, 1)
    assert sum(line.startswith("TEL") for line in lines) == 1
    assert len(unfolded.splitlines()) == len(lines) - 1  # by readers that cut at any line end
    assert "NOTE:" + _escaped(text) in lines


def _escaped(text: str) -> str:
    plain = without_controls(text).replace("\\", "\\\\").replace(",", "\\,")
    return plain.replace(";", "\\;").replace("\n", "\\n")


def test_texts_of_every_length_keep_their_place(tmp_path: Path) -> None:
    long = "x" * 40_000
    back = _read(tmp_path / "a.xlsx", xlsx(_sheet(long)))
    assert back == long[:32_767]  # as many as a cell holds
    assert _read(tmp_path / "a.csv", csv_file(_sheet(long))) == long
    assert io.BytesIO(xlsx(_sheet("")))
