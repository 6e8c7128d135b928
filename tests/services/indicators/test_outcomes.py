"""What became of a cohort: groups, parts, and cohorts of different days side by side."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.conftest import at_work
from tests.furnished import Furnished, Furnishing
from tests.store.builders import add_customer, add_line
from vipdesk.domain.indicator_words import CohortGroup, CohortSplit, CohortUnit, Kept
from vipdesk.domain.indicators import WhyNot
from vipdesk.domain.periods import Period
from vipdesk.domain.words import LeavingReason
from vipdesk.progress import CancelledError
from vipdesk.services.cohorts import CohortDraft, CohortService, NoSuchCohortError
from vipdesk.services.indicators.lost import LostReason, LostService
from vipdesk.services.indicators.outcomes import (
    NOW,
    CohortQuestion,
    Outcome,
    OutcomeService,
)
from vipdesk.services.indicators.view import Asked
from vipdesk.services.risk import RiskService
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Bill,
    Manager,
    OwnerHistory,
    PlanHistory,
    StatusHistory,
)

PRICE = LostReason(LeavingReason.PRICE, True, 1)
OCTOBER = CohortQuestion(2, Period.parse("2026-10"))


def _fill(store: Store) -> list[int]:
    with store.action("customer.create") as session:
        customers = [add_customer(session, f"C{n}", f"N{n}") for n in range(1, 5)]
        owners = (0, 0, 1, 2, 3)
        lines = [add_line(session, customers[at], f"1390000000{n}") for n, at in enumerate(owners)]
        for n, line in enumerate(lines):
            plan = "A" if n % 2 else "B"
            since = {"effective_on": date(2026, 1, 1), "recorded_on": store.today()}
            session.add(PlanHistory(line_id=line.id, plan=plan, fee_fen=9_900, **since))
            session.merge(Bill(line_id=line.id, month="2026-08", fee_fen=10_000, batch_id=None))
        ids = [line.id for line in lines]
    service = CohortService(store)
    for day in (date(2026, 8, 31), date(2026, 9, 30)):
        service.freeze(CohortDraft(name=day.isoformat(), on_day=day))
    with store.action("line.edit") as session:
        gone = ((ids[2], date(2026, 10, 9), "ported_out", LeavingReason.PRICE),)
        for line_id, day, status, reason in gone:
            session.add(
                StatusHistory(
                    line_id=line_id,
                    status=status,
                    reason=reason,
                    effective_on=day,
                    recorded_on=store.today(),
                )
            )
        other = Manager(name="周经理")
        session.add(other)
        session.flush()
        on = date(2026, 11, 1)
        session.add(
            OwnerHistory(customer_id=4, manager_id=other.id, effective_on=on, recorded_on=on)
        )
    return ids


@pytest.fixture(scope="session")
def lines_furnished(furnishing: Furnishing) -> Furnished[list[int]]:
    return furnishing(at_work(_fill))


@pytest.fixture
def line_ids(lines_furnished: Furnished[list[int]], store: Store) -> list[int]:
    """Two lines of C1, one each of C2, C3, C4; cohorts of August (1) and September (2).

    C2 was ported out in October and C4 handed over; a line of C1 went in September.
    """
    return lines_furnished.value


@pytest.fixture
def service(store: Store) -> OutcomeService:
    return OutcomeService(store)


def outcome(service: OutcomeService, asked: CohortQuestion = OCTOBER) -> Outcome:
    found = service.outcome(asked)
    assert isinstance(found, Outcome)
    return found


def parts(service: OutcomeService, by: CohortSplit) -> dict[str, tuple[int, int]]:
    found = service.split(replace(OCTOBER, by=by))
    assert isinstance(found, list)
    return {each.name: (each.figures.kept, each.figures.size) for each in found}


@pytest.mark.usefixtures("line_ids")
def test_groups_are_listed_with_their_reasons(service: OutcomeService) -> None:
    found = outcome(service)
    lost = found.chosen(CohortGroup.LOST)
    assert [each.customer_id for each in lost] == [2]
    assert found.figures.reasons == (PRICE,)
    assert found.chosen(CohortGroup.LOST, PRICE) == lost
    assert found.chosen(CohortGroup.LOST, LostReason(None, False, 0)) == []
    assert [each.customer_id for each in found.chosen(CohortGroup.KEPT)] == [1, 3, 4]


@pytest.mark.usefixtures("line_ids")
def test_parts_are_those_of_the_day_and_of_now(service: OutcomeService, store: Store) -> None:
    mine = store_name(store)
    assert parts(service, CohortSplit.TIER) == {"gold": (3, 4)}
    assert parts(service, CohortSplit.PLAN) == {"A": (2, 2), "B": (2, 3)}
    assert parts(service, CohortSplit.OWNER) == {mine: (3, 4)}
    assert parts(service, CohortSplit.PRESENT_OWNER) == {mine: (2, 3), "周经理": (1, 1)}
    found = outcome(service, replace(OCTOBER, by=CohortSplit.PLAN))
    assert [each.customer_id for each in found.chosen(CohortGroup.LOST, part=("B",))] == [2]
    assert found.chosen(CohortGroup.LOST, part=("A",)) == []


def store_name(store: Store) -> str:
    with store.read() as session:
        return session.get_one(Manager, 1).name


def test_a_cohort_of_lines_counts_lines(
    service: OutcomeService, store: Store, line_ids: list[int]
) -> None:
    day = date(2026, 9, 30)
    row = (
        CohortService(store)
        .freeze(CohortDraft(name="lines", on_day=day, unit=CohortUnit.LINE))
        .value
    )
    found = outcome(service, replace(OCTOBER, cohort_id=row.id, kept=Kept.IN_SERVICE))
    assert (found.figures.kept, found.figures.size) == (4, 5)
    assert [each.line_id for each in found.chosen(CohortGroup.LOST)] == [line_ids[2]]


@pytest.mark.usefixtures("line_ids")
def test_those_at_high_risk_make_the_forecast(service: OutcomeService, store: Store) -> None:
    RiskService(store).set_override(3, 99, "met them", date(2027, 11, 1))
    found = outcome(service)
    assert (found.figures.at_risk, found.figures.forecast) == (1, Fraction(2, 4))
    assert [each.customer_id for each in found.chosen(CohortGroup.AT_RISK)] == [3]
    earlier = service.compare([1])[0].at
    assert (earlier[1].forecast, earlier[NOW].forecast) == (
        None,
        Fraction(2, 4),
    )  # of today's risks


@pytest.mark.usefixtures("line_ids")
def test_cohorts_stand_side_by_side_at_the_same_distance(service: OutcomeService) -> None:
    august, september = service.compare([1, 2])
    assert {months: (each.kept, each.month) for months, each in august.at.items()} == {
        NOW: (3, "2026-10"),
        1: (4, "2026-09"),
        2: (3, "2026-10"),
    }
    assert {months: each.kept for months, each in september.at.items()} == {NOW: 3, 1: 3}
    assert service.compare([2], Kept.STILL_VIP)[0].at[1].kept == 3
    with pytest.raises(NoSuchCohortError):
        service.compare([1, 9])


@pytest.mark.usefixtures("line_ids")
def test_a_comparison_can_be_stopped(service: OutcomeService) -> None:
    class Stopped:
        def step(self, _done: int, _total: int) -> None:
            raise CancelledError

    with pytest.raises(CancelledError):
        service.compare([1, 2], progress=Stopped())


@pytest.mark.usefixtures("line_ids")
def test_without_bills_there_is_nothing_to_say(service: OutcomeService, store: Store) -> None:
    CohortService(store).freeze(CohortDraft(name="now", on_day=store.today()))
    asked = CohortQuestion(3, Period.month(store.today()))
    assert service.outcome(asked) is WhyNot.NO_BILLS
    assert service.split(replace(asked, by=CohortSplit.TIER)) is WhyNot.NO_BILLS
    assert service.compare([3])[0].at == {}


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (("ported_out", "price"), ("suspended_request", None), (LeavingReason.PRICE, True)),
        (("ported_out", None), ("closed", "network"), (None, True)),
        (("closed", "network"), ("suspended_request", None), (LeavingReason.NETWORK, False)),
    ],
)
def test_of_several_lost_lines_one_tells_why(
    service: OutcomeService,
    store: Store,
    line_ids: list[int],
    first: tuple[str, str | None],
    second: tuple[str, str | None],
    why: tuple[LeavingReason | None, bool],
) -> None:
    """Never the state of one line with the reason of another."""
    with store.action("line.edit") as session:
        for line_id, (status, reason) in zip(line_ids[:2], (first, second), strict=True):
            session.get_one(Bill, (line_id, "2026-10")).fee_fen = 0
            day = {"effective_on": date(2026, 10, 3), "recorded_on": store.today()}
            session.add(StatusHistory(line_id=line_id, status=status, reason=reason, **day))
    of_price = LostReason(LeavingReason.PRICE, True, 2)
    expected = {of_price} if why == (LeavingReason.PRICE, True) else {PRICE, LostReason(*why, 1)}
    assert set(outcome(service).figures.reasons) == expected
    state = LostService(store).state(Asked(Period.parse("2026-10")))
    assert state is not None
    assert set(state.reasons) == expected
