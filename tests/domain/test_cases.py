from datetime import date

import pytest

from tests.conftest import TODAY
from vipdesk.domain.cases import (
    Chance,
    LeftInFutureError,
    NextDayMissingError,
    OutcomeDraft,
    PlanMissingError,
    ReasonMissingError,
    TermMissingError,
    chance,
    first_win_back_day,
    new_end,
    renewed_until,
)
from vipdesk.domain.words import LeavingReason, Outcome
from vipdesk.errors import VipDeskError


@pytest.mark.parametrize(
    ("ends_on", "months", "until"),
    [
        (date(2026, 11, 30), 12, date(2027, 11, 30)),
        (date(2026, 11, 30), 24, date(2028, 11, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),  # the last day stays the last
        (date(2027, 2, 28), 12, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2027, 1, 30), 1, date(2027, 2, 28)),  # shorter than the day
        (date(2026, 12, 31), 120, date(2036, 12, 31)),
    ],
)
def test_a_renewal_counts_months_from_the_old_end(ends_on: date, months: int, until: date) -> None:
    assert renewed_until(ends_on, months) == until


@pytest.mark.parametrize(
    ("former", "until"),
    [
        (date(2026, 10, 31), date(2027, 10, 31)),  # it lapsed lately: the old end still counts
        (date(2025, 11, 22), date(2026, 11, 22)),
        (TODAY.replace(year=2025), date(2027, 11, 21)),  # a term from there would be over today
        (date(2024, 6, 30), date(2027, 11, 21)),
        (None, date(2027, 11, 21)),
    ],
)
def test_no_renewal_is_over_before_it_begins(former: date | None, until: date) -> None:
    assert new_end(former, 12, TODAY) == until


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (OutcomeDraft(outcome=Outcome.REFUSED), ReasonMissingError),
        (OutcomeDraft(outcome=Outcome.PORTED_OUT), ReasonMissingError),
        (OutcomeDraft(outcome=Outcome.THINKING), NextDayMissingError),
        (OutcomeDraft(outcome=Outcome.THINKING, next_on=TODAY), NextDayMissingError),
        (OutcomeDraft(outcome=Outcome.UNREACHABLE), NextDayMissingError),
        (OutcomeDraft(outcome=Outcome.MOVED_PLAN, plan=" "), PlanMissingError),
        (OutcomeDraft(outcome=Outcome.UPGRADED), PlanMissingError),
        (OutcomeDraft(outcome=Outcome.RENEWED, months=0), TermMissingError),
        (OutcomeDraft(outcome=Outcome.RENEWED, months=121), TermMissingError),
        (
            OutcomeDraft(
                outcome=Outcome.PORTED_OUT,
                reason=LeavingReason.PRICE,
                left_on=date(2026, 11, 22),
            ),
            LeftInFutureError,
        ),
    ],
)
def test_an_outcome_asks_for_what_it_needs(
    draft: OutcomeDraft, refusal: type[VipDeskError]
) -> None:
    with pytest.raises(refusal):
        draft.check(TODAY)


def test_all_but_thinking_and_unreachable_close_the_case() -> None:
    open_after = {each for each in Outcome if not OutcomeDraft(outcome=each).closes}
    assert open_after == {Outcome.THINKING, Outcome.UNREACHABLE}


def test_who_can_be_won_back() -> None:
    assert chance(LeavingReason.PRICE, may_be_contacted=True) is Chance.GOOD
    assert chance(LeavingReason.PRICE, may_be_contacted=False) is Chance.NONE
    assert chance(LeavingReason.MOVED_AWAY, may_be_contacted=True) is Chance.NONE
    assert chance(LeavingReason.OTHER, may_be_contacted=True) is Chance.ASK
    assert chance(None, may_be_contacted=True) is Chance.ASK


def test_six_months_end_with_a_shorter_month() -> None:
    assert first_win_back_day(TODAY, 6) == date(2026, 5, 21)
    assert first_win_back_day(date(2026, 8, 31), 6) == date(2026, 2, 28)
