import random
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.domain.binning import (
    MOST_BINS,
    Count,
    difference,
    information,
    is_telling,
    ordered_bins,
    weight,
    word_bins,
)
from vipdesk.domain.scorecard import cut_between, shares_of_points


def _cells(rates: Sequence[float], rows: int = 200) -> list[Count]:
    return [Count(rows, round(rows * rate)) for rate in rates]


def test_neighbours_that_leave_alike_are_put_together() -> None:
    assert ordered_bins(_cells([0.1, 0.11, 0.1, 0.4, 0.41, 0.4])) == [0, 0, 0, 1, 1, 1]


def test_small_cells_join_the_neighbour_that_is_more_like_them() -> None:
    cells = [Count(500, 50), Count(5, 4), Count(500, 400)]
    assert ordered_bins(cells) == [0, 1, 1]


def test_a_wiggle_is_smoothed_and_a_plain_valley_is_not() -> None:
    assert ordered_bins(_cells([0.1, 0.2, 0.13, 0.3, 0.4])) == [0, 1, 1, 2, 3]
    assert ordered_bins(_cells([0.5, 0.1, 0.5])) == [0, 1, 2]


def test_no_more_bins_than_a_person_reads() -> None:
    rising = _cells([n / 40 for n in range(40)], 5_000)
    assert max(ordered_bins(rising)) == MOST_BINS - 1


def test_words_are_put_together_wherever_they_stand() -> None:
    assert word_bins(_cells([0.1, 0.5, 0.11, 0.49], 500)) == [0, 1, 0, 1]


def test_words_that_differ_by_chance_are_one_bin() -> None:
    """In order of their rates, chance alone looks like a rule."""
    lot = random.Random(3)
    cells = [Count(30, sum(lot.random() < 0.3 for _row in range(30))) for _word in range(40)]
    assert set(word_bins(cells)) == {0}


def test_nothing_known_weighs_nothing() -> None:
    whole = Count(1_000, 250)
    assert weight(Count(0, 0), whole) == pytest.approx(0)
    assert weight(Count(400, 100), whole) == pytest.approx(0)
    assert weight(Count(3, 3), whole) < weight(Count(300, 300), whole)


def test_an_outcome_that_is_everywhere_the_same_tells_nothing() -> None:
    assert not is_telling([Count(100, 100), Count(50, 50)])
    assert not is_telling([Count(100, 40)])
    assert difference(Count(10, 10), Count(20, 20)) == 0


def test_what_looks_well_alone_may_be_chance_among_many() -> None:
    bins = [Count(1_500, 300), Count(1_500, 370)]
    assert is_telling(bins)
    assert not is_telling(bins, among=300)
    assert is_telling(_cells([0.1, 0.5]), among=300)


def test_information_grows_with_what_is_told() -> None:
    little, much = _cells([0.28, 0.32]), _cells([0.1, 0.5])
    assert 0 < information(little) < 0.05 < 0.5 < information(much)


@given(st.lists(st.tuples(st.integers(0, 500), st.floats(0, 1)), min_size=1, max_size=60))
def test_bins_are_runs_without_gaps(drawn: list[tuple[int, float]]) -> None:
    cells = [Count(rows, int(rows * rate)) for rows, rate in drawn]
    numbers = ordered_bins(cells)
    steps = [b - a for a, b in pairwise(numbers)]
    assert numbers[0] == 0
    assert set(steps) <= {0, 1}
    words = word_bins(cells)
    assert set(words) == set(range(max(words) + 1))


@given(st.lists(st.floats(0.001, 50), min_size=1, max_size=40))
def test_points_add_up_to_a_hundred(spans: list[float]) -> None:
    points = shares_of_points(spans)
    assert sum(points) == 100
    exact = [100 * span / sum(spans) for span in spans]
    assert all(abs(a - b) < 1 for a, b in zip(points, exact, strict=True))


@pytest.mark.parametrize(
    ("below", "above", "cut"),
    [
        (12, 13, 13), (98.7, 103.2, 100), (0.1234, 0.1251, 0.125), (-3, 5, 0), (-12, -7, -10),
        (0, 0.5, 0.5), (1234.5, 1234.6, 1234.6), (0, 1, 1), (69.999, 70.001, 70),
        (5e-324, 1e-320, 5e-321), (1e300, 1.7e308, 1e308), (-1e300, -1e-300, -1e299),
    ],
)  # fmt: skip
def test_bins_meet_at_a_round_number(below: float, above: float, cut: float) -> None:
    assert cut_between(below, above) == pytest.approx(cut, rel=1e-12)


@given(*[st.floats(allow_nan=False, allow_infinity=False)] * 2)
def test_the_meeting_number_parts_the_two(one: float, other: float) -> None:
    below, above = sorted((one, other))
    if below < above:
        assert below < cut_between(below, above) <= above
