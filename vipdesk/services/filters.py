"""Filters of a list, kept by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol

from sqlalchemy import delete, func, select
from typing_extensions import TypeVar

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.store.book import Store
from vipdesk.store.records import SavedFilter
from vipdesk.texts import N_

CUSTOMERS = "customers"  # the screen of the customer list
TASKS = "tasks"  # the screen of retention
LONGEST_NAME = 24


class FilterNameError(VipDeskError):
    """A filter needs a short name to stand above the list."""

    message = N_("Give the filter a name of 1 to {most} characters. It was not saved.")


class EmptyFilterError(VipDeskError):
    """Nothing is chosen, so there is nothing to keep."""

    message = N_("No filter is set, so there is nothing to save.")


class Criteria(Protocol):
    """What a list is asked for, kept as plain values."""

    def is_empty(self) -> bool:
        """Whether everything passes."""

    def to_json(self) -> dict[str, Any]:
        """Plain values of the criteria that are set."""


F = TypeVar("F", bound=Criteria, default=CustomerFilter)


@dataclass(frozen=True, slots=True)
class SavedFilterRow(Generic[F]):
    """A filter as it stands above the list."""

    id: int
    name: str
    filter: F


class FilterService(Generic[F]):
    """Keeps the filters of one list, of customers or tasks; saving and deleting can be undone."""

    def __init__(
        self,
        store: Store,
        screen: str = CUSTOMERS,
        read: Callable[[Mapping[str, Any]], Any] = CustomerFilter.from_json,
    ) -> None:
        self._store, self._screen, self._read = store, screen, read

    def all(self) -> list[SavedFilterRow[F]]:
        """The kept filters in the order in which they were made."""
        query = (
            select(SavedFilter.id, SavedFilter.name, SavedFilter.filter)
            .where(SavedFilter.screen == self._screen)
            .order_by(SavedFilter.position, SavedFilter.id)
        )
        with self._store.read() as session:
            return [
                SavedFilterRow(row.id, row.name, self._read(row.filter))
                for row in session.execute(query)
            ]

    def save(self, name: str, criteria: F) -> Saved[int]:
        """Keep ``criteria`` under ``name``; one of the same name is replaced.

        Returns:
            The filter's id.

        Raises:
            FilterNameError, EmptyFilterError: Nothing is changed.
        """
        name = name.strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise FilterNameError(most=LONGEST_NAME)
        if criteria.is_empty():
            raise EmptyFilterError
        with self._store.action("filter.save", name=name) as session:
            kept = session.scalar(
                select(SavedFilter).where(
                    SavedFilter.screen == self._screen, SavedFilter.name == name
                )
            )
            if kept is None:
                last = session.scalar(select(func.max(SavedFilter.position))) or 0
                kept = SavedFilter(screen=self._screen, name=name, position=last + 1)
                session.add(kept)
            kept.filter = criteria.to_json()
            session.flush()
            return Saved(kept.id, frozenset({Area.SETTINGS}))

    def delete(self, filter_id: int) -> Saved[None]:
        """Forget a filter.

        Raises:
            NotFoundError: It is gone already.
        """
        name = next((row.name for row in self.all() if row.id == filter_id), None)
        if name is None:
            raise NotFoundError
        with self._store.action("filter.delete", name=name) as session:
            session.execute(delete(SavedFilter).where(SavedFilter.id == filter_id))
        return Saved(None, frozenset({Area.SETTINGS}))
