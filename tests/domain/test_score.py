from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.domain.retention_rules import POINTS, RetentionRules
from vipdesk.domain.risk_words import factor_name
from vipdesk.domain.score import FACTOR_NAMES, no_contact, risk_of, score_customer, score_line
from vipdesk.domain.task_query import Risk
from vipdesk.domain.warnings import CustomerFigures, LineFigures, State

TODAY = date(2026, 11, 21)
RULES = RetentionRules()
CALM = LineFigures(
    opened_on=date(2020, 1, 1),
    next_end_on=date(2028, 1, 1),
    bill_month="2026-10",
    fee_fen=100,
    fee_before_fen=300,
    fee_months_before=3,
    usage_month="2026-10",
    silent_months=0,
)
QUIET = CustomerFigures(tier="gold", contacted_on=TODAY, arrears_fen=0)
WORST = CustomerFigures(
    tier="gold",
    contacted_on=date(2025, 1, 1),
    prepaid=True,
    balance_fen=-1,
    arrears_fen=1,
    top_ups=0,
    top_up_fen=0,
    top_up_year_fen=0,
    top_up_months=12,
    upheld_on=TODAY,
    words_on=TODAY,
    words="转网",
)


def _points(line: LineFigures, customer: CustomerFigures = QUIET) -> dict[str, int]:
    score = score_line(line, customer, RULES, TODAY)
    return {factor.key: factor.points for factor in score.factors if factor.points}


def test_nothing_holds() -> None:
    assert score_line(CALM, QUIET, RULES, TODAY).value == 0


@pytest.mark.parametrize(
    ("days", "factor"),
    [
        (-1, {}),
        (0, {"ends_30": 35}),
        (30, {"ends_30": 35}),
        (31, {"ends_60": 20}),
        (60, {"ends_60": 20}),
        (61, {"ends_90": 10}),
        (90, {"ends_90": 10}),
        (91, {}),
    ],
)
def test_points_of_an_ending_date(days: int, factor: dict[str, int]) -> None:
    assert _points(replace(CALM, next_end_on=TODAY + timedelta(days=days))) == factor


@pytest.mark.parametrize(
    ("line", "customer", "factor"),
    [
        (replace(CALM, fee_fen=70), QUIET, "swing"),
        (replace(CALM, silent_months=2), QUIET, "zero_calls"),
        (replace(CALM, opened_on=date(2025, 11, 22)), QUIET, "new_line"),
        (CALM, replace(QUIET, upheld_on=TODAY), "complaint"),
        (CALM, replace(QUIET, words_on=TODAY, words="转网"), "off_net_words"),
        (CALM, replace(QUIET, arrears_fen=1), "arrears"),
        (CALM, replace(QUIET, prepaid=True, balance_fen=999), "low_balance"),
        (CALM, replace(QUIET, contacted_on=date(2026, 5, 21)), "no_contact"),
        (CALM, replace(QUIET, contacted_on=None, known_on=date(2026, 5, 21)), "no_contact"),
    ],
)
def test_points_of_one_factor(line: LineFigures, customer: CustomerFigures, factor: str) -> None:
    assert _points(line, customer) == {factor: POINTS[factor]}


def test_a_year_on_the_network_and_a_contact_in_time_add_nothing() -> None:
    line = replace(CALM, opened_on=date(2025, 11, 21))
    assert _points(line, replace(QUIET, contacted_on=date(2026, 5, 22))) == {}
    ordinary = replace(QUIET, tier="ordinary", contacted_on=date(2020, 1, 1))
    assert _points(line, ordinary) == {}  # nobody is to be contacted there


def test_an_open_complaint_warns_but_adds_nothing() -> None:
    assert _points(CALM, replace(QUIET, complaint_on=TODAY)) == {}


def test_the_sum_is_capped_and_the_largest_come_first() -> None:
    line = replace(CALM, next_end_on=TODAY, fee_fen=0, silent_months=2, opened_on=TODAY)
    score = score_line(line, WORST, RULES, TODAY)
    assert score.value == 100
    assert sum(factor.points for factor in score.factors) == 171
    points = [factor.points for factor in score.factors]
    assert points == sorted(points, reverse=True)
    assert score.factors[0].key == "ends_30"


def test_what_has_no_data_says_so_and_adds_nothing() -> None:
    score = score_line(LineFigures(), CustomerFigures(tier="gold", prepaid=True), RULES, TODAY)
    assert score.value == 0
    unknown = {f.key for f in score.factors if f.judged.state is State.NO_DATA}
    said = {"complaint", "off_net_words"}  # none was noted, which is known
    once = {"ends_30", "ends_60"}  # one factor stands for all three
    assert unknown == set(POINTS) - said - once


