"""The next steps that are agreed: what, by which day, how; each becomes a task."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from vipdesk.domain.visits import DraftStep
from vipdesk.domain.words import Channel
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.fields import DateField

DAY_WIDTH = 136
DUE_IN = 7  # days, until another day is chosen
CHANNELS = (Channel.VISIT, Channel.PHONE, Channel.WECHAT, Channel.SMS, Channel.HALL, Channel.ONLINE)


class StepRow(QWidget):
    """One step.

    Signals:
        changed: Something in it.
        remove_requested: Its button, or Ctrl+Delete.
        next_requested: Return: begin the next one.
    """

    changed = Signal()
    remove_requested = Signal()
    next_requested = Signal()

    def __init__(self, step: DraftStep) -> None:
        super().__init__()
        self._due_on = step.due_on
        self.text = QLineEdit(step.text)
        self.text.setPlaceholderText(_("What is agreed"))
        self.text.setAccessibleName(_("Next step"))
        self.day = DateField(step.due_on)
        self.day.setAccessibleName(_("By which day"))
        self.day.setFixedWidth(DAY_WIDTH)
        self.channel = QComboBox()
        self.channel.setAccessibleName(_("Channel"))
        self.channel.addItem(_("Task"), "")
        for channel in CHANNELS:
            self.channel.addItem(_(channel.label), str(channel))
        self.channel.setCurrentIndex(max(0, self.channel.findData(str(step.channel or ""))))
        remove = icon_button(_("Remove this step"), icon="x")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.text, 0, 0, 1, 2)
        grid.addWidget(remove, 0, 2)
        grid.addWidget(self.day, 1, 0)
        grid.addWidget(self.channel, 1, 1)
        self.text.textChanged.connect(self.changed)
        self.text.returnPressed.connect(self.next_requested)
        self.day.value_changed.connect(self.changed)
        self.channel.currentIndexChanged.connect(self.changed)
        remove.clicked.connect(self.remove_requested)

    def step(self) -> DraftStep:
        """What is typed; while the day is none, the last one holds."""
        self._due_on = self.day.value() or self._due_on
        chosen = self.channel.currentData()
        channel = next((each for each in CHANNELS if each == chosen), None)
        return DraftStep(self.text.text(), self._due_on, channel)


class StepsEditor(QWidget):
    """Rows of steps, and a button for one more.

    Signals:
        changed: See `steps`.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._today = date.min
        self._rows: list[StepRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.add_button = button(_("Add a step"), icon="plus", kind="link")
        self.add_button.clicked.connect(self.add)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(self._list)
        whole.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_steps(self, steps: Sequence[DraftStep], today: date) -> None:
        """Show the steps of a draft, without a signal."""
        self._today = today
        if self.steps() == tuple(steps):  # the keyboard stays where it is
            return
        for row in list(self._rows):
            self._drop(row)
        for step in steps:
            self._append(step)

    def steps(self) -> tuple[DraftStep, ...]:
        """The rows, also those that say nothing yet."""
        return tuple(row.step() for row in self._rows)

    def rows(self) -> Sequence[StepRow]:
        """The rows as they are shown."""
        return tuple(self._rows)

    def add(self) -> None:
        """Begin one more step, due in a week."""
        row = self._append(DraftStep("", self._today + timedelta(days=DUE_IN)))
        row.text.setFocus()
        self.changed.emit()

    def _append(self, step: DraftStep) -> StepRow:
        row = StepRow(step)
        row.changed.connect(self.changed)
        row.next_requested.connect(self.add)
        row.remove_requested.connect(lambda: self._on_remove_requested(row))
        self._rows.append(row)
        self._list.addWidget(row)
        return row

    def _on_remove_requested(self, row: StepRow) -> None:
        self._drop(row)
        self.add_button.setFocus()
        self.changed.emit()

    def _drop(self, row: StepRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
