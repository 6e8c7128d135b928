"""How the list was left: its columns and its order, kept between starts."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from vipdesk.services.preferences import PreferenceService
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.columns import ColumnState

COLUMNS_KEY = "customers.columns"
SORT_KEY = "customers.sort"
KEEP_AFTER = 500  # milliseconds after the last change of a column


class LeftAs(QObject):
    """Reads and keeps the arrangement; columns a moment after their last change."""

    def __init__(
        self,
        preferences: PreferenceService,
        jobs: Jobs,
        states: Callable[[], list[ColumnState]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._preferences, self._jobs, self._states = preferences, jobs, states
        self._timer = QTimer(self, singleShot=True, interval=KEEP_AFTER)
        self._timer.timeout.connect(self.keep_columns)

    def read(self, deliver: Callable[[list[ColumnState], str, bool], object]) -> None:
        """Hand over the columns, none if they were never changed, and the order."""
        kept = self._preferences

        def show(found: tuple[list[list[Any]], list[Any]]) -> None:
            sort, descending = found[1]
            deliver([ColumnState(*state) for state in found[0]], sort, descending)

        job = self._jobs.read(
            lambda _progress: (kept.get(COLUMNS_KEY, []), kept.get(SORT_KEY, ["next_end", False]))
        )
        job.succeeded.connect(show)

    def columns_changed(self) -> None:
        """Keep the columns soon."""
        self._timer.start()

    def keep_columns(self) -> None:
        """Keep the columns now."""
        states = [list(state) for state in self._states()]
        self._jobs.write(lambda _progress: self._preferences.put(COLUMNS_KEY, states))

    def keep_sort(self, key: str, descending: bool) -> None:
        """Keep the order."""
        self._jobs.write(lambda _progress: self._preferences.put(SORT_KEY, [key, descending]))
