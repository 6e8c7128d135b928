"""The customers that an action is for."""

from collections.abc import Sequence
from dataclasses import dataclass

from vipdesk.domain.customer_query import CustomerQuery


@dataclass(frozen=True, slots=True)
class Chosen:
    """The customers that an action is for.

    Attributes:
        ids: In view order.
        query: What the list shows.
        by_hand: Whether rows were chosen, or the whole list is meant.
        shown_columns, all_columns: Keys in view order.
    """

    ids: Sequence[int]
    query: CustomerQuery
    by_hand: bool
    shown_columns: Sequence[str]
    all_columns: Sequence[str]
