"""What the unlock window does without, loaded while somebody types."""

import importlib
import pkgutil
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer

from vipdesk.domain import names

WINDOWS = ("vipdesk.ui", "vipdesk.wiring")  # packages whose classes are Qt's
DESK = "vipdesk.wiring.desk"  # and what it imports: what comes after the unlock window
EVERY = 2  # milliseconds


class Loading(QObject):
    """Loads the services on a worker, then the windows on the GUI thread, one module in a turn.

    A class of Qt that a worker makes while the window works can end the program; all of them at
    once would hold the window. Nothing here needs the key.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker: threading.Thread | None = None
        self._windows: deque[str] = deque()
        self._then: Callable[[], object] | None = None
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin; after the first time there is nothing left to load."""
        if self._worker is None:
            self._worker = threading.Thread(target=self._load, name="loading", daemon=True)
            self._worker.start()
            self._timer.start()

    def wait_for_services(self) -> None:
        """Wait for the worker, in a job: the GUI thread would stand before what is half loaded."""
        if self._worker is not None:
            self._worker.join()

    def when_desk_loaded(self, act: Callable[[], object]) -> None:
        """Call ``act`` once the desk can be built without loading anything."""
        self._then = act
        self._tell()

    def _load(self) -> None:
        load_services()
        self._windows.extend(windows_in_order())

    def _on_timeout(self) -> None:
        if self._worker is not None and self._worker.is_alive():
            return
        if self._windows:
            importlib.import_module(self._windows.popleft())
        else:
            self._timer.stop()
        self._tell()

    def _tell(self) -> None:
        if self._then is not None and (DESK in sys.modules or not self._timer.isActive()):
            act, self._then = self._then, None
            act()


def load_services() -> None:
    """Import what knows no window, and do ahead what the first reading would wait for."""
    import vipdesk.opening
    import vipdesk.services.calibration_book
    import vipdesk.services.case_book
    import vipdesk.services.customer_desk
    import vipdesk.services.customer_rights
    import vipdesk.services.imports
    import vipdesk.services.indicators.desk
    import vipdesk.services.journal_book
    import vipdesk.services.knowledge
    import vipdesk.services.leaving
    import vipdesk.services.points_desk
    import vipdesk.services.reconciliation
    import vipdesk.services.rewards_desk
    import vipdesk.services.visit_book
    from vipdesk.store import derivation
    from vipdesk.store.records import Record

    derivation.get_ready()
    Record.registry.configure()
    import vipdesk.reports.visit_summary  # noqa: F401 - all of these are asked for by pages

    names.get_ready()


def windows_in_order() -> list[str]:
    """The modules still to be loaded, each behind those that it needs; the desk's come first."""
    needs = {name: found for package in WINDOWS for name, found in _modules(package)}
    ordered: dict[str, None] = {}  # keeps its order
    seen: set[str] = set()

    def add(name: str) -> None:
        if name in needs and name not in seen:
            seen.add(name)
            for needed in sorted(needs[name]):
                add(needed)
            ordered[name] = None

    for name in (DESK, *needs):
        add(name)
    return list(ordered)


def _modules(package: str) -> Iterator[tuple[str, set[str]]]:
    """What is not loaded yet under ``package``, with all that it may import when it is."""
    path = importlib.import_module(package).__path__
    for found in pkgutil.walk_packages(path, f"{package}."):
        if found.ispkg or found.name in sys.modules:
            continue
        loader: Any = found.module_finder.find_spec(found.name, None).loader  # type: ignore[union-attr]
        words = set(loader.get_code(found.name).co_names)
        packages = [word for word in words if word.startswith(WINDOWS)]
        yield found.name, words | {f"{each}.{word}" for each in packages for word in words}
