"""What to talk about: the script for the reason, and two or three offers that fit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.settings import OfferTemplate, ScriptTemplate
from vipdesk.domain.visits import DraftOffer
from vipdesk.domain.wording import amount
from vipdesk.domain.words import LineKind, Tier, Word
from vipdesk.texts import N_, Translate

ENDS_WITHIN_DAYS = 90  # the first stage of retention (rules.md 3)
NEW_WITHIN_DAYS = 31  # a new VIP is contacted within a month (rules.md 1)
BIRTHDAY_WITHIN_DAYS = 7
OFFERS_AT_MOST = 3
# Months without an effective contact after which care is due, by tier (rules.md 2).
CADENCE_MONTHS: Mapping[Tier, int] = {Tier.DIAMOND: 2, Tier.GOLD: 3, Tier.SILVER: 6}
DAYS_A_MONTH = 30
_RANKS = {tier.value: tier.rank for tier in Tier}


class Reason(Word):
    """Why one goes to see a customer; each has a script in the settings."""

    CONTRACT = "contract", N_("Contract ending")
    WELCOME = "welcome", N_("New VIP")
    BIRTHDAY = "birthday", N_("Birthday")
    NO_CONTACT = "no_contact", N_("Long without contact")
    GENERAL = "general", N_("General visit")


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkFacts:
    """What a script may say of a customer, and what decides which script and offers fit.

    Attributes:
        name: As the customer is addressed.
        phone: Masked.
        plan, plan_fee_fen: Of the main line.
        ends_on: The next day on which something ends on a line.
        contacted_on: Last effective touchpoint.
        last_visit_on: Last visit held.
        tier_since: First day of the present tier.
        birthday_in: Days to the next birthday; None where it is not known.
        line_kinds: What the customer has on the network.
    """

    name: str
    phone: str = ""
    tier: Tier = Tier.ORDINARY
    tier_since: date | None = None
    joined_on: date | None = None
    plan: str | None = None
    plan_fee_fen: int | None = None
    ends_on: date | None = None
    contacted_on: date | None = None
    last_visit_on: date | None = None
    birthday_in: int | None = None
    line_kinds: frozenset[LineKind] = frozenset()

    def years(self, today: date) -> int | None:
        """Whole years on the network; None in the first year and where the first day is unknown."""
        if self.joined_on is None:
            return None
        passed = (today.month, today.day) >= (self.joined_on.month, self.joined_on.day)
        return max(0, today.year - self.joined_on.year - (not passed)) or None


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """One step of a script, the customer's facts filled in."""

    head: str
    say: str


def reason_for(facts: TalkFacts, today: date) -> Reason:
    """Choose the script that matters most today.

    An ending within 90 days comes first, then a tier that is new within a month and not yet
    followed by a contact, a birthday within a week, and a care window that has run out.
    """
    if facts.ends_on and 0 <= (facts.ends_on - today).days <= ENDS_WITHIN_DAYS:
        return Reason.CONTRACT
    if _is_new(facts, today):
        return Reason.WELCOME
    if facts.birthday_in is not None and facts.birthday_in <= BIRTHDAY_WITHIN_DAYS:
        return Reason.BIRTHDAY
    if _care_is_due(facts, today):
        return Reason.NO_CONTACT
    return Reason.GENERAL


def _is_new(facts: TalkFacts, today: date) -> bool:
    since = facts.tier_since
    if facts.tier is Tier.ORDINARY or since is None:
        return False
    contacted = facts.contacted_on is not None and facts.contacted_on >= since
    return 0 <= (today - since).days <= NEW_WITHIN_DAYS and not contacted


def _care_is_due(facts: TalkFacts, today: date) -> bool:
    months = CADENCE_MONTHS.get(facts.tier)
    if months is None:
        return False
    last = facts.contacted_on
    return last is None or (today - last).days > months * DAYS_A_MONTH


def talking_points(
    scripts: Iterable[ScriptTemplate], reason: str, facts: TalkFacts, today: date
) -> list[TalkingPoint]:
    """Fill the script of ``reason``; a step that needs an unknown fact is left out.

    A reason without a script of its own gets the general one.
    """
    by_reason = {script.reason: script.steps for script in scripts}
    steps = by_reason.get(reason) or by_reason.get(Reason.GENERAL, ())
    known = {key: value for key, value in _fields(facts, today).items() if value}
    points = []
    for head, say in steps:
        try:
            points.append(TalkingPoint(head.format_map(known), say.format_map(known)))
        except (KeyError, IndexError, ValueError):  # an unknown fact, or a brace typed in settings
            continue
    return points


def _fields(facts: TalkFacts, today: date) -> dict[str, str]:
    years = facts.years(today)
    left = (facts.ends_on - today).days if facts.ends_on else -1
    last = facts.last_visit_on or facts.contacted_on
    return {
        "name": facts.name,
        "phone": facts.phone,
        "plan": facts.plan or "",
        "years": str(years) if years else "",
        "ends_on": facts.ends_on.isoformat() if facts.ends_on and left >= 0 else "",
        "days_left": str(left) if left >= 0 else "",
        "last_visit": last.isoformat() if last else "",
    }


def choose_offers(
    templates: Sequence[OfferTemplate], facts: TalkFacts, t: Translate
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


def _fits(template: OfferTemplate, facts: TalkFacts) -> bool:
    fee = facts.plan_fee_fen or 0
    return (
        template.line_kind in facts.line_kinds
        and facts.tier.rank >= _RANKS[template.min_tier]
        and fee >= template.min_fee_fen
        and (template.max_fee_fen is None or fee <= template.max_fee_fen)
    )


def _distance(template: OfferTemplate, facts: TalkFacts) -> int:
    """How far the offer's fee is from the present one, in fen."""
    if template.fee_fen is None or facts.plan_fee_fen is None:
        return 0
    return abs(template.fee_fen - facts.plan_fee_fen)


def _rank(template: OfferTemplate, facts: TalkFacts) -> tuple[int, int]:
    return _distance(template, facts), -(template.months or 0)


def _why(template: OfferTemplate, facts: TalkFacts, t: Translate) -> str:
    distance = _distance(template, facts)
    if distance == 0:
        fee = t("Keeps the present fee")
    else:
        fee = t("{amount} yuan from the present fee").format(amount=amount(distance))
    if not template.months:
        return fee
    return t("{fee}, holds for {months} months").format(fee=fee, months=template.months)
