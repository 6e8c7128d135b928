from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import TODAY
from tests.guard import gui_thread_guard
from vipdesk.domain.knowledge import SheetDraft
from vipdesk.domain.words import SheetKind
from vipdesk.services.knowledge import KnowledgeService
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.knowledge.page import KnowledgePage


@pytest.fixture
def service(store: Store) -> KnowledgeService:
    made = KnowledgeService(store)
    made.save(SheetDraft(SheetKind.ANSWER, "携号转网怎么答", "**先听**原因。", TODAY))
    made.save(
        SheetDraft(SheetKind.GUIDE, "宽带慢", "先查<b>网线</b>。", TODAY.replace(year=2025, day=1))
    )
    return made


@pytest.fixture
def page(
    qtbot: QtBot, store: Store, service: KnowledgeService, jobs: Jobs
) -> Iterator[KnowledgePage]:
    """The page in front with two sheets, told of every write as the window does."""
    page = KnowledgePage(service, jobs)
    qtbot.addWidget(page)
    jobs.data_changed.connect(page.on_data_changed)
    theme.dress(page)
    page.resize(1190, 692)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: jobs.is_idle() and page.model.rowCount() == 2)
    with gui_thread_guard(store):
        yield page
