"""The line at the foot of the window."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from vipdesk.texts import _
from vipdesk.ui.kit.labels import ElidedLabel, label

HEIGHT = 28


class StatusBar(QFrame):
    """Where the book lies, how much is in it, whose it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self.setFixedHeight(HEIGHT)
        self._facts = ElidedLabel("", "note")
        self._manager = label("", "note")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(20)
        row.addWidget(label(_("Offline · encrypted local book"), "note"))
        row.addWidget(self._facts, 1)
        row.addWidget(self._manager)

    def set_facts(self, facts: str, manager: str) -> None:
        """Show the size and the date of the data, and the manager's name."""
        self._facts.set_text(facts)
        self._manager.setText(manager)
