"""What to talk about: which script, and its steps filled with the customer's facts.

A script is steps of a head and what to say, in Markdown, with ``{fields}``. A sentence that needs a
fact which the book does not hold is left out, a step of which nothing is left too.
"""

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.markdown import escaped
from vipdesk.domain.months import months_later, whole_years
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.settings import ScriptTemplate
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.wording import amount
from vipdesk.domain.words import DateKind, Tier, Word
from vipdesk.texts import N_

NEW_WITHIN_DAYS = 90  # a definition of our own
BIRTHDAY_WITHIN_DAYS = 7
YEARS_TOLD_FROM = 2
Points = Sequence[tuple[str, str]]  # head in plain text, what to say in Markdown


class Reason(Word):
    """Why one speaks to a customer; each has a script in the settings."""

    CONTRACT = "contract", N_("Contract ending")
    STOP = "stop", N_("Stop at expiry")
    REBATE = "rebate", N_("Rebate ending")
    TRIAL = "trial", N_("Trial ending")
    LOW_BALANCE = "low_balance", N_("Low balance")
    ZERO_CALLS = "zero_calls", N_("No calls")
    TOP_UPS = "few_top_ups", N_("Few or small top-ups")
    SWING = "swing", N_("Fee has fallen")
    OFF_NET_WORDS = "off_net_words", N_("Spoke of leaving")
    COMPLAINT = "complaint", N_("Complaint")
    ARREARS = "arrears", N_("Arrears")
    BY_HAND = "by_hand", N_("Asked to leave")
    CALL_BACK = "call_back", N_("Call back after a complaint")
    NO_CONTACT = "no_contact", N_("Long without contact")
    BIRTHDAY = "birthday", N_("Birthday")
    WELCOME = "welcome", N_("New VIP")
    WIN_BACK = "win_back", N_("Win back")
    GENERAL = "general", N_("General visit")


DATE_OF: Mapping[Reason, DateKind] = {
    Reason.CONTRACT: DateKind.CONTRACT,
    Reason.STOP: DateKind.STOP,
    Reason.REBATE: DateKind.REBATE,
    Reason.TRIAL: DateKind.TRIAL,
}
"""The ending date that a reason is about."""

QUIET = frozenset({Reason.BIRTHDAY, Reason.COMPLAINT, Reason.CALL_BACK})
"""Reasons on which nothing is sold, unless an offer was made for them."""

_OF_TASK: Mapping[str, Reason] = {
    TaskKind.BY_HAND: Reason.BY_HAND,
    TaskKind.CALL_BACK: Reason.CALL_BACK,
    TaskKind.BIND: Reason.WELCOME,
    TaskKind.FIRST_CONTACT: Reason.WELCOME,
    TaskKind.CARE: Reason.NO_CONTACT,
    TaskKind.BIRTHDAY: Reason.BIRTHDAY,
}


