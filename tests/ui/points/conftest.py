"""A book with a rich customer, a catalogue, and the page of points on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import at_work
from tests.furnished import Furnished, Furnishing
from tests.services import points_catalogue as made
from vipdesk.domain.words import Tier
from vipdesk.services.points_desk import PointsDesk
from vipdesk.services.redemptions import RedemptionService
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.points.page import PointsPage

MakePage = Callable[[], PointsPage]


@dataclass(frozen=True)
class PointsBook:
    """Who and what is in it."""

    wang: int
    others: tuple[int, ...]
    rewards: dict[str, int]


def _fill(store: Store) -> PointsBook:
    wang = made.add_customer(store, "王志强", "C1", Tier.DIAMOND)
    others = tuple(
        made.add_customer(store, name, f"C{place}", tier)
        for place, (name, tier) in enumerate(
            (("孙丽", Tier.SILVER), ("林涛", Tier.GOLD), ("周琳", Tier.DIAMOND)), 2
        )
    )
    rewards = made.fill_catalogue(store)
    made.fill_points(store, wang)
    for place, each in enumerate(others, 1):
        made.award(store, each, 2_500 * place, date(2026, 1, 5), date(2026 + place, 12, 31))
    first = made.redeem(store, wang, (rewards["T2"], 1), on=date(2026, 8, 30))
    RedemptionService(store).reverse(first, "重复兑换")
    made.redeem(store, wang, (rewards["A1"], 1), on=date(2026, 8, 30))
    made.redeem(store, wang, (rewards["N2"], 1))
    return PointsBook(wang, others, rewards)


@pytest.fixture(scope="session")
def filled_furnished(furnishing: Furnishing) -> Furnished[PointsBook]:
    return furnishing(at_work(_fill))


@pytest.fixture
def filled(filled_furnished: Furnished[PointsBook], store: Store) -> PointsBook:
    """18,000 points, of which 5,000 were redeemed, taken back, and redeemed again; 2,000 held."""
    return filled_furnished.value


@pytest.fixture
def make_page(qtbot: QtBot, store: Store, jobs: Jobs) -> MakePage:
    """A page that is told of every write, as in the window."""

    def make() -> PointsPage:
        page = PointsPage(PointsDesk.of(store), jobs)
        jobs.data_changed.connect(page.on_data_changed)
        qtbot.addWidget(page)
        theme.dress(page)
        page.resize(1190, 690)
        page.show()
        qtbot.waitUntil(jobs.is_idle)
        return page

    return make
