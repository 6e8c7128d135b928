"""What the screen of indicators stands on, and what it reads in one go."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import text

from vipdesk.domain.cohorts import forecast, slack
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicators import Value
from vipdesk.services.cohorts import CohortRow, CohortService
from vipdesk.services.customers import CustomerService, FilterChoices
from vipdesk.services.indicators.closing import ClosedRow, ClosingService
from vipdesk.services.indicators.entering import EnteringService
from vipdesk.services.indicators.lost import CohortState, LostService
from vipdesk.services.indicators.members import MemberService
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import NAMES, Asked, SliceBy
from vipdesk.services.indicators.windows import WindowService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class Board:
    """The page of one period.

    Attributes:
        closed: The closing in force of the period's last month; None: it is open.
        rules: The ones in force.
        proposed_on: The last quarter's last day, where no snapshot of it was frozen yet.
    """

    asked: Asked
    values: tuple[Value, ...]
    state: CohortState | None
    cohorts: tuple[CohortRow, ...]
    closed: ClosedRow | None
    rules: IndicatorRules
    proposed_on: date | None

    def value(self, key: str) -> Value:
        """One of the values."""
        return next(each for each in self.values if each.spec.key == key)

    @property
    def slack(self) -> int | None:
        """How many more of the cohort may be lost; None without a cohort or a target."""
        goal = self.value("snapshot_retention").goal
        if self.state is None or goal is None:
            return None
        return slack(self.state.size, self.state.lost, goal)

    @property
    def forecast(self) -> Fraction | None:
        """The share that would be kept if all at high risk left; None without a cohort."""
        if self.state is None:
            return None
        return forecast(self.state.size, self.state.kept, self.state.at_risk)


@dataclass(frozen=True, slots=True)
class IndicatorDesk:
    """The services of indicators on one book."""

    store: Store
    values: IndicatorService
    members: MemberService
    lost: LostService
    cohorts: CohortService
    closing: ClosingService
    entering: EnteringService
    windows: WindowService

    @classmethod
    def of(cls, store: Store) -> "IndicatorDesk":
        """The services on ``store``."""
        values = IndicatorService(store)
        return cls(
            store,
            values,
            MemberService(store, values),
            LostService(store),
            CohortService(store),
            ClosingService(store),
            EnteringService(store),
            WindowService(store),
        )

    def board(self, asked: Asked) -> Board:
        """Everything that the page shows of a period."""
        month = asked.period.last_month
        closed = (
            each for each in self.closing.list() if each.month == month and each.reopened_at is None
        )
        return Board(
            asked,
            self.values.values(asked),
            self.lost.state(asked) if asked.part is None else None,
            tuple(self.cohorts.list()),
            next(closed, None),
            SettingsService(self.store).load().indicators,
            self.cohorts.proposed_on(),
        )

    def parts(self, by: SliceBy) -> list[str]:
        """The names of all tiers, plans, circles or tags."""
        with self.store.read() as session:
            return [str(each) for each in session.scalars(text(NAMES[by]))]

    def whom(self) -> FilterChoices:
        """What a snapshot can be narrowed to."""
        return CustomerService(self.store).choices()
