"""What to talk about at a visit: which script, and its steps filled with the facts."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.settings import ScriptTemplate
from vipdesk.domain.words import Tier, Word
from vipdesk.texts import N_

CONTRACT_WITHIN_DAYS = 90  # the first stage of retention (rules.md 3)
NEW_WITHIN_DAYS = 90  # a definition of our own
PROMOTED_WITHIN_DAYS = 31  # a new VIP is contacted within a month (rules.md 1)
BIRTHDAY_WITHIN_DAYS = 7
# Days without an effective contact after which care is due (rules.md 2): 2, 3 and 6 months.
CADENCE_DAYS: Mapping[Tier, int] = {Tier.DIAMOND: 61, Tier.GOLD: 92, Tier.SILVER: 183}
SILENT_AFTER_DAYS = 183  # where no cadence is set


class Reason(Word):
    """Why one goes to see a customer; each has a script in the settings."""

    CONTRACT = "contract", N_("Contract ending")
    WELCOME = "welcome", N_("New VIP")
    BIRTHDAY = "birthday", N_("Birthday")
    NO_CONTACT = "no_contact", N_("Long without contact")
    GENERAL = "general", N_("General visit")


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkFacts:
    """What a script may mention, and what decides which one fits; None is unknown.

    ``birthday_in`` counts days to the next birthday; ``last_contact_on`` is the last effective one.
    """

    today: date
    name: str
    joined_on: date | None = None
    plan: str | None = None
    ends_on: date | None = None
    last_contact_on: date | None = None
    phone: str | None = None
    tier: Tier = Tier.ORDINARY
    tier_since: date | None = None
    birthday_in: int | None = None


def choose_reason(facts: TalkFacts) -> Reason:
    """The script that fits best.

    Something ends within 90 days; else new with us or newly promoted and not yet contacted; else a
    birthday within a week; else the tier's care window has run out; else the general one.
    """
    if facts.ends_on and 0 <= (facts.ends_on - facts.today).days <= CONTRACT_WITHIN_DAYS:
        return Reason.CONTRACT
    if _is_new(facts):
        return Reason.WELCOME
    if facts.birthday_in is not None and facts.birthday_in <= BIRTHDAY_WITHIN_DAYS:
        return Reason.BIRTHDAY
    return Reason.NO_CONTACT if _care_is_due(facts) else Reason.GENERAL


def _is_new(facts: TalkFacts) -> bool:
    if facts.joined_on and (facts.today - facts.joined_on).days <= NEW_WITHIN_DAYS:
        return True
    since, last = facts.tier_since, facts.last_contact_on
    if facts.tier is Tier.ORDINARY or since is None or (last and last >= since):
        return False
    return 0 <= (facts.today - since).days <= PROMOTED_WITHIN_DAYS


def _care_is_due(facts: TalkFacts) -> bool:
    """A VIP never contacted is due at once; an ordinary customer has no cadence."""
    last = facts.last_contact_on
    if last is None:
        return facts.tier in CADENCE_DAYS
    return (facts.today - last).days > CADENCE_DAYS.get(facts.tier, SILENT_AFTER_DAYS)


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


def whole_years(since: date, today: date) -> int:
    """Anniversaries passed; one that falls on ``today`` counts."""
    early = (today.month, today.day) < (since.month, since.day)
    return today.year - since.year - early


def _values(facts: TalkFacts) -> dict[str, str | None]:
    years = whole_years(facts.joined_on, facts.today) if facts.joined_on else 0
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
