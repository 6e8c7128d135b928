from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.conftest import TODAY
from tests.services.task_book import add_end, add_task, line_of, set_score
from vipdesk.domain.task_query import Due, Risk, TaskFilter, TaskQuery, describe
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import ClosingReason, DerivedStatus, Severity, Tier
from vipdesk.services import task_list_sql as sql
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.task_list import TaskListService
from vipdesk.store.book import Store
from vipdesk.store.records import Task
from vipdesk.texts import translator

ENDS_ON = date(2026, 11, 30)


@pytest.fixture
def lists(store: Store) -> TaskListService:
    return TaskListService(store)


@pytest.fixture
def book(store: Store, wang: int, chen: int) -> dict[str, int]:
    """An ending date that is overdue, a warning of today, care due in a week, and a next step."""
    set_score(store, wang, 82)
    set_score(store, chen, 40)
    with store.action("task.save") as session:
        step = Task(customer_id=chen, kind="next_step", title="Send the form", due_on=TODAY)
        session.add(step)
        session.flush()
        step_id = ~step.id
    week = TODAY + timedelta(days=7)
    return {
        "end": add_end(store, wang, ENDS_ON, "T-30"),
        "warning": add_task(
            store, wang, TaskKind.WARNING, "warning:swing:line:1", severity=Severity.RED
        ),
        "care": add_task(store, chen, TaskKind.CARE, f"care:{chen}", due_on=week),
        "step": step_id,
    }


def found(lists: TaskListService, **criteria: object) -> list[int]:
    return lists.ids(TaskQuery(filter=TaskFilter(**criteria)), TODAY)  # type: ignore[arg-type]


def test_what_is_due_first_comes_first(lists: TaskListService, book: dict[str, int]) -> None:
    assert found(lists) == [book["end"], book["warning"], book["step"], book["care"]]


CRITERIA: list[tuple[dict[str, object], list[str]]] = [
    ({"kinds": (TaskKind.WARNING, TaskKind.CARE)}, ["warning", "care"]),
    ({"tiers": (Tier.GOLD,)}, ["step", "care"]),
    ({"stages": ("T-30",)}, ["end"]),
    ({"risks": (Risk.HIGH,)}, ["end", "warning"]),
    ({"risks": (Risk.MEDIUM, Risk.HIGH)}, ["end", "warning", "step", "care"]),
    ({"risks": (Risk.LOW,)}, []),
    ({"due": Due.OVERDUE}, ["end"]),
    ({"due": Due.TODAY}, ["warning", "step"]),
    ({"due": Due.WEEK}, ["warning", "step"]),
    ({"plans": ("融合299",)}, ["end", "warning"]),
    ({"plans": ("融合299",), "kinds": (TaskKind.WARNING,)}, ["warning"]),
]


def test_criteria_combine(lists: TaskListService, book: dict[str, int]) -> None:
    for criteria, names in CRITERIA:
        assert found(lists, **criteria) == [book[name] for name in names], criteria


def test_a_week_is_today_and_the_six_days_after(
    store: Store, lists: TaskListService, chen: int
) -> None:
    last = add_task(store, chen, TaskKind.CARE, "care:1", due_on=TODAY + timedelta(days=6))
    add_task(store, chen, TaskKind.BIRTHDAY, "birthday:1", due_on=TODAY + timedelta(days=7))
    assert found(lists, due=Due.WEEK) == [last]


def test_what_is_put_off_is_out_of_sight_until_its_day(
    store: Store, lists: TaskListService, wang: int
) -> None:
    later = TODAY + timedelta(days=3)
    put_off = add_end(store, wang, ENDS_ON, "T-30", snoozed_until=later)
    assert found(lists) == []
    assert found(lists, due=Due.OVERDUE) == []
    assert found(lists, due=Due.WEEK) == []
    assert found(lists, due=Due.SNOOZED) == [put_off]
    assert lists.rows([put_off])[0].due_on == later
    assert lists.ids(TaskQuery(), later) == [put_off]
    due_then = TaskQuery(filter=TaskFilter(due=Due.TODAY))
    assert lists.ids(due_then, later) == [put_off]


def test_a_search_finds_the_customers_tasks(lists: TaskListService, book: dict[str, int]) -> None:
    searches = {"wzq": ["end", "warning"], "0457": ["step", "care"], "陈": ["step", "care"]}
    for typed, names in searches.items():
        assert lists.ids(TaskQuery(search=typed), TODAY) == [book[name] for name in names], typed


def test_every_order_runs_down_too(lists: TaskListService, book: dict[str, int]) -> None:
    for sort, first in {"score": "end", "name": "end", "tier": "end", "kind": "step"}.items():
        down = lists.ids(TaskQuery(sort=sort, descending=True), TODAY)
        assert down[0] == book[first], sort
        assert sorted(down) == sorted(lists.ids(TaskQuery(sort=sort), TODAY))


