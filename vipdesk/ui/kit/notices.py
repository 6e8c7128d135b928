"""What the desk says without stopping anybody: a toast, a notice, the progress of long work."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget
from typing_extensions import override

from vipdesk.texts import _
from vipdesk.ui import icons
from vipdesk.ui.jobs import Job
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.labels import label, repolish, set_shown
from vipdesk.ui.theme import Token, Tone

SHOWN_FOR = 8_000  # milliseconds
_SIGNS = {
    Tone.RED: "circle-alert",
    Tone.AMBER: "triangle-alert",
    Tone.GREEN: "circle-check",
}


class Toast(QFrame):
    """A line over the foot of the window: what was done, and a button to undo it.

    It goes by itself after eight seconds, not while the mouse or the keyboard is on it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("kind", "toast")
        self._text = label()
        self._action = button("", small=True)
        self._close = icon_button(_("Close"), icon="x", token=Token.SURFACE)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(16)
        for part in (self._text, self._action, self._close):
            row.addWidget(part)
        self._act: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._timer.timeout.connect(self._on_timeout)
        self._action.clicked.connect(self._on_action_clicked)
        self._close.clicked.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Show ``text``, and a button ``action`` that calls ``act`` once."""
        self._text.setText(text)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(act is not None)
        self._act = act
        self.setAccessibleName(text)
        self._place()  # before it is seen, lest the mouse be on it where it was born
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def text(self) -> str:
        """What is said, or "" where nothing is."""
        return "" if self.isHidden() else self._text.text()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self._window
        self._text.setWordWrap(False)
        self.adjustSize()
        if self.width() > window.width() - 48:
            self._text.setWordWrap(True)
            self.resize(window.width() - 48, self.heightForWidth(window.width() - 48))
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 44)

    def _on_timeout(self) -> None:
        if self.underMouse() or self._action.hasFocus() or self._close.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def _on_action_clicked(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()


class Notice(QFrame):
    """A line inside a page: a warning, stale data, a result; with an optional button.

    Signals:
        acted: The button was pressed.
    """

    acted = Signal()

    def __init__(self, text: str = "", tone: Tone = Tone.ACCENT, action: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self._sign = QLabel()
        self._text = label("", wrap=True)
        self._action = button(action, small=True)
        self._action.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        self.say(text, tone, action)

    def say(self, text: str, tone: Tone = Tone.ACCENT, action: str = "") -> None:
        """Show ``text``; nothing is shown for an empty one."""
        self.setProperty("tone", str(tone))
        repolish(self)
        icons.set_icon(self._sign, _SIGNS.get(tone, "info"), tone.text)
        self._text.setText(text)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        set_shown(self, bool(text))


class ProgressPanel(QFrame):
    """How far long work is, and a button to stop it."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._text = label(text)
        self._figure = label("", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._cancel = button(_("Cancel"), small=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(12)
        row.addWidget(self._text)
        row.addWidget(self._bar, 1)
        row.addWidget(self._figure)
        row.addWidget(self._cancel)
        self._job: Job | None = None
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self.hide()

    def follow(self, job: Job, text: str) -> None:
        """Show the progress of ``job`` until it settles."""
        self._job = job
        self._text.setText(text)
        self._figure.setText("")
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(text)
        self._cancel.setEnabled(True)
        self._cancel.setText(_("Cancel"))
        job.progressed.connect(self._on_progressed)
        job.settled.connect(self._on_settled)
        self.show()

    def _on_progressed(self, done: int, total: int) -> None:
        if self.sender() is self._job and total > 0:
            self._bar.setRange(0, 1000)
            self._bar.setValue(1000 * done // total)
            self._figure.setText(f"{100 * done // total}%")

    def _on_settled(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.hide()

    def _on_cancel_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._cancel.setEnabled(False)
            self._cancel.setText(_("Stopping…"))
