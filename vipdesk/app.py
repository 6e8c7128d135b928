"""Start: log, one instance, book, services, window. The only module that knows every part."""

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from weakref import WeakMethod

from PySide6.QtCore import QLibraryInfo, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from vipdesk import paths, texts
from vipdesk.domain.changes import Area
from vipdesk.domain.settings import Settings
from vipdesk.progress import Progress
from vipdesk.services.settings import ManagerDraft, SettingsService
from vipdesk.store.book import Clock, Store, utc_now
from vipdesk.store.errors import BookInUseError, StoreError
from vipdesk.store.lock import ProfileLock
from vipdesk.ui import navigation, theme
from vipdesk.ui.desk import Desk
from vipdesk.ui.garbage import GuiGarbage
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.dialogs import show_error
from vipdesk.ui.single_instance import SingleInstance
from vipdesk.wiring import Services, build_desk

if TYPE_CHECKING:
    from vipdesk.ui.first_start import FirstStart, FirstStartAnswers

log = logging.getLogger(__name__)

ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
LOG_BYTES = 1_000_000
LOG_FILES = 3
DEMO_CUSTOMERS = 500
COLLECT_AFTER = 2_000  # milliseconds
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
    """One run of the program on one profile."""

    def __init__(self, qt: QApplication, profile: Path, clock: Clock = utc_now) -> None:
        super().__init__()
        self._qt = qt
        self._clock = clock
        self._garbage = GuiGarbage(self)
        self._profile = profile
        self._lock = ProfileLock(profile / paths.LOCK_NAME)
        self._single = SingleInstance(profile)
        self._words = QTranslator(self)
        self._store: Store | None = None
        self._jobs = Jobs(self)
        self._jobs.data_changed.connect(self._on_data_changed)
        self._looks = ("", "")
        self.desk: Desk | None = None
        self.first_start: FirstStart | None = None
        self.log_path = profile / "logs" / "vipdesk.log"
        theme.start(qt, theme.Mode.SYSTEM)

    def start(self) -> None:
        """Open the book, or ask for what a new one needs."""
        if not (self._profile / paths.STORE_NAME).exists():
            self._ask_first()
            return
        self._open_book()

    def close(self) -> None:
        """Finish what is being written, close the book and give the lock back."""
        self._jobs.shut_down()
        if self._store is not None:
            self._store.close()
        self._single.close()
        self._lock.release()
        self._store = self.desk = None
        self._garbage.stop()

    def _ask_first(self) -> None:
        from vipdesk.ui.first_start import FirstStart  # on a bare laptop only

        self.first_start = FirstStart()
        self.first_start.finished.connect(self._on_first_start_finished)
        self.first_start.cancelled.connect(self._qt.quit)
        self.first_start.show()

    def _on_first_start_finished(self, answers: "FirstStartAnswers") -> None:
        job = self._jobs.write(lambda progress: _make_book(self._profile, answers, progress))
        job.succeeded.connect(self._on_book_made)
        job.failed.connect(self._on_book_not_made)

    def _on_book_made(self) -> None:
        if self.first_start is not None:
            self.first_start.close()
        self._open_book()

    def _on_book_not_made(self, error: Exception) -> None:
        if self.first_start is not None:
            self.first_start.resume()
        show_error(error, self.first_start, self.log_path)

    def _open_book(self) -> None:
        try:
            self._lock.acquire()
            self._store = Store.open(self._profile, clock=self._clock, refresh=False)
        except BookInUseError as error:
            if self._single.raise_first():
                QTimer.singleShot(0, self._qt.quit)  # before the event loop runs, quit does nothing
                return
            self._refuse(error)
        except StoreError as error:
            self._refuse(error)
        else:
            self._start_log()
            self._single.listen()
            self._store.before_write = _forbid_gui_thread
            self._show_desk()

    def _show_desk(self, first: str = navigation.CUSTOMERS) -> None:
        """Build the window in the language and theme of the settings, page ``first`` in front."""
        if self._store is None:
            raise RuntimeError("the book is not open")
        settings = SettingsService(self._store).load()
        self._dress(settings)
        desk = build_desk(Services(self._store), self._jobs, self.log_path)
        desk.appearance_changed.connect(self._on_appearance_changed)
        desk.window.closed.connect(self._qt.quit)
        self._single.raise_requested.connect(desk.window.bring_to_front)
        self.desk = desk
        desk.open(first)
        QTimer.singleShot(COLLECT_AFTER, self._garbage.start)

    def _dress(self, settings: Settings) -> None:
        self._looks = _looks(settings)
        chosen = settings.language
        texts.set_language(texts.system_language() if chosen == "auto" else chosen)
        theme.start(self._qt, _THEMES[settings.theme])
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
        if self._store is None or self.desk is None or Area.SETTINGS not in changed:
            return
        if self.desk.window.has_page(navigation.SETTINGS):
            return
        if _looks(SettingsService(self._store).load()) != self._looks:
            self._on_appearance_changed()

    def _refuse(self, error: StoreError) -> None:
        show_error(error, None).finished.connect(self._qt.quit)

    def _start_log(self) -> None:
        self.log_path.parent.mkdir(mode=0o700, exist_ok=True)
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


def _looks(settings: Settings) -> tuple[str, str]:
    return settings.language, settings.theme


def _make_book(profile: Path, answers: "FirstStartAnswers", progress: Progress) -> None:
    store = Store.create(profile, answers.name)
    service = SettingsService(store)
    try:
        if answers.demo:
            from vipdesk.services.demo import DemoService

            DemoService(store).fill(DEMO_CUSTOMERS, 1, progress)
        service.begin(_manager(answers), _settings(service.load(), answers))
    finally:
        store.close()


def _manager(answers: "FirstStartAnswers") -> ManagerDraft | None:
    if answers.demo:
        return None  # the invented manager
    return ManagerDraft(answers.name, answers.staff_number, answers.phone, answers.branch)


def _settings(settings: Settings, answers: "FirstStartAnswers") -> Settings:
    if answers.language == texts.system_language():
        return settings
    return replace(settings, language=answers.language)


def _forbid_gui_thread() -> None:
    if threading.current_thread() is threading.main_thread():
        raise RuntimeError("a write on the GUI thread")
