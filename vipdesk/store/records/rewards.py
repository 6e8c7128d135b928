"""What points buy: partners, rewards, discounts, redemptions, lotteries."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vipdesk.domain.changes import Area
from vipdesk.domain.points_words import DiscountKind, Fulfilment, RedemptionStatus, RewardKind
from vipdesk.domain.words import Tier
from vipdesk.store.records.base import (
    IDS_KEPT,
    Json,
    Key,
    Record,
    Uid,
    journalled,
    owned_by,
    refers_to,
    words,
)


class Partner(Record):
    """Who gives a reward or an award beside ours, and with whom it is settled by month."""

    __tablename__ = "partner"
    __table_args__ = (journalled(Area.REWARDS) | IDS_KEPT,)

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str] = mapped_column(unique=True)
    contact: Mapped[str | None]
    note: Mapped[str | None]
    closed: Mapped[bool] = mapped_column(default=False)  # no longer offered


class Reward(Record):
    """Something in the catalogue. What is left of its stock is counted, never stored."""

    __tablename__ = "reward"
    __table_args__ = (
        CheckConstraint("points > 0", name="points"),
        journalled(Area.REWARDS) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    number: Mapped[str] = mapped_column(unique=True)  # by which a file knows it
    name: Mapped[str]
    kind: Mapped[RewardKind] = words(RewardKind)
    points: Mapped[int]  # price for every tier that has none of its own
    tier_points: Mapped[Json]  # {tier: points}
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  # included
    stock: Mapped[int | None]  # how many there were to give in all; None: no end
    year_limit: Mapped[int | None]  # a customer and calendar year
    deferred: Mapped[bool] = mapped_column(default=False)  # held until it is handed over
    stackable: Mapped[bool] = mapped_column(default=True)  # whether discounts apply
    partner_id: Mapped[int | None] = refers_to("partner.id", index=True)
    partner_points: Mapped[int] = mapped_column(default=0)  # the partner's award beside ours
    settle_fen: Mapped[int] = mapped_column(default=0)  # owed to the partner for each
    picture: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # PNG or JPEG
    terms: Mapped[str | None]
    closed: Mapped[bool] = mapped_column(default=False)  # no longer offered


class Discount(Record):
    """A discount on rewards; several are taken in the order of ``position`` (优惠叠加)."""

    __tablename__ = "discount"
    __table_args__ = (journalled(Area.REWARDS) | IDS_KEPT,)

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    position: Mapped[int]
    kind: Mapped[DiscountKind] = words(DiscountKind)
    amount: Mapped[int]  # hundredths of a percent taken off, or points taken off one piece
    reward_kind: Mapped[RewardKind | None] = words(RewardKind)
    tier: Mapped[Tier | None] = words(Tier)  # from which it applies
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    closed: Mapped[bool] = mapped_column(default=False)


class Redemption(Record):
    """One basket that was redeemed or is held for; its movement is a ledger entry."""

    __tablename__ = "redemption"
    __table_args__ = (
        Index(None, "customer_id", "on_day"),
        Index(None, "status", "until_on"),
        Index(None, "on_day"),
        journalled(Area.POINTS, also=[Area.REWARDS]) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    number: Mapped[str] = mapped_column(unique=True)  # on the receipt, D20261125-001
    customer_id: Mapped[int] = owned_by("customer.id")
    entry_id: Mapped[int] = mapped_column(ForeignKey("points_entry.id"), index=True)
    on_day: Mapped[date]
    recorded_at: Mapped[datetime]
    points: Mapped[int]
    status: Mapped[RedemptionStatus] = words(RedemptionStatus)
    until_on: Mapped[date | None]  # of a hold
    ended_on: Mapped[date | None]  # confirmed, released or reversed on
    visit_id: Mapped[int | None] = refers_to("visit.id", index=True)
    note: Mapped[str | None]
    signature: Mapped[Json | None]  # strokes, as on a visit
    signed_at: Mapped[datetime | None]


class RedemptionItem(Record):
    """One line of a basket, with its price as it was then."""

    __tablename__ = "redemption_item"
    __table_args__ = (
        Index(None, "fulfilment"),
        Index(None, "reward_id"),
        journalled(Area.POINTS, also=[Area.REWARDS]) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    redemption_id: Mapped[int] = owned_by("redemption.id", index=True)
    reward_id: Mapped[int | None] = refers_to("reward.id")
    name: Mapped[str]
    kind: Mapped[RewardKind] = words(RewardKind)
    quantity: Mapped[int]
    list_points: Mapped[int]  # of all pieces, before discounts
    points: Mapped[int]  # of all pieces, after them
    discounts: Mapped[Json]  # [{"name": ..., "points": taken off}], in their order
    partner_id: Mapped[int | None] = refers_to("partner.id", index=True)
    partner_points: Mapped[int] = mapped_column(default=0)  # of all pieces
    settle_fen: Mapped[int] = mapped_column(default=0)  # of all pieces
    fulfilment: Mapped[Fulfilment] = words(Fulfilment)
    fulfilled: Mapped[Json]  # [{"state": ..., "on": ...}], in order


class Lottery(Record):
    """A draw of prizes for points; the seed is committed to before and shown after (积分抽奖)."""

    __tablename__ = "lottery"
    __table_args__ = (journalled(Area.REWARDS) | IDS_KEPT,)

    id: Mapped[Key]
    uid: Mapped[Uid]
    name: Mapped[str]
    points: Mapped[int]  # of one try
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    seed: Mapped[bytes] = mapped_column(LargeBinary(32))  # shown once it is revealed
    commitment: Mapped[str]  # SHA-256 of the seed and the prizes, as hex digits
    revealed_at: Mapped[datetime | None]
    note: Mapped[str | None]


class LotteryPrize(Record):
    """A prize: how many there are and with what weight it is drawn while it lasts."""

    __tablename__ = "lottery_prize"
    __table_args__ = (
        UniqueConstraint("lottery_id", "position"),
        CheckConstraint("stock >= 0 AND weight > 0", name="numbers"),
        journalled(Area.REWARDS) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    lottery_id: Mapped[int] = owned_by("lottery.id")
    position: Mapped[int]
    name: Mapped[str]
    stock: Mapped[int]
    weight: Mapped[int]
    worth_fen: Mapped[int] = mapped_column(default=0)


class LotteryTry(Record):
    """One try, in the order of the draw; never changed, so that anybody can redo it."""

    __tablename__ = "lottery_try"
    __table_args__ = (
        UniqueConstraint("lottery_id", "position"),
        Index(None, "customer_id"),
        journalled(Area.POINTS, also=[Area.REWARDS]) | IDS_KEPT,
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    lottery_id: Mapped[int] = mapped_column(ForeignKey("lottery.id"))
    position: Mapped[int]  # 1, 2, 3 … within its lottery
    customer_id: Mapped[int] = owned_by("customer.id")
    entry_id: Mapped[int] = mapped_column(ForeignKey("points_entry.id"))
    prize_id: Mapped[int] = mapped_column(ForeignKey("lottery_prize.id"))
    drawn_at: Mapped[datetime]
    fulfilment: Mapped[Fulfilment] = words(Fulfilment)
    fulfilled: Mapped[Json]
