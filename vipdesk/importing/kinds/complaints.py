"""Complaints as facts; the customer is found by number, by a line or by an account."""

from vipdesk.domain.words import ImportKind
from vipdesk.importing.kinds.kind import PHONES, Kind

_ABOUT = ("complaint.number", "complaint.opened_on", "complaint.closed_on", "complaint.kind",
          "complaint.level", "complaint.upheld", "complaint.text")  # fmt: skip

COMPLAINTS = Kind(
    word=ImportKind.COMPLAINTS,
    fields=(*_ABOUT, "customer.number", "line.number", "account.number"),
    required=(("customer.number", "line.number", "account.number", "complaint.number"),),
    says=("complaint.opened_on", "complaint.closed_on", "complaint.upheld"),
    unique=(),
    own=frozenset({"complaint"}),
    speaks=4,
    least=2,
    template=("complaint.number", "customer.number", "line.number", *_ABOUT[1:]),
    also={"line.number": ("投诉号码", "受理号码", "申诉号码", *PHONES)},
)  # fmt: skip
