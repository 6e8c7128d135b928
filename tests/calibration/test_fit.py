"""Cards fitted to invented tables, in which it is known what tells and what was written later."""

import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.calibration.samples import (
    QUESTION,
    Rows,
    calibrated,
    left_out,
    on_card,
    rows,
    write,
)
from vipdesk.calibration import errors
from vipdesk.domain.scorecard import BinKind, Calibration, ColumnKind
from vipdesk.importing.reader import read_table
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services.calibration import Question, calibrate_table


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_finds_what_tells_and_gives_it_points(path: Path) -> None:
    found = calibrated(path, rows(seed=3, coin=lambda _left, lot: lot.choice("ab")))
    assert on_card(found) == {"fee", "years", "plan"}
    assert left_out(found) == {"number": "person", "coin": "weak"}
    assert found.auc > 0.80
    assert found.lift > 2
    plan = next(factor for factor in found.card.factors if factor.column == "plan")
    worst = max(plan.bins, key=lambda each: each.points)
    assert worst.words == ("D",)
    assert sum(factor.most for factor in found.card.factors) == 100
    assert all(min(each.points for each in f.bins) == 0 for f in found.card.factors)


def test_the_bins_of_a_factor_hold_every_row_once(path: Path) -> None:
    found = calibrated(path, rows())
    for factor in found.card.factors:
        assert sum(each.rows for each in factor.bins) == found.rows
        assert sum(each.leavers for each in factor.bins) == found.leavers


def test_ranges_join_without_gap_and_rise_with_what_they_tell(path: Path) -> None:
    found = calibrated(path, rows(4_000))
    fee = next(factor for factor in found.card.factors if factor.column == "fee")
    assert fee.bins[0].low is None
    assert fee.bins[-1].high is None
    for before, after in zip(fee.bins, fee.bins[1:], strict=False):
        assert before.high == after.low
        assert before.points <= after.points


def test_foretells_about_as_many_as_leave(path: Path) -> None:
    found = calibrated(path, rows(4_000))
    assert len(found.curve) == 10
    assert sum(point.rows for point in found.curve) == 4_000
    assert all(abs(point.foretold - point.observed) < 0.08 for point in found.curve)


def test_what_was_written_after_the_fact_is_left_out(path: Path) -> None:
    made = rows(
        reason=lambda left, lot: lot.choice(["price", "network"]) if left else "",
        leaving_score=lambda left, lot: f"{lot.gauss(80 if left else 40, 12):.0f}",
        churned=lambda left, _lot: "1" if left else "0",
        left_on=lambda left, lot: f"2026-0{lot.randint(1, 9)}-10" if left else "",
        survey=lambda left, lot: "5" if lot.random() < (0.55 if left else 0.05) else "",
    )
    found = calibrated(path, made)
    assert left_out(found) == {
        "number": "person",
        "reason": "after_the_fact",
        "leaving_score": "after_the_fact",
        "churned": "after_the_fact",
        "left_on": "after_the_fact",
        "survey": "blanks_tell",
    }
    assert found.auc < 0.93


def test_what_tells_in_the_middle_is_found_too(path: Path) -> None:
    """Ranks alone would not see it: leavers lie between the stayers."""
    made = rows(middle=lambda left, lot: f"{lot.gauss(0, 1 if left else 40):.2f}")
    assert left_out(calibrated(path, made))["middle"] == "after_the_fact"


def test_a_strong_column_that_is_not_too_good_stays(path: Path) -> None:
    made = rows(calls=lambda left, lot: f"{lot.gauss(2 if left else 0, 1.1):.3f}")
    found = calibrated(path, made)
    calls = next(factor for factor in found.card.factors if factor.column == "calls")
    assert 0.85 < calls.auc < 0.93


def test_a_column_that_is_just_too_good_is_left_out(path: Path) -> None:
    made = rows(calls=lambda left, lot: f"{lot.gauss(2.5 if left else 0, 1.1):.3f}")
    (calls,) = (each for each in calibrated(path, made).left_out if each.column == "calls")
    assert str(calls.why) == "after_the_fact"
    assert 0.93 < (calls.auc or 0) < 0.96


def test_a_column_can_be_put_back_by_hand(path: Path) -> None:
    made = rows(leaving_score=lambda left, lot: f"{lot.gauss(80 if left else 40, 12):.0f}")
    found = calibrated(path, made, replace(QUESTION, keep=["leaving_score"]))
    assert "leaving_score" in on_card(found)
    assert found.auc > 0.97


def test_columns_of_no_use_are_told_apart(path: Path) -> None:
    made = rows()
    for number, row in enumerate(made):
        row |= {
            "handset": f"138{number * 7919 % 10**8:08}",
            "serial": str(number + 1),
            "same": "x",
            "empty": "",
            "motto": f"Customer {number}",
            "twice": f"{float(row['fee']) * 2:.2f}",
            "bytes": str(int(float(row["fee"]) * 10**6) + number),
        }
    found = calibrated(path, made)
    assert left_out(found) == {
        "number": "person",
        "handset": "key",
        "serial": "key",
        "same": "single",
        "empty": "single",
        "motto": "scattered",
        "twice": "same",
        "bytes": "same",  # all differ, yet they number nothing
    }


