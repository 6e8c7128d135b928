from dataclasses import replace
from datetime import date

import pytest

from vipdesk.domain import warnings
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.warnings import CustomerFigures, Judged, LineFigures, Rule, State
from vipdesk.domain.words import Severity

TODAY = date(2026, 11, 21)
RULES = RetentionRules()
PREPAID = CustomerFigures(prepaid=True)


@pytest.mark.parametrize(
    ("balance_fen", "state"),
    [
        (1_000, State.CLEAR),
        (999, State.HOLDS),
        (0, State.HOLDS),
        (-1, State.HOLDS),
        (None, State.NO_DATA),
    ],
)
def test_low_balance_of_the_prepaid(balance_fen: int | None, state: State) -> None:
    assert warnings.low_balance(replace(PREPAID, balance_fen=balance_fen), RULES).state is state


def test_low_balance_shows_what_it_saw_and_concerns_no_one_who_pays_afterwards() -> None:
    low = CustomerFigures(prepaid=True, balance_fen=812, balance_of=date(2026, 11, 1))
    judged = warnings.low_balance(low, RULES)
    assert (judged.values, judged.as_of) == (
        {"balance_fen": 812, "under_fen": 1_000},
        date(2026, 11, 1),
    )
    assert warnings.low_balance(replace(low, prepaid=False), RULES).state is State.NOT_CONCERNED


def test_a_negative_balance_is_low_whatever_the_threshold() -> None:
    rules = RetentionRules(low_balance_fen=0)
    assert warnings.low_balance(replace(PREPAID, balance_fen=-1), rules).holds
    assert not warnings.low_balance(replace(PREPAID, balance_fen=0), rules).holds


@pytest.mark.parametrize(
    ("kind", "months", "state"),
    [
        ("mobile", 1, State.CLEAR),
        ("mobile", 2, State.HOLDS),
        ("landline", 5, State.HOLDS),
        ("broadband", 5, State.NOT_CONCERNED),
        ("data_card", 5, State.NOT_CONCERNED),
        ("mobile", None, State.NO_DATA),
    ],
)
def test_zero_calls_on_voice_lines(kind: str, months: int | None, state: State) -> None:
    line = LineFigures(kind, usage_month="2026-10", silent_months=months)
    assert warnings.zero_calls(line, RULES).state is state


@pytest.mark.parametrize(
    ("fee_fen", "before_fen", "months", "state"),
    [
        (7_000, 30_000, 3, State.HOLDS),  # exactly 30 % under the mean of 100.00
        (7_001, 30_000, 3, State.CLEAR),
        (-500, 30_000, 3, State.HOLDS),  # an adjustment
        (0, 0, 3, State.CLEAR),
        (7_000, 20_000, 2, State.NO_DATA),
        (None, None, 0, State.NO_DATA),
    ],
)
def test_a_swing_of_the_fee(
    fee_fen: int | None, before_fen: int | None, months: int, state: State
) -> None:
    line = LineFigures(
        bill_month="2026-10", fee_fen=fee_fen, fee_before_fen=before_fen, fee_months_before=months
    )
    judged = warnings.swing(line, RULES)
    assert judged.state is state
    assert judged.as_of == (None if state is State.NO_DATA else date(2026, 10, 31))


@pytest.mark.parametrize(
    ("count", "paid_fen", "year_fen", "known", "state"),
    [
        (2, 15_000, 120_000, 12, State.CLEAR),  # 50.00 a month, just half of the mean of 100.00
        (2, 14_999, 120_000, 12, State.HOLDS),
        (1, 40_000, 120_000, 12, State.HOLDS),
        (0, 0, 0, 12, State.HOLDS),
        (3, 30_000, 60_000, 6, State.CLEAR),
        (3, 14_000, 60_000, 6, State.HOLDS),  # the mean of the six months that are known
        (1, 5_000, 5_000, 2, State.NO_DATA),  # known for too short a time
        (None, None, None, 0, State.NO_DATA),
    ],
)
def test_few_or_small_top_ups(
    count: int | None, paid_fen: int | None, year_fen: int | None, known: int, state: State
) -> None:
    customer = replace(
        PREPAID,
        top_ups=count,
        top_up_fen=paid_fen,
        top_up_year_fen=year_fen,
        top_up_months=known,
        top_ups_until=TODAY,
    )
    assert warnings.few_top_ups(customer, RULES).state is state
    paid_afterwards = replace(customer, prepaid=False)
    assert warnings.few_top_ups(paid_afterwards, RULES).state is State.NOT_CONCERNED


