"""One run of the program: one instance, the book, the desk on it; and lock again.

Who may come in is `vipdesk.entrance`'s business.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QLibraryInfo, QObject, Qt, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from vipdesk import paths, texts, ui  # noqa: F401 - ui before all that it speeds up
from vipdesk.claim import Claim
from vipdesk.clock import Clock, utc_now
from vipdesk.domain.changes import Area
from vipdesk.entrance import Entrance, opening
from vipdesk.services.greeting import update as update_greeting
from vipdesk.texts import _
from vipdesk.ui import navigation, theme
from vipdesk.ui.garbage import GuiGarbage
from vipdesk.ui.idle import IdleWatch
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.page import dies_with
from vipdesk.ui.kit.secret_clipboard import secret_clipboard
from vipdesk.ui.suspend import SuspendWatch
from vipdesk.ui.touches import Touches
from vipdesk.ui.turns import in_next_turn
from vipdesk.ui.unlock import UnlockWindow

if TYPE_CHECKING:
    from vipdesk.opening import Opened
    from vipdesk.services.security import Rekeying
    from vipdesk.store.keyfile import BookKey
    from vipdesk.store.quick_key import QuickKey
    from vipdesk.ui.desk import Desk
    from vipdesk.ui.farewell import Farewell

COLLECT_AFTER = 2_000  # milliseconds
# Seconds until a worker that computes lets the window go on. Qt lets go of Python at each call, so
# that painting a list asks for it hundreds of times: with 0.001 it takes seven times as long beside
# a worker, with 0.0001 three times, with 0.00001 not twice. While the window rests the worker is
# not held up, and two workers beside each other lose nothing that can be measured.
GIVE_WAY = 0.00001
_THEMES = {"auto": theme.Mode.SYSTEM, "light": theme.Mode.LIGHT, "dark": theme.Mode.DARK}


def run(profile: Path | None) -> int:
    """Open the window on ``profile`` and stay until it is closed; the process's exit code."""
    qt = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(qt, QApplication):
        raise TypeError("another Qt application runs without windows")
    qt.setApplicationName("VIPDesk")
    qt.setQuitOnLastWindowClosed(False)
    app = App(qt, profile or paths.default_profile())
    app.start()
    code = qt.exec()
    app.close()
    return code


