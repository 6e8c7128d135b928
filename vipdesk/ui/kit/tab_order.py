"""Where the keyboard comes to what is added later."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_before(place: QWidget, added: Iterable[QWidget]) -> None:
    """Let Tab go through ``added`` before ``place``, a field or a box of fields.

    Qt puts what is newer behind everything else, and lets no box that takes no keyboard itself be
    a place in its order: the last field before it is looked for.
    """
    before = place.previousInFocusChain()
    while before is not place and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
        before = before.previousInFocusChain()
    for each in added:
        QWidget.setTabOrder(before, each)
        before = each
