from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, TODAY, open_book
from tests.services.rewarding import award, figures
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.points import Figures
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_words import DiscountKind, Fulfilment, RedemptionStatus
from vipdesk.domain.redemption import RedemptionRefusedError
from vipdesk.domain.rewards import DiscountDraft, Off, PartnerDraft, RewardDraft
from vipdesk.services import points_book
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.journal import JournalService
from vipdesk.services.merging import MergingService
from vipdesk.services.points_book import FuturePointsError
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.services.redemptions import RedemptionService, RedemptionStateError
from vipdesk.services.rewards import RedeemedRewardError, RewardService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store

CUP = RewardDraft("1", "Cup", points=100, stock=5, year_limit=4)
PEN = RewardDraft("2", "Pen", points=30, deferred=True)


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, day: date) -> None:
        """Go to a day."""
        self.now = NOW + timedelta(days=(day - TODAY).days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(profile: Path, clock: Clock) -> Iterator[Store]:
    """An open, empty book whose day can be moved on."""
    store = open_book(profile, clock=clock)
    yield store
    store.close()


@pytest.fixture
def service(store: Store) -> RedemptionService:
    return RedemptionService(store)


@pytest.fixture
def rewards(store: Store) -> RewardService:
    return RewardService(store)


@pytest.fixture
def cup(rewards: RewardService) -> int:
    return rewards.save(CUP).value


@pytest.fixture
def pen(rewards: RewardService) -> int:
    return rewards.save(PEN).value


@pytest.fixture
def rich(store: Store, wang: int) -> int:
    """A customer with 100 points that end this year, and 500 that end in two."""
    award(store, wang, 500, date(2026, 5, 1), date(2028, 12, 31))
    award(store, wang, 100, date(2024, 5, 1), date(2026, 12, 31))
    return wang


def test_a_basket_is_redeemed_as_it_was_quoted(
    store: Store,
    service: RedemptionService,
    rewards: RewardService,
    rich: int,
    cup: int,
    takes_back: Callable[[Callable[[], object]], None],
) -> None:
    rewards.save_discounts([(None, DiscountDraft("Spring", DiscountKind.PERCENT, 1_000))])
    draft = BasketDraft(customer_id=rich, wanted=[(cup, 2)])
    told = service.quote(draft)
    assert (told.points, told.available_after) == (180, 420)
    row = service.redeem(draft).value
    assert (row.number, row.points, row.status) == (
        "D20261121-001",
        180,
        RedemptionStatus.DONE,
    )
    assert [(i.name, i.quantity, i.list_points, i.offs, i.points) for i in row.items] == [
        ("Cup", 2, 200, (Off("Spring", 20),), 180)
    ]
    assert row.items[0].fulfilled == ((Fulfilment.OPEN, TODAY),)
    assert figures(store, rich) == Figures(420, 0)
    assert rewards.reward(cup).left == 3
    JournalService(store).undo()
    assert figures(store, rich) == Figures(600, 0)
    assert service.of_customer(rich) == []
    assert service.redeem(draft).value.number == "D20261121-002"


def test_what_speaks_against_it_is_refused_and_nothing_changes(
    store: Store, service: RedemptionService, rich: int, cup: int
) -> None:
    with pytest.raises(RedemptionRefusedError) as error:
        service.redeem(BasketDraft(customer_id=rich, wanted=[(cup, 7)]))
    assert error.value.sentence(str) == (
        "Not redeemed. Nothing was changed. 700 points are needed and 600 are available. "
        "Cup: 7 wanted, 5 left. Cup: 0 had in 2026 and 7 wanted; 4 are allowed a year."
    )
    assert figures(store, rich) == Figures(600, 0)
    service.redeem(BasketDraft(customer_id=rich, wanted=[(cup, 4)]))
    with pytest.raises(RedemptionRefusedError) as error:
        service.redeem(BasketDraft(customer_id=rich, wanted=[(cup, 1)]))
    assert "4 had in 2026 and 1 wanted" in error.value.sentence(str)


def test_a_new_customer_waits_six_months(
    store: Store, service: RedemptionService, customer_desk: CustomerDesk, cup: int
) -> None:
    draft = CustomerDraft(name="陈晓燕", joined_on=date(2026, 6, 22))
    customer_id = customer_desk.care.create(draft).value
    award(store, customer_id, 500, TODAY, date(2028, 12, 31))
    told = service.quote(BasketDraft(customer_id=customer_id, wanted=[(cup, 1)]))
    assert [x.sentence(str) for x in told.reasons] == ["4 months on the network; 6 are needed."]


def test_the_cap_counts_what_stands(
    store: Store, service: RedemptionService, rich: int, cup: int
) -> None:
    settings = SettingsService(store)
    settings.save(replace(settings.load(), points=PointsRules(day_cap=200)))
    one = BasketDraft(customer_id=rich, wanted=[(cup, 1)])
    first = service.redeem(one).value
    service.redeem(one)
    assert not service.quote(one).allowed
    service.reverse(first.id)
    assert service.quote(one).allowed


def test_a_hold_is_confirmed_after_its_lot_has_expired_and_can_be_reversed(
    store: Store, clock: Clock, service: RedemptionService, rich: int, pen: int
) -> None:
    """Golden case 3, through a deferred reward."""
    held = service.redeem(
        BasketDraft(customer_id=rich, wanted=[(pen, 1)], until=date(2027, 1, 31))
    ).value
    assert (held.status, held.until_on) == (RedemptionStatus.HELD, date(2027, 1, 31))
    assert figures(store, rich) == Figures(600, 30)
    clock.on(date(2027, 1, 5))
    assert figures(store, rich) == Figures(530, 30)
    done = service.confirm(held.id).value
    assert (done.status, done.ended_on) == (RedemptionStatus.DONE, date(2027, 1, 5))
    assert done.items[0].fulfilment is Fulfilment.HANDED_OVER
    assert figures(store, rich) == Figures(500, 0)
    reversed_ = service.reverse(held.id, "broken").value
    assert reversed_.status is RedemptionStatus.REVERSED
    assert reversed_.items[0].fulfilment is Fulfilment.CANCELLED
    assert figures(store, rich) == Figures(500, 0)  # returned to its lot and expired (golden 4)
    with pytest.raises(RedemptionStateError):
        service.reverse(held.id)


def test_a_hold_whose_last_day_passed_counts_as_released(
    store: Store,
    clock: Clock,
    service: RedemptionService,
    rewards: RewardService,
    rich: int,
    pen: int,
) -> None:
    rewards.save(replace(PEN, stock=1), pen)
    held = service.redeem(BasketDraft(customer_id=rich, wanted=[(pen, 1)])).value
    assert held.until_on == TODAY + timedelta(days=30)
    assert rewards.reward(pen).left == 0
    clock.on(date(2026, 12, 22))
    assert figures(store, rich) == Figures(600, 0)
    row = service.redemption(held.id)
    assert (row.status, row.ended_on) == (RedemptionStatus.RELEASED, date(2026, 12, 22))
    assert rewards.reward(pen).left == 1
    for late in (service.confirm, service.release, service.reverse):
        with pytest.raises(RedemptionStateError) as error:
            late(held.id)
        assert "is Released" in error.value.sentence(str)
    service.redeem(BasketDraft(customer_id=rich, wanted=[(pen, 1)]))
    assert figures(store, rich) == Figures(600, 30)


@pytest.mark.parametrize("step", ["confirm", "release"])
def test_the_end_of_a_hold_can_be_undone(
    store: Store, service: RedemptionService, rich: int, pen: int, cup: int, step: str
) -> None:
    held = service.redeem(BasketDraft(customer_id=rich, wanted=[(cup, 1)], hold=True)).value
    getattr(service, step)(held.id)
    JournalService(store).undo()
    assert service.redemption(held.id).status is RedemptionStatus.HELD
    assert figures(store, rich) == Figures(600, 100)
    getattr(service, step)(held.id)
    left = {"confirm": 500, "release": 600}[step]
    assert figures(store, rich) == Figures(left, 0)
    if step == "confirm":
        service.reverse(held.id)
        assert figures(store, rich) == Figures(600, 0)


def test_a_reversal_returns_to_the_lots_that_paid(
    store: Store, clock: Clock, service: RedemptionService, rich: int, cup: int
) -> None:
    row = service.redeem(BasketDraft(customer_id=rich, wanted=[(cup, 2)])).value
    clock.on(date(2027, 2, 1))
    service.reverse(row.id)
    with store.read() as session:
        lots = points_book.lots_of(session, rich, store.today())
    assert [(lot.expires_on.year, lot.rest) for lot in lots] == [(2026, 100), (2028, 500)]
    assert figures(store, rich) == Figures(500, 0)
    JournalService(store).undo()
    assert service.redemption(row.id).status is RedemptionStatus.DONE
    assert figures(store, rich) == Figures(400, 0)


@pytest.mark.parametrize("hold", [False, True])
def test_what_was_undone_and_redone_can_still_be_reversed(
    store: Store, service: RedemptionService, rich: int, cup: int, hold: bool
) -> None:
    journal = JournalService(store)
    draft = BasketDraft(customer_id=rich, wanted=[(cup, 1)], hold=hold)
    row = service.redeem(draft).value
    for act in (service.confirm, service.reverse) if hold else (service.reverse,):
        journal.undo()
        journal.redo()
        act(row.id)
    journal.undo()
    assert figures(store, rich) == Figures(500, 0)
    service.reverse(row.id)
    assert figures(store, rich) == Figures(600, 0)
    assert service.redemption(row.id).status is RedemptionStatus.REVERSED


def test_a_hold_goes_with_its_customer_where_they_are_merged(
    store: Store, service: RedemptionService, rich: int, chen: int, pen: int
) -> None:
    held = service.redeem(BasketDraft(customer_id=rich, wanted=[(pen, 1)])).value
    MergingService(store).merge(chen, rich)
    assert figures(store, chen) == Figures(600, 30)
    (row,) = service.of_customer(chen)
    assert service.confirm(row.id).value.number == held.number
    assert figures(store, chen) == Figures(570, 0)


def test_a_redemption_can_be_noted_for_an_earlier_day_but_not_a_later_one(
    service: RedemptionService, rich: int, cup: int
) -> None:
    late = BasketDraft(customer_id=rich, wanted=[(cup, 1)], on=TODAY - timedelta(days=3))
    row = service.redeem(late).value
    assert (row.on, row.number) == (TODAY - timedelta(days=3), "D20261121-001")
    with pytest.raises(FuturePointsError):
        service.redeem(replace(late, on=TODAY + timedelta(days=1)))


def test_a_joint_reward_keeps_the_partners_share_as_it_was(
    service: RedemptionService, rewards: RewardService, rich: int
) -> None:
    cafe = rewards.save_partner(PartnerDraft("Cafe")).value
    coffee = RewardDraft(
        "3", "Coffee", points=10, partner_id=cafe, partner_points=5, settle_fen=880
    )
    reward_id = rewards.save(coffee).value
    row = service.redeem(BasketDraft(customer_id=rich, wanted=[(reward_id, 3)])).value
    rewards.save(replace(coffee, settle_fen=900), reward_id)
    (item,) = service.redemption(row.id).items
    assert (item.partner, item.partner_points, item.settle_fen) == ("Cafe", 15, 2_640)
    with pytest.raises(RedeemedRewardError):
        rewards.delete(reward_id)
