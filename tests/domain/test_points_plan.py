"""Histories of points that come in by file: the least opening, and which lots pay."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.domain.points import Lot
from vipdesk.domain.points_history import History, Step
from vipdesk.domain.points_plan import (
    OPENING_KEY,
    Pot,
    Spend,
    plan_history,
    pots_of,
    rounded,
)
from vipdesk.domain.points_rules import PointsRules

RULES = PointsRules()
FIRST = date(2017, 1, 1)


def _day(number: int) -> date:
    return FIRST + timedelta(days=number)


def _pot(key: int, points: int, earned: int, expires: date = date(2019, 12, 31)) -> Pot:
    return Pot.new(key, points, _day(earned), expires)


def test_the_least_opening_keeps_every_day_at_zero_or_above() -> None:
    spends = [Spend(1, _day(10), 70), Spend(2, _day(30), 60)]
    planned = plan_history([_pot(-2, 50, 0), _pot(-3, 40, 20)], spends, _day(0), RULES, open_=True)
    assert planned.opening is not None
    assert (planned.opening.points, planned.opening.on_day) == (40, date(2016, 12, 31))
    assert planned.opening.expires_on == date(2018, 12, 31)
    assert planned.draws == {1: [(OPENING_KEY, -40), (-2, -30)], 2: [(-2, -20), (-3, -40)]}
    assert not planned.short


def test_an_opening_lasts_as_long_as_the_operator_honoured_it() -> None:
    late = date(2021, 6, 1)
    planned = plan_history([], [Spend(1, late, 5)], _day(0), RULES, open_=True)
    assert planned.opening is not None
    assert planned.opening.expires_on == late


def test_without_an_opening_what_cannot_be_paid_is_short_and_takes_nothing() -> None:
    spends = [Spend(1, _day(10), 70), Spend(2, _day(30), 50)]
    planned = plan_history([_pot(-2, 50, 0)], spends, _day(0), RULES, open_=False)
    assert planned.short == {1: 50}
    assert planned.draws == {2: [(-2, -50)]}


def test_a_spend_dated_back_takes_only_what_is_left_on_every_later_day() -> None:
    lots = [Lot(1, _day(0), date(2019, 12, 31), 100, 0)]
    steps = [Step(_day(0), 1, 1, 100), Step(_day(20), 2, 1, -80), Step(_day(40), 3, 1, 30)]
    pots = pots_of(History.of(lots, steps))
    assert [pots[0].free(_day(day)) for day in (0, 19, 20, 39, 40)] == [20, 20, 20, 20, 50]
    planned = plan_history(pots, [Spend(1, _day(10), 21)], _day(0), RULES, open_=False)
    assert planned.short == {1: 20}


def test_what_a_hold_keeps_is_free_the_day_after_its_last() -> None:
    lots = [Lot(1, _day(0), date(2019, 12, 31), 100, 0)]
    steps = [Step(_day(0), 1, 1, 100), Step(_day(5), 2, 1, 0, 60, 2, _day(9))]
    pot = pots_of(History.of(lots, steps))[0]
    assert [pot.free(_day(day)) for day in (0, 9, 10)] == [40, 40, 100]


@pytest.mark.parametrize(
    ("mode", "points", "whole"),
    [("down", "4.99", 4), ("half_up", "4.5", 5), ("up", "4.01", 5), ("down", "4.00", 4)],
)
def test_fractions_are_rounded_as_the_settings_say(mode: str, points: str, whole: int) -> None:
    assert rounded(Decimal(points), mode) == whole
    assert rounded(7, mode) == 7


@given(
    st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 90), st.integers(0, 900)), max_size=8),
    st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 120)), max_size=8),
)
def test_an_opening_pays_everything_and_one_point_less_does_not(
    awards: list[tuple[int, int, int]], spends: list[tuple[int, int]]
) -> None:
    pots = [
        _pot(-2 - place, points, earned, _day(earned + lasts))
        for place, (earned, points, lasts) in enumerate(awards)
    ]
    wanted = [Spend(at, _day(day), points) for at, (day, points) in enumerate(spends)]
    planned = plan_history(pots, wanted, _day(0), RULES, open_=True)
    assert not planned.short
    assert {at: -sum(p for _key, p in draws) for at, draws in planned.draws.items()} == {
        spend.at: spend.points for spend in wanted
    }
    _check_lots(pots, wanted, planned.draws, (planned.opening and planned.opening.points) or 0)
    if planned.opening and planned.opening.points > 1:
        less = Pot.new(
            OPENING_KEY,
            planned.opening.points - 1,
            planned.opening.on_day,
            planned.opening.expires_on,
        )
        assert plan_history([less, *pots], wanted, _day(0), RULES, open_=False).short


def _check_lots(
    pots: list[Pot], spends: list[Spend], draws: dict[int, list[tuple[int, int]]], opening: int
) -> None:
    """No lot pays before it is earned, after its last day, or more than it has."""
    given_by = {pot.key: pot.rest for pot in pots} | {OPENING_KEY: opening}
    days = {pot.key: (pot.earned_on, pot.expires_on) for pot in pots}
    for spend in spends:
        for key, points in draws[spend.at]:
            given_by[key] += points
            earned, last = days.get(key, (date.min, date.max))
            assert earned <= spend.on_day <= last
    assert min(given_by.values()) >= 0
