"""The run as a whole: the same twice, mended, stopped, killed, caught up."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from tests.conftest import TODAY, fixed_clock, open_book
from tests.killing import kill_at
from tests.store.deriving.desk import Desk
from tests.store.deriving.killed import STEP
from vipdesk.domain.cases import OutcomeDraft
from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.domain.words import DateKind, DateMove, DerivedStatus, Outcome
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services.cases import CasesService
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.store.book import Store
from vipdesk.store.deriving import run
from vipdesk.store.records import (
    Customer,
    DerivedTask,
    Line,
    RetentionCase,
    TaskMark,
    Touchpoint,
)

NEAR = TODAY + timedelta(days=20)
Rows = list[tuple[object, ...]]


def rows(store: Store) -> Rows:
    """All derived tasks, by what they are known by."""
    with store.read() as session:
        query = text("SELECT * FROM derived_task ORDER BY cause, period, stage")
        return [tuple(row)[1:] for row in session.execute(query)]


def a_book(desk: Desk) -> None:
    """Two customers with tasks of several kinds."""
    first = desk.customer("gold", birth_month=11, birth_day=22)
    desk.talk(first, date(2026, 8, 1))
    desk.line(first, contract=NEAR, rebate=TODAY + timedelta(days=3))
    second = desk.customer()
    desk.line(second, stop=TODAY - timedelta(days=3))
    desk.set_tier(second, "silver")
    desk.run()


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM derived_task",
        "DELETE FROM derived_task WHERE kind = 'care'",
        "UPDATE derived_task SET status = 'closed', closed_on = opened_on, closed_as = 'done'",
        "UPDATE derived_task SET due_on = '2030-01-01', severity = 'red'",
        "UPDATE derived_task SET facts = '{}', snoozed_until = '2030-01-01'",
        "UPDATE derived_task SET period = '2030-01-01' WHERE status = 'open'",
        "UPDATE derived_task SET customer_id = 3 - customer_id, line_id = NULL",
        "UPDATE derived_task SET kind = 'points', stage = 'T-1'",
    ],
)
def test_what_was_altered_behind_it_is_mended(desk: Desk, spoil: str) -> None:
    a_book(desk)
    told = sorted(desk.tasks())
    right = [row for row in rows(desk.store) if row[9] == "open"]
    with desk.store.plain_write() as connection:
        connection.execute(text(spoil))
    assert desk.run().changed
    assert sorted(desk.tasks()) == told
    assert [row for row in rows(desk.store) if row[9] == "open"] == right


def test_a_task_without_a_cause_is_closed(desk: Desk) -> None:
    a_book(desk)
    told = desk.tasks()
    with desk.store.plain_write() as connection:
        connection.execute(text("UPDATE derived_task SET cause = cause || '9' WHERE kind = 'care'"))
    assert desk.run().closed == 2
    assert desk.tasks() == told


def test_other_rules_are_followed_by_the_next_run(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), contract=NEAR)
    with desk.write() as session:
        session.execute(
            text("INSERT INTO settings_set (uid, created_at, \"values\") VALUES (x'01', '', :v)"),
            {"v": '{"rules": {"stages": [25, 5]}}'},
        )
    with desk.store.read() as session:
        assert session.scalar(text("SELECT derived_on FROM book")) is None
    assert RetentionRunService(desk.store).run_if_due().value.counts is not None
    assert [stage for _cause, stage, _due in desk.tasks()] == ["T-25"]
    assert desk.history(f"end:contract:{line_id}")[0][1:] == ("T-30", "superseded")


def test_an_action_on_very_many_customers_leaves_deriving_to_the_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "AT_ONCE", 1)
    service = RetentionRunService(desk.store)
    customers = [desk.customer(birth_month=11, birth_day=22) for _ in range(2)]
    told = desk.tasks()
    assert service.run_if_due().value.counts is not None
    with desk.write() as session:
        for customer_id in customers:
            session.get_one(Customer, customer_id).do_not_disturb = True
    assert desk.tasks() == told
    check = service.run_if_due().value
    assert check.counts is not None
    assert (check.new_day, check.counts.closed) == (False, 2)
    assert service.run_if_due().value.counts is None


def test_a_run_that_is_stopped_leaves_all_as_it_was(desk: Desk) -> None:
    a_book(desk)
    with desk.store.plain_write() as connection:
        connection.execute(text("DELETE FROM derived_task"))

    class Stopping:
        def step(self, done: int, total: int) -> None:
            if done == total:
                raise CancelledError

    with pytest.raises(CancelledError):
        desk.store.derive(Stopping())
    assert rows(desk.store) == []
    desk.run()
    assert rows(desk.store) != []


def test_a_run_that_is_killed_leaves_all_or_nothing(desk: Desk, tmp_path: Path) -> None:
    a_book(desk)
    right = desk.tasks()
    with desk.store.plain_write() as connection:
        connection.execute(text("DELETE FROM derived_task"))
    desk.close()
    profiles = {n: tmp_path / f"killed-{n}" for n in (0, run.PARTS - 1, run.PARTS, run.PARTS + 1)}
    for profile in profiles.values():
        shutil.copytree(desk.store.profile, profile)
    kill_at("tests.store.deriving.killed:derive", [STEP], profiles)
    for touches, profile in profiles.items():
        store = open_book(profile, clock=fixed_clock)
        found = len(rows(store))
        store.close()
        assert found == (len(right) if touches > run.PARTS else 0), touches


def test_what_was_put_off_falls_due_on_the_day_chosen(desk: Desk) -> None:
    for _customer in range(2):
        desk.line(desk.customer(), contract=TODAY + timedelta(days=30))
    desk.morning(TODAY)
    with desk.store.read() as session:
        on_a_day_off, at_work = session.scalars(select(DerivedTask.id).order_by(DerivedTask.id))
    cases = CasesService(desk.store)
    cases.snooze([on_a_day_off], TODAY + timedelta(days=2), "on holiday")
    cases.snooze([at_work], TODAY + timedelta(days=4), "on holiday")
    for day in (1, 4):
        desk.morning(TODAY + timedelta(days=day))
    off = RetentionRunService(desk.store).while_off()
    assert off is not None
    assert off.task_ids == (on_a_day_off,)


def test_a_week_of_mornings_with_two_days_off(desk: Desk) -> None:
    service = RetentionRunService(desk.store)
    customers = [desk.customer() for _ in range(12)]
    for place, customer_id in enumerate(customers):  # T-30 of one after the other
        desk.line(customer_id, contract=TODAY + timedelta(days=30 + place))
    born = desk.customer(birth_month=11, birth_day=25)  # to be greeted on a day off
    seen: Counter[str] = Counter()
    told = {}
    for day in (0, 1, 2, 5, 6):  # 24 and 25 November are off
        desk.morning(TODAY + timedelta(days=day))
        open_now = {(cause, stage) for cause, stage, _due in desk.tasks()}
        seen.update(f"{cause} {stage}" for cause, stage in open_now if stage == "T-30")
        off = service.while_off()
        told[day] = (str(off.first), str(off.last), len(off.task_ids)) if off else None
    assert told == {
        0: None,
        1: None,
        2: None,
        5: ("2026-11-24", "2026-11-25", 3),  # two ending dates and a birthday
        6: None,
    }
    due = [due for _cause, stage, due in desk.tasks("end") if stage == "T-30"]
    assert sorted(due) == [f"2026-11-{day}" for day in range(21, 28)]  # none lost, none twice
    assert desk.history(f"birthday:{born}") == [("2026-11-25", "", "open")]


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["end", "renew", "talk", "tier", "bin", "left", "hand", "mark", "days"]),
        st.integers(0, 2),
        st.integers(-70, 100),
    ),
    min_size=3,
    max_size=10,
)


@contextmanager
def own_desk(empty_profile: Path, folder: Path) -> Iterator[Desk]:
    profile = folder / f"{len(list(folder.iterdir()))}"
    desk = Desk(shutil.copytree(empty_profile, profile))
    try:
        yield desk
    finally:
        desk.close()


def act(desk: Desk, lines: list[int], what: str, place: int, days: int) -> None:
    """Do one thing to a customer and their line."""
    customer_id, line_id, ends_on = place + 1, lines[place], desk.today + timedelta(days=days)
    kind = list(DateKind)[days % 2]
    acts: dict[str, Callable[[], object]] = {
        "end": lambda: desk.set_end(line_id, ends_on, DateMove.CORRECTION, kind=kind),
        "renew": lambda: desk.set_end(line_id, ends_on, DateMove.RENEWAL, kind=kind),
        "talk": lambda: desk.talk(customer_id, desk.today - timedelta(days=abs(days))),
        "tier": lambda: desk.set_tier(customer_id, ["ordinary", "silver", "diamond"][days % 3]),
        "bin": lambda: desk.change(
            Customer, customer_id, deleted_at=desk.store.now() if days % 2 else None
        ),
        "left": lambda: desk.set_status(line_id, "closed" if days % 2 else "normal"),
        "hand": lambda: desk.hand_over(customer_id, desk.colleague if days % 2 else 1),
        "mark": lambda: decide(desk, days),
        "days": lambda: desk.days_later(abs(days)),
    }
    acts[what]()


def decide(desk: Desk, days: int) -> None:
    """Put the first task off, tick it off, or close its case."""
    with desk.store.read() as session:
        query = "SELECT cause, period, customer_id FROM derived_task WHERE status = 'open'"
        found = session.execute(text(query)).first()
        taken = (
            found
            and session.execute(
                text(
                    "SELECT 1 FROM task_mark WHERE cause = :c UNION "
                    "SELECT 1 FROM retention_case WHERE cause = :c"
                ),
                {"c": found.cause},
            ).first()
        )
    if found is None or taken:
        return
    values = {"customer_id": found.customer_id, "cause": found.cause, "period": found.period}
    if days % 3:
        day = {"done_on": desk.today} if days % 2 else {"snoozed_until": desk.today}
        desk.add(TaskMark(**values, **day))
    else:
        desk.add(RetentionCase(**values, kind="end", opened_on=desk.today, closed_on=desk.today))


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(OPERATIONS)
def test_what_actions_derive_is_what_a_whole_run_derives(
    empty_profile: Path, tmp_path: Path, operations: list[tuple[str, int, int]]
) -> None:
    with own_desk(empty_profile, tmp_path) as desk:
        lines = [desk.line(desk.customer(), contract=NEAR) for _ in range(3)]
        for what, place, days in operations:
            act(desk, lines, what, place, days)
            assert not desk.store.derive(NoProgress()).changed, (what, place, days)
            check_causes(desk)


def check_causes(desk: Desk) -> None:
    """Every open task has a living cause, and every cause at most one open task."""
    with desk.store.read() as session:
        doubled = (
            "SELECT cause FROM derived_task WHERE status = 'open' GROUP BY 1 HAVING count(*) > 1"
        )
        assert session.execute(text(doubled)).all() == []
        dead = session.execute(
            text(
                "SELECT t.cause FROM derived_task t LEFT JOIN customer_summary c "
                "ON c.customer_id = t.customer_id "
                "LEFT JOIN line_summary l ON l.line_id = t.line_id "
                "WHERE t.status = 'open' AND (c.customer_id IS NULL OR c.owner_id <> 1 OR "
                "(t.kind = 'end' AND (l.status IN ('closed', 'ported_out') OR t.period IS NOT "
                "CASE substr(t.cause, 5, 4) WHEN 'cont' THEN l.contract_ends_on "
                "WHEN 'stop' THEN l.stop_ends_on END)))"
            )
        )
        assert dead.all() == []


def _move(desk: Desk, line_id: int, to: int) -> None:
    """Move a line to the account of another one."""
    with desk.store.read() as session:
        account_id = session.get_one(Line, to).account_id
    desk.change(Line, line_id, account_id=account_id)


def test_what_was_decided_of_a_line_goes_with_it_to_another_customer(desk: Desk) -> None:
    cases = CasesService(desk.store)
    moved = desk.line(desk.customer(), contract=NEAR)
    second = desk.customer()
    other = desk.line(second)
    desk.run()
    days = [TODAY + timedelta(days=n) for n in (3, 5, 7)]
    cases.snooze([_open(desk).id], days[0], "on holiday")
    _move(desk, moved, other)
    assert (_open(desk).customer_id, _open(desk).snoozed_until) == (second, days[0])
    cases.snooze([_open(desk).id], days[1], "on holiday")
    assert _open(desk).snoozed_until == days[1]
    cases.record([_open(desk).id], OutcomeDraft(outcome=Outcome.THINKING, next_on=days[2]))
    assert _open(desk).due_on == days[2]
    assert not desk.run().changed


def test_the_case_of_a_line_goes_with_it_to_another_customer(desk: Desk) -> None:
    cases = CasesService(desk.store)
    moved = desk.line(desk.customer(), contract=NEAR)
    second = desk.customer()
    other = desk.line(second)
    desk.run()
    days = [TODAY + timedelta(days=n) for n in (3, 5)]
    cases.record([_open(desk).id], OutcomeDraft(outcome=Outcome.THINKING, next_on=days[0]))
    _move(desk, moved, other)
    assert (_open(desk).customer_id, _open(desk).due_on) == (second, days[0])
    talk = TouchpointDraft(customer_id=0, at=desk.store.now(), duration_seconds=90)
    draft = OutcomeDraft(outcome=Outcome.THINKING, next_on=days[1], contact=talk)
    cases.record([_open(desk).id], draft)
    assert _open(desk).due_on == days[1]
    with desk.store.read() as session:
        assert session.scalars(select(Touchpoint.customer_id)).all() == [second]
    assert not desk.run().changed


def _open(desk: Desk) -> DerivedTask:
    with desk.store.read() as session:
        is_open = DerivedTask.status == DerivedStatus.OPEN
        return session.scalars(select(DerivedTask).where(is_open)).one()
