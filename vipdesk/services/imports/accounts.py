"""Finds the accounts that a file's lines are billed to, and compares what stands on them."""

from vipdesk.services.imports.balances import DatedBalances
from vipdesk.services.imports.context import Context
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.services.imports.snapshot import KnownAccount, KnownLine
from vipdesk.store.uids import new_uid


class Accounts:
    """Finds or adds the account of each row, and compares its balance."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.numbers = context.column("account.number")
        self.kinds = context.column("account.kind")
        self.balances = context.column("account.balance")
        self.arrears = context.column("account.arrears")
        self._next_id = context.book.next_ids["account"]
        self._new: dict[int, int] = {}
        self._named: set[int] = set()
        self._balanced: set[int] = set()
        self.dated = DatedBalances(context)

    def account_of(self, at: int, customer_id: int | None, line: KnownLine | None) -> int | None:
        """Id of the account that a row's line is billed to, added where there is none.

        What a file says of a merged customer is said of whoever they were merged into.
        """
        number, owner_id = self.numbers[at], customer_id
        if customer_id is not None:
            owner_id = self.context.book.standing(customer_id)
        if number is not None and number in self.context.book.account_numbers:
            return self.context.book.account_numbers[number]
        if customer_id is None or (line is not None and line.customer_id == owner_id):
            found = None if line is None else line.account_id
        else:
            found = self._first_of(customer_id) or self._first_of(owner_id or 0)
        if found is None or (number is not None and not self._nameless(found)):
            return None if owner_id is None else self._add(at, owner_id, number)
        if number is not None:
            self._name(at, found, number)
        return found

    def _first_of(self, customer_id: int) -> int | None:
        known = self.context.book.by_id.get(customer_id)
        if known is not None and known.accounts:
            return known.accounts[0]
        return self._new.get(customer_id)

    def _nameless(self, account_id: int) -> bool:
        """An account of the book whose number no file has given yet."""
        known = self.context.book.accounts.get(account_id)
        return known is not None and known.number is None and account_id not in self._named

    def _name(self, at: int, account_id: int, number: str) -> None:
        context = self.context
        self._named.add(account_id)
        context.book.account_numbers[number] = account_id
        owner = context.book.by_id[context.book.accounts[account_id].customer_id]
        who = (owner.number, owner.name)
        if context.differs(ChangeKind.CHANGED, at, who, "account.number", None, number):
            context.plan.update("account", "number", number, account_id)

    def _add(self, at: int, customer_id: int, number: str | None) -> int:
        account_id = self._next_id
        self._next_id += 1
        kind = self.kinds[at] or "postpaid"
        self.context.plan.insert("account", account_id, new_uid(), customer_id, number, kind)
        self._new.setdefault(customer_id, account_id)
        if number is not None:
            self.context.book.account_numbers[number] = account_id
        return account_id

    def compare(self, at: int, account_id: int, who: tuple[str, str], as_of: str) -> None:
        """Compare how the account pays and what stands on it."""
        known = self.context.book.accounts.get(account_id)
        if known is not None and self.kinds[at] not in (None, known.kind):
            key = "account.kind"
            if self.context.differs(ChangeKind.CHANGED, at, who, key, known.kind, self.kinds[at]):
                self.context.plan.update("account", "kind", self.kinds[at], account_id)
        balance, arrears = self.balances[at], self.arrears[at]
        if (balance is None and arrears is None) or account_id in self._balanced:
            return
        self._balanced.add(account_id)
        if known is None or known.as_of is None:
            self._insert_balance(at, account_id, who, as_of, known)
        elif as_of >= known.as_of:
            self._compare_balance(at, known, who, as_of)
        else:
            self.dated.note(at, account_id, who, as_of, (balance, arrears))

    def _insert_balance(
        self, at: int, account_id: int, who: tuple[str, str], as_of: str, known: KnownAccount | None
    ) -> None:
        write = True
        if known is not None:
            write = self._notes(at, who, None, None)
        if write:
            values = (as_of, self.balances[at], self.arrears[at], self.context.batch_id)
            self.context.plan.insert("account_balance", account_id, *values)

    def _notes(
        self, at: int, who: tuple[str, str], old_balance: int | None, old_arrears: int | None
    ) -> bool:
        write = False
        pairs = (
            ("account.balance", old_balance, self.balances[at]),
            ("account.arrears", old_arrears, self.arrears[at]),
        )
        for key, old, new in pairs:
            if new is not None and new != old:
                write |= self.context.differs(ChangeKind.CHANGED, at, who, key, old, new)
        return write

    def _compare_balance(
        self, at: int, known: KnownAccount, who: tuple[str, str], as_of: str
    ) -> None:
        balance, arrears = self.balances[at], self.arrears[at]
        if not self._notes(at, who, known.balance, known.arrears):
            return
        new = (
            known.balance if balance is None else balance,
            known.arrears if arrears is None else arrears,
        )
        if as_of > (known.as_of or ""):
            batch_id = self.context.batch_id
            self.context.plan.insert("account_balance", known.id, as_of, *new, batch_id)
            return
        for column, value in zip(("balance_fen", "arrears_fen"), new, strict=True):
            key = ("account_balance", column)
            self.context.plan.replaced[key].append((value, self.context.batch_id, known.id, as_of))
