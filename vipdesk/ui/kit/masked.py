"""A personal field that stays covered until it is asked for."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QToolTip
from typing_extensions import override

from vipdesk.texts import _
from vipdesk.ui import icons
from vipdesk.ui.kit.buttons import PushButton, button
from vipdesk.ui.kit.labels import set_shown
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.secret_clipboard import secret_clipboard
from vipdesk.ui.theme import Token

SHOWN_FOR = 30_000  # milliseconds
COPY_SIZE, ICON_ROOM = 22, 28  # pixels


class MaskedLabel(PushButton):
    """Shows a masked value; a click or Return asks for the whole one, for 30 seconds.

    While it is shown, Ctrl+C or the button in it copies it, for 30 seconds too.

    Signals:
        unmask_requested: The owner journals it, reads the value and calls `reveal`.
    """

    unmask_requested = Signal()

    def __init__(self, field: str, masked: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "masked")
        self._field = field
        self._masked = masked
        self._value = masked  # what is shown, whole
        self._tip = ""
        self._locked = False
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._timer.timeout.connect(self.cover)
        self.clicked.connect(self._on_clicked)
        self.copy_button = button("", kind="masked")
        icons.set_icon(self.copy_button, "copy", Token.MUTED, 14)
        self.copy_button.setAccessibleName(_("Copy {field}").format(field=field))
        set_tip(self.copy_button, self.copy_button.accessibleName())
        self.copy_button.setParent(self)
        self.copy_button.setFixedSize(COPY_SIZE, COPY_SIZE)
        self.copy_button.hide()
        self.copy_button.clicked.connect(self.copy)
        self.set_masked(masked)

    def set_masked(self, masked: str) -> None:
        """Show another masked value; what was revealed is covered."""
        self._masked = masked
        self.cover()

    def reveal(self, value: str) -> None:
        """Show ``value`` for 30 seconds, unless the field is locked."""
        if self._locked:
            return
        self._timer.start()
        self._show(value, "eye-off", _("Cover {field} again").format(field=self._field))

    def cover(self) -> None:
        """Show the masked value again."""
        self._timer.stop()
        tip = "" if self._locked else _("Show {field} for 30 seconds").format(field=self._field)
        self._show(self._masked, "" if self._locked else "eye", tip)

    def copy(self) -> None:
        """Put the value on the clipboard while it is shown."""
        if self.is_revealed():
            secret_clipboard().copy(self._value)
            said = _("Copied; the clipboard is emptied in 30 seconds.")
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), said, self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance
        missing = width(self._value) - width(self.text())
        return super().sizeHint() + QSize(missing + self._copy_room(), 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.copy_button.move(self.width() - COPY_SIZE, (self.height() - COPY_SIZE) // 2)
        self._fit()

    def _copy_room(self) -> int:
        return COPY_SIZE + 4 if self.is_revealed() else 0

    def _fit(self) -> None:
        """Shorten a long address to the room there is; its tooltip says it whole."""
        if not self.is_revealed():
            return
        room = self.width() - ICON_ROOM - self._copy_room()
        shown = self.fontMetrics().elidedText(self._value, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
        set_tip(self, self._tip if shown == self._value else f"{self._value}\n{self._tip}")

    def is_revealed(self) -> bool:
        """Whether the whole value can be seen."""
        return self._timer.isActive()

    def set_locked(self, locked: bool) -> None:
        """Cover the value and refuse to show it while somebody looks on."""
        self._locked = locked
        self.setEnabled(not locked)
        self.cover()

    def _show(self, text: str, icon: str, tip: str) -> None:
        self._value, self._tip = text, tip
        self.setText(text)
        set_tip(self, tip)
        self.setAccessibleName(f"{self._field} {text}")
        self.setAccessibleDescription(tip)
        if icon and text:
            icons.set_icon(self, icon, Token.MUTED, 14)
        else:
            self.setIcon(icons.no_icon())
        self.copy_button.setVisible(self.is_revealed())
        self._fit()
        self.updateGeometry()
        set_shown(self, bool(text))

    def _on_clicked(self) -> None:
        if self.is_revealed():
            self.cover()
        elif not self._locked:
            self.unmask_requested.emit()