@pytest.mark.parametrize(
    ("complaint_on", "upheld_on", "warns", "factor"),
    [
        (None, None, False, False),
        (date(2025, 1, 1), None, True, False),  # open, however long
        (None, date(2026, 8, 23), True, True),  # 90 days ago
        (None, date(2026, 8, 22), False, False),
        (date(2026, 11, 1), date(2026, 11, 1), True, True),
    ],
)
def test_a_complaint_open_or_upheld(
    complaint_on: date | None, upheld_on: date | None, warns: bool, factor: bool
) -> None:
    customer = CustomerFigures(complaint_on=complaint_on, upheld_on=upheld_on)
    assert warnings.complaint(customer, RULES, TODAY).holds == warns
    assert warnings.upheld_complaint(customer, RULES, TODAY).holds == factor


def test_words_of_leaving_are_held_against_a_customer_for_a_while() -> None:
    said = CustomerFigures(words_on=date(2026, 8, 23), words="携号转网")
    judged = warnings.off_net_words(said, RULES, TODAY)
    assert judged.holds
    assert judged.values == {"words": "携号转网", "said_on": "2026-08-23", "days": 90}
    assert not warnings.off_net_words(said, RULES, date(2026, 11, 22)).holds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("客户说要携号转网", ("携号转网",)),  # not also 转网, which is part of it
        ("问如何转网，想销户", ("转网", "销户")),
        ("Wants to ＰＯＲＴ　ＯＵＴ soon", ("port out",)),
        ("问账单", ()),
        (None, ()),
    ],
)
def test_words_of_leaving(text: str | None, found: tuple[str, ...]) -> None:
    assert warnings.words_of_leaving(text, RULES.off_net_words) == found


def test_no_words_no_finding() -> None:
    assert warnings.words_of_leaving("转网", ("", " ")) == ()


@pytest.mark.parametrize(
    ("fen", "state"), [(1, State.HOLDS), (0, State.CLEAR), (None, State.NO_DATA)]
)
def test_arrears(fen: int | None, state: State) -> None:
    assert warnings.arrears(CustomerFigures(arrears_fen=fen)).state is state


def test_red_is_a_high_score_or_words_of_leaving() -> None:
    assert warnings.severity(Rule.ARREARS, 70, RULES) is Severity.RED
    assert warnings.severity(Rule.ARREARS, 69, RULES) is Severity.ORANGE
    assert warnings.severity(Rule.ARREARS, None, RULES) is Severity.ORANGE
    assert warnings.severity(Rule.OFF_NET_WORDS, 0, RULES) is Severity.RED


def test_data_older_than_a_month_say_so() -> None:
    line = LineFigures(usage_month="2026-10", silent_months=2)
    judged = warnings.zero_calls(line, RULES)
    assert warnings.stale(judged, RULES, TODAY) == 0  # 21 days
    assert warnings.stale(judged, RULES, date(2026, 12, 1)) == 0  # 31 days
    assert warnings.stale(judged, RULES, date(2026, 12, 17)) == 47


def test_which_rules_hold() -> None:
    customer = CustomerFigures(arrears_fen=1, complaint_on=TODAY)
    line = LineFigures(usage_month="2026-10", silent_months=2)
    held = [rule for rule, _judged in warnings.holding_of_customer(customer, RULES, TODAY)]
    assert held == [Rule.COMPLAINT, Rule.ARREARS]
    held = [rule for rule, _judged in warnings.holding_of_line(line, RULES)]
    assert held == [Rule.ZERO_CALLS]
    assert {*warnings.OF_CUSTOMERS, *warnings.OF_LINES} == set(Rule)


def test_data_of_over_a_month_ago_say_how_old_they_are() -> None:
    rules, today = RetentionRules(), date(2026, 11, 21)
    told = [
        warnings.stale(Judged(State.CLEAR, as_of=day), rules, today)
        for day in (date(2026, 10, 21), date(2026, 10, 20), None)
    ]
    assert told == [0, 32, 0]
