"""What to talk about at a visit: which script, and its steps with the customer's facts filled in."""

import string
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.settings import ScriptTemplate

CONTRACT_WITHIN_DAYS = 90  # the first stage of retention (rules.md 3)
NEW_WITHIN_DAYS = 90  # a definition of our own
SILENT_AFTER_DAYS = 183  # the longest cadence of care (rules.md 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkFacts:
    """What a script may mention; None is unknown."""

    today: date
    name: str
    joined_on: date | None = None
    plan: str | None = None
    ends_on: date | None = None
    last_contact_on: date | None = None
    phone: str | None = None


def choose_reason(facts: TalkFacts) -> str:
    """The script that fits best: something ends, new with us, long not heard of, or general."""
    if facts.ends_on and 0 <= (facts.ends_on - facts.today).days <= CONTRACT_WITHIN_DAYS:
        return "contract"
    if facts.joined_on and (facts.today - facts.joined_on).days <= NEW_WITHIN_DAYS:
        return "welcome"
    last = facts.last_contact_on
    if last and (facts.today - last).days > SILENT_AFTER_DAYS:
        return "no_contact"
    return "general"


def script_for(reason: str, scripts: Iterable[ScriptTemplate]) -> ScriptTemplate:
    """The script of ``reason``, else the general one, else an empty one."""
    by_reason = {script.reason: script for script in scripts}
    return by_reason.get(reason) or by_reason.get("general") or ScriptTemplate(reason, ())


def talking_points(script: ScriptTemplate, facts: TalkFacts) -> list[tuple[str, str]]:
    """The steps as head and words; a step that needs an unknown fact is left out."""
    values = {key: value for key, value in _values(facts).items() if value is not None}
    return [
        (head, _filled(say, values)) for head, say in script.steps if _fields(say) <= values.keys()
    ]


def _values(facts: TalkFacts) -> dict[str, str | None]:
    years = (facts.today - facts.joined_on).days // 365 if facts.joined_on else 0
    left = (facts.ends_on - facts.today).days if facts.ends_on else -1
    return {
        "name": facts.name,
        "years": str(years) if years > 0 else None,
        "plan": facts.plan or None,
        "ends_on": facts.ends_on.isoformat() if facts.ends_on and left >= 0 else None,
        "days_left": str(left) if left >= 0 else None,
        "last_visit": facts.last_contact_on.isoformat() if facts.last_contact_on else None,
        "phone": facts.phone or None,
    }


def _fields(say: str) -> set[str]:
    """The fields that a manager's text asks for; a text with stray braces asks for none."""
    try:
        return {name for _text, name, _spec, _conv in string.Formatter().parse(say) if name}
    except ValueError:
        return set()


def _filled(say: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        say = say.replace(f"{{{name}}}", value)
    return say
