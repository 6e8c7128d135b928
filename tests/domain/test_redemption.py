from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.domain.points import Figures, Lot, figures
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_words import DiscountKind, RewardKind
from vipdesk.domain.redemption import (
    Basket,
    EmptyBasketError,
    Quote,
    RedemptionRefusedError,
    Standing,
    quote,
)
from vipdesk.domain.rewards import (
    DiscountDraft,
    DiscountNameError,
    LastDayError,
    Off,
    PercentError,
    PointsOffError,
    RewardDraft,
    RewardError,
    RewardRow,
    check_discounts,
    check_reward,
    discounted,
)
from vipdesk.domain.words import Tier
from vipdesk.texts import translator

TODAY = date(2026, 11, 25)
DATA = RewardDraft("T1", "Data 10 GB", points=1_000, tier_points={"gold": 900, "ordinary": 0})
CUP = RewardDraft("N2", "Cup", RewardKind.NON_TELECOM, points=500)
SPRING = DiscountDraft("Spring", DiscountKind.PERCENT, 1_000)
GOLD = DiscountDraft("Gold", DiscountKind.POINTS, 50, tier=Tier.GOLD)
LOTS = (
    Lot(1, date(2025, 3, 1), date(2027, 12, 31), 2_000, 1_500),
    Lot(2, date(2024, 3, 1), date(2026, 12, 31), 800, 700, 100),
)


def asked(
    *wanted: tuple[RewardDraft, int],
    standing: Standing | None = None,
    left: int | None = None,
    discounts: Sequence[DiscountDraft] = (),
    rules: PointsRules | None = None,
    lots: Sequence[Lot] = LOTS,
    on: date = TODAY,
) -> Quote:
    rows = [(RewardRow(int(each.number[1:]), each, left), n) for each, n in wanted]
    basket = Basket(
        customer_id=1,
        on=on,
        wanted=rows,
        discounts=discounts,
        standing=standing or Standing(Tier.GOLD, 80),
        before=figures(lots, on),
        usable=lots,
        rules=rules or PointsRules(),
    )
    return quote(basket)


def whys(found: Quote) -> list[str]:
    return [reason.sentence(str) for reason in found.reasons]


def test_a_price_is_the_tiers_own_or_that_of_all() -> None:
    assert [DATA.price(tier) for tier in Tier] == [0, 1_000, 900, 1_000]


def test_discounts_stack_in_their_order_and_each_is_shown() -> None:
    assert discounted(DATA, Tier.GOLD, TODAY, [SPRING, GOLD]) == (
        760,
        (Off("Spring", 90), Off("Gold", 50)),
    )
    assert discounted(DATA, Tier.GOLD, TODAY, [GOLD, SPRING]) == (
        765,
        (Off("Gold", 50), Off("Spring", 85)),
    )


@pytest.mark.parametrize(
    "idle",
    [
        replace(SPRING, closed=True),
        replace(SPRING, reward_kind=RewardKind.ALLIANCE),
        replace(SPRING, tier=Tier.DIAMOND),
        replace(SPRING, valid_to=date(2026, 11, 24)),
        replace(SPRING, valid_from=date(2026, 11, 26)),
    ],
)
def test_a_discount_is_for_its_group_tier_and_days(idle: DiscountDraft) -> None:
    assert discounted(DATA, Tier.GOLD, TODAY, [idle]) == (900, ())
    assert discounted(replace(DATA, stackable=False), Tier.GOLD, TODAY, [SPRING]) == (900, ())


@given(
    points=st.integers(1, 10**9),
    amounts=st.lists(st.tuples(st.booleans(), st.integers(1, 10_000)), max_size=5),
)
def test_a_piece_never_costs_less_than_a_point(
    points: int, amounts: list[tuple[bool, int]]
) -> None:
    kinds = {True: DiscountKind.PERCENT, False: DiscountKind.POINTS}
    discounts = [DiscountDraft("d", kinds[percent], amount) for percent, amount in amounts]
    price, offs = discounted(RewardDraft("1", "r", points=points), Tier.GOLD, TODAY, discounts)
    assert price >= 1
    assert price + sum(off.points for off in offs) == points
    assert all(off.points > 0 for off in offs)


