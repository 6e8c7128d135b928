"""Where the keyboard comes to: what is added later, and the part of a screen that takes it."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class HandsOn:
    """Lets a widget hand the keyboard on to one of its parts when it is given it.

    A focus proxy does so too, but Tab comes to a proxy as soon as it comes to the widget, and
    passes by all that stands before that part.
    """

    _handed_to: QWidget | None = None

    def hand_on_to(self, part: QWidget) -> None:
        """Let ``part`` take the keyboard from now on."""
        self._handed_to = part

    def setFocus(self, *_reason: object) -> None:
        """Give the keyboard to the part."""
        if self._handed_to is not None:
            self._handed_to.setFocus()


def put_before(place: QWidget, added: Iterable[QWidget]) -> None:
    """Let Tab go through ``added`` before ``place``, a field or a box of fields.

    Qt puts what is newer behind everything else, and lets no box that takes no keyboard itself be
    a place in its order: the last field before it is looked for.
    """
    tabs = Qt.FocusPolicy.TabFocus
    before = next((each for each in _backwards(place) if each.focusPolicy() & tabs), place)
    for each in added:
        QWidget.setTabOrder(before, each)
        before = each


def _backwards(place: QWidget) -> Iterator[QWidget]:
    """What the keyboard passes before ``place``, the nearest first."""
    each = place.previousInFocusChain()
    while each is not None and each is not place:
        yield each
        each = each.previousInFocusChain()
