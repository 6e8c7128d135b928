"""The Markdown of scripts and knowledge sheets: a small part of it, made safe by construction.

Known are headings, paragraphs, lists, tables, ``**strong**`` and ``*emphasis*``; a backslash takes
a sign's meaning away. Everything else, HTML, links and images among it, is text as it stands.
"""

import html
import re
from collections.abc import Iterator, Sequence

MAX_LEVEL = 3  # of headings
_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_BULLET = re.compile(r"\s*[-*+]\s+(.+)")
_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s+(.+)")
_RULE = re.compile(r"\|[\s:|-]+\|?")
_INLINE = re.compile(
    r"\*\*(?P<strong>(?:\\.|[^\\])+?)\*\*"
    r"|(?<![\w*\[(])\*(?=\w)(?P<em>(?:\\.|[^\\*])+)\*"
    r"|\\(?P<sign>[\\*#|+-])"
)
_SIGN = re.compile(r"\\([\\*#|+-])")
_TO_ESCAPE = re.compile(r"([\\*|])")
Block = tuple[str, list[str]]  # h1 to h3, p, ul, ol, table; lines without their signs


def escaped(text: str) -> str:
    """A fact as it may stand in Markdown: on one line, its signs without meaning."""
    return _TO_ESCAPE.sub(r"\\\1", " ".join(text.split()))


def spans(line: str) -> Iterator[tuple[str, str]]:
    """The parts of a line as (kind, text); kind is strong, em or "" for plain text."""
    after = 0
    for found in _INLINE.finditer(line):
        yield "", line[after : found.start()]
        kind = found.lastgroup or ""
        text = found[kind]
        yield ("", text) if kind == "sign" else (kind, _SIGN.sub(r"\1", text))
        after = found.end()
    yield "", line[after:]


def blocks(text: str) -> list[Block]:
    """The headings, paragraphs, lists and tables of a text in their order."""
    made: list[Block] = []
    open_kind = ""
    for line in text.splitlines():
        kind, said = _kind(line)
        if kind and kind == open_kind and kind[0] != "h":
            made[-1][1].append(said)
        elif kind:
            made.append((kind, [said]))
        open_kind = kind
    return made


def to_html(text: str) -> str:
    """HTML of a text; whatever it holds is escaped."""
    return "".join(_html_block(kind, lines) for kind, lines in blocks(text))


def to_plain(text: str) -> str:
    """A text without its signs, for paper, for searching and for reading aloud."""
    return "\n".join(_plain_block(kind, lines) for kind, lines in blocks(text))


def _kind(line: str) -> tuple[str, str]:
    if not line.strip():
        return "", ""
    if found := _HEADING.fullmatch(line.strip()):
        return f"h{min(MAX_LEVEL, len(found[1]))}", found[2]
    if line.lstrip().startswith("|"):
        return "table", line.strip()
    for kind, pattern in (("ul", _BULLET), ("ol", _NUMBER)):
        if found := pattern.fullmatch(line):
            return kind, found[1]
    return "p", line.strip()


def _html_line(line: str) -> str:
    made = []
    for kind, text in spans(line):
        safe = html.escape(text)
        tag = {"strong": "b", "em": "i"}.get(kind)
        made.append(f"<{tag}>{safe}</{tag}>" if tag else safe)
    return "".join(made)


def _html_block(kind: str, lines: Sequence[str]) -> str:
    said = [_html_line(line) for line in lines]
    if kind in ("ul", "ol"):
        return f"<{kind}>" + "".join(f"<li>{line}</li>" for line in said) + f"</{kind}>"
    if kind == "table":
        return f'<table cellpadding="6">{"".join(_html_rows(lines))}</table>'
    look = f' class="{kind}"' if kind != "p" else ""  # of <h1>, Qt would choose the size itself
    return f"<p{look}>{'<br>'.join(said)}</p>"


def _html_rows(lines: Sequence[str]) -> Iterator[str]:
    headed = len(lines) > 1 and _RULE.fullmatch(lines[1])
    for number, cells in enumerate(_table(lines)):
        tag = "th" if headed and number == 0 else "td"
        row = "".join(f'<{tag} align="left">{_html_line(cell)}</{tag}>' for cell in cells)
        yield f"<tr>{row}</tr>"


def _table(lines: Sequence[str]) -> Iterator[list[str]]:
    for line in lines:
        if not _RULE.fullmatch(line):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]


def _plain_line(line: str) -> str:
    return "".join(text for _kind_of, text in spans(line))


def _plain_block(kind: str, lines: Sequence[str]) -> str:
    if kind == "table":
        return "\n".join("  ".join(map(_plain_line, cells)) for cells in _table(lines))
    sign = "· " if kind == "ul" else ""
    return "\n".join(
        f"{number}. {_plain_line(line)}" if kind == "ol" else sign + _plain_line(line)
        for number, line in enumerate(lines, 1)
    )
