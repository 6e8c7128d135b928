"""The operator's balance of points beside the ledger's: what differs, and why it may (rules.md 4).

The causes are guesses †: they say where to look first.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from vipdesk.domain.words import Word
from vipdesk.texts import N_


class Match(Word):
    """How a customer's two balances stand to each other."""

    DIFFERENT = "different", N_("Differing")
    ONLY_THERE = "only-there", N_("Only there")
    ONLY_HERE = "only-here", N_("Only here")
    EQUAL = "equal", N_("Equal")


class Cause(Word):
    """Why two balances may differ."""

    MISSING_MONTH = "missing-month", N_("Missing month")
    UNKNOWN_AWARD = "unknown-award", N_("Award that the book does not know")
    UNKNOWN_SPEND = "unknown-spend", N_("Spend that the book does not know")
    EXPIRY = "expiry", N_("Expiry counted otherwise")
    NO_HISTORY = "no-history", N_("No movements in the book")
    NOT_LISTED = "not-listed", N_("Not on the operator's list")


@dataclass(frozen=True, slots=True)
class Clues:
    """What the ledger says of a customer beside the balance.

    Attributes:
        expired: Points that were lost at each last day before the day asked.
        lasting: Rests by last day, from the day asked on, soonest first.
        months: Months in which anybody earned by file; ``own`` those in which the customer did.
    """

    expired: Sequence[int] = ()
    lasting: Sequence[int] = ()
    months: Sequence[str] = ()
    own: Collection[str] = ()


def match(theirs: int | None, ours: int | None) -> Match:
    """Which class two balances are in; nothing on one side and 0 on the other are equal."""
    if (theirs or 0) == (ours or 0):
        return Match.EQUAL
    if ours is None:
        return Match.ONLY_THERE
    return Match.ONLY_HERE if theirs is None else Match.DIFFERENT


def probable_cause(
    theirs: int | None, ours: int | None, clues: Clues
) -> tuple[Cause | None, str | None]:
    """Why they may differ, and the month that may be missing."""
    found = match(theirs, ours)
    if found is Match.EQUAL:
        return None, None
    if theirs is None or ours is None:
        return (Cause.NOT_LISTED if theirs is None else Cause.NO_HISTORY), None
    difference = theirs - ours
    if difference < 0:
        return (Cause.EXPIRY if _sums_to(clues.lasting, -difference) else Cause.UNKNOWN_SPEND), None
    if _sums_to(tuple(reversed(clues.expired)), difference):
        return Cause.EXPIRY, None
    month = missing_month(clues)
    return (Cause.MISSING_MONTH, month) if month else (Cause.UNKNOWN_AWARD, None)


def _sums_to(parts: Sequence[int], wanted: int) -> bool:
    """Whether the first few of ``parts`` make up ``wanted``."""
    total = 0
    for part in parts:
        total += part
        if total >= wanted:
            break
    return total == wanted


def missing_month(clues: Clues) -> str | None:
    """The last month, since the customer's first, in which others earned and the customer not."""
    if not clues.own:
        return None
    first, own = min(clues.own), set(clues.own)
    return next((m for m in reversed(clues.months) if m > first and m not in own), None)
