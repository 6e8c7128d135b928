"""What a file is taken for, as far as the book tells."""

from sqlalchemy import select

from vipdesk.importing.mapping import Mapping, recognise
from vipdesk.importing.table import Table
from vipdesk.store.book import Store
from vipdesk.store.records import Line

_OF_LINES = ("lines", "bills")


def recognised(store: Store, table: Table) -> Mapping:
    """The mapping that fits a file best.

    A book without lines knows nobody by a number: a file of lines or bills that names their
    customers, though not by numbers, brings them too.
    """
    found = recognise(table)
    if found.kind not in _OF_LINES or "customer.number" in found.columns:
        return found
    whole = recognise(table, "customers")
    if "customer.name" not in whole.columns:
        return found
    with store.read() as session:
        has_lines = session.scalar(select(Line.id).limit(1)) is not None
    return found if has_lines else whole
