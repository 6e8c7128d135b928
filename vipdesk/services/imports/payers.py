"""Finds the account that a row of payments or balances speaks of."""

from vipdesk.errors import VipDeskError
from vipdesk.services.imports.accounts import Accounts
from vipdesk.services.imports.context import Context, InRecycleBinError
from vipdesk.services.imports.named import Named
from vipdesk.services.imports.snapshot import KnownCustomer
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
        self._named = Named(context)

    def account_of(self, at: int) -> tuple[int, tuple[str, str]] | None:
        """Id of the account and its owner's number and name; None if the row is left out."""
        try:
            return self._account_of(at)
        except VipDeskError as error:
            named = self._named
            given = (self.accounts.numbers[at], named.lines[at], named.customers[at])
            self.context.refuse(at, next(value for value in given if value), error)
            return None

    def _account_of(self, at: int) -> tuple[int, tuple[str, str]] | None:
        book, number = self.context.book, self.accounts.numbers[at]
        known = book.accounts.get(book.account_numbers.get(number, 0)) if number else None
        line = None if known else self._named.line(at)
        customer = self._named.customer(at, required=known is None and line is None)
        if customer is None and known is None and line is None:
            if not self._named.customers[at]:
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
