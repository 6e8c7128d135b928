"""The log of one profile, and what no one caught: logged and said, the desk stays open."""

import logging
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from weakref import WeakMethod

from typing_extensions import override

log = logging.getLogger(__name__)

ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
LOG_BYTES = 1_000_000
LOG_FILES = 3


class _PrivateFileHandler(logging.FileHandler):
    """Makes each file, also the next when one is full, its owner's alone; older ones count up.

    `logging.handlers` has the like, and loads sockets and pickles: no start has time for those.
    """

    @override
    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).touch(mode=0o600)  # whatever the process lets others read
        return super()._open()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if self.stream is not None and self.stream.tell() >= LOG_BYTES:
            try:
                self.turn_over()
            except OSError:  # the line is written all the same
                self.handleError(record)
        super().emit(record)

    def turn_over(self) -> None:
        """Begin a new file; the oldest of `LOG_FILES` goes."""
        self.close()
        path = Path(self.baseFilename)
        for number in reversed(range(LOG_FILES)):
            older = path.with_name(f"{path.name}.{number}") if number else path
            if older.exists():
                older.replace(path.with_name(f"{path.name}.{number + 1}"))
        self.stream = self._open()


class ProgramLog:
    """Writes what the program tells beside the book, from `start` on."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def start(self) -> None:
        """Begin to write, and take what no one catches."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        handler = _PrivateFileHandler(self.path, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.getLogger("vipdesk").addHandler(handler)
        logging.getLogger("vipdesk").setLevel(logging.INFO)
        sys.excepthook = weakly(self._on_bug)

    def _on_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.error("Not caught", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            from vipdesk.ui.kit.dialogs import show_error  # hardly ever

            show_error(error, None, self.path)


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
