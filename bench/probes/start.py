"""Starts the program as a person does: the unlock window, a passphrase that is typed, the list.

It prints ``unlock`` once the unlock window is painted, types for two seconds, and prints ``ready``
once rows are in the list and counted, with what was measured between: the seconds from Enter to the
rows, and to the counts; the longest hold of the window while it was typed in; what the processor
worked until the rows, apart from that time; and the memory once they are there.

With ``keychain`` behind the profile nothing is typed: after as long the button is pressed that asks
the system's keychain.
"""

import gc
import json
import sys
import time
from pathlib import Path

gc.disable()  # as vipdesk.__main__ does before it imports the window

from PySide6.QtCore import QEvent, QObject, Qt, QTimer  # noqa: E402 - see above
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QAbstractButton, QApplication  # noqa: E402
from typing_extensions import override  # noqa: E402

from bench.probes.desk import customer_list, memory_mb, start_app, when  # noqa: E402
from bench.probes.holds import Clock  # noqa: E402
from vipdesk.app import App  # noqa: E402
from vipdesk.ui import navigation  # noqa: E402
from vipdesk.ui.unlock import UnlockWindow  # noqa: E402

TYPING = 2_000  # ms, as a person types; not counted


class Typist(QObject):
    """Waits for the first paint, then types the passphrase and Enter, or asks the keychain."""

    def __init__(self, window: UnlockWindow, *, by_keychain: bool) -> None:
        super().__init__()
        self._window, self._by_keychain = window, by_keychain
        self._left = list(window.field.text())  # of an invented book it is filled in
        window.field.clear()
        self.clock = Clock()
        self.entered_at = self.worked = 0.0
        self._every = QTimer(self, interval=TYPING // len(self._left))
        self._every.timeout.connect(self._type)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        print("unlock", flush=True)
        self.worked = time.process_time()
        self.clock.start()
        self._every.start()

    def _type(self) -> None:
        if self._left:
            sign = self._left.pop(0)
            if not self._by_keychain:
                QTest.keyClicks(self._window.field, sign)
            return
        self._every.stop()
        self.clock.stop()
        self.entered_at = time.perf_counter()
        self.worked -= time.process_time()
        if self._by_keychain:
            QTest.mouseClick(self._window.keychain, Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(self._window.field, Qt.Key.Key_Return)


def _shows_counts(app: App) -> bool:
    """Whether the tasks of the first page are counted, group by group."""
    from vipdesk.ui.today.page import TodayPage  # the unlock window does without it

    page = app.desk.window.page(navigation.TODAY) if app.desk else None
    return isinstance(page, TodayPage) and len(page.groups.findChildren(QAbstractButton)) > 1


def main(profile: Path, *, by_keychain: bool) -> None:
    """Run until the list is there."""
    qt: QApplication
    qt, app = start_app(profile)
    if app.unlock is None:
        raise RuntimeError("nothing asks for the passphrase")
    typist = Typist(app.unlock, by_keychain=by_keychain)

    facts: dict[str, float] = {}

    def note() -> None:
        facts["after_enter"] = time.perf_counter() - typist.entered_at
        facts["worked"] = typist.worked + time.process_time()
        facts["memory_mb"] = memory_mb()

    def tell() -> None:
        facts["around"] = time.perf_counter() - typist.entered_at
        facts["typing_hold"] = typist.clock.holds[""][0]
        print("ready", json.dumps(facts), flush=True)
        qt.quit()

    watches = [
        when(lambda: customer_list(app), note),
        when(lambda: facts and _shows_counts(app), tell),
    ]
    qt.exec()
    for watch in watches:
        watch.stop()
    app.close()


main(Path(sys.argv[1]), by_keychain=sys.argv[2:] == ["keychain"])
