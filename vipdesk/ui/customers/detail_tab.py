"""What the tabs of a customer's detail have in common."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from vipdesk.domain.masking import MaskedField
from vipdesk.services.customer_rows import CustomerDetailRow
from vipdesk.ui import icons
from vipdesk.ui.customers.actions import CustomerActions
from vipdesk.ui.customers.personal_label import PersonalLabel
from vipdesk.ui.kit.labels import label
from vipdesk.ui.theme import Token

EDGE = 16


class DetailTab(QScrollArea):
    """Shows one customer; built anew whenever there is something else to show."""

    def __init__(self, name: str, actions: CustomerActions) -> None:
        super().__init__()
        self.actions_of_customer = actions
        self.body = QVBoxLayout()
        self._private = False
        self._shown_id: int | None = None
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_customer(self, row: CustomerDetailRow) -> None:
        """Show ``row``; the same customer again stays where it was scrolled."""
        place = self.verticalScrollBar().value() if row.id == self._shown_id else 0
        holder = self.window().focusWidget()  # also while a dialog is in front
        had_focus = holder is not None and self.isAncestorOf(holder)
        self._shown_id = row.id
        inner = Widget()
        inner.setProperty("kind", "scrolled")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(EDGE, 14, EDGE, EDGE)
        self.body.setSpacing(12)
        self.fill(row)
        self.body.addStretch(1)
        old = self.takeWidget()
        self.setWidget(inner)
        if old is not None:
            old.hide()
            old.deleteLater()  # it may be what was pressed: it must outlive its own signal
        self.set_private(self._private)
        self.verticalScrollBar().setValue(place)
        if had_focus:
            self.setFocus()

    def fill(self, row: CustomerDetailRow) -> None:
        """Put what ``row`` holds into `body`."""
        raise NotImplementedError

    def set_private(self, covered: bool) -> None:
        """Cover personal fields and refuse to show one."""
        self._private = covered
        for field in self.findChildren(PersonalLabel):
            field.set_locked(covered)

    def personal(
        self,
        row: CustomerDetailRow,
        field: MaskedField,
        name: str,
        masked: str,
        line_id: int | None = None,
    ) -> PersonalLabel:
        """A covered field of the customer."""
        made = self.actions_of_customer.personal_label(name)
        made.show_field(row.id, field, masked, line_id)
        return made


def grid_of(parts: Sequence[Widget], columns: int) -> QGridLayout:
    """Widgets in columns of one width."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(10)
    for number, part in enumerate(parts):
        grid.addWidget(part, number // columns, number % columns)
    for column in range(columns):
        grid.setColumnStretch(column, 1)
    return grid


def line_of(*parts: Widget, stretch: int = -1, gap: int = 8) -> QHBoxLayout:
    """Widgets beside each other; the one numbered ``stretch`` takes the room, else the end."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(gap)
    for number, part in enumerate(parts):
        line.addWidget(part, 1 if number == stretch else 0)
    if stretch < 0:
        line.addStretch(1)
    return line


def sign(icon: str, token: Token = Token.MUTED) -> QLabel:
    """A small icon before a line of text."""
    made = QLabel()
    icons.set_icon(made, icon, token)
    made.setFixedSize(16, 20)
    return made


def head_of(title: str, *parts: Widget) -> QHBoxLayout:
    """A section's title with widgets at its right."""
    line = line_of(label(title, "section"), gap=4)
    for part in parts:
        line.addWidget(part)
    return line
