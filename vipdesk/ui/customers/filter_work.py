"""Reads, keeps and deletes the filters that stand above the list as chips."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vipdesk.domain.customer_query import CustomerFilter, describe
from vipdesk.services.customer_book import CustomerBook
from vipdesk.texts import _
from vipdesk.ui.customers.filter_chips import (
    FilterChips,
    NamedFilter,
    SaveFilterDialog,
    named_filters,
)
from vipdesk.ui.jobs import Jobs, Latest


class FilterWork(QObject):
    """Stands between the chips and the book.

    Signals:
        done: What was done, for a toast with Undo.
    """

    done = Signal(str)

    def __init__(self, book: CustomerBook, jobs: Jobs, chips: FilterChips, page: QWidget) -> None:
        super().__init__(page)
        self._book, self._jobs, self._chips, self._page = book, jobs, chips, page
        self._read = Latest(jobs, self)
        self._named: list[NamedFilter] = []
        self._criteria = CustomerFilter()
        chips.save_requested.connect(self._on_chips_save_requested)
        chips.delete_requested.connect(self._on_chips_delete_requested)

    def reload(self) -> None:
        """Count again what each chip would show."""
        self._read.read(lambda _progress: self._count(), self._show)

    def follow(self, criteria: CustomerFilter) -> None:
        """Mark the chip of the filter in use, which is the one that can be kept."""
        self._criteria = criteria
        self._chips.set_current(criteria)

    def _count(self) -> tuple[list[NamedFilter], list[int]]:
        named = named_filters(self._book.filters.all())
        customers = self._book.customers
        return named, customers.counts([each.filter for each in named], customers.today())

    def _show(self, found: tuple[list[NamedFilter], list[int]]) -> None:
        self._named = found[0]
        self._chips.show_filters(*found)

    def _on_chips_save_requested(self) -> None:
        criteria = self._criteria
        taken = [each.name for each in self._named if each.id is not None]
        dialog = SaveFilterDialog(" · ".join(describe(criteria, _)), taken, self._page)
        dialog.named.connect(lambda name: self._save(name, criteria))
        dialog.open()

    def _save(self, name: str, criteria: CustomerFilter) -> None:
        job = self._jobs.write(lambda _progress: self._book.filters.save(name, criteria))
        said = _("Filter “{name}” saved").format(name=name)
        job.succeeded.connect(lambda _saved: self.done.emit(said))

    def _on_chips_delete_requested(self, filter_id: int) -> None:
        job = self._jobs.write(lambda _progress: self._book.filters.delete(filter_id))
        job.succeeded.connect(lambda _saved: self.done.emit(_("Filter deleted")))
