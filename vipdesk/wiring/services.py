"""Every service over one open book."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from vipdesk.services.access import Access
from vipdesk.services.backups import BackupService
from vipdesk.services.desk_status import DeskStatusService
from vipdesk.services.journal import JournalService
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.store.book import Store
from vipdesk.ui.desk import Ground

if TYPE_CHECKING:  # loaded when first needed: a start has no time for them
    from vipdesk.services.customer_desk import CustomerDesk
    from vipdesk.services.journal_book import JournalBook
    from vipdesk.services.leaving import LeavingService
    from vipdesk.services.reports import ReportsService


@dataclass
class Services:
    """Every service over one open book, made when first asked for."""

    store: Store
    access: Access

    @cached_property
    def ground(self) -> Ground:
        """What the frame of the window needs."""
        return Ground(
            JournalService(self.store),
            DeskStatusService(self.store),
            RetentionRunService(self.store).run_if_due,
            BackupService(self.store),
            self.store.open_ahead,
        )

    @cached_property
    def one_customer(self) -> "CustomerDesk":
        """What the detail of a customer needs."""
        from vipdesk.services.customer_desk import CustomerDesk

        return CustomerDesk.of(self.store)

    @cached_property
    def journal_book(self) -> "JournalBook":
        """What reads and proves the journal."""
        from vipdesk.services.journal_book import JournalBook

        return JournalBook.of(self.store)

    @cached_property
    def leaving(self) -> "LeavingService":
        """What gives the desk back from the turned screen."""
        from vipdesk.services.leaving import LeavingService
        from vipdesk.services.quick_unlock import QuickUnlockService

        return LeavingService(self.access, QuickUnlockService(self.store))

    @cached_property
    def reports(self) -> "ReportsService":
        """What makes papers."""
        from vipdesk.services.reports import ReportsService

        return ReportsService(self.store)
