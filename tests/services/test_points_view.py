from datetime import date

import pytest

from tests.conftest import TODAY
from tests.services import points_catalogue as made
from vipdesk.domain.periods import Period
from vipdesk.domain.points import Movement
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.words import Tier
from vipdesk.services import points_book
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.services.points import PointsService
from vipdesk.services.points_view import PointsView, PointsViewService
from vipdesk.services.redemptions import RedemptionService
from vipdesk.store.book import Store


@pytest.fixture
def rewards(store: Store) -> dict[str, int]:
    return made.fill_catalogue(store)


@pytest.fixture
def wang(store: Store) -> int:
    customer_id = made.add_customer(store, "王志强", "C1", Tier.DIAMOND)
    made.fill_points(store, customer_id)
    return customer_id


def view(store: Store, customer_id: int) -> PointsView:
    return PointsViewService(store).view(customer_id)


def test_what_was_taken_back_is_not_redeemed(
    store: Store, wang: int, rewards: dict[str, int]
) -> None:
    first = made.redeem(store, wang, (rewards["T2"], 1), on=date(2026, 8, 30))
    assert view(store, wang).year.redeemed == 5_000  # gold and diamond came later
    RedemptionService(store).reverse(first, "twice")
    assert view(store, wang).year.redeemed == 0


def test_the_rate_counts_what_was_there_in_january_and_came_since(
    store: Store, wang: int, rewards: dict[str, int]
) -> None:
    made.award(store, wang, 3_000, date(2023, 1, 1), date(2025, 12, 31))  # gone in January
    made.redeem(store, wang, (rewards["A1"], 1))
    year = view(store, wang).year
    assert (year.redeemed, year.basis) == (4_500, 18_000)
    assert year.rate is not None
    assert float(year.rate) == 0.25


def test_the_rate_is_the_indicator_of_a_book_of_this_customer_alone(
    store: Store, wang: int, rewards: dict[str, int]
) -> None:
    points = PointsService(store)
    last_year = made.redeem(store, wang, (rewards["T1"], 1), on=date(2025, 6, 1))
    RedemptionService(store).reverse(last_year, "twice")
    made.redeem(store, wang, (rewards["A1"], 1))
    (given,) = points.award(wang, AwardDraft(points=700, reason="slip")).value
    points.reverse(given, "slip")
    (old,) = points.award(wang, AwardDraft(points=90, reason="slip", on_day=date(2025, 2, 1))).value
    points.reverse(old, "slip")
    with store.action("points.settle") as session:
        points_book.spend(session, Movement(wang, EntryKind.ADJUSTMENT, TODAY, 400), TODAY)
        made_good = Movement(wang, EntryKind.ADJUSTMENT, TODAY, 50, expires_on=date(2028, 12, 31))
        points_book.award(session, made_good, TODAY)
    asked = Asked(Period.year(TODAY))
    (of_the_book,) = IndicatorService(store).values(asked, ["points_redemption"])
    year = view(store, wang).year
    assert (year.redeemed, year.basis) == (of_the_book.numerator, of_the_book.denominator)


def test_a_hold_is_not_yet_redeemed(store: Store, wang: int, rewards: dict[str, int]) -> None:
    made.redeem(store, wang, (rewards["N2"], 1))
    found = view(store, wang)
    assert (found.year.redeemed, found.figures.held) == (0, 2_000)
    assert found.held_until == date(2026, 12, 21)
    assert found.movements[0].acts == {"confirm", "release", "receipt", "sign"}


def test_what_can_be_done_follows_what_was_done(
    store: Store, wang: int, rewards: dict[str, int]
) -> None:
    paid = made.redeem(store, wang, (rewards["T1"], 1))
    row = view(store, wang).movements[0]
    assert row.acts == {"reverse", "receipt", "sign"}
    assert row.about == "国内流量包 10GB · 30 天 · D20261121-001"
    RedemptionService(store).reverse(paid, "wrong one")
    reversal, row = view(store, wang).movements[:2]
    assert reversal.acts == frozenset()
    assert "reverse" not in row.acts
    assert "wrong one" in reversal.about


def test_a_hold_by_hand_can_be_ended(store: Store, wang: int) -> None:
    PointsService(store).hold(wang, 500, "a phone is on its way")
    assert view(store, wang).movements[0].acts == {"confirm", "release"}


def test_every_reward_is_priced_for_this_customer_with_every_reason_against_it(
    store: Store, wang: int, rewards: dict[str, int]
) -> None:
    offers = {each.lines[0].reward.draft.number: each for each in view(store, wang).offers}
    assert (offers["T1"].points, offers["A1"].points, offers["T2"].points) == (800, 4_500, 4_500)
    assert offers["T1"].allowed
    assert [each.sentence(str) for each in offers["N1"].reasons] == [
        "90,000 points are needed and 18,000 are available."
    ]


def test_nobody_has_no_points(store: Store) -> None:
    customer_id = made.add_customer(store, "孙丽", "C9")
    found = view(store, customer_id)
    assert (found.figures.available, found.movements, found.year.rate) == (0, (), None)
