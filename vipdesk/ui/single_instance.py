"""Brings the first window to the front when the program is started twice on one profile.

The lock that decides who may write is a file (`vipdesk.store.lock`); this only raises a window.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

WAIT = 500  # milliseconds for an answer
ASK_FOR = 300  # milliseconds, until whoever started a moment ago listens
ASK_EVERY = 20  # milliseconds


class SingleInstance(QObject):
    """A local socket named after the profile; its library is loaded by `listen`.

    Signals:
        raise_requested: Another start asks this one to come to the front.
    """

    raise_requested = Signal()

    def __init__(self, profile: Path) -> None:
        super().__init__()
        self._profile = profile
        self._server: QLocalServer | None = None

    def listen(self) -> None:
        """Answer later starts; a socket that a killed process left is taken over."""
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)
        QLocalServer.removeServer(self._name())
        self._server.listen(self._name())

    def raise_first(self) -> bool:
        """Ask the running program to show its window; whether one answered.

        One that started a moment ago paints its window before it listens.
        """
        end = QDeadlineTimer(ASK_FOR)
        while not self._reach():
            if end.hasExpired():
                return False
            QThread.msleep(ASK_EVERY)
        return True

    def close(self) -> None:
        """Answer no more."""
        if self._server is not None:
            self._server.close()

    def _reach(self) -> bool:
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name())
        reached = socket.waitForConnected(WAIT)
        socket.disconnectFromServer()
        return reached

    def _name(self) -> str:
        import hashlib

        digest = hashlib.sha256(str(self._profile.resolve()).encode()).hexdigest()[:16]
        return f"vipdesk-{digest}"

    def _on_new_connection(self) -> None:
        if self._server is None:
            return
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.deleteLater()
        self.raise_requested.emit()
