"""The last backup before the program ends; a small window if it takes more than a moment."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Job
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.labels import dress_label, label
from vipdesk.ui.theme import Tone

SHOWN_AFTER = 600  # milliseconds
WIDTH = 420


class Farewell(QWidget):
    """Waits for the job, unless its user does not.

    Signals:
        ended: The program may end.
    """

    ended = Signal()

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("VIPDesk")
        self.setFixedWidth(WIDTH)
        self._job: Job | None = job
        self._done = False
        self.words = label(_("Making the last backup…"), wrap=True)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(_("Backup"))
        self.end = button(_("End without a backup"))
        self.end.clicked.connect(self._finish)
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_AFTER)
        self._timer.timeout.connect(self.show)
        self._timer.start()
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(lambda _made: self._finish())
        job.cancelled.connect(self._finish)
        job.failed.connect(self._on_failed)
        job.settled.connect(self._on_settled)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._finish()

    def _on_progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_failed(self, error: Exception) -> None:
        """Say why there is none, and stay: who leaves should know."""
        self._timer.stop()
        self._bar.hide()
        dress_label(self.words, "", Tone.RED)
        self.words.setText(error_texts.sentence(error))
        self.end.setText(_("End"))
        self.show()

    def _on_settled(self) -> None:
        self._job = None

    def _finish(self) -> None:
        if self._done:
            return
        self._done = True
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        self.hide()
        self.ended.emit()

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(24, 20, 24, 20)
        lines.setSpacing(12)
        lines.addWidget(self.words)
        lines.addWidget(self._bar)
        lines.addWidget(self.end, 0, Qt.AlignmentFlag.AlignRight)
