"""The months of which the book has bills, found without reading all of them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.store.records import Bill, LineSummary


def newest_month(session: Session, until: str) -> str | None:
    """The newest month up to ``until`` of which there is a bill; None: there is none.

    Bills lie by line, millions of them. The lines know their newest month, and the month that is
    asked for is nearly always there: then the first line that has it answers.
    """
    newest = session.scalar(select(func.max(LineSummary.last_month)))
    month = until if newest is None else min(until, newest)
    if session.scalar(select(Bill.line_id).where(Bill.month == month).limit(1)) is not None:
        return month
    return session.scalar(select(func.max(Bill.month)).where(Bill.month <= until))