def test_of_one_day_the_red_and_the_likelier_to_leave_come_first(
    store: Store, lists: TaskListService, wang: int, chen: int
) -> None:
    set_score(store, wang, 80)
    set_score(store, chen, 20)
    orange = {"severity": Severity.ORANGE}
    low = add_task(store, chen, TaskKind.WARNING, "warning:arrears:customer:1", **orange)
    high = add_task(store, wang, TaskKind.WARNING, "warning:arrears:customer:2", **orange)
    red = add_task(
        store, chen, TaskKind.WARNING, "warning:off_net_words:customer:1", severity=Severity.RED
    )
    assert found(lists, kinds=(TaskKind.WARNING,)) == [red, high, low]


def test_what_has_no_ending_date_comes_last_both_ways(
    lists: TaskListService, book: dict[str, int]
) -> None:
    for down in (False, True):
        assert lists.ids(TaskQuery(sort="ends", descending=down), TODAY)[0] == book["end"]


def test_a_row_says_what_a_list_needs(
    store: Store, lists: TaskListService, book: dict[str, int], wang: int
) -> None:
    end, step = sorted(lists.rows([book["end"], book["step"]]), key=lambda row: -row.id)
    assert (end.name, end.tier, end.plan, end.phone) == (
        "王志强",
        Tier.DIAMOND,
        "融合299",
        "139****8812",
    )
    assert (end.kind, end.stage, end.ends_on) == (TaskKind.END, "T-30", ENDS_ON)
    assert (end.score, end.risk, end.open) == (82, Risk.HIGH, True)
    assert end.line_id == line_of(store, wang)
    assert (step.title, step.kind, step.cause) == ("Send the form", TaskKind.NEXT_STEP, "")


def test_tasks_are_counted_by_kind(lists: TaskListService, book: dict[str, int]) -> None:
    counts = lists.counts(TaskQuery(), TODAY)
    assert (counts.all, counts.overdue) == (4, 1)
    assert counts.by_kind[TaskKind.WARNING] == 1
    none = lists.counts(TaskQuery(filter=TaskFilter(stages=("T-7",))), TODAY)
    assert (none.all, none.overdue) == (0, 0)


def test_what_was_put_off_to_today_is_due_today(
    store: Store, lists: TaskListService, wang: int
) -> None:
    again = add_end(store, wang, ENDS_ON, "T-30", snoozed_until=TODAY)
    assert [row.due_on for row in lists.rows([again])] == [TODAY]
    assert found(lists, due=Due.OVERDUE) == []
    assert lists.asked_counts(TODAY) == {TaskKind.END: (1, 0, 1)}
    assert [task.due_on for task in CustomerDesk.of(store).detail.load(wang).tasks] == [TODAY]


def test_closed_cases_stay_in_sight_for_a_while(
    store: Store, lists: TaskListService, wang: int, chen: int
) -> None:
    closed = {"status": DerivedStatus.CLOSED, "closed_as": ClosingReason.OUTCOME}
    month_ago = TODAY - timedelta(days=30)
    old = month_ago - timedelta(days=1)
    later = {"status": DerivedStatus.SUPERSEDED, "closed_on": TODAY}
    add_end(store, wang, ENDS_ON, "T-60", cause="end:rebate:1", **later)
    first = add_end(store, wang, ENDS_ON, "T-30", closed_on=month_ago, **closed)
    add_end(store, chen, ENDS_ON, "T-0", cause="end:trial:2", closed_on=old, **closed)
    newest = add_end(store, chen, ENDS_ON, "T-30", closed_on=TODAY, **closed)
    assert lists.closed_ids(TODAY) == [newest, first]
    assert lists.rows([first])[0].closed_as is ClosingReason.OUTCOME
    assert found(lists) == []


def test_one_customers_tasks_are_together(
    lists: TaskListService, book: dict[str, int], chen: int
) -> None:
    assert [row.id for row in lists.of_customer(chen)] == [book["step"], book["care"]]
    assert lists.plans() == ["融合299"]


def test_customers_in_the_recycle_bin_have_no_tasks(
    store: Store, lists: TaskListService, book: dict[str, int], wang: int
) -> None:
    CustomerDesk.of(store).groups.delete([wang])
    assert found(lists) == [book["step"], book["care"]]
    assert [row.id for row in lists.rows(list(book.values()))] == [book["care"], book["step"]]


def test_a_filter_is_kept_as_plain_values() -> None:
    criteria = TaskFilter(
        kinds=(TaskKind.END,),
        tiers=(Tier.GOLD,),
        stages=("T-7",),
        risks=(Risk.HIGH,),
        due=Due.OVERDUE,
        plans=("融合299",),
    )
    assert TaskFilter.from_json(criteria.to_json()) == criteria
    assert TaskFilter.from_json({"kinds": ["new"], "due": "never", "hue": 1}).is_empty()
    assert describe(criteria, translator("en"))[:3] == ["Ending date", "Gold", "T-7"]


def test_rows_are_read_by_index(store: Store, wang: int) -> None:
    with store.read() as session:
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {sql.rows([1, 2, -3])}")).all()
    scans = {step.detail for step in plan if step.detail.startswith("SCAN")}
    assert not scans
