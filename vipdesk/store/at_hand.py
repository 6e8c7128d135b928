"""The connections that a thread is reading or writing with, so that it need not open another."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine


class AtHand(threading.local):
    """Each thread sees its own."""

    def __init__(self) -> None:
        self._connections: list[Connection] = []

    @contextmanager
    def held(self, connection: Connection) -> Iterator[None]:
        """What this thread asks meanwhile is asked of ``connection``."""
        self._connections.append(connection)
        try:
            yield
        finally:
            self._connections.remove(connection)

    @contextmanager
    def one(self, engine: Engine) -> Iterator[Connection]:
        """The innermost that is held; where there is none, one for the time being."""
        if self._connections:
            yield self._connections[-1]
            return
        with engine.connect() as connection:
            yield connection
