import json
from pathlib import Path

import pytest

from tests.conftest import Run, open_book
from tests.services.rewarding import award
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.rewards import PartnerDraft, RewardDraft
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.rewards import RewardService


@pytest.fixture
def stocked(profile: Path) -> Path:
    """A customer with 500 points, and two rewards of a partner."""
    store = open_book(profile)
    draft = CustomerDraft(name="王志强", number="C1")
    award(store, CustomerDesk.of(store).care.create(draft).value, 500)
    rewards = RewardService(store)
    cafe = rewards.save_partner(PartnerDraft("Cafe")).value
    rewards.save(RewardDraft("N1", "Cup", points=100, partner_id=cafe, settle_fen=500))
    rewards.save(RewardDraft("N2", "Pen", points=30, deferred=True))
    store.close()
    return profile


def test_a_basket_is_quoted_redeemed_and_reversed(run: Run, stocked: Path) -> None:
    at = ("--profile", stocked, "--json")
    code, out, _err = run("points", "redeem", "C1", "N1*2", "--quote", *at)
    told = json.loads(out)
    assert (code, told["points"], told["available_after"]) == (0, 200, 300)
    assert json.loads(run("rewards", "waiting", *at)[1])["waiting"] == []
    number = json.loads(run("points", "redeem", "C1", "N1*2", *at)[1])["number"]
    (waiting,) = json.loads(run("rewards", "waiting", *at)[1])["waiting"]
    assert (waiting["number"], waiting["quantity"]) == (number, 2)
    code, out, _err = run("points", "reverse", number, "--reason", "broken", "--profile", stocked)
    assert (code, out) == (0, f"{number}: Reversed, 200 points\n")
    assert json.loads(run("points", "balance", "C1", *at)[1])["available"] == 500


def test_a_hold_is_confirmed_by_the_number_of_its_receipt(run: Run, stocked: Path) -> None:
    at = ("--profile", stocked, "--json")
    held = json.loads(run("points", "redeem", "C1", "N2", *at)[1])
    assert held["status"] == "held"
    assert json.loads(run("points", "confirm", held["number"], *at)[1])["status"] == "done"
    code, _out, err = run("points", "release", held["number"], "--profile", stocked)
    assert (code, err) == (1, f"Redemption {held['number']} is Redeemed. Nothing was changed.\n")


def test_a_refusal_tells_every_reason(run: Run, stocked: Path) -> None:
    code, out, err = run("points", "redeem", "C1", "N1*6", "--profile", stocked)
    assert code == 1
    assert "600 points of 500 available" in out
    assert err == (
        "Not redeemed. Nothing was changed. 600 points are needed and 500 are available.\n"
    )
    assert run("points", "redeem", "C1", "N9", "--profile", stocked)[0] == 1


def test_the_catalogue_goes_out_and_comes_back(run: Run, stocked: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    assert run("rewards", "export", path, "--profile", stocked)[0] == 0
    code, out, _err = run("rewards", "import", path, "--profile", stocked)
    assert (code, out) == (0, "0 new, 0 changed, 2 unchanged, 0 with problems\n")
    code, out, _err = run("rewards", "list", "--profile", stocked)
    assert out.splitlines()[0].split() == ["N1", "Cup", "Telecom", "100", "no", "end", "Cafe"]
    bad = tmp_path / "bad.csv"
    bad.write_text("Reward number,Reward,Points\nN3,,5\nN4,Mug,x\nN5,Jug,7\n", "utf-8")
    code, out, _err = run("rewards", "import", bad, "--profile", stocked)
    assert out.splitlines() == [
        "1 new, 0 changed, 0 unchanged, 2 with problems",
        "row 2: A reward needs a number and a name. Nothing was saved.",
        "row 3, Points: This is not a number.",
    ]


def test_a_lottery_is_made_drawn_redone_and_revealed(
    run: Run, stocked: Path, tmp_path: Path
) -> None:
    at = ("--profile", stocked)
    days = ("--from", "2020-01-01", "--to", "2099-12-31")
    prizes = ("--prize", "Phone*1:1=3000", "--prize", "Thanks*1:9")
    made = json.loads(run("lottery", "make", "S", "--points", 10, *days, *prizes, *at, "--json")[1])
    assert made["seed"] == ""
    assert run("lottery", "draw", made["id"], "C1", *at)[0] == 0
    assert run("lottery", "draw", made["id"], "C1", *at)[0] == 0
    code, _out, err = run("lottery", "draw", made["id"], "C1", *at)
    assert (code, "All prizes" in err) == (1, True)
    code, out, _err = run("lottery", "verify", made["id"], *at)
    assert (code, "Draws redone: 2." in out) == (0, True)
    assert len(json.loads(run("lottery", "reveal", made["id"], *at, "--json")[1])["seed"]) == 64
    path = tmp_path / "record.pdf"
    assert run("lottery", "record", made["id"], "-o", path, *at)[0] == 0
    assert path.read_bytes().startswith(b"%PDF")
    with pytest.raises(SystemExit, match="2"):
        run("lottery", "make", "S", "--points", 10, *days, "--prize", "x", *at)


def test_a_month_is_settled(run: Run, stocked: Path, tmp_path: Path) -> None:
    at = ("--profile", stocked)
    on = ("--on", "2026-06-15")
    assert run("points", "redeem", "C1", "N1", *on, *at)[0] == 0
    code, out, _err = run("settlement", "2026-06", *at)
    assert (code, out.split()[:5]) == (0, ["Cafe", "1", "100", "0", "5.00"])
    path = tmp_path / "s.pdf"
    assert run("settlement", "2026-06", "-o", path, *at)[0] == 0
    assert path.read_bytes().startswith(b"%PDF")
