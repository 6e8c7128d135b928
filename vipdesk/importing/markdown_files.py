"""Knowledge sheets from a folder of Markdown files.

A file may begin with lines between ``---`` that name ``title``, ``kind`` (plan, guide, answer) and
``date``; else the title is its first heading or its name, the kind a guide, the day that of the
file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from vipdesk.domain.knowledge import MAX_BODY, MAX_TITLE, SheetDraft
from vipdesk.domain.words import SheetKind
from vipdesk.errors import VipDeskError
from vipdesk.importing.encoding import decode
from vipdesk.progress import Progress

MAX_FILES = 500
MAX_BYTES = 4 * MAX_BODY
_HEADING = re.compile(r"#\s+(.+)")
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_NAMES = {"标题": "title", "类别": "kind", "日期": "date"}
_KINDS = {"套餐": SheetKind.PLAN, "指南": SheetKind.GUIDE, "问答": SheetKind.ANSWER}


@dataclass(frozen=True, slots=True)
class SheetFiles:
    """The sheets of a folder, and the names of the files that could not be taken."""

    sheets: tuple[SheetDraft, ...]
    refused: tuple[str, ...]


def read_folder(folder: Path, zone: ZoneInfo, progress: Progress) -> SheetFiles:
    """Read the ``.md`` files that lie in ``folder`` itself, by name, at most 500."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".md", ".markdown"))
    sheets, refused = [], [path.name for path in paths[MAX_FILES:]]
    for done, path in enumerate(paths[:MAX_FILES], 1):
        try:
            sheets.append(_read(path, zone))
        except (OSError, ValueError, VipDeskError):
            refused.append(path.name)
        progress.step(done, len(paths))
    return SheetFiles(tuple(sheets), tuple(refused))


def _read(path: Path, zone: ZoneInfo) -> SheetDraft:
    """One file.

    Raises:
        OSError, ValueError, VipDeskError: It can't be read, is too long or is no text.
    """
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    text = decode(content, path.name).text.replace("\r\n", "\n")
    front = _FRONT.match(text)
    named = _named(front[1]) if front else {}
    body = (text[front.end() :] if front else text).strip()
    if len(content) > MAX_BYTES or not 0 < len(body) <= MAX_BODY:
        raise ValueError(f"too long or empty: {len(body)}")
    heading = _HEADING.match(body)
    if heading and "title" not in named:
        body = body[heading.end() :].strip() or body
    title = named.get("title") or (heading[1] if heading else path.stem)
    return SheetDraft(
        _kind(named.get("kind", "")),
        " ".join(title.split())[:MAX_TITLE],
        body,
        _day(named.get("date", ""), path, zone),
    )


def _named(front: str) -> Mapping[str, str]:
    pairs = (re.split(r"[:：]", line, maxsplit=1) for line in front.splitlines())
    found = {pair[0].strip().lower(): pair[1].strip().strip("\"'") for pair in pairs if pair[1:]}
    return {_NAMES.get(name, name): value for name, value in found.items()}


def _kind(word: str) -> SheetKind:
    known = {kind.value: kind for kind in SheetKind} | _KINDS
    return known.get(word.lower(), SheetKind.GUIDE)


def _day(word: str, path: Path, zone: ZoneInfo) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone(zone).date()
