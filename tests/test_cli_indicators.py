"""The verbs ``indicators`` and ``cohort``, as scripts and people use them."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
import python_calamine

from tests.conftest import TODAY, Run, fixed_clock, open_book
from tests.store.builders import add_customer, add_line
from vipdesk.store.records import StatusHistory


@pytest.fixture
def book(profile: Path) -> Path:
    """Two gold customers of September; the line of the second was closed in October."""
    store = open_book(profile, clock=fixed_clock)
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
        line = add_line(session, add_customer(session, "C2", "李娜"), "13900000002")
    with store.action("line.edit") as session:
        day = {"effective_on": date(2026, 10, 9), "recorded_on": TODAY}
        session.add(StatusHistory(line_id=line.id, status="closed", **day))
    store.close()
    return profile


def found(out: str) -> dict[str, dict[str, object]]:
    return {each["key"]: each for each in json.loads(out)["indicators"]}


def test_the_values_of_a_period(run: Run, book: Path) -> None:
    code, out, err = run("--profile", book, "--json", "indicators", "--period", "2026-10")
    assert (code, err) == (0, "")
    churn = found(out)["churn"]
    assert (churn["numerator"], churn["denominator"], churn["value"]) == (2, 3, "66.67%")
    assert (churn["met"], churn["small_sample"]) == (False, True)
    assert found(out)["satisfaction"]["why_not"] == "no_data"
    code, out, _err = run("--profile", book, "indicators", "--period", "2026-10")
    assert code == 0
    assert "66.67%  ≤ 1%" in out
    assert "2 × 1 / 3 Lines  small sample" in out


def test_those_behind_a_value_and_its_parts(run: Run, book: Path) -> None:
    period = ("--period", "2026-10")
    _code, out, _err = run("--profile", book, "--json", "indicators", *period, "--members", "churn")
    data = json.loads(out)
    assert data["count"] == 1
    assert (data["members"][0]["number"], data["members"][0]["line"]) == ("C2", "139****0002")
    _code, out, _err = run("--profile", book, "--json", "indicators", *period, "--by", "tier")
    (gold,) = json.loads(out)["parts"]
    assert gold["part"] == "gold"
    assert next(each for each in gold["indicators"] if each["key"] == "churn")["numerator"] == 2


def test_the_values_are_written_as_a_workbook(run: Run, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "values.xlsx"
    verb = ("--profile", book, "indicators", "--period", "2026-09..2026-10", "-o")
    assert run(*verb, path, "--by", "tier", "--lang", "en")[0] == 0
    sheets = python_calamine.load_workbook(str(path))
    assert sheets.sheet_names == ["Indicators", "Split", "About"]
    heads, *rows = sheets.get_sheet_by_name("Split").to_python()
    churn = next(row for row in rows if row[1] == "Churn")
    assert heads[:6] == ["Tier", "Indicator", "Unit", "Counted", "All", "Value"]
    assert churn[:5] == ["Gold", "Churn", "Lines", 2, 3]
    assert churn[5] == pytest.approx(2 / 3)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
        assert "<f>D5/E5</f>" in sheet
        assert 'state="frozen"' in sheet
    code, _out, err = run(*verb, tmp_path / "values.ods")
    assert code == 1
    assert "end it with .xlsx" in err


def test_a_key_or_a_period_that_nobody_knows(run: Run, book: Path) -> None:
    code, _out, err = run("--profile", book, "indicators", "--members", "churm")
    assert code == 1
    assert "no indicator churm" in err
    code, _out, err = run("--profile", book, "indicators", "--period", "2026-14")
    assert code == 1
    assert '2026-14" is no period' in err


def test_a_month_is_closed_and_reopened(run: Run, book: Path) -> None:
    assert run("--profile", book, "indicators", "--close", "2026-10")[0] == 0
    _code, out, _err = run("--profile", book, "--json", "indicators", "--period", "2026-10")
    assert found(out)["churn"]["closed"] is True
    reopen = ("indicators", "--reopen", "2026-10", "--reason", "late file")
    assert run("--profile", book, *reopen)[0] == 0
    code, _out, err = run("--profile", book, *reopen)
    assert (code, err.strip()) == (1, "2026-10 is not closed.")


def test_figures_of_others_and_targets_are_entered(run: Run, book: Path) -> None:
    entering = ("indicators", "--period", "2026-10", "--enter")
    assert run("--profile", book, *entering, "hotline", "86", "100", "--origin", "10086")[0] == 0
    code, _out, err = run("--profile", book, *entering, "churn", "1", "100", "--origin", "me")
    assert code == 1
    assert "churn is counted" in err
    target = ("indicators", "--period", "2026-10", "--target", "churn", "0.5")
    assert run("--profile", book, *target)[0] == 0
    _code, out, _err = run("--profile", book, "--json", "indicators", "--period", "2026-10")
    assert (found(out)["hotline"]["value"], found(out)["hotline"]["met"]) == ("86.00%", True)
    assert found(out)["churn"]["target_hundredths"] == 50


def test_a_snapshot_is_frozen_shown_and_proved(run: Run, book: Path) -> None:
    code, out, _err = run("--profile", book, "--json", "cohort", "freeze", "--name", "Q4")
    assert code == 0
    row = json.loads(out)
    assert (row["on_day"], row["lines"], row["customers"]) == ("2026-09-30", 2, 2)
    code, out, _err = run("--profile", book, "--json", "cohort", "show", "1")
    shown = json.loads(out)
    kept = found(out)["snapshot_retention"]
    assert (kept["numerator"], kept["denominator"], shown["slack"]) == (1, 2, -1)
    assert (
        "1 too many were lost for the target." in run("--profile", book, "cohort", "show", "1")[1]
    )
    assert run("--profile", book, "cohort", "list")[1].count("2026-09-30") == 1
    code, out, _err = run("--profile", book, "cohort", "verify", "1")
    assert code == 0
    assert row["digest"] in out
    assert run("--profile", book, "cohort", "verify", "7")[0] == 1


def test_a_care_window_is_waived_for_a_reason(run: Run, book: Path) -> None:
    waive = ("indicators", "--waive", "C1", "2026-05-01")
    with pytest.raises(SystemExit, match="2"):
        run("--profile", book, *waive)
    assert run("--profile", book, *waive, "--reason", "abroad")[0] == 0
    code, _out, err = run("--profile", book, *waive[:3], "soon", "--reason", "abroad")
    assert code == 1
    assert "soon is no first day" in err
    _code, out, _err = run("--profile", book, "--json", "journal", "--limit", "1")
    assert "indicator.waive" in out
    back = ("indicators", "--unwaive", "C1", "2026-05-01")
    assert run("--profile", book, *back)[0] == 0
    code, _out, err = run("--profile", book, *back)
    assert code == 1
    assert "counts already" in err


def test_the_operators_list_is_frozen_by_import(run: Run, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("号码,拍照基准费用\n13912348812,99\n13900000002,20.5\n139,1\n", "utf-8")
    verb = ("--profile", book, "--json", "import", path, "--kind", "cohort")
    code, _out, err = run(*verb)
    assert (code, err.strip()) == (
        1,
        "No column says of which day the list is. Say --on YYYY-MM-DD. Nothing was written.",
    )
    code, out, _err = run(*verb, "--on", "2026-09-30", "--name", "Q4", "--unit", "line")
    data = json.loads(out)
    assert (code, data["frozen"], data["new"], data["problems"][0]["row"]) == (0, 1, 2, 4)
    assert data["cohort"]["base_fee_fen"] == 11_950
    _code, out, _err = run("--profile", book, "cohort", "list")
    assert "Q4" in out
    assert "The operator's list" in out
    _code, out, _err = run(
        "--profile",
        book,
        "import",
        path,
        "--kind",
        "cohort",
        "--on",
        "2026-09-30",
        "--unit",
        "line",
    )
    assert "frozen already as snapshot 1" in out
    assert run("--profile", book, "cohort", "verify", "1")[0] == 0


def test_what_became_of_a_snapshot_is_listed_split_and_compared(run: Run, book: Path) -> None:
    for day in ("2026-08-31", "2026-09-30"):
        assert run("--profile", book, "cohort", "freeze", "--on", day, "--name", day)[0] == 0
    show = ("cohort", "show", "2")
    _code, out, _err = run("--profile", book, "--json", *show, "--group", "lost")
    data = json.loads(out)
    assert [(each["number"], each["name"]) for each in data["members"]] == [("C2", "李娜")]
    _code, out, _err = run("--profile", book, *show, "--group", "lost")
    assert "Reason not known  1" in out
    _code, out, _err = run("--profile", book, "--json", *show, "--by", "tier")
    (gold,) = json.loads(out)["parts"]
    assert (gold["part"], gold["kept"], gold["lost"], gold["retention"]) == ("gold", 1, 1, "50.00%")
    for by in ("plan", "owner", "present_owner"):
        assert "50.00%" in run("--profile", book, *show, "--by", by)[1]
    _code, out, _err = run("--profile", book, "--json", *show, "--kept", "in_service")
    assert (json.loads(out)["kept"], json.loads(out)["kept_as"]) == (1, "in_service")
    _code, out, _err = run("--profile", book, "--json", "cohort", "compare", "1", "2")
    august, september = json.loads(out)["cohorts"]
    assert [(each["months"], each["kept"]) for each in august["at"]] == [(None, 1), (1, 2), (2, 1)]
    assert [(each["months"], each["kept"]) for each in september["at"]] == [(None, 1), (1, 1)]
    _code, out, _err = run("--profile", book, "cohort", "compare", "1", "2")
    assert "after 1 month" in out
    code, _out, err = run("--profile", book, "cohort", "compare", "1", "9")
    assert (code, err.strip()) == (1, "There is no snapshot of this number.")
