"""What is done from the list but not to its rows: a new customer, duplicates, the recycle bin."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.texts import _
from vipdesk.ui.customers.customer_dialog import CustomerDialog
from vipdesk.ui.customers.duplicates_dialog import DuplicatesDialog
from vipdesk.ui.customers.recycle_dialog import RecycleBinDialog
from vipdesk.ui.jobs import Jobs


class ListActions(QObject):
    """Opens the dialogs.

    Signals:
        done: What was done, for a toast with Undo.
        wanted: The customer to show now.
    """

    done = Signal(str)
    wanted = Signal(int)

    def __init__(self, desk: CustomerDesk, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._jobs, self._page = desk, jobs, page

    def new_customer(self) -> None:
        """Open an empty form; who is saved is shown."""
        dialog = CustomerDialog(self._desk.care, self._jobs, self._page)
        dialog.written.connect(self._on_customer_written)
        dialog.open()

    def find_duplicates(self) -> None:
        """Show who may be in the book twice."""
        dialog = DuplicatesDialog(self._desk, self._jobs, self._page)
        dialog.act_done.connect(self.done)
        dialog.open()

    def open_recycle_bin(self) -> None:
        """Show who was thrown away, to take them back or delete them for good."""
        dialog = RecycleBinDialog(self._desk.groups, self._jobs, self._page)
        dialog.act_done.connect(self.done)
        dialog.open()

    def _on_customer_written(self, customer_id: int) -> None:
        self.done.emit(_("Customer saved"))
        self.wanted.emit(customer_id)
