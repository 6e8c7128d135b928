"""The bar under a list: how many rows are chosen, and what can be done with them."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from vipdesk.texts import ngettext
from vipdesk.ui.kit.buttons import PushButton, button, icon_button
from vipdesk.ui.kit.labels import label

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
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(4)
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

    def set_count(self, count: int) -> None:
        """Show the bar for ``count`` chosen rows."""
        text = ngettext("{n} chosen", "{n} chosen", count)
        self._count.setText(text.format(n=f"{count:,}"))
        self.setVisible(count > 1)


def _button(key: str, text: str, icon: str) -> PushButton:
    if key in ONLY_ICON:
        return icon_button(text, icon=icon)
    return button(text, icon=icon, small=True)
