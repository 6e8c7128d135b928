"""The golden cases of rules.md 4, holds and their last day, what is dated back, reversals."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import TODAY, fixed_clock, open_book
from tests.services.points import Ledger
from tests.store.builders import add_customer
from vipdesk.domain.points import Figures, InsufficientPointsError, last_day, points_of_bill
from vipdesk.domain.points_rules import PointsRules
from vipdesk.services import points_book
from vipdesk.services.journal import JournalService
from vipdesk.services.points_book import (
    FuturePointsError,
    HoldEndedError,
    HoldLapsedError,
    HoldMovedError,
    LastDayError,
    NoPointsError,
)
from vipdesk.store.book import Store
from vipdesk.store.undo_errors import HoldUsedError, PointsSpentError, ReversedAlreadyError

JAN, JUNE, JULY = date(2026, 1, 5), date(2026, 6, 30), date(2026, 7, 1)
DECEMBER = date(2026, 12, 31)


@pytest.fixture(scope="module")
def store(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One book for all of them."""
    profile = shutil.copytree(empty_profile, tmp_path_factory.mktemp("points") / "profile")
    store = open_book(profile, clock=fixed_clock)
    yield store
    store.close()


@pytest.fixture
def ledger(store: Store, request: pytest.FixtureRequest) -> Ledger:
    """The points of a customer of the test's own."""
    with store.action("customer.create") as session:
        return Ledger(store, add_customer(session, request.node.name).id)


def test_the_second_redemption_takes_what_the_first_lot_has_left(ledger: Ledger) -> None:
    ledger.award(100, JAN, JUNE)
    ledger.award(100, JAN, DECEMBER)
    ledger.spend(60, date(2026, 2, 1))
    ledger.spend(60, date(2026, 3, 1))
    assert ledger.rests(date(2026, 3, 1)) == [0, 80]
    assert ledger.figures(JUNE) == ledger.figures(JULY) == Figures(80, 0)


def test_an_expiring_lot_leaves_the_other_untouched(ledger: Ledger) -> None:
    ledger.award(150, JAN, JUNE)
    ledger.award(100, JAN, DECEMBER)
    ledger.spend(100, date(2026, 2, 1))
    assert ledger.figures(JUNE).total == 150
    assert ledger.figures(JULY).total == 100
    assert ledger.rests(JULY) == [50, 100]


def test_points_held_past_the_last_day_of_their_lot_can_be_confirmed(ledger: Ledger) -> None:
    ledger.award(80, JAN, JUNE)
    held = ledger.hold(50, date(2026, 6, 1))
    assert ledger.figures(JUNE) == Figures(80, 50)
    assert ledger.figures(JULY) == Figures(50, 50)
    ledger.confirm(held, date(2026, 7, 9))
    assert ledger.figures(date(2026, 7, 8)) == Figures(50, 50)
    assert ledger.figures(date(2026, 7, 9)) == Figures(0, 0)
    assert ledger.rests(TODAY) == [30]


def test_points_released_after_the_last_day_of_their_lot_are_expired(ledger: Ledger) -> None:
    ledger.award(80, JAN, JUNE)
    held = ledger.hold(50, date(2026, 6, 1))
    ledger.release(held, date(2026, 7, 9))
    assert ledger.figures(date(2026, 7, 8)) == Figures(50, 50)
    assert ledger.figures(date(2026, 7, 9)) == Figures(0, 0)
    with pytest.raises(InsufficientPointsError):
        ledger.spend(1, TODAY)


def test_what_is_reversed_after_the_last_day_goes_back_to_its_lot_and_is_expired(
    ledger: Ledger,
) -> None:
    ledger.award(80, JAN, JUNE)
    ledger.reverse(ledger.spend(50, date(2026, 6, 1)))
    assert ledger.rests(TODAY) == [80]
    assert ledger.figures(TODAY) == Figures(0, 0)


@pytest.mark.parametrize("earned_on", [date(2020, 1, 1), date(2020, 12, 31)])
def test_points_last_through_the_third_calendar_year(earned_on: date) -> None:
    assert last_day(earned_on, PointsRules()) == date(2022, 12, 31)


@pytest.mark.parametrize(("factor", "points"), [(100, 99), (150, 148)])
def test_a_bill_earns_its_whole_yuan_times_the_factor_rounded_once(
    factor: int, points: int
) -> None:
    assert points_of_bill(9_999, factor) == points


def test_a_hold_past_its_last_day_counts_as_released_before_anything_is_written(
    ledger: Ledger,
) -> None:
    ledger.award(80, JAN)
    held = ledger.hold(50, date(2026, 6, 1), JUNE)
    assert ledger.figures(JUNE) == Figures(80, 50)
    assert ledger.figures(JULY) == Figures(80, 0)
    with pytest.raises(HoldLapsedError, match=r"50 points were held until 2026-06-30"):
        ledger.confirm(held, JULY)
    ledger.spend(80, TODAY)  # writes the release first: the database keeps what is held
    assert ledger.figures(JUNE) == Figures(80, 50)
    assert ledger.figures(TODAY) == Figures(0, 0)
    with pytest.raises(HoldEndedError, match="50 points"):
        ledger.confirm(held, JUNE)


