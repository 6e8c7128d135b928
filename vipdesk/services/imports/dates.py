"""Ending dates that a file moves: corrections, or renewals where they move later."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from vipdesk.domain.words import DateMove
from vipdesk.services.case_dates import Move, follow, is_later, moved_as
from vipdesk.services.imports.context import Context


def later_dates(found: Context) -> int:
    """How many dates the file would move later; one asks what that means."""
    return sum(is_later(move.former, move.to) for move in found.moves)


def settle(found: Context, later: DateMove) -> list[Move]:
    """Write beside each date of the plan why it took another's place.

    Returns:
        The moves, each with its reason.
    """
    moves = [replace(each, as_=moved_as(each.former, each.to, later)) for each in found.moves]
    reasons = {
        (each.line_id, str(each.kind), each.to.isoformat()): str(each.as_)
        for each in moves
        if each.to
    }
    rows = found.plan.inserts["contract_date"]
    found.plan.inserts["contract_date"] = [(*row[:-1], reasons.get(row[:3])) for row in rows]
    return moves


def take_along(session: Session, moves: list[Move], found: Context) -> None:
    """Let cases and marks follow the dates that were written."""
    follow(session, moves, datetime.fromisoformat(found.now), found.today)
