"""The operator's own list of a snapshot: who is counted, with what was frozen of each."""

from vipdesk.domain.words import ImportKind
from vipdesk.importing.kinds.kind import PHONES, Kind

_WHO = ("line.number", "customer.number")
_FROZEN = ("cohort.day", "member.tier", "cohort.fee", "member.owner", "member.status",
           "member.plan")  # fmt: skip

COHORT = Kind(
    word=ImportKind.COHORT,
    fields=(*_WHO, *_FROZEN),
    required=(_WHO,),
    unique=_WHO,
    own=frozenset({"cohort"}),
    speaks=3,
    least=1,
    template=(*_WHO, *_FROZEN),
    also={"line.number": ("拍照号码", *PHONES)},
)
