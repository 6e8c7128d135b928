"""The customer list: criteria, order, rows."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update

from tests.conftest import NOW, TODAY, fixed_clock, open_book
from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.task_query import Risk
from vipdesk.domain.words import CircleKind, CustomerKind, Stage, Tier
from vipdesk.services.customer_list_sql import COLUMNS, RANKED
from vipdesk.services.customers import CustomerService
from vipdesk.services.points import PointsService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import (
    AccountBalance,
    Circle,
    CircleMember,
    ContractDate,
    Customer,
    CustomerTag,
    Manager,
    OwnerHistory,
    ScoreOverride,
    Tag,
    TierHistory,
)

SORTS = (*COLUMNS, *RANKED, "tier", "owner", "extra:区域")


@pytest.fixture(scope="module")
def read_only(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A book that the tests of this module only read."""
    profile = shutil.copytree(empty_profile, tmp_path_factory.mktemp("list") / "profile")
    store = open_book(profile, clock=fixed_clock)
    fill(store)
    yield store
    store.close()


@pytest.fixture
def customers(read_only: Store) -> CustomerService:
    return CustomerService(read_only)


def fill(store: Store) -> None:
    """王志强 (all facts, ends in 9 days), 单𬱖 (an end long past), Ann (nothing but a name)."""
    with store.action("customer.create") as session:
        wang = add_customer(session, "C1", "王志强")
        wang.address, wang.stage = "太原市迎泽区晋商大厦1203", Stage.MATURE
        wang.extra, wang.joined_on = {"区域": "10"}, date(2019, 9, 1)
        line = add_line(session, wang, "13912348812")
        session.add(
            AccountBalance(
                account_id=line.account_id, as_of=TODAY, balance_fen=8640, arrears_fen=120
            )
        )
        add_touchpoint(session, wang, date(2026, 11, 1))
        shan = add_customer(session, "C2", "单𬱖")
        shan.extra, shan.do_not_disturb = {"区域": "9"}, True
        other = add_line(session, shan, "18600010457")
        day = {"effective_on": date(2026, 2, 1), "recorded_on": TODAY}
        session.add(
            ContractDate(line_id=other.id, kind="contract", ends_on=date(2020, 1, 31), **day)
        )
        add_touchpoint(session, shan, date(2026, 10, 31))
        session.add(TierHistory(customer_id=shan.id, tier=Tier.DIAMOND, **day))
        boss = Manager(name="安经理")
        session.add(boss)
        session.flush()
        session.add(OwnerHistory(customer_id=shan.id, manager_id=boss.id, **day))
        ann = Customer(number="C3", name="Ann", kind=CustomerKind.ORGANISATION, created_at=NOW)
        tag = Tag(name="车友会", key="车友会")
        circle = Circle(name="王家", kind=CircleKind.FAMILY)
        session.add_all([ann, tag, circle])
        session.flush()
        session.add(CustomerTag(customer_id=shan.id, tag_id=tag.id))
        session.add(CircleMember(circle_id=circle.id, customer_id=wang.id))
    points = PointsService(store)
    points.award(1, AwardDraft(points=500, reason="补登", expires_on=date(2026, 12, 31)))
    points.award(2, AwardDraft(points=800, reason="补登"))


