"""What the screen of visits stands on."""

from dataclasses import dataclass

from vipdesk.services.attachments import AttachmentsService
from vipdesk.services.face import FaceService
from vipdesk.services.reports import ReportsService
from vipdesk.services.settings import SettingsService
from vipdesk.services.summary_batch import SummaryBatch
from vipdesk.services.unmasking import Unmasking
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.services.visit_lists import VisitListService
from vipdesk.services.visits import VisitsService
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class VisitBook:
    """The services of visits on one book."""

    visits: VisitsService
    lists: VisitListService
    desk: VisitDeskService
    attachments: AttachmentsService
    face: FaceService
    reports: ReportsService
    settings: SettingsService
    summaries: SummaryBatch
    unmasking: Unmasking

    @classmethod
    def of(cls, store: Store) -> "VisitBook":
        """The services on ``store``."""
        return cls(
            VisitsService(store),
            VisitListService(store),
            VisitDeskService(store),
            AttachmentsService(store),
            FaceService(store),
            ReportsService(store),
            SettingsService(store),
            SummaryBatch(store),
            Unmasking(store),
        )
