"""The closed vocabularies of points: entries, rewards, redemptions (rules.md 4)."""

from vipdesk.domain.words import Word
from vipdesk.texts import N_


class EntryKind(Word):
    """Why points moved."""

    BILL = "bill", N_("Points of a bill")
    IMPORTED = "imported", N_("Award of the operator")
    ANNIVERSARY = "anniversary", N_("Anniversary")
    CAMPAIGN = "campaign", N_("Special points")
    JOINT = "joint", N_("Joint award")
    GOODWILL = "goodwill", N_("Goodwill")
    BY_HAND = "by_hand", N_("Award by hand")
    OPENING = "opening", N_("Opening balance")
    ADJUSTMENT = "adjustment", N_("Settled difference")
    SPENT = "spent", N_("Spent at the operator")
    REDEEM = "redeem", N_("Redeemed")
    HOLD = "hold", N_("Set aside")
    CONFIRM = "confirm", N_("Handed over from hold")
    RELEASE = "release", N_("Released")
    LOTTERY = "lottery", N_("Lottery")
    REVERSAL = "reversal", N_("Reversal")

    @staticmethod
    def awards() -> "tuple[EntryKind, ...]":
        """Those that make a lot, in the order of their declaration."""
        return tuple(each for each in EntryKind if each.is_award)

    @property
    def is_award(self) -> bool:
        """Whether it makes a lot; an adjustment does where it adds points."""
        return self in _AWARDS


_AWARDS = frozenset(
    (
        *(EntryKind.BILL, EntryKind.IMPORTED, EntryKind.ANNIVERSARY, EntryKind.CAMPAIGN),
        *(EntryKind.JOINT, EntryKind.GOODWILL, EntryKind.BY_HAND, EntryKind.OPENING),
    )
)
REDEEMING = (EntryKind.REDEEM, EntryKind.CONFIRM, EntryKind.LOTTERY, EntryKind.SPENT)
"""What counts as redeemed (rules.md 5): a hold does not yet."""
EARNING = (*EntryKind.awards(), EntryKind.ADJUSTMENT)
"""What counts as earned; an adjustment that takes points as less of it."""


class Rounding(Word):
    """What becomes of a fraction of a point in an imported row."""

    DOWN = "down", N_("Rounded down")
    HALF_UP = "half_up", N_("To the nearest, half up")
    UP = "up", N_("Rounded up")


class MonthAnswer(Word):
    """What becomes of a month that a corrected file tells otherwise than the book."""

    REPLACE = "replace", N_("Replace these months")
    ADD = "add", N_("Add to these months")


class RewardKind(Word):
    """Groups of the catalogue."""

    TELECOM = "telecom", N_("Telecom")
    NON_TELECOM = "non_telecom", N_("Non-telecom")
    ALLIANCE = "alliance", N_("Alliance")


class DiscountKind(Word):
    """How a discount is counted."""

    PERCENT = "percent", N_("Percent off")
    POINTS = "points", N_("Points off")


class RedemptionStatus(Word):
    """Where a redemption stands; a hold whose last day passed counts as released from then on."""

    HELD = "held", N_("On hold")
    DONE = "done", N_("Redeemed")
    RELEASED = "released", N_("Released")
    REVERSED = "reversed", N_("Reversed")


class Fulfilment(Word):
    """How far a reward is on its way to the customer."""

    OPEN = "open", N_("To be ordered")
    ORDERED = "ordered", N_("Ordered")
    ARRIVED = "arrived", N_("Ready to hand over")
    HANDED_OVER = "handed_over", N_("Handed over")
    CANCELLED = "cancelled", N_("Cancelled")
