"""The services of the journal on one book."""

from dataclasses import dataclass

from vipdesk.services.journal_archive import JournalArchiveService
from vipdesk.services.journal_export import JournalExport
from vipdesk.services.journal_list import JournalListService
from vipdesk.services.journal_proof import JournalProofService
from vipdesk.services.journal_report import JournalReportService
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class JournalBook:
    """What the journal's page and its part of the settings call."""

    lists: JournalListService
    proof: JournalProofService
    report: JournalReportService
    export: JournalExport
    archive: JournalArchiveService

    @classmethod
    def of(cls, store: Store) -> "JournalBook":
        """The services on ``store``."""
        return cls(
            JournalListService(store),
            JournalProofService(store),
            JournalReportService(store),
            JournalExport(store),
            JournalArchiveService(store),
        )
