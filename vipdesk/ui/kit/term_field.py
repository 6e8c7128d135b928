"""For how many months something is agreed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from vipdesk.domain.cases import LONGEST_TERM
from vipdesk.texts import _
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.tab_order import HandsOn

TERMS = (12, 24, 36)
OTHER_WIDTH = 110


class TermField(HandsOn, QWidget):
    """Some terms stand ready; any other is typed.

    Signals:
        changed: The user chose or typed a term, or took it back; see `months`.
    """

    changed = Signal()

    def __init__(self, terms: Sequence[int] = TERMS) -> None:
        super().__init__()
        options = [(str(n), _("{months} months").format(months=n)) for n in terms]
        self.ready = Segmented(_("Term"), options, clearable=True)
        self.other = QLineEdit()
        self.other.setPlaceholderText(_("other months"))
        self.other.setAccessibleName(_("Term"))
        self.other.setFixedWidth(OTHER_WIDTH)
        self.hand_on_to(self.other)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.ready)
        row.addWidget(self.other)
        row.addStretch(1)
        self.ready.chosen.connect(self.other.setText)
        self.other.textChanged.connect(self._on_other_text_changed)

    def months(self) -> int | None:
        """The term; None where there is none or it is no such number."""
        typed = self.other.text().strip()
        months = int(typed) if typed.isascii() and typed.isdigit() else 0
        return months if 0 < months <= LONGEST_TERM else None

    def is_wrong(self) -> bool:
        """Whether something is typed that is no term."""
        return bool(self.other.text().strip()) and self.months() is None

    def set_months(self, months: int | None) -> None:
        """Show a term; only another one is told."""
        if months != self.months():
            self.other.setText(str(months or ""))

    def _on_other_text_changed(self, text: str) -> None:
        self.ready.set_value(text.strip())
        self.changed.emit()
