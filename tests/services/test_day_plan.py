from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from tests.conftest import NOW, TODAY
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.day_plan import DayPlanService
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.services.visits import VisitPlan, VisitsService
from vipdesk.store.book import Store
from vipdesk.store.records import JournalEntry
from vipdesk.texts import translator

TakesBack = Callable[[Callable[[], object]], None]


def _ids(store: Store, *, planned: bool = True) -> list[int]:
    stops = DayPlanService(store).read(TODAY)
    return [stop.customer_id for stop in stops if stop.planned == planned]


def test_visits_by_time_then_tasks_are_proposed(store: Store, wang: int, chen: int) -> None:
    RetentionRunService(store).run()
    VisitsService(store).plan(VisitPlan(customer_id=chen, at=NOW + timedelta(hours=1)))
    stops = DayPlanService(store).read(TODAY)
    assert [stop.customer_id for stop in stops] == [chen, wang]
    assert [stop.starts is not None for stop in stops] == [True, False]
    assert stops[1].task is not None
    assert not any(stop.planned for stop in stops)
    assert "****" in stops[1].phone


def test_the_plan_keeps_its_order_and_can_be_taken_back(
    store: Store, wang: int, chen: int, takes_back: TakesBack
) -> None:
    plans = DayPlanService(store)
    plans.save(TODAY, [chen, wang])
    assert _ids(store) == [chen, wang]
    takes_back(lambda: plans.save(TODAY, [wang, chen]))
    assert _ids(store) == [wang, chen]
    takes_back(lambda: plans.save(TODAY, []))
    assert _ids(store) == []


def test_the_same_plan_again_leaves_no_entry(store: Store, wang: int) -> None:
    plans = DayPlanService(store)
    plans.save(TODAY, [wang])
    with store.read() as session:
        before = session.scalar(select(func.count()).select_from(JournalEntry))
    plans.save(TODAY, [wang])
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == before


def test_a_customer_in_the_bin_is_no_stop(store: Store, wang: int, chen: int) -> None:
    DayPlanService(store).save(TODAY, [wang, chen])
    CustomerGroupsService(store).delete([wang])
    assert _ids(store) == [chen]


def test_other_days_have_plans_of_their_own(store: Store, wang: int) -> None:
    plans = DayPlanService(store)
    plans.save(TODAY, [wang])
    tomorrow = plans.read(TODAY + timedelta(days=1))
    assert not any(stop.planned for stop in tomorrow)


def test_the_calendar_file_holds_the_visits_of_the_day(
    store: Store, wang: int, tmp_path: Path
) -> None:
    VisitsService(store).plan(VisitPlan(customer_id=wang, at=NOW + timedelta(hours=1)))
    path = tmp_path / "day.ics"
    saved = DayPlanService(store).write_calendar(path, TODAY, translator("zh"))
    assert saved.value == 1
    assert path.read_text("utf-8").count("BEGIN:VEVENT") == 1
