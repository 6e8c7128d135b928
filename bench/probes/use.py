"""Uses the window as a manager would and tells the longest time in which it answered nothing.

A clock ticks every millisecond on the GUI thread; whatever keeps it from ticking holds the window.
Beside each longest time stands what the GUI thread itself worked in it and what the host of a
virtual machine took from it: the rest it waited, for a core or for Python while other threads ran.
"""

import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QTabBar, QTableView
from sqlalchemy import select

from bench.probes.desk import customer_list, open_desk, when
from bench.probes.holds import Clock
from vipdesk.app import App
from vipdesk.services.imports import ImportService
from vipdesk.store.records import Visit
from vipdesk.ui import navigation
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.jobs import Job
from vipdesk.ui.main_window import MainWindow
from vipdesk.ui.side_bar import SideBar
from vipdesk.ui.visits.page import VisitsPage

PAUSE = 120  # ms after each step: time for what it set going
SETTLE = 1_500  # ms after the comparison, which the probe itself does: nobody could click meanwhile
SCROLLS = 30
OTHERS = (
    navigation.TODAY,
    navigation.RETENTION,
    navigation.POINTS,
    navigation.INDICATORS,
    navigation.JOURNAL,
    navigation.KNOWLEDGE,
)


class Step(NamedTuple):
    """What a manager does, and what must have come of it before the next."""

    name: str
    act: Callable[[], object]
    ended: Callable[[], object] = lambda: True


def steps(app: App, visit_id: int, commit: Callable[[], Job]) -> Iterator[Step]:
    """What a manager does in a few minutes, and again beside a long import."""
    yield from _looking_around(app, visit_id)
    yield Step("lock", app.lock, lambda: app.unlock is not None and app.unlock.unlock.isEnabled())
    yield Step("unlock", lambda: _unlock(app), lambda: customer_list(app))
    job = commit()
    ended: list[object] = []
    job.succeeded.connect(ended.append)
    job.failed.connect(ended.append)
    while not ended:
        for step in _looking_around(app, visit_id):
            yield step._replace(name=f"import: {step.name}")
            if ended:
                break


def _unlock(app: App) -> None:
    if app.unlock is not None:
        app.unlock.unlock.click()


def _prepared(app: App, source: Path) -> Callable[[], Job]:
    """The import of ``source``, compared already and ready to be written."""
    opened, jobs = app._opened, app._jobs  # noqa: SLF001 - the probe works beside the window
    if opened is None:
        raise RuntimeError("the book is closed")
    examined = ImportService(opened.store).examine(source)
    preview = ImportService(opened.store).preview(examined)

    def commit() -> Job:
        opened = app._opened  # noqa: SLF001 - another one than before the lock
        if opened is None:
            raise RuntimeError("the book is closed")
        service = ImportService(opened.store)
        return jobs.write(lambda progress: service.commit(preview, progress=progress))

    return commit


def _some_visit(app: App) -> int:
    opened = app._opened  # noqa: SLF001 - as above
    if opened is None:
        raise RuntimeError("the book is closed")
    with opened.store.read() as session:
        return session.scalars(select(Visit.id).limit(1)).one()


def _looking_around(app: App, visit_id: int) -> Iterator[Step]:
    if app.desk is None:
        raise RuntimeError("the window is gone")
    window = app.desk.window
    for key in (navigation.VISITS, navigation.DATA, navigation.SETTINGS, navigation.CUSTOMERS):
        yield _page(window, key)
    yield from _searching(window)
    view = customer_list(app)
    if view is not None:
        yield from _reading(view)
    yield from _settings(window)
    yield from _dialogs(window, visit_id)
    yield from _other_screens(window)


def _page(window: MainWindow, key: str) -> Step:
    """Press the button of a screen; go to one that has none as the desk leads there."""
    if all(screen.key != key for screen in navigation.SCREENS):
        return Step(f"page {key}", lambda: window.show_page(key))
    (bar,) = window.findChildren(SideBar)
    return Step(f"page {key}", bar.button(key).click, lambda: window.current_page() == key)


