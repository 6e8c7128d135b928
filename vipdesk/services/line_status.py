"""Writes that a line has another status from a day on."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.words import LeavingReason, LineStatus
from vipdesk.store.records import StatusHistory


def set_status(
    session: Session,
    line_id: int,
    status: LineStatus,
    since: date,
    today: date,
    reason: LeavingReason | None = None,
) -> None:
    """Add to the history of a line that it has a status from ``since`` on.

    One that has left stays away: whatever the history says of later days is said anew, of one day
    the last row written holds.
    """
    later = select(StatusHistory.effective_on).where(
        StatusHistory.line_id == line_id, StatusHistory.effective_on > since
    )
    again = session.scalars(later.distinct()).all() if status.left else []
    for day in (since, *again):
        row = StatusHistory(line_id=line_id, status=status, effective_on=day, recorded_on=today)
        row.reason = reason
        session.add(row)
