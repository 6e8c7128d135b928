"""Those behind an indicator as rows: who they are today, and what they count."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from vipdesk.domain.indicators import Side
from vipdesk.domain.masking import mask_number
from vipdesk.domain.packing import Member, MemberList
from vipdesk.domain.words import Tier
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.store.book import Store
from vipdesk.store.records import CustomerSummary, LineSummary

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One behind an indicator.

    Attributes:
        name: "" for a customer who is no longer in the book, as their number and tier.
        line: The masked number of the line; "" where customers are counted, or it is gone.
    """

    customer_id: int
    line_id: int | None
    number: str
    name: str
    tier: Tier | None
    line: str
    plan: str
    numerator: int
    denominator: int


class MemberService:
    """Ids at once, rows a page at a time."""

    def __init__(self, store: Store, values: IndicatorService | None = None) -> None:
        self._store = store
        self._values = values or IndicatorService(store)

    def members(self, key: str, asked: Asked, side: Side) -> MemberList:
        """Those behind one side of a value, by customer."""
        return self._values.members(key, asked, side)

    def rows(self, members: Sequence[Member]) -> list[MemberRow]:
        """The rows of some of them, in their order."""
        found: list[MemberRow] = []
        for first in range(0, len(members), AT_ONCE):
            found += self._page(members[first : first + AT_ONCE])
        return found

    def _page(self, members: Sequence[Member]) -> list[MemberRow]:
        customer_ids = {each[0] for each in members}
        line_ids = {each[1] for each in members if each[1] is not None}
        lines: dict[int, LineSummary] = {}
        with self._store.read() as session:
            customers = {
                each.customer_id: each
                for each in session.scalars(
                    select(CustomerSummary).where(CustomerSummary.customer_id.in_(customer_ids))
                )
            }
            if line_ids:  # looking for none of them would be a scan
                found = session.scalars(
                    select(LineSummary).where(LineSummary.line_id.in_(line_ids))
                )
                lines = {each.line_id: each for each in found}
        return [_row(m, customers.get(m[0]), lines.get(m[1] or 0)) for m in members]


def _row(member: Member, customer: CustomerSummary | None, line: LineSummary | None) -> MemberRow:
    customer_id, line_id, numerator, denominator = member
    return MemberRow(
        customer_id,
        line_id,
        customer.number if customer else "",
        customer.name if customer else "",
        customer.tier if customer else None,
        mask_number(line.number) if line else "",
        (line.plan if line else customer.plan if customer else None) or "",
        numerator,
        denominator,
    )
