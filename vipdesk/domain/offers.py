"""Which offers fit a customer, which one is recommended, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.visits import DraftOffer
from vipdesk.domain.wording import amount
from vipdesk.domain.words import LineKind, Tier
from vipdesk.texts import Translate

OFFERS_AT_MOST = 3
_RANKS = {tier.value: tier.rank for tier in Tier}


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What decides which offers fit: tier, present monthly fee, what is on the network."""

    tier: Tier
    fee_fen: int | None
    line_kinds: frozenset[LineKind]


def choose_offers(
    templates: Sequence[OfferTemplate], facts: OfferFacts, t: Translate
) -> tuple[DraftOffer, ...]:
    """Choose up to three offers that fit, the recommended one first, and say why it is.

    An offer fits by kind of line, tier and present fee. Recommended is the one that stays nearest
    to what the customer pays now, of these the one that binds longest (a rule of our own); one
    without a fee of its own keeps the present fee.
    """
    fitting = [template for template in templates if _fits(template, facts)]
    ranked = sorted(fitting, key=lambda template: _rank(template, facts))[:OFFERS_AT_MOST]
    return tuple(
        DraftOffer(
            name=template.name,
            detail=template.detail,
            fee_fen=template.fee_fen,
            months=template.months,
            recommended=place == 0,
            why=_why(template, facts, t) if place == 0 else "",
        )
        for place, template in enumerate(ranked)
    )


def _fits(template: OfferTemplate, facts: OfferFacts) -> bool:
    fee = facts.fee_fen or 0
    return (
        template.line_kind in facts.line_kinds
        and facts.tier.rank >= _RANKS[template.min_tier]
        and fee >= template.min_fee_fen
        and (template.max_fee_fen is None or fee <= template.max_fee_fen)
    )


def _distance(template: OfferTemplate, facts: OfferFacts) -> int:
    """How far the offer's fee is from the present one, in fen."""
    if template.fee_fen is None or facts.fee_fen is None:
        return 0
    return abs(template.fee_fen - facts.fee_fen)


def _rank(template: OfferTemplate, facts: OfferFacts) -> tuple[int, int]:
    return _distance(template, facts), -(template.months or 0)


def _why(template: OfferTemplate, facts: OfferFacts, t: Translate) -> str:
    distance = _distance(template, facts)
    if distance == 0:
        fee = t("Keeps the present fee")
    else:
        fee = t("{amount} yuan from the present fee").format(amount=amount(distance))
    if not template.months:
        return fee
    return t("{fee}, holds for {months} months").format(fee=fee, months=template.months)
