"""Step 2: how the file is read and which column fills which field."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vipdesk.domain.words import ImportKind
from vipdesk.services.imports import Mapping, ReadOptions, edits
from vipdesk.services.imports.rows import Examined
from vipdesk.texts import _, ngettext, sentences
from vipdesk.ui.data.columns_card import ColumnsCard
from vipdesk.ui.data.reading_card import ReadingCard
from vipdesk.ui.data.words_card import WordsCard
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.labels import dress_label, label
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.theme import Tone

SIDE_WIDTH = 372


class ColumnsStep(QWidget):
    """The columns with samples at the left, the reading and open questions at the right.

    Signals:
        reread_requested: `ReadOptions`: encoding, delimiter, sheet or header row were chosen.
        kind_chosen: Name of a kind.
        mapping_changed: A `Mapping` to look at again.
        back_requested: Choose another file.
        preview_requested: Go on to the differences.
    """

    reread_requested = Signal(object)
    kind_chosen = Signal(str)
    mapping_changed = Signal(object)
    back_requested = Signal()
    preview_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.reading = ReadingCard()
        self.words = WordsCard()
        self.columns = ColumnsCard()
        self.month = QLineEdit()
        self.month.setPlaceholderText(_("YYYY-MM"))
        self.month.setAccessibleName(_("Billing month"))
        self.year = QLineEdit()
        self.year.setPlaceholderText(_("YYYY"))
        self.year.setAccessibleName(_("Year of the months"))
        self.generate = QCheckBox(_("Generate what is missing"))
        self._asked = Card(_("To settle"))
        self._says = Notice()
        self._generates = label("", "muted", wrap=True)
        self._month_says = label("", "muted", wrap=True)
        self._year_says = label("", "muted", wrap=True)
        self._foot = label("", "muted")
        self.back = button(_("Another file"))
        self.go = button(_("See the differences"), kind="primary")
        self._mapping = Mapping(ImportKind.CUSTOMERS.value)
        self._options = ReadOptions()
        self._examined: Examined | None = None
        self._lay_out()
        self._connect()

    def show_examined(self, examined: Examined) -> None:
        """Show a file, or the same with another mapping."""
        self._examined = examined
        self._mapping, self._options = examined.mapping, examined.options
        self.reading.show_examined(examined)
        self.columns.show_columns(examined)
        self.words.show_words(examined)
        self._show_questions(examined)
        filled = sum(1 for column in examined.columns if column.key)
        extra = len(examined.columns) - filled
        said = ngettext(
            "{n} column is kept as extra data.", "{n} columns are kept as extra data.", extra
        )
        if not examined.mapping.keeps_extra:
            said = ngettext("{n} column is not taken in.", "{n} columns are not taken in.", extra)
        leaves = _("Empty cells leave the book as it is.")
        self._foot.setText(sentences([said.format(n=extra), leaves]) if extra else leaves)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(14)
        self._asked.body.addWidget(self._says)
        months = (self._month_says, self.month, self._year_says, self.year)
        for part in (*months, self._generates, self.generate):
            self._asked.body.addWidget(part)
        for card in (self.reading, self._asked, self.words):
            side.addWidget(card)
        side.addStretch(1)
        holder = QWidget()
        holder.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        area = scrolled(holder)
        area.setFixedWidth(SIDE_WIDTH)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.columns, 1)
        middle.addWidget(area)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._foot, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addLayout(middle, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        self.reading.options_chosen.connect(self.reread_requested)
        self.reading.kind_chosen.connect(self.kind_chosen)
        self.columns.field_chosen.connect(self._on_field_chosen)
        self.columns.unit_chosen.connect(self._on_unit_chosen)
        self.columns.order_chosen.connect(self._on_order_chosen)
        self.words.word_chosen.connect(self._on_word_chosen)
        self.month.editingFinished.connect(self._on_month_edited)
        self.year.editingFinished.connect(self._on_year_edited)
        self.generate.clicked.connect(self._on_generate_clicked)
        self.back.clicked.connect(self.back_requested)
        self.go.clicked.connect(self.preview_requested)

    def _show_questions(self, examined: Examined) -> None:
        asked, mapping = examined.questions, examined.mapping
        titles = {field.key: field.title(_) for field in examined.fields}
        missing = _(", ").join(titles.get(key, key) for key in asked.missing)
        orders = _(", ").join(titles.get(key, key) for key in asked.orders)
        says = []
        if missing:
            says.append(_("Choose a column for: {fields}.").format(fields=missing))
        if orders:
            says.append(_("Say whether day or month comes first: {fields}.").format(fields=orders))
        self._says.say(sentences(says), Tone.AMBER)
        undated = mapping.needs_month
        for part in (self._month_says, self.month):
            part.setVisible(undated)
        if not self.month.hasFocus() and not self._is_month_wrong():
            self.month.setText(mapping.month or "")
        self._ask_month()
        yearless = mapping.needs_year or mapping.year is not None
        for part in (self._year_says, self.year):
            part.setVisible(yearless)
        if not self.year.hasFocus() and not self._is_year_wrong():
            self.year.setText(mapping.year or "")
        self._ask_year()
        self._generates.setText(_generated_text(examined))
        for choice in (self._generates, self.generate):
            choice.setVisible(asked.generate)
        self.generate.setChecked(mapping.generate)
        self._asked.setVisible(bool(says) or undated or yearless or asked.generate)
        self.go.setEnabled(not asked.blocking)

    def _change(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self.mapping_changed.emit(mapping)

    def _on_field_chosen(self, header: str, key: str) -> None:
        if self._examined is not None:
            table = self._examined.table
            self._change(edits.with_field(self._mapping, table, header, key or None))

    def _on_unit_chosen(self, key: str, unit: str) -> None:
        self._change(edits.with_unit(self._mapping, key, unit))

    def _on_order_chosen(self, key: str, order: str) -> None:
        self._change(edits.with_order(self._mapping, key, order))

    def _on_word_chosen(self, key: str, spelling: str, word: object) -> None:
        chosen = word if isinstance(word, str) else None
        self._change(edits.with_word(self._mapping, key, spelling, chosen))

    def _on_month_edited(self) -> None:
        month = edits.month_of(self.month.text())
        self.month.setText(month or self.month.text())
        self._ask_month()
        if month != self._mapping.month:
            self._change(edits.with_month(self._mapping, month))

    def _is_month_wrong(self) -> bool:
        typed = self.month.text()
        return bool(typed.strip()) and edits.month_of(typed) is None

    def _ask_month(self) -> None:
        wrong = self._is_month_wrong()
        asks = _("No column gives the month of the bills. Which one is it?")
        if self._mapping.kind.startswith("points"):
            asks = _("No column gives the month of the points. Which one is it?")
        self._month_says.setText(_("This is not a month. Write it as 2026-11.") if wrong else asks)
        dress_label(self._month_says, "muted", Tone.RED if wrong else None)

    def _on_year_edited(self) -> None:
        year = edits.year_of(self.year.text())
        self.year.setText(year or self.year.text())
        self._ask_year()
        if year != self._mapping.year:
            self._change(edits.with_year(self._mapping, year))

    def _is_year_wrong(self) -> bool:
        typed = self.year.text()
        return bool(typed.strip()) and edits.year_of(typed) is None

    def _ask_year(self) -> None:
        wrong = self._is_year_wrong()
        asks = _("The headers name months without a year. Which year is it?")
        self._year_says.setText(_("This is not a year. Write it as 2026.") if wrong else asks)
        dress_label(self._year_says, "muted", Tone.RED if wrong else None)

    def _on_generate_clicked(self, checked: bool) -> None:
        self._change(edits.with_generated(self._mapping, checked))


def _generated_text(examined: Examined) -> str:
    """What would be generated, and what that means."""
    missing = examined.mapping.missing()
    if "customer.number" in missing:
        return _(
            "The file has no customer numbers. Numbers can be generated from each row: the "
            "same file again finds the same customers, another file makes new ones."
        )
    said = []
    if "customer.name" in missing:
        said.append(
            _(
                "The file has no names: the customer number will stand for the name of new "
                "customers until another file names them."
            )
        )
    if "line.number" in missing:
        said.append(
            _(
                "The file has no line numbers: each line will be called by its customer's "
                "number with an L before it."
            )
        )
    return sentences(said)
