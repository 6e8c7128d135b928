"""Which backups stay: arithmetic on instants, tried with whatever a clock may say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.domain.backups import DAILY, MONTHLY, STALE_AFTER, WEEKLY, is_stale, to_keep

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis takes them naive


@given(st.sets(instants, max_size=60), instants)
def test_it_keeps_the_newest_and_all_of_the_last_two_days(
    made: set[datetime], now: datetime
) -> None:
    kept = to_keep(made, now)
    assert kept <= made
    past = {at for at in made if at <= now}
    if past:
        newest = max(past)
        assert {at for at in past if at >= newest - timedelta(hours=48)} <= kept
    if made:
        assert max(made) in kept


@given(st.sets(instants, max_size=60), instants)
def test_each_of_the_last_days_weeks_and_months_keeps_its_last_one(
    made: set[datetime], now: datetime
) -> None:
    kept, past = to_keep(made, now), sorted((at for at in made if at <= now), reverse=True)
    for count, bucket in (
        (DAILY, lambda at: at.date()),
        (WEEKLY, lambda at: at.isocalendar()[:2]),
        (MONTHLY, lambda at: (at.year, at.month)),
    ):
        for each in list(dict.fromkeys(map(bucket, past)))[:count]:
            assert next(at for at in past if bucket(at) == each) in kept


@given(st.sets(instants, max_size=60), instants)
def test_rotating_again_deletes_nothing_more(made: set[datetime], now: datetime) -> None:
    kept = to_keep(made, now)
    assert to_keep(kept, now) == kept


@given(st.sets(instants, max_size=60), instants, instants)
def test_those_from_the_future_push_none_out(
    made: set[datetime], now: datetime, ahead: datetime
) -> None:
    past = {at for at in made if at <= now}
    assert to_keep(past, now) <= to_keep(
        past | ({ahead} - {at for at in [ahead] if at <= now}), now
    )


def test_work_of_a_year_four_times_a_day_leaves_about_thirty() -> None:
    made = {NOW - timedelta(hours=6 * n) for n in range(4 * 365)}
    assert len(to_keep(made, NOW)) == 9 + 4 + 2 + 11


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-365), timedelta(hours=-1)])
def test_a_clock_that_jumps_takes_none_of_the_last_two_days_away(jump: timedelta) -> None:
    made = {NOW - timedelta(hours=3 * n) for n in range(60)}
    lately = {at for at in made if at >= NOW - timedelta(hours=40)}
    wrong = NOW + jump
    while_wrong = {wrong + timedelta(hours=n) for n in range(3)}
    during = to_keep(made | while_wrong, max(while_wrong))
    assert lately <= during
    assert while_wrong <= during
    assert lately <= to_keep(during, NOW)


def test_it_warns_after_three_days_and_trusts_none_from_the_future() -> None:
    assert is_stale(None, NOW)
    assert not is_stale(NOW - STALE_AFTER, NOW)
    assert is_stale(NOW - STALE_AFTER - timedelta(seconds=1), NOW)
    assert is_stale(NOW + timedelta(days=365), NOW)
