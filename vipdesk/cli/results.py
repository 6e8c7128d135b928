"""What a verb hands back, and how it is printed."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vipdesk.domain.plain_text import spelt_out


@dataclass(frozen=True, slots=True)
class Result:
    """The same answer twice: for machines, and line by line for people."""

    data: Mapping[str, Any]
    lines: Sequence[str]
    refusal: str = ""  # said on standard error; the exit code is 1 then

    def text(self, *, as_json: bool) -> str:
        """What goes to standard output."""
        if as_json:
            whole = json.dumps(self.data, ensure_ascii=False, indent=2, default=str)
            return "\n".join(spelt_out(line, "\\u{:04x}") for line in whole.split("\n"))
        return "\n".join(map(spelt_out, self.lines))


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay out rows in columns; hanzi take two cells of a terminal."""
    if not rows:
        return []
    rows = [[spelt_out(cell) for cell in row] for row in rows]
    widths = [max(_cells(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _cells(text))
