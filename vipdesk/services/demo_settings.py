"""What the demo book is set to beyond the defaults: invented offers and benefits."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from vipdesk import texts
from vipdesk.domain import demo_names as names
from vipdesk.domain.settings import OfferTemplate, default_settings
from vipdesk.domain.talk import Reason
from vipdesk.domain.words import LineKind, OfferKind, Tier
from vipdesk.texts import N_

BEGAN, ENDS = 30, 75  # days before and after today within which the invented offers hold
_LESS = (Reason.SWING, Reason.ZERO_CALLS, Reason.TOP_UPS, Reason.LOW_BALANCE)
_LEAVING = (Reason.OFF_NET_WORDS, Reason.BY_HAND, Reason.COMPLAINT)
_BENEFITS = {
    Tier.SILVER.value: (N_("An account manager of your own"),),
    Tier.GOLD.value: (N_("Served first in service halls"), N_("The hotline answers you first")),
    Tier.DIAMOND.value: (N_("Lounges at stations and airports, six times a year"),),
}


def demo_settings(today: date) -> dict[str, Any]:
    """The values of a set, in the language of the desk."""
    t = texts.translator(texts.language())
    begun = (today - timedelta(days=BEGAN)).isoformat()
    ends = (today + timedelta(days=ENDS)).isoformat()
    offers = (
        *default_settings(t).offers,
        OfferTemplate(
            t(N_("A smaller plan, same number")),
            t(N_("The fee falls from next month, the number stays")),
            fee_fen=12_900,
            months=12,
            min_fee_fen=19_900,
            kind=OfferKind.MOVE_PLAN.value,
            reasons=tuple(map(str, _LESS)),
            valid_from=begun,
            valid_to=ends,
        ),
        OfferTemplate(
            t(N_("30 GB more a month")),
            t(N_("For a year, at no charge")),
            months=12,
            min_tier=Tier.GOLD.value,
            reasons=tuple(map(str, _LEAVING)),
            cost_fen=6_000,
            valid_from=begun,
            valid_to=ends,
        ),
        OfferTemplate(
            t(N_("Faster broadband for two years")),
            t(N_("1000M at the price of 500M")),
            months=24,
            line_kind=LineKind.BROADBAND.value,
            kind=OfferKind.RENEW.value,
            plans=(names.BROADBAND_WORD,),
            reasons=(str(Reason.STOP), str(Reason.CONTRACT)),
            cost_fen=12_000,
            valid_from=begun,
            valid_to=ends,
        ),
    )
    benefits = {tier: [t(text) for text in each] for tier, each in _BENEFITS.items()}
    return {"offers": [asdict(offer) for offer in offers], "benefits": benefits}
