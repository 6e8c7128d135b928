"""What a customer may see on the turned screen: the whitelist behind the face-to-face mode.

A field that is not here cannot appear there (rules.md 9): no score, no notes, no numbers, no other
name but the manager's. Benefits are told among what they would lose by leaving.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.visit_summary import MonthBill, PointsLot
from vipdesk.domain.visits import DraftOffer, VisitDraft

BILLS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class FaceOffer:
    """An offer as the customer reads it."""

    name: str
    detail: str
    fee_fen: int | None
    months: int | None


@dataclass(frozen=True, slots=True)
class FaceDone:
    """Something that was done for the customer."""

    on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceSheet:
    """One customer, before their own eyes.

    Attributes:
        salutation: "mr", "ms" or "".
        tier: Message id of the tier's name; "" for an ordinary customer.
        year: Which year on the network this is, counted from 1; None where unknown.
        plan: Of the main line, with its monthly fee and the last day of its own contract.
        other_ends_on: When another line ends before that, with that line's plan.
        points: Points that can be used; None for who never had any.
        points_lots: What of them each last day would take, soonest first.
        bills: Oldest first, at most the last six months, all lines together.
        offers: Prepared for this visit; ``chosen`` is the place of the one under discussion.
        losing: What the customer would lose by leaving; only where the manager chose to show it.
        requests: Open requests of the customer, those of this visit first.
        done: What was done this year, latest first.
    """

    customer: str
    salutation: str
    tier: str
    year: int | None
    manager: str
    today: date
    plan: str = ""
    plan_fee_fen: int | None = None
    ends_on: date | None = None
    other_plan: str = ""
    other_ends_on: date | None = None
    points: int | None = None
    points_lots: tuple[PointsLot, ...] = ()
    bills: tuple[MonthBill, ...] = ()
    offers: tuple[FaceOffer, ...] = ()
    chosen: int | None = None
    losing: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    done: tuple[FaceDone, ...] = ()


def face_offers(offers: Sequence[DraftOffer]) -> tuple[FaceOffer, ...]:
    """The offers without what only the desk may read."""
    return tuple(FaceOffer(o.name, o.detail, o.fee_fen, o.months) for o in offers)


def face_requests(draft: VisitDraft, noted: Sequence[str]) -> tuple[str, ...]:
    """What is asked for now, then what was still open before, each once."""
    return tuple(dict.fromkeys([*draft.need_lines(), *noted]))
