"""The verb ``points``: balance, award, hold, confirm, release, reverse, audit."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, fixed_clock, open_book
from tests.reports.reading import flat
from tests.store.builders import add_customer, add_line
from vipdesk.cli import desk
from vipdesk.domain.points_rules import PointsRules
from vipdesk.services.settings import SettingsService
from vipdesk.store.records import Customer, Partner


@pytest.fixture
def profile(profile: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with one customer and one partner, on a day that stands still."""
    monkeypatch.setattr(desk, "utc_now", fixed_clock)
    store = open_book(profile, clock=fixed_clock)
    with store.action("customer.create") as session:
        add_customer(session)
        session.add(Partner(name="山西宾馆"))
    store.close()
    return profile


def test_points_move_and_are_proved_on_the_command_line(profile: Path, run: Run) -> None:
    def points(*arguments: object) -> str:
        code, out, err = run("points", *arguments, "--profile", profile)
        assert (code, err) == (0, "")
        return out

    by = ("--reason", "答谢")
    out = points("award", "C1", 100, *by, "--partner", "山西宾馆", "--partner-points", 20)
    assert "Movement 1, 2 was written." in out
    assert "120 usable until" in out
    assert "Movement 3 " in points("hold", "C1", 50, *by)
    assert "hold 3: 50 since" in points("balance", "C1")
    points("release", 3)
    points("hold", "C1", 70, *by)
    out = points("confirm", 5)
    assert "50 available, 0 held, 50 in all" in out
    out = points("reverse", 6, "--reason", "没有到货")
    assert "50 available, 70 held, 120 in all" in out
    listed = json.loads(points("balance", "C1", "--movements", "--json"))
    assert [row["total"] for row in listed["movements"]] == [100, 120, 120, 120, 120, 50, 120]
    assert listed["available"] == 50
    assert json.loads(points("balance", "C1", "--on", "2020-01-01", "--json"))["total"] == 0
    proof = json.loads(points("audit", "--json"))
    assert (proof["holds"], proof["entries"], proof["points"]) == (True, 7, 120)


def test_bills_and_anniversaries_earn_once(profile: Path, run: Run) -> None:
    store = open_book(profile, clock=fixed_clock)
    with store.action("line.edit") as session:
        customer = session.get_one(Customer, 1)
        customer.joined_on = date(2021, 3, 1)
        add_line(session, customer)
    settings = SettingsService(store)
    settings.save(replace(settings.load(), points=PointsRules(anniversary={"5": 300})))
    store.close()

    def points(*arguments: object) -> dict[str, object]:
        found: dict[str, object] = json.loads(
            run("points", *arguments, "--json", "--profile", profile)[1]
        )
        return found

    assert points("award-bills", "2026-10", "--dry-run")["points"] == 120
    assert points("balance", "C1")["total"] == 0
    assert points("award-bills", "2026-10")["awards"] == 1
    assert points("award-bills", "2026-10")["unchanged"] == 1
    assert points("award-anniversaries", "--dry-run")["points"] == 300
    assert points("award-anniversaries")["points"] == 300
    assert points("balance", "C1")["total"] == 420
    code, _out, err = run("points", "award-bills", "2026-12", "--profile", profile)
    assert (code, "has not begun" in err) == (1, True)


def test_a_campaign_is_kept_and_awarded_once(profile: Path, run: Run) -> None:
    def campaign(*arguments: object) -> dict[str, Any]:
        code, out, err = run("points", "campaign", *arguments, "--json", "--profile", profile)
        assert (code, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found

    days = ("--from", "2026-11-01", "--to", "2026-11-30", "--filter", "tiers=gold")
    assert campaign("save", "双十一", "--points", 200, *days)["awards"] == 1
    assert campaign("save", "双十一", "--points", 300, *days)["points"] == 300
    assert campaign("award", "双十一", "--dry-run")["dry_run"]
    assert campaign("award", "双十一")["awards"] == 1
    assert campaign("award", "双十一")["unchanged"] == 1
    campaign("save", "双十二", "--points", 5, *days)
    campaign("delete", "双十二")
    (row,) = campaign("list")["campaigns"]
    assert (row["points"], row["customers"], row["filter"]) == (300, 1, {"tiers": ["gold"]})


def test_refusals_say_the_figures(profile: Path, run: Run) -> None:
    code, _out, err = run("points", "hold", "C1", 5, "--reason", "x", "--profile", profile)
    assert (code, err) == (1, "5 points are needed and 0 are there. Nothing was changed.\n")
    code, _out, err = run("points", "balance", "C9", "--profile", profile)
    assert (code, err) == (1, 'There is no customer with the number "C9" in the book.\n')


def test_points_come_in_by_file_and_are_reconciled(profile: Path, run: Run, tmp_path: Path) -> None:
    moved, listed = tmp_path / "moved.csv", tmp_path / "listed.csv"
    moved.write_text(
        "客户编号,年份,月份,获得积分,兑换积分\nC1,2026,8,100,0\nC1,2026,9,0,130\nC9,2026,9,7,0\n",
        "utf-8",
    )
    listed.write_text("客户编号,积分余额\nC1,12\nC9,7\n", "utf-8")
    verb = ("import", moved, "--profile", profile)
    code, _out, err = run(*verb)
    assert (code, "--openings accept" in err) == (1, True)
    assert run("import", moved, "--profile", profile, "--dry-run")[0] == 0
    code, out, _err = run("--json", *verb, "--openings", "accept", "--add-customers")
    told = json.loads(out)
    assert (code, told["points"]["earned"], told["points"]["opening_points"]) == (0, 107, 30)
    assert json.loads(run("--json", *verb)[1])["unchanged"] == 3
    moved.write_text("客户编号,账期,获得积分\nC9,2026-09,8\n", "utf-8")
    code, _out, err = run(*verb)
    assert (code, "--months replace" in err) == (1, True)
    assert run(*verb, "--months", "replace")[0] == 0
    reconcile = ("points", "reconcile", listed, "--as-of", "2026-10-31", "--profile", profile)
    found = json.loads(run("--json", *reconcile)[1])
    assert found["counts"] == {"different": 2, "only-there": 0, "only-here": 0, "equal": 0}
    assert [(e["number"], e["difference"], e["cause"]) for e in found["differences"]] == [
        ("C1", 12, "missing-month"), ("C9", -1, "unknown-spend"),
    ]  # fmt: skip
    out = run(*reconcile, "--settle", "C1", "--settle", "C9", "-o", tmp_path / "out.xlsx")[1]
    assert "2 differences settled." in out
    assert (tmp_path / "out.xlsx").is_file()
    assert "12 available" in run("points", "balance", "C1", "--profile", profile)[1]
    assert run("points", "audit", "--profile", profile)[0] == 0


def test_a_statement_is_written_as_pdf(profile: Path, run: Run, tmp_path: Path) -> None:
    run("points", "award", "C1", 100, "--reason", "答谢", "--profile", profile)
    to = tmp_path / "out.pdf"
    arguments = ("points", "statement", "C1", "-o", to, "--lang", "zh", "--profile", profile)
    code, out, err = run(*arguments)
    assert (code, out, err) == (0, f"{to} was written.\n", "")
    assert "积分对账单" in flat(to.read_bytes())
    assert "答谢" in flat(to.read_bytes())
