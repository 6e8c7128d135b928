"""Text of people and of files on what would obey signs in it.

A tooltip reads markup, a button or menu takes & for a shortcut, a window's title takes [*] for a
mark. Labels are plain already (`labels.label`), and so are lists, tables and fields.
"""

import html

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


def plain_tip(text: str) -> str:
    """A tooltip that says ``text`` as it stands."""
    if "<" not in text and "&lt;" not in text:  # then Qt takes it for plain
        return text
    return f'<p style="white-space: pre-wrap">{html.escape(text)}</p>'


def set_tip(on: QWidget | QAction, text: str) -> None:
    """Give ``on`` a tooltip; the one way to do so."""
    on.setToolTip(plain_tip(text))


def caption(text: str) -> str:
    """The text of an entry in a menu, of a tab or of a name beside a field."""
    return text.replace("&", "&&")


def window_title(text: str) -> str:
    """The title of a window."""
    return text.replace("[*]", "[*][*]")
