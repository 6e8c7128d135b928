"""The ledger is proved from the page of all customers; what does not hold is named."""

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from tests.services.test_points_audit import alter
from tests.ui.points.conftest import MakePage, PointsBook
from tests.ui.shots import shoot_looks
from vipdesk.services.points_desk import PointsDesk
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.points.audit_dialog import AuditDialog

LESS = "UPDATE points_rest SET rest = rest - 1 WHERE lot_id = 1"


def test_what_holds_is_said_and_what_does_not_is_named(
    qtbot: QtBot, jobs: Jobs, store: Store, filled: PointsBook, make_page: MakePage
) -> None:
    page = make_page()
    page.audit_button.click()
    (dialog,) = page.findChildren(AuditDialog)
    qtbot.waitUntil(lambda: bool(dialog.notice.accessibleName()))
    assert "hold: 28,000 points." in dialog.notice.accessibleName()
    assert dialog.problems.isHidden()
    alter(store, LESS)
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: not dialog.problems.isHidden())
    assert "2 things do not hold." in dialog.notice.accessibleName()
    assert dialog.problems.toPlainText().startswith("Lot 1 of C1: its movements leave")
    page.show_customer(filled.wang)
    qtbot.waitUntil(jobs.is_idle)
    assert page.audit_button.isHidden()


@pytest.mark.shots
def test_dialog(qtbot: QtBot, jobs: Jobs, store: Store, filled: PointsBook) -> None:
    def make() -> AuditDialog:
        dialog = AuditDialog(PointsDesk.of(store), jobs, None)
        qtbot.waitUntil(lambda: bool(dialog.notice.accessibleName()))
        return dialog

    shoot_looks(qtbot, make, "points/audit", (QSize(660, 300),))
    alter(store, LESS)
    shoot_looks(qtbot, make, "points/audit-wrong", (QSize(660, 520),))
