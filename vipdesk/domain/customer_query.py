"""What the customer list is asked for: criteria that combine, kept as plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from vipdesk.domain.task_query import Risk
from vipdesk.domain.wording import amount
from vipdesk.domain.words import CustomerKind, FirstSteps, Stage, Tier, Word
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_, Translate

MAX_DAYS = 3650
MAX_MONTHS = 120


class BadFilterError(VipDeskError):
    """A criterion that nobody knows, or a value that it cannot take."""

    message = N_("There is no filter {name}={value}. Known are: {known}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFilter:
    """Criteria that must all hold; one that is empty asks for nothing.

    Within a criterion that takes several values, one of them must hold.

    Attributes:
        ends_within_days: The next ending date of a line lies from today to this many days ahead,
            both days included; what has ended already is not meant.
        months_without_contact: No effective touchpoint in so many calendar months, the present
            one included: 1 asks for those not met since the first day of this month.
        first_steps: How far the checklist of a new VIP is; not begun: of the last three months.
        in_arrears: Whether an account owes money.
        open_complaint: Whether a complaint is not closed yet.
        points_from: Usable points at the least.
        points_expiring: Whether points expire within the days that the settings say.
        arpu_from_fen, arpu_to_fen: Bounds of the mean monthly fee, both included.
        plans, tags, circles, owners: By name, so that a kept filter means the same on another
            laptop.
    """

    tiers: tuple[Tier, ...] = ()
    kinds: tuple[CustomerKind, ...] = ()
    stages: tuple[Stage, ...] = ()
    risks: tuple[Risk, ...] = ()
    first_steps: tuple[FirstSteps, ...] = ()
    ends_within_days: int | None = None
    months_without_contact: int | None = None
    in_arrears: bool | None = None
    open_complaint: bool | None = None
    do_not_disturb: bool | None = None
    points_from: int | None = None
    points_expiring: bool | None = None
    arpu_from_fen: int | None = None
    arpu_to_fen: int | None = None
    plans: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()

    def set_names(self) -> list[str]:
        """The names of the criteria that ask for something."""
        return [each.name for each in fields(self) if getattr(self, each.name) not in (None, ())]

    def is_empty(self) -> bool:
        """Whether every customer passes."""
        return not self.set_names()

    def to_json(self) -> dict[str, Any]:
        """Plain values of the criteria that are set."""
        found = {name: getattr(self, name) for name in self.set_names()}
        return {
            name: [str(each) for each in value] if isinstance(value, tuple) else value
            for name, value in found.items()
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "CustomerFilter":
        """Read what `to_json` gave; what a newer version wrote and we do not know is left out."""
        known: dict[str, Any] = {}
        for name, value in values.items():
            if name in WORD_CRITERIA and isinstance(value, list):
                known[name] = _words(WORD_CRITERIA[name], list(map(str, value)))
            elif name in NAME_CRITERIA and isinstance(value, list):
                known[name] = tuple(map(str, value))
            elif type(value) is _PLAIN_KINDS.get(name):
                known[name] = value
        return cls(**known)

    @classmethod
    def parse(cls, pairs: Mapping[str, str]) -> "CustomerFilter":
        """Read ``name=value`` as typed on the command line; several values part by commas.

        Raises:
            BadFilterError: An unknown name, or a value that is none of its kind.
        """
        values = {name: _parsed(name, text) for name, text in pairs.items()}
        return cls(**values)


WORD_CRITERIA: Mapping[str, type[Word]] = {
    "tiers": Tier,
    "kinds": CustomerKind,
    "stages": Stage,
    "risks": Risk,
    "first_steps": FirstSteps,
}
NAME_CRITERIA = ("plans", "tags", "circles", "owners")
FLAG_CRITERIA = ("in_arrears", "open_complaint", "do_not_disturb", "points_expiring")
NUMBER_CRITERIA = (
    "ends_within_days",
    "months_without_contact",
    "points_from",
    "arpu_from_fen",
    "arpu_to_fen",
)
_PLAIN_KINDS = dict.fromkeys(NUMBER_CRITERIA, int) | dict.fromkeys(FLAG_CRITERIA, bool)
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def _words(kind: type[Word], values: list[str]) -> tuple[Word, ...]:
    known = {str(word): word for word in kind}
    return tuple(known[value] for value in values if value in known)


def _parsed(name: str, text: str) -> Any:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    if name in WORD_CRITERIA:
        found = _words(WORD_CRITERIA[name], list(parts))
        if parts and len(found) == len(parts):
            return found
    elif name in NAME_CRITERIA and parts:
        return parts
    elif name in FLAG_CRITERIA and text.casefold() in _YES_NO:
        return _YES_NO[text.casefold()]
    elif name in NUMBER_CRITERIA and text.isascii() and text.isdigit():
        return int(text)
    known = ", ".join(each.name for each in fields(CustomerFilter))
    raise BadFilterError(name=name, value=text, known=known)


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """What the list shows and in what order.

    Attributes:
        search: As typed: name, pinyin, initials, last digits of a number, customer number,
            address, tag.
        sort: A column's sort key; ``extra:`` and a heading sorts by a column of an import.
    """

    search: str = ""
    filter: CustomerFilter = field(default_factory=CustomerFilter)
    sort: str = "next_end"
    descending: bool = False


def last_day_within(today: date, days: int) -> date:
    """The last day of a window of ``days``, today being day 0."""
    return today + timedelta(days=min(days, MAX_DAYS))


def first_day_without_contact(today: date, months: int) -> date:
    """The day since which nobody was met in ``months`` calendar months, this one included.

    1 is the first of this month. The result is never before year 1.
    """
    index = today.year * 12 + today.month - min(max(months, 1), MAX_MONTHS)
    return date(index // 12, index % 12 + 1, 1)


def describe(criteria: CustomerFilter, t: Translate) -> list[str]:
    """Word each criterion that is set, for a chip or the note of an export."""
    return list(_described(criteria, t))


def _described(criteria: CustomerFilter, t: Translate) -> Iterator[str]:
    yield from _chosen_words(criteria, t)
    if criteria.ends_within_days is not None:
        yield t("Ends within {n} days").format(n=criteria.ends_within_days)
    if criteria.months_without_contact is not None:
        yield _without_contact(criteria.months_without_contact, t)
    for name, yes, no in _FLAG_WORDS:
        if (value := getattr(criteria, name)) is not None:
            yield t(yes if value else no)
    if criteria.points_from is not None:
        yield t("Points from {n}").format(n=f"{criteria.points_from:,}")
    yield from _arpu(criteria, t)
    yield from (
        t(", ").join(getattr(criteria, name)) for name in NAME_CRITERIA if getattr(criteria, name)
    )


def _chosen_words(criteria: CustomerFilter, t: Translate) -> Iterator[str]:
    for name in WORD_CRITERIA:
        if chosen := getattr(criteria, name):
            yield t(", ").join(t(word.label) for word in chosen)


_FLAG_WORDS = (
    ("in_arrears", N_("In arrears"), N_("Not in arrears")),
    ("open_complaint", N_("With an open complaint"), N_("Without an open complaint")),
    ("do_not_disturb", N_("Do not disturb"), N_("May be contacted")),
    ("points_expiring", N_("Points about to expire"), N_("No points about to expire")),
)


def _without_contact(months: int, t: Translate) -> str:
    if months <= 1:
        return t("No contact this month")
    return t("No contact for {n} months").format(n=months)


def _arpu(criteria: CustomerFilter, t: Translate) -> Iterator[str]:
    low, high = criteria.arpu_from_fen, criteria.arpu_to_fen
    if low is not None:
        yield t("ARPU from {amount}").format(amount=amount(low))
    if high is not None:
        yield t("ARPU up to {amount}").format(amount=amount(high))
