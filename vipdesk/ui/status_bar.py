"""The line at the foot of the window."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.labels import ElidedLabel, label, repolish
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Tone

HEIGHT = 28


class StatusBar(QFrame):
    """Where the book lies, how much is in it, when it was backed up, whose it is.

    Signals:
        backups_requested: The line on the last backup was pressed.
    """

    backups_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self.setFixedHeight(HEIGHT)
        self._facts = ElidedLabel("", "note")
        self._manager = label("", "note")
        self.backup = button("", kind="foot")
        set_tip(self.backup, _("Show the backups"))
        self.backup.clicked.connect(self.backups_requested)
        self.backup.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(20)
        row.addWidget(label(_("Offline · encrypted local book"), "note"))
        row.addWidget(self._facts, 1)
        row.addWidget(self.backup)
        row.addWidget(self._manager)

    def set_facts(self, facts: str, manager: str) -> None:
        """Show the size and the date of the data, and the manager's name."""
        self._facts.set_text(facts)
        self._manager.setText(manager)

    def set_backup(self, words: str, *, stale: bool) -> None:
        """Show when the last backup was made; amber where that is too long ago."""
        self.backup.setProperty("tone", str(Tone.AMBER) if stale else "")
        repolish(self.backup)
        self.backup.setText(words)
        self.backup.setAccessibleName(words)
        self.backup.show()
