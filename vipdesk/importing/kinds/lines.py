"""Lines with their plan, status and contract dates."""

from vipdesk.domain.words import ImportKind
from vipdesk.importing.fields import ALL_FIELDS
from vipdesk.importing.kinds.kind import PHONES, Kind

_LINE_KEYS = tuple(key for key in ALL_FIELDS if key.startswith("line."))

LINES = Kind(
    word=ImportKind.LINES,
    fields=(*_LINE_KEYS, "customer.number", "account.number", "account.kind", "account.balance",
            "account.arrears"),
    required=(("line.number",),),
    unique=("line.number",),
    own=frozenset({"line"}),
    fills=("customer.number", "account.number", *_LINE_KEYS[1:], "account.balance",
           "account.arrears"),
    template=("line.number", "customer.number", "account.number", *_LINE_KEYS[1:]),
    also={"line.number": PHONES},
)  # fmt: skip
