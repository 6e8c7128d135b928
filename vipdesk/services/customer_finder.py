"""Finds a customer while their name is being typed."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.domain.masking import mask_number
from vipdesk.errors import NotFoundError
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.store.book import Store
from vipdesk.store.records import CustomerSummary
from vipdesk.store.search import match_expression

IDS_AT_ONCE = 5_000
_MATCHES = text(
    "SELECT s.customer_id FROM customer_search f "
    "JOIN customer_summary s ON s.customer_id = f.rowid WHERE customer_search MATCH :match "
    "ORDER BY s.tier_rank DESC, s.name_sort LIMIT :limit"
)


class CustomerFinder:
    """Answers with a few customers; the list page has its own, larger search."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, typed: str, limit: int = 8) -> list[CustomerChoice]:
        """Who fits what is typed, the highest tier first; nothing typed: last contacted first."""
        match = match_expression(typed)
        if typed.strip() and match is None:
            return []
        with self._store.read() as session:
            if match is None:
                ids = session.scalars(
                    select(CustomerSummary.customer_id)
                    .order_by(CustomerSummary.contacted_on.desc())
                    .limit(limit)
                ).all()
            else:
                ids = session.scalars(_MATCHES, {"match": match, "limit": limit}).all()
            return choices(session, list(ids))

    def choice(self, customer_id: int) -> CustomerChoice:
        """One customer.

        Raises:
            NotFoundError: There is none, or they are in the recycle bin.
        """
        with self._store.read() as session:
            found = choices(session, [customer_id])
        if not found:
            raise NotFoundError
        return found[0]


def choices(session: Session, ids: list[int]) -> list[CustomerChoice]:
    """Who ``ids`` are, in their order; those that are gone are left out."""
    rows: dict[int, CustomerChoice] = {}
    for first in range(0, len(ids), IDS_AT_ONCE):
        rows |= {each.id: each for each in _part(session, ids[first : first + IDS_AT_ONCE])}
    return [rows[each] for each in ids if each in rows]


def _part(session: Session, ids: list[int]) -> list[CustomerChoice]:
    query = select(
        CustomerSummary.customer_id,
        CustomerSummary.name,
        CustomerSummary.tier,
        CustomerSummary.number,
        CustomerSummary.phone,
    ).where(CustomerSummary.customer_id.in_(ids))
    return [
        CustomerChoice(row_id, name, tier, number, mask_number(phone))
        for row_id, name, tier, number, phone in session.execute(query)
    ]
