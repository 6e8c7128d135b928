"""The verb ``calibrate``, as scripts and people use it."""

import json
from pathlib import Path

import pytest

from tests.calibration.own_book import fill
from tests.calibration.samples import rows, write
from tests.conftest import SHARED_DATA, Run, fixed_clock, open_book
from vipdesk.services.settings import SettingsService


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


@pytest.fixture
def lived_in(profile: Path) -> Path:
    """A book from which enough lines have left."""
    store = open_book(profile, clock=fixed_clock)
    fill(store, 400)
    store.close()
    return profile


def test_weighs_the_score_by_the_own_history(
    run: Run, lived_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vipdesk.cli.desk.utc_now", fixed_clock)
    code, out, err = run("--profile", lived_in, "calibrate", "--own-history", "--json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert data["auc"] > data["auc_before"]
    assert data["points"] == {"swing": 57, "ends_30": 0}
    assert data["points_before"]["swing"] == 22
    assert data["looks"][0] == "2026-07-31"
    code, out, err = run("--profile", lived_in, "calibrate", "--own-history")
    assert (code, err) == (0, "")
    assert "the points in force AUC" in out
    assert "22  → 57" in out
    with_settings = open_book(lived_in, clock=fixed_clock)
    assert SettingsService(with_settings).versions() == []  # nothing is written
    with_settings.close()


def test_a_young_book_has_no_history_to_weigh(run: Run, profile: Path) -> None:
    open_book(profile, clock=fixed_clock).close()
    code, out, err = run("--profile", profile, "calibrate", "--own-history")
    assert (code, out) == (1, "")
    assert "Nothing was changed" in err


@pytest.mark.parametrize(
    "words",
    [
        ("calibrate",),
        ("calibrate", "file.csv", "--own-history"),
        ("calibrate", "file.csv"),
        ("calibrate", "file.csv", "--outcome", "left"),
        ("calibrate", "--own-history", "--outcome", "left"),
    ],
)
def test_a_file_needs_its_outcome_and_the_own_history_none(
    run: Run, words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as left:
        run(*words)
    assert left.value.code == 2


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
