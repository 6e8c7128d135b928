"""Start: log, one instance, unlock, book, window; and lock again.

What the unlock window does not need is loaded by `vipdesk.opening` while the passphrase is typed.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QLibraryInfo, QObject, Qt, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication, QDialog

from vipdesk import paths, texts
from vipdesk.clock import Clock, utc_now
from vipdesk.domain.changes import Area
from vipdesk.errors import VipDeskError
from vipdesk.progress import Progress
from vipdesk.services.access import Access, Entry
from vipdesk.services.greeting import Greeting
from vipdesk.services.greeting import read as read_greeting
from vipdesk.store.errors import BookInUseError, StoreError
from vipdesk.store.keyfile import DEMO_PASSPHRASE, BookKey, NewKey
from vipdesk.store.lock import ProfileLock
from vipdesk.texts import _
from vipdesk.ui import error_texts, navigation, theme
from vipdesk.ui.garbage import GuiGarbage
from vipdesk.ui.idle import IdleWatch
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.dialogs import show_error
from vipdesk.ui.kit.passphrase_dialog import PassphraseDialog
from vipdesk.ui.single_instance import SingleInstance
from vipdesk.ui.suspend import SuspendWatch
from vipdesk.ui.unlock import Ask, UnlockWindow

if TYPE_CHECKING:
    from vipdesk.opening import Opened
    from vipdesk.store.quick_key import QuickKey
    from vipdesk.ui.desk import Desk
    from vipdesk.ui.first_start import FirstStart, FirstStartAnswers

T = TypeVar("T")
log = logging.getLogger(__name__)

ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
LOG_BYTES = 1_000_000
LOG_FILES = 3
COLLECT_AFTER = 2_000  # milliseconds
PIN_MINUTES = 15  # after the lock; the book's key is forgotten then
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


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why the desk stays closed, and how long the next try must wait."""

    error: Exception
    wait_seconds: int


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
        self._clock = clock
        self._garbage = GuiGarbage(self)
        self._profile = profile
        self._access = Access(profile, clock)
        self._lock = ProfileLock(profile / paths.LOCK_NAME)
        self._single = SingleInstance(profile)
        self._words = QTranslator(self)
        self._opened: Opened | None = None
        self._jobs = Jobs(self)
        self._jobs.data_changed.connect(self._on_data_changed)
        self._idle = IdleWatch(qt, self)
        self._idle.became_idle.connect(self.lock)
        self._suspend = SuspendWatch(self)
        self._suspend.slept.connect(self.lock)
        self._greeting = Greeting()
        self._demo = False
        self._dialog: QDialog | None = None
        self._quick: QuickKey | None = None
        self._quick_timer = QTimer(self, singleShot=True, interval=60_000 * PIN_MINUTES)
        self._quick_timer.timeout.connect(self._forget_pin)
        self._looks = ("", "")
        self._place: tuple[str, int | None] = (navigation.CUSTOMERS, None)
        self.desk: Desk | None = None
        self.first_start: FirstStart | None = None
        self.unlock: UnlockWindow | None = None
        self.log_path = profile / "logs" / "vipdesk.log"
        self._single.raise_requested.connect(self._bring_to_front)

    def start(self) -> None:
        """Ask for what opens the book, or for what a new one needs."""
        self._greeting = read_greeting(self._profile)
        self._dress(self._greeting.language, self._greeting.theme)
        entry = self._access.entry()
        self._demo = self._access.is_demo()
        if entry is Entry.NEW:
            self._ask_first()
        elif self._take_lock():
            self._start_log()
            self._single.listen()
            if entry is Entry.PLAIN:
                self._ask_first_passphrase()
            else:
                self._ask_to_unlock(with_pin=False)

    def lock(self) -> None:
        """Close windows, book and key; what is being written is finished before."""
        if self._opened is None or self.desk is None:
            return
        opened, self._opened = self._opened, None
        self._idle.stop()
        self._suspend.stop()
        self._place = self.desk.place()
        self._close_windows()
        self._jobs.cancel_reads()
        self._ask_to_unlock(with_pin=False)
        if self.unlock is not None and not self._jobs.is_idle():
            self.unlock.set_busy(_("Finishing what is being written…"))
        self._jobs.when_idle(lambda: self._close_book(opened))

    def close(self) -> None:
        """Finish what is being written, close the book and give the lock back."""
        self._idle.stop()
        self._suspend.stop()
        self._drop_quick_key()
        self._jobs.shut_down()
        if self._opened is not None:
            _close(self._opened)
        self._single.close()
        self._lock.release()
        self._opened = self.desk = self._dialog = None
        self._garbage.stop()

    def _take_lock(self) -> bool:
        """Be the only program on this profile, or bring the other one to the front."""
        try:
            self._lock.acquire()
        except BookInUseError as error:
            if self._single.raise_first():
                QTimer.singleShot(0, self._qt.quit)  # before the event loop runs, quit does nothing
            else:
                self._refuse(error)
            return False
        except StoreError as error:
            self._refuse(error)
            return False
        return True

    def _ask_first(self) -> None:
        from vipdesk.ui.first_start import FirstStart  # on a bare laptop only

        self.first_start = FirstStart(self._jobs)
        self.first_start.finished.connect(self._on_first_start_finished)
        self.first_start.cancelled.connect(self._qt.quit)
        self.first_start.show()
        self._load()

    def _on_first_start_finished(self, answers: FirstStartAnswers) -> None:
        job = self._jobs.write(
            lambda progress: _opening().make_book(self._profile, answers, progress)
        )
        self._greeting = Greeting(answers.name, answers.branch or "")
        job.succeeded.connect(self._on_book_made)
        job.failed.connect(self._on_book_not_made)

    def _on_book_made(self, new_key: NewKey) -> None:
        if self.first_start is not None:
            self.first_start.close()
        if self._take_lock():
            self._start_log()
            self._single.listen()
            self._show_recovery_key(new_key)

    def _on_book_not_made(self, error: Exception) -> None:
        if self.first_start is not None:
            self.first_start.resume()
        show_error(error, self.first_start, self.log_path)

    def _ask_first_passphrase(self) -> None:
        """A book of the first release has none yet."""
        self._load()
        note = _("From now on a passphrase opens this book, and nothing else does.")
        dialog = PassphraseDialog(_("Choose a passphrase"), note, None)
        dialog.chosen.connect(self._on_first_passphrase_chosen)
        dialog.rejected.connect(self._qt.quit)
        self._ask(dialog)

    def _on_first_passphrase_chosen(self, passphrase: str) -> None:
        job = self._jobs.write(lambda _progress: self._access.protect(passphrase))
        job.succeeded.connect(self._show_recovery_key)
        job.failed.connect(self._refuse)

    def _show_recovery_key(self, new_key: NewKey) -> None:
        """Hand the recovery key over, then open the desk."""
        if self._access.is_demo():
            self._open(lambda: new_key.key)
            return
        from vipdesk.ui.recovery_key import RecoveryKeyDialog  # rarely

        dialog = RecoveryKeyDialog(new_key.recovery_key, self._jobs, self._greeting)
        dialog.accepted.connect(lambda: self._ask_first_pin(new_key.key))
        self._ask(dialog)

    def _ask_first_pin(self, key: BookKey) -> None:
        """Open the desk with a PIN, or without one if none is wanted."""
        from vipdesk.ui.kit.pin_dialog import PinDialog

        dialog = PinDialog(None, cancel=_("Without a PIN"))
        dialog.chosen.connect(lambda pin: self._open(lambda: key, pin))
        dialog.rejected.connect(lambda: self._open(lambda: key))
        self._ask(dialog)

    def _ask(self, dialog: QDialog) -> None:
        """Open a dialog and hold it: one without a parent would vanish with its last name."""
        self._dialog = dialog
        dialog.open()

    def _ask_to_unlock(self, *, with_pin: bool) -> None:
        hint = DEMO_PASSPHRASE if self._demo else ""
        window = UnlockWindow(self._greeting, hint=hint, with_pin=with_pin)
        window.entered.connect(self._on_entered)
        window.closed.connect(self._qt.quit)
        window.show()
        self.unlock = window
        self._load()

    def _on_entered(self, ask: Ask, typed: str) -> None:
        if ask is Ask.RECOVERY:
            self._try(
                lambda: self._access.unlock_with_recovery_key(typed), self._ask_new_passphrase
            )
        elif ask is Ask.PIN:
            self._open(lambda: self._unlock_with_pin(typed))
        else:
            self._open(lambda: self._access.unlock(typed))

    def _unlock_with_pin(self, pin: str) -> BookKey:
        """Runs as a job; a wrong PIN is noted for the journal."""
        if self._quick is None:
            raise _opening().PinSpentError
        try:
            return self._quick.unlock(pin, self._clock())
        except VipDeskError:
            self._access.note_failed(Ask.PIN.value)
            raise

    def _forget_pin(self) -> None:
        """From now on only the passphrase opens the desk."""
        self._drop_quick_key()
        if self.unlock is not None:
            self.unlock.forget_pin()
            self.unlock.say(error_texts.sentence(_opening().PinSpentError(), self.log_path))

    def _ask_new_passphrase(self, key: BookKey) -> None:
        note = _("The recovery key holds. Choose a new passphrase; the old one opens nothing then.")
        dialog = PassphraseDialog(_("Choose a passphrase"), note, self.unlock)
        dialog.chosen.connect(lambda chosen: self._open(lambda: self._renewed(key, chosen)))
        dialog.rejected.connect(lambda: self._on_refused(None))
        self._ask(dialog)

    def _renewed(self, key: BookKey, passphrase: str) -> BookKey:
        self._access.set_passphrase(key, passphrase)
        return key

    def _open(self, unlock: Callable[[], BookKey], new_pin: str = "") -> None:
        """Unwrap the key and open the book, as a job."""
        self._try(
            lambda: _opening().open_book(self._profile, unlock(), self._clock, new_pin),
            self._on_opened,
        )

    def _try(self, work: Callable[[], T], then: Callable[[T], object]) -> None:
        def run(_progress: Progress) -> T | _Refused:
            try:
                return work()
            except VipDeskError as error:
                return _Refused(error, self._access.wait_seconds())

        def deliver(result: T | _Refused) -> None:
            if isinstance(result, _Refused):
                self._on_refused(result)
            else:
                then(result)

        job = self._jobs.write(run)
        job.succeeded.connect(deliver)
        job.failed.connect(lambda error: self._on_refused(_Refused(error, 0)))

    def _on_refused(self, refused: _Refused | None) -> None:
        if self.unlock is None:
            if refused is not None:
                self._refuse(refused.error)
        elif refused is None:
            self.unlock.set_busy("")
        elif self._quick is not None and self._quick.is_spent(self._clock()):
            self.unlock.set_busy("")
            self._forget_pin()
        else:
            self.unlock.refuse(
                error_texts.sentence(refused.error, self.log_path), refused.wait_seconds
            )

    def _on_opened(self, opened: Opened) -> None:
        self._opened = opened
        self._greeting, self._demo = opened.greeting, opened.demo
        self._show_desk(*self._place)
        self._drop_quick_key()
        if self.unlock is not None:
            self.unlock.settle()
            self.unlock = None
        self._idle.start(opened.settings.lock_minutes)
        self._suspend.start()
        self.opened.emit()

    def _drop_quick_key(self) -> None:
        self._quick_timer.stop()
        if self._quick is not None:
            self._quick.wipe()
            self._quick = None

    def _show_desk(self, first: str, bookmark: int | None = None) -> None:
        """Build the window in the language and theme of the settings, page ``first`` in front."""
        if self._opened is None:
            raise RuntimeError("the book is not open")
        opening = _opening()
        settings = opening.settings_of(self._opened.store)
        self._dress(settings.language, settings.theme)
        services = opening.Services(self._opened.store, self._access)
        desk = opening.build_desk(services, self._jobs, self.log_path)
        desk.appearance_changed.connect(self._on_appearance_changed)
        desk.window.closed.connect(self._qt.quit)
        desk.window.lock_requested.connect(self.lock)
        self.desk = desk
        desk.open(first, bookmark)
        QTimer.singleShot(COLLECT_AFTER, self._garbage.start)

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
        self._show_desk(former.window.current_page() if former else navigation.CUSTOMERS)
        if former is not None and self.desk is not None:
            self.desk.window.restoreGeometry(former.window.saveGeometry())
            former.retire()
        if self.desk is not None:
            self.desk.window.bring_to_front()

    def _on_data_changed(self, changed: frozenset[Area]) -> None:
        """An undo may bring another look; the settings page sees to that where it was opened."""
        if self._opened is None or self.desk is None or Area.SETTINGS not in changed:
            return
        settings = _opening().settings_of(self._opened.store)
        self._idle.start(settings.lock_minutes)
        shown = self.desk.window.has_page(navigation.SETTINGS)
        if not shown and (settings.language, settings.theme) != self._looks:
            self._on_appearance_changed()

    def _close_windows(self) -> None:
        """Leave nothing of the book on the screen: window, previews, dialogs."""
        if self.desk is not None:
            self.desk.retire()
            self.desk = None
        for widget in self._qt.topLevelWidgets():
            if widget.parent() is None and widget is not self.unlock:  # others go with theirs
                widget.hide()
                widget.deleteLater()

    def _close_book(self, opened: Opened) -> None:
        job = self._jobs.write(lambda _progress: _close(opened))
        job.succeeded.connect(self._on_quick_key_made)
        job.settled.connect(self._on_book_closed)

    def _on_quick_key_made(self, quick: QuickKey | None) -> None:
        self._quick = quick
        if quick is not None and self.unlock is not None:
            self.unlock.offer_pin()
            self._quick_timer.start()

    def _on_book_closed(self) -> None:
        if self.unlock is not None:
            self.unlock.set_busy("")
        self.locked.emit()

    def _bring_to_front(self) -> None:
        window = self.desk.window if self.desk is not None else self.unlock
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()

    def _refuse(self, error: Exception) -> None:
        show_error(error, None).finished.connect(self._qt.quit)

    def _load(self) -> None:
        """Load what the desk needs, while somebody types."""
        threading.Thread(target=_opening, name="loading", daemon=True).start()

    def _start_log(self) -> None:
        self.log_path.parent.mkdir(mode=0o700, exist_ok=True)
        self.log_path.touch(mode=0o600)  # whatever the process lets others read
        handler = RotatingFileHandler(
            self.log_path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.getLogger("vipdesk").addHandler(handler)
        logging.getLogger("vipdesk").setLevel(logging.INFO)
        sys.excepthook = weakly(self._on_bug)

    def _on_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log what no one caught and say so; the desk stays open."""
        log.error("Not caught", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            show_error(error, None, self.log_path)


def weakly(hook: ExceptHook) -> ExceptHook:
    """Call the method ``hook`` for as long as its owner lives, without keeping it alive.

    Every thread keeps the hook of the moment in which it was made. One that held the program would
    let go of it on whatever thread takes its place, and Qt crashes if its timers end there.
    """
    method = WeakMethod(hook)

    def call(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> object:
        return (method() or sys.__excepthook__)(kind, error, trace)

    return call


def _opening() -> Any:
    """The heavy half of the program; the first call loads it."""
    from vipdesk import opening

    return opening


def _close(opened: Opened) -> QuickKey | None:
    """Close the book and forget its key; what the PIN opens for a while is all that stays."""
    try:
        quick: QuickKey | None = _opening().quick_key(opened)
    finally:
        opened.store.close()
        opened.key.wipe()
    return quick