def test_equal_rows_stay_in_one_fold(path: Path) -> None:
    """Words without meaning, each row five times under a new number: a leak would tell by heart."""
    lot = random.Random(5)
    once = [
        {f"w{n}": lot.choice("abcdefgh") for n in range(6)} | {"left": lot.choice(["yes", "no"])}
        for _row in range(300)
    ]
    made: Rows = [
        {"id": str(n)} | row for n, row in enumerate(row for _copy in range(5) for row in once)
    ]
    found = calibrated(path, made, replace(QUESTION, key="id"))
    assert found.copies == 1_200
    assert found.auc < 0.6


def test_the_same_file_gives_the_same_card(path: Path) -> None:
    assert calibrated(path, rows()) == calibrated(path, rows())


def test_the_order_of_the_file_does_not_matter_to_the_curve(path: Path) -> None:
    """Equal chances are not shared out by who stands first."""
    made = sorted(rows(2_000), key=lambda row: row["left"])
    assert all(abs(p.foretold - p.observed) < 0.12 for p in calibrated(path, made).curve)


def test_it_can_be_kept_and_read_back(path: Path) -> None:
    found = calibrated(
        path, rows(day=lambda left, lot: f"20{lot.randint(10, 20 - 5 * left)}-05-01")
    )
    assert ColumnKind.DAY in {factor.kind for factor in found.card.factors}
    assert Calibration.from_json(found.to_json()) == found


@pytest.mark.parametrize("leavers", [0, 10, 49])
def test_too_few_leavers_are_refused(path: Path, leavers: int) -> None:
    made = rows(600)
    for number, row in enumerate(made):
        row["left"] = "yes" if number < leavers else "no"
    expected = errors.TooFewError if leavers else errors.NoLeaversError
    with pytest.raises(expected):
        calibrated(path, made)


def test_fifty_leavers_are_enough(path: Path) -> None:
    made = rows(600)
    for number, row in enumerate(made):
        row["left"] = "yes" if number < 50 else "no"
        row["calls"] = str(number % 7 + (9 if number < 50 and number % 3 else 0))
    assert calibrated(path, made).leavers == 50


def test_a_column_of_one_outcome_is_refused(path: Path) -> None:
    made = [row | {"left": "yes"} for row in rows(100)]
    with pytest.raises(errors.NoStayersError):
        calibrated(path, made)


def test_rows_that_are_all_alike_are_refused(path: Path) -> None:
    made = [
        {"a": str(n % 2), "b": "x" * (n % 2 + 1), "left": "yes" if n % 3 else "no"}
        for n in range(600)
    ]
    with pytest.raises(errors.TooAlikeError):
        calibrated(path, made)


def test_noise_is_no_card(path: Path) -> None:
    lot = random.Random(2)
    made = [
        {"a": f"{lot.random():.4f}", "b": lot.choice("pqr"), "left": lot.choice(["yes", "no"])}
        for _row in range(800)
    ]
    with pytest.raises(errors.NothingTellsError):
        calibrated(path, made)


def test_of_much_noise_beside_what_tells_little_gets_onto_the_card(path: Path) -> None:
    def noise(_left: bool, lot: random.Random) -> str:
        return f"{lot.gauss(0, 1):.2f}"

    columns = {f"noise {n}": noise for n in range(60)}
    found = calibrated(path, rows(1_000, 1, **columns))
    assert on_card(found) >= {"fee", "years", "plan"}
    assert len(on_card(found)) <= 3 + 60 // 20


def test_other_outcomes_count_as_stayed_unless_said(path: Path) -> None:
    made = rows()
    for number, row in enumerate(made):
        if number % 10 == 0:
            row["left"] = "joined"
        if number % 10 == 1:
            row["left"] = ""
    every = calibrated(path, made)
    assert every.outcome.stayed.keys() == {"no", "joined"}
    assert every.outcome.passed_over == 150
    assert every.rows == 1_350
    said = calibrated(path, made, replace(QUESTION, stayed=["no"]))
    assert said.outcome.stayed.keys() == {"no"}
    assert said.rows == 1_200


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (Question("gone", "yes"), errors.NoColumnError),
        (Question("left", "maybe"), errors.NoLeaversError),
        (Question("left", "yes", stayed=["maybe"]), errors.NoStayWordError),
        (Question("left", "yes", key="gone"), errors.NoColumnError),
        (Question("left", "yes", keep=["gone"]), errors.NoColumnError),
    ],
)
def test_what_does_not_occur_is_refused(
    path: Path, question: Question, error: type[errors.CalibrationError]
) -> None:
    with pytest.raises(error):
        calibrated(path, rows(200), question)


