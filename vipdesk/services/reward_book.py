"""Reads the catalogue, its discounts and partners within a session."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from vipdesk.domain.points_words import RedemptionStatus
from vipdesk.domain.rewards import (
    DiscountDraft,
    DiscountRow,
    PartnerDraft,
    PartnerRow,
    RewardDraft,
    RewardRow,
)
from vipdesk.errors import NotFoundError
from vipdesk.store.records import Discount, Partner, Redemption, RedemptionItem, Reward

_PLAIN = (
    "number", "name", "kind", "points", "valid_from", "valid_to", "stock", "year_limit", "deferred",
    "stackable", "partner_id", "partner_points", "settle_fen", "closed",
)  # fmt: skip
_OF_DISCOUNT = ("name", "kind", "amount", "reward_kind", "tier", "valid_from", "valid_to", "closed")


def stands(today: date) -> ColumnElement[bool]:
    """Whether a redemption counts: done, or held and its last day has not passed."""
    held = Redemption.status == RedemptionStatus.HELD
    kept = or_(Redemption.until_on.is_(None), Redemption.until_on >= today)
    return or_(Redemption.status == RedemptionStatus.DONE, and_(held, kept))


def pieces_given(session: Session, today: date, *wanted: ColumnElement[bool]) -> Mapping[int, int]:
    """Reward → pieces of redemptions that count and meet all of ``wanted``."""
    query = (
        select(RedemptionItem.reward_id, func.sum(RedemptionItem.quantity))
        .join(Redemption, Redemption.id == RedemptionItem.redemption_id)
        .where(stands(today), RedemptionItem.reward_id.is_not(None), *wanted)
        .group_by(RedemptionItem.reward_id)
    )
    return {reward_id or 0: int(pieces) for reward_id, pieces in session.execute(query)}


def reward_rows(session: Session, today: date, ids: Iterable[int] | None = None) -> list[RewardRow]:
    """The catalogue, or the rewards of ``ids``, by their numbers."""
    query = (
        select(Reward, Partner.name, Reward.picture.is_not(None))
        .outerjoin(Partner, Partner.id == Reward.partner_id)
        .order_by(Reward.number)
    )
    limited: list[ColumnElement[bool]] = [RedemptionItem.reward_id.in_(_stocked())]
    if ids is not None:
        wanted = list(ids)
        query = query.where(Reward.id.in_(wanted))
        limited.append(RedemptionItem.reward_id.in_(wanted))
    given = pieces_given(session, today, *limited)
    return [
        _reward_row(reward, partner, pictured, given.get(reward.id, 0))
        for reward, partner, pictured in session.execute(query)
    ]


def _stocked() -> Any:
    return select(Reward.id).where(Reward.stock.is_not(None)).scalar_subquery()


def _reward_row(reward: Reward, partner: str | None, pictured: bool, given: int) -> RewardRow:
    left = None if reward.stock is None else reward.stock - given
    return RewardRow(reward.id, reward_draft(reward), left, partner or "", pictured)


def reward_draft(reward: Reward) -> RewardDraft:
    """A reward as it would be typed."""
    plain: dict[str, Any] = {name: getattr(reward, name) for name in _PLAIN}
    return RewardDraft(**plain, tier_points=reward.tier_points, terms=reward.terms or "")


def write_reward(reward: Reward, draft: RewardDraft) -> None:
    """Put a draft into the record; the picture stays."""
    for name in _PLAIN:
        setattr(reward, name, getattr(draft, name))
    reward.number, reward.name = draft.number.strip(), draft.name.strip()
    reward.tier_points = dict(draft.tier_points)
    reward.terms = draft.terms.strip() or None


def found_reward(session: Session, reward_id: int) -> Reward:
    """A reward.

    Raises:
        NotFoundError: It is gone.
    """
    reward = session.get(Reward, reward_id)
    if reward is None:
        raise NotFoundError
    return reward


def discount_rows(session: Session) -> list[DiscountRow]:
    """All discounts in the order in which they are taken."""
    query = select(Discount).order_by(Discount.position, Discount.id)
    return [
        DiscountRow(each.id, DiscountDraft(**{name: getattr(each, name) for name in _OF_DISCOUNT}))
        for each in session.scalars(query)
    ]


def write_discount(discount: Discount, draft: DiscountDraft, position: int) -> None:
    """Put a draft into the record, at its place in the order."""
    for name in _OF_DISCOUNT:
        setattr(discount, name, getattr(draft, name))
    discount.name, discount.position = draft.name.strip(), position


def partner_rows(session: Session) -> list[PartnerRow]:
    """All partners by name."""
    return [
        PartnerRow(
            each.id, PartnerDraft(each.name, each.contact or "", each.note or "", each.closed)
        )
        for each in session.scalars(select(Partner).order_by(Partner.name))
    ]


def write_partner(partner: Partner, draft: PartnerDraft) -> None:
    """Put a draft into the record."""
    partner.name = draft.name.strip()
    partner.contact = draft.contact.strip() or None
    partner.note = draft.note.strip() or None
    partner.closed = draft.closed
