"""Writes planned movements of points inside an action: reversals, then awards, then spends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.points import Draw, Movement
from vipdesk.domain.points_words import EntryKind
from vipdesk.progress import PartProgress, Progress
from vipdesk.services import points_book
from vipdesk.services.imports.points_found import PointsPlan
from vipdesk.store import journal, ledger

_AT_ONCE = 10_000
_LOTS = "SELECT id FROM points_lot WHERE entry_id >= :first ORDER BY entry_id"


def write(
    session: Session, plan: PointsPlan, batch_id: int, today: date, progress: Progress
) -> None:
    """Append everything; the journal knows it by its batch.

    Raises:
        CancelledError: the action around rolls everything back.
    """
    if not plan.rows:
        return
    journal.mark_bulk_insert(session, "points_entry", batch_id, plan.rows)
    for owner in plan.lapsed:
        points_book.release_lapsed(session, owner, today)
    before = _reversals(plan, batch_id)
    awards = [movement for _owner, _key, movement in plan.awards]
    third = len(before) + len(awards)
    _append(session, before, PartProgress(progress, 0.0, len(before) / plan.rows))
    written = _append(
        session, awards, PartProgress(progress, len(before) / plan.rows, third / plan.rows)
    )
    spends = _spends(session, plan, written)
    _append(session, spends, PartProgress(progress, third / plan.rows, 1.0))


def _reversals(plan: PointsPlan, batch_id: int) -> list[Movement]:
    """On the day of what they take back, so that a corrected month is right on every day."""
    return [
        Movement(
            former.customer_id,
            EntryKind.REVERSAL,
            former.last_on,
            draws=tuple(Draw(lot_id, points) for lot_id, points in draws),
            reverses_id=former.last_id,
            batch_id=batch_id,
        )
        for former, draws in plan.reversals
    ]


def _spends(session: Session, plan: PointsPlan, written: Sequence[int]) -> list[Movement]:
    """The spends with the ids that the lots of their customers' awards were given."""
    lots: dict[tuple[int, int], int] = {}
    if written:
        made = session.connection().scalars(text(_LOTS), {"first": written[0]})
        named = ((owner, key) for owner, key, _movement in plan.awards)
        lots = dict(zip(named, made, strict=True))
    return [
        replace(
            spend,
            draws=tuple(
                Draw(lots[spend.customer_id, key] if key < 0 else key, points)
                for key, points in draws
            ),
        )
        for spend, draws in plan.spends
    ]


def _append(session: Session, movements: Sequence[Movement], progress: Progress) -> list[int]:
    """Write movements, some thousand at a time; their ids in their order."""
    session.flush()
    written: list[int] = []
    for first in range(0, len(movements), _AT_ONCE):
        part = movements[first : first + _AT_ONCE]
        written += ledger.write(session.connection(), session.info["entry_id"], part)
        progress.step(len(written), len(movements))
    return written
