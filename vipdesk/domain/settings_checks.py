"""What is wrong in the texts of the settings as they are typed."""

import re
from collections.abc import Mapping, Sequence

from vipdesk.domain.customer_checks import Finding
from vipdesk.domain.settings import OfferTemplate
from vipdesk.texts import N_

MAX_POINT = 60  # characters of a point of the checklist, of a step's head, of an offer's name
MAX_SAY = 400
MAX_QR_BYTES = 300  # beyond, the squares of a 2 cm code are too fine for a phone's camera
FIELDS: Mapping[str, str] = {
    "addressed": N_("how one speaks to the customer"),
    "name": N_("name of the customer"),
    "manager": N_("your name"),
    "manager_phone": N_("your phone"),
    "tier": N_("tier, from silver on"),
    "years": N_("whole years with us, from 2 on"),
    "plan": N_("plan"),
    "ends_on": N_("day on which it ends"),
    "days_left": N_("days until then"),
    "ended_on": N_("day on which it ended"),
    "last_visit": N_("last contact"),
    "complaint_on": N_("day of the last complaint"),
    "complaint": N_("what it was about"),
    "balance": N_("balance in yuan"),
    "arrears": N_("arrears in yuan"),
    "points": N_("points that can be used"),
    "phone": N_("phone"),
}
"""What a script may ask for, and what it is; see `vipdesk.domain.talk`."""

_BRACES = re.compile(r"\{[^{}]*\}?|\}")


def check_line(text: str, limit: int = MAX_POINT) -> Finding | None:
    """One line of a list must say something, and not too much."""
    if not text.strip():
        return Finding(N_("Fill this in or remove it."))
    if len(text) > limit:
        return Finding(N_("Longer than {limit} characters."), True, {"limit": limit})
    return None


def check_point(text: str, points: Sequence[str]) -> Finding | None:
    """A point of the checklist ``points``, which holds it once."""
    found = check_line(text)
    if found is None and sum(other.strip() == text.strip() for other in points) > 1:
        return Finding(N_("This stands in the list twice."))
    return found


def check_step(head: str, say: str) -> Finding | None:
    """A step of a script: a head, what to say, and only fields that can be filled."""
    if not head.strip() and not say.strip():
        return Finding(N_("Fill this in or remove it."))
    found = check_line(head) or check_line(say, MAX_SAY)
    strange = strange_fields(head) or strange_fields(say)
    if found is None and strange:
        return Finding(
            N_("{field} cannot be filled in. Take one of the fields below, or no braces."),
            True,
            {"field": strange[0]},
        )
    return found


def strange_fields(say: str) -> list[str]:
    """What stands in braces and is no field, and braces without their other half, as typed."""
    return [found for found in _BRACES.findall(say) if found[1:-1] not in FIELDS]


def check_fee_range(lowest_fen: int, highest_fen: int | None) -> Finding | None:
    """The present fees for which an offer is made; both ends belong to the range."""
    if highest_fen is not None and highest_fen < lowest_fen:
        return Finding(N_("This is less than the fee from which it is offered."))
    return None


def check_offer_name(name: str, others: Sequence[OfferTemplate]) -> Finding | None:
    """An offer is known by its name."""
    found = check_line(name)
    if found is None and any(other.name == name.strip() for other in others):
        return Finding(N_("This stands in the list twice."))
    return found


def check_qr(text: str) -> Finding | None:
    """What a phone can still read from the paper."""
    if len(text.encode()) > MAX_QR_BYTES:
        return Finding(N_("Too long for a code that a phone can read from paper."))
    return None
