"""The Chinese catalogue is complete, sound and in the house's Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools.texts import (
    HANZI,
    _marked,
    doubles,
    message_problems,
    problems,
    source_catalogue,
)
from vipdesk.paths import project_dir
from vipdesk.texts import ngettext, set_language, translator

# Files whose data, not whose words to the user, are Chinese.
CHINESE_DATA = {
    "vipdesk/calibration/cells.py": "words for empty that may be an answer, units in files",
    "vipdesk/domain/cell_days.py": "forms of days in operators' files",
    "vipdesk/domain/cell_numbers.py": "units in operators' files",
    "vipdesk/domain/cells.py": "words for empty, yes and no in operators' files",
    "vipdesk/domain/demo_names.py": "names and places of the invented book",
    "vipdesk/domain/durations.py": "durations as people type them",
    "vipdesk/domain/masking.py": "what ends a district in an address",
    "vipdesk/domain/outcome_guesses.py": "headers and words for leaving in files",
    "vipdesk/domain/names.py": "surnames with a reading of their own",
    "vipdesk/domain/retention_rules.py": "words of customers that tell of leaving",
    "vipdesk/importing/asides.py": "words of totals and notes in operators' files",
    "vipdesk/importing/field.py": "forms of cells in operators' files",
    "vipdesk/importing/fields.py": "synonyms of headers and words in operators' files",
    "vipdesk/importing/kinds/bills.py": "synonyms of headers in operators' files",
    "vipdesk/importing/kinds/cohort.py": "synonyms of headers in operators' files",
    "vipdesk/importing/kinds/complaints.py": "synonyms of headers in operators' files",
    "vipdesk/importing/kinds/points.py": "synonyms of headers in operators' files",
    "vipdesk/importing/kinds/payments.py": "synonyms of headers in operators' files",
    "vipdesk/importing/kinds/kind.py": "synonyms of headers in operators' files",
    "vipdesk/importing/markdown_files.py": "names at the head of files, and their words",
    "vipdesk/importing/spellings.py": "words in operators' files",
    "vipdesk/importing/headers.py": "units and months in headers of operators' files",
}


def test_every_text_has_sound_chinese() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("english", "chinese", "problem"),
    [
        ("{n} customers", "{n} 位客户", None),
        ("Save", "保存(&S)", None),
        ("At {time}, held", "{time}，已拜访", None),
        ("Save", "", "no Chinese text"),
        ("{n} customers", "{m} 位客户", "fields differ"),
        ("Done. Saved.", "完成,已保存", "half-width"),
        ("OUT.xlsx", "输出.xlsx", None),
        ("Really?", "确定吗?", "half-width"),
        ("(none)", "(无)", "half-width"),
        ("Wait...", "请稍候...", "half-width"),
        ("It can’t be read.", "无法读取。", "an apostrophe"),
    ],
)
def test_finds_what_is_wrong(english: str, chinese: str, problem: str | None) -> None:
    found = message_problems(Message(english, chinese))
    assert found == [] if problem is None else found[0].startswith(problem)


def test_a_fuzzy_text_does_not_count() -> None:
    assert message_problems(Message("Save", "保存", flags=["fuzzy"])) == ["fuzzy"]


def test_names_texts_that_stand_twice() -> None:
    assert doubles('msgid "A"\nmsgstr "甲"\n\nmsgid "A"\nmsgstr "乙"\n') == ['"A"']


def _sources(sign: str) -> Iterator[tuple[Path, str]]:
    """The files of the program in which ``sign`` is found, and their text."""
    for path in sorted((project_dir() / "vipdesk").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if re.search(sign, source):
            yield path, source


def _words_to_the_user(source: str) -> Iterator[ast.Constant]:
    """Literals of a file without its docstrings."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield node


def test_chinese_words_live_in_the_catalogue_alone() -> None:
    root = project_dir()
    offenders = [
        f"{path.relative_to(root).as_posix()}:{literal.lineno} {literal.value!r}"
        for path, source in _sources(rf"{HANZI}|\\[uUN]")  # written as they are, or escaped
        if path.relative_to(root).as_posix() not in CHINESE_DATA
        for literal in _words_to_the_user(source)
        if isinstance(literal.value, str) and re.search(HANZI, literal.value)
    ]
    assert offenders == []


def _unseen_texts(source: str) -> Iterator[ast.Constant]:
    """Texts that are translated by the result of a call, where the catalogue's tool sees none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
            named = isinstance(node.func.func, ast.Name) and node.func.func.id == "translator"
            yield from (one for one in node.args if named and isinstance(one, ast.Constant))


def test_every_text_is_marked_where_the_catalogue_looks_for_it() -> None:
    unseen = [
        f"{path.name}:{text.lineno}"
        for path, source in _sources("translator")
        for text in _unseen_texts(source)
    ]
    assert unseen == []


def test_a_text_without_translation_stays_english() -> None:
    assert translator("zh")("no such text") == "no such text"
    assert translator("en")("That did not work.") == "That did not work."
    assert translator("zh")("That did not work.") == "没有完成。"


def test_the_desk_has_two_languages_only() -> None:
    with pytest.raises(ValueError, match="fr"):
        set_language("fr")
    assert ngettext("{n} thing", "{n} things", 2) == "{n} things"


def test_english_quotes_are_as_narrow_as_english_letters() -> None:
    english = translator("en")
    assert english("Remove tag “{name}”").format(name="“x”") == 'Remove tag "“x”"'
    set_language("en")
    for n, told in ((1, '1 customer tagged "{name}"'), (2, '2 customers tagged "{name}"')):
        said = ngettext("{n} customer tagged “{name}”", "{n} customers tagged “{name}”", n)
        assert said.replace("{n}", str(n)) == told


def test_texts_within_format_strings_are_found() -> None:
    found = {message.id for message in source_catalogue()}
    assert {"Record of a lottery", "(empty)"} <= found  # of a file's name, of a journal's line


def test_marked_texts_are_found_wherever_they_stand() -> None:
    source = """
f"{_('Within')} {texts.t('with a dot')}"
ngettext('{n} day', '{n} days', n).format(n=n)
_(unknown), said("Unmarked"), N_("Put " "together")
"""
    texts = [text for _place, text in sorted(_marked(source))]
    assert texts == ["Within", "with a dot", ("{n} day", "{n} days"), "Put together"]
