"""White boxes with a thin line and round corners."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.ui.kit.labels import dress_label, label
from vipdesk.ui.theme import Tone

PADDING = 14
HEAD_HEIGHT = 41


class Card(QFrame):
    """A box with an optional head (title, note, widgets at its right) and a body.

    Fill `body`; set ``padded`` to False for a table that fills the box.
    """

    def __init__(self, title: str = "", note: str = "", *, padded: bool = True) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._title = label(title, "section")
        self._note = label(note, "note")
        self._head = self._make_head()
        self.body = QVBoxLayout()
        edge = PADDING if padded else 0
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(8 if padded else 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addLayout(self.body, 1)
        self.set_title(title, note)

    def set_title(self, title: str, note: str = "") -> None:
        """Show another head; no title, no head."""
        self._title.setText(title)
        self._note.setText(note)
        self._head.setVisible(bool(title))
        self.setAccessibleName(title)

    def add_to_head(self, widget: QWidget) -> None:
        """Put ``widget`` at the right of the head."""
        self._head_row.addWidget(widget)

    def _make_head(self) -> QFrame:
        head = QFrame()
        head.setProperty("kind", "card_head")
        head.setMinimumHeight(HEAD_HEIGHT)
        self._head_row = QHBoxLayout(head)
        self._head_row.setContentsMargins(PADDING, 0, PADDING, 0)
        self._head_row.setSpacing(8)
        self._head_row.addWidget(self._title)
        self._head_row.addWidget(self._note)
        self._head_row.addStretch(1)
        return head


class StatCard(QFrame):
    """One figure: what it is, how much, and a note."""

    def __init__(
        self, name: str, figure: str = "", note: str = "", tone: Tone | None = None
    ) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._name = label(name, "muted")
        self._figure = label(figure, "figure")
        self._note = label(note, "note")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(PADDING, 10, PADDING, 10)
        whole.setSpacing(0)
        for part in (self._name, self._figure, self._note):
            whole.addWidget(part)
        self.set_figure(figure, note, tone)

    def set_name(self, name: str) -> None:
        """Say what another figure is."""
        self._name.setText(name)

    def set_figure(self, figure: str, note: str = "", tone: Tone | None = None) -> None:
        """Show another figure."""
        self._figure.setText(figure)
        dress_label(self._figure, "figure", tone)
        self._note.setText(note)
        self.setAccessibleName(f"{self._name.text()} {figure} {note}".strip())


class Fact(QWidget):
    """A small name above a bold value, as in the overview of a customer."""

    def __init__(self, name: str, value: str = "", tone: Tone | None = None) -> None:
        super().__init__()
        self._name = label(name, "note")
        self._value = label(value, "strong")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._name)
        whole.addWidget(self._value)
        self.set_value(value, tone)

    def set_value(self, value: str, tone: Tone | None = None) -> None:
        """Show another value."""
        self._value.setText(value)
        dress_label(self._value, "strong", tone)
        self.setAccessibleName(f"{self._name.text()} {value}")


def rule() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setProperty("kind", "rule")
    made.setFixedHeight(1)
    return made
