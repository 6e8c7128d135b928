"""The desk without a window: the verbs as scripts use them."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from sqlalchemy import select, text

from tests.conftest import Run, open_book
from vipdesk.__main__ import main
from vipdesk.cli import self_check
from vipdesk.cli.parser import build_parser
from vipdesk.cli.results import table
from vipdesk.domain.words import VisitStatus
from vipdesk.importing.reader import read_table
from vipdesk.services.settings import ManagerDraft, SettingsService
from vipdesk.store import keyfile, open_mark
from vipdesk.store.book import Store
from vipdesk.store.lock import ProfileLock
from vipdesk.store.records import Customer, Visit


@pytest.fixture(scope="module")
def demo_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book of 60 customers, made by the verb; read only."""
    profile = tmp_path_factory.mktemp("cli") / "demo"
    assert main(["demo", "--profile", str(profile), "--customers", "60", "--seed", "3"]) == 0
    return profile


def _json(run: Run, *arguments: object) -> Any:
    code, out, err = run("--json", *arguments)
    assert (code, err) == (0, "")
    return json.loads(out)


def test_init_makes_a_book_once(run: Run, tmp_path: Path) -> None:
    profile = tmp_path / "mine"
    assert _json(run, "init", "--name", "李经理", "--profile", profile)["profile"] == str(profile)
    store = open_book(profile)
    assert SettingsService(store).manager().name == "李经理"
    store.close()
    before = (profile / "book.db").read_bytes()
    code, out, err = run("init", "--profile", profile)
    assert (code, out) == (1, "")
    assert "already a book" in err
    assert (profile / "book.db").read_bytes() == before


