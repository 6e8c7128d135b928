"""The parts of the customers page that a start has no time for, made once the list is there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from vipdesk.services.customer_book import CustomerBook
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.page import Page, dies_with

if TYPE_CHECKING:
    from vipdesk.services.customer_desk import CustomerDesk
    from vipdesk.services.reports import ReportsService
    from vipdesk.ui.customers.bulk import BulkActions
    from vipdesk.ui.customers.detail import CustomerDetail
    from vipdesk.ui.customers.list_actions import ListActions


class LaterParts:
    """Makes each part when it is asked for; the page connects it.

    ``desk`` and ``reports`` give the services, which are loaded no earlier.
    """

    def __init__(
        self,
        book: CustomerBook,
        desk: "Callable[[], CustomerDesk]",
        reports: "Callable[[], ReportsService]",
        jobs: Jobs,
    ) -> None:
        self._book, self._jobs = book, jobs
        self._desk, self._reports = desk, reports
        self._detail: CustomerDetail | None = None

    def detail(self, page: Page) -> "CustomerDetail":
        """The customer beside the list, made once: in one turn, and shown in the next."""
        from vipdesk.ui.customers.detail import CustomerDetail

        if self._detail is None:
            self._detail = CustomerDetail(self._desk(), self._jobs)
            dies_with(self._detail, page)
        return self._detail

    def bulk(self, page: Page) -> "BulkActions":
        """What is done with many."""
        from vipdesk.ui.customers.bulk import BulkActions

        return BulkActions(self._book, self._desk(), self._reports(), self._jobs, page)

    def list_actions(self, page: Page) -> "ListActions":
        """What is done from the list's buttons."""
        from vipdesk.ui.customers.list_actions import ListActions

        return ListActions(self._desk(), self._jobs, page)
