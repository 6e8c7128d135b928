"""Points of the operator: opening balances, awards, spends, both in one row, and balances."""

from vipdesk.domain.words import ImportKind
from vipdesk.importing.kinds.kind import PHONES, Kind

_WHO = ("customer.number", "line.number")
_WHEN = ("points.month", "points.year", "points.day")
_DATED = ("points.month", "points.day")
_PHONES = {"line.number": PHONES}
_OWN = frozenset({"points"})

POINTS_OPENING = Kind(
    word=ImportKind.POINTS_OPENING,
    fields=(*_WHO, *_WHEN, "points.opening", "points.expires_on"),
    required=(_WHO, ("points.opening",)),
    unique=(),
    own=_OWN,
    dated=_DATED,
    template=("customer.number", "points.day", "points.opening", "points.expires_on"),
    also=_PHONES,
)

POINTS_AWARDS = Kind(
    word=ImportKind.POINTS_AWARDS,
    fields=(*_WHO, *_WHEN, "points.earned", "points.expires_on"),
    required=(_WHO, ("points.earned",)),
    unique=(),
    own=_OWN,
    dated=_DATED,
    template=("customer.number", "points.month", "points.day", "points.earned",
              "points.expires_on"),
    also=_PHONES,
)  # fmt: skip

POINTS_SPENDS = Kind(
    word=ImportKind.POINTS_SPENDS,
    fields=(*_WHO, *_WHEN, "points.spent"),
    required=(_WHO, ("points.spent",)),
    unique=(),
    own=_OWN,
    dated=_DATED,
    template=("customer.number", "points.month", "points.day", "points.spent"),
    also=_PHONES,
)

POINTS_MOVEMENTS = Kind(
    word=ImportKind.POINTS_MOVEMENTS,
    fields=(*_WHO, *_WHEN, "points.earned", "points.spent", "points.expires_on"),
    required=(_WHO,),
    says=("points.earned", "points.spent"),
    columns=("points.earned", "points.spent"),
    unique=(),
    own=_OWN,
    dated=_DATED,
    template=("customer.number", "points.month", "points.earned", "points.spent",
              "points.expires_on"),
    also=_PHONES,
)  # fmt: skip

POINTS_BALANCES = Kind(
    word=ImportKind.POINTS_BALANCES,
    fields=(*_WHO, "points.balance", "points.as_of"),
    required=(_WHO, ("points.balance",)),
    unique=("customer.number", "line.number", "points.as_of"),
    own=_OWN,
    speaks=3,
    template=("customer.number", "points.balance", "points.as_of"),
    also=_PHONES,
)
