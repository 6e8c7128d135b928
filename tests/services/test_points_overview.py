from datetime import date

import pytest

from tests.conftest import TODAY, at_work
from tests.furnished import Furnished, Furnishing
from tests.guard import gui_thread_guard
from tests.services import points_catalogue as made
from tests.store.builders import add_line
from vipdesk.domain.rewards import RewardDraft
from vipdesk.domain.words import Tier
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.points import PointsService
from vipdesk.services.points_overview import PointsOverviewService
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.services.redemptions import RedemptionService
from vipdesk.services.rewards import RewardService
from vipdesk.store.book import Store
from vipdesk.store.records import Account, AccountBalance, Customer

LAST, NEXT = date(2026, 12, 31), date(2027, 12, 31)


def _fill(store: Store) -> dict[str, int]:
    found = {}
    tiers = (("王志强", Tier.DIAMOND, 4_000), ("孙丽", Tier.GOLD, 5_000), ("林涛", Tier.GOLD, 900))
    for number, (name, tier, points) in enumerate(tiers):
        found[name] = made.add_customer(store, name, f"C{number}", tier)
        made.award(store, found[name], points, date(2025, 1, 1), LAST)
    return found


@pytest.fixture(scope="session")
def people_furnished(furnishing: Furnishing) -> Furnished[dict[str, int]]:
    return furnishing(at_work(_fill))


@pytest.fixture
def people(people_furnished: Furnished[dict[str, int]], store: Store) -> dict[str, int]:
    """Customers by name, with 4,000, 5,000 and 900 points."""
    return people_furnished.value


@pytest.fixture
def service(store: Store) -> PointsOverviewService:
    return PointsOverviewService(store)


def reward(store: Store, **changes: object) -> int:
    values = {"number": "R1", "name": "Cup", "points": 1_000} | changes
    return RewardService(store).save(RewardDraft(**values)).value  # type: ignore[arg-type]


def expiring(service: PointsOverviewService) -> list[tuple[str, int, int]]:
    return [(each.month, each.points, each.customers) for each in service.read().expiring]


