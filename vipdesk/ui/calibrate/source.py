"""Which file, which of its columns says who left, and which word says so."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.outcome_guesses import (
    ColumnLook,
    guess_key,
    guess_outcome,
    guess_positive,
)
from vipdesk.domain.scorecard import LEAST_LEAVERS
from vipdesk.services.calibration import Question
from vipdesk.services.calibration_book import Looked
from vipdesk.services.own_history import LEFT_WITHIN_MONTHS
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.file_dialogs import ask_table
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.segmented import Segmented

WIDTH = 280
WORDS_TOLD = 4


FILE, OWN = "file", "own"


class SourceStep(QWidget):
    """The own book; or a file and three choices, each with a proposal.

    Signals:
        file_chosen: A path.
        changed: Another column or word was chosen.
    """

    file_chosen = Signal(Path)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._columns: dict[str, ColumnLook] = {}
        options = [(FILE, _("A file")), (OWN, _("Your own book"))]
        self.basis = Segmented(_("What to fit to"), options)
        self.basis.set_value(FILE)
        self.file_button = button(_("Choose a file…"), icon="file-up")
        self.file_button.clicked.connect(self.choose_file)
        self.outcome = Choice(_("Column that says who left"), WIDTH)
        self.positive = Choice(_("What it says of leavers"), WIDTH)
        self.key = Choice(_("Column that numbers the rows"), WIDTH)
        self._file = ElidedLabel(_("No file chosen yet."), "muted")
        self._stayed = label("", "note", wrap=True)
        self._lay_out()
        self.outcome.chosen.connect(self._on_outcome_chosen)
        self.positive.chosen.connect(self._on_positive_chosen)
        self.key.chosen.connect(self.changed)
        self.basis.chosen.connect(self._on_basis_chosen)
        self.form.setEnabled(False)
        self._on_basis_chosen()

    def choose_file(self) -> QFileDialog:
        """Ask for the file."""
        return ask_table(self, _("A file of leavers and stayers"), self.file_chosen.emit)

    def show_file(self, looked: Looked) -> None:
        """Offer the columns of a file that was read."""
        self._columns = {each.header: each for each in looked.columns}
        rows = _("{file}: {rows} rows, {columns} columns")
        self._file.set_text(
            rows.format(
                file=looked.name, rows=f"{len(looked.table.rows):,}", columns=len(looked.columns)
            )
        )
        headers = [(header, header) for header in self._columns]
        guess = guess_outcome(looked.columns) or ""
        self.outcome.set_options([("", _("please choose")), *headers], guess)
        self.key.set_options([("", _("none")), *headers], guess_key(looked.columns) or "")
        self.form.setEnabled(True)
        self._on_outcome_chosen(guess)

    def is_own(self) -> bool:
        """Whether the own book is to be fitted to."""
        return self.basis.value() == OWN

    def question(self, keep: Sequence[str] = ()) -> Question | None:
        """What is asked; ``None`` while a choice is missing."""
        outcome, positive = self.outcome.value(), self.positive.value()
        if not outcome or not positive:
            return None
        key = self.key.value() if self.key.value() != outcome else ""
        return Question(outcome, positive, key=key or None, keep=tuple(keep))

    def _on_basis_chosen(self, _key: str = "") -> None:
        self._of_file.setVisible(not self.is_own())
        for basis, words in self._told.items():
            words.setVisible(basis == self.basis.value())
        self.changed.emit()

    def _on_outcome_chosen(self, header: str) -> None:
        column = self._columns.get(header)
        words = column.words.items() if column else ()
        options = [(word, f"{word}  ({rows:,})") for word, rows in words]
        guess = guess_positive(column) if column else None
        self.positive.set_options(options or [("", "")], guess or "")
        self._on_positive_chosen()

    def _on_positive_chosen(self, _word: str = "") -> None:
        column, positive = self._columns.get(self.outcome.value()), self.positive.value()
        self._stayed.setText(_told_stayed(column, positive) if column and positive else "")
        self.changed.emit()

    def _lay_out(self) -> None:
        self.form = Form()
        self.form.add("outcome", _("Who left"), self.outcome)
        self.form.add("positive", _("Left means"), self.positive)
        self.form.add("key", _("Row number"), self.key)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.file_button)
        line.addWidget(self._file, 1)
        self._of_file = QWidget()
        chosen = QVBoxLayout(self._of_file)
        chosen.setContentsMargins(0, 0, 0, 0)
        chosen.addLayout(line)
        chosen.addWidget(self.form)
        chosen.addWidget(self._stayed)
        asked = Card(_("What to fit to"))
        asked.body.addWidget(self.basis)
        asked.body.addWidget(self._of_file)
        asked.body.addStretch(1)
        told = Card(_("How it works"))
        self._told = {FILE: _paragraphs(_of_files()), OWN: _paragraphs(_of_own_book())}
        for words in self._told.values():
            told.body.addWidget(words)
        told.body.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(asked, 3)
        whole.addWidget(told, 2)


def _paragraphs(texts: Sequence[str]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for text in texts:
        column.addWidget(label(text, "muted", wrap=True))
    return made


def _told_stayed(column: ColumnLook, positive: str) -> str:
    """What counts as stayed, named as far as there is room."""
    others = [word for word in column.words if word != positive]
    shown = _(", ").join(f"{word} ({column.words[word]:,})" for word in others[:WORDS_TOLD])
    if column.distinct - 1 > WORDS_TOLD:
        shown = _("{words} and {n} more").format(words=shown, n=column.distinct - 1 - WORDS_TOLD)
    return _("Counted as stayed: {words}").format(words=shown or _("nobody"))


def _of_files() -> tuple[str, ...]:
    return (
        _("The file says who left and who stayed. It is read here, and nothing of it is sent on."),
        _(
            "Columns written after somebody had left, such as a reason or a day of leaving, are "
            "recognised and left out. You can put them back."
        ),
        _(
            "The figures are measured on rows that the card has not seen: each fifth of the file "
            "by a card fitted to the other four. Equal rows stay together."
        ),
        _least(),
        _(
            "Nothing is kept before you accept. A card fitted to a file is kept with its figures, "
            "to look at; the score of your customers keeps its points."
        ),
    )


def _of_own_book() -> tuple[str, ...]:
    return (
        _(
            "The factors of the score are looked at on days gone by, as they stood then, and held "
            "against the lines that left within {n} months after. What came later is not looked at."
        ).format(n=LEFT_WITHIN_MONTHS),
        _(
            "The figures are measured on customers that the card has not seen: each fifth by a "
            "card fitted to the other four."
        ),
        _least(),
        _(
            "Nothing changes before you accept. Then the factors that were judged get the points "
            "that you see, as a version of the settings; together they stay worth what they were, "
            "so that high and medium keep their meaning."
        ),
    )


def _least() -> str:
    told = _("At least {n} rows must have left, else chance would draw the card.")
    return told.format(n=LEAST_LEAVERS)
