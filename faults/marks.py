"""Where a child stands, in memory that its parent shares: a kill can't hold the last word back."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Pool, event

OUTSIDE, INSIDE, COMMITTING = 0, 1, 2
# The book's transaction; drafts and whole files; the end; said by the parent: the work may begin,
# there is room on the disk again.
_BOOK, _FILES, _DONE, _BEGUN, _FREED = range(5)


class Marks:
    """A byte for each thing that can be half done, and one for the end of the work."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 5)
        self._writer: Any = None

    @property
    def inside(self) -> bool:
        """Whether something was half done."""
        return bool(self._shared[_BOOK] or self._shared[_FILES])

    @property
    def committing(self) -> bool:
        """Whether the book's COMMIT was under way."""
        return self._shared[_BOOK] == COMMITTING

    @property
    def done(self) -> bool:
        """Whether the work came to its end."""
        return bool(self._shared[_DONE])

    @property
    def begun(self) -> bool:
        """Whether the work may begin."""
        return bool(self._shared[_BEGUN])

    @property
    def freed(self) -> bool:
        """Whether there is room on the disk again."""
        return bool(self._shared[_FREED])

    def begin(self) -> None:
        """Let the work begin."""
        self._shared[_BEGUN] = 1

    def free(self) -> None:
        """There is room on the disk again."""
        self._shared[_FREED] = 1

    def end(self) -> None:
        """The work has come to its end."""
        self._shared[_DONE] = 1

    @contextmanager
    def half_done(self) -> Iterator[None]:
        """Mark what is no transaction of the book: a draft, a file that is being made."""
        self._shared[_FILES] = INSIDE
        try:
            yield
        finally:
            self._shared[_FILES] = OUTSIDE

    def watch(self) -> None:
        """Follow every write of every engine, from BEGIN until COMMIT or ROLLBACK has returned."""
        event.listen(Engine, "begin", self._on_begin)
        event.listen(Engine, "commit", self._on_commit)
        event.listen(Pool, "checkin", self._on_checkin)

    def _on_begin(self, connection: Any) -> None:
        if connection.get_execution_options().get("writes"):
            self._writer = connection.connection.dbapi_connection
            self._shared[_BOOK] = INSIDE

    def _on_commit(self, connection: Any) -> None:
        if connection.get_execution_options().get("writes"):
            self._shared[_BOOK] = COMMITTING

    def _on_checkin(self, raw: Any, _record: Any) -> None:
        if raw is self._writer:
            self._shared[_BOOK] = OUTSIDE
