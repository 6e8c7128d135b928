"""Text of people and of files, made harmless for what would obey it: spreadsheets, terminals, XML.

The text itself is kept as it is in the book; it is tamed on its way out, where it would otherwise
be a formula, a command or the end of a line.
"""

import re

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_FIGURE = re.compile(r"[+-]?[\d\s,.:*()-]+%?\Z")
_TAMED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")
_TAMED_WITHIN = re.compile("'[=+\\-@\t\r\n＝＋－＠]")  # found many times as fast without the +
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_NOT_PRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def tamed(text: str) -> str:
    """As a cell of a CSV: what a spreadsheet would run as a formula gets an apostrophe in front.

    Telephone numbers and figures do not. `untamed` gives the text back.
    """
    return f"'{text}" if _FORMULA.match(text) and not _FIGURE.match(text) else text


def untamed(text: str) -> str:
    """A cell of a CSV without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if _TAMED.match(text) else text


def holds_tamed(text: str) -> bool:
    """Whether some cell in a whole file may be `tamed`; quick."""
    return _TAMED_WITHIN.search(text) is not None


def without_controls(text: str) -> str:
    """For XML, cards and calendars: every line end as one, what cannot be printed left out."""
    return _NOT_PRINTED.sub("", _LINE_ENDS.sub("\n", text))


def spelt_out(text: str, form: str = "\\x{:02x}") -> str:
    r"""For a terminal: what it would obey, line ends and turns of direction too, as ``\x1b``.

    Args:
        text: One line.
        form: How such a character is written, by its number.
    """
    return _OBEYED.sub(lambda found: form.format(ord(found[0])), text)
