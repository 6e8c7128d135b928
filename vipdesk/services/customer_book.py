"""What the customer list stands on, in one piece."""

from dataclasses import dataclass

from vipdesk.services.customer_export import CustomerExport
from vipdesk.services.customers import CustomerService
from vipdesk.services.filters import FilterService
from vipdesk.services.preferences import PreferenceService
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class CustomerBook:
    """The list, its filters, its exports and how it was left."""

    customers: CustomerService
    filters: FilterService
    export: CustomerExport
    preferences: PreferenceService

    @classmethod
    def of(cls, store: Store) -> "CustomerBook":
        """All of them over one book."""
        customers = CustomerService(store)
        return cls(
            customers,
            FilterService(store),
            CustomerExport(store, customers),
            PreferenceService(store),
        )
