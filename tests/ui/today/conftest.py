"""A lively book and the page of the morning on it."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from vipdesk.services.cases import CasesService
from vipdesk.services.reports import ReportsService
from vipdesk.services.today import TodayService
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.today.page import TodayPage

MakePage = Callable[[], TodayPage]


@pytest.fixture
def make_page(qtbot: QtBot, store: Store, jobs: Jobs) -> MakePage:
    """A page that is told of every write, as in the window."""

    def make() -> TodayPage:
        page = TodayPage(
            TodayService(store), CasesService(store), lambda: ReportsService(store), jobs
        )
        jobs.data_changed.connect(page.on_data_changed)
        qtbot.addWidget(page)
        theme.dress(page)
        page.resize(1190, 690)
        page.show()
        qtbot.waitUntil(lambda: jobs.is_idle() and not page._later.isActive())
        return page

    return make
