"""What a cell of an ODS shows where its value does not tell."""

import re
from collections.abc import Mapping

UNCOUNTED = "#CALC!"
"""Stands for a formula that was never counted."""

_FAILED = re.compile(r"#(?:N/A|[A-Z0-9/]{2,9}[!?])")
_CODED = re.compile(r"\D{2,9}[:：](\d{3})")
"""Err:502, or the same in another language."""


def told_instead(shown: str, attributes: Mapping[str, str]) -> str | None:
    """What to take for the value of a cell: why its formula failed, or the zeros before it.

    Args:
        shown: The text of the cell.
        attributes: Of its tag, without prefixes.
    """
    if "formula" in attributes and (failure := _failure(shown, attributes.get("value-type"))):
        return failure
    is_padded = shown.startswith("0") and shown.isascii() and shown.isdigit()
    return shown if is_padded and shown.lstrip("0") == attributes.get("value") else None


def _failure(shown: str, kind: str | None) -> str | None:
    if _FAILED.fullmatch(shown):
        return shown
    if coded := _CODED.fullmatch(shown):
        return f"Err:{coded[1]}"
    return UNCOUNTED if kind == "error" else None
