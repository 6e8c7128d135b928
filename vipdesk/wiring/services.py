"""Every service over one open book, and what is loaded before somebody asks for it."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from vipdesk.domain import names
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


def load_screens() -> None:
    """Import what is shown after the first list, on a worker, before somebody asks for it."""
    import vipdesk.services.case_book
    import vipdesk.services.customer_desk
    import vipdesk.services.imports
    import vipdesk.services.indicators.desk
    import vipdesk.services.leaving
    import vipdesk.services.points_desk
    import vipdesk.services.visit_book
    import vipdesk.ui.customers.detail
    import vipdesk.ui.data.page
    import vipdesk.ui.indicators.page
    import vipdesk.ui.journal.page
    import vipdesk.ui.knowledge.page
    import vipdesk.ui.points.page
    import vipdesk.ui.retention.page
    import vipdesk.ui.touchpoint_dialog
    import vipdesk.ui.visits.leave_gate
    import vipdesk.ui.visits.page
    import vipdesk.wiring.settings  # noqa: F401 - the pages are made later

    _load_papers()
    _load_rare_services()


def _load_papers() -> None:
    """Last: the first visit that is opened tells how names are read, its summary beside it."""
    import vipdesk.reports.visit_summary  # noqa: F401 - as above

    names.get_ready()


def _load_rare_services() -> None:
    """What a button asks for: the window must not read long program text when it is pressed.

    Their dialogs are loaded by the window itself: a class of Qt that is made on a worker while the
    window works can end the program.
    """
    import vipdesk.services.calibration_book
    import vipdesk.services.customer_rights
    import vipdesk.services.rewards_desk  # noqa: F401 - as above
