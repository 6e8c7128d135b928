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
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from vipdesk.paths import project_dir
from vipdesk.texts import catalogue_path

KEYWORDS = {"_": None, "N_": None, "t": None, "_t": None, "ngettext": (1, 2)}
HANZI = "[\u3400-\u9fff\U00020000-\U0003ffff]"
ACCELERATOR = re.compile(r"\(&\w\)")
HALF_WIDTH = re.compile(rf"{HANZI}(?:[,:;?!()]|\.(?![a-z]))|[,:;?!()]{HANZI}")
MSGID = re.compile(r'^msgid ((?:".*"\n?)+)', re.MULTILINE)


def source_catalogue() -> Catalog:
    """Every text that the source marks, in its order."""
    catalog = Catalog(locale="zh_CN")
    found = extract_from_dir(
        project_dir(), method_map=[("vipdesk/**.py", "python")], keywords=KEYWORDS
    )
    places = [(path, line, text) for path, line, text, _comments, _context in found]
    places += _in_format_strings()
    for path, line, text in sorted(places, key=lambda row: (row[0], row[1])):
        catalog.add(text, locations=[(path, line)])
    return catalog


def _in_format_strings() -> Iterator[tuple[str, int, str]]:
    """Texts within f"…": Babel sees them from Python 3.12 on only."""
    for file in sorted((project_dir() / "vipdesk").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        wholes = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
        for call in (part for whole in wholes for part in ast.walk(whole)):
            match call:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text))]) if (
                    name in KEYWORDS
                ):
                    yield file.relative_to(project_dir()).as_posix(), call.lineno, text


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
