"""What a visit summary may say: the whitelist behind the sheet that a customer keeps.

A field that is not here cannot reach the customer's PDF (rules of the desk, 9: built from a
whitelist). Whoever fills it gives numbers and places already masked; scores, notes of the desk,
satisfaction and other customers have no field.
"""

from dataclasses import dataclass
from datetime import date, time

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as drawn: strokes of points, x and y in shares of the field's width, y down."""

    strokes: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneForYou:
    """One thing arranged during the visit.

    Attributes:
        item: What it is, such as 套餐续约.
        content: Its substance, such as 融合299 续约 24 个月.
        fee_fen: What it costs; None where nothing is said about a fee.
        monthly: Whether the fee is paid each month.
        effective: From when, as a day in ISO form or in words.
    """

    item: str
    content: str
    fee_fen: int | None = None
    monthly: bool = False
    effective: str = ""


@dataclass(frozen=True, slots=True)
class PointsLot:
    """Points that can be used up to and including ``expires_on``."""

    expires_on: date
    points: int


@dataclass(frozen=True, slots=True)
class MonthBill:
    """What all lines of the customer were billed in a month (``YYYY-MM``)."""

    month: str
    fee_fen: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """What was agreed: by when or on which day, what, and by whom or how."""

    day: date | None
    text: str
    who: str = ""
    by: bool = False  # any day up to ``day``, not on it


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSummary:
    """All that a visit summary can hold; empty fields and sections are not printed.

    Attributes:
        language: One of `vipdesk.texts.LANGUAGES`: the customer's, not the desk's.
        number: Such as V-20261121-0007.
        starts, ends: Local times.
        place: Where it was; an address of the customer masked to the district.
        salutation: "mr", "ms" or "" (also for organisations).
        tier: Message id of the tier's name, such as "Diamond"; "" for who has no membership.
        line_number: Masked.
        plan_ends_on: Last day of the main line's own plan or contract.
        points: Points that can be used; None where no points are known.
        talked_about: The manager's words for the customer; line ends part paragraphs.
        offers: Offers that the customer thinks over, in words.
        needs: Needs that were noted, in words.
        bills: Oldest first, at most the last six months.
        qr: What the QR code says; empty for none.
        qr_caption: Message id of the words under it.
    """

    language: str
    number: str
    day: date
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    manager: str
    manager_phone: str = ""
    customer: str
    salutation: str = ""
    tier: str = ""
    line_number: str = ""
    plan_ends_on: date | None = None
    points: int | None = None
    talked_about: str = ""
    done: tuple[DoneForYou, ...] = ()
    offers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    points_lots: tuple[PointsLot, ...] = ()
    bills: tuple[MonthBill, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    signature: Signature | None = None
    signed_on: date | None = None
    qr: str = ""
    qr_caption: str = ""
