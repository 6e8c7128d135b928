"""From a bare laptop to the first summary, by keyboard alone."""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import select

from tests.conftest import PASSPHRASE, fixed_clock
from tests.journeys.conftest import Driver, finish
from tests.journeys.files import write_customers
from vipdesk.app import App
from vipdesk.store.records import Visit
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.kit.pin_dialog import PinDialog
from vipdesk.ui.recovery_key import RecoveryKeyDialog
from vipdesk.ui.visits.dialogs import PlanDialog

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
MOST_TABS = 60


class Hands(Driver):
    """Ten fingers: what is pressed goes to whatever has the keyboard."""

    def holder(self) -> QWidget:
        """Who has the keyboard; without a window system nobody gives it back after a dialog."""
        if QApplication.activeWindow() is None and self.app.desk is not None:
            (QApplication.activeModalWidget() or self.desk.window).activateWindow()
        self.until(lambda: QApplication.focusWidget() is not None)
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.holder(), text)

    def tab_to(self, wanted: QWidget) -> None:
        for _tab in range(MOST_TABS):
            if self.holder() is wanted:
                return
            self.qtbot.keyClick(self.holder(), Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {wanted}")

    def choose_file(self, path: Path) -> None:
        dialog = self.dialog(QFileDialog)
        self.type(str(path))
        self.qtbot.keyClick(self.holder(), Key.Key_Return)
        self.until(lambda: not isValid(dialog))
        self.wait()

    def tap(self, key: Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key wherever the keyboard is."""
        self.press(key, modifier, into=self.holder())


def make_book(hands: Hands) -> None:
    """Answer what a bare laptop is asked; a book is made, and one only."""
    qtbot = hands.qtbot
    hands.type("Manager Li")
    qtbot.keyClick(hands.holder(), Key.Key_Return)
    hands.type(PASSPHRASE)
    qtbot.keyClick(hands.holder(), Key.Key_Tab)
    hands.type(PASSPHRASE)
    qtbot.keyClick(hands.holder(), Key.Key_Return)
    qtbot.waitUntil(lambda: _shown(RecoveryKeyDialog) is not None)
    dialog = _shown(RecoveryKeyDialog)
    assert dialog is not None
    hands.tab_to(dialog.findChildren(QCheckBox)[0])
    qtbot.keyClick(hands.holder(), Key.Key_Space)
    qtbot.keyClick(hands.holder(), Key.Key_Return)
    qtbot.waitUntil(lambda: _shown(PinDialog) is not None)
    qtbot.keyClick(hands.holder(), Key.Key_Escape)  # without a PIN
    qtbot.waitUntil(lambda: hands.app.desk is not None)
    hands.wait()


def _shown(kind: type[QWidget]) -> QWidget | None:
    tops = QApplication.topLevelWidgets()
    return next((each for each in tops if isinstance(each, kind) and each.isVisible()), None)


def bring_in(hands: Hands, path: Path) -> None:
    """Import a file and go on to its customers."""
    hands.tap(Key.Key_7, CTRL)
    hands.tap(Key.Key_Return)  # choose a file
    hands.choose_file(path)
    hands.tap(Key.Key_Return)  # see the differences
    hands.tab_to(hands.data.preview.go)
    hands.tap(Key.Key_Return)
    hands.until(hands.data.result.isVisible)
    hands.tap(Key.Key_Return)  # go to the customers


def hold_visit(hands: Hands) -> None:
    """Find a customer, plan the visit as suggested, hold it, finish it without a signature."""
    hands.tap(Key.Key_K, CTRL)
    hands.type("wzq")
    hands.tap(Key.Key_Return)
    hands.until(lambda: hands.customers.list.model.rowCount() == 1)
    hands.tap(Key.Key_Return)  # into the detail
    hands.tap(Key.Key_Return)  # start visit
    hands.dialog(PlanDialog)
    hands.tap(Key.Key_Return)
    page = hands.visits.visit_page
    hands.until(lambda: page.visit() is not None)
    hands.tap(Key.Key_Return)  # start
    assert hands.holder() is page.record.needs
    hands.type("1000M broadband")
    hands.tab_to(page.record.outcome._buttons["renewed"])
    for _step in range(3):
        hands.tap(Key.Key_Right)
    hands.tap(Key.Key_Space)
    assert page.record.outcome.value() == "thinking"
    hands.tab_to(page.record.satisfaction._buttons["1"])
    hands.type("9")
    hands.tap(Key.Key_Return, CTRL)  # to the signature
    hands.tap(Key.Key_Return, CTRL)  # finish


def test_from_a_bare_laptop_to_a_summary_by_keyboard_alone(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    hook = sys.excepthook
    app = App(qapp, tmp_path / "bare", clock=fixed_clock)
    app.start()
    hands = Hands(qtbot, app)
    make_book(hands)
    bring_in(hands, write_customers(tmp_path / "a.csv"))
    hold_visit(hands)
    hands.dialog(PdfPreview)
    hands.tap(Key.Key_S, CTRL)
    hands.choose_file(tmp_path / "summary.pdf")
    hands.until((tmp_path / "summary.pdf").exists)
    hands.tap(Key.Key_Escape)
    assert hands.holder() is hands.visits.visit_page.head.primary_button
    (visit,) = hands.scalars(select(Visit))
    assert (visit.status, visit.satisfaction) == ("done", 9)
    finish(qtbot, app)
    sys.excepthook = hook