class App(QObject):
    """One run of the program on one profile, through every lock.

    Signals:
        opened: The desk is there.
        locked: The book is closed and its key forgotten.
    """

    opened = Signal()
    locked = Signal()

    def __init__(self, qt: QApplication, profile: Path, clock: Clock = utc_now) -> None:
        super().__init__()
        self._qt = qt
        sys.setswitchinterval(GIVE_WAY)
        self._profile = profile
        self._claim = Claim(profile)
        self._words = QTranslator(self)
        self._opened: Opened | None = None
        self._jobs = Jobs(self)
        self._garbage = GuiGarbage(self, self._jobs.is_idle)
        self._collect = QTimer(self, singleShot=True, interval=COLLECT_AFTER)
        self._touches = Touches(qt, self)
        self._idle = IdleWatch(self._touches, self)
        self._suspend = SuspendWatch(self)
        self._looks = ("", "")
        self._place: tuple[str, int | None] = (navigation.TODAY, None)
        self._frame = QByteArray()  # how large the window was, and where, at the last lock or end
        self.desk: Desk | None = None
        self.farewell: Farewell | None = None
        self.entrance = Entrance(profile, clock, self._jobs, self._claim)
        self._connect()

    @property
    def unlock(self) -> UnlockWindow | None:
        """The window that asks for the passphrase, while it is there."""
        return self.entrance.unlock

    def start(self) -> None:
        """Ask for what opens the book, or for what a new one needs."""
        greeting = self.entrance.greeting
        self._dress(greeting.language, greeting.theme)
        self._frame = QByteArray.fromBase64(QByteArray(greeting.frame.encode()))
        self.entrance.start()

    def lock(self) -> None:
        """Close windows, book and key; what is being written is finished before."""
        if self._opened is None or self.desk is None:
            return
        opened, self._opened = self._opened, None
        self._idle.stop()
        self._suspend.stop()
        self._place = self.desk.place() or self._place
        self._keep_frame(self.desk)
        self._close_windows()
        self._jobs.cancel_reads()
        self.entrance.ask_to_unlock()
        if not self._jobs.is_idle():
            self.entrance.set_busy(_("Finishing what is being written…"))
        self._jobs.when_idle(lambda: self._close_book(opened))

    def _restore(self, key: BookKey) -> None:
        """Let the backup that is ready take the place of the open book, and open it."""
        opened = self._step_aside()
        if opened is not None:
            self.entrance.put_in_place(opened, key)

    def _rekey(self, plan: Rekeying) -> None:
        """Give the open book its new key, and open it again."""
        opened = self._step_aside()
        if opened is not None:
            self.entrance.rekey(opened, plan)

    def _step_aside(self) -> Opened | None:
        """Close the desk for work on the closed book; what was open, which the work closes."""
        if self._opened is None or self.desk is None:
            return None
        opened, self._opened = self._opened, None
        self._idle.stop()
        self._suspend.stop()
        self._place = (navigation.TODAY, None)
        self._keep_frame(self.desk)
        self._close_windows()
        self._jobs.cancel_reads()
        self.entrance.ask_to_unlock()
        return opened

    def _keep_frame(self, desk: Desk) -> None:
        """Remember how large the window is, and where: the next one stands there."""
        self._frame = desk.window.saveGeometry()
        kept = self._frame.toBase64().toStdString()
        self._jobs.write(lambda _progress: update_greeting(self._profile, frame=kept), quiet=True)

    def _say_farewell(self) -> None:
        """Make the last backup, then end; a small window tells of it if it takes a while."""
        if self._opened is None or self.desk is None:
            self._qt.quit()
            return
        from vipdesk.ui.farewell import Farewell

        self._idle.stop()
        self._suspend.stop()
        self._jobs.cancel_reads()
        self._jobs.stop_long_writes()
        self._keep_frame(self.desk)
        self.farewell = Farewell(self.desk.backups.last())
        self.farewell.ended.connect(self._qt.quit)

    def close(self) -> None:
        """Finish what is being written, close the book and give the lock back."""
        secret_clipboard().clear()
        self._idle.stop()
        self._suspend.stop()
        self.entrance.close()
        self._jobs.shut_down()
        if self._opened is not None:
            _close(self._opened)
        self._claim.release()
        if self.desk is not None:
            self.desk.retire()
        self._opened = self.desk = self.farewell = None
        self._collect.stop()
        self._garbage.stop()

    def _connect(self) -> None:
        self._jobs.data_changed.connect(self._on_data_changed)
        self._collect.timeout.connect(self._garbage.start)
        self._idle.became_idle.connect(self.lock)
        self._suspend.slept.connect(self.lock)
        self._claim.raise_requested.connect(self._bring_to_front)
        self.entrance.opened.connect(self._on_opened)
        self.entrance.given_up.connect(self._qt.quit)

    def _on_opened(self, opened: Opened) -> None:
        """Build the desk in three turns of the event loop: in one it would hold the window."""
        self._opened = opened
        self._build_desk()
        in_next_turn(self, self._make_first_page)

    def _make_first_page(self) -> None:
        if self.desk is not None:  # else the program ends
            self.desk.window.made(self._place[0])
            in_next_turn(self, self._enter)

    def _enter(self) -> None:
        opened = self._opened
        if opened is None or self.desk is None:
            return
        self.desk.window.restoreGeometry(self._frame)
        self.desk.open(*self._place)
        self.entrance.leave()
        self._idle.start(opened.settings.lock_minutes)
        self._suspend.start()
        self._tell(opened)
        self.opened.emit()

    def _tell(self, opened: Opened) -> None:
        """Say what was found and mended while the book was opened."""
        if opened.notes and self.desk is not None:
            from vipdesk.ui.notes_dialog import NotesDialog  # rarely

            NotesDialog(opened.notes, self.desk.window).open()

    def _build_desk(self) -> None:
        """Build the window in the language and theme of the settings, without a page yet."""
        if self._opened is None:
            raise RuntimeError("the book is not open")
        from vipdesk.wiring.desk import build_desk  # loaded by now
        from vipdesk.wiring.services import Services

        settings = opening().settings_of(self._opened.store)
        self._dress(settings.language, settings.theme)
        services = Services(self._opened.store, self.entrance.access)
        desk = build_desk(services, self._jobs, self._claim.log.path)
        desk.is_calm = self._touches.is_calm
        desk.appearance_changed.connect(self._on_appearance_changed)
        desk.window.closed.connect(self._say_farewell)
        desk.restore_prepared.connect(self._restore)
        desk.rekey_prepared.connect(self._rekey)
        desk.window.lock_requested.connect(self.lock)
        self.desk = desk
        self._collect.start()

    def _dress(self, language: str, mode: str) -> None:
        self._looks = language, mode
        texts.set_language(texts.system_language() if language == "auto" else language)
        theme.start(self._qt, _THEMES.get(mode, theme.Mode.SYSTEM))
        self._qt.removeTranslator(self._words)
        if texts.language() == "zh":
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            self._words.load("qtbase_zh_CN", folder)
            self._qt.installTranslator(self._words)

    def _on_appearance_changed(self) -> None:
        """Language or theme changed: the window is built anew on the same book."""
        former = self.desk
        self._build_desk()
        if self.desk is None:
            return
        shown = former.window.current_page() if former else ""
        self.desk.open(shown or self._place[0])
        if former is not None:
            self.desk.window.restoreGeometry(former.window.saveGeometry())
            former.retire()
        self.desk.window.bring_to_front()

    def _on_data_changed(self, changed: frozenset[Area]) -> None:
        """An undo may bring another look; the settings page sees to that where it was opened."""
        if self._opened is None or self.desk is None or Area.SETTINGS not in changed:
            return
        settings = opening().settings_of(self._opened.store)
        self._idle.start(settings.lock_minutes)
        shown = self.desk.window.has_page(navigation.SETTINGS)
        if not shown and (settings.language, settings.theme) != self._looks:
            self._on_appearance_changed()

    def _close_windows(self) -> None:
        """Leave nothing of the book on the screen: window, previews, dialogs, clipboard."""
        secret_clipboard().clear()
        if self.desk is None:
            return
        window = self.desk.window
        self.desk.retire()
        self.desk = None
        self._jobs.forsake()
        for widget in self._qt.topLevelWidgets():
            if widget not in (window, self.unlock):
                widget.hide()  # dialogs too: they would stay until their page goes
                if widget.parent() is None:
                    # Not before what it serves: a field with suggestions deletes their list itself.
                    dies_with(widget, window)

    def _close_book(self, opened: Opened) -> None:
        job = self._jobs.write(lambda _progress: _close(opened))
        job.succeeded.connect(self.entrance.keep_quick_key)
        job.settled.connect(self._on_book_closed)

    def _on_book_closed(self) -> None:
        self.entrance.set_busy("")
        self.locked.emit()

    def _bring_to_front(self) -> None:
        if self.farewell is not None:
            return  # the program ends: start it once more
        window = self.unlock or (self.desk.window if self.desk is not None else None)
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()


def _close(opened: Opened) -> QuickKey | None:
    """Close the book and forget its key; what the PIN opens for a while is all that stays."""
    try:
        quick: QuickKey | None = opening().quick_key(opened)
    finally:
        opening().close_book(opened)
    return quick
