"""Brings the first window to the front when the program is started twice on one profile.

The lock that decides who may write is a file (`vipdesk.store.lock`); this only raises a window.
"""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT = 500  # milliseconds


class SingleInstance(QObject):
    """A local socket named after the profile.

    Signals:
        raise_requested: Another start asks this one to come to the front.
    """

    raise_requested = Signal()

    def __init__(self, profile: Path) -> None:
        super().__init__()
        digest = hashlib.sha256(str(profile.resolve()).encode()).hexdigest()[:16]
        self._name = f"vipdesk-{digest}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)

    def listen(self) -> None:
        """Answer later starts; a socket that a killed process left is taken over."""
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    def raise_first(self) -> bool:
        """Ask the running program to show its window; whether one answered."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        reached = socket.waitForConnected(WAIT)
        socket.disconnectFromServer()
        return reached

    def close(self) -> None:
        """Answer no more."""
        self._server.close()

    def _on_new_connection(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.deleteLater()
        self.raise_requested.emit()
