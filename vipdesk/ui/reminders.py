"""Notifications of the desktop: how much is due, and when a visit begins. No name, no number."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from vipdesk.domain.changes import Area
from vipdesk.services.reminders import Reminder, ReminderService
from vipdesk.texts import _, ngettext
from vipdesk.ui import icons
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.theme import Token

SHOWS = frozenset({Area.TASKS, Area.VISITS, Area.SETTINGS})
BEFORE = timedelta(minutes=15)  # a visit is told of so long before it begins
FIRST_AFTER = 2_000  # milliseconds: the desk's own reads go before
LONGEST_WAIT = 3_600_000  # milliseconds until the book is asked again


class Tray(Protocol):
    """Where notifications are shown."""

    def tell(self, text: str) -> None:
        """Show ``text``."""


class DesktopTray(QSystemTrayIcon):
    """The system's own tray.

    Signals:
        messageClicked: Of Qt: the notification was clicked.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(QIcon(icons.icon("star", Token.ACCENT)), parent)
        self.show()

    def tell(self, text: str) -> None:
        """Show ``text`` until the system takes it away."""
        self.showMessage("VIPDesk", text, self.icon())


def desktop_tray(parent: QObject) -> DesktopTray | None:
    """The tray, where the desktop has one that shows notifications."""
    there = QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()
    return DesktopTray(parent) if there else None


class Reminders(QObject):
    """Tells once a day how much is due, and of each visit a quarter of an hour before.

    Signals:
        clicked: A notification was clicked; the desk is to come to the front.
    """

    clicked = Signal()

    def __init__(
        self,
        service: ReminderService,
        jobs: Jobs,
        parent: QObject,
        make_tray: Callable[[QObject], Tray | None] = desktop_tray,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._read = Latest(jobs, self)
        self._tray = make_tray(self)
        self._told_on: date | None = None
        self._told: set[datetime] = set()  # visits
        self._timer = QTimer(self, singleShot=True, interval=FIRST_AFTER)
        if self._tray is None:
            return
        if isinstance(self._tray, DesktopTray):
            self._tray.messageClicked.connect(self.clicked)
        self._timer.timeout.connect(self.refresh)
        jobs.data_changed.connect(self._on_data_changed)
        self._timer.start()

    def refresh(self) -> None:
        """Read what is due, tell what was not told yet, and wait for the next visit."""
        self._read.read(lambda _progress: self._service.read(), self._on_read)

    def _on_data_changed(self, changed: frozenset[Area]) -> None:
        if changed & SHOWS:
            self.refresh()

    def _on_read(self, found: Reminder | None) -> None:
        if found is None or self._tray is None:
            self._timer.start(LONGEST_WAIT)
            return
        if found.today != self._told_on and found.due:
            self._told_on = found.today
            words = ngettext("{n} task is due today.", "{n} tasks are due today.", found.due)
            self._tray.tell(words.format(n=f"{found.due:,}"))
        for starts in found.visits:
            if starts - BEFORE <= found.now and starts not in self._told:
                self._told.add(starts)
                self._tray.tell(_("A visit begins at {time}.").format(time=f"{starts:%H:%M}"))
        self._timer.start(self._wait(found))

    def _wait(self, found: Reminder) -> int:
        """Milliseconds until the next visit is to be told of."""
        later = (starts - BEFORE - found.now for starts in found.visits)
        waits = [wait for each in later if (wait := int(each.total_seconds() * 1_000)) > 0]
        return min([*waits, LONGEST_WAIT])
