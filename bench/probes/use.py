"""Uses the window as a manager would and tells the longest time in which it answered nothing.

A clock ticks every millisecond on the GUI thread; whatever keeps it from ticking holds the window.
"""

import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView

from bench.probes.desk import customer_list, open_desk, when
from vipdesk.app import App
from vipdesk.services.imports import ImportService
from vipdesk.ui import navigation
from vipdesk.ui.jobs import Job

TICK = 1  # ms
PAUSE = 120  # ms after each step: time for what it set going
SCROLLS = 30
Step = tuple[str, Callable[[], object]]


class Clock(QObject):
    """Notes the longest gap between two ticks for each thing that was going on."""

    def __init__(self) -> None:
        super().__init__()
        self.holds: dict[str, float] = {}
        self.now = ""
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to watch."""
        self._last = time.perf_counter()
        self._timer.start(TICK)

    def _tick(self) -> None:
        tick = time.perf_counter()
        self.holds[self.now] = max(self.holds.get(self.now, 0.0), tick - self._last)
        self._last = tick


def steps(app: App, view: QTableView, commit: Callable[[], Job]) -> Iterator[Step]:
    """What a manager does in a minute, and again beside a long import."""
    yield from _looking_around(app, view)
    job = commit()
    ended: list[object] = []
    job.succeeded.connect(ended.append)
    job.failed.connect(ended.append)
    while not ended:
        for name, act in _looking_around(app, view):
            yield f"import: {name}", act
            if ended:
                break


def _prepared(app: App, source: Path) -> Callable[[], Job]:
    """The import of ``source``, compared already and ready to be written."""
    opened, jobs = app._opened, app._jobs  # noqa: SLF001 - the probe works beside the window
    if opened is None:
        raise RuntimeError("the book is closed")
    service = ImportService(opened.store)
    preview = service.preview(service.examine(source))
    return lambda: jobs.write(lambda progress: service.commit(preview, progress=progress))


def _looking_around(app: App, view: QTableView) -> Iterator[Step]:
    dice = random.Random(3)
    desk = app.desk
    if desk is None:
        raise RuntimeError("the window is gone")
    window = desk.window
    for key in (navigation.VISITS, navigation.DATA, navigation.SETTINGS, navigation.CUSTOMERS):
        yield f"page {key}", lambda key=key: window.show_page(key)  # type: ignore[misc]
    search = next(field for field in window.findChildren(QLineEdit) if field.isVisible())
    for text in ("wang", "8812", "li"):
        for place in range(1, len(text) + 1):
            yield f"search {text[:place]}", lambda typed=text[:place]: search.setText(typed)  # type: ignore[misc]
        yield "search cleared", search.clear
    header = view.horizontalHeader()
    for column in range(view.model().columnCount()):
        if not header.isSectionHidden(column):
            yield f"sort by column {column}", lambda column=column: _click(view, column)  # type: ignore[misc]
    bar = view.verticalScrollBar()
    for _ in range(SCROLLS):
        yield "scroll", lambda: bar.setValue(dice.randrange(bar.maximum() + 1))
        yield "choose a row", lambda: view.selectRow(view.rowAt(40))


def _click(view: QTableView, column: int) -> None:
    header = view.horizontalHeader()
    place = header.sectionViewportPosition(column) + 8
    QTest.mouseClick(
        header.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(place, header.height() // 2),
    )


def main(profile: Path, source: Path) -> None:
    """Run on a copy of the book, since the import writes to it."""
    with tempfile.TemporaryDirectory(dir=profile.parent) as scratch:
        copy = Path(scratch) / "book"
        shutil.copytree(profile, copy)
        qt, app = open_desk(copy)
        clock = Clock()

        def begin() -> None:
            view = customer_list(app)
            if view is None:
                raise RuntimeError("the list is gone")
            plan = steps(app, view, _prepared(app, source))
            clock.start()

            def go_on() -> None:
                step = next(plan, None)
                if step is None:
                    qt.quit()
                    return
                clock.now, act = step
                act()
                QTimer.singleShot(PAUSE, go_on)

            go_on()

        watch = when(lambda: customer_list(app), begin)
        qt.exec()
        watch.stop()
        app.close()
    print("ready", json.dumps({"holds": clock.holds}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
