"""A customer with points of several years, and a catalogue to redeem them from."""

from datetime import date

from tests.conftest import TODAY
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.lottery import LotteryDraft, PrizeDraft
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import DiscountKind, EntryKind, RewardKind
from vipdesk.domain.rewards import DiscountDraft, PartnerDraft, RewardDraft
from vipdesk.domain.words import Tier
from vipdesk.services import points_book
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.lotteries import LotteryService
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.services.redemptions import RedemptionService
from vipdesk.services.rewards import RewardService
from vipdesk.store.book import Store
from vipdesk.store.records import Reward

REWARDS = (
    RewardDraft("T1", "国内流量包 10GB · 30 天", points=1_000, tier_points={"diamond": 800}),
    RewardDraft("T2", "话费 50 元", points=5_000, tier_points={"diamond": 4_500}, stackable=False),
    RewardDraft("A1", "航空里程 500 公里", RewardKind.ALLIANCE, 5_000, terms="三个工作日内入账。"),
    RewardDraft("A2", "影城双人票", RewardKind.ALLIANCE, 3_600, stock=3),
    RewardDraft("N1", "扫地机器人", RewardKind.NON_TELECOM, 90_000, stock=40, deferred=True),
    RewardDraft("N2", "保温杯", RewardKind.NON_TELECOM, 2_000, stock=31, deferred=True),
)


def add_customer(store: Store, name: str, number: str, tier: Tier = Tier.GOLD) -> int:
    """A customer who is long on the network."""
    draft = CustomerDraft(
        name=name, number=number, phone="13900008812", tier=tier, joined_on=date(2019, 9, 21)
    )
    return CustomerDesk.of(store).care.create(draft).value


def award(
    store: Store,
    customer_id: int,
    points: int,
    on: date,
    last: date,
    kind: EntryKind = EntryKind.BY_HAND,
    note: str | None = None,
) -> None:
    """Points as one lot."""
    with store.action("points.award", customer_id=customer_id) as session:
        movement = Movement(customer_id, kind, on, points, last, note=note)
        points_book.award(session, movement, store.today())


def fill_catalogue(store: Store) -> dict[str, int]:
    """Six rewards, one with a partner, and a discount on those of the alliance."""
    rewards = RewardService(store)
    airline = rewards.save_partner(PartnerDraft("南航联盟")).value
    made = {}
    for draft in REWARDS:
        made[draft.number] = rewards.save(draft).value
    with store.action("reward.save") as session:
        miles = session.get_one(Reward, made["A1"])
        miles.partner_id, miles.partner_points = airline, 500
    off = DiscountDraft(
        "钻石九折", DiscountKind.PERCENT, 1_000, reward_kind=RewardKind.ALLIANCE, tier=Tier.DIAMOND
    )
    rewards.save_discounts([(None, off)])
    return made


def add_lottery(store: Store) -> int:
    """A lottery that runs this month, with 31 prizes."""
    prizes = (PrizeDraft("蓝牙耳机", 1, 1), PrizeDraft("流量 1GB", 30, 9))
    draft = LotteryDraft("年终抽奖", 200, date(2026, 11, 1), date(2026, 12, 31), prizes)
    return LotteryService(store).save(draft).value.id


def fill_points(store: Store, customer_id: int) -> None:
    """18,000 points of three years, some of which end soon."""
    award(store, customer_id, 8_000, date(2024, 5, 20), date(2026, 12, 31), EntryKind.OPENING)
    award(store, customer_id, 9_000, date(2025, 3, 1), date(2027, 12, 31), EntryKind.IMPORTED)
    note = "联名卡首刷"
    award(store, customer_id, 1_000, date(2026, 9, 1), date(2028, 12, 31), EntryKind.JOINT, note)


def redeem(store: Store, customer_id: int, *wanted: tuple[int, int], on: date = TODAY) -> int:
    """A basket, paid or held."""
    draft = BasketDraft(customer_id=customer_id, wanted=wanted, on=on)
    return RedemptionService(store).redeem(draft).value.id
