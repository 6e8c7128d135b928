"""What the screen of retention stands on."""

from dataclasses import dataclass

from vipdesk.domain.task_query import TaskFilter
from vipdesk.services.case_detail import CaseDetailService
from vipdesk.services.cases import CasesService
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.filters import TASKS, FilterService
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.preferences import PreferenceService
from vipdesk.services.scripts import ScriptService
from vipdesk.services.task_list import TaskListService
from vipdesk.services.win_back import WinBackService
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class CaseBook:
    """The services of tasks and cases on one book."""

    tasks: TaskListService
    cases: CasesService
    detail: CaseDetailService
    win_back: WinBackService
    indicators: IndicatorService
    filters: FilterService[TaskFilter]
    finder: CustomerFinder
    scripts: ScriptService
    preferences: PreferenceService

    @classmethod
    def of(cls, store: Store) -> "CaseBook":
        """The services on ``store``."""
        return cls(
            TaskListService(store),
            CasesService(store),
            CaseDetailService(store),
            WinBackService(store),
            IndicatorService(store),
            FilterService(store, TASKS, TaskFilter.from_json),
            CustomerFinder(store),
            ScriptService(store),
            PreferenceService(store),
        )