def find(customers: CustomerService, search: str = "", **criteria: object) -> list[int]:
    criteria_ = CustomerFilter(**criteria)  # type: ignore[arg-type]
    return sorted(customers.find_ids(CustomerQuery(search, criteria_), TODAY))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("志强", [1]),
        ("wzq", [1]),
        ("wangzh", [1]),
        ("shan", [2]),
        ("𬱖", [2]),
        ("8812", [1]),
        ("457", [2]),
        ("c3", [3]),
        ("迎泽", [1]),
        ("车友", [2]),
        ("ann", [3]),
        ("王 8812", [1]),
        ("王 457", []),
        ("nobody", []),
        ("", [1, 2, 3]),
    ],
)
def test_searches_as_typed(customers: CustomerService, typed: str, found: list[int]) -> None:
    assert find(customers, typed) == found


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"tiers": (Tier.GOLD,)}, [1]),
        ({"tiers": (Tier.GOLD, Tier.ORDINARY)}, [1, 3]),
        ({"kinds": (CustomerKind.ORGANISATION,)}, [3]),
        ({"stages": (Stage.MATURE,)}, [1]),
        ({"ends_within_days": 9}, [1]),  # the last day counts
        ({"ends_within_days": 8}, []),
        ({"months_without_contact": 1}, [2, 3]),  # met on the first of the month is met
        ({"months_without_contact": 2}, [3]),
        ({"in_arrears": True}, [1]),
        ({"in_arrears": False}, [2, 3]),
        ({"do_not_disturb": True}, [2]),
        ({"do_not_disturb": False}, [1, 3]),
        ({"arpu_from_fen": 20_000}, [1, 2]),
        ({"arpu_from_fen": 20_001}, []),
        ({"arpu_to_fen": 20_000}, [1, 2]),
        ({"points_from": 800}, [2]),
        ({"points_from": 0}, [1, 2, 3]),
        ({"points_expiring": True}, [1]),
        ({"points_expiring": False}, [2, 3]),
        ({"plans": ("融合299",)}, [1, 2]),
        ({"tags": ("车友会",)}, [2]),
        ({"circles": ("王家",)}, [1]),
        ({"owners": ("安经理",)}, [2]),
        ({"tiers": (Tier.GOLD,), "in_arrears": False}, []),
        ({"plans": ("融合299",), "do_not_disturb": True}, [2]),
    ],
)
def test_filters(customers: CustomerService, criteria: dict[str, object], found: list[int]) -> None:
    assert find(customers, "", **criteria) == found
    assert customers.count(CustomerFilter(**criteria), TODAY) == len(found)  # type: ignore[arg-type]


def test_search_and_filter_combine(customers: CustomerService) -> None:
    assert find(customers, "139", plans=("融合299",)) == []
    assert find(customers, "8812", plans=("融合299",)) == [1]


@pytest.mark.parametrize(
    ("sort", "up", "down"),
    [
        ("name", [3, 2, 1], [1, 2, 3]),  # ann, shan, wang
        ("tier", [3, 1, 2], [2, 1, 3]),
        ("next_end", [2, 1, 3], [1, 2, 3]),  # without an end last both ways
        ("balance", [1, 2, 3], [1, 3, 2]),
        ("owner", [2, 1, 3], [1, 2, 3]),  # an, li, nobody
        ("stage", [1, 2, 3], [1, 3, 2]),
        ("extra:区域", [2, 1, 3], [1, 2, 3]),  # 9 before 10
        ("contacted", [2, 1, 3], [1, 2, 3]),
        ("lines", [3, 1, 2], [2, 1, 3]),
    ],
)
def test_sorts(customers: CustomerService, sort: str, up: list[int], down: list[int]) -> None:
    query = CustomerQuery(sort=sort)
    assert customers.find_ids(query, TODAY) == up
    assert customers.find_ids(replace(query, descending=True), TODAY) == down


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_the_order_is_the_same_with_and_without_a_filter(
    customers: CustomerService, sort: str, descending: bool
) -> None:
    whole = CustomerQuery(sort=sort, descending=descending)
    filtered = replace(whole, filter=CustomerFilter(tiers=tuple(Tier)))
    assert customers.find_ids(whole, TODAY) == customers.find_ids(filtered, TODAY)


@pytest.mark.parametrize("sort", [each for each in SORTS if not each.startswith("extra:")])
def test_the_whole_list_is_read_from_an_index(
    customers: CustomerService, read_only: Store, sort: str
) -> None:
    statements: list[tuple[str, object]] = []

    def note(_c: object, _u: object, statement: str, values: object, *_rest: object) -> None:
        statements.append((statement, values))

    with read_only.read() as session:
        engine = session.connection().engine
        event.listen(engine, "before_cursor_execute", note)
        customers.find_ids(CustomerQuery(sort=sort), TODAY)
        event.remove(engine, "before_cursor_execute", note)
        for statement, values in [each for each in statements if "json_group" in each[0]]:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
            said = " ".join(row[3] for row in plan)
            never = "IS NULL" in statement and "SCAN customer_summary SCAN" in said
            assert "COVERING INDEX" in said or never  # of a column that always has a value
            assert "TEMP B-TREE" not in said


