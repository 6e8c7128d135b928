"""All services that one customer's page calls, in one bundle."""

from dataclasses import dataclass

from vipdesk.services.cases import CasesService
from vipdesk.services.complaints import ComplaintsService
from vipdesk.services.customer_care import CustomerCareService
from vipdesk.services.customer_detail import CustomerDetailService
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.customer_lines import LinesService
from vipdesk.services.customer_needs import CirclesService, NeedsService
from vipdesk.services.duplicates import DuplicatesService
from vipdesk.services.merging import MergingService
from vipdesk.services.onboarding import OnboardingService
from vipdesk.services.risk import RiskService
from vipdesk.services.summary_batch import SummaryBatch
from vipdesk.services.touchpoints import TouchpointsService
from vipdesk.services.unmasking import Unmasking
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class CustomerDesk:
    """What the detail of a customer and its dialogs need."""

    detail: CustomerDetailService
    care: CustomerCareService
    groups: CustomerGroupsService
    lines: LinesService
    needs: NeedsService
    circles: CirclesService
    duplicates: DuplicatesService
    merging: MergingService
    touchpoints: TouchpointsService
    finder: CustomerFinder
    summaries: SummaryBatch
    unmasking: Unmasking
    complaints: ComplaintsService
    onboarding: OnboardingService
    cases: CasesService
    risk: RiskService

    @classmethod
    def of(cls, store: Store) -> "CustomerDesk":
        """The services over one open book."""
        return cls(
            CustomerDetailService(store),
            CustomerCareService(store),
            CustomerGroupsService(store),
            LinesService(store),
            NeedsService(store),
            CirclesService(store),
            DuplicatesService(store),
            MergingService(store),
            TouchpointsService(store),
            CustomerFinder(store),
            SummaryBatch(store),
            Unmasking(store),
            ComplaintsService(store),
            OnboardingService(store),
            CasesService(store),
            RiskService(store),
        )
