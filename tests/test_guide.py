"""The documents say what is there: commands are understood, and both languages tell the same."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from vipdesk.cli.main import ROOMS
from vipdesk.cli.parser import build_parser
from vipdesk.paths import project_dir

DOCS = project_dir() / "docs"
GUIDES = [DOCS / "guide-en.md", DOCS / "guide-zh.md"]
README = project_dir() / "README.md"
SECURITY = [DOCS / "security.md", DOCS / "security-zh.md"]
# Of every verb, or told once below the list.
COMMON = {"--help", "--profile", "--json", "--output", "--unmasked", "--reason"}


def _commands(text: str) -> Iterator[str]:
    """The command lines of the code blocks, without the words beside them."""
    for block in re.findall(r"```\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            yield re.split(r"\s{3,}", line)[0]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_command_is_understood(path: Path) -> None:
    commands = list(_commands(path.read_text("utf-8")))
    assert len(commands) > 10
    parser = build_parser()
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "vipdesk"
        parser.parse_args(arguments)


@pytest.mark.parametrize("pair", [GUIDES, SECURITY], ids=["guide", "security"])
def test_both_languages_have_the_same_parts(pair: list[Path]) -> None:
    shapes = [
        [
            (len(heading), len(re.findall(r"^\|", part, re.MULTILINE)))
            for heading, part in re.findall(
                r"^(#+) [^\n]*\n(.*?)(?=^#|\Z)", path.read_text("utf-8"), re.DOTALL | re.MULTILINE
            )
        ]
        for path in pair
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("path", [*GUIDES, *SECURITY], ids=lambda path: path.stem)
def test_every_link_within_a_document_leads_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= anchors


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_part_stands_in_the_table_of_contents(path: Path) -> None:
    text = path.read_text("utf-8")
    parts = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert re.findall(r"^- \[(.*)\]\(#", text, re.MULTILINE) == parts


@pytest.mark.parametrize("path", [*GUIDES, README], ids=lambda path: path.stem)
def test_every_verb_is_told(path: Path) -> None:
    told = {command.split()[1] for command in _commands(path.read_text("utf-8")) if command.split()}
    assert set(ROOMS) <= told


def _verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Each verb of a parser, or of a verb that has some below it."""
    below = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    return {name: verb for action in below for name, verb in action.choices.items()}


def _with_those_below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for each in _verbs(parser).values():
        yield from _with_those_below(each)


def test_every_option_stands_beside_its_verb() -> None:
    (block,) = re.findall(r"```\n(vipdesk init.*?)```", README.read_text("utf-8"), re.DOTALL)
    told = {
        (command.split()[1], option)
        for command in re.split(r"^(?=vipdesk )", block, flags=re.MULTILINE)[1:]
        for option in re.findall(r"--[\w-]+", command)
    }
    options = {
        (verb, option)
        for verb, parser in _verbs(build_parser()).items()
        for each in _with_those_below(parser)
        for action in each._actions
        for option in action.option_strings
        if option.startswith("--") and option not in COMMON
    }
    assert options <= told
    assert told - options <= {(verb, option) for verb in ROOMS for option in COMMON}
