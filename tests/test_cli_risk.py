"""The verbs ``score`` and ``warnings``, as scripts and people use them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import TODAY, Run, fixed_clock, open_book
from tests.store.builders import add_customer, add_line
from vipdesk.services.risk import RiskService
from vipdesk.store.records import AccountBalance


@pytest.fixture
def told(profile: Path) -> Path:
    """A book of one customer who owes and whose contract ends soon."""
    store = open_book(profile, clock=fixed_clock)
    with store.action("customer.create") as session:
        line = add_line(session, add_customer(session))
        session.add(AccountBalance(account_id=line.account_id, as_of=TODAY, arrears_fen=3_250))
    RiskService(store).set_override(1, 80, "met them", TODAY.replace(year=2027))
    store.close()
    return profile


def test_score_for_machines(run: Run, told: Path) -> None:
    code, out, err = run("--profile", told, "--json", "score", "C1")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert (data["score"], data["risk"], data["override"]["reason"]) == (80, "high", "met them")
    (line,) = data["lines"]
    assert line["line"] == "139****8812"
    factors = {each["factor"]: each for each in line["factors"]}
    assert factors["arrears"]["points"] == 10
    assert factors["arrears"]["values"] == {"arrears_fen": 3_250}
    assert factors["zero_calls"]["state"] == "no_data"
    assert data["trend"][-1]["score"] == 80


def test_score_for_people(run: Run, told: Path) -> None:
    code, out, _err = run("--profile", told, "score", "C1")
    assert code == 0
    assert "C1  王志强  80  High" in out
    assert "set by hand until 2027-11-21: met them" in out
    assert "+10  In arrears" in out
    code, _out, err = run("--profile", told, "score", "C9")
    assert (code, err.strip()) == (1, 'There is no customer with the number "C9" in the book.')


def test_warnings_of_a_month_in_which_nobody_looked_yet(run: Run, profile: Path) -> None:
    day = datetime(2025, 1, 10, 8, tzinfo=UTC)
    store = open_book(profile, clock=lambda: day)
    with store.action("customer.create") as session:
        line = add_line(session, add_customer(session))
        owed = {"as_of": day.date(), "arrears_fen": 3_250}
        session.add(AccountBalance(account_id=line.account_id, **owed))
    store.close()
    code, out, _err = run("--profile", profile, "--json", "warnings")
    assert code == 0
    assert [row["rule"] for row in json.loads(out)["warnings"]] == ["arrears"]


def test_warnings_of_a_month(run: Run, told: Path) -> None:
    code, out, err = run("--profile", told, "--json", "warnings", "--month", "2026-11")
    assert (code, err) == (0, "")
    (row,) = json.loads(out)["warnings"]
    assert (row["rule"], row["severity"], row["customer"]) == ("arrears", "red", "C1")
    assert row["values"] == {"arrears_fen": 3_250, "as_of": "2026-11-21"}
    code, out, _err = run("--profile", told, "warnings", "--month", "202611")
    assert "1 warning in 2026-11" in out
    assert "In arrears: 32.50 yuan" in out
