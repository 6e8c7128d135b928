"""Compares balances that stand for a day of their own with those of the book, day by day."""

from bisect import bisect_right
from dataclasses import dataclass

from sqlalchemy import Connection

from vipdesk.services.imports.context import Context
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.services.imports.snapshot import balances_of

_Values = tuple[int | None, int | None]
_KEYS = ("account.balance", "account.arrears")
_COLUMNS = ("balance_fen", "arrears_fen")


@dataclass(frozen=True, slots=True)
class _Balance:
    """What one row says stood on an account; empty where it does not say."""

    at: int
    who: tuple[str, str]
    values: _Values


class DatedBalances:
    """Gathers balances by (account, day); one older than the newest known is kept as history."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._found: dict[tuple[int, str], _Balance] = {}
        self._first: dict[int, int] = {}

    def note(
        self, at: int, account_id: int, who: tuple[str, str], as_of: str, values: _Values
    ) -> None:
        """Keep what a row says; of one day what a later row says."""
        self._found[account_id, as_of] = _Balance(at, who, values)
        self._first.setdefault(account_id, at)

    def contradicted(self, account_id: int, as_of: str, values: _Values) -> int | None:
        """The earlier row that says something else of the same day."""
        found = self._found.get((account_id, as_of))
        return None if found is None or found.values == values else found.at

    def compare(self, connection: Connection) -> None:
        """Compare everything noted, an account's days in their order."""
        ids = sorted({account for account, _day in self._found if self._is_known(account)})
        known = balances_of(connection, ids)
        for (account_id, as_of), found in sorted(self._found.items(), key=self._place):
            self._compare(account_id, as_of, found, known.setdefault(account_id, {}))

    def _place(self, item: tuple[tuple[int, str], _Balance]) -> tuple[int, str]:
        """Accounts by the first row that speaks of them, each with its days in their order."""
        (account_id, as_of), _found = item
        return self._first[account_id], as_of

    def _is_known(self, account_id: int) -> bool:
        return account_id in self.context.book.accounts

    def _compare(
        self, account_id: int, as_of: str, found: _Balance, known: dict[str, _Values]
    ) -> None:
        old = known.get(as_of)
        taken = self._taken(found, as_of, old)
        if taken == (None, None):
            return
        new = _filled(taken, old or _before(known, as_of))
        plan, batch_id = self.context.plan, self.context.batch_id
        if known and as_of < max(known):
            self.context.older += 1
        known[as_of] = new
        if old is None:
            plan.insert("account_balance", account_id, as_of, *new, batch_id)
            return
        for column, value in zip(_COLUMNS, new, strict=True):
            row = (value, batch_id, account_id, as_of)
            plan.replaced["account_balance", column].append(row)

    def _taken(self, found: _Balance, as_of: str, old: _Values | None) -> _Values:
        """Note each figure that differs, with its day; empty where it is not to be written."""
        payments = self.context.kind == "payments"
        kind = ChangeKind.NEW if payments and old is None else ChangeKind.CHANGED
        balance, arrears = (
            value
            if value not in (None, before)
            and self.context.differs(kind, found.at, found.who, f"{key}@{as_of}", before, value)
            else None
            for key, before, value in zip(_KEYS, old or (None, None), found.values, strict=True)
        )
        return balance, arrears


def _filled(values: _Values, before: _Values) -> _Values:
    """A figure that the row does not give stands as it stood before."""
    balance, arrears = values
    return (
        before[0] if balance is None else balance,
        before[1] if arrears is None else arrears,
    )


def _before(known: dict[str, _Values], as_of: str) -> _Values:
    """What stood on the account last before a day."""
    days = sorted(known)
    at = bisect_right(days, as_of)
    return known[days[at - 1]] if at else (None, None)
