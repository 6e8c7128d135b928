"""The bar under a list: how many rows are chosen, and what can be done with them."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout
from typing_extensions import override

from vipdesk.texts import ngettext
from vipdesk.ui.kit.buttons import PushButton, button, icon_button
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.plain import set_tip

EDGE, GAP = 12, 4
WORD_GAP = 6  # pixels between an icon and its word
Actions = Sequence[tuple[str, str, str]]  # key, text, icon
ONLY_ICON = frozenset({"delete"})  # a sign that everybody knows; its text is the tooltip


class SelectionBar(QFrame):
    """What can be done with several chosen rows; hidden while there is one or none.

    Signals:
        requested: The key of an action.
    """

    requested = Signal(str)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self._count = label("", "strong")
        self._buttons: dict[str, PushButton] = {}
        self._texts = {key: text for key, text, _icon in actions if key not in ONLY_ICON}
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 8, EDGE, 8)
        row.setSpacing(GAP)
        row.addWidget(self._count)
        row.addStretch(1)
        for key, text, icon in actions:
            made = _button(key, text, icon)
            made.setObjectName(key)
            self._buttons[key] = made
            made.clicked.connect(lambda _checked, key=key: self.requested.emit(key))
            row.addWidget(made)
        self.hide()

    def offer(self, keys: Collection[str]) -> None:
        """Show only these actions: the others do not fit what is listed."""
        for key, made in self._buttons.items():
            made.setVisible(key in keys)
        self._fit()

    def set_count(self, count: int) -> None:
        """Show the bar for ``count`` chosen rows."""
        text = ngettext("{n} chosen", "{n} chosen", count)
        self._count.setText(text.format(n=f"{count:,}"))
        self.setVisible(count > 1)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave it to the icons where the words have no room; the tooltips say them then."""
        wide = self._need() <= self.width()
        for key, text in self._texts.items():
            self._buttons[key].setText(text if wide else "")
            set_tip(self._buttons[key], "" if wide else text)

    def _need(self) -> int:
        """The width with all words, whether they are shown or not."""
        shown = {key: made for key, made in self._buttons.items() if not made.isHidden()}
        hidden = (self._texts.get(key, "") for key, made in shown.items() if not made.text())
        words = sum(self.fontMetrics().horizontalAdvance(text) + WORD_GAP for text in hidden)
        parts = (self._count, *shown.values())
        return words + sum(each.sizeHint().width() + GAP for each in parts) + 2 * EDGE


def _button(key: str, text: str, icon: str) -> PushButton:
    if key in ONLY_ICON:
        return icon_button(text, icon=icon)
    return button(text, icon=icon, small=True)
