"""Of whom a run derives: everybody, or the customers that an action touched."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from vipdesk.store.in_force import current
from vipdesk.store.summaries import Basis

# On the book of this manager: not handed over to another one. Whom a file gives to a manager of
# another name stays, as the list of customers shows them too.
OURS = (
    "(c.owner_id IS NULL OR c.owner_id = :self OR NOT EXISTS (SELECT 1 FROM owner_history o "
    "WHERE o.customer_id = c.customer_id AND o.manager_id = :self))"
)

OTHERS = "(SELECT customer_id FROM owner_history WHERE manager_id <> :self)"
"""Customers who are, or ever were, another manager's."""


def owned_on(customer: str, day: str) -> str:
    """Whether the customer of this id was the manager's on a day, as SQL.

    Before the first day known whoever it begins with counts; a customer whose history names nobody
    is the manager's.

    Args:
        customer: The column with the id, named with its table.
        day: A parameter or an expression; of an expression that is costly nothing is computed for
            those who never were another manager's.
    """
    first = (
        f"(SELECT h.manager_id FROM owner_history h WHERE h.customer_id = {customer} "
        "ORDER BY h.effective_on, h.id LIMIT 1)"
    )
    then = current("owner_history", "manager_id", customer, day=day)
    return f"CASE WHEN {customer} NOT IN {OTHERS} THEN 1 ELSE coalesce({then}, {first}) = :self END"


def ours_on(day: str) -> str:
    """`OURS` as it was on a day: hand-overs count to each manager for their time."""
    never = (
        "NOT EXISTS (SELECT 1 FROM owner_history o "
        "WHERE o.customer_id = c.customer_id AND o.manager_id = :self)"
    )
    return f"({owned_on('c.customer_id', day)} OR {never})"


@dataclass(frozen=True, slots=True)
class Scope:
    """One run: on what, as of which day, of whom.

    Attributes:
        customer_ids: None: everybody.
        self_id: The manager of this laptop.
    """

    connection: Connection
    basis: Basis
    customer_ids: frozenset[int] | None
    self_id: int | None

    @classmethod
    def of(
        cls, connection: Connection, basis: Basis, customer_ids: Iterable[int] | None
    ) -> "Scope":
        """A scope that knows whose laptop it is."""
        ids = None if customer_ids is None else frozenset(customer_ids)
        found = connection.exec_driver_sql("SELECT min(id) FROM manager WHERE is_self").scalar()
        return cls(connection, basis, ids, found)

    def among(self, column: str) -> str:
        """What a WHERE adds so that ``column`` is one of the customers."""
        if self.customer_ids is None:
            return ""
        return f" AND {column} IN (SELECT value FROM json_each(:customers))"

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """Read rows; what `_values` names is given."""
        found: list[Any] = self._execute(statement, values).fetchall()
        return found

    def run(self, statement: str, **values: Any) -> int:
        """Write rows, with the values that `rows` gives; how many were written."""
        return int(self._execute(statement, values).rowcount)

    def only(self, customer_ids: Iterable[int]) -> "Scope":
        """The same run for these customers."""
        return replace(self, customer_ids=frozenset(customer_ids))

    def _execute(self, statement: str, values: Mapping[str, Any]) -> Any:
        """Ask the driver itself.

        An action reads and writes some fifty times here, mostly nothing, and asking through
        SQLAlchemy takes longer than the work.
        """
        driver: Any = self.connection.connection.dbapi_connection
        return driver.execute(statement, self._values(values))

    def _values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        customers = [] if self.customer_ids is None else sorted(self.customer_ids)
        return {
            "today": self.basis.today.isoformat(),
            "self": self.self_id,
            "zero_fee_months": self.basis.zero_fee_months,
            "customers": json.dumps(customers),
            **values,
        }
