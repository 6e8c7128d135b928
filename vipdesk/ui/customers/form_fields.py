"""Fields that the forms of customers and lines share."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from vipdesk.domain.birthdays import typed_birthday
from vipdesk.domain.cell_days import Birthday, parse_birthday
from vipdesk.domain.cells import CellError
from vipdesk.domain.changes import Saved
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.masking import MaskedField, mask
from vipdesk.domain.words import Word
from vipdesk.services.customer_care import CustomerCareService
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.secret_clipboard import SecretLineEdit
from vipdesk.ui.kit.segmented import Segmented

FRAME = 22  # pixels beside the text of a field
WIDEST_MASK = 180  # what is longer is cut at its end
W = TypeVar("W", bound=Word)


class WordBox(QComboBox, Generic[W]):
    """One word of a vocabulary; with ``optional`` perhaps none."""

    def __init__(self, words: Iterable[W], *, optional: bool = False) -> None:
        super().__init__()
        self._words: list[W | None] = [None] if optional else []
        self._words += list(words)
        self.addItems([_(word.label) if word else "–" for word in self._words])

    def value(self) -> W | None:
        """The chosen word."""
        return self._words[self.currentIndex()]

    def set_value(self, word: W | None) -> None:
        """Choose ``word``."""
        self.setCurrentIndex(self._words.index(word))


def word_keys(name: str, words: Iterable[Word]) -> Segmented:
    """One word of a short vocabulary, as keys beside each other."""
    return Segmented(name, [(str(word), _(word.label)) for word in words])


def chosen_word(words: Iterable[W], field: Segmented) -> W:
    """The word chosen among the keys of `word_keys`."""
    return next(word for word in words if word == field.value())


class BirthdayField(QWidget):
    """A birthday as it is typed, and whether it is lunar.

    Signals:
        changed: Either was changed.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = QLineEdit()
        self.text.setPlaceholderText(_("1968-05-12 or 05-12"))
        self.text.setAccessibleName(_("Birthday"))
        self.lunar = QCheckBox(_("lunar"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.text, 1)
        line.addWidget(self.lunar)
        self.setFocusProxy(self.text)
        self.text.textChanged.connect(self.changed)
        self.lunar.toggled.connect(self.changed)

    def value(self) -> Birthday | None:
        """The birthday; None where nothing is typed.

        Raises:
            CellError: What is typed is no day.
        """
        text = self.text.text().strip()
        return parse_birthday(text, self.lunar.isChecked()) if text else None

    def wrong(self) -> str:
        """Why what is typed is no day, or ""."""
        try:
            self.value()
        except CellError as error:
            return error.sentence(_)
        return ""

    def set_value(self, birthday: Birthday | None) -> None:
        """Show a birthday."""
        self.text.setText(typed_birthday(birthday) if birthday else "")
        self.lunar.setChecked(bool(birthday and birthday.lunar))


class PersonalField(QWidget):
    """A personal field in a form: covered until the user asks, which the journal keeps.

    What was not asked for stays as it is in the book.

    Signals:
        changed: The user has typed.
    """

    changed = Signal()

    def __init__(
        self, care: CustomerCareService, jobs: Jobs, field: MaskedField, name: str
    ) -> None:
        super().__init__()
        self._care, self._jobs, self._field = care, jobs, field
        self._customer_id: int | None = None
        self._line_id: int | None = None
        self._kept: str | None = None  # the value while it is covered
        self.text = SecretLineEdit()
        self.text.setAccessibleName(name)
        self.show_button = button(_("Show and change"), kind="link", icon="eye")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.text, 1)
        line.addWidget(self.show_button)
        self.setFocusProxy(self.text)
        self.show_button.hide()
        self.show_button.clicked.connect(self._on_show_clicked)
        self.text.textEdited.connect(self.changed)

    def cover(self, customer_id: int, value: str, line_id: int | None = None) -> None:
        """Cover a value that is in the book; an empty one can be typed over at once."""
        self._customer_id, self._line_id = customer_id, line_id
        self._kept = value or None
        masked = mask(self._field, value)
        self.text.setText(masked)
        self.text.setCursorPosition(0)
        needed = self.text.fontMetrics().horizontalAdvance(masked) + FRAME
        self.text.setMinimumWidth(min(needed, WIDEST_MASK))
        self.text.setReadOnly(bool(value))
        self.show_button.setVisible(bool(value))

    def value(self) -> str:
        """What is typed, or what the book holds while it is covered."""
        return self.text.text().strip() if self._kept is None else self._kept

    def is_covered(self) -> bool:
        """Whether the book's value is covered."""
        return self._kept is not None

    def _on_show_clicked(self) -> None:
        customer_id, line_id = self._customer_id, self._line_id
        if customer_id is None:
            return
        self.show_button.setEnabled(False)
        job = self._jobs.write(
            lambda _progress: self._care.unmask(customer_id, self._field, line_id)
        )
        job.succeeded.connect(self._on_shown)

    def _on_shown(self, saved: Saved[str]) -> None:
        self._kept = None
        self.text.setMinimumWidth(0)
        self.show_button.hide()
        self.text.setReadOnly(False)
        self.text.setText(saved.value)
        self.text.setFocus()


def gender_keys() -> Segmented:
    """先生 or 女士, or not known."""
    return Segmented(_("Salutation"), [("m", _("Mr")), ("f", _("Ms"))], clearable=True)


def text_of(draft: CustomerDraft, name: str) -> str:
    """A text field of the draft by its name."""
    value = getattr(draft, name)
    return value if isinstance(value, str) else ""
