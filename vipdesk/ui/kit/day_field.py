"""A day to come: a few that stand ready, or any other."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vipdesk.texts import _
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.tab_order import HandsOn


class DayField(HandsOn, QWidget):
    """In so many days, or on a day.

    Signals:
        changed: The user chose or typed another day, or took it back.
    """

    changed = Signal()

    def __init__(self, name: str, days: Sequence[int]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._today: date | None = None
        options = [(str(n), _("in {n} d").format(n=n) if n > 1 else _("Tomorrow")) for n in days]
        self.after = Segmented(name, options, clearable=True)
        self.day = DateField()
        self.day.setFixedWidth(132)
        self.day.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.after)
        row.addWidget(self.day)
        row.addStretch(1)
        self.after.chosen.connect(self._on_after_chosen)
        self.day.value_changed.connect(self._on_day_value_changed)
        self.hand_on_to(self.day)

    def set_today(self, today: date) -> None:
        """From which day the days are counted."""
        self._today = today

    def value(self) -> date | None:
        """The day, or None."""
        return self.day.value()

    def set_value(self, day: date | None) -> None:
        """Show a day, without a signal."""
        if day != self.value():
            self.day.set_value(day)
        after = (day - self._today).days if day and self._today else 0
        self.after.set_value(str(after))

    def choose(self, days: int) -> None:
        """Choose a day by its distance."""
        self.after.set_value(str(days))
        self._on_after_chosen(str(days))

    def clear(self) -> None:
        """Choose none."""
        self.after.set_value("")
        self.day.set_value(None)

    def _on_after_chosen(self, days: str) -> None:
        known = bool(days) and self._today is not None
        self.day.set_value(self._today + timedelta(int(days)) if known and self._today else None)
        self.changed.emit()

    def _on_day_value_changed(self) -> None:
        self.after.set_value("")
        self.changed.emit()
