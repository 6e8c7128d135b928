"""What the screen of points stands on."""

from dataclasses import dataclass

from vipdesk.services.campaigns import CampaignService
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.earning import EarningService
from vipdesk.services.filters import FilterService
from vipdesk.services.fulfilment import FulfilmentService
from vipdesk.services.lotteries import LotteryService
from vipdesk.services.points import PointsService
from vipdesk.services.points_audit import PointsAuditService
from vipdesk.services.points_overview import PointsOverviewService
from vipdesk.services.points_papers import PointsPapersService
from vipdesk.services.points_view import PointsViewService
from vipdesk.services.redemptions import RedemptionService
from vipdesk.services.reports import ReportsService
from vipdesk.services.rewards import RewardService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class PointsDesk:
    """The services of points on one book."""

    points: PointsService
    view: PointsViewService
    overview: PointsOverviewService
    redemptions: RedemptionService
    fulfilment: FulfilmentService
    rewards: RewardService
    lotteries: LotteryService
    papers: PointsPapersService
    reports: ReportsService
    settings: SettingsService
    finder: CustomerFinder
    earning: EarningService
    campaigns: CampaignService
    filters: FilterService
    audit: PointsAuditService

    @classmethod
    def of(cls, store: Store) -> "PointsDesk":
        """The services on ``store``."""
        return cls(
            PointsService(store),
            PointsViewService(store),
            PointsOverviewService(store),
            RedemptionService(store),
            FulfilmentService(store),
            RewardService(store),
            LotteryService(store),
            PointsPapersService(store),
            ReportsService(store),
            SettingsService(store),
            CustomerFinder(store),
            EarningService(store),
            CampaignService(store),
            FilterService(store),
            PointsAuditService(store),
        )