def test_an_outcome_that_is_empty_is_refused(path: Path) -> None:
    made = [{**row, "left": " "} for row in rows(3)]
    with pytest.raises(errors.BlankOutcomeError, match="“left” is empty"):
        calibrated(path, made)
    path.write_text("fee,left\n", encoding="utf-8")
    with pytest.raises(errors.BlankOutcomeError):
        calibrate_table(read_table(path), QUESTION, NoProgress())


def test_headers_and_words_are_found_whatever_their_case_and_blanks(path: Path) -> None:
    found = calibrated(path, rows(), Question(" LEFT", "YES ", key="Number"))
    assert found.outcome.column == "left"
    assert left_out(found)["number"] == "named_key"


def test_chinese_headers_in_gb18030_and_numbers_as_text(tmp_path: Path) -> None:
    made = [
        {
            "编号": row["number"],
            "月费": f'"¥{float(row["fee"]) * 100:,.2f}"',
            "在网时长": f"{int(row['years']) * 12}个月",
            "占比": f"{float(row['fee']) / 3:.1f}%",
            "套餐": {"D": "无套餐"}.get(row["plan"], "畅享"),
            "是否离网": "是" if row["left"] == "yes" else "否",
        }
        for row in rows(seed=4)
    ]
    table = read_table(write(tmp_path / "离网.csv", made, "gb18030"))
    found = calibrate_table(table, Question("是否离网", "是"), _Watch())
    kinds = {factor.column: factor.kind for factor in found.card.factors}
    assert kinds["月费"] is ColumnKind.NUMBER
    assert kinds["在网时长"] is ColumnKind.NUMBER
    assert kinds["套餐"] is ColumnKind.WORDS
    assert left_out(found)["占比"] == "same"
    assert found.auc > 0.78


def test_what_names_a_person_is_recognised_as_the_import_does(path: Path) -> None:
    made = rows()
    for number, row in enumerate(made):
        family = number // 3
        row |= {"姓名": f"王{number % 90}", "联系电话": f"139{family * 7919 % 10**8:08}"}
    found = calibrated(path, made)
    why = {each.column: str(each.why) for each in found.left_out}
    assert (why["姓名"], why["联系电话"]) == ("person", "person")
    kept = calibrated(path, made, replace(QUESTION, keep=["联系电话"]))
    assert left_out(kept)["联系电话"] == "weak"


def test_blanks_and_stray_words_have_bins_of_their_own(path: Path) -> None:
    made = rows(3_000)
    for number, row in enumerate(made):
        row["fee"] = "" if number % 5 == 0 else "unknown" if number % 40 == 1 else row["fee"]
    found = calibrated(path, made)
    fee = next(factor for factor in found.card.factors if factor.column == "fee")
    assert fee.kind is ColumnKind.NUMBER
    sizes = {each.kind: each.rows for each in fee.bins if each.kind is not BinKind.RANGE}
    assert sizes == {BinKind.OTHER: 75, BinKind.BLANK: 600}


def test_long_texts_are_words_and_cost_no_time(path: Path) -> None:
    made = rows(
        400, long=lambda _left, lot: f"{lot.random():.9f}".replace("0.", "1" * 3_000) + ".."
    )
    begun = time.process_time()
    assert left_out(calibrated(path, made))["long"] == "scattered"
    assert time.process_time() - begun < 5


def test_words_that_hardly_ever_come_twice_are_left_out(path: Path) -> None:
    made = rows()
    for number, row in enumerate(made):
        row["streets"] = "Main" if number % 20 == 0 else f"Street {number}"
    assert left_out(calibrated(path, made))["streets"] == "scattered"


def test_rare_words_stand_together(path: Path) -> None:
    made = rows(
        2_000,
        city=lambda left, lot: (
            f"c{lot.randrange(400)}" if lot.random() < 0.3 else "ab"[left ^ (lot.random() < 0.3)]
        ),
    )
    found = calibrated(path, made)
    city = next(factor for factor in found.card.factors if factor.column == "city")
    assert [each.words for each in city.bins if each.kind is BinKind.WORDS] == [("a",), ("b",)]
    (other,) = (each for each in city.bins if each.kind is BinKind.OTHER)
    assert 450 < other.rows < 750


class _Watch:
    """Counts steps; stops at one of them."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.shares: list[float] = []
        self._stop_at = stop_at

    def step(self, done: int, total: int) -> None:
        self.shares.append(done / total)
        if done / total >= self._stop_at:
            raise CancelledError


def test_tells_how_far_it_is_and_can_be_stopped(path: Path) -> None:
    table = read_table(write(path, rows()))
    watch = _Watch()
    calibrate_table(table, QUESTION, watch)
    assert watch.shares == sorted(watch.shares)
    assert watch.shares[-1] == 1
    assert len(watch.shares) > 12
    for stop_at in (0.1, 0.5, 0.8):
        with pytest.raises(CancelledError):
            calibrate_table(table, QUESTION, _Watch(stop_at))
