"""The services by which a customer's rights are served."""

from dataclasses import dataclass

from vipdesk.services.customer_data.service import CustomerDataService
from vipdesk.services.erasing import ErasingService
from vipdesk.services.unmasking import Unmasking
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class CustomerRights:
    """To know all that is kept, and to be deleted."""

    data: CustomerDataService
    erasing: ErasingService
    unmasking: Unmasking

    @classmethod
    def of(cls, store: Store) -> "CustomerRights":
        """The services on ``store``."""
        return cls(CustomerDataService(store), ErasingService(store), Unmasking(store))
