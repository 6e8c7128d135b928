"""What becomes of a case when the date that it is about moves.

The one place for it: used where a line is edited, an outcome recorded and a file imported.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.words import CaseKind, DateKind, DateMove, Outcome
from vipdesk.services.settings import settings_in_force
from vipdesk.store.records import CaseOutcome, RetentionCase, TaskMark

T = TypeVar("T", RetentionCase, TaskMark)


@dataclass(frozen=True, slots=True)
class Move:
    """A date of a line that gave way to another; ``to`` None: it no longer holds.

    ``as_`` is None where nothing says why; the case then goes along.
    """

    line_id: int
    kind: DateKind
    former: date
    to: date | None
    as_: DateMove | None = None

    @property
    def cause(self) -> str:
        """What the task of this date is about."""
        return f"end:{self.kind}:{self.line_id}"

    @property
    def key(self) -> tuple[str, str]:
        """Cause and period of the case that the former date had."""
        return self.cause, self.former.isoformat()


def is_later(former: date | None, to: date | None) -> bool:
    """Whether a date moved so that it may have been renewed."""
    return former is not None and to is not None and to > former


def moved_as(former: date | None, to: date | None, later: DateMove | None) -> DateMove | None:
    """What to write beside a new date: nothing beside the first, ``later`` beside a later one.

    A date that moves back, or falls away, was wrong before.
    """
    if former is None:
        return None
    return later if is_later(former, to) else DateMove.CORRECTION


def later_date(session: Session, said: DateMove | None) -> DateMove:
    """What a later date means: as said, else as the settings say, else a correction.

    A correction closes nothing, so it is what becomes of a date that nobody was asked about.
    """
    if said is not None:
        return said
    by_rule = settings_in_force(session).rules.later_date
    return DateMove.RENEWAL if by_rule == DateMove.RENEWAL else DateMove.CORRECTION


def follow(session: Session, moves: Sequence[Move], now: datetime, today: date) -> None:
    """Take cases and marks along with a corrected date; close the case of a renewed one.

    Where another case stands at the corrected date already, the moved one stays behind.
    """
    by_key = {move.key: move for move in moves if move.former != move.to}
    if not by_key:
        return
    causes = {move.cause for move in by_key.values()}
    for case in _of(session, RetentionCase, causes):
        move = by_key.get((case.cause, case.period))
        if move is not None:
            _follow_case(session, case, move, now, today)
    for mark in _of(session, TaskMark, causes):
        move = by_key.get((mark.cause, mark.period))
        if move is not None and move.to is not None and move.as_ is not DateMove.RENEWAL:
            _rename(session, mark, move.to)
    session.flush()


def _follow_case(
    session: Session, case: RetentionCase, move: Move, now: datetime, today: date
) -> None:
    if move.as_ is not DateMove.RENEWAL:
        if move.to is not None and _rename(session, case, move.to):
            case.ends_on = move.to
        return
    if case.closed_on is not None:
        return
    case.closed_on, case.outcome, case.next_on = today, Outcome.RENEWED, None
    outcome = CaseOutcome(case_id=case.id, on_day=today, recorded_at=now, outcome=Outcome.RENEWED)
    outcome.new_ends_on = move.to
    session.add(outcome)


def _of(session: Session, table: type[T], causes: Collection[str]) -> list[T]:
    """Those on the causes: there are as many as a manager worked on, an import moves far more."""
    columns: Any = table
    found = session.scalars(select(table).where(columns.cause.startswith("end:"))).all()
    return [each for each in found if each.cause in causes]


def _rename(session: Session, row: RetentionCase | TaskMark, to: date) -> bool:
    """Let a row stand for the date ``to``; False where another one does."""
    table = type(row)
    taken = select(table.id).where(table.cause == row.cause, table.period == to.isoformat())
    if session.scalar(taken) is not None:
        return False
    row.period = to.isoformat()
    return True


def ending(kind: CaseKind, cause: str) -> DateKind | None:
    """Which kind of date a case is about, if it is about one."""
    return DateKind(cause.split(":")[1]) if kind is CaseKind.END else None  # type: ignore[call-arg]
