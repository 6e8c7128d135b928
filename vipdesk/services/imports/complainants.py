"""Finds the customer, and perhaps the line, that a row of complaints speaks of."""

from dataclasses import dataclass

from vipdesk.errors import VipDeskError
from vipdesk.services.imports.context import Context, InRecycleBinError, UnknownLineError
from vipdesk.services.imports.named import Named
from vipdesk.services.imports.payers import UnknownAccountError
from vipdesk.services.imports.snapshot import KnownLine
from vipdesk.texts import N_


class ContradictingComplainantError(VipDeskError):
    """The row names things of two customers."""

    message = N_("In the book the line or account of this row belongs to another customer.")


class UnknownComplaintError(VipDeskError):
    """A row that only names a complaint, and the book does not have it."""

    message = N_(
        "There is no complaint with this number in the book. Give the customer or line number and "
        "the day of the complaint beside it."
    )


@dataclass(frozen=True, slots=True)
class Complainant:
    """Whose complaint it is: the customer who stands in the book, with number and name."""

    customer_id: int
    line_id: int | None
    who: tuple[str, str]


class Complainants:
    """By the customer's number, the line's or the account's; together they must agree.

    A line or account that the book does not have matters only where nothing else tells whose
    complaint it is.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self._named = Named(context)
        self._accounts = context.column("account.number")
        self._numbers = context.column("complaint.number")

    def named(self, at: int) -> str:
        """The first of the numbers that the row gives."""
        named = self._named
        given = (named.customers[at], named.lines[at], self._accounts[at], self._numbers[at])
        return next((value for value in given if value), "")

    def of(self, at: int) -> Complainant | None:
        """Whose complaint it is; None if the row is left out, or names only the complaint."""
        try:
            return self._of(at)
        except VipDeskError as error:
            self.context.refuse(at, self.named(at), error)
            return None

    def _of(self, at: int) -> Complainant | None:
        book = self.context.book
        account = book.accounts.get(book.account_numbers.get(self._accounts[at] or "", 0))
        line = book.lines.get(self._named.lines[at] or "")
        customer = self._named.customer(at, required=account is None and line is None)
        found = [each for each in (customer and customer.id, line and line.customer_id,
                                   account and account.customer_id) if each]  # fmt: skip
        if not found:
            if not (at in self.context.refused or self._numbers[at]):
                self.refuse_unknown(at)
            return None
        owners = {book.standing(each) for each in found}
        if len(owners) > 1:
            raise ContradictingComplainantError
        return self._complainant(owners.pop(), line)

    def _complainant(self, customer_id: int, line: KnownLine | None) -> Complainant:
        owner = self.context.book.by_id[customer_id]
        if owner.hidden == "deleted":
            raise InRecycleBinError
        line_id = line.id if line else None
        return Complainant(customer_id, line_id, (owner.number, owner.name))

    def refuse_unknown(self, at: int) -> None:
        """Leave a row out that names nothing of the book's, by the best that it gives."""
        given: tuple[tuple[str, str | None, VipDeskError], ...] = (
            ("line.number", self._named.lines[at], UnknownLineError()),
            ("account.number", self._accounts[at], UnknownAccountError()),
            ("complaint.number", self._numbers[at], UnknownComplaintError()),
        )
        key, value, reason = next(each for each in given if each[1])
        self.context.refuse(at, value or "", reason, key)
