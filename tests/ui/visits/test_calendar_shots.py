from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.furnished import Furnished
from tests.ui.shots import SIZES, in_looks
from tests.ui.visits.conftest import make_visits_page, settled_shot
from vipdesk.domain.visits import VisitDraft
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.visits.calendar_page import DAY, LIST, WEEK


@pytest.mark.shots
def test_calendar(qtbot: QtBot, demo_furnished: Furnished[None], store: Store, jobs: Jobs) -> None:
    book = VisitBook.of(store)
    saturday = book.lists.today()
    week = book.lists.between(saturday - timedelta(days=5), saturday + timedelta(days=1))
    rows = [row for row in week if row.status == "planned"]
    book.visits.start(rows[0].id)
    book.visits.finish(rows[0].id, VisitDraft())
    book.visits.cancel(rows[-1].id, "客户改为电话沟通")
    book.desk.save_draft(rows[1].uid, VisitDraft(needs="x"))
    for page in in_looks(lambda: make_visits_page(store, jobs)):
        qtbot.addWidget(page)
        page.show()
        for view in (WEEK, DAY, LIST):
            page.calendar.show_view(view)
            if view == LIST:
                page.calendar.list.set_kind("all")
            qtbot.waitUntil(jobs.is_idle)
            QApplication.processEvents()
            for size in SIZES:
                settled_shot(qtbot, page, f"visits/{view}", size)
        dialog = page.calendar.plan_visit()
        assert dialog is not None
        qtbot.waitUntil(jobs.is_idle)
        settled_shot(qtbot, dialog, "visits/plan", dialog.sizeHint())
        dialog.reject()
