"""Finds the account that a row of payments or balances speaks of."""

from vipdesk.errors import VipDeskError
from vipdesk.services.imports.accounts import Accounts
from vipdesk.services.imports.context import (
    Context,
    InRecycleBinError,
    NoCustomerError,
    UnknownLineError,
)
from vipdesk.services.imports.snapshot import KnownCustomer, KnownLine
from vipdesk.texts import N_


class UnknownAccountError(VipDeskError):
    """An account that the book does not have, and nothing says whose it is."""

    message = N_(
        "There is no account with this number in the book. Import the lines with their accounts "
        "first, or give the customer or line number beside it."
    )


class SeveralAccountsError(VipDeskError):
    """The customer has more than one account, and the row does not say which."""

    message = N_("This customer has several accounts. Give the account or line number too.")


class ContradictingAccountError(VipDeskError):
    """The account is another customer's than the row says."""

    message = N_("In the book this account belongs to another customer than the row says.")


class Payers:
    """By the account's number, else by a line that is billed to it, else by its only owner."""

    def __init__(self, context: Context, accounts: Accounts) -> None:
        self.context = context
        self.accounts = accounts
        self._customers = context.column("customer.number")
        self._lines = context.column("line.number")

    def account_of(self, at: int) -> tuple[int, tuple[str, str]] | None:
        """Id of the account and its owner's number and name; None if the row is left out."""
        try:
            return self._account_of(at)
        except VipDeskError as error:
            given = (self.accounts.numbers[at], self._lines[at], self._customers[at])
            self.context.refuse(at, next(value for value in given if value), error)
            return None

    def _account_of(self, at: int) -> tuple[int, tuple[str, str]] | None:
        book, number = self.context.book, self.accounts.numbers[at]
        known = book.accounts.get(book.account_numbers.get(number, 0)) if number else None
        line = None if known else self._line(at)
        customer = self._customer(at, required=known is None and line is None)
        if customer is None and known is None and line is None:
            if not self._customers[at]:
                raise UnknownAccountError
            return None  # deleted on request: refused already
        owner_id = known.customer_id if known else line.customer_id if line else 0
        if customer and owner_id and book.standing(customer.id) != book.standing(owner_id):
            raise ContradictingAccountError
        customer_id = customer.id if customer else owner_id
        owner = book.by_id[book.standing(customer_id)]
        if owner.hidden == "deleted":
            raise InRecycleBinError
        if customer and not (known or line or number):
            self._refuse_several(customer, owner)
        account_id = self.accounts.account_of(at, customer_id, line)
        return None if account_id is None else (account_id, (owner.number, owner.name))

    def _refuse_several(self, customer: KnownCustomer, owner: KnownCustomer) -> None:
        """One that was merged is still billed to the accounts that came with them."""
        if len(customer.accounts or owner.accounts) > 1:
            raise SeveralAccountsError

    def _line(self, at: int) -> KnownLine | None:
        number = self._lines[at]
        if not number:
            return None
        line = self.context.book.lines.get(number)
        if line is None:
            raise UnknownLineError
        return line

    def _customer(self, at: int, *, required: bool) -> KnownCustomer | None:
        """The customer that the row names; an unknown one matters where nothing else tells."""
        number = self._customers[at]
        found = self.context.book.customers.get(number) if number else None
        if found is None and number and required and not self.context.refuse_deleted(at, number):
            raise NoCustomerError
        return found