def _searching(window: MainWindow) -> Iterator[Step]:
    search = next(field for field in window.findChildren(QLineEdit) if field.isVisible())
    for text in ("wang", "8812", "li"):
        for place in range(1, len(text) + 1):
            typed = text[:place]
            yield Step(f"search {typed}", lambda typed=typed: search.setText(typed))  # type: ignore[misc]
        yield Step("search cleared", search.clear)


def _reading(view: QTableView) -> Iterator[Step]:
    dice = random.Random(3)
    header = view.horizontalHeader()
    for column in range(view.model().columnCount()):
        if not header.isSectionHidden(column):
            yield Step(f"sort by column {column}", lambda column=column: _click(view, column))  # type: ignore[misc]
    bar = view.verticalScrollBar()
    for _ in range(SCROLLS):
        yield Step("scroll", lambda: bar.setValue(dice.randrange(bar.maximum() + 1)))
        yield Step("choose a row", lambda: view.selectRow(view.rowAt(40)))


def _settings(window: MainWindow) -> Iterator[Step]:
    yield _page(window, navigation.SETTINGS)
    (tabs,) = window.page(navigation.SETTINGS).findChildren(QTabBar)
    for number in range(tabs.count()):
        yield Step(f"settings {number}", lambda number=number: tabs.setCurrentIndex(number))  # type: ignore[misc]


def _other_screens(window: MainWindow) -> Iterator[Step]:
    for key in OTHERS:
        yield _page(window, key)
        views = window.page(key).findChildren(QTableView)
        for view in [each for each in views if each.isVisible() and each.model().rowCount()]:
            for row in (view.model().rowCount() - 1, 0):
                yield Step(
                    f"row of {key}",
                    lambda view=view, row=row: view.selectRow(row),  # type: ignore[misc]
                )


def _dialogs(window: MainWindow, visit_id: int) -> Iterator[Step]:
    visits = window.page(navigation.VISITS)
    customers = window.page(navigation.CUSTOMERS)
    if not (isinstance(visits, VisitsPage) and isinstance(customers, CustomersPage)):
        raise RuntimeError("the pages are others")
    yield _page(window, navigation.VISITS)
    yield from _dialog("plan a visit", visits.calendar.plan_button.click)
    yield Step("open a visit", lambda: visits.open_visit(visit_id))
    yield Step("back to the calendar", visits.open_calendar)
    yield _page(window, navigation.CUSTOMERS)
    yield from _dialog("new customer", customers.buttons.new.click)
    yield from _dialog("log a touchpoint", window.log_touchpoint_requested.emit)


def _dialog(name: str, act: Callable[[], object]) -> Iterator[Step]:
    yield Step(name, act, QApplication.activeModalWidget)
    yield Step(f"{name}: leave", _leave_dialog)


def _leave_dialog() -> None:
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QDialog):
        dialog.reject()


def _touch() -> None:
    """Press a key that does nothing: a person cannot act without a touch of key or pointer."""
    shown = (each for each in QApplication.topLevelWidgets() if each.isVisible())
    window = QApplication.activeModalWidget() or next(shown, None)  # after a dialog none is active
    if window is not None:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)


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
        kept: list[object] = []  # what was compared: the window lets a worker free it

        def begin() -> None:
            commit = _prepared(app, source)
            kept.append(commit)
            plan = steps(app, _some_visit(app), commit)
            clock.start()
            clock.now = "settling"
            step = Step("", lambda: None)

            def go_on() -> None:
                nonlocal step
                if step.ended():
                    following = next(plan, None)
                    if following is None:
                        qt.quit()
                        return
                    step = following
                    _touch()
                    clock.now = step.name
                    step.act()
                QTimer.singleShot(PAUSE, go_on)

            QTimer.singleShot(SETTLE, go_on)

        watch = when(lambda: customer_list(app), begin)
        qt.exec()
        watch.stop()
        app.close()
    print("ready", json.dumps({"holds": clock.holds}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
