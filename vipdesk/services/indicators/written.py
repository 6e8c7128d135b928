"""What was written to the book since something was counted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area
from vipdesk.store import journal
from vipdesk.store.records import JournalChange, JournalEntry

ALWAYS = frozenset({Area.SETTINGS, Area.INDICATORS})  # rules, targets, what was entered


def newest_entry(session: Session) -> int:
    """The newest entry of the journal that a view of the book shows; 0: there is none."""
    query = select(JournalEntry.id).order_by(JournalEntry.id.desc()).limit(1)
    return session.scalar(query) or 0


def written_since(session: Session, entry_id: int) -> frozenset[Area]:
    """The parts of the book that were written after an entry."""
    query = select(JournalChange.table_name).where(JournalChange.entry_id > entry_id).distinct()
    return journal.areas_of(session.scalars(query))
