"""Rows of warnings: once a month for a cause, gone when it no longer holds."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text

from tests.conftest import NOW, TODAY, open_book
from tests.store.builders import add_customer, add_line
from vipdesk.domain.cases import OutcomeDraft
from vipdesk.domain.words import DerivedStatus, LeavingReason, Outcome, Severity
from vipdesk.progress import NoProgress
from vipdesk.services.cases import CasesService
from vipdesk.services.journal import JournalService
from vipdesk.store.records import (
    Account,
    AccountBalance,
    CustomerWarning,
    DerivedTask,
    Manager,
    OwnerHistory,
    ScoreOverride,
    TaskMark,
    Touchpoint,
    Usage,
)


class _Desk:
    """A book whose days pass as the test says, with one customer and one line."""

    def __init__(self, profile: Path) -> None:
        self.now = NOW
        self.store = open_book(profile, clock=self._clock)
        with self.store.action("customer.create") as session:
            line = add_line(session, add_customer(session))
            self.account_id, self.line_id = line.account_id, line.id

    def _clock(self) -> datetime:
        return self.now

    def owe(self, fen: int) -> None:
        with self.store.action("customer.edit") as session:
            session.add(
                AccountBalance(account_id=self.account_id, as_of=self.today, arrears_fen=fen)
            )

    def go_on(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.store.refresh_summaries()
        self.store.derive(NoProgress())

    @property
    def today(self) -> date:
        return self.store.today()

    def rows(self) -> list[tuple[Any, ...]]:
        query = select(
            CustomerWarning.rule,
            CustomerWarning.month,
            CustomerWarning.first_on,
            CustomerWarning.gone_on,
        ).order_by(CustomerWarning.id)
        with self.store.read() as session:
            return [tuple(row) for row in session.execute(query)]

    def severities(self) -> dict[str, Severity]:
        with self.store.read() as session:
            return {row.rule: row.severity for row in session.scalars(select(CustomerWarning))}

    def task(self) -> DerivedTask:
        with self.store.read() as session:
            warned = DerivedTask.kind == "warning"
            query = select(DerivedTask).where(warned).order_by(DerivedTask.id.desc()).limit(1)
            return session.scalars(query).one()


@pytest.fixture
def desk(profile: Path) -> Iterator[_Desk]:
    """A desk on 21 November."""
    desk = _Desk(profile)
    yield desk
    desk.store.close()


def test_a_warning_keeps_what_was_seen(desk: _Desk) -> None:
    desk.owe(3_250)
    with desk.store.read() as session:
        row = session.scalars(select(CustomerWarning)).one()
    assert (row.subject, row.customer_id, row.line_id) == ("customer:1", 1, None)
    assert row.values == {"arrears_fen": 3_250, "as_of": "2026-11-21"}
    assert row.severity is Severity.ORANGE
    task = desk.task()
    assert (task.cause, task.period) == ("warning:arrears:customer:1", "2026-11")
    assert (task.due_on, task.severity) == (TODAY, Severity.ORANGE)
    assert task.facts == {"rule": "arrears", **row.values}


def test_of_a_line_it_names_the_line(desk: _Desk) -> None:
    with desk.store.action("customer.edit") as session:
        for month in ("2026-09", "2026-10"):
            session.add(Usage(line_id=desk.line_id, month=month, voice_seconds=0))
    with desk.store.read() as session:
        row = session.scalars(select(CustomerWarning)).one()
    assert (row.rule, row.subject) == ("zero_calls", f"line:{desk.line_id}")
    assert row.line_id == desk.line_id


def _silence(desk: _Desk, seconds: int) -> None:
    with desk.store.action("customer.edit") as session:
        session.execute(delete(Usage))
        for month in ("2026-09", "2026-10"):
            session.add(Usage(line_id=desk.line_id, month=month, voice_seconds=seconds))


def test_what_a_line_warned_of_follows_it_to_another_customer(desk: _Desk) -> None:
    _silence(desk, 0)
    _silence(desk, 60)
    desk.go_on(1)
    with desk.store.action("line.edit") as session:
        other = add_customer(session, "C2").id
        session.get_one(Account, desk.account_id).customer_id = other
    _silence(desk, 0)  # again, in the same month
    with desk.store.read() as session:
        row = session.scalars(select(CustomerWarning)).one()
    assert (row.subject, row.customer_id) == (f"line:{desk.line_id}", other)
    assert (row.first_on, row.gone_on) == (TODAY, None)
    assert desk.task().customer_id == other


def test_the_same_cause_warns_once_a_month(desk: _Desk) -> None:
    desk.owe(1)
    desk.go_on(1)
    assert desk.rows() == [("arrears", "2026-11", TODAY, None)]
    desk.owe(0)
    gone = date(2026, 11, 22)
    assert desk.rows() == [("arrears", "2026-11", TODAY, gone)]
    assert desk.task().status is DerivedStatus.CLOSED
    desk.go_on(1)
    desk.owe(7)  # again, in the same month
    assert desk.rows() == [("arrears", "2026-11", TODAY, None)]
    assert desk.task().status is DerivedStatus.OPEN


def test_a_new_month_warns_anew_and_an_end_ends_both(desk: _Desk) -> None:
    desk.owe(1)
    desk.go_on(10)
    first = date(2026, 12, 1)
    assert desk.rows() == [("arrears", "2026-11", TODAY, None), ("arrears", "2026-12", first, None)]
    assert desk.task().period == "2026-12"
    desk.owe(0)
    assert [row[3] for row in desk.rows()] == [first, first]


def test_what_was_put_off_stays_so_in_the_next_month(desk: _Desk) -> None:
    desk.owe(1)
    until = date(2026, 12, 5)
    cause = "warning:arrears:customer:1"
    with desk.store.action("task.snooze") as session:
        session.add(TaskMark(customer_id=1, cause=cause, period="2026-11", snoozed_until=until))
    desk.go_on(10)
    assert (desk.task().period, desk.task().snoozed_until) == ("2026-12", until)
    desk.go_on(5)
    assert (desk.task().period, desk.task().snoozed_until) == ("2026-12", None)  # it is that day


def test_the_last_word_of_the_manager_on_a_warning_holds(desk: _Desk) -> None:
    desk.owe(1)
    cases = CasesService(desk.store)
    cases.snooze([desk.task().id], date(2026, 12, 20), "away")
    desk.go_on(12)
    thinking, again_on = Outcome.THINKING, date(2026, 12, 10)
    cases.record([desk.task().id], OutcomeDraft(outcome=thinking, next_on=again_on))
    assert (desk.task().snoozed_until, desk.task().due_on) == (None, again_on)


def test_a_later_month_minds_the_day_that_was_chosen_last(desk: _Desk) -> None:
    desk.owe(1)
    cases = CasesService(desk.store)
    cases.snooze([desk.task().id], date(2027, 1, 20), "away")
    desk.go_on(12)
    cases.snooze([desk.task().id], date(2026, 12, 8), "comes back sooner")
    desk.go_on(30)
    assert (desk.task().period, desk.task().snoozed_until) == ("2027-01", None)


def test_who_thinks_it_over_is_asked_on_that_day_of_the_next_month_too(desk: _Desk) -> None:
    desk.owe(1)
    again_on = date(2026, 12, 10)
    thinking = OutcomeDraft(outcome=Outcome.THINKING, next_on=again_on)
    CasesService(desk.store).record([desk.task().id], thinking)
    desk.go_on(12)
    assert (desk.task().period, desk.task().due_on) == ("2026-12", again_on)
    refused = OutcomeDraft(outcome=Outcome.REFUSED, reason=LeavingReason.PRICE)
    CasesService(desk.store).record([desk.task().id], refused)
    desk.go_on(30)
    assert (desk.task().period, desk.task().due_on) == ("2027-01", date(2027, 1, 2))


def test_red_where_the_score_is_high_or_the_customer_spoke_of_leaving(desk: _Desk) -> None:
    desk.owe(1)
    with desk.store.action("score.override") as session:
        days = {"from_on": TODAY, "until_on": TODAY}
        session.add(ScoreOverride(customer_id=1, score=69, reason="met them", **days))
        values = {"channel": "phone", "direction": "in", "result": "connected", "note": "要销户"}
        session.add(Touchpoint(customer_id=1, manager_id=1, at=NOW, on_day=TODAY, **values))
    assert desk.severities() == {"arrears": Severity.ORANGE, "off_net_words": Severity.RED}
    desk.go_on(1)  # the line's own score is 75: its contract ends, arrears, words of leaving
    assert desk.severities() == {"arrears": Severity.RED, "off_net_words": Severity.RED}


def test_a_customer_who_was_handed_over_or_deleted_warns_no_more(desk: _Desk) -> None:
    desk.owe(1)
    with desk.store.action("customer.hand_over") as session:
        other = Manager(name="王经理", is_self=False)
        session.add(other)
        session.flush()
        day = {"effective_on": TODAY, "recorded_on": TODAY}
        session.add(OwnerHistory(customer_id=1, manager_id=other.id, **day))
    assert [row[3] for row in desk.rows()] == [TODAY]


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM warning",
        "UPDATE warning SET \"values\" = '{}'",
        "UPDATE warning SET severity = 'red'",
        "UPDATE warning SET gone_on = '2026-11-20'",
        "UPDATE warning SET customer_id = 2",
    ],
)
def test_a_run_mends_rows(desk: _Desk, harm: str) -> None:
    with desk.store.action("customer.create") as session:
        add_customer(session, "C2")
    desk.owe(1)
    with desk.store.read() as session:
        before = session.execute(text("SELECT * FROM warning")).one()
    with desk.store.plain_write() as connection:
        connection.exec_driver_sql(harm)
    desk.store.derive(NoProgress())
    with desk.store.read() as session:
        assert session.execute(text("SELECT * FROM warning")).one() == before


def test_a_warning_that_never_held_is_taken_for_gone(desk: _Desk) -> None:
    with desk.store.plain_write() as connection:
        connection.exec_driver_sql(
            'INSERT INTO warning (customer_id, subject, rule, month, severity, "values", first_on)'
            " VALUES (1, 'customer:1', 'swing', '2026-11', 'red', '{}', '2026-11-01')"
        )
    desk.store.derive(NoProgress())
    assert desk.rows() == [("swing", "2026-11", date(2026, 11, 1), TODAY)]


def test_undo_takes_a_warning_back(desk: _Desk) -> None:
    desk.owe(1)
    JournalService(desk.store).undo()
    assert [row[3] for row in desk.rows()] == [TODAY]
