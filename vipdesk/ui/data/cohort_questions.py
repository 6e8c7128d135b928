"""Asks what the list of a snapshot leaves open: its day, its name, what it counts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vipdesk.domain.indicator_words import CohortUnit
from vipdesk.services.imports.cohort_found import CohortChoices, CohortSummary
from vipdesk.services.imports.cohort_views import (
    beside_words,
    fees_words,
    frozen_words,
    owners_words,
    size_words,
)
from vipdesk.services.imports.rows import Preview
from vipdesk.texts import _, sentences
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import titled
from vipdesk.ui.kit.labels import set_shown
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.theme import Tone

NAME_WIDTH, DAY_WIDTH, UNIT_WIDTH = 200, 150, 200


class CohortQuestions(QWidget):
    """Lines above the differences of the list of a snapshot; hidden for any other file.

    Signals:
        chosen: `CohortChoices`: the comparison has to be made anew with these.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._found: CohortSummary | None = None
        self.sums, self.beside = Notice(), Notice()
        self.name = QLineEdit()
        self.day = DateField()
        self.unit = Segmented(_("Counts"), [(str(each), _(each.label)) for each in CohortUnit])
        self.take = button(_("Take this day"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(titled(_("Name of the snapshot"), self.name, NAME_WIDTH))
        row.addWidget(titled(_("Day"), self.day, DAY_WIDTH))
        row.addWidget(self.take, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(titled(_("Counts"), self.unit, UNIT_WIDTH))
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.sums)
        whole.addWidget(self.beside)
        whole.addLayout(row)
        self.take.clicked.connect(lambda _checked: self._tell(dated=True))
        self.unit.chosen.connect(lambda _key: self._tell(dated=not self.is_open()))
        self.name.editingFinished.connect(self._on_named)
        self.day.value_changed.connect(self._on_day)
        self.hide()

    def show_preview(self, preview: Preview) -> None:
        """Ask about a preview, with the answers that it was made with."""
        found = self._found = preview.cohort
        set_shown(self, found is not None)
        if found is None:
            return
        says = (size_words(found), fees_words(found), owners_words(found))
        asks = _("No column says of which day this list is. Is it of the day below?")
        told = asks if found.asks_day else sentences(filter(None, says))
        self.sums.say(told, Tone.AMBER if found.asks_day else Tone.ACCENT)
        self.beside.say(frozen_words(found) or beside_words(found), Tone.AMBER)
        self.name.setText(found.choices.name)
        self.name.setPlaceholderText(found.on_day.isoformat())
        self.day.set_value(found.on_day)
        self.day.setEnabled(not found.dated)
        set_shown(self.take, found.asks_day)
        self.unit.set_value(str(found.choices.unit))

    def is_open(self) -> bool:
        """Whether a question still stands."""
        return self._found is not None and self._found.asks_day

    def _on_named(self) -> None:
        if self._found is not None and self.name.text() != self._found.choices.name:
            self._tell(dated=not self.is_open())

    def _on_day(self) -> None:
        if not self.is_open() and self.day.value() is not None:
            self._tell(dated=True)

    def _tell(self, *, dated: bool) -> None:
        """Ask for another comparison; ``dated``: with the day that stands in the field."""
        if self._found is None:
            return
        day = self.day.value() if dated and not self._found.dated else None
        unit = next(each for each in CohortUnit if each == self.unit.value())
        self.chosen.emit(CohortChoices(day, self.name.text().strip(), unit))
