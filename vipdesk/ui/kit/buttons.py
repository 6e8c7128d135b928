"""Buttons of the desk; all can be reached and pressed by keyboard."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton
from typing_extensions import override

from vipdesk.ui import icons
from vipdesk.ui.kit.labels import repolish
from vipdesk.ui.kit.plain import caption, set_tip
from vipdesk.ui.theme import Token

_ICON_TOKENS = {
    "primary": Token.ON_ACCENT,
    "danger": Token.RED,
    "quiet": Token.MUTED,
    "link": Token.ACCENT_TEXT,
}


class PushButton(QPushButton):
    """A button that Return presses too, on every system; & is a letter like others in its text."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setAutoDefault(False)

    @override
    def setText(self, text: str) -> None:
        super().setText(caption(text))

    @override
    def text(self) -> str:
        return super().text().replace("&&", "&")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, *, icon: str = "", kind: str = "", small: bool = False) -> PushButton:
    """Make a button; ``kind`` is primary (one a screen), quiet, link, danger or nothing."""
    made = PushButton(text)
    made.setProperty("kind", kind)
    made.setProperty("small", small)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAccessibleName(text)
    if icon:
        icons.set_icon(made, icon, _ICON_TOKENS.get(kind, Token.TEXT))
    return made


def set_primary(made: PushButton, primary: bool, *, icon: str = "") -> None:
    """Make ``made`` the one button of its screen that is asked for first, or one like others."""
    if (made.property("kind") == "primary") is primary:
        return
    made.setProperty("kind", "primary" if primary else "")
    if icon:
        icons.set_icon(made, icon, _ICON_TOKENS["primary"] if primary else Token.TEXT)
    repolish(made)


def icon_button(name: str, *, icon: str, token: Token = Token.MUTED) -> PushButton:
    """Make a button that shows only an icon; ``name`` is its tooltip and screen-reader name."""
    made = button("", kind="icon")
    icons.set_icon(made, icon, token)
    set_tip(made, name)
    made.setAccessibleName(name)
    return made


class CheckChip(PushButton):
    """One point of a checklist, as a chip that is ticked or not; see `QPushButton.toggled`."""

    def __init__(self, text: str, *, checked: bool = False) -> None:
        super().__init__(text)
        self.setProperty("kind", "check")
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setChecked(checked)
        self._on_toggled(checked)
        self.toggled.connect(self._on_toggled)

    def _on_toggled(self, checked: bool) -> None:
        token = Token.GREEN if checked else Token.MUTED
        icons.set_icon(self, "check" if checked else "circle", token, 12)

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), 24))
