"""What a customer's points papers may say: the whitelist behind receipt and statement.

A field that is not here cannot reach the customer's PDF (rules.md 9): no score, no notes of the
desk, no other name but the manager's and the partners'.
"""

from dataclasses import dataclass
from datetime import date

from vipdesk.domain.visit_summary import PointsLot, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """Whose paper it is, in whose hand.

    Attributes:
        language: One of `vipdesk.texts.LANGUAGES`: the customer's, not the desk's.
        salutation: "mr", "ms" or "" (also for organisations).
        tier: Message id of the tier's name; "" for who has no membership.
        line_number: Masked.
    """

    language: str
    day: date
    manager: str
    manager_phone: str = ""
    customer: str
    salutation: str = ""
    tier: str = ""
    line_number: str = ""


@dataclass(frozen=True, slots=True)
class Discounted:
    """What one discount took off."""

    name: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptItem:
    """One line of a basket, with its price as it was then; points are of all pieces.

    Attributes:
        kind: Message id of the group's name.
        discounts: In the order in which they were taken.
        partner: Who gives it, or whose award stands beside ours.
        partner_points: The partner's share.
        terms: In the words of the catalogue.
    """

    name: str
    kind: str
    quantity: int
    list_points: int
    points: int
    discounts: tuple[Discounted, ...] = ()
    partner: str = ""
    partner_points: int = 0
    terms: str = ""


@dataclass(frozen=True, slots=True)
class PaidLot:
    """Points of one lot that paid."""

    earned_on: date
    expires_on: date
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsReceipt:
    """A redemption, as the customer keeps it.

    Attributes:
        number: Such as D20261125-001.
        status: Message id of where it stands.
        until_on: Last day of a hold.
        before, left: Available before and after it.
        paid: Points that it took, or that it holds.
    """

    head: PaperHead
    number: str
    status: str
    until_on: date | None = None
    items: tuple[ReceiptItem, ...] = ()
    before: int
    paid: int
    left: int
    lots: tuple[PaidLot, ...] = ()
    signature: Signature | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMovement:
    """One movement.

    Attributes:
        kind: Message id of its kind.
        about: What it was for, and the reason that was given for it.
        points: What it changed the total by; ``held`` what it changed the held points by.
        balance: What could be used after it.
        expires_on: Last usable day of what it gave.
    """

    on_day: date
    kind: str
    about: str = ""
    points: int
    held: int = 0
    balance: int
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatementLot:
    """What an award has left."""

    earned_on: date
    kind: str  # message id of the kind of award
    points: int
    rest: int
    held: int
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsStatement:
    """All points of a customer on a day, and how they came and went.

    Attributes:
        worth_fen: What the available points are worth; None: nothing is said of it.
        expiring: What each last day takes if nothing is redeemed, soonest first.
        movements: Oldest first.
    """

    head: PaperHead
    total: int
    held: int
    available: int
    worth_fen: int | None = None
    expiring: tuple[PointsLot, ...] = ()
    lots: tuple[StatementLot, ...] = ()
    movements: tuple[StatementMovement, ...] = ()
