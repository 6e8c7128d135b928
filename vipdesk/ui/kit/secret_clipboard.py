"""The clipboard for what is masked elsewhere: kept out of its histories, emptied after a while."""

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QClipboard, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit
from typing_extensions import override

CLEARED_AFTER = 30_000  # milliseconds
# What clipboard managers ask for, each its own way: Windows, KDE and its kin, macOS.
HINTS = {
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": bytes(4),
    "CanUploadToCloudClipboard": bytes(4),
    "x-kde-passwordManagerHint": b"secret",
    "application/x-nspasteboard-concealed-type": b"1",
}


class SecretClipboard(QObject):
    """Puts a value on the clipboard for 30 seconds; keeps no more of it than a digest."""

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._digest = b""
        self._timer = QTimer(self, singleShot=True, interval=CLEARED_AFTER)
        self._timer.timeout.connect(self.clear)

    def copy(self, value: str) -> None:
        """Put ``value`` there."""
        data = QMimeData()
        data.setText(value)
        for kind, content in HINTS.items():
            data.setData(kind, content)
        self._clipboard.setMimeData(data)
        self._digest = _digest(value)
        self._timer.start()

    def clear(self) -> None:
        """Empty the clipboard if the value is still on it; for the timer, the lock and the end."""
        self._timer.stop()
        if self._digest and _digest(self._clipboard.text()) == self._digest:
            self._clipboard.clear()
        self._digest = b""


def secret_clipboard() -> SecretClipboard:
    """The one of the program, made when it is first asked for."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("no application")
    found = app.findChild(SecretClipboard)
    return found or SecretClipboard(app.clipboard(), app)


class SecretLineEdit(QLineEdit):
    """A field whose text is copied and cut as a secret, by keys and by its menu."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self._cut()
        else:
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, act in (("edit-copy", self._copy), ("edit-cut", self._cut)):
            theirs = menu.findChild(QAction, name)
            if isinstance(theirs, QAction):
                ours = QAction(theirs.icon(), theirs.text(), menu)
                ours.setEnabled(theirs.isEnabled())
                ours.triggered.connect(act)
                menu.insertAction(theirs, ours)
                menu.removeAction(theirs)
                theirs.setObjectName("")
                ours.setObjectName(name)
        menu.popup(event.globalPos())

    def _copy(self) -> None:
        if self.hasSelectedText() and self.echoMode() is QLineEdit.EchoMode.Normal:
            secret_clipboard().copy(self.selectedText())

    def _cut(self) -> None:
        self._copy()
        if not self.isReadOnly():
            self.del_()


def _digest(value: str) -> bytes:
    import hashlib  # not before the first window

    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).digest() if value else b""