@pytest.mark.parametrize(
    ("days", "factor"), [(14, "ends_30"), (15, "ends_60"), (45, "ends_60"), (46, "ends_90")]
)
def test_the_days_of_an_ending_date_are_the_managers(days: int, factor: str) -> None:
    rules = RetentionRules(ends_days=(14, 45, 120))
    line = replace(CALM, next_end_on=TODAY + timedelta(days=days))
    first = score_line(line, QUIET, rules, TODAY).factors[0]
    assert first.key == factor
    within = {"ends_30": 14, "ends_60": 45, "ends_90": 120}[factor]
    assert factor_name(factor, str, rules.ends_days) == f"Ends within {within} days"


def test_how_many_cadences_are_long_is_the_managers() -> None:
    quiet = replace(QUIET, contacted_on=date(2026, 5, 22))
    assert not no_contact(quiet, RULES, TODAY).holds
    assert no_contact(quiet, replace(RULES, cadence_months={"gold": 2}), TODAY).holds
    assert no_contact(quiet, replace(RULES, quiet_cadences=1), TODAY).holds


def test_points_are_the_managers() -> None:
    rules = RetentionRules(points={"ends_30": 71}, cadence_months={"gold": 1})
    score = score_line(replace(CALM, next_end_on=TODAY), QUIET, rules, TODAY)
    assert score.value == 71


def test_risk_in_words() -> None:
    found = [risk_of(score, RULES) for score in (0, 39, 40, 69, 70, 100, None)]
    low, medium, high = [Risk.LOW] * 2, [Risk.MEDIUM] * 2, [Risk.HIGH] * 2
    assert found == [*low, *medium, *high, None]


def test_every_factor_has_a_name() -> None:
    assert set(FACTOR_NAMES) == set(POINTS)


def test_a_customer_goes_by_the_worst_line_or_by_the_managers_word() -> None:
    assert score_customer([20, 55, 0], None) == 55
    assert score_customer([20], 80) == 80
    assert score_customer([], None) is None


_days = st.none() | st.dates(date(2024, 1, 1), date(2028, 1, 1))
_fen = st.none() | st.integers(-5_000, 50_000)
_count = st.none() | st.integers(0, 5)
_lines = st.builds(
    LineFigures,
    kind=st.sampled_from(["mobile", "broadband"]),
    opened_on=_days,
    next_end_on=_days,
    bill_month=st.just("2026-10"),
    fee_fen=_fen,
    fee_before_fen=_fen,
    fee_months_before=st.integers(0, 3),
    usage_month=st.just("2026-10"),
    silent_months=_count,
)
_customers = st.builds(
    CustomerFigures,
    tier=st.sampled_from(["ordinary", "silver", "gold", "diamond"]),
    contacted_on=_days,
    known_on=_days,
    prepaid=st.booleans(),
    balance_fen=_fen,
    arrears_fen=_fen,
    top_ups=_count,
    top_up_fen=_fen,
    top_up_year_fen=_fen,
    top_up_months=st.integers(0, 12),
    complaint_on=_days,
    upheld_on=_days,
    words_on=_days,
)


@given(_lines, _customers)
def test_a_score_is_the_capped_sum_of_what_holds(
    line: LineFigures, customer: CustomerFigures
) -> None:
    score = score_line(line, customer, RULES, TODAY)
    assert 0 <= score.value <= 100
    assert score.value == min(100, sum(factor.points for factor in score.factors))
    assert all((factor.points > 0) == factor.judged.holds for factor in score.factors)
    assert len({factor.key for factor in score.factors}) == len(score.factors) == 10


@given(_lines, _customers, st.sampled_from(sorted(POINTS)), st.integers(0, 60))
def test_more_points_never_lower_a_score(
    line: LineFigures, customer: CustomerFigures, factor: str, more: int
) -> None:
    dearer = RetentionRules(points={factor: POINTS[factor] + more})
    before = score_line(line, customer, RULES, TODAY).value
    assert score_line(line, customer, dearer, TODAY).value >= before


@given(_lines, _customers)
def test_another_thing_that_holds_never_lowers_a_score(
    line: LineFigures, customer: CustomerFigures
) -> None:
    before = score_line(line, customer, RULES, TODAY).value
    worse = (
        (line, replace(customer, arrears_fen=1)),
        (line, replace(customer, words_on=TODAY)),
        (replace(line, next_end_on=TODAY), customer),
    )
    for worse_line, worse_customer in worse:
        assert score_line(worse_line, worse_customer, RULES, TODAY).value >= before
