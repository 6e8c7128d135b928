"""How a risk is said and coloured on every screen."""

from vipdesk.domain.risk_words import factor_name
from vipdesk.domain.score import RISK_WORDS
from vipdesk.domain.task_query import Risk
from vipdesk.services.risk import CustomerRisk
from vipdesk.texts import _
from vipdesk.ui.theme import Tone

MOST_FACTORS = 3  # in one line
_TONES = {Risk.HIGH: Tone.RED, Risk.MEDIUM: Tone.AMBER, Risk.LOW: Tone.GREEN}


def risk_word(risk: Risk | None) -> str:
    """High, medium or low; nothing where there is no score."""
    return _(RISK_WORDS[risk]) if risk else ""


def risk_tone(risk: Risk | None) -> Tone | None:
    """The colour beside the word."""
    return _TONES[risk] if risk else None


def risk_line(risk: CustomerRisk) -> str:
    """How high a customer's risk is and what weighs most, in one line."""
    told = _("Churn risk {level} · {score} points")
    head = told.format(level=risk_word(risk.risk).casefold(), score=risk.score)
    if risk.override is not None:
        return f"{head} · {risk.override.reason}"
    factors = risk.lines[0].score.factors if risk.lines else ()
    parts = [
        f"{factor_name(factor.key, _, risk.rules.ends_days)} +{factor.points}"
        for factor in factors[:MOST_FACTORS]
        if factor.points
    ]
    return " · ".join([head, *parts])
