"""A script as one Markdown text to edit: each step begins with a heading."""

import re
from collections.abc import Iterable

from vipdesk.domain.customer_checks import Finding
from vipdesk.domain.settings_checks import check_step
from vipdesk.texts import N_

Steps = tuple[tuple[str, str], ...]  # head, what to say
_HEADING = re.compile(r"#{1,6}\s+(.*)|#{1,6}")


def to_text(steps: Iterable[tuple[str, str]]) -> str:
    """The steps as they are edited."""
    return "\n\n".join(f"## {head}\n{say}" for head, say in steps)


def to_steps(text: str) -> Steps:
    """The steps of a text; what stands above the first heading has an empty head."""
    steps: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        heading = _HEADING.fullmatch(line.strip())
        if heading:
            steps.append(((heading[1] or "").strip(), []))
        elif steps:
            steps[-1][1].append(line.rstrip())
        elif line.strip():
            steps.append(("", [line.rstrip()]))
    return tuple((head, "\n".join(lines).strip()) for head, lines in steps)


def check_script(steps: Steps) -> Finding | None:
    """The first thing that is wrong in a script, named by its step."""
    for head, say in steps:
        if not head:
            return Finding(N_("Begin each step with a heading: ## and a few words."))
        found = check_step(head, say)
        if found is not None:
            told = {"step": head, **found.params}
            return Finding(_IN_STEP[found.text], found.blocks, told)
    return None


_IN_STEP = {
    N_("Fill this in or remove it."): N_("Step “{step}” says nothing: fill it in or remove it."),
    N_("Longer than {limit} characters."): N_("Step “{step}” is longer than {limit} characters."),
    N_("{field} cannot be filled in. Take one of the fields below, or no braces."): N_(
        "{field} cannot be filled in. Take one of the fields below, or no braces."
    ),
}
