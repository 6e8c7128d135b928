"""Reads, keeps and deletes the filters that stand above the list as chips."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vipdesk.services.filters import FilterService
from vipdesk.texts import _
from vipdesk.ui.filter_chips import (
    FilterChips,
    NamedFilter,
    SaveFilterDialog,
    named_filters,
)
from vipdesk.ui.jobs import Jobs, Latest


@dataclass(frozen=True, slots=True)
class Filters:
    """What the filters of one list are: kept by whom, said and counted how."""

    service: FilterService[Any]
    built_in: Sequence[NamedFilter]
    describe: Callable[[Any], list[str]]
    counts: Callable[[Sequence[Any]], list[int]]


class FilterWork(QObject):
    """Stands between the chips and the book.

    Signals:
        done: What was done, for a toast with Undo.
    """

    done = Signal(str)

    def __init__(self, filters: Filters, jobs: Jobs, chips: FilterChips, page: QWidget) -> None:
        super().__init__(page)
        self._filters, self._jobs, self._chips, self._page = filters, jobs, chips, page
        self._read = Latest(jobs, self)
        self._named: list[NamedFilter] = []
        self._criteria: Any = filters.built_in[0].filter
        chips.save_requested.connect(self._on_chips_save_requested)
        chips.delete_requested.connect(self._on_chips_delete_requested)

    def reload(self) -> None:
        """Count again what each chip would show."""
        self._read.read(lambda _progress: self._count(), self._show)

    def follow(self, criteria: Any) -> None:
        """Mark the chip of the filter in use, which is the one that can be kept."""
        self._criteria = criteria
        self._chips.set_current(criteria)

    def _count(self) -> tuple[list[NamedFilter], list[int]]:
        named = named_filters(self._filters.built_in, self._filters.service.all())
        return named, self._filters.counts([each.filter for each in named])

    def _show(self, found: tuple[list[NamedFilter], list[int]]) -> None:
        self._named = found[0]
        self._chips.show_filters(*found)

    def _on_chips_save_requested(self) -> None:
        criteria = self._criteria
        taken = [each.name for each in self._named if each.id is not None]
        dialog = SaveFilterDialog(" · ".join(self._filters.describe(criteria)), taken, self._page)
        dialog.named.connect(lambda name: self._save(name, criteria))
        dialog.open()

    def _save(self, name: str, criteria: Any) -> None:
        job = self._jobs.write(lambda _progress: self._filters.service.save(name, criteria))
        said = _("Filter “{name}” saved").format(name=name)
        job.succeeded.connect(lambda _saved: self.done.emit(said))

    def _on_chips_delete_requested(self, filter_id: int) -> None:
        job = self._jobs.write(lambda _progress: self._filters.service.delete(filter_id))
        job.succeeded.connect(lambda _saved: self.done.emit(_("Filter deleted")))
