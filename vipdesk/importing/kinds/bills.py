"""Monthly bills and usage, one row for each line and month, or one column for each month."""

from vipdesk.domain.words import ImportKind
from vipdesk.importing.kinds.kind import PHONES, Kind

BILLS = Kind(
    word=ImportKind.BILLS,
    fields=("line.number", "bill.month", "bill.fee", "usage.voice", "usage.data",
            "usage.messages"),
    required=(("line.number",),),
    unique=("line.number", "bill.month"),
    own=frozenset({"bill", "usage"}),
    fills=("bill.fee", "usage.voice", "usage.data", "usage.messages"),
    template=("line.number", "bill.month", "bill.fee", "usage.voice", "usage.data",
              "usage.messages"),
    also={"line.number": PHONES},
)  # fmt: skip
