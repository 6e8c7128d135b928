"""Where one stands in a few steps: 1 choose, 2 match, 3 compare, 4 write."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from vipdesk.texts import _
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.theme import Tone


class Stepper(QWidget):
    """Numbered chips: the done ones green, the present one blue, the rest grey."""

    def __init__(self, steps: Sequence[str], current: int = 0) -> None:
        super().__init__()
        self._steps = tuple(steps)
        self._chips = [Chip() for _step in steps]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for chip in self._chips:
            row.addWidget(chip)
        self.set_current(current)

    def set_current(self, current: int) -> None:
        """Stand at step ``current``, counted from 0; all are done at the number of steps."""
        self._current = current
        for number, (chip, step) in enumerate(zip(self._chips, self._steps, strict=True)):
            tone = Tone.GREEN if number < current else Tone.NEUTRAL
            chip.set_text(f"{number + 1} {step}", Tone.ACCENT if number == current else tone)
        number = min(current, len(self._steps) - 1)
        text = _("Step {number} of {total}: {name}")
        self.setAccessibleName(
            text.format(number=number + 1, total=len(self._steps), name=self._steps[number])
        )

    def current(self) -> int:
        """The step, counted from 0."""
        return self._current
