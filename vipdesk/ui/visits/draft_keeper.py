"""Holds what is typed in a visit and saves it as it is typed."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from vipdesk.domain.visits import VisitDraft
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.ui.jobs import Jobs

SAVE_WITHIN = 250  # milliseconds from the first unsaved key, not from the last one


class DraftKeeper(QObject):
    """Every change makes a new draft; it is on disk a quarter of a second later.

    Signals:
        changed: What is typed is another.
        saved: All that was typed is on disk.
        save_failed: The error; what is typed stays here and the next key tries again.
    """

    changed = Signal()
    saved = Signal()
    save_failed = Signal(Exception)

    def __init__(self, desk: VisitDeskService, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._uid = b""
        self._saved = self._draft = VisitDraft()
        self._timer = QTimer(self, singleShot=True, interval=SAVE_WITHIN)
        self._timer.timeout.connect(self.flush)

    def hold(self, uid: bytes, draft: VisitDraft) -> None:
        """Take over the draft of the visit ``uid``; that of the one before is saved."""
        self.flush()
        self._uid = uid
        self._saved = self._draft = draft

    def holds(self, uid: bytes) -> bool:
        """Whether this is the visit that is being typed."""
        return self._uid == uid

    def draft(self) -> VisitDraft:
        """What is typed now."""
        return self._draft

    def change(self, **fields: Any) -> None:
        """Put new values into the draft; the same ones change nothing."""
        draft = replace(self._draft, **fields)
        if draft == self._draft:
            return
        self._draft = draft
        if not self._timer.isActive():
            self._timer.start()
        self.changed.emit()

    def flush(self) -> None:
        """Save now what is not saved yet; closing the window waits for it."""
        self._timer.stop()
        if self._draft == self._saved:
            return
        uid, draft = self._uid, self._draft
        self._saved = draft
        job = self._jobs.draft(lambda _progress: self._desk.save_draft(uid, draft), quiet=True)
        job.succeeded.connect(self.saved)
        job.failed.connect(lambda error: self._on_failed(uid, error))

    def _on_failed(self, uid: bytes, error: Exception) -> None:
        if uid == self._uid:
            self._saved = VisitDraft()  # so that the next key, or leaving, tries again
        self.save_failed.emit(error)
