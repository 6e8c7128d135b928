"""Monthly bills and usage, one row for each line and month, or one column for each month."""

from vipdesk.domain.words import ImportKind
from vipdesk.importing.kinds.kind import Kind

BILLS = Kind(
    word=ImportKind.BILLS,
    fields=("line.number", "bill.month", "bill.fee", "usage.voice", "usage.data",
            "usage.messages"),
    required=(("line.number",),),
    unique=("line.number", "bill.month"),
    own=frozenset({"bill", "usage"}),
    template=("line.number", "bill.month", "bill.fee", "usage.voice", "usage.data",
              "usage.messages"),
    also={"line.number": ("手机号", "手机号码", "手机", "电话号码", "mobile", "phone")},
)  # fmt: skip
