from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.conftest import NOW, TODAY
from vipdesk.domain.changes import Area
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.reminders import ReminderService
from vipdesk.services.settings import SettingsService
from vipdesk.services.visits import VisitPlan, VisitsService
from vipdesk.store.book import Store
from vipdesk.store.records import Task
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.reminders import Reminders


class Notes:
    """A tray that remembers."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, text: str) -> None:
        self.told.append(text)


@pytest.fixture
def customer_id(store: Store) -> int:
    """Of no tier, so that no care is due."""
    return CustomerDesk.of(store).care.create(CustomerDraft(name="王志强", number="C1")).value


@pytest.fixture
def desk(jobs: Jobs) -> Iterator[QObject]:
    """What the reminders belong to; it goes before the jobs do."""
    desk = QObject()
    yield desk
    shiboken6.delete(desk)


def _task(store: Store, customer_id: int, days: int) -> None:
    with store.action("task.save") as session:
        due_on = TODAY + timedelta(days=days)
        task = Task(customer_id=customer_id, kind="next_step", title="王志强 续约", due_on=due_on)
        session.add(task)


def _visit(store: Store, customer_id: int, minutes: int) -> datetime:
    at = NOW + timedelta(minutes=minutes)
    VisitsService(store).plan(VisitPlan(customer_id=customer_id, at=at))
    return at


def _remind(qtbot: QtBot, store: Store, jobs: Jobs, desk: QObject, notes: Notes) -> Reminders:
    reminders = Reminders(ReminderService(store), jobs, desk, lambda _parent: notes)
    reminders.refresh()
    qtbot.waitUntil(jobs.is_idle)
    return reminders


def test_what_is_due_is_told_once_a_day_and_names_nobody(
    qtbot: QtBot, store: Store, jobs: Jobs, desk: QObject, customer_id: int
) -> None:
    for days in (-1, 0, 1):
        _task(store, customer_id, days)
    notes = Notes()
    _remind(qtbot, store, jobs, desk, notes)
    assert notes.told == ["2 tasks are due today."]
    jobs.data_changed.emit(frozenset({Area.TASKS}))
    qtbot.waitUntil(jobs.is_idle)
    assert len(notes.told) == 1


def test_a_visit_is_told_of_a_quarter_of_an_hour_before(
    qtbot: QtBot, store: Store, jobs: Jobs, desk: QObject, customer_id: int
) -> None:
    near = _visit(store, customer_id, 15)
    _visit(store, customer_id, 90)
    notes = Notes()
    reminders = _remind(qtbot, store, jobs, desk, notes)
    local = near.astimezone(store.zone())
    assert notes.told == [f"A visit begins at {local:%H:%M}."]
    assert reminders._timer.interval() == timedelta(minutes=60).total_seconds() * 1_000
    reminders.refresh()
    qtbot.waitUntil(jobs.is_idle)
    assert len(notes.told) == 1


def test_between_two_visits_it_waits_for_the_next(
    qtbot: QtBot, store: Store, jobs: Jobs, desk: QObject, customer_id: int
) -> None:
    _visit(store, customer_id, 35)
    reminders = _remind(qtbot, store, jobs, desk, Notes())
    assert reminders._timer.interval() == timedelta(minutes=20).total_seconds() * 1_000


def test_who_wants_none_is_left_alone(
    qtbot: QtBot, store: Store, jobs: Jobs, desk: QObject, customer_id: int
) -> None:
    _task(store, customer_id, 0)
    settings = SettingsService(store)
    settings.save(replace(settings.load(), reminders=False))
    notes = Notes()
    _remind(qtbot, store, jobs, desk, notes)
    assert notes.told == []


def test_without_a_tray_nothing_is_read(store: Store, jobs: Jobs, desk: QObject) -> None:
    reminders = Reminders(ReminderService(store), jobs, desk, lambda _parent: None)
    assert not reminders._timer.isActive()
