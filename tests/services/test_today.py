from datetime import timedelta

import pytest

from tests.conftest import TODAY
from tests.services.visit_book import new_visit
from tests.store.builders import add_customer, add_line
from vipdesk.domain.words import Tier
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.desk_status import DeskStatusService
from vipdesk.services.occasions import OccasionKind, occasions
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.services.today import GROUPS, TodayService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Task


def test_an_empty_book_has_an_empty_morning(store: Store) -> None:
    morning = TodayService(store).read()
    assert morning.customers == 0
    assert not any(TodayService(store).urgent().tasks.values())
    assert not morning.visits
    assert not TodayService(store).beside().occasions
    assert morning.new_warnings is None


def test_tasks_are_those_of_the_last_run_until_they_are_derived_for_today(
    store: Store, wang: int
) -> None:
    service = TodayService(store)
    assert service.urgent().run_due
    RetentionRunService(store).run()
    assert not service.urgent().run_due


def test_every_kind_is_in_one_group_beside_all() -> None:
    parts = [kind for name, kinds in GROUPS.items() if name != "all" for kind in kinds]
    assert sorted(parts) == sorted(GROUPS["all"])


def test_what_ends_soon_is_due(store: Store, wang: int) -> None:
    RetentionRunService(store).run()
    service = TodayService(store)
    urgent, morning = service.urgent("retention"), service.read()
    assert {row.id for row in urgent.first} == set(urgent.tasks["retention"])
    (task_id,) = urgent.tasks["retention"]
    (row,) = service.tasks.rows([task_id])
    assert (row.customer_id, row.stage) == (wang, "T-30")  # nine days are left
    assert task_id in urgent.tasks["all"]
    assert morning.due + morning.overdue >= 1


def test_a_task_of_next_week_is_shown_and_a_later_one_is_not(store: Store, wang: int) -> None:
    service = TodayService(store)
    with store.action("task.save") as session:
        for days in (6, 7):
            due_on = TODAY + timedelta(days=days)
            session.add(Task(customer_id=wang, kind="next_step", title=f"{days}", due_on=due_on))
    rows = service.tasks.rows(list(service.urgent("care").tasks["care"]))
    assert [row.title for row in rows if row.title] == ["6"]


def test_the_navigation_counts_what_today_calls_due(store: Store, wang: int) -> None:
    with store.action("task.save") as session:
        for days in (-2, -1, 0, 1):
            due_on = TODAY + timedelta(days=days)
            session.add(Task(customer_id=wang, kind="next_step", title="x", due_on=due_on))
    RetentionRunService(store).run()
    status, morning = DeskStatusService(store).read(), TodayService(store).read()
    assert (morning.due, morning.overdue) >= (1, 2)
    assert (status.due, status.overdue) == (morning.due + morning.overdue, morning.overdue)


def test_only_visits_still_to_hold_are_shown(store: Store, wang: int) -> None:
    visit_id = new_visit(store, wang)
    morning = TodayService(store).read()
    assert [row.id for row in morning.visits] == [visit_id]
    assert DeskStatusService(store).read().visits_today == 1
    CustomerGroupsService(store).delete([wang])
    assert not TodayService(store).read().visits
    assert DeskStatusService(store).read().visits_today == 0


@pytest.mark.parametrize(
    ("month", "day", "lunar", "days"),
    [
        (11, 21, False, 0),
        (11, 27, False, 6),
        (11, 28, False, None),
        (10, 13, True, 0),  # 21 November 2026 is the 13th of the tenth lunar month
        (10, 19, True, 6),
        (10, 20, True, None),
    ],
)
def test_birthdays_of_the_week(
    store: Store, month: int, day: int, lunar: bool, days: int | None
) -> None:
    with store.action("customer.create") as session:
        customer = add_customer(session)
        customer.birth_month, customer.birth_day, customer.birth_lunar = month, day, lunar
    with store.read() as session:
        found = occasions(session, TODAY)
    expected = [] if days is None else [(TODAY + timedelta(days=days), OccasionKind.BIRTHDAY)]
    assert [(each.on, each.kind) for each in found] == expected


def test_the_29th_of_february_is_kept_on_the_28th(store: Store) -> None:
    with store.action("customer.create") as session:
        born = add_customer(session)
        born.birth_month, born.birth_day = 2, 29
        joined = add_customer(session, number="C2", name="陈晓燕")
        joined.joined_on = TODAY.replace(year=2024, month=2, day=29)
        add_line(session, joined)
    day = TODAY.replace(year=2027, month=2, day=28)
    with store.read() as session:
        found = occasions(session, day)
    assert {(each.name, each.on, each.years) for each in found} == {
        ("王志强", day, 0),
        ("陈晓燕", day, 3),
    }


def test_who_is_not_to_be_disturbed_is_left_in_peace(store: Store) -> None:
    with store.action("customer.create") as session:
        customer: Customer = add_customer(session)
        customer.birth_month, customer.birth_day = TODAY.month, TODAY.day
        customer.do_not_disturb = True
    with store.read() as session:
        assert occasions(session, TODAY) == []


def test_the_highest_tier_of_a_day_comes_first(store: Store, chen: int, wang: int) -> None:
    with store.action("customer.edit") as session:
        for customer_id in (chen, wang):
            customer = session.get_one(Customer, customer_id)
            customer.birth_month, customer.birth_day = TODAY.month, TODAY.day
    with store.read() as session:
        found = occasions(session, TODAY)
    assert [each.tier for each in found] == [Tier.DIAMOND, Tier.GOLD]
