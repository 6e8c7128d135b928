"""The verb ``calibrate``, as scripts and people use it."""

import json
from pathlib import Path

import pytest

from tests.calibration.samples import rows, write
from tests.conftest import SHARED_DATA, Run


def test_prints_the_card_for_machines(run: Run, tmp_path: Path) -> None:
    made = rows(churned=lambda left, _lot: "1" if left else "0")
    path = write(tmp_path / "table.csv", made)
    code, out, err = run(
        "calibrate", path, "--outcome", "left", "--positive", "yes", "--id", "number", "--json"
    )
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert data["auc"] > 0.8
    assert data["lift"] > 2
    assert {factor["column"] for factor in data["factors"]} == {"fee", "years", "plan"}
    for factor in data["factors"]:
        assert factor["points"] == max(each["points"] for each in factor["bins"])
    (churned,) = (each for each in data["left_out"] if each["column"] == "churned")
    assert churned["code"] == "after_the_fact"
    assert churned["can_be_kept"]
    assert "most likely written after" in churned["why"]


def test_prints_the_card_for_people(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "table.csv", rows(later=lambda left, _lot: "x" if left else ""))
    arguments = ("calibrate", path, "--outcome", "left", "--positive", "yes")
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    assert "Counted as stayed: no (" in out
    assert "--keep COLUMN" in out
    assert "lift of the top tenth" in out
    code, out, err = run(*arguments, "--keep", "later")
    assert "AUC 1.000" in out


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--positive", "maybe"), '"maybe" does not occur in the column "left"'),
        (("--positive", "yes", "--id", "gone"), 'has no column "gone"'),
    ],
)
def test_says_what_is_wrong(run: Run, tmp_path: Path, more: tuple[str, ...], told: str) -> None:
    path = write(tmp_path / "table.csv", rows(200))
    code, out, err = run("calibrate", path, "--outcome", "left", *more)
    assert (code, out) == (1, "")
    assert told in err


@pytest.mark.parametrize(
    ("name", "outcome", "positive", "auc", "lift"),
    [
        ("ibm_telco_churn.csv", "Churn", "Yes", 0.835, 2.7),
        ("iran_churn.csv", "Churn", "1", 0.93, 4.0),
    ],
)
def test_tells_leavers_of_real_files(
    run: Run, name: str, outcome: str, positive: str, auc: float, lift: float
) -> None:
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip("needs the real files beside the project")
    code, out, _err = run("calibrate", path, "--outcome", outcome, "--positive", positive, "--json")
    data = json.loads(out)
    assert code == 0
    assert data["auc"] >= auc
    assert data["lift"] >= lift
