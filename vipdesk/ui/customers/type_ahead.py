"""Goes to the first of the list whose name begins as typed, also beyond the loaded rows."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from vipdesk.domain.customer_query import CustomerQuery
from vipdesk.domain.names import fold
from vipdesk.services.customers import CustomerService
from vipdesk.ui.customers.list_view import CustomerList
from vipdesk.ui.jobs import Jobs, Latest


class TypeAhead(QObject):
    """The table looks among its loaded rows; this asks the search for the rest."""

    def __init__(
        self,
        customers: CustomerService,
        jobs: Jobs,
        list_: CustomerList,
        shown: Callable[[], CustomerQuery],
    ) -> None:
        super().__init__(list_)
        self._customers, self._list, self._shown = customers, list_, shown
        self._read = Latest(jobs, self)
        list_.table.typed.connect(self._on_table_typed)

    def _on_table_typed(self, typed: str) -> None:
        row = self._list.model.loaded_row(self._list.table.currentIndex().row())
        if row is not None and fold(row.name).startswith(fold(typed)):
            return
        query = replace(self._shown(), search=f"{self._shown().search} {typed}")
        customers = self._customers
        self._read.read(
            lambda _progress: customers.find_ids(query, customers.today())[:1], self._go_to_first
        )

    def _go_to_first(self, ids: list[int]) -> None:
        if ids:
            self._list.table.go_to(ids[0])
