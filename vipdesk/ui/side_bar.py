"""The navigation at the left of the window."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout
from typing_extensions import override

from vipdesk.texts import _
from vipdesk.ui import icons
from vipdesk.ui.kit.buttons import PushButton
from vipdesk.ui.kit.card import rule
from vipdesk.ui.kit.labels import dress_label, label, set_shown
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.navigation import SCREENS, Screen, shortcut
from vipdesk.ui.theme import Token

WIDTH = 176
FOLDED_WIDTH = 56
BADGE_HEIGHT, BADGE_PADDING = 16, 6


class ScreenButton(PushButton):
    """Icon, title and, at the right, how many things are there."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self._folded = False
        self._count_kind = "note"
        self._count = label("", self._count_kind)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count.setParent(self)
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setFixedHeight(36)
        keys = QKeySequence(shortcut(screen)).toString(QKeySequence.SequenceFormat.NativeText)
        set_tip(self, f"{_(screen.title)}  {keys}")
        self.toggled.connect(self._on_toggled)
        self.set_folded(False)
        self.set_count(None)

    def set_count(self, count: int | None, *, pressing: bool = False) -> None:
        """Show ``count`` at the right, on red if it is ``pressing``; None shows nothing."""
        self._count_kind = "badge" if pressing else "note"
        dress_label(self._count, self._count_kind)
        text = "" if count is None else f"{count:,}"
        self._count.setText(text)
        self.setAccessibleName(f"{_(self._screen.title)} {text}".strip())
        self._place_count()

    def set_folded(self, folded: bool) -> None:
        """Show only the icon; the name is in the tooltip then."""
        self._folded = folded
        self.setText("" if folded else _(self._screen.title))
        self._on_toggled(self.isChecked())
        self._place_count()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_count()

    def _on_toggled(self, checked: bool) -> None:
        icons.set_icon(self, self._screen.icon, Token.ACCENT_TEXT if checked else Token.TEXT)
        dress_label(self._count, self._count_kind)
        self._place_count()

    def _place_count(self) -> None:
        set_shown(self._count, bool(self._count.text()) and not self._folded)
        size = self._count.sizeHint()
        if self._count_kind == "badge":
            size = QSize(size.width() + 2 * BADGE_PADDING, BADGE_HEIGHT)
        self._count.resize(size)
        self._count.move(self.width() - size.width() - 10, (self.height() - size.height()) // 2)


class SideBar(QFrame):
    """One button a screen; folds to icons where the window is narrow.

    Signals:
        chosen: The key of the screen that the user chose.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "side")
        self.setAccessibleName(_("Screens"))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, ScreenButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 10)
        column.setSpacing(2)
        for screen in SCREENS:
            if screen.set_apart:
                column.addSpacing(8)
                column.addWidget(rule())
                column.addSpacing(8)
            column.addWidget(self._make(screen))
        column.addStretch(1)
        self.set_folded(False)

    def set_chosen(self, key: str) -> None:
        """Mark the screen ``key`` without a signal."""
        self._buttons[key].setChecked(True)

    def set_counts(self, counts: Mapping[str, int | None], pressing: Collection[str] = ()) -> None:
        """Show how many things each screen has; others keep their figure."""
        for key, count in counts.items():
            self._buttons[key].set_count(count, pressing=key in pressing)

    def set_folded(self, folded: bool) -> None:
        """Show icons only."""
        self.setFixedWidth(FOLDED_WIDTH if folded else WIDTH)
        for button in self._buttons.values():
            button.set_folded(folded)

    def is_folded(self) -> bool:
        """Whether only icons are shown."""
        return self.width() == FOLDED_WIDTH

    def button(self, key: str) -> ScreenButton:
        """The button of the screen ``key``."""
        return self._buttons[key]

    def _make(self, screen: Screen) -> ScreenButton:
        made = ScreenButton(screen)
        made.clicked.connect(lambda: self.chosen.emit(screen.key))
        self._group.addButton(made)
        self._buttons[screen.key] = made
        return made
