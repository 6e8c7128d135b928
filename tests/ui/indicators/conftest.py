"""A book with a snapshot of which some were lost, and the page of indicators on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import at_work
from tests.furnished import Furnished, Furnishing
from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.domain.words import LeavingReason, Tier
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.store.book import Store
from vipdesk.store.records import StatusHistory, TierHistory
from vipdesk.ui import theme
from vipdesk.ui.indicators.page import IndicatorsPage
from vipdesk.ui.jobs import Jobs

MakePage = Callable[[], IndicatorsPage]
LEFT = (
    (3, "ported_out", LeavingReason.PRICE),
    (7, "closed", LeavingReason.NETWORK),
    (9, "ported_out", LeavingReason.PRICE),
)


@dataclass(frozen=True)
class Cohorts:
    """Who is in the book."""

    customer_ids: tuple[int, ...]
    line_ids: tuple[int, ...]


def _fill(store: Store) -> Cohorts:
    customers, lines = [], []
    names = ("王志强", "李娜", "孙丽", "林涛", "周琳", "赵敏", "陈杰", "吴静")
    with store.action("customer.create") as session:
        for number in range(40):
            customer = add_customer(session, f"C{number:03}", names[number % len(names)])
            line = add_line(session, customer, f"139123{number:05}")
            if number % 4 == 0:
                day = {"effective_on": date(2026, 3, 1), "recorded_on": store.today()}
                session.add(TierHistory(customer_id=customer.id, tier=Tier.DIAMOND, **day))
            if number % 3:
                add_touchpoint(session, customer)
            customers.append(customer.id)
            lines.append(line.id)
    CohortService(store).freeze(CohortDraft(name="2026Q3", on_day=date(2026, 9, 30)))
    with store.action("line.edit") as session:
        for place, status, reason in LEFT:
            session.add(
                StatusHistory(
                    line_id=lines[place],
                    status=status,
                    reason=reason,
                    effective_on=date(2026, 10, 9),
                    recorded_on=store.today(),
                )
            )
    return Cohorts(tuple(customers), tuple(lines))


@pytest.fixture(scope="session")
def filled_furnished(furnishing: Furnishing) -> Furnished[Cohorts]:
    return furnishing(at_work(_fill))


@pytest.fixture
def filled(filled_furnished: Furnished[Cohorts], store: Store) -> Cohorts:
    """40 customers of a line each, in a snapshot of September; three left in October."""
    return filled_furnished.value


@pytest.fixture
def make_page(qtbot: QtBot, store: Store, jobs: Jobs) -> MakePage:
    """A page that is told of every write, as in the window."""

    def make() -> IndicatorsPage:
        page = IndicatorsPage(IndicatorDesk.of(store), jobs)
        jobs.data_changed.connect(page.on_data_changed)
        qtbot.addWidget(page)
        theme.dress(page)
        page.resize(1190, 690)
        page.show()
        qtbot.waitUntil(jobs.is_idle)
        return page

    return make
