"""Which offers fit a customer today and for a reason, which one is recommended, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.names import fold
from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.talk import QUIET, Reason
from vipdesk.domain.visits import DraftOffer
from vipdesk.domain.wording import amount
from vipdesk.domain.words import LineKind, Tier
from vipdesk.texts import Translate

OFFERS_AT_MOST = 3
_RANKS = {tier.value: tier.rank for tier in Tier}


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What decides which offers fit.

    Attributes:
        fee_fen: Present monthly fee.
        line_kinds: What is on the network.
        plan: The present plan.
        reason: Why one speaks to the customer: a kind of ending, a warning, …
        today: None: offers count whatever their days.
    """

    tier: Tier
    fee_fen: int | None
    line_kinds: frozenset[LineKind]
    plan: str | None = None
    reason: Reason = Reason.GENERAL
    today: date | None = None


def choose_offers(
    templates: Sequence[OfferTemplate], facts: OfferFacts, t: Translate
) -> tuple[DraftOffer, ...]:
    """Choose up to three offers that fit, the recommended one first, and say why.

    An offer fits by kind of line, tier, present fee, present plan, reason and day; one that names
    no reason fits all but those on which nothing is sold. First come those
    that name the reason, then those that name the plan; of these the one that stays nearest to what
    the customer pays now, of these the one that binds longest (a rule of our own); one without a
    fee of its own keeps the present fee.
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
            why=" · ".join(_why(template, facts, t, recommended=place == 0)),
        )
        for place, template in enumerate(ranked)
    )


def is_valid(template: OfferTemplate, day: date) -> bool:
    """Whether an offer can be made on ``day``; its first and last day belong to it."""
    on = day.isoformat()
    return (template.valid_from or on) <= on <= (template.valid_to or on)


def _fits(template: OfferTemplate, facts: OfferFacts) -> bool:
    fee = facts.fee_fen or 0
    return (
        template.line_kind in facts.line_kinds
        and facts.tier.rank >= _RANKS[template.min_tier]
        and fee >= template.min_fee_fen
        and (template.max_fee_fen is None or fee <= template.max_fee_fen)
        and (not template.plans or _names_plan(template, facts))
        and _fits_reason(template, facts.reason)
        and (facts.today is None or is_valid(template, facts.today))
    )


def _fits_reason(template: OfferTemplate, reason: Reason) -> bool:
    return reason in template.reasons if template.reasons else reason not in QUIET


def _names_plan(template: OfferTemplate, facts: OfferFacts) -> bool:
    plan = fold(facts.plan or "")
    return any(fold(word) in plan for word in template.plans)


def _distance(template: OfferTemplate, facts: OfferFacts) -> int:
    """How far the offer's fee is from the present one, in fen."""
    if template.fee_fen is None or facts.fee_fen is None:
        return 0
    return abs(template.fee_fen - facts.fee_fen)


def _rank(template: OfferTemplate, facts: OfferFacts) -> tuple[bool, bool, int, int]:
    far = _distance(template, facts)
    return not template.reasons, not template.plans, far, -(template.months or 0)


def _why(
    template: OfferTemplate, facts: OfferFacts, t: Translate, *, recommended: bool
) -> Iterator[str]:
    """What speaks for an offer, what it costs us, and until when it can be had."""
    if template.reasons:
        yield t("made for “{reason}”").format(reason=t(facts.reason.label))
    if template.plans:
        yield t("for the plan {plan}").format(plan=facts.plan)
    if recommended:
        yield _terms(template, facts, t)
    if template.valid_to:
        yield t("valid until {day}").format(day=template.valid_to)
    if template.cost_fen:
        yield t("costs us {amount} yuan").format(amount=amount(template.cost_fen))


def _terms(template: OfferTemplate, facts: OfferFacts, t: Translate) -> str:
    distance = _distance(template, facts)
    if distance == 0:
        fee = t("Keeps the present fee")
    else:
        fee = t("{amount} yuan from the present fee").format(amount=amount(distance))
    if not template.months:
        return fee
    return t("{fee}, holds for {months} months").format(fee=fee, months=template.months)
