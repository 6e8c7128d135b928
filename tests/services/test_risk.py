"""Scores with the data behind them, warnings of a month, the manager's own word, other rules."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, TODAY, open_book
from tests.store.builders import add_customer, add_line
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.risk_words import factor_words, stale_factor
from vipdesk.domain.task_query import Risk
from vipdesk.domain.warnings import Rule
from vipdesk.domain.words import AccountKind, LineKind, Severity
from vipdesk.errors import NotFoundError
from vipdesk.progress import NoProgress
from vipdesk.services.journal import JournalService
from vipdesk.services.risk import OverrideRefusedError, RiskService
from vipdesk.store.records import Account, AccountBalance, Line, Touchpoint, Usage
from vipdesk.texts import translator


class _Desk:
    """A book whose days pass as the test says."""

    def __init__(self, profile: Path) -> None:
        self.now = NOW
        self.store = open_book(profile, clock=self._clock)
        self.risk = RiskService(self.store)

    def _clock(self) -> datetime:
        return self.now


@pytest.fixture
def desk(profile: Path) -> Iterator[_Desk]:
    """A customer whose mobile line ends in 9 days and who owes, and a quiet broadband."""
    desk = _Desk(profile)
    with desk.store.action("customer.create") as session:
        customer = add_customer(session)
        line = add_line(session, customer)
        session.add(Line(account_id=line.account_id, number="wzq@home", kind=LineKind.BROADBAND))
        session.add(AccountBalance(account_id=line.account_id, as_of=TODAY, arrears_fen=3_250))
        session.add(Usage(line_id=line.id, month="2026-10", voice_seconds=0))
    yield desk
    desk.store.close()


def test_a_score_with_the_data_behind_it(desk: _Desk) -> None:
    found = desk.risk.of(1)
    assert (found.score, found.risk, found.override) == (45, Risk.MEDIUM, None)
    mobile, broadband = found.lines
    assert (mobile.number, mobile.plan, mobile.score.value) == ("139****8812", "融合299", 45)
    assert (broadband.number, broadband.score.value) == ("wzq@home", 10)
    first, second = mobile.score.factors[:2]
    en, zh = translator("en"), translator("zh")
    assert (first.key, first.points) == ("ends_30", 35)
    assert factor_words(first, TODAY, en) == "Contract end 2026-11-30, in 9 days"
    assert factor_words(second, TODAY, zh) == "欠费 32.50 元"
    by_key = {factor.key: factor for factor in mobile.score.factors}
    assert factor_words(by_key["new_line"], TODAY, en) == "no data"
    assert factor_words(by_key["low_balance"], TODAY, en) == "does not apply"
    assert factor_words(by_key["off_net_words"], TODAY, en) == "none"  # never were any
    assert factor_words(by_key["complaint"], TODAY, zh) == "无"
    assert "never yet" in factor_words(by_key["no_contact"], TODAY, en)
    assert found.trend[-1] == ("2026-11", 45)
    assert found.trend[0] == ("2025-12", None)


def test_old_data_say_so_loudly(desk: _Desk) -> None:
    factor = next(f for f in desk.risk.of(1).lines[0].score.factors if f.key == "zero_calls")
    assert stale_factor(factor, RetentionRules(), TODAY, translator("en")) == ""
    later = date(2026, 12, 17)
    told = stale_factor(factor, RetentionRules(), later, translator("en"))
    assert told == "usage data are 47 days old"


def test_nobody_has_no_risk(desk: _Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.risk.of(99)
    with pytest.raises(NotFoundError):
        desk.risk.find("C99")
    with pytest.raises(NotFoundError, match="no customer with the number “C99”"):
        desk.risk.find("C99")
    assert desk.risk.find("C1") == 1


def test_the_trend_keeps_each_month(desk: _Desk) -> None:
    desk.now += timedelta(days=30)
    desk.store.refresh_summaries()
    desk.store.derive(NoProgress())
    assert desk.risk.of(1).trend[-2:] == (("2026-11", 45), ("2026-12", 10))


def test_the_managers_word_holds_until_its_last_day(desk: _Desk) -> None:
    last = TODAY + timedelta(days=1)
    saved = desk.risk.set_override(1, 80, " met the rival's people ", last)
    assert saved.changed
    found = desk.risk.of(1)
    assert (found.score, found.risk) == (80, Risk.HIGH)
    assert found.override is not None
    assert (found.override.reason, found.override.until_on) == ("met the rival's people", last)
    assert found.lines[0].score.value == 45  # what was computed stays in sight
    desk.now += timedelta(days=2)
    assert desk.risk.of(1).score == 45


def test_another_word_takes_the_place_and_may_be_taken_back(desk: _Desk) -> None:
    for score in (80, 5):
        desk.risk.set_override(1, score, "met them", TODAY)
    assert desk.risk.of(1).score == 5
    desk.risk.end_override(1)
    assert desk.risk.of(1).score == 45
    JournalService(desk.store).undo()
    assert desk.risk.of(1).score == 5
    desk.now += timedelta(days=1)
    desk.risk.set_override(1, 90, "called", date(2026, 12, 1))
    assert desk.risk.of(1).score == 90


@pytest.mark.parametrize(
    ("score", "reason", "days"),
    [(101, "x", 1), (-1, "x", 1), (5, "  ", 1), (5, "x" * 401, 1), (5, "x", -1), (5, "x", 367)],
)
def test_a_word_needs_a_score_a_reason_and_a_day(
    desk: _Desk, score: int, reason: str, days: int
) -> None:
    with pytest.raises(OverrideRefusedError):
        desk.risk.set_override(1, score, reason, TODAY + timedelta(days=days))
    assert desk.risk.of(1).score == 45


@pytest.mark.parametrize("score", [0, 100])
def test_a_word_may_be_the_lowest_and_the_highest(desk: _Desk, score: int) -> None:
    desk.risk.set_override(1, score, "x" * 400, TODAY + timedelta(days=366))
    assert desk.risk.of(1).score == score


def test_warnings_of_a_month(desk: _Desk) -> None:
    with desk.store.action("touchpoint.log") as session:
        values = {"channel": "phone", "direction": "in", "result": "connected", "note": "要销户"}
        session.add(Touchpoint(customer_id=1, manager_id=1, at=NOW, on_day=TODAY, **values))
        line_id = desk.risk.of(1).lines[0].line_id
        session.add(Usage(line_id=line_id, month="2026-09", voice_seconds=0))
    rows = desk.risk.warnings(desk.risk.this_month())
    assert [(row.rule, row.severity, row.line) for row in rows] == [
        (Rule.ARREARS, Severity.RED, ""),  # the score is 100: red all
        (Rule.OFF_NET_WORDS, Severity.RED, ""),
        (Rule.ZERO_CALLS, Severity.RED, "139****8812"),
    ]
    assert (rows[0].number, rows[0].name, rows[0].gone_on) == ("C1", "王志强", None)
    assert desk.risk.warnings("2026-10") == []


def test_other_rules_are_tried_without_being_kept(desk: _Desk) -> None:
    with desk.store.action("customer.create") as session:
        other = add_customer(session, "C2", "陈晓燕")
        account = Account(customer_id=other.id, kind=AccountKind.PREPAID)
        session.add(account)
        session.flush()
        session.add(AccountBalance(account_id=account.id, as_of=TODAY, balance_fen=2_000))
        session.add(Line(account_id=account.id, number="18600000457"))
        values = {"channel": "phone", "direction": "in", "result": "connected"}
        note = {"note": "隔壁更便宜", "at": NOW, "on_day": TODAY}
        session.add(Touchpoint(customer_id=other.id, manager_id=1, **note, **values))
    now = desk.risk.try_rules(RetentionRules())
    assert now.warned == {rule: int(rule is Rule.ARREARS) for rule in Rule}
    assert now.risks == {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.LOW: 1}
    other_rules = RetentionRules(
        low_balance_fen=2_001, off_net_words=("更便宜",), silent_months=1, high_from=45
    )
    tried = desk.risk.try_rules(other_rules)
    held = {Rule.ARREARS, Rule.LOW_BALANCE, Rule.OFF_NET_WORDS, Rule.ZERO_CALLS}
    assert tried.warned == {rule: int(rule in held) for rule in Rule}
    assert tried.risks[Risk.HIGH] == 1  # the first one: 45 and now no calls
    assert desk.risk.try_rules(RetentionRules()) == now
    two_months = desk.risk.try_rules(RetentionRules(swing_months=2))
    assert two_months.warned[Rule.SWING] == 1  # 100.01 after 300.00 and 200.00
    assert desk.risk.try_rules(RetentionRules()) == now
