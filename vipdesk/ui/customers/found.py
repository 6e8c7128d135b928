"""What a search gave."""

from dataclasses import dataclass
from datetime import date

from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.services.customers import CustomerService


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found, in order, and how many there are in all."""

    query: CustomerQuery
    today: date
    ids: list[int]
    total: int


def find(customers: CustomerService, query: CustomerQuery) -> Found:
    """Search; within a job."""
    today = customers.today()
    ids = customers.find_ids(query, today)
    return Found(query, today, ids, customers.count(CustomerFilter(), today))