def reason_of_task(kind: str, cause: str) -> Reason:
    """The script for a task; ``end:rebate:12`` and ``warning:swing:line:3`` name theirs."""
    if kind in (TaskKind.END, TaskKind.WARNING):
        named = cause.split(":")[1] if ":" in cause else ""
        return next((reason for reason in Reason if reason == named), Reason.GENERAL)
    return _OF_TASK.get(kind, Reason.GENERAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkFacts:
    """What a script may mention, and what decides which one fits; None or "" is unknown.

    Attributes:
        addressed: How one speaks to the customer, such as 王先生; "" takes the name.
        birthday_in: Days to the next birthday.
        last_contact_on: The last effective one.
        complaint: What the newest complaint is about, in the file's words.
        points: Points that can be used; None for who never had any.
    """

    today: date
    name: str
    addressed: str = ""
    manager: str = ""
    manager_phone: str | None = None
    joined_on: date | None = None
    plan: str | None = None
    ends_on: date | None = None
    ends_kind: DateKind = DateKind.CONTRACT
    last_contact_on: date | None = None
    phone: str | None = None
    tier: Tier = Tier.ORDINARY
    tier_name: str = ""
    tier_since: date | None = None
    birthday_in: int | None = None
    complaint_on: date | None = None
    complaint: str | None = None
    balance_fen: int | None = None
    arrears_fen: int | None = None
    points: int | None = None


def choose_reason(facts: TalkFacts, rules: RetentionRules) -> Reason:
    """The script that fits best where no task says why.

    Something ends within the first stage; else new with us or newly promoted and not yet contacted;
    else a birthday within a week; else the tier's care window has run out; else the general one.
    """
    if facts.ends_on and 0 <= (facts.ends_on - facts.today).days <= max(rules.stages, default=-1):
        return next(reason for reason, kind in DATE_OF.items() if kind is facts.ends_kind)
    if _is_new(facts, rules):
        return Reason.WELCOME
    if facts.birthday_in is not None and facts.birthday_in <= BIRTHDAY_WITHIN_DAYS:
        return Reason.BIRTHDAY
    return Reason.NO_CONTACT if _care_is_due(facts, rules) else Reason.GENERAL


def _is_new(facts: TalkFacts, rules: RetentionRules) -> bool:
    if facts.joined_on and (facts.today - facts.joined_on).days <= NEW_WITHIN_DAYS:
        return True
    since, last = facts.tier_since, facts.last_contact_on
    if facts.tier is Tier.ORDINARY or since is None or (last and last >= since):
        return False
    return since <= facts.today <= months_later(since, rules.first_contact_months)


def _care_is_due(facts: TalkFacts, rules: RetentionRules) -> bool:
    """A VIP never contacted is due at once; who has no cadence after the longest that is set."""
    last = facts.last_contact_on
    if last is None:
        return facts.tier in rules.cadence_months
    longest = max(rules.cadence_months.values(), default=0)
    months = rules.cadence_months.get(facts.tier, longest)
    return months > 0 and facts.today > months_later(last, months)


def script_for(reason: str, scripts: Iterable[ScriptTemplate]) -> ScriptTemplate:
    """The script of ``reason``, else the general one, else an empty one."""
    by_reason = {script.reason: script for script in scripts}
    return by_reason.get(reason) or by_reason.get("general") or ScriptTemplate(reason, ())


def talking_points(script: ScriptTemplate, facts: TalkFacts) -> Points:
    """The steps as head and words; a sentence that needs an unknown fact is left out."""
    plain = {key: value for key, value in _values(facts).items() if value is not None}
    safe = {key: escaped(value) for key, value in plain.items()}
    said = [(_said(head, plain), _said(say, safe)) for head, say in script.steps]
    return [(head, say) for head, say in said if say]


def as_markdown(points: Points) -> str:
    """All steps as one text, numbered."""
    steps = (f"### {number} {escaped(head)}\n{say}" for number, (head, say) in enumerate(points, 1))
    return "\n\n".join(steps)


def _values(facts: TalkFacts) -> dict[str, str | None]:
    years = whole_years(facts.joined_on, facts.today) if facts.joined_on else 0
    left = (facts.ends_on - facts.today).days if facts.ends_on else -1  # under 0: has ended
    return {
        "name": facts.name,
        "addressed": facts.addressed or facts.name,
        "manager": facts.manager or None,
        "manager_phone": facts.manager_phone or None,
        "tier": facts.tier_name or None,
        "years": str(years) if years >= YEARS_TOLD_FROM else None,
        "plan": facts.plan or None,
        "ends_on": facts.ends_on.isoformat() if facts.ends_on and left >= 0 else None,
        "ended_on": facts.ends_on.isoformat() if facts.ends_on and left < 0 else None,
        "days_left": str(left) if left >= 0 else None,
        "last_visit": facts.last_contact_on.isoformat() if facts.last_contact_on else None,
        "complaint_on": facts.complaint_on.isoformat() if facts.complaint_on else None,
        "complaint": facts.complaint or None,
        "balance": None if facts.balance_fen is None else amount(facts.balance_fen),
        "arrears": amount(facts.arrears_fen) if facts.arrears_fen else None,
        "points": None if facts.points is None else f"{facts.points:,}",
        "phone": facts.phone or None,
    }


_FIELD = re.compile(r"\{(\w+)\}")
_LIST_SIGN = re.compile(r"\s*(?:[-+*]|\d{1,3}[.)])\s+")
_CLOSERS = "\"'”’」』）)"
_SENTENCE = re.compile(
    rf".+?(?:[。！？!?…]+|(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bNo)\.(?=[\s*{_CLOSERS}]|$))"
    rf"[{_CLOSERS}]*\s*|.+$",
    re.DOTALL,
)


def _said(text: str, values: Mapping[str, str]) -> str:
    """The text with its facts, line by line; lines of which nothing is left are gone."""
    lines: list[str] = []
    for line in text.splitlines():
        sign = _LIST_SIGN.match(line)
        start = sign.end() if sign else 0
        kept = _kept(line[start:], values)
        if kept or (not line.strip() and lines and lines[-1]):
            lines.append(line[:start] + kept)
    return "\n".join(lines).rstrip()


def _kept(line: str, values: Mapping[str, str]) -> str:
    sentences = _sentences(line)
    kept = [each for each in sentences if _fields(each) <= values.keys()]
    said = "".join(kept).strip()
    if len(kept) < len(sentences) and said.count("**") % 2:  # its other half is gone
        said = said.replace("**", "")
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), said)


def _sentences(line: str) -> list[str]:
    """Whole sentences with the blanks after them; ``**`` stays with the sentence that it closes."""
    made: list[str] = []
    for sentence in _SENTENCE.findall(line):
        if made and made[-1].count("**") % 2 and sentence.startswith("**"):
            made[-1] += "**"
            sentence = sentence[2:]
        if sentence.strip() or not made:
            made.append(sentence)
        else:
            made[-1] += sentence
    return made


def _fields(say: str) -> set[str]:
    """The fields that a manager's text asks for; a text with stray braces asks for none."""
    try:
        return {name for _text, name, _spec, _conv in string.Formatter().parse(say) if name}
    except ValueError:
        return set()
