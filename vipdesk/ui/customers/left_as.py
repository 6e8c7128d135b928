"""How the list was left: its columns and its order, kept between starts."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from vipdesk.services.preferences import PreferenceService
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.columns import ColumnState

COLUMNS_KEY = "customers.columns"
SORT_KEY = "customers.sort"
KEEP_AFTER = 500  # milliseconds after the last change of a column


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Columns, none if they were never changed, and order."""

    columns: list[ColumnState]
    sort: str
    descending: bool


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

    def load(self) -> Arrangement:
        """Read it; within a job."""
        columns = self._preferences.get(COLUMNS_KEY, [])
        sort, descending = self._preferences.get(SORT_KEY, ["next_end", False])
        return Arrangement([ColumnState(*state) for state in columns], sort, descending)

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