def test_undo_of_a_write_that_released_a_lapsed_hold_leaves_every_figure_as_it_was(
    store: Store, ledger: Ledger
) -> None:
    ledger.award(80, JAN)
    ledger.hold(50, date(2026, 6, 1), JUNE)
    ledger.spend(80, TODAY)
    JournalService(store).undo()
    assert ledger.figures(TODAY) == Figures(80, 0)
    ledger.spend(80, TODAY)
    assert [ledger.figures(day) for day in (JUNE, JULY, TODAY)] == [
        Figures(80, 50),
        Figures(80, 0),
        Figures(0, 0),
    ]


def test_a_hold_is_confirmed_on_its_last_day_though_it_is_written_later(ledger: Ledger) -> None:
    ledger.award(80, JAN)
    held = ledger.hold(50, date(2026, 6, 1), JUNE)
    ledger.confirm(held, JUNE)
    assert ledger.figures(JUNE) == Figures(30, 0)


def test_what_is_dated_back_takes_no_more_than_is_left_on_every_day_since(ledger: Ledger) -> None:
    ledger.award(100, JAN)
    ledger.spend(70, JULY)
    with pytest.raises(InsufficientPointsError, match=r"31 points are needed and 30 are there"):
        ledger.spend(31, date(2026, 2, 1))
    ledger.spend(30, date(2026, 2, 1))
    assert ledger.figures(date(2026, 2, 1)) == Figures(70, 0)
    assert ledger.figures(JULY) == Figures(0, 0)


def test_a_dip_that_was_filled_up_again_still_binds_what_is_dated_back(ledger: Ledger) -> None:
    ledger.award(100, JAN)
    ledger.release(ledger.hold(100, JUNE), JULY)
    with pytest.raises(InsufficientPointsError):
        ledger.spend(1, date(2026, 2, 1))
    ledger.spend(100, JULY)


def test_points_are_not_spent_before_they_are_earned(ledger: Ledger) -> None:
    ledger.award(100, JUNE)
    with pytest.raises(InsufficientPointsError, match="0 are there"):
        ledger.spend(1, JAN)


def test_nothing_moves_on_a_day_to_come_nor_below_one_point(ledger: Ledger) -> None:
    ledger.award(100, JAN)
    for act in (ledger.award, ledger.spend, ledger.hold):
        with pytest.raises(FuturePointsError, match="2026-12-31"):
            act(1, DECEMBER)
        with pytest.raises(NoPointsError):
            act(0, TODAY)
    with pytest.raises(LastDayError):
        ledger.award(1, TODAY, JUNE)
    with pytest.raises(LastDayError):
        ledger.hold(1, TODAY, JUNE)


def test_a_hold_ends_once_and_not_before_it_last_changed(ledger: Ledger) -> None:
    ledger.award(100, JAN)
    held = ledger.hold(50, JUNE)
    with pytest.raises(HoldMovedError, match="2026-06-30"):
        ledger.release(held, JAN)
    with pytest.raises(FuturePointsError):
        ledger.confirm(held, DECEMBER)
    ledger.confirm(held, JULY)
    with pytest.raises(HoldEndedError):
        ledger.release(held, JULY)


def test_a_reversed_confirmation_is_held_again(ledger: Ledger) -> None:
    ledger.award(100, JAN)
    held = ledger.hold(50, JUNE)
    done = ledger.confirm(held, JULY)
    with pytest.raises(HoldUsedError):
        ledger.reverse(held)
    ledger.reverse(done)
    assert ledger.figures(TODAY) == Figures(100, 50)
    ledger.reverse(held)
    assert ledger.figures(TODAY) == Figures(100, 0)


def test_a_confirmed_hold_is_not_reversed_out_of_another_hold(store: Store, ledger: Ledger) -> None:
    ledger.award(100, JAN)
    first = ledger.hold(50, JUNE)
    action = JournalService(store).undo_state().undo[0].id
    ledger.hold(50, JUNE)
    ledger.confirm(first, JULY)
    with pytest.raises(HoldUsedError):
        ledger.reverse(first)
    with pytest.raises(HoldUsedError):
        JournalService(store).undo(action)
    assert ledger.figures(TODAY) == Figures(50, 50)


def test_an_entry_is_reversed_once_and_its_reversal_in_turn(store: Store, ledger: Ledger) -> None:
    ledger.award(100, JAN)
    spent = ledger.spend(60, JUNE)
    back = ledger.reverse(spent)
    with pytest.raises(ReversedAlreadyError):
        ledger.reverse(spent)
    again = ledger.reverse(back)
    assert ledger.figures(TODAY) == Figures(40, 0)
    with store.read() as session:
        assert points_book.in_effect(session, [spent, back, again]) == {spent, again}


def test_an_award_that_was_used_is_not_reversed(ledger: Ledger) -> None:
    given = ledger.award(100, JAN)
    ledger.spend(60, JUNE)
    held = ledger.hold(10, JUNE)
    with pytest.raises(PointsSpentError, match=r"100 points were given, and only 30"):
        ledger.reverse(given)
    back = ledger.release(held, JULY)
    ledger.spend(40, JULY)
    with pytest.raises(PointsSpentError, match=r"10 points were given, and only 0"):
        ledger.reverse(back)