def test_a_basket_says_what_each_line_costs_which_lots_pay_and_what_is_left() -> None:
    found = asked((DATA, 1), (CUP, 1), (CUP, 1), discounts=[SPRING])
    assert [(x.quantity, x.list_points, x.offs, x.points) for x in found.lines] == [
        (1, 900, (Off("Spring", 90),), 810),
        (2, 1_000, (Off("Spring", 100),), 900),
    ]
    assert (found.list_points, found.points, found.available_after) == (1_900, 1_710, 390)
    assert [(p.lot_id, p.points, p.left) for p in found.paying] == [(2, 600, 100), (1, 1_110, 390)]
    assert found.before == Figures(2_200, 100)
    assert found.allowed


def test_nothing_wanted_is_no_basket() -> None:
    with pytest.raises(EmptyBasketError):
        asked((DATA, 0))


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (
            asked((DATA, 1), standing=Standing(Tier.GOLD, 5)),
            "5 months on the network; 6 are needed.",
        ),
        (
            asked((DATA, 1), standing=Standing(Tier.GOLD, None, 12_050)),
            "120.50 yuan are in arrears; they must be paid first.",
        ),
        (
            asked(
                (DATA, 1),
                standing=Standing(Tier.GOLD, 80, day_points=200),
                rules=PointsRules(day_cap=1_000),
            ),
            "200 points were redeemed this day, and this would be 900 more; "
            "1,000 are allowed a day.",
        ),
        (
            asked(
                (DATA, 1),
                standing=Standing(Tier.GOLD, 80, year_points=4_101),
                rules=PointsRules(year_cap=5_000),
            ),
            "4,101 points were redeemed in 2026, and this would be 900 more; "
            "5,000 are allowed a year.",
        ),
        (asked((CUP, 3), left=2), "Cup: 3 wanted, 2 left."),
        (asked((DATA, 3)), "2,700 points are needed and 2,100 are available."),
        (
            asked((replace(CUP, year_limit=2), 1), standing=Standing(Tier.GOLD, 80, pieces={2: 2})),
            "Cup: 2 had in 2026 and 1 wanted; 2 are allowed a year.",
        ),
        (
            asked((replace(CUP, valid_to=date(2026, 11, 24)), 1)),
            "Cup can be had from … to 2026-11-24, not on 2026-11-25.",
        ),
        (
            asked((DATA, 1), standing=Standing(Tier.ORDINARY, 80)),
            "Data 10 GB is not for the tier Ordinary.",
        ),
        (asked((replace(CUP, closed=True), 1)), "Cup is no longer offered."),
    ],
)
def test_a_refusal_says_why_with_the_figures(found: Quote, why: str) -> None:
    assert whys(found) == [why]
    with pytest.raises(RedemptionRefusedError) as refused:
        found.require()
    assert refused.value.sentence(translator("en")) == f"Not redeemed. Nothing was changed. {why}"


def test_caps_and_limits_include_their_last_point() -> None:
    just = Standing(Tier.GOLD, 6, day_points=100, year_points=4_100, pieces={1: 1})
    rules = PointsRules(day_cap=1_000, year_cap=5_000)
    assert asked((replace(DATA, year_limit=2), 1), standing=just, left=1, rules=rules).allowed


def test_all_reasons_are_told_together() -> None:
    found = asked((DATA, 4), standing=Standing(Tier.GOLD, 2, 100), left=3)
    assert len(found.reasons) == 4
    assert found.paying == ()
    assert found.available_after == 2_100 - 3_600


def test_a_basket_with_a_deferred_reward_is_held_whole() -> None:
    assert asked((DATA, 1), (replace(CUP, deferred=True), 1)).deferred
    assert not asked((DATA, 1), (CUP, 1)).deferred


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (replace(SPRING, name=" "), DiscountNameError),
        (replace(SPRING, amount=10_001), PercentError),
        (replace(SPRING, amount=0), PercentError),
        (replace(GOLD, amount=0), PointsOffError),
        (replace(GOLD, valid_from=TODAY, valid_to=date(2026, 11, 24)), LastDayError),
    ],
)
def test_discounts_that_cannot_be_taken_are_refused(
    draft: DiscountDraft, error: type[RewardError]
) -> None:
    check_discounts([SPRING, GOLD])
    with pytest.raises(error):
        check_discounts([SPRING, draft])


def test_a_reward_needs_number_name_price_and_days_in_order() -> None:
    check_reward(DATA)
    for wrong in (
        replace(DATA, number=" "),
        replace(DATA, name=""),
        replace(DATA, points=0),
        replace(DATA, valid_from=TODAY, valid_to=date(2026, 11, 24)),
    ):
        with pytest.raises(RewardError):
            check_reward(wrong)
