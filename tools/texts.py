"""The catalogue against the source: ``python -m tools.texts [--tidy]``.

Reports every text of the source that has no Chinese, every Chinese text that no source uses any
more, and Chinese that breaks the rules of the house (fields, punctuation). Exit 1 if there is
anything to report. ``--tidy`` rewrites the catalogue in the order of the source, without doubles
and without what is no longer used.
"""

import ast
import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from vipdesk.paths import project_dir
from vipdesk.texts import catalogue_path

PLURAL = "ngettext"
KEYWORDS = {"_", "N_", "t", "_t"}
HANZI = "[\u3400-\u9fff\U00020000-\U0003ffff]"
ACCELERATOR = re.compile(r"\(&\w\)")
HALF_WIDTH = re.compile(rf"{HANZI}(?:[,:;?!()]|\.(?![a-z]))|[,:;?!()]{HANZI}")
MSGID = re.compile(r'^msgid ((?:".*"\n?)+)', re.MULTILINE)


@cache
def source_catalogue() -> Catalog:
    """Every text that the source marks, in its order."""
    catalog = Catalog(locale="zh_CN")
    for file in sorted((project_dir() / "vipdesk").rglob("*.py")):
        path = file.relative_to(project_dir()).as_posix()
        for (line, _column), text in sorted(_marked(file.read_text("utf-8")), key=itemgetter(0)):
            catalog.add(text, locations=[(path, line)])
    return catalog


def _marked(source: str) -> Iterator[tuple[tuple[int, int], str | tuple[str, str]]]:
    """Where texts are in a file, and they; Babel itself sees none within f"…" before 3.12."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *rest]):
                place = (first.lineno, first.col_offset)
                match name, first, *rest:
                    case _, ast.Constant(value=str(one)), ast.Constant(value=str(many)), *_ if (
                        name == PLURAL
                    ):
                        yield place, (one, many)
                    case _, ast.Constant(value=str(text)), *_ if name in KEYWORDS:
                        yield place, text


def chinese_catalogue(path: Path | None = None) -> Catalog:
    """The Chinese catalogue as it lies on disk."""
    with (path or catalogue_path()).open("rb") as file:
        return read_po(file, locale="zh_CN", charset="utf-8")


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def fields(text: str) -> set[str]:
    """The names in braces of ``text``."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def message_problems(message: Message) -> list[str]:
    """What is wrong with one translated message; empty if nothing is."""
    wanted, given = _forms(message.id)[-1], _forms(message.string)
    if message.fuzzy:
        return ["fuzzy"]
    if not given or not all(given):
        return ["no Chinese text"]
    problems = []
    if "’" in wanted:
        problems.append("an apostrophe that the bundled font draws as wide as hanzi; use '")
    for text in given:
        if fields(text) != fields(wanted):
            problems.append(f"fields differ: {sorted(fields(wanted) ^ fields(text))}")
        if HALF_WIDTH.search(ACCELERATOR.sub("", text)):
            problems.append(f"half-width punctuation beside hanzi: {text}")
    return problems


def doubles(content: str) -> list[str]:
    """Message ids that stand more than once in the text of a catalogue."""
    return [text.strip() for text, n in Counter(MSGID.findall(content)).items() if n > 1]


def problems() -> list[str]:
    """All that stands between the source and a complete catalogue, one line each."""
    source = {_key(message): message for message in source_catalogue() if message.id}
    chinese = {_key(message): message for message in chinese_catalogue() if message.id}
    found = []
    for key, message in source.items():
        place = ":".join(str(part) for part in message.locations[0])
        if key not in chinese:
            found.append(f"missing: {key!r} ({place})")
        elif message.pluralizable != chinese[key].pluralizable:
            found.append(f"plural forms differ: {key!r} ({place})")
    found += [f"obsolete: {key!r}" for key in chinese if key not in source]
    for key, message in chinese.items():
        found += [f"{problem}: {key!r}" for problem in message_problems(message)]
    found += [f"twice: {key}" for key in doubles(catalogue_path().read_text(encoding="utf-8"))]
    return found


def tidy() -> None:
    """Rewrite the catalogue: the source's order, no doubles, nothing obsolete."""
    chinese = chinese_catalogue()
    kept = Catalog(locale="zh_CN", header_comment="")
    kept.mime_headers = chinese.mime_headers
    for message in source_catalogue():
        known = chinese.get(_key(message)) if message.id else None
        if known is not None:
            kept.add(known.id, known.string)
    with catalogue_path().open("wb") as file:
        write_po(file, kept, width=0, omit_header=True)
    _write_header()


def _write_header() -> None:
    header = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: VIPDesk\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Language: zh_CN\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    path = catalogue_path()
    path.write_text(header + path.read_text(encoding="utf-8"), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Tidy if asked, then report; 1 if anything is left to do."""
    if arguments == ["--tidy"]:
        tidy()
    found = problems()
    for line in found:
        print(line)
    print(f"{len(found)} to do in {catalogue_path().relative_to(project_dir())}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
