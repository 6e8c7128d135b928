"""Values are remembered until their data are written; a closed month stands."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.domain.indicators import Side, Value, WhyNot
from vipdesk.domain.packing import Member
from vipdesk.domain.periods import Period
from vipdesk.domain.words import Tier
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.indicators.closing import (
    ClosedAlreadyError,
    ClosingService,
    MonthNotOverError,
    NotClosedError,
)
from vipdesk.services.indicators.counting import count
from vipdesk.services.indicators.definition import Context, Indicator, Mean
from vipdesk.services.indicators.kept import KeptLines
from vipdesk.services.indicators.lost import LostService
from vipdesk.services.indicators.lost import _counted as counted_state
from vipdesk.services.indicators.service import BOARDS, IndicatorService
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Customer,
    EnteredFigure,
    IndicatorTarget,
    StatusHistory,
    TierHistory,
)

OCTOBER = Asked(Period.parse("2026-10"))


@pytest.fixture
def line_ids(store: Store) -> list[int]:
    """A gold customer with two lines and a diamond one with one."""
    with store.action("customer.create") as session:
        gold, diamond = add_customer(session), add_customer(session, "C2", "李娜")
        day = {"effective_on": date(2026, 2, 1), "recorded_on": store.today()}
        session.add(TierHistory(customer_id=diamond.id, tier=Tier.DIAMOND, **day))
        owned = ((gold, "13900000001"), (gold, "13900000002"), (diamond, "13900000003"))
        return [add_line(session, customer, number).id for customer, number in owned]


@pytest.fixture
def service(store: Store) -> IndicatorService:
    return IndicatorService(store)


def leave(store: Store, line_id: int, day: date = date(2026, 10, 20)) -> None:
    with store.action("line.edit") as session:
        session.add(
            StatusHistory(
                line_id=line_id, status="closed", effective_on=day, recorded_on=store.today()
            )
        )


def churn(service: IndicatorService, asked: Asked = OCTOBER) -> tuple[int | None, int | None]:
    (value,) = service.values(asked, ["churn"])
    return value.numerator, value.denominator


def test_what_was_counted_is_counted_anew_when_its_data_are_written(
    store: Store, service: IndicatorService, line_ids: list[int]
) -> None:
    assert churn(service) == (0, 6)
    leave(store, line_ids[0])
    assert churn(service) == (2, 5)


def test_the_book_is_split_by_tier(
    store: Store, service: IndicatorService, line_ids: list[int]
) -> None:
    leave(store, line_ids[0])
    split = service.split(OCTOBER, SliceBy.TIER, ["churn"])
    assert [(each.part.value, each.values[0].numerator) for each in split] == [
        ("diamond", 0),
        ("gold", 2),
    ]
    assert sum(each.values[0].denominator or 0 for each in split) == churn(service)[1]


def test_those_behind_a_value_are_listed(
    store: Store, service: IndicatorService, line_ids: list[int]
) -> None:
    leave(store, line_ids[0])
    left = service.members("churn", OCTOBER, Side.NUMERATOR)
    assert [(line_id, numerator) for _customer, line_id, numerator, _all in left] == [
        (line_ids[0], 2)
    ]
    assert len(service.members("churn", OCTOBER, Side.DENOMINATOR)) == 3
    stayed = service.members("churn", OCTOBER, Side.DIFFERENCE)
    assert {line_id for _customer, line_id, _numerator, _all in stayed} == set(line_ids[1:])


def test_a_closed_month_stands_after_later_imports_until_it_is_reopened(
    store: Store, service: IndicatorService, line_ids: list[int]
) -> None:
    closing = ClosingService(store)
    closing.close("2026-10")
    leave(store, line_ids[0])
    (value,) = service.values(OCTOBER, ["churn"])
    assert (value.numerator, value.denominator, value.closed) == (0, 6, True)
    assert len(service.members("churn", OCTOBER, Side.NUMERATOR)) == 0
    gold = replace(OCTOBER, part=Slice(SliceBy.TIER, "gold"))
    assert churn(service, gold) == (0, 4)
    with pytest.raises(ClosedAlreadyError):
        closing.close("2026-10")
    closing.reopen("2026-10", "late file")
    assert churn(service) == (2, 5)
    assert [(each.month, each.reason) for each in closing.list()] == [("2026-10", "late file")]
    with pytest.raises(NotClosedError):
        closing.reopen("2026-10", "again")


def test_a_month_that_runs_is_not_closed(store: Store) -> None:
    with pytest.raises(MonthNotOverError):
        ClosingService(store).close("2026-11")


def test_a_quarter_is_frozen_with_its_last_month(
    store: Store, service: IndicatorService, line_ids: list[int]
) -> None:
    assert line_ids
    ClosingService(store).close("2026-09")
    assert service.values(Asked(Period.parse("2026-Q3")), ["churn"])[0].closed
    assert not service.values(Asked(Period.parse("2026-Q4")), ["churn"])[0].closed


def test_an_entered_figure_stands_with_its_origin(store: Store, service: IndicatorService) -> None:
    assert service.values(OCTOBER, ["hotline"])[0].why_not is WhyNot.NOT_ENTERED
    with store.action("indicator.enter") as session:
        session.add(
            EnteredFigure(
                key="hotline",
                period="2026-10",
                numerator=86,
                denominator=100,
                origin="10086",
                dated_on=date(2026, 11, 3),
            )
        )
    (value,) = service.values(OCTOBER, ["hotline"])
    assert (value.met, value.origin) == (True, "10086")


def test_a_target_holds_from_its_month_on(store: Store, service: IndicatorService) -> None:
    with store.action("indicator.target") as session:
        session.add(
            IndicatorTarget(manager_id=1, key="churn", from_month="2026-10", target_hundredths=50)
        )
    assert service.values(OCTOBER, ["churn"])[0].target == 50
    assert service.values(Asked(Period.parse("2026-09")), ["churn"])[0].target == 100


def test_what_has_no_data_says_so_and_is_never_zero(service: IndicatorService) -> None:
    values = {each.spec.key: each for each in service.values(OCTOBER)}
    assert values["satisfaction"].why_not is WhyNot.NO_DATA
    assert values["churn"].why_not is WhyNot.NOTHING
    assert all(each.rate is None for each in values.values())


def test_those_behind_a_board_are_kept_with_it_until_something_is_written(
    store: Store, service: IndicatorService, line_ids: list[int]
) -> None:
    def behind(asked_of: IndicatorService) -> dict[Side, list[Member]]:
        return {side: list(asked_of.members("churn", OCTOBER, side)) for side in Side}

    service.values(OCTOBER)
    before = behind(service)
    assert before == behind(IndicatorService(store))
    assert [each[1] for each in before[Side.DENOMINATOR]] == sorted(line_ids)
    leave(store, line_ids[0])
    service.values(OCTOBER)
    assert behind(service) == behind(IndicatorService(store)) != before


def test_of_many_boards_the_lists_are_read_anew(
    store: Store, service: IndicatorService, line_ids: list[int]
) -> None:
    for back in range(BOARDS + 1):
        service.values(replace(OCTOBER, period=OCTOBER.period.earlier(back)))
    found = service.members("churn", OCTOBER, Side.DENOMINATOR)
    assert [each[1] for each in found] == sorted(line_ids)


def test_only_what_a_write_could_change_is_counted_anew(
    store: Store,
    service: IndicatorService,
    line_ids: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[str] = []

    def watched(context: Context, due: list[Indicator | Mean], *more: Any) -> list[Value]:
        counted.extend(each.spec.key for each in due)
        return count(context, due, *more)

    service.values(OCTOBER)
    monkeypatch.setattr("vipdesk.services.indicators.service.count", watched)
    with store.action("touchpoint.log") as session:
        add_touchpoint(session, session.scalars(select(Customer).limit(1)).one(), date(2026, 10, 9))
    service.values(OCTOBER)
    assert sorted(counted) == ["reach_executed", "service_standard"]
    counted.clear()
    leave(store, line_ids[0])
    service.values(OCTOBER)
    assert {"churn", "reach_executed"} < set(counted)
    assert not {"service_standard", "escalated_complaints"} & set(counted)


def test_what_became_of_a_snapshot_is_counted_anew_when_its_lines_or_risks_change(
    store: Store, line_ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    CohortService(store).freeze(CohortDraft(name="Q3", on_day=date(2026, 9, 30)))
    lost, read = LostService(store), list[str]()

    def watched(context: Context, found: KeptLines) -> Any:
        read.append(found.cohort.name)
        return counted_state(context, found)

    monkeypatch.setattr("vipdesk.services.indicators.lost._counted", watched)

    def state() -> tuple[int, int]:
        found = lost.state(OCTOBER)
        assert found == LostService(store).state(OCTOBER)
        assert found is not None
        return found.lost, found.at_risk

    assert state() == (0, 0)
    assert (state(), len(read)) == ((0, 0), 3)  # one of the two services reads again
    with store.action("touchpoint.log") as session:
        add_touchpoint(session, session.scalars(select(Customer).limit(1)).one())
        session.execute(text("UPDATE customer_summary SET score = 90"))
    assert state()[1] > 0
    assert len(read) == 4
    for line_id in line_ids:
        leave(store, line_id)
    assert state() == (2, 0)
