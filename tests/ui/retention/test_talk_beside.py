"""What to say and to offer, beside a task and beside who left."""

from pytestqt.qtbot import QtBot

from tests.ui.retention.conftest import make_page, task_of
from vipdesk.services.case_book import CaseBook
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.retention.words import WIN_BACK


def test_a_task_shows_script_offers_and_what_leaving_would_cost(
    qtbot: QtBot, book: CaseBook, jobs: Jobs, people: dict[str, int]
) -> None:
    page = make_page(qtbot, book, jobs)
    page.lists.go_to(task_of(book, people["王志强"]))
    page._on_lists_chosen()
    qtbot.waitUntil(lambda: "融合299 runs until 2026-11-26" in page.detail.script.toPlainText())
    said = page.detail.script.toPlainText()
    assert "Renew for 24 months" in said[said.index("\nOffers\n") :]
    assert "An account manager of your own" in said[said.index("What leaving would cost them") :]
    with qtbot.waitSignal(page.detail.knowledge_requested):
        page.detail.look_up.click()


def test_who_left_has_the_script_to_win_them_back(
    qtbot: QtBot, book: CaseBook, jobs: Jobs, worked: dict[str, int]
) -> None:
    page = make_page(qtbot, book, jobs)
    page.show_tab(WIN_BACK)
    qtbot.waitUntil(lambda: "No reproach" in page.lost.script.toPlainText())
    said = page.lost.script.toPlainText()
    assert "Renew for 24 months" in said  # what fits the line that left
    assert "What leaving would cost" not in said
