"""Says in a few words what a movement of points was for."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.wording import amount
from vipdesk.texts import Translate

BETWEEN = " · "
_IDS = "(SELECT value FROM json_each(:ids))"
_ENTRIES = f"""
    SELECT e.id, e.kind, e.on_day, e.note, e.source, e.month, e.reverses_id,
        coalesce(e.hold_id, e.id) AS redeemed_by, b.fee_fen, p.name AS partner
    FROM points_entry e
    LEFT JOIN bill b ON e.kind = 'bill' AND b.line_id = e.line_id AND b.month = e.month
    LEFT JOIN partner p ON p.id = e.partner_id
    WHERE e.id IN {_IDS}
"""
_REDEEMED = f"""
    SELECT d.entry_id, d.number, i.name, i.quantity, v.number
    FROM redemption d JOIN redemption_item i ON i.redemption_id = d.id
    LEFT JOIN visit v ON v.id = d.visit_id
    WHERE d.entry_id IN {_IDS} ORDER BY d.id, i.id
"""
_DRAWN = f"""
    SELECT y.entry_id, l.name, p.name FROM lottery_try y
    JOIN lottery l ON l.id = y.lottery_id JOIN lottery_prize p ON p.id = y.prize_id
    WHERE y.entry_id IN {_IDS}
"""
_CAMPAIGNS = f"SELECT id, name FROM campaign WHERE id IN {_IDS}"


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands behind entries, by the entry's id; campaigns by their own."""

    redeemed: Mapping[int, str]
    drawn: Mapping[int, str]
    campaigns: Mapping[int, str]


def told(session: Session, entry_ids: Collection[int], t: Translate) -> dict[int, str]:
    """What each movement was for, and the reason that was given for it; customers read it too."""
    rows = {row.id: row for row in _all(session, _ENTRIES, entry_ids)}
    taken_back = {row.reverses_id for row in rows.values() if row.reverses_id} - rows.keys()
    rows |= {row.id: row for row in _all(session, _ENTRIES, taken_back)}
    known = _known(session, list(rows.values()), t)
    said = {row.id: _said(row, known, t) for row in rows.values()}
    for row in rows.values():
        if row.reverses_id in rows:
            of = rows[row.reverses_id]
            words = t("of {day}: {kind}").format(day=of.on_day, kind=t(_kind(of).label))
            about = said[of.id] if _kind(of) is not EntryKind.REVERSAL else ""
            said[row.id] = _joined(words, about, row.note)
    return {each: said[each] for each in entry_ids if each in said}


def _all(session: Session, query: str, ids: Collection[int]) -> list[Any]:
    if not ids:
        return []
    return list(session.execute(text(query), {"ids": json.dumps(sorted(ids))}))


def _kind(row: Any) -> EntryKind:
    return EntryKind(row.kind)  # type: ignore[call-arg]


def _known(session: Session, rows: Collection[Any], t: Translate) -> _Known:
    redeemed: dict[int, list[str]] = {}
    numbers: dict[int, tuple[str, ...]] = {}
    for entry_id, number, name, quantity, visit in _all(
        session, _REDEEMED, {row.redeemed_by for row in rows}
    ):
        named = t("{reward} × {n}").format(reward=name, n=quantity) if quantity > 1 else name
        redeemed.setdefault(entry_id, []).append(named)
        within = (t("visit {number}").format(number=visit),) if visit else ()
        numbers[entry_id] = (number, *within)
    drawn = {
        entry_id: BETWEEN.join((lottery, prize))
        for entry_id, lottery, prize in _all(session, _DRAWN, {row.id for row in rows})
    }
    campaigns = _all(session, _CAMPAIGNS, {_number_in(row) for row in rows if row.source})
    return _Known(
        {each: BETWEEN.join((*names, *numbers[each])) for each, names in redeemed.items()},
        drawn,
        dict(tuple(row) for row in campaigns),
    )


def _number_in(row: Any) -> int:
    """The figure of ``campaign:<id>:…``, ``anniversary:<years>:…``; 0 where there is none."""
    figure = f"{row.source or ''}:".split(":")[1]
    return int(figure) if figure.isdecimal() else 0


def _said(row: Any, known: _Known, t: Translate) -> str:
    tell = _TELLERS.get(_kind(row))
    about = tell(row, known, t) if tell else ""
    return about if row.note and row.note in about else _joined(about, row.note)


def _joined(*parts: str | None) -> str:
    return BETWEEN.join(part for part in parts if part)


def _of_bill(row: Any, _known: _Known, t: Translate) -> str:
    if row.fee_fen is None:
        return t("bill of {month}").format(month=row.month) if row.month else ""
    said = t("bill of {month}, {amount} yuan")
    return said.format(month=row.month, amount=amount(row.fee_fen))


def _of_month(row: Any, _known: _Known, t: Translate) -> str:
    return t("month {month}").format(month=row.month) if row.month else ""


def _of_redemption(row: Any, known: _Known, _t: Translate) -> str:
    return known.redeemed.get(row.redeemed_by, "")


def _of_anniversary(row: Any, _known: _Known, t: Translate) -> str:
    years = _number_in(row)
    return t("year {n} with us").format(n=years) if years else ""


_Tell = Callable[[Any, _Known, Translate], str]
_TELLERS: Mapping[EntryKind, _Tell] = {
    EntryKind.BILL: _of_bill,
    EntryKind.IMPORTED: _of_month,
    EntryKind.SPENT: _of_month,
    EntryKind.REDEEM: _of_redemption,
    EntryKind.HOLD: _of_redemption,
    EntryKind.CONFIRM: _of_redemption,
    EntryKind.RELEASE: _of_redemption,
    EntryKind.ANNIVERSARY: _of_anniversary,
    EntryKind.LOTTERY: lambda row, known, _t: known.drawn.get(row.id, ""),
    EntryKind.JOINT: lambda row, _known, _t: row.partner or "",
    EntryKind.CAMPAIGN: lambda row, known, _t: known.campaigns.get(_number_in(row), ""),
}
