"""What the probes share: the real program, and whether its list can be used."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTableView

from vipdesk.app import App

LOOK_EVERY = 1  # ms


def start_app(profile: Path) -> tuple[QApplication, App]:
    """Start the program as `vipdesk.app.run` does, without its event loop."""
    qt = cast(QApplication, QApplication.instance() or QApplication(["vipdesk"]))
    qt.setQuitOnLastWindowClosed(False)
    app = App(qt, profile)
    app.start()
    return qt, app


def open_desk(profile: Path) -> tuple[QApplication, App]:
    """Start the program and unlock an invented book."""
    qt, app = start_app(profile)
    if app.unlock is not None:
        app.unlock.unlock.click()  # the passphrase of an invented book is filled in
    return qt, app


def customer_list(app: App) -> QTableView | None:
    """The list on screen once its first rows are there."""
    if app.desk is None:
        return None
    for view in app.desk.window.findChildren(QTableView):
        model = view.model()
        if view.isVisible() and model is not None and model.rowCount() and _shows(view):
            return view
    return None


def _shows(view: QTableView) -> bool:
    model = view.model()
    return any(model.index(0, column).data() for column in range(model.columnCount()))


def when(condition: Callable[[], object], act: Callable[[], object]) -> QTimer:
    """Call ``act`` once ``condition`` holds."""
    timer = QTimer()

    def look() -> None:
        if condition():
            timer.stop()
            act()

    timer.timeout.connect(look)
    timer.start(LOOK_EVERY)
    return timer


def memory_mb() -> float:
    """Memory that the process holds now (Linux only: the bench runs there)."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    return int(kilobytes) * 1024 / 1e6
