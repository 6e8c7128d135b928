"""Chooses the columns of the list; those that the files brought besides are among them."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from vipdesk.services.customers import CustomerService
from vipdesk.ui.customers.list_view import CustomerList
from vipdesk.ui.jobs import Jobs


class ColumnsChoice(QObject):
    """Opens the dialog and arranges the list as it says; ``keep`` keeps it so."""

    def __init__(
        self,
        customers: CustomerService,
        jobs: Jobs,
        list_: CustomerList,
        keep: Callable[[], object],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._customers, self._jobs, self._page = customers, jobs, page
        self._list, self._keep = list_, keep

    def open(self) -> None:
        """Read what columns there are, then ask."""
        job = self._jobs.read(lambda _progress: self._customers.extra_columns())
        job.succeeded.connect(self._ask)

    def _ask(self, headings: tuple[str, ...]) -> None:
        self._list.set_extra(headings, self._list.states())
        from vipdesk.ui.kit.column_chooser import ColumnChooser

        chooser = ColumnChooser(self._list.table, self._page)
        chooser.chosen.connect(self._on_chosen)
        chooser.open()

    def _on_chosen(self) -> None:
        self._list.arrange(self._list.states())
        self._keep()