@pytest.mark.parametrize(
    "verb",
    [
        ["journal"],
        ["undo"],
        ["customers"],
        ["visits"],
        ["customers", "--unmasked", "--reason", "x"],
    ],
)
def test_a_missing_profile_is_refused_and_not_made(
    run: Run, tmp_path: Path, verb: list[str]
) -> None:
    profile = tmp_path / "nowhere"
    code, out, err = run("--profile", profile, *verb)
    assert (code, out) == (1, "")
    assert str(profile) in err
    assert not profile.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-verb"],
        ["demo", "--customers", "0"],
        ["customers", "--limit", "many"],
        ["customers", "--filter", "tiers"],
        ["visits", "--on", "tomorrow"],
        ["visits", "--on", "0001-01-01"],
        ["visits", "--on", "9999-12-31"],
        ["import", "bills.csv", "--month", "2026-13"],
        ["import", "bills.csv", "--month", "October"],
        ["import", "bills.csv", "--encoding", "klingon"],
        ["visit-summary", "V-1"],
    ],
)
def test_wrong_usage_is_told_apart(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


@pytest.mark.parametrize("typed", ["2026-9", "202609", "2026年9月", "２０２６-09"])
def test_months_are_understood_as_in_files(typed: str) -> None:
    parsed = build_parser().parse_args(["import", "bills.csv", "--month", typed])
    assert parsed.month == "2026-09"


def test_more_than_all_is_all(run: Run, demo_profile: Path) -> None:
    assert _json(run, "--profile", demo_profile, "journal", "--limit", "9" * 30)["entries"]


def test_common_options_stand_before_or_after_the_verb() -> None:
    parser = build_parser()
    before = parser.parse_args(["--profile", "a", "--json", "journal"])
    after = parser.parse_args(["journal", "--profile", "a", "--json"])
    assert before == after
    assert parser.parse_args(["--profile", "a", "undo", "--profile", "b"]).profile == Path("b")
    assert parser.parse_args(["--profile", "a"]).verb is None


def test_customers_are_found_counted_and_masked(run: Run, demo_profile: Path) -> None:
    found = _json(run, "customers", "--limit", "7", "--profile", demo_profile)
    assert found["count"] == 60
    assert len(found["customers"]) == 7
    assert all("****" in customer["phone"] for customer in found["customers"])
    name = found["customers"][0]["name"]
    again = _json(run, "customers", "--search", name, "--profile", demo_profile)
    assert name in [customer["name"] for customer in again["customers"]]
    code, out, _err = run("customers", "--search", name, "--profile", demo_profile)
    assert code == 0
    assert name in out


def test_filters_combine_and_unknown_ones_are_refused(run: Run, demo_profile: Path) -> None:
    where = ["--filter", "tiers=gold,diamond", "--filter", "ends_within_days=400"]
    found = _json(run, "customers", *where, "--profile", demo_profile)
    assert 0 < found["count"] < 60
    assert {customer["tier"] for customer in found["customers"]} <= {"gold", "diamond"}
    code, _out, err = run("customers", "--filter", "colour=red", "--profile", demo_profile)
    assert code == 1
    assert "colour=red" in err


def test_unmasked_needs_a_reason_and_is_journalled(run: Run, demo_profile: Path) -> None:
    code, out, err = run("customers", "--unmasked", "--profile", demo_profile)
    assert (code, out) == (1, "")
    assert "--reason" in err
    shown = _json(
        run,
        "customers",
        "--limit",
        "3",
        "--unmasked",
        "--reason",
        "audit",
        "--profile",
        demo_profile,
    )
    assert all(customer["phone"].startswith("154") for customer in shown["customers"])
    assert "*" not in json.dumps(shown["customers"])
    last = _json(run, "journal", "--limit", "1", "--profile", demo_profile)["entries"][0]
    assert last["code"] == "export.unmasked"
    assert (last["params"]["reason"], last["params"]["rows"]) == ("audit", 3)


def test_visits_of_a_day(run: Run, demo_profile: Path) -> None:
    today = _json(run, "visits", "--profile", demo_profile)
    assert today["visits"]
    assert not any("室" in visit["place"] for visit in today["visits"])
    none = _json(run, "visits", "--on", "2001-01-01", "--profile", demo_profile)
    assert none == {"day": "2001-01-01", "visits": []}
    shown = _json(run, "visits", "--unmasked", "--reason", "x", "--profile", demo_profile)
    assert not any("*" in visit["place"] + visit["phone"] for visit in shown["visits"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_visit_summary_is_written(
    run: Run, demo_profile: Path, tmp_path: Path, language: str
) -> None:
    visit = _json(run, "visits", "--profile", demo_profile)["visits"][0]
    path = tmp_path / "summary.pdf"
    verb = ["visit-summary", visit["number"], "-o", path, "--lang", language]
    assert run(*verb, "--profile", demo_profile)[0] == 0
    document = pypdfium2.PdfDocument(path)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert visit["customer"] in text
    assert visit["number"] in text


@pytest.mark.parametrize("name", ["out", "all.pdf"])
def test_summaries_of_several_visits_with_a_passphrase(
    run: Run, demo_profile: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keyfile.unlock(keyfile.read(demo_profile / "book.key"), keyfile.DEMO_PASSPHRASE)
    store = Store.open(demo_profile, key)
    with store.read() as session:
        held = select(Visit.number).where(Visit.status == VisitStatus.DONE).limit(2)
        planned = select(Visit.number).where(Visit.status == VisitStatus.PLANNED).limit(1)
        numbers = [*session.scalars(held), *session.scalars(planned)]
    store.close()
    monkeypatch.setenv("VIPDESK_PDF_PASSPHRASE", "春风 十里-42")
    target = tmp_path / name
    verb = ["visit-summary", *numbers, "-o", target, "--encrypt"]
    answer = _json(run, *verb, "--profile", demo_profile)
    assert answer["rows"] == 2
    assert [each["why"] for each in answer["left_out"]] == ["The visit was not held."]
    assert numbers[2] in answer["left_out"][0]["visit"]
    files = [Path(file) for file in answer["files"]]
    assert files == [target] if name == "all.pdf" else {f.parent for f in files} == {target}
    for file in files:
        reader = PdfReader(file)
        assert reader.is_encrypted
        assert reader.decrypt("春风 十里-42")


def test_a_pdf_without_its_passphrase_is_not_written(
    run: Run, demo_profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    verb = ["visit-summary", "V-1", "-o", path, "--encrypt", "--profile", demo_profile]
    code, _out, err = run(*verb)
    assert (code, path.exists()) == (1, False)
    assert "VIPDESK_PDF_PASSPHRASE" in err
    monkeypatch.setenv("VIPDESK_PDF_PASSPHRASE", "short")
    assert "at least 8" in run(*verb)[2]
    monkeypatch.setenv("VIPDESK_PDF_PASSPHRASE", "开门吧！开门吧！")
    assert "in different ways: ！" in run(*verb)[2]


def test_an_unknown_visit_writes_nothing(run: Run, demo_profile: Path, tmp_path: Path) -> None:
    path = tmp_path / "summary.pdf"
    code, _out, err = run("visit-summary", "V-0", "-o", path, "--profile", demo_profile)
    assert code == 1
    assert "V-0" in err
    assert not path.exists()


def test_writes_are_refused_while_the_window_is_open(run: Run, profile: Path) -> None:
    window = ProfileLock(profile / "book.lock")
    window.acquire()
    try:
        code, _out, err = run("undo", "--profile", profile)
        assert code == 1
        assert "open in another VIPDesk" in err
        assert run("customers", "--unmasked", "--reason", "x", "--profile", profile)[0] == 1
        assert run("journal", "--profile", profile)[0] == 0
    finally:
        window.release()
    assert "nothing to undo" in run("undo", "--profile", profile)[2]


def test_undo_takes_back_the_last_action(run: Run, profile: Path) -> None:
    store = open_book(profile)
    settings = SettingsService(store)
    settings.save(settings.load(), ManagerDraft("王经理"))
    store.close()
    undone = _json(run, "undo", "--profile", profile)
    assert undone["code"] == "settings.save"
    codes = [entry["code"] for entry in _json(run, "journal", "--profile", profile)["entries"]]
    assert codes == ["undo", "settings.save", "book.create"]
    assert run("undo", "--profile", profile)[0] == 1


CUSTOMERS_CSV = """客户编号,客户名称,联系电话,客户等级,专线速率
C001,王志强,15400000001,钻石卡,500M
C002,陈晓燕,154 0000 0002,金卡,
C003,孙丽,15400000003,铂金,
"""


@pytest.fixture
def customers_csv(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_bytes(CUSTOMERS_CSV.encode("gb18030"))
    return path


def test_complaints_come_in_and_go_out_and_payments_too(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    customers, told = tmp_path / "customers.csv", tmp_path / "complaints.csv"
    customers.write_text("客户编号,姓名\nC1,甲\n", encoding="utf-8")
    told.write_text(
        "工单号,客户编号,受理时间,是否越级,投诉内容\n"
        "T1,C1,2026-11-02 09:30,是,慢\nT2,C9,2026-11-02,否,慢\n",
        encoding="utf-8",
    )
    assert run("import", customers, "--profile", profile)[0] == 0
    answer = _json(run, "import", told, "--kind", "complaints", "--profile", profile)
    assert (answer["new"], [each["row"] for each in answer["problems"]]) == (1, [3])
    for kind, rows in (("complaints", 1), ("payments", 0)):
        path = tmp_path / f"{kind}-out.csv"
        said = _json(run, "export", kind, "-o", path, "--profile", profile)
        assert said["rows"] == rows
    assert "T1,C1,甲" in (tmp_path / "complaints-out.csv").read_text("utf-8-sig")


def test_import_of_payments_says_which_balances_are_older(
    run: Run, profile: Path, customers_csv: Path, tmp_path: Path
) -> None:
    assert run("import", customers_csv, "--profile", profile)[0] == 0
    paid = tmp_path / "paid.csv"
    verb = ["import", paid, "--kind", "payments", "--profile", profile]
    for month, older, words in ((10, 0, ""), (9, 1, "1 balance is older than the newest one")):
        paid.write_text(
            "客户编号,缴费日期,缴费金额,余额日期,余额\n"
            f"C001,2026-{month:02}-05,100,2026-{month:02}-28,{month}\n",
            encoding="utf-8",
        )
        dry = _json(run, *verb, "--dry-run")
        assert (dry["kind"], dry["new"], dry["older_balances"]) == ("payments", 1, older)
        code, out, _err = run(*verb)
        assert code == 0
        assert words in out
    [customer] = _json(run, "customers", "--search", "C001", "--profile", profile)["customers"]
    assert customer["balance_fen"] == 1_000


def test_names_that_a_file_lacks_are_generated_where_it_has_numbers(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    path = tmp_path / "churn.csv"
    path.write_text("customerID,gender,tenure\n7590-VHVEG,Female,1\n", encoding="utf-8")
    answer = _json(run, "import", path, "--dry-run", "--profile", profile)
    assert (answer["new"], answer["generated"]) == (1, ["Name"])
    path.write_text("gender,tenure\nFemale,1\n", encoding="utf-8")
    assert run("import", path, "--dry-run", "--profile", profile)[0] == 1
    path.write_text("InvoiceNo,CustomerID\n1,C1\n", encoding="utf-8")
    assert run("import", path, "--dry-run", "--profile", profile)[0] == 1


def test_import_compares_then_writes_then_finds_nothing_new(
    run: Run, profile: Path, customers_csv: Path, tmp_path: Path
) -> None:
    mend = tmp_path / "mend.xlsx"
    verb = ["import", customers_csv, "--profile", profile]
    dry = _json(run, *verb, "--dry-run", "--problems", mend)
    assert (dry["kind"], dry["encoding"]) == ("customers", "GB18030")
    assert (dry["rows"], dry["new"], dry["written"]) == (3, 2, False)
    assert [(problem["row"], bool(problem["reason"])) for problem in dry["problems"]] == [(4, True)]
    assert mend.is_file()
    assert _json(run, "customers", "--profile", profile)["count"] == 0

    done = _json(run, *verb)
    assert (done["new"], done["written"]) == (2, True)
    assert done["seconds"] > 0
    again = _json(run, *verb)
    assert (again["new"], again["changed"], again["unchanged"], again["written"]) == (
        0,
        0,
        2,
        False,
    )

    assert _json(run, "undo", "--profile", profile)["code"] == "import.commit"
    assert _json(run, "customers", "--profile", profile)["count"] == 0


def test_what_the_window_asks_is_named_and_can_be_typed(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    path = tmp_path / "bills.csv"
    path.write_text("客户编号,姓名,生日,出账费用\nX1,王志强,03/04/1980,99.00\n", encoding="utf-8")
    verb = ["import", path, "--kind", "customers", "--generate-keys", "--profile", profile]
    code, _out, err = run(*verb)
    assert code == 1
    assert "Birthday, Billing month" in err
    assert "客户编号, 姓名, 生日, 出账费用" in err
    assert "--days" in err
    assert "--month" in err
    done = _json(run, *verb, "--days", "dmy", "--month", "2026-10")
    assert (done["new"], done["problems"]) == (1, [])
    store = open_book(profile)
    with store.read() as session:
        customer = session.scalars(select(Customer)).one()
        assert (customer.birth_month, customer.birth_day) == (4, 3)
    store.close()


def test_a_dry_run_is_possible_beside_the_window(
    run: Run, profile: Path, customers_csv: Path
) -> None:
    window = ProfileLock(profile / "book.lock")
    window.acquire()
    try:
        assert run("import", customers_csv, "--dry-run", "--profile", profile)[0] == 0
        assert run("import", customers_csv, "--profile", profile)[0] == 1
    finally:
        window.release()


def test_fields_and_words_can_be_mapped(run: Run, profile: Path, tmp_path: Path) -> None:
    path = tmp_path / "stars.csv"
    path.write_text("a,b,c\nX1,王志强,5\nX2,陈晓燕,1\n", encoding="utf-8")
    columns = ["--map", "number=a", "--map", "name=b", "--map", "tier=c", "--kind", "customers"]
    words = ["--word", "tier:5=diamond", "--word", "tier:1="]
    done = _json(run, "import", path, *columns, *words, "--profile", profile)
    assert (done["new"], done["problems"]) == (2, [])
    shown = _json(run, "customers", "--search", "X1", "--profile", profile)["customers"]
    assert [(one["name"], one["tier"]) for one in shown] == [("王志强", "diamond")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--map", "colour=a"], 'no field "colour"'),
        (["--word", "tier:5=best"], 'does not hold "best"'),
        (["--word", "name:5=gold"], 'no field "name"'),
    ],
)
def test_an_unknown_field_or_word_writes_nothing(
    run: Run, profile: Path, customers_csv: Path, typed: list[str], told: str
) -> None:
    code, _out, err = run("import", customers_csv, *typed, "--profile", profile)
    assert code == 1
    assert told in err
    assert _json(run, "customers", "--profile", profile)["count"] == 0


def test_an_encoding_that_is_not_recognised_can_be_typed(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("number,name\nX1,José\n".encode("latin-1"))
    typed = ["--kind", "customers", "--map", "number=number", "--profile", profile]
    code, _out, err = run("import", path, *typed)
    assert code == 1
    assert "Choose the encoding" in err
    done = _json(run, "import", path, *typed, "--encoding", "windows-1252")
    assert (done["new"], done["encoding"]) == (1, "Windows-1252")


def test_a_refused_cell_is_masked_as_everywhere(run: Run, profile: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("客户编号,客户名称,联系电话\nC1,王志强,15400000019？\n", encoding="utf-8")
    dry = _json(run, "import", path, "--dry-run", "--profile", profile)
    assert [problem["value"] for problem in dry["problems"]] == ["154****0019？"]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "vcf"])
def test_exports_are_masked(run: Run, demo_profile: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"customers.{ending}"
    done = _json(run, "export", "customers", "-o", path, "--profile", demo_profile)
    assert done["rows"] == 60
    text = _text_of(path)
    assert "****" in text
    assert not re.search(r"154\d{8}", text)


@pytest.mark.parametrize("ending", ["xlsx", "csv", "vcf"])
def test_an_unmasked_export_needs_a_reason(
    run: Run, demo_profile: Path, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"customers.{ending}"
    verb = ["export", "customers", "-o", path, "--unmasked", "--profile", demo_profile]
    assert run(*verb)[0] == 1
    assert not path.exists()
    assert _json(run, *verb, "--reason", "audit")["rows"] == 60
    assert len(re.findall(r"154\d{8}", _text_of(path))) >= 60
    if ending != "xlsx":  # an import, which reads it here, passes over what stands above the head
        assert re.search(r"Not masked · \S+ · [\d-]+ [\d:]+ · audit", _text_of(path))
    last = _json(run, "journal", "--limit", "1", "--profile", demo_profile)["entries"][0]
    assert (last["code"], last["params"]["reason"]) == ("export.unmasked", "audit")


@pytest.mark.parametrize("name", ["customers.pdf", "customers"])
def test_an_export_without_a_format_writes_nothing(
    run: Run, demo_profile: Path, tmp_path: Path, name: str
) -> None:
    code, _out, err = run("export", "customers", "-o", tmp_path / name, "--profile", demo_profile)
    assert code == 1
    assert ".xlsx" in err
    assert not (tmp_path / name).exists()


def _text_of(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8-sig")
    return "\n".join(",".join(row) for row in read_table(path).rows)


def test_a_failed_demo_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("vipdesk.cli.books.DemoService.fill", full)
    code, _out, err = run("demo", "--profile", tmp_path / "demo")
    assert code == 1
    assert "OSError" in err
    assert not (tmp_path / "demo").exists()


def test_a_bug_is_told_by_its_place_without_data(
    run: Run, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise KeyError("13800138000")

    monkeypatch.setattr("vipdesk.cli.history.JournalService.entries", broken)
    code, out, err = run("journal", "--profile", profile)
    assert (code, out) == (1, "")
    assert "KeyError, " in err
    assert "13800138000" not in err


def test_self_check_works_and_says_with_what(run: Run) -> None:
    found = _json(run, "self-check")
    assert found["ok"] is True
    assert "SQLCipher" in found["versions"]
    assert "offscreen" in found["window"]


def test_self_check_names_what_fails(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_folder: Path) -> str:
        raise OSError("no font")

    parts = (*self_check.PARTS[:1], self_check.Part("PDF with hanzi", broken))
    monkeypatch.setattr(self_check, "PARTS", parts)
    code, out, err = run("self-check")
    assert (code, out) == (1, "")
    assert "PDF with hanzi: OSError: no font" in err


def test_speaks_the_language_of_the_system(profile: Path) -> None:
    """A process of its own: interpreter, entry point, exit code, both streams."""
    environment = {**os.environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "vipdesk", "undo", "--profile", str(profile)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "没有可以撤销的操作。"


def test_columns_of_hanzi_line_up() -> None:
    assert table([["王", "1"], ["ab", "22"], ["", "3"]]) == ["王  1", "ab  22", "    3"]
    assert table([]) == []


def test_rekey_gives_the_book_another_key(run: Run, profile: Path) -> None:
    before = (profile / "book.db").read_bytes()
    code, out, err = run("rekey", "--profile", profile)
    assert code == 0, err
    assert "new key" in out
    assert re.search(r"([A-Z2-9]{4}-){6}[A-Z2-9]{4}", err)
    assert (profile / "book.db").read_bytes()[:4096] != before[:4096]
    store = open_book(profile)
    store.close()
    assert "Give the book a new key" in run("journal", "--profile", profile)[1]


def test_the_whole_book_goes_out_for_a_reason_only(
    run: Run, demo_profile: Path, tmp_path: Path
) -> None:
    path = tmp_path / "all.zip"
    wanted = ["--profile", demo_profile, "export", "everything", "-o"]
    code, _out, err = run(*wanted, path)
    assert code == 1
    assert "--unmasked" in err
    code, _out, err = run(*wanted, tmp_path / "all.csv", "--unmasked", "--reason", "audit")
    assert code == 1
    assert ".zip" in err
    assert list(tmp_path.iterdir()) == []
    made = _json(run, *wanted, path, "--unmasked", "--reason", "audit")
    assert made["rows"] > 1_000
    assert zipfile.is_zipfile(path)


def test_a_book_goes_out_and_in(run: Run, demo_profile: Path, tmp_path: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "book.vipdesk"
    shutil.copytree(demo_profile, old)
    assert _json(run, "--profile", old, "move-out", file)["customers"] == 60
    assert _json(run, "--profile", new, "move-in", file)["customers"] == 60
    assert _json(run, "--profile", new, "customers", "--limit", "1")["count"] == 60
    code, _out, err = run("--profile", new, "move-in", file)
    assert code == 1
    assert "already a book" in err


def test_damage_is_named_and_mended(run: Run, demo_profile: Path, tmp_path: Path) -> None:
    profile = shutil.copytree(demo_profile, tmp_path / "damaged")
    where = ("--profile", profile)
    assert run(*where, "backup")[0] == 0
    assert _json(run, *where, "check") == {
        "drafts": "whole",
        "book": "whole",
        "journal": "whole",
        "backups": "whole",
    }
    assert _json(run, *where, "rescue")["rescued"] is False
    with (profile / "book.db").open("r+b") as file:
        file.seek(4096 * 200)
        file.write(os.urandom(4096))
    (profile / "drafts.db").write_bytes(b"gone")
    code, _out, err = run(*where, "check")
    assert code == 1
    assert "Part of the book is damaged" in err
    assert "What was being typed" in err
    assert _json(run, *where, "rescue")["lost"] == []
    assert run(*where, "check")[0] == 0


def test_after_a_kill_the_book_is_checked_before_it_is_written(
    run: Run, demo_profile: Path, tmp_path: Path
) -> None:
    profile = shutil.copytree(demo_profile, tmp_path / "killed")
    open_mark.leave(profile)
    (profile / "drafts.db").write_bytes(b"gone")
    (profile / "recent.log").unlink(missing_ok=True)  # which tells what the lost log held
    code, _out, err = run("--profile", profile, "undo")
    assert code == 1  # nothing to undo in a demo book
    assert "What was being typed" in err
    assert "book.db-wal" in err
    assert not open_mark.is_left(profile)
    open_mark.leave(profile)
    with (profile / "book.db").open("r+b") as file:
        file.seek(4096 * 200)
        file.write(os.urandom(4096))
    code, _out, err = run("--profile", profile, "undo")
    assert code == 1
    assert "vipdesk rescue" in err


def test_an_import_counts_dates_that_move_later_and_is_told_what_they_mean(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    lines = tmp_path / "lines.csv"
    verb = ["import", lines, "--profile", profile]
    for day, later in (("2026-12-31", 0), ("2027-12-31", 1)):
        row = f"C1,甲,13900008812,畅享99,{day},在网"
        lines.write_text(f"客户编号,姓名,手机号,套餐,合约到期,状态\n{row}\n", encoding="utf-8")
        if later:
            assert "1 ending date moves later" in run(*verb, "--dry-run")[1]
        answer = _json(run, *verb, "--later-dates", "renewal")
        assert (answer["later_dates"], answer["written"]) == (later, True)
    store = open_book(profile)
    with store.read() as session:
        moved = session.execute(text("SELECT moved_as FROM contract_date ORDER BY id")).scalars()
        assert list(moved) == [None, "renewal"]
    store.close()