def test_rows_are_read_by_key(customers: CustomerService, read_only: Store) -> None:
    statements: list[tuple[str, object]] = []

    def note(_c: object, _u: object, statement: str, values: object, *_rest: object) -> None:
        statements.append((statement, values))

    with read_only.read() as session:
        engine = session.connection().engine
        event.listen(engine, "before_cursor_execute", note)
        customers.rows([1, 2, 3], with_extra=True)
        event.remove(engine, "before_cursor_execute", note)
        (statement, values), *more = [each for each in statements if each[0] != "BEGIN"]
        assert ["settings_set" in other for other, _values in more] == [True]  # what is high risk
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
        steps = [row[3] for row in plan]
    assert all(step.startswith("SEARCH") for step in steps if step != "LIST SUBQUERY")


def test_rows_are_masked_and_tell_what_the_list_shows(customers: CustomerService) -> None:
    row = next(iter(customers.rows([1])))
    assert (row.name, row.tier, row.owner, row.phone) == (
        "王志强",
        Tier.GOLD,
        "李经理",
        "139****8812",
    )
    assert (row.plan, row.next_end_on, row.arpu_fen) == ("融合299", date(2026, 11, 30), 20_000)
    assert (row.balance_fen, row.arrears_fen, row.contacted_on) == (8640, 120, date(2026, 11, 1))
    assert row.extra == {}
    assert next(iter(customers.rows([1], with_extra=True))).extra == {"区域": "10"}


def test_rows_leave_out_who_is_gone(store: Store) -> None:
    fill(store)
    customers = CustomerService(store)
    with store.action("customer.delete", n=1) as session:
        session.execute(update(Customer).where(Customer.id == 1).values(deleted_at=NOW))
    assert [row.id for row in customers.rows([1, 3])] == [3]
    assert find(customers) == [2, 3]
    assert find(customers, "志强") == []


def test_tags_follow_the_list(store: Store) -> None:
    fill(store)
    customers = CustomerService(store)
    with store.action("customer.tag", n=1) as session:
        session.add(Tag(id=9, name="Atlas", key="atlas"))
        session.flush()
        session.add(CustomerTag(customer_id=2, tag_id=9))
    assert next(iter(customers.rows([2]))).tags == "Atlas, 车友会"


def test_choices_count_living_customers(customers: CustomerService) -> None:
    choices = customers.choices()
    assert choices.plans == (("融合299", 2),)
    assert choices.tags == (("车友会", 1),)
    assert choices.circles == (("王家", 1),)
    assert dict(choices.owners) == {"李经理": 1, "安经理": 1}
    assert customers.extra_columns() == ("区域",)


def test_counts_of_several_filters(customers: CustomerService) -> None:
    filters = [CustomerFilter(), CustomerFilter(ends_within_days=60)]
    assert customers.counts(filters, TODAY) == [3, 1]


def test_risk_is_a_column_a_sort_and_a_criterion(store: Store) -> None:
    with store.action("customer.create") as session:
        for number, name in (("C1", "王志强"), ("C2", "陈晓燕"), ("C3", "李娜")):
            add_customer(session, number, name)
        for customer_id, score in ((1, 70), (2, 40)):
            days = {"from_on": TODAY, "until_on": TODAY}
            session.add(
                ScoreOverride(customer_id=customer_id, score=score, reason="met them", **days)
            )
    service = CustomerService(store)

    def found(*risks: Risk, **query: Any) -> list[int]:
        return service.find_ids(CustomerQuery(filter=CustomerFilter(risks=risks), **query), TODAY)

    assert {row.id: (row.score, row.risk) for row in service.rows([1, 2, 3])} == {
        1: (70, Risk.HIGH),
        2: (40, Risk.MEDIUM),
        3: (None, None),  # no line on the network
    }
    assert found(sort="risk", descending=True) == [1, 2, 3]
    assert found(Risk.HIGH) == [1]
    assert found(Risk.MEDIUM, Risk.LOW) == [2]
    settings = SettingsService(store)
    before = settings.load()
    settings.save(replace(before, rules=replace(before.rules, high_from=71, medium_from=41)))
    assert (found(Risk.HIGH), found(Risk.MEDIUM), found(Risk.LOW)) == ([], [1], [2])
