"""Who left in the last months, why, and whether they may come back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.domain.cases import CaseClosedError, Chance, chance, first_win_back_day
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.masking import mask_line
from vipdesk.domain.words import (
    CaseKind,
    LeavingReason,
    LineStatus,
    Outcome,
    Tier,
)
from vipdesk.services.settings import rules_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import Line, LineSummary, RetentionCase, StatusHistory
from vipdesk.store.uids import new_uid

WON = frozenset({Area.TASKS, Area.LINES, Area.CUSTOMERS, Area.JOURNAL})
# The row of status with which a line left: the newest that holds.
_LOST = """
FROM line_summary l
JOIN customer_summary s ON s.customer_id = l.customer_id
JOIN status_history h ON h.id = (
    SELECT id FROM status_history WHERE line_id = l.line_id AND effective_on <= :today
    ORDER BY effective_on DESC, id DESC LIMIT 1)
WHERE l.status IN ('closed', 'ported_out')
"""
# What was written with it says from which day on it holds.
_LEFT_ON = """(
    SELECT min(f.effective_on) FROM status_history f
    WHERE f.line_id = h.line_id AND f.status = h.status AND f.recorded_on = h.recorded_on)"""
_IDS = f"SELECT l.line_id {_LOST} AND {_LEFT_ON} >= :since ORDER BY {_LEFT_ON} DESC"
_ROWS = f"""
SELECT l.line_id, l.customer_id, l.number, l.kind, l.plan, l.status, l.arpu_fen, s.name, s.tier,
       s.do_not_disturb, {_LEFT_ON} AS left_on, coalesce(h.reason, (
           SELECT c.reason FROM retention_case c WHERE c.line_id = l.line_id
           AND c.outcome = 'ported_out' AND c.won_back_on IS NULL
           ORDER BY c.id DESC LIMIT 1)) AS reason
{_LOST} AND l.line_id IN (SELECT value FROM json_each(:ids))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WinBackRow:
    """A line that left; ``id`` is the line's."""

    id: int
    customer_id: int
    name: str
    tier: Tier
    phone: str  # masked, but for a broadband's sign-on name
    plan: str
    arpu_fen: int | None
    left_on: date
    left_as: LineStatus
    reason: LeavingReason | None
    chance: Chance


class WinBackService:
    """Reads the list; who came back is noted as one action."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, today: date) -> list[int]:
        """The lines that left in the months of the rules and stayed away, the latest first."""
        with self._store.read() as session:
            since = first_win_back_day(today, rules_in_force(session).win_back_months)
            days = {"today": today.isoformat(), "since": since.isoformat()}
            return list(session.scalars(text(_IDS), days))

    def rows(self, ids: Sequence[int]) -> list[WinBackRow]:
        """The lines of ``ids``, in any order; an indexed read for the list."""
        values = {"today": self._store.today().isoformat(), "ids": json.dumps(list(ids))}
        with self._store.read() as session:
            return [_row(found) for found in session.execute(text(_ROWS), values)]

    def won_back(self, line_ids: Sequence[int]) -> Saved[int]:
        """Note that customers came back: their lines are in use again from today.

        The case by which a line was lost keeps the day; one that left without a case gets one.

        Returns:
            How many lines.

        Raises:
            CaseClosedError: One of the lines is in use already; nothing is changed.
        """
        today = self._store.today()
        with self._store.action("case.won_back") as session:
            for line_id in line_ids:
                _case_of_loss(session, line_id, today).won_back_on = today
                _open_again(session, line_id, today)
        return Saved(len(line_ids), WON)


def _open_again(session: Session, line_id: int, today: date) -> None:
    session.get_one(Line, line_id).closed_on = None
    days = {"effective_on": today, "recorded_on": today}
    session.add(StatusHistory(line_id=line_id, status=LineStatus.NORMAL, **days))


def _case_of_loss(session: Session, line_id: int, today: date) -> RetentionCase:
    now = session.get(LineSummary, line_id)
    if now is None or not now.status.left:
        raise CaseClosedError
    lost = (
        select(RetentionCase)
        .where(
            RetentionCase.line_id == line_id,
            RetentionCase.outcome == Outcome.PORTED_OUT,
            RetentionCase.won_back_on.is_(None),
        )
        .order_by(RetentionCase.id.desc())
        .limit(1)
    )
    case = session.scalar(lost)
    if case is None:
        case = _late_case(line_id, now.customer_id, today)
        session.add(case)
    return case


def _late_case(line_id: int, customer_id: int, today: date) -> RetentionCase:
    """The case of a line that left before anybody worked on it."""
    uid = new_uid()
    return RetentionCase(
        uid=uid,
        customer_id=customer_id,
        line_id=line_id,
        kind=CaseKind.BY_HAND,
        cause=f"by_hand:{uid.hex()}",
        period=today.isoformat(),
        opened_on=today,
        closed_on=today,
        outcome=Outcome.PORTED_OUT,
    )


def _row(row: Any) -> WinBackRow:
    words: Any = (LeavingReason, Tier, LineStatus)
    to_reason, to_tier, to_status = words
    reason = to_reason(row.reason) if row.reason else None
    return WinBackRow(
        id=row.line_id,
        customer_id=row.customer_id,
        name=row.name,
        tier=to_tier(row.tier),
        phone=mask_line(row.number, row.kind),
        plan=row.plan or "",
        arpu_fen=row.arpu_fen,
        left_on=date.fromisoformat(row.left_on),
        left_as=to_status(row.status),
        reason=reason,
        chance=chance(reason, may_be_contacted=not row.do_not_disturb),
    )
