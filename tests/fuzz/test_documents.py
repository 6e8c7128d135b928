"""What files and forms hold stands in every paper, list and printout as it is, and obeys nobody."""

import csv
import io
import json
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from tests.conftest import create_book, fixed_clock, open_book
from tests.fuzz.planting import LITERAL, PRINTABLE_NOTE, plant
from tests.reports.reading import flat
from vipdesk.__main__ import main
from vipdesk.importing.reader import ReadOptions, read_table
from vipdesk.services.demo import DemoService
from vipdesk.services.reports import ReportsService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Visit

CUSTOMERS = 12
OBEYED_IN_PDF = ("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/URI", "/EmbeddedFiles")
Run = Callable[..., str]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    profile = tmp_path_factory.mktemp("planted") / "profile"
    store = create_book(profile, "李经理", clock=fixed_clock)
    DemoService(store).fill(CUSTOMERS, seed=1)
    plant(store, PRINTABLE_NOTE)
    store.close()
    return profile


@pytest.fixture
def planted(profile: Path) -> Iterator[Store]:
    store = open_book(profile, clock=fixed_clock)
    yield store
    store.close()


@pytest.fixture
def run(profile: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A verb on the planted book; what it printed."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object) -> str:
        code = main(["--profile", str(profile), *map(str, arguments)])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        assert not _obeyed(printed.out + printed.err)
        return printed.out

    return run


def _obeyed(text: str) -> set[str]:
    """What a terminal would obey."""
    controls = {sign for sign in text if unicodedata.category(sign) == "Cc"} - {"\n"}
    return controls | set(text) & set("\u202e\u202c\u2028")


def _assert_plain(pdf: bytes) -> None:
    assert LITERAL.replace(" ", "") in flat(pdf).replace(" ", "")
    reader = PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        assert "/Annots" not in page
    catalogue = str(reader.trailer["/Root"].get_object())
    assert not [name for name in OBEYED_IN_PDF if name in catalogue]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_papers(planted: Store, language: str) -> None:
    reports = ReportsService(planted)
    with planted.read() as session:
        done = session.scalars(select(Visit).where(Visit.status == "done")).first()
        due = session.scalars(select(Visit).where(Visit.status == "planned")).first()
        customers = session.scalars(select(Customer.id)).all()
        assert done is not None
        assert due is not None
        visit, day = done.id, due.planned_at.astimezone(planted.zone()).date()
    _assert_plain(reports.visit_summary_report(visit, language).pdf)
    _assert_plain(reports.visit_pack_report(day, language, planted.today()).pdf)
    _assert_plain(reports.customer_sheets_report(customers[:2], language, planted.today()).pdf)


def test_everything_about_one_customer(run: Run, planted: Store, tmp_path: Path) -> None:
    with planted.read() as session:
        number = session.scalars(select(Customer.number)).first()
    planted.close()
    for name in ("a.pdf", "a.json"):
        run("customer-data", number, "-o", tmp_path / name, "--reason", "x")
    _assert_plain((tmp_path / "a.pdf").read_bytes())
    assert LITERAL in json.dumps(json.loads((tmp_path / "a.json").read_text("utf-8")))


@pytest.mark.parametrize("kind", ["customers", "lines", "bills"])
@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_lists(run: Run, tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    run("export", kind, "-o", path, "--unmasked", "--reason", LITERAL)
    if ending == ".xlsx":
        with zipfile.ZipFile(path) as package:
            sheet = package.read("xl/worksheets/sheet1.xml")
            assert b"<f>" not in sheet
            assert not [name for name in package.namelist() if "hyperlink" in name]
    table = read_table(path, ReadOptions())
    assert any(LITERAL in cell for row in table.rows for cell in row)


def test_cards(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    run("export", "customers", "-o", path)
    text = path.read_bytes().decode()
    assert text.count("BEGIN:VCARD") == text.count("END:VCARD") == CUSTOMERS
    assert len(text.splitlines()) == text.count("\r\n")


def test_the_whole_book_in_a_zip(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    run("export", "everything", "-o", path, "--unmasked", "--reason", LITERAL)
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            assert ".." not in name
            assert name.isprintable()
            if name.endswith(".csv"):
                text = package.read(name).decode("utf-8-sig")
                for row in csv.reader(io.StringIO(text, newline="")):
                    assert not [cell for cell in row if cell[:1] in ("=", "@", "＝", "＠")]


def test_printouts(run: Run) -> None:
    for verb in ("customers", "visits", "journal"):
        run(verb)
        json.loads(run("--json", verb))
    shown = run("customers", "--unmasked", "--reason", "x\x1b[2J")
    assert LITERAL in shown
    assert LITERAL in json.dumps(json.loads(run("--json", "customers")))


def test_refusals(profile: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What is said of a name that the command line was given obeys nothing either."""
    hostile = tmp_path / "\x1b[2J\u202ex.csv"
    commands = (
        ["import", str(hostile)],
        ["customers", "--filter", "\x1b]0;x\x07=1"],
        ["customers", "--search", "\" OR name:* ' --"],
        ["export", "customers", "-o", str(hostile) + ".exe"],
    )
    for command in commands:
        code = main(["--profile", str(profile), *command])
        printed = capsys.readouterr()
        assert code in (0, 1)
        assert not _obeyed(printed.out + printed.err), command
        assert "Traceback" not in printed.err
        assert "inside VIPDesk" not in printed.err


def test_halves_of_characters_are_refused_in_a_sentence(
    profile: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """As a command line gives bytes that are no UTF-8."""
    commands = (
        ["customers", "--search", "\udcff"],
        ["customers", "--filter", "plans=\udcff"],
        ["export", "customers", "-o", str(tmp_path / "a.csv"), "--unmasked", "--reason", "\udcff"],
    )
    for command in commands:
        code = main(["--profile", str(profile), *command])
        printed = capsys.readouterr()
        assert code == 0 or "half of a character" in printed.err, command
    assert not (tmp_path / "a.csv").exists()


def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "\udcff.csv"
    path.write_text("a,b\n1,2\n", encoding="ascii")
    assert read_table(path).source.name == "?.csv"
