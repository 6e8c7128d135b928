"""Rows of a file that are none of its table: totals, notes around it, its headers once more."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vipdesk.domain.cells import TOTALS, CellError, TotalRowError, folded
from vipdesk.texts import N_

_HINT = re.compile(
    r"[计和共注页行制打导统查生审复填备附说数报单空]|total|sum|row|note|[-=*_]{3}", re.I
)
_TOTAL = re.compile(r"(?:.{0,12}(?:小计|合计|总计|共计)|(?:grand|sub)?total)(?:[(:].*)?")
_NOTE = re.compile(
    r"(?:(?:制表|填表|审核|复核|审批|打印|导出|生成|统计|查询|报表)(?:人|员|时间|日期|部门|单位|编号)"
    r"|(?:制表|填表|审核|复核|备注|附注|注释|注意|说明|注|单位|数据来源|来源|报表说明|notes?|source)"
    r"\d?:).*"
    r"|(?:本页)?共\d+(?:条|户|行|页|笔|人|个|项).*|第\d+页.*|已选择\d+行.?"
    r"|\(?\d+(?:行|rows?)(?:受影响|已选择|selected|affected)?\)?.?"
    r"|[-=*]*(?:以下空白|以下无正文|end|endofreport)[-=*]*"
)
_RULE = re.compile(r"[-=*_+|—]{3,}")


class NoteRowError(CellError):
    """The row says something about the table."""

    message = N_("This looks like a note beside the table, so it is left out.")


class HeaderAgainError(CellError):
    """The row holds the headers, as the top of a printed page does."""

    message = N_("The headers stand here once more, so the row is left out.")


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is none of the table.

    Attributes:
        place: Column of the first cell that holds something, counted from 0.
        reason: What it is instead.
    """

    place: int
    reason: CellError


def aside_of(row: Sequence[str], headers: Sequence[str]) -> Aside | None:
    """What a row is instead of one of the table; ``None`` for one of the table.

    Only its first cell that holds something is looked at; a total or a note leaves others empty.
    """
    place = next((at for at, cell in enumerate(row) if cell and not cell.isspace()), None)
    if place is None:
        return None
    first = row[place].strip()
    if row[place] == headers[place] and list(row) == list(headers):
        return Aside(place, HeaderAgainError())
    if (first[0].isdigit() and first.isalnum()) or not _HINT.search(first):
        return None
    reason = _reason(folded(first).rstrip(":"), row)
    return None if reason is None else Aside(place, reason)


def _reason(first: str, row: Sequence[str]) -> CellError | None:
    others = [cell.strip() for cell in row if cell.strip()]
    if first in TOTALS or (len(others) < len(row) and _TOTAL.fullmatch(first)):
        return TotalRowError()
    if len(others) * 2 <= len(row) and _NOTE.fullmatch(first):
        return NoteRowError()
    return NoteRowError() if all(map(_RULE.fullmatch, others)) else None
