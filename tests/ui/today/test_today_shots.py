import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shots import SIZES, in_looks
from tests.ui.today.conftest import MakePage
from tests.ui.visits.conftest import settled_shot
from vipdesk.services.demo import DemoService
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs


@pytest.mark.shots
def test_today(qtbot: QtBot, store: Store, jobs: Jobs, make_page: MakePage) -> None:
    for filled in (False, True):
        if filled:
            DemoService(store).fill(400, 3)
            RetentionRunService(store).run()
        for page in in_looks(make_page):
            for size in SIZES:
                name = "today/morning" if filled else "today/empty"
                settled_shot(qtbot, page, name, size)
