"""What the parts of the settings page have in common."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vipdesk.domain.settings import Settings


class Panel(QWidget):
    """One part of the settings: shows a set and gives it back with what was edited.

    Signals:
        changed: The user edited something.
    """

    changed = Signal()

    def show_settings(self, settings: Settings) -> None:
        """Show ``settings``, without a signal."""
        raise NotImplementedError

    def apply(self, settings: Settings) -> Settings:
        """Return ``settings`` with what stands in this part."""
        raise NotImplementedError

    def focus_problem(self) -> bool:
        """Put the keyboard where something must be mended; False if all is well."""
        return False
