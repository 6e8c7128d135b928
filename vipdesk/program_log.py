"""The log of one profile, and what no one caught: logged and said, the desk stays open."""

import errno
import logging
import sys
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any
from weakref import WeakMethod

from typing_extensions import override

log = logging.getLogger(__name__)

ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
LOG_BYTES = 1_000_000
LOG_FILES = 3
MOST_CAUSES = 9  # of one error; one may even name itself


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


class _Wordless(logging.Formatter):
    """Says of what kind an error was and where it arose, not its words: they may name a customer.

    ``ValueError: invalid literal '139…'``, a key that is missing and the path of a file do.
    """

    @override
    def formatException(self, ei: tuple[Any, ...]) -> str:
        told: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None and len(told) < MOST_CAUSES:
            places = "".join(traceback.format_tb(error.__traceback__))
            told.insert(0, f"{places}{type(error).__qualname__}{_number_of(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nthen\n".join(told)


def _number_of(error: BaseException) -> str:
    """What the system calls its own error, such as ENOENT."""
    code = error.errno if isinstance(error, OSError) else None
    return f" {errno.errorcode.get(code, code)}" if code else ""


class ProgramLog:
    """Writes what the program tells beside the book, from `start` on."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def start(self) -> None:
        """Begin to write, and take what no one catches."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        handler = _PrivateFileHandler(self.path, encoding="utf-8")
        handler.setFormatter(_Wordless("%(asctime)s %(levelname)s %(name)s: %(message)s"))
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
