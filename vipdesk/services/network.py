"""Which of a customer's lines are on the network today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.network import Since, is_on_network
from vipdesk.domain.words import LineKind, LineStatus
from vipdesk.services.settings import rules_in_force
from vipdesk.store.records import Bill, LineSummary, StatusHistory


@dataclass(frozen=True, slots=True)
class CustomerLines:
    """The lines of a customer, those on the network first, of these mobile ones, the oldest row."""

    all: tuple[LineSummary, ...]
    on_network: tuple[LineSummary, ...]

    @property
    def main(self) -> LineSummary | None:
        """The line whose plan stands for the customer."""
        return next(iter(self.all), None)

    def ending(self, ends_on: date | None) -> LineSummary | None:
        """The line on which what ends next for the customer ends; the main one if it may be."""
        there = (line for line in self.all if ends_on and line.next_end_on == ends_on)
        return next(there, None)


def plan_end(line: LineSummary | None) -> date | None:
    """The last day of the line's own contract, else that on which it stops; no other line's."""
    return (line.contract_ends_on or line.stop_ends_on) if line else None


def lines_of(session: Session, customer_id: int, today: date) -> CustomerLines:
    """The customer's lines as they stand today."""
    found = session.scalars(select(LineSummary).where(LineSummary.customer_id == customer_id))
    lines = sorted(found, key=lambda line: (line.kind is not LineKind.MOBILE, line.line_id))
    off = off_network(session, lines, today)
    there = tuple(line for line in lines if line.line_id not in off)
    return CustomerLines((*there, *(line for line in lines if line.line_id in off)), there)


def off_network(session: Session, lines: Iterable[LineSummary], today: date) -> set[int]:
    """Those of the lines that are not on the network today."""
    off = {line.line_id for line in lines if line.status.left}
    cut = [line.line_id for line in lines if line.status is LineStatus.SUSPENDED_ARREARS]
    if not cut:
        return off
    limit = rules_in_force(session).zero_fee_months
    history = _history(session, cut)
    fees: defaultdict[int, dict[str, int]] = defaultdict(dict)
    bills = select(Bill.line_id, Bill.month, Bill.fee_fen).where(Bill.line_id.in_(cut))
    for line_id, month, fee in session.execute(bills):
        fees[line_id][month] = fee
    return off | {
        line_id
        for line_id in cut
        if not is_on_network(history[line_id], fees[line_id], today, limit)
    }


def _history(session: Session, line_ids: list[int]) -> defaultdict[int, list[Since]]:
    found: defaultdict[int, list[Since]] = defaultdict(list)
    rows = (
        select(StatusHistory.line_id, StatusHistory.effective_on, StatusHistory.status)
        .where(StatusHistory.line_id.in_(line_ids))
        .order_by(StatusHistory.effective_on, StatusHistory.id)
    )
    for line_id, day, status in session.execute(rows):
        found[line_id].append((day, status))
    return found
