"""Settles a month with the partners: read, and written as XLSX and PDF."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.months import month_of
from vipdesk.domain.settlement import (
    PartnerSum,
    Settlement,
    SettlementLine,
    SettlementPaper,
    summed,
)
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.reports.files import write_whole
from vipdesk.reports.sheets import Cell, Kind, Sheet, SheetColumn, xlsx
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Partner
from vipdesk.texts import N_, Translate, translator

# A redemption counts on the day on which it was paid: redeemed, or confirmed from hold; one that
# was reversed counts against its partner on the day of the reversal.
_ITEMS = """
    SELECT i.partner_id, i.name, i.quantity, i.points, i.partner_points, i.settle_fen, r.number,
        r.status, r.ended_on, coalesce(
            (SELECT max(e.on_day) FROM points_entry e
                WHERE e.hold_id = r.entry_id AND e.kind = 'confirm'), r.on_day) AS paid_on
    FROM redemption_item i JOIN redemption r ON r.id = i.redemption_id
    WHERE i.partner_id IS NOT NULL AND r.status IN ('done', 'reversed')
    ORDER BY r.on_day, r.id, i.id
"""
# A joint award, what reversed it, and what reversed that, each in its own month: a month that was
# settled stays as it was. A reversal that was taken back within its month is not told.
_AWARDS = """
    WITH RECURSIVE chain (id, partner_id, note, on_day, points, length, before) AS (
        SELECT e.id, e.partner_id, e.note, e.on_day, e.points, 0, '' FROM points_entry e
        WHERE e.kind = 'joint' AND e.partner_id IS NOT NULL
        UNION ALL
        SELECT r.id, c.partner_id, c.note, r.on_day, r.points, c.length + 1, c.on_day
        FROM chain c JOIN points_entry r ON r.reverses_id = c.id
    )
    SELECT c.partner_id, c.note, c.on_day, c.points, c.length % 2 AS back
    FROM chain c LEFT JOIN points_entry n ON n.reverses_id = c.id
    WHERE substr(c.on_day, 1, 7) = :month AND CASE
        WHEN c.length % 2 THEN coalesce(substr(n.on_day, 1, 7), '') <> :month
        ELSE substr(c.before, 1, 7) <> :month END
    ORDER BY c.on_day, c.id
"""


class UnbegunMonthError(VipDeskError):
    """A settlement of a month to come."""

    message = N_("{month} has not begun, so there is nothing to settle. Nothing was written.")


class SettlementService:
    """Adds up a month by partner."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def settlement(self, month: str) -> Settlement:
        """What is settled for ``month``; a partner without movements is left out.

        Raises:
            UnbegunMonthError: The month is yet to come.
        """
        today = self._store.today()
        if month > month_of(today):
            raise UnbegunMonthError(month=month)
        with self._store.read() as session:
            lines = [*_redeemed(session, month), *_awarded(session, month)]
            names = {each.id: each.name for each in session.scalars(select(Partner))}
        by_partner: dict[int, list[SettlementLine]] = {}
        for line in sorted(lines, key=lambda line: line.day):
            by_partner.setdefault(line.partner_id, []).append(line)
        sums = (summed(each, names[each], of) for each, of in by_partner.items())
        return Settlement(
            month=month,
            complete=month < month_of(today),
            partners=sorted(sums, key=lambda each: each.name),
        )

    def write(
        self, month: str, path: Path, language: str, progress: Progress | None = None
    ) -> Saved[Settlement]:
        """Write the settlement as XLSX, or as PDF where ``path`` ends so, and journal it.

        Raises:
            UnbegunMonthError, ReportNotWrittenError, CancelledError: What stood at ``path`` is
                unchanged.
        """
        found, t = self.settlement(month), translator(language)
        if path.suffix.lower() == ".pdf":
            from vipdesk.reports.settlement import settlement_pdf

            content = settlement_pdf(self._paper(found, language))
        else:
            content = xlsx(_sheet(found, t), progress or NoProgress())
        with self._store.action(
            "report.settlement", keep_empty=True, month=month, partners=len(found.partners)
        ):
            write_whole(path, content)
        return Saved(found, frozenset({Area.JOURNAL}))

    def _paper(self, found: Settlement, language: str) -> SettlementPaper:
        manager = SettingsService(self._store).manager()
        return SettlementPaper(
            language=language,
            manager=manager.name,
            branch=manager.branch or "",
            made_at=f"{self._store.now().astimezone(self._store.zone()):%Y-%m-%d %H:%M}",
            settlement=found,
        )


def _redeemed(session: Session, month: str) -> Iterator[SettlementLine]:
    for row in session.execute(text(_ITEMS)):
        if row.paid_on[:7] == month:
            yield _line(row, row.paid_on, 1)
        if row.status == "reversed" and row.ended_on[:7] == month:
            yield _line(row, row.ended_on, -1)


def _line(row: Any, day: str, sign: int) -> SettlementLine:
    return SettlementLine(
        partner_id=row.partner_id,
        day=day,
        number=row.number,
        name=row.name,
        quantity=sign * row.quantity,
        points=sign * row.points,
        partner_points=sign * row.partner_points,
        owed_fen=sign * row.settle_fen,
        reversed=sign < 0,
    )


def _awarded(session: Session, month: str) -> Iterator[SettlementLine]:
    """Joint awards, which are the partner's points; taken back where they were reversed."""
    for row in session.execute(text(_AWARDS), {"month": month}):
        yield SettlementLine(
            partner_id=row.partner_id,
            day=row.on_day,
            number="",
            name=row.note or "",
            quantity=0,
            points=0,
            partner_points=row.points,
            owed_fen=0,
            reversed=bool(row.back),
        )


COLUMNS = (
    (N_("Partner"), Kind.TEXT),
    (N_("Day"), Kind.DAY),
    (N_("Receipt"), Kind.TEXT),
    (N_("Reward"), Kind.TEXT),
    (N_("Pieces"), Kind.INTEGER),
    (N_("Our points"), Kind.INTEGER),
    (N_("Partner's points"), Kind.INTEGER),
    (N_("Owed to the partner"), Kind.FEN),
)


def _sheet(found: Settlement, t: Translate) -> Sheet:
    """Every line of every partner, each partner's sum below it."""
    rows: list[list[Cell]] = []
    for each in found.partners:
        rows += (
            [each.name, date.fromisoformat(x.day), x.number, x.name, *_sums(x)] for x in each.lines
        )
        rows.append([each.name, None, "", t("Sum"), *_sums(each)])
    heads = [SheetColumn(t(head), kind) for head, kind in COLUMNS]
    name = t("Settlement {month}").format(month=found.month)
    return Sheet(name, heads, rows, note=state_words(found, t))


def _sums(of: PartnerSum | SettlementLine) -> list[Cell]:
    return [of.quantity, of.points, of.partner_points, of.owed_fen]


def state_words(found: Settlement, t: Translate) -> str:
    """Whether more can come."""
    return "" if found.complete else t("The month is not over: more may come.")
