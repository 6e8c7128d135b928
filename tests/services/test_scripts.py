from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.conftest import TODAY
from tests.services.task_book import add_task, line_of
from tests.services.visit_book import new_customer, new_visit
from vipdesk.domain.talk import Reason
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import DateKind
from vipdesk.errors import NotFoundError
from vipdesk.services.scripts import ScriptService
from vipdesk.services.settings import SettingsService
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.store.book import Store
from vipdesk.store.records import Complaint, ContractDate, DerivedTask, SettingsSet


@pytest.fixture
def customer_id(store: Store) -> int:
    return new_customer(store)


def test_a_script_knows_the_last_complaint(store: Store, customer_id: int) -> None:
    service = ScriptService(store)
    without = dict(service.script(customer_id, Reason.CALL_BACK).steps)
    assert "told us about" not in without["Ask whether it is settled"]
    with store.action("complaint.save") as session:
        for day, kind in ((9, "宽带"), (3, "账单")):
            session.add(
                Complaint(customer_id=customer_id, opened_on=date(2026, 11, day), kind=kind)
            )
    said = dict(service.script(customer_id, Reason.CALL_BACK).steps)
    assert "On 2026-11-09 you told us about 宽带." in said["Ask whether it is settled"]


def test_each_ending_speaks_of_its_own_date_and_line(store: Store, customer_id: int) -> None:
    with store.action("line.edit") as session:
        session.add(
            ContractDate(
                line_id=line_of(store, customer_id),
                kind=DateKind.REBATE,
                ends_on=date(2027, 1, 31),
                effective_on=TODAY,
                recorded_on=TODAY,
            )
        )
    service = ScriptService(store)
    rebate = dict(service.script(customer_id, Reason.REBATE, line_of(store, customer_id)).steps)
    assert "your rebate ends on 2027-01-31." in rebate["Say it before the bill does"]
    assert rebate == dict(service.for_task(customer_id, "end", "end:rebate:1", None).steps)
    trial = dict(service.script(customer_id, Reason.TRIAL).steps)
    assert "Ask how the trial went" in trial  # the question stays, the date is unknown
    assert "2026" not in trial["Ask how the trial went"]


def test_the_nearest_open_task_says_why_one_goes(store: Store, customer_id: int) -> None:
    visit_id = new_visit(store, customer_id)
    desk, service = VisitDeskService(store), ScriptService(store)
    assert service.script(customer_id).reason is Reason.CONTRACT  # no task: by the facts
    later, swing = TODAY + timedelta(days=9), f"warning:swing:line:{line_of(store, customer_id)}"
    line_id = line_of(store, customer_id)
    add_task(store, customer_id, TaskKind.CARE, f"care:{customer_id}", due_on=later)
    task_id = add_task(store, customer_id, TaskKind.WARNING, swing, line_id=line_id)
    assert desk.open(visit_id).draft.reason == service.script(customer_id).reason == "swing"
    with store.plain_write() as connection:
        late = {"snoozed_until": TODAY + timedelta(days=1)}
        connection.execute(update(DerivedTask).where(DerivedTask.id == task_id).values(late))
    assert service.script(customer_id).reason is Reason.NO_CONTACT


def test_an_unknown_customer_has_no_script(store: Store) -> None:
    with pytest.raises(NotFoundError):
        ScriptService(store).script(99)


def test_settings_from_before_a_reason_take_its_default(store: Store, customer_id: int) -> None:
    """What the program kept when there were five reasons, one of them emptied on purpose."""
    old = {
        "scripts": [
            {"reason": "contract", "steps": [["先谢", "感谢{name}在网 {years} 年。"]]},
            {"reason": "birthday", "steps": []},
        ]
    }
    with store.action("settings.save") as session:
        session.add(SettingsSet(created_at=store.now(), values=old))
    settings = SettingsService(store).load()
    kept = {script.reason: script.steps for script in settings.scripts}
    assert kept["contract"] == (("先谢", "感谢{name}在网 {years} 年。"),)
    assert kept["birthday"] == ()
    assert set(kept) == set(Reason)
    said = ScriptService(store).script(customer_id, Reason.CONTRACT).steps
    assert said == [("先谢", "感谢王志强在网 7 年。")]
    SettingsService(store).save(replace(settings, visit_minutes=45))
    assert SettingsService(store).load().scripts == settings.scripts
