"""Two fields for a new passphrase: shown or hidden, with a meter and a hint of Caps Lock."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.passphrases import MIN_SIGNS, check_passphrase
from vipdesk.domain.strength import STRONG, Strength, strength
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_, _, sentences
from vipdesk.ui import error_texts, theme
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.theme import Token

_WORDS = (N_("very weak"), N_("weak"), N_("fair"), N_("good"), N_("strong"))
_TONES = (Token.RED, Token.RED, Token.AMBER, Token.GREEN, Token.GREEN)
BAR_HEIGHT, BAR_GAP = 6, 4
WORDS_HEIGHT = 36


class _Bars(QWidget):
    """Four bars, lit from the left in the colour of the score."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(BAR_HEIGHT)
        self._score: int | None = None

    def set_score(self, score: int | None) -> None:
        """Light one bar for each step, one at least; None lights none."""
        self._score = score
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - (STRONG - 1) * BAR_GAP) / STRONG
        for place in range(STRONG):
            lit = self._score is not None and place < max(1, self._score)
            token = _TONES[self._score or 0] if lit else Token.LINE
            painter.setBrush(theme.color(token))
            left = place * (width + BAR_GAP)
            painter.drawRoundedRect(QRectF(left, 0, width, BAR_HEIGHT), 3, 3)


class StrengthMeter(QWidget):
    """Four bars and a sentence; the estimate is made by a job."""

    def __init__(self, jobs: Jobs, known: Callable[[], Sequence[str]]) -> None:
        """``known``: what others know of the manager, asked for at each estimate."""
        super().__init__()
        self._known = known
        self._latest = Latest(jobs, self)
        self._bars = _Bars()
        self.words = label("", "note", wrap=True)
        self.words.setMinimumHeight(WORDS_HEIGHT)  # two lines: nothing jumps while one types
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self._bars)
        whole.addWidget(self.words)
        self._show(None)

    def measure(self, passphrase: str) -> None:
        """Estimate what is typed now."""
        known = list(self._known())
        if not passphrase:
            self._latest.drop()
            self._show(None)
            return
        self._latest.read(lambda _progress: strength(passphrase, known), self._show)

    def _show(self, found: Strength | None) -> None:
        self._bars.set_score(found.score if found else None)
        self.words.setText(_sentence(found) if found else " ")


class PassphraseFields(QWidget):
    """A new passphrase, twice; what Return does in a field is its window's."""

    def __init__(
        self,
        jobs: Jobs,
        known: Callable[[], Sequence[str]] = tuple,
        old: QLineEdit | None = None,
        fit: Callable[[str], str] = check_passphrase,
    ) -> None:
        """Make the fields.

        Args:
            jobs: Where the strength is estimated.
            known: What others know of the manager, for the meter.
            old: Asked for first.
            fit: Raises what is wrong with a passphrase.
        """
        super().__init__()
        self._fit = fit
        self.form = Form()
        self.first, self.second = QLineEdit(), QLineEdit()
        self.meter = StrengthMeter(jobs, known)
        self.shown = QCheckBox(_("Show what is typed"))
        self.caps = label("", "note")
        self._lay_out(old)
        for field in (self.first, self.second):
            field.installEventFilter(self)
        self.first.textChanged.connect(self.meter.measure)
        self.second.textChanged.connect(lambda: self.form.set_message("second", ""))
        self.shown.toggled.connect(self._on_shown_toggled)
        self._on_shown_toggled(False)

    def check(self) -> bool:
        """Whether it is taken; if not, the keyboard is put where something is wrong."""
        wrong = unfit(self.first.text(), self._fit)
        differs = self.first.text() != self.second.text()
        self.form.set_message("first", wrong)
        words = _("The two are not the same.") if differs and not wrong else ""
        self.form.set_message("second", words)
        if wrong or differs:
            (self.first if wrong else self.second).setFocus()
        return not wrong and not differs

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self.first, self.second):
            field.clear()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._follow_caps(event)
        return super().eventFilter(watched, event)

    def _follow_caps(self, event: QKeyEvent) -> None:
        """Qt does not tell of Caps Lock: a capital without Shift does."""
        sign = event.text()
        if len(sign) == 1 and sign.isascii() and sign.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.setText(_("Caps Lock is on.") if sign.isupper() != shift else "")

    def _on_shown_toggled(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.first, self.second):
            field.setEchoMode(mode)

    def _lay_out(self, old: QLineEdit | None) -> None:
        if old is not None:
            self.form.add("old", _("Present passphrase"), old, required=True)
        name = _("Passphrase") if old is None else _("New passphrase")
        self.form.add("first", name, self.first, required=True)
        self.form.add("meter", "", self.meter)
        self.form.add("second", _("Once more"), self.second, required=True)
        under = QWidget()
        row = QHBoxLayout(under)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.shown)
        row.addStretch(1)
        row.addWidget(self.caps)
        self.form.add("shown", "", under)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.form)
        self.setFocusProxy(self.first)


def unfit(passphrase: str, check: Callable[[str], str]) -> str:
    """Why ``check`` does not take ``passphrase``, in words beside a field; "" if it does."""
    if len(passphrase) < MIN_SIGNS:
        return _("Use {n} characters or more.").format(n=MIN_SIGNS)
    try:
        check(passphrase)
    except VipDeskError as error:
        return error_texts.sentence(error)
    return ""


def _sentence(found: Strength) -> str:
    words = _("Strength: {word}.").format(word=_(_WORDS[found.score]))
    return sentences([words, _(found.advice)]) if found.advice else words
