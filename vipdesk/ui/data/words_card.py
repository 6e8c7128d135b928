"""Words of the file that the book does not know: what each of them means."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from vipdesk.services.imports.rows import Examined, FieldView
from vipdesk.texts import _, ngettext
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.labels import ElidedLabel, label

ASK, EMPTY = "?", ""
SHOWN = 40
"""Words listed for one field; a column with more is not of closed words."""


class WordsCard(Card):
    """One line for each unknown or settled word of a closed vocabulary.

    Signals:
        word_chosen: The key of the field, the spelling, and the word ("" leaves it empty) or None.
    """

    word_chosen = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__(_("Words of the file"))
        self.choices: dict[tuple[str, str], Choice] = {}
        self._holder = QWidget()
        self.body.addWidget(self._holder)
        self._shown: tuple[tuple[str, str], ...] = ()

    def show_words(self, examined: Examined) -> None:
        """Ask for what is unknown; what was answered stays changeable."""
        fields = {field.key: field for field in examined.fields}
        asked = {words.key: words.counts for words in examined.questions.words}
        lines: dict[tuple[str, str], str] = {}
        for key, known in examined.mapping.words.items():
            lines.update({(key, spelling): word for spelling, word in known.items()})
        for key, counts in asked.items():
            lines.update({(key, spelling): ASK for spelling in list(counts)[:SHOWN]})
        lines = dict(sorted(lines.items()))
        if tuple(lines) != self._shown:
            self._make_lines(tuple(lines), fields, asked)
        for place, word in lines.items():
            self.choices[place].set_value(word)
        rows = sum(sum(counts.values()) for counts in asked.values())
        note = ngettext("{n} row would be left out", "{n} rows would be left out", rows)
        self.set_title(_("Words of the file"), note.format(n=f"{rows:,}") if rows else "")
        self.setVisible(bool(lines))

    def _make_lines(
        self,
        places: tuple[tuple[str, str], ...],
        fields: dict[str, FieldView],
        asked: dict[str, dict[str, int]],
    ) -> None:
        self.body.removeWidget(self._holder)
        self._holder.deleteLater()
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        self.choices = {}
        for key in dict.fromkeys(key for key, _spelling in places):
            grid.addWidget(label(fields[key].title(_), "note"), grid.rowCount(), 0, 1, 2)
            for spelling in (s for k, s in places if k == key):
                count = asked.get(key, {}).get(spelling)
                row = grid.rowCount()
                text = spelling if count is None else f"{spelling}  × {count:,}"
                grid.addWidget(ElidedLabel(text, "strong"), row, 0)
                grid.addWidget(self._choice(key, spelling, fields[key]), row, 1)
        self.body.addWidget(self._holder)
        self._shown = places

    def _choice(self, key: str, spelling: str, field: FieldView) -> Choice:
        made = Choice(_("Meaning of {word}").format(word=spelling))
        options = [(ASK, _("left out"))]
        options += [(word, _(text)) for word, text in field.words.items()]
        options.append((EMPTY, _("leave empty")))
        made.set_options(options, ASK)
        made.chosen.connect(
            lambda word: self.word_chosen.emit(key, spelling, None if word == ASK else word)
        )
        self.choices[key, spelling] = made
        return made
