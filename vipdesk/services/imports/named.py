"""Finds the customer and the line that a row names; both may be left empty."""

from vipdesk.services.imports.context import Context, NoCustomerError, UnknownLineError
from vipdesk.services.imports.snapshot import KnownCustomer, KnownLine


class Named:
    """By the customer's number and the line's, each as the book has it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.customers = context.column("customer.number")
        self.lines = context.column("line.number")

    def line(self, at: int) -> KnownLine | None:
        """The line that the row names.

        Raises:
            UnknownLineError: the book does not have it.
        """
        number = self.lines[at]
        if not number:
            return None
        line = self.context.book.lines.get(number)
        if line is None:
            raise UnknownLineError
        return line

    def customer(self, at: int, *, required: bool) -> KnownCustomer | None:
        """The customer that the row names; an unknown one matters where nothing else tells.

        One that was deleted on request is refused here, and None.

        Raises:
            NoCustomerError: the book does not have them.
        """
        number = self.customers[at]
        found = self.context.book.customers.get(number) if number else None
        if found is None and number and required and not self.context.refuse_deleted(at, number):
            raise NoCustomerError
        return found
