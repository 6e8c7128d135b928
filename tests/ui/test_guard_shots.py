"""The small dialogs that ask who is there, or whether one may go: grabbed in every look."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import TEST_COST, fixed_clock
from tests.ui.shots import LOOKS, look, shoot
from vipdesk.services.access import Access
from vipdesk.services.leaving import LeavesBy, LeavingService
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.store.book import Store
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.passphrase_dialog import PassphraseDialog
from vipdesk.ui.settings.leave_dialog import LeaveDialog as UnsavedDialog
from vipdesk.ui.settings.security import OldAndNewDialog
from vipdesk.ui.visits.leave_gate import LeaveDialog


def each_dialog(store: Store, jobs: Jobs, over: QWidget) -> Iterator[tuple[str, Dialog]]:
    access = Access(store.profile, fixed_clock)
    leaving = LeavingService(access, QuickUnlockService(store, TEST_COST))
    yield "by_pin", LeaveDialog(leaving, jobs, LeavesBy.PIN, "", over)
    refused = LeaveDialog(leaving, jobs, LeavesBy.PASSPHRASE, "", over)
    refused._on_tried(_("That is not it. Try again."))
    yield "by_passphrase", refused
    note = _("The PDF opens with this passphrase only. It is kept nowhere: tell it by phone.")
    short = PassphraseDialog(_("Save with passphrase"), note, over)
    short.check()
    yield "short", short
    yield "old_and_new", OldAndNewDialog(_("Change the passphrase"), over, jobs)
    yield "old", OldAndNewDialog(_("New recovery key"), over, None)
    yield "unsaved", UnsavedDialog(over)


@pytest.mark.shots
def test_shots(qtbot: QtBot, store: Store, jobs: Jobs) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            over = QWidget()
            qtbot.addWidget(over)
            theme.dress(over)
            for name, dialog in each_dialog(store, jobs, over):
                dialog.adjustSize()
                shoot(qtbot, dialog, f"guard/{name}", QSize(dialog.width(), dialog.height()))
                dialog.close()