def test_what_is_free_expires_month_by_month(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    made.award(store, people["林涛"], 70, date(2026, 1, 1), NEXT)
    made.award(store, people["林涛"], 9, date(2023, 1, 1), date(2025, 12, 31))  # is gone
    PointsService(store).hold(people["王志强"], 4_000, "a phone")
    assert expiring(service) == [("2026-12", 5_900, 2), ("2027-12", 70, 1)]


def test_two_last_days_of_a_month_count_a_customer_once(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    made.award(store, people["林涛"], 70, date(2026, 1, 1), date(2026, 12, 15))
    assert expiring(service) == [("2026-12", 9_970, 3)]


def test_a_hold_past_its_last_day_holds_nothing(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    made_on, until = date(2026, 11, 1), date(2026, 11, 10)
    PointsService(store).hold(people["王志强"], 3_500, "a phone", on=made_on, until_on=until)
    assert expiring(service) == [("2026-12", 9_900, 3)]
    cup = reward(store, points=4_000)
    assert service.could_get(cup) == [people["孙丽"], people["王志强"]]
    assert {row.name: row.available for row in service.rows(list(people.values()))} == {
        "王志强": 4_000,
        "孙丽": 5_000,
        "林涛": 900,
    }
    PointsService(store).hold(people["林涛"], 900, "a phone", on=made_on, until_on=until)
    assert expiring(service) == [("2026-12", 9_900, 3)]
    (row,) = service.rows([people["林涛"]])
    assert (row.available, row.next_expiry) == (900, date(2026, 12, 31))


def test_points_of_the_recycle_bin_are_nobodys_to_use(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    hold = {"on": date(2026, 11, 1), "until_on": date(2026, 11, 10)}
    PointsService(store).hold(people["孙丽"], 100, "a phone", **hold)
    CustomerGroupsService(store).delete([people["孙丽"]])
    assert expiring(service) == [("2026-12", 4_900, 2)]
    assert service.read().available == 4_900
    made.award(store, people["林涛"], 70, date(2026, 1, 1), date(2026, 12, 15))
    assert expiring(service) == [("2026-12", 4_970, 2)]


def test_rows_are_read_by_their_indexes(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    made_on, until = date(2026, 11, 1), date(2026, 11, 10)
    PointsService(store).hold(people["王志强"], 3_500, "a phone", on=made_on, until_on=until)
    with gui_thread_guard(store):  # the list asks for them as it is painted
        assert len(service.rows(list(people.values()))) == 3


def test_who_could_get_a_reward_pays_the_price_of_their_tier(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    cup = reward(store, points=5_000, tier_points={"diamond": 4_000, "silver": 0})
    assert service.could_get(cup) == [people["孙丽"], people["王志强"]]
    assert service.could_get(cup, Tier.DIAMOND) == [people["王志强"]]
    assert service.read().chances[0].customers == {
        "ordinary": 0, "gold": 1, "diamond": 1,
    }  # fmt: skip


def test_who_owes_or_is_new_or_had_it_could_not(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    cup = reward(store, points=800, year_limit=1)
    assert len(service.could_get(cup)) == 3
    made.redeem(store, people["王志强"], (cup, 1))
    with store.action("customer.edit") as session:
        session.get_one(Customer, people["孙丽"]).joined_on = date(2026, 8, 1)
    with store.action("customer.edit") as session:
        account = Account(customer_id=people["林涛"])
        session.add(account)
        session.flush()
        owed = {"as_of": TODAY, "balance_fen": 0, "arrears_fen": 120}
        session.add(AccountBalance(account_id=account.id, **owed))
    assert service.could_get(cup) == []
    assert service.read().chances[0].count == 0


def test_who_joined_on_no_known_day_is_as_new_as_their_oldest_line(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    cup = reward(store, points=800)
    with store.action("customer.edit") as session:
        for name, opened_on in (("孙丽", date(2026, 8, 1)), ("林涛", date(2020, 1, 1))):
            customer = session.get_one(Customer, people[name])
            customer.joined_on = None
            add_line(session, customer, f"1390000{people[name]:04}").opened_on = opened_on
    assert service.could_get(cup) == [people["王志强"], people["林涛"]]
    assert service.read().chances[0].count == 2
    wanted = BasketDraft(customer_id=people["孙丽"], wanted=[(cup, 1)])
    assert not RedemptionService(store).quote(wanted).allowed


def test_what_nobody_can_have_today_is_no_chance(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    reward(store, valid_from=date(2027, 1, 1))
    reward(store, number="R2", closed=True)
    gone = reward(store, number="R3", points=100, stock=1)
    made.redeem(store, people["林涛"], (gone, 1))
    assert service.read().chances == ()
    assert service.could_get(gone) == []
    assert [each.name for each in service.read().low_stock] == ["Cup"]


def test_redeemed_by_kind_leaves_out_what_is_held_or_was_reversed(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    rewards = made.fill_catalogue(store)
    made.redeem(store, people["王志强"], (rewards["T1"], 2))
    made.redeem(store, people["孙丽"], (rewards["N2"], 1))
    taken_back = made.redeem(store, people["孙丽"], (rewards["T1"], 1))
    RedemptionService(store).reverse(taken_back, "wrong")
    (found,) = service.read().redeemed
    assert (found.kind, found.pieces, found.points) == ("telecom", 2, 1_600)


def test_what_was_held_counts_on_the_day_on_which_it_was_handed_over(
    store: Store, service: PointsOverviewService, people: dict[str, int]
) -> None:
    rewards = made.fill_catalogue(store)
    basket = BasketDraft(
        customer_id=people["孙丽"], wanted=[(rewards["N2"], 1)], on=date(2025, 12, 1), until=LAST
    )
    redemptions = RedemptionService(store)
    for handed_over_on in (date(2025, 12, 31), date(2026, 1, 1)):
        redemptions.confirm(redemptions.redeem(basket).value.id, handed_over_on)
    (found,) = service.read().redeemed
    assert (found.kind, found.pieces, found.points) == ("non_telecom", 1, 2_000)


def test_an_empty_book_has_nothing_to_tell(service: PointsOverviewService) -> None:
    found = service.read()
    assert (found.available, found.expiring, found.chances, found.redeemed) == (0, (), (), ())
