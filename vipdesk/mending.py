"""What stands between a key and an open book: damage, a lost key file, a book that has moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from vipdesk.clock import Clock
from vipdesk.errors import VipDeskError
from vipdesk.services.access import Access
from vipdesk.store.errors import KeyFileError
from vipdesk.store.keyfile import BookKey
from vipdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from vipdesk.opening import Damaged, Opened


class Mending(QObject):
    """Takes what came of opening a book, and asks where something must be decided first.

    Signals:
        opened: A `vipdesk.opening.Opened` that can be shown, with what was mended in its notes.
        brought_back: The `BookKey` of a book that was damaged and can be opened now.
        refused: Why the book stays closed.
        given_up: Nothing more is asked: the program ends.
    """

    opened = Signal(object)
    brought_back = Signal(object)
    refused = Signal(Exception)
    given_up = Signal()

    def __init__(self, profile: Path, clock: Clock, jobs: Jobs) -> None:
        super().__init__()
        self._profile, self._clock, self._jobs = profile, clock, jobs
        self._notes: list[VipDeskError] = []
        self.dialog: QDialog | None = None

    def unlock(self, access: Access, passphrase: str) -> BookKey:
        """Unwrap the key, a job; a key file that is missing or damaged comes back from a backup.

        Raises:
            StoreError: As `Access.unlock`.
        """
        from vipdesk.opening import bring_key_file

        try:
            return access.unlock(passphrase)
        except KeyFileError:
            self._notes.append(bring_key_file(self._profile, passphrase, self._clock))
            return access.unlock(passphrase)

    def take(self, found: Opened | Damaged, window: QWidget | None) -> None:
        """Go on with what was opened, or mend what was not."""
        from vipdesk.opening import Damaged

        if isinstance(found, Damaged):
            self._mend(found, window)
        elif found.greeting.moved_at:
            self._ask_to_stay(found, window)
        else:
            self._hand_on(found)

    def close(self) -> None:
        """Let go of what is asked: the program ends."""
        self.dialog = None

    def _hand_on(self, opened: Opened) -> None:
        notes, self._notes = (*self._notes, *opened.notes), []
        self.opened.emit(replace(opened, notes=notes))

    def _mend(self, damaged: Damaged, window: QWidget | None) -> None:
        """Offer the newest good backup."""
        from vipdesk.opening import mend

        def leave() -> None:
            damaged.key.wipe()
            self.refused.emit(damaged.error)

        dialog = mend(self._profile, damaged, self._clock, self._jobs, window)
        self._ask(dialog, lambda: self.brought_back.emit(damaged.key), leave)

    def _ask_to_stay(self, opened: Opened, window: QWidget | None) -> None:
        """This book went to another laptop: whoever goes on here should know."""
        from vipdesk.ui.moving_dialogs import MovedDialog  # rarely

        dialog = MovedDialog(opened.greeting, window)
        self._ask(dialog, lambda: self._stay(opened), lambda: self._leave(opened))

    def _stay(self, opened: Opened) -> None:
        from vipdesk.opening import stay

        job = self._jobs.write(lambda _progress: stay(opened))
        job.succeeded.connect(lambda _done: self._hand_on(opened))
        job.failed.connect(lambda _error: self._hand_on(opened))  # it will be asked again

    def _leave(self, opened: Opened) -> None:
        from vipdesk.opening import close_book

        job = self._jobs.write(lambda _progress: close_book(opened))
        job.settled.connect(self.given_up)

    def _ask(
        self, dialog: QDialog, accept: Callable[[], object], reject: Callable[[], object]
    ) -> None:
        """Open a dialog and hold it, lest it vanish with its last name."""
        dialog.accepted.connect(accept)
        dialog.rejected.connect(reject)
        self.dialog = dialog
        dialog.open()
