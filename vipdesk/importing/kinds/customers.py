"""Customers; the same sheet may hold their account, a line and a month's bill."""

from vipdesk.domain.words import ImportKind
from vipdesk.importing.fields import ALL_FIELDS
from vipdesk.importing.kinds.kind import Kind

_OF_OTHERS = ("payment.", "account.as_of", "complaint.", "points.", "cohort.", "member.")

CUSTOMERS = Kind(
    word=ImportKind.CUSTOMERS,
    fields=tuple(key for key in ALL_FIELDS if not key.startswith(_OF_OTHERS)),
    required=(("customer.number",), ("customer.name",)),
    unique=("customer.number", "line.number", "bill.month"),
    own=frozenset({"customer", "account"}),
    template=(
        "customer.number", "customer.name", "customer.kind", "customer.phone",
        "customer.id_number", "customer.gender", "customer.address", "customer.birthday",
        "customer.birthday_lunar",
        "customer.tier", "customer.tags", "customer.note", "line.number", "line.plan",
        "line.status", "line.ends.contract",
    ),
    generates=True,
)  # fmt: skip
