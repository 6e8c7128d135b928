"""Points of bills and anniversaries: by rule, once, made good where a bill was corrected."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.store.builders import add_customer, add_line
from vipdesk.domain.points import Movement
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.words import Tier
from vipdesk.services import points_book
from vipdesk.services.earning import Due, EarningService, FutureMonthError
from vipdesk.services.journal import JournalService
from vipdesk.services.points import PointsService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Bill, Customer, Line, PointsEntry, PointsLot, TierHistory

OCTOBER = "2026-10"


@pytest.fixture
def earning(store: Store) -> EarningService:
    return EarningService(store)


@pytest.fixture
def line_id(store: Store) -> int:
    """A gold customer's line, billed 100.01 in October and 200.00 in September."""
    with store.action("customer.create") as session:
        return add_line(session, add_customer(session)).id


def bill(store: Store, line_id: int, fee_fen: int) -> None:
    with store.action("line.edit") as session:
        values = update(Bill).where(Bill.line_id == line_id, Bill.month == OCTOBER)
        session.execute(values.values(fee_fen=fee_fen))


def available(store: Store) -> int:
    return PointsService(store).balance(1).figures.available


def test_a_bill_earns_by_the_tier_of_its_month(
    store: Store, earning: EarningService, line_id: int
) -> None:
    with store.action("customer.tier") as session:
        day = {"effective_on": date(2026, 11, 1), "recorded_on": store.today()}
        session.add(TierHistory(customer_id=1, tier=Tier.DIAMOND, **day))
    bill(store, line_id, 9_999)
    earning.award_bills(OCTOBER)
    assert available(store) == 118  # floor(99 x 1.20): gold in October
    with store.read() as session:
        lot = session.scalars(select(PointsLot)).one()
    assert (lot.earned_on, lot.expires_on) == (date(2026, 10, 31), date(2028, 12, 31))


@pytest.mark.usefixtures("line_id")
def test_twice_changes_nothing(store: Store, earning: EarningService) -> None:
    assert earning.preview_bills(OCTOBER).awards == 1
    earning.award_bills(OCTOBER)
    again = earning.award_bills(OCTOBER).value
    assert (again.awards, again.unchanged) == (0, 1)
    assert available(store) == 120


def test_a_corrected_bill_is_made_good(store: Store, earning: EarningService, line_id: int) -> None:
    earning.award_bills(OCTOBER)
    bill(store, line_id, 20_000)
    assert earning.award_bills(OCTOBER).value.points == 120
    assert available(store) == 240
    bill(store, line_id, 5_000)
    assert earning.award_bills(OCTOBER).value.taken == 180
    assert available(store) == 60
    assert earning.award_bills(OCTOBER).value.unchanged == 1


def test_what_is_spent_is_not_taken_back_but_told(
    store: Store, earning: EarningService, line_id: int
) -> None:
    earning.award_bills(OCTOBER)
    with store.action("points.redeem") as session:
        spent = Movement(1, EntryKind.REDEEM, store.today(), 100)
        points_book.spend(session, spent, store.today())
    bill(store, line_id, 5_000)
    done = earning.award_bills(OCTOBER).value
    assert [each.change for each in done.short] == [-60]
    assert available(store) == 20


@pytest.mark.usefixtures("line_id")
def test_an_award_is_undone_and_given_again(store: Store, earning: EarningService) -> None:
    earning.award_bills(OCTOBER)
    JournalService(store).undo()
    assert available(store) == 0
    assert earning.award_bills(OCTOBER).value.awards == 1
    assert available(store) == 120


def test_a_month_to_come_is_refused(earning: EarningService) -> None:
    with pytest.raises(FutureMonthError):
        earning.preview_bills("2026-12")


def test_an_anniversary_is_awarded_once_on_its_day(store: Store, earning: EarningService) -> None:
    settings = SettingsService(store)
    rules = PointsRules(anniversary={"5": 500})
    settings.save(replace(settings.load(), points=rules))
    with store.action("customer.create") as session:
        for number, joined in (("C1", date(2021, 3, 1)), ("C2", date(2021, 12, 24))):
            customer = add_customer(session, number)
            session.execute(
                update(Customer).where(Customer.id == customer.id).values(joined_on=joined)
            )
    assert earning.award_anniversaries().value.awards == 1  # the other's day is to come
    assert earning.award_anniversaries().value.awards == 0
    balance = PointsService(store).balance(1).figures
    assert balance.available == 500


def test_points_of_a_bill_stay_with_whom_they_were_given_to(
    store: Store, earning: EarningService, line_id: int
) -> None:
    earning.award_bills(OCTOBER)
    with store.action("customer.create") as session:
        other = add_customer(session, "C2")
        account = add_line(session, other, "13900000001").account_id
        session.execute(update(TierHistory).where(TierHistory.customer_id == other.id)
                        .values(tier=Tier.DIAMOND))  # fmt: skip
        session.execute(update(Line).where(Line.id == line_id).values(account_id=account))
    assert earning.award_bills(OCTOBER).value.points == 150  # of the other line alone
    bill(store, line_id, 20_000)
    assert earning.award_bills(OCTOBER).value.points == 120
    assert available(store) == 240
    bill(store, line_id, 5_000)
    assert earning.award_bills(OCTOBER).value.taken == 180
    with store.read() as session:
        taken = select(PointsEntry.customer_id).where(PointsEntry.kind == EntryKind.ADJUSTMENT)
        assert session.scalars(taken).all() == [1]
    assert PointsService(store).balance(2).figures.available == 150


def test_what_was_held_until_yesterday_can_be_taken_back(
    store: Store, earning: EarningService, line_id: int
) -> None:
    earning.award_bills(OCTOBER)
    yesterday = store.today() - timedelta(days=1)
    held = Movement(1, EntryKind.HOLD, yesterday, 100, until_on=yesterday)
    with store.action("points.hold", customer_id=1) as session:
        points_book.hold(session, held, store.today())
    bill(store, line_id, 5_000)
    assert earning.preview_bills(OCTOBER).taken == 60
    assert earning.award_bills(OCTOBER).value.short == ()
    assert available(store) == 60


def test_an_award_between_counting_and_writing_is_not_made_twice(
    store: Store, earning: EarningService, line_id: int
) -> None:
    within = EarningService(store)
    find = within._bills

    def found(session: Session, month: str) -> Iterator[Due]:
        due = list(find(session, month))
        if not available(store):
            earning.award_bills(OCTOBER)
        return iter(due)

    within._bills = found  # type: ignore[method-assign]
    within.award_bills(OCTOBER)
    assert available(store) == 120


@pytest.mark.parametrize(("day", "awards"), [(date(2027, 1, 24), 1), (date(2027, 1, 25), 0)])
def test_an_anniversary_of_the_last_days_of_a_year_is_made_good(
    store: Store, earning: EarningService, day: date, awards: int
) -> None:
    settings = SettingsService(store)
    settings.save(replace(settings.load(), points=PointsRules(anniversary={"5": 500})))
    with store.action("customer.create") as session:
        customer = update(Customer).where(Customer.id == add_customer(session).id)
        session.execute(customer.values(joined_on=date(2021, 12, 24)))
    store._clock = lambda: datetime.combine(day, time(4), UTC)
    assert earning.award_anniversaries().value.awards == awards
    with store.read() as session:
        lots = session.scalars(select(PointsLot)).all()
    assert [lot.expires_on for lot in lots] == [date(2028, 12, 31)] * awards
