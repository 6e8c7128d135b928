"""The first window on a bare laptop: whose book, what opens it; or an invented one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.customer_checks import Finding, check_name, check_phone
from vipdesk.texts import N_, _, translator
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.flow import in_the_middle
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.page import outlives_its_names
from vipdesk.ui.kit.passphrase_fields import PassphraseFields
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.theme import Tone

WIDTH, HEIGHT = 560, 600
COLUMN = 400


@dataclass(frozen=True, slots=True)
class FirstStartAnswers:
    """What a new book needs to know; of an invented one only the language matters."""

    name: str
    staff_number: str | None
    phone: str | None
    branch: str | None
    language: str  # zh or en
    demo: bool = False
    passphrase: str = ""


def language_options() -> list[tuple[str, str]]:
    """The languages of the desk, each called as its own speakers do."""
    own_name = N_("English")  # every catalogue translates this by the name of its own language
    return [(language, translator(language)(own_name)) for language in texts.LANGUAGES]


class FirstStart(QWidget):
    """Asks who the manager is; it makes nothing itself.

    Signals:
        finished: `FirstStartAnswers`: make this book, then close the window, or call `resume`.
        restore_requested: A backup is to be brought here instead.
        move_requested: The book of another laptop is to be brought here instead.
        cancelled: The window was closed, or Esc pressed, before that.
    """

    finished = Signal(object)
    restore_requested = Signal()
    move_requested = Signal()
    cancelled = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        outlives_its_names(self)
        theme.dress(self)
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("VIPDesk")
        self.setMinimumSize(WIDTH, HEIGHT)
        self._settled = False
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(20, 16, 20, 20)
        self._sheet = _Sheet({}, self)
        self._whole.addWidget(self._sheet)
        self.guard_sheet = _GuardSheet(jobs, self._known, self)
        self.guard_sheet.hide()
        self._whole.addWidget(self.guard_sheet)
        self.guard_sheet.back.clicked.connect(self.ask_who)
        self.guard_sheet.begin.clicked.connect(self._on_begin_clicked)
        self._follow()
        self._sheet.focus_first()

    def values(self) -> dict[str, str]:
        """What is typed, by field: name, staff_number, phone, branch."""
        return self._sheet.values()

    def ask_who(self) -> None:
        """Go back to the first step; what is typed stays."""
        self.guard_sheet.hide()
        self._sheet.show()
        self._sheet.focus_first()

    def ask_passphrase(self) -> None:
        """Go on to the second step."""
        self._sheet.hide()
        self.guard_sheet.reword()
        self.guard_sheet.show()
        self.guard_sheet.fields.setFocus()

    def resume(self) -> None:
        """Ask again: the book could not be made."""
        self._settled = False
        self._set_busy(False)

    def settle(self) -> None:
        """Close for good: there is a book."""
        self._settled = True
        self.close()
        self.deleteLater()

    def message(self, key: str) -> str:
        """What is said under a field."""
        return self._sheet.form.message(key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        second = self.guard_sheet.isVisible()
        if event.key() == Qt.Key.Key_Escape:
            (self.ask_who if second else self.close)()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self._on_begin_clicked if second else self._on_next_clicked)()
            return
        super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._settled:
            self._settled = True
            self.cancelled.emit()

    def _follow(self) -> None:
        self._sheet.next.clicked.connect(self._on_next_clicked)
        self._sheet.demo.clicked.connect(self._on_demo_clicked)
        self._sheet.restore.clicked.connect(self.restore_requested)
        self._sheet.bring.clicked.connect(self.move_requested)
        self._sheet.languages.chosen.connect(self._on_language_chosen)

    def _on_language_chosen(self, language: str) -> None:
        """Word the window anew; what is typed stays."""
        texts.set_language(language)
        old, self._sheet = self._sheet, _Sheet(self._sheet.values(), self)
        self._whole.replaceWidget(old, self._sheet)
        old.hide()
        old.deleteLater()
        self._follow()
        self._sheet.focus_first()

    def _known(self) -> list[str]:
        return [text for text in self._sheet.values().values() if text]

    def _on_next_clicked(self) -> None:
        if self._sheet.check():
            self.ask_passphrase()

    def _on_begin_clicked(self) -> None:
        if self.guard_sheet.fields.check():
            self._finish(demo=False)

    def _set_busy(self, busy: bool) -> None:
        self._sheet.setEnabled(not busy)
        self.guard_sheet.set_busy(busy)

    def _on_demo_clicked(self) -> None:
        self._finish(demo=True)

    def _finish(self, *, demo: bool) -> None:
        values = self._sheet.values()
        self._settled = True
        self._set_busy(True)
        self.finished.emit(
            FirstStartAnswers(
                name=values["name"] or _("Manager of the demo book"),
                staff_number=values["staff_number"] or None,
                phone=values["phone"] or None,
                branch=values["branch"] or None,
                language=texts.language(),
                demo=demo,
                passphrase="" if demo else self.guard_sheet.fields.first.text(),
            )
        )


class _Sheet(QWidget):
    """The words and fields in one language."""

    def __init__(self, values: dict[str, str], window: QWidget) -> None:
        super().__init__(window)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.languages = Segmented(_("Language"), language_options())
        self.languages.set_value(texts.language())
        self.form = Form()
        self._fields = self._make_fields(values)
        self.next = button(_("Continue"), kind="primary")
        self.demo = button(_("Open an invented demo book instead"), kind="link")
        self.restore = button(_("Restore a backup…"), kind="link")
        self.bring = button(_("Bring my book from another laptop…"), kind="link")
        self._lay_out()

    def values(self) -> dict[str, str]:
        """What is typed, without blanks around."""
        return {key: field.text().strip() for key, field in self._fields.items()}

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self._fields["name"].setFocus()

    def check(self) -> bool:
        """Whether a book can be made; if not, the keyboard is put where something is wrong."""
        wrong = [key for key in self._fields if self._check(key)]
        if wrong:
            self._fields[wrong[0]].setFocus()
        return not wrong

    def _make_fields(self, values: dict[str, str]) -> dict[str, QLineEdit]:
        fields = {}
        for key, name in (
            ("name", _("Your name")),
            ("staff_number", _("Staff number")),
            ("phone", _("Phone")),
            ("branch", _("Branch")),
        ):
            field = fields[key] = QLineEdit(values.get(key, ""))
            self.form.add(key, name, field, required=key == "name")
            field.textEdited.connect(lambda _typed, key=key: self._check(key))
        return fields

    def _check(self, key: str) -> bool:
        """Say what is wrong in a field; True if it keeps the book from being made."""
        finding = self._finding(key)
        tone = Tone.RED if finding and finding.blocks else Tone.AMBER
        self.form.set_message(key, finding.sentence(_) if finding else "", tone)
        return bool(finding and finding.blocks)

    def _finding(self, key: str) -> Finding | None:
        text = self._fields[key].text()
        if key == "name":
            return check_name(text)
        return check_phone(text) if key == "phone" and text.strip() else None

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self.languages)
        whole.addLayout(top)
        whole.addStretch(2)
        whole.addLayout(in_the_middle(self._make_column()))
        whole.addStretch(3)

    def _make_column(self) -> QFrame:
        column, lines = _column()
        lines.addWidget(_centred(_("A new book, on this laptop only, encrypted."), "muted"))
        lines.addSpacing(8)
        lines.addWidget(self.form)
        lines.addWidget(_centred(_("Customers read your name and phone on their papers."), "note"))
        lines.addSpacing(4)
        lines.addWidget(self.next)
        for link in (self.bring, self.restore, self.demo):
            lines.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        return column


class _GuardSheet(QWidget):
    """The second step: what opens the book from now on."""

    def __init__(self, jobs: Jobs, known: Callable[[], Sequence[str]], window: QWidget) -> None:
        super().__init__(window)
        self._jobs, self._known = jobs, known
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._column: QFrame | None = None
        self._middle = QHBoxLayout()
        self._make()

    def reword(self) -> None:
        """Word it in the language of the first step, which may have changed; typed text stays."""
        typed = self.fields.first.text(), self.fields.second.text()
        self._make()
        self.fields.first.setText(typed[0])
        self.fields.second.setText(typed[1])

    def set_busy(self, busy: bool) -> None:
        """Say that the book is being made, or ask again."""
        self.setEnabled(not busy)
        self.begin.setText(_("Making the book…") if busy else _("Make the book"))

    def _make(self) -> None:
        """Make the parts anew; the buttons are kept, since others follow them."""
        if self._column is None:
            self.begin = button("", kind="primary")
            self.back = button("", kind="link")
            self._whole.addStretch(2)
            self._whole.addLayout(self._middle)
            self._whole.addStretch(3)
            self._middle.addStretch(1)
            self._middle.addStretch(1)
        self.begin.setText(_("Make the book"))
        self.back.setText(_("Back"))
        self.fields = PassphraseFields(self._jobs, self._known)
        former, self._column = self._column, self._make_column()
        self._middle.insertWidget(1, self._column)
        if former is not None:
            former.hide()
            former.deleteLater()

    def _make_column(self) -> QFrame:
        column, lines = _column()
        lines.addWidget(
            _centred(_("A passphrase opens this book, and nothing else does."), "muted")
        )
        lines.addSpacing(8)
        lines.addWidget(self.fields)
        advice = _("Four unlike words are strong and easy to keep. A recovery key comes next.")
        lines.addWidget(_centred(advice, "note"))
        lines.addSpacing(4)
        lines.addWidget(self.begin)
        lines.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        return column


def _column() -> tuple[QFrame, QVBoxLayout]:
    """What stands in the middle of each step, under the brand."""
    column = QFrame()
    column.setFixedWidth(COLUMN)
    lines = QVBoxLayout(column)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(12)
    lines.addLayout(_brand())
    return column, lines


def _brand() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    row.addWidget(label("VIP", "logo"))
    row.addWidget(label("VIPDesk", "title"))
    row.addStretch(1)
    return row


def _centred(text: str, kind: str) -> QWidget:
    made = label(text, kind, wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
