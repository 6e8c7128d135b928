"""Who stands for a merged customer, whom files and former movements go on naming."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session

_MERGED = "SELECT id, merged_into_id FROM customer WHERE merged_into_id IS NOT NULL"


def merges(session: Session) -> dict[int, int]:
    """Each merged customer, and into whom they were merged."""
    return {row[0]: row[1] for row in session.execute(text(_MERGED))}


def stands_for(into: Mapping[int, int], customer_id: int) -> int:
    """The customer, or whom `merges` leads to from there."""
    while customer_id in into:
        customer_id = into[customer_id]
    return customer_id


def merged_into(session: Session) -> Mapping[int, list[int]]:
    """Customer → all who were merged into them, at once or one after the other."""
    into = merges(session)
    found: dict[int, list[int]] = defaultdict(list)
    for merged_id in into:
        found[stands_for(into, merged_id)].append(merged_id)
    return found
