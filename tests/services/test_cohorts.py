"""A cohort is frozen as its day was, proves itself, and cannot be changed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.store.builders import add_customer, add_line
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicator_words import BaseFee, CohortUnit
from vipdesk.domain.indicators import Value, WhyNot
from vipdesk.domain.periods import Period
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.words import Tier
from vipdesk.services.cohorts import (
    CohortDraft,
    CohortService,
    EmptyCohortError,
    FutureCohortError,
)
from vipdesk.services.indicators.counting import count
from vipdesk.services.indicators.definition import Context
from vipdesk.services.indicators.kinds import ALL
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Circle,
    CircleMember,
    CustomerTag,
    PlanHistory,
    StatusHistory,
    Tag,
    TierHistory,
)

QUARTER_END = date(2026, 9, 30)
DRAFT = CohortDraft(name="Q4", on_day=QUARTER_END)


@pytest.fixture
def service(store: Store) -> CohortService:
    return CohortService(store)


@pytest.fixture
def lines(store: Store) -> list[int]:
    """Two lines of one customer of 200.00 in September, one of another."""
    with store.action("customer.create") as session:
        first, second = add_customer(session), add_customer(session, "C2", "李娜")
        numbers = ((first, "13900000001"), (first, "13900000002"), (second, "13900000003"))
        return [add_line(session, customer, number).id for customer, number in numbers]


def leave(store: Store, line_id: int, day: date) -> None:
    with store.action("line.edit") as session:
        session.add(
            StatusHistory(
                line_id=line_id, status="closed", effective_on=day, recorded_on=store.today()
            )
        )


def values(store: Store, text: str = "2026-Q4") -> dict[str, Value]:
    with store.read() as session:
        context = Context(
            session, Period.parse(text), store.today(), 1, IndicatorRules(), RetentionRules()
        )
        return {each.spec.key: each for each in count(context, ALL)}


def test_a_cohort_holds_its_day_and_proves_it(
    store: Store, service: CohortService, lines: list[int]
) -> None:
    leave(store, lines[2], date(2026, 10, 5))  # after the day: still in it
    row = service.freeze(DRAFT).value
    assert (row.lines, row.customers, row.size, row.base_fee_fen) == (3, 2, 2, 60_000)
    assert service.verify(row.id).holds
    assert service.list() == [row]


def test_who_was_ordinary_or_had_left_on_the_day_is_not_in_it(
    store: Store, service: CohortService, lines: list[int]
) -> None:
    leave(store, lines[2], date(2026, 9, 30))
    row = service.freeze(DRAFT).value
    assert (row.lines, row.customers) == (2, 1)
    with store.action("customer.tier") as session:
        day = {"effective_on": date(2026, 9, 1), "recorded_on": store.today()}
        session.add(TierHistory(customer_id=1, tier="ordinary", **day))
    with pytest.raises(EmptyCohortError):
        service.freeze(DRAFT)


@pytest.mark.parametrize(
    ("whom", "taken"),
    [
        (CustomerFilter(tiers=(Tier.GOLD,)), 3),
        (CustomerFilter(tiers=(Tier.DIAMOND,)), 0),
        (CustomerFilter(plans=("129",)), 1),
        (CustomerFilter(tags=("Family",)), 1),
        (CustomerFilter(circles=("Chess",)), 2),
        (CustomerFilter(tags=("family", "none"), circles=("Chess",)), 0),
    ],
)
def test_it_takes_in_whom_the_filter_names(
    store: Store, service: CohortService, lines: list[int], whom: CustomerFilter, taken: int
) -> None:
    with store.action("line.edit") as session:
        tag, circle = Tag(name="Family", key="family"), Circle(name="Chess", kind="family")
        session.add_all((tag, circle))
        session.flush()
        session.add(CustomerTag(customer_id=2, tag_id=tag.id))
        session.add(CircleMember(circle_id=circle.id, customer_id=1))
        for plan, day in (("129", date(2026, 9, 30)), ("59", date(2026, 10, 1))):
            since = {"effective_on": day, "recorded_on": store.today()}
            session.add(PlanHistory(line_id=lines[0], plan=plan, **since))
    draft = replace(DRAFT, whom=whom)
    if not taken:
        with pytest.raises(EmptyCohortError):
            service.freeze(draft)
        return
    assert service.freeze(draft).value.lines == taken


def test_a_base_fee_may_be_a_mean(service: CohortService, lines: list[int]) -> None:
    mean = CohortDraft(name="m", on_day=QUARTER_END, base=BaseFee.MEAN, unit=CohortUnit.LINE)
    row = service.freeze(mean).value  # 300.00 and 200.00 in two months that have bills
    assert (row.size, row.base_fee_fen) == (len(lines), 3 * 25_000)


def test_a_day_to_come_is_refused(service: CohortService) -> None:
    with pytest.raises(FutureCohortError, match="2027-09-30"):
        service.freeze(CohortDraft(name="", on_day=date(2027, 9, 30)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cohort_member SET base_fee_fen = 0",
        "DELETE FROM cohort_member",
        "UPDATE cohort SET digest = ''",
        "DELETE FROM cohort",
    ],
)
@pytest.mark.usefixtures("lines")
def test_the_database_refuses_to_change_it(
    store: Store, service: CohortService, statement: str
) -> None:
    row = service.freeze(DRAFT).value
    with (
        pytest.raises(IntegrityError, match="append-only"),
        store.action("indicator.enter") as session,
    ):
        session.execute(text(statement))
    assert service.verify(row.id).holds


def test_a_cohort_is_proposed_until_it_is_frozen(service: CohortService, lines: list[int]) -> None:
    assert lines
    assert service.proposed_on() == QUARTER_END
    service.freeze(DRAFT)
    assert service.proposed_on() is None


def test_retention_counts_customers_fees_and_their_mean(
    store: Store, service: CohortService, lines: list[int]
) -> None:
    assert values(store)["snapshot_retention"].why_not is WhyNot.NO_COHORT
    service.freeze(DRAFT)
    leave(store, lines[1], date(2026, 10, 20))
    leave(store, lines[2], date(2026, 10, 31))
    found = values(store)
    kept = found["snapshot_retention"]
    assert (kept.numerator, kept.denominator, kept.to_date) == (1, 2, date(2026, 10, 31))
    fees = found["revenue_retention"]
    assert (fees.numerator, fees.denominator) == (10_001, 60_000)
    both = found["combined_retention"]
    assert (both.numerator, both.denominator) == (40_001, 120_000)
    churn = values(store, "2026-10")["churn"]
    assert (churn.numerator, churn.denominator) == (4, 4)
