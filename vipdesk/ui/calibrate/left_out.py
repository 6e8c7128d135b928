"""The columns that are not on the card, each with its reason; some can be put back by hand."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from vipdesk.domain.scorecard import LeftOut
from vipdesk.texts import _
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.plain import set_tip

NAME_WIDTH = 120


class LeftOutList(QWidget):
    """A line for each column.

    Signals:
        kept_changed: The user ticked or unticked a column to be put back; see `kept`.
    """

    kept_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[str, QCheckBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(1, NAME_WIDTH)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 3)

    def show_columns(self, left_out: Sequence[LeftOut], kept: Sequence[str]) -> None:
        """Show other columns; those in ``kept`` were put back and can be taken out again."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        back = _("You put it back.")
        for header in kept:
            self._add(header, back, ticked=True)
        for each in sorted(left_out, key=lambda each: not each.can_be_kept):
            if each.can_be_kept:
                self._add(each.column, each.sentence(_), ticked=False)
            else:
                self._add(each.column, each.sentence(_))
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def kept(self) -> tuple[str, ...]:
        """The columns that are ticked."""
        return tuple(header for header, box in self._boxes.items() if box.isChecked())

    def box(self, header: str) -> QCheckBox:
        """Where the column ``header`` is put back."""
        return self._boxes[header]

    def _add(self, header: str, why: str, ticked: bool | None = None) -> None:
        row, top = self._grid.rowCount(), Qt.AlignmentFlag.AlignTop
        if ticked is not None:
            box = QCheckBox()
            box.setChecked(ticked)
            name = _("Put back {column}").format(column=header)
            box.setAccessibleName(name)
            set_tip(box, name)
            box.toggled.connect(self.kept_changed)
            self._boxes[header] = box
            self._grid.addWidget(box, row, 0, top)
        self._grid.addWidget(ElidedLabel(header), row, 1, top)
        self._grid.addWidget(label(why, "note", wrap=True), row, 2)
