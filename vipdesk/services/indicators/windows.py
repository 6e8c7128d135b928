"""The care windows of one customer, as they are waived and let count again."""

from dataclasses import dataclass

from vipdesk.services.indicators.kinds.standard import ClosedWindow, closed_windows
from vipdesk.services.indicators.view import Asked, context_of
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class WindowService:
    """Reads only; a job."""

    store: Store

    def closed(self, asked: Asked, customer_id: int) -> list[ClosedWindow]:
        """A customer's windows that closed in a period, oldest first, waived ones too."""
        with self.store.read() as session:
            return list(closed_windows(context_of(session, self.store, asked), customer_id))
