"""One figure of the desk with its target and how far it is from it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QSizePolicy, QWidget
from typing_extensions import override

from vipdesk.domain.figures import Figure, FigureKey, percent
from vipdesk.texts import _, ngettext
from vipdesk.ui import theme
from vipdesk.ui.kit.card_button import CardButton
from vipdesk.ui.kit.labels import ElidedLabel, dress_label, label
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Token, Tone

BAR_HEIGHT = 4


class Bar(QWidget):
    """How full a share is; empty where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.share, self.tone = 0.0, Tone.NEUTRAL
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(80, BAR_HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        for width, token in ((1.0, Token.LINE), (self.share, self.tone.text)):
            painter.setBrush(theme.color(token))
            painter.drawRoundedRect(QRectF(0, 0, whole.width() * width, BAR_HEIGHT), 2, 2)


class FigureCard(CardButton):
    """A figure; a click or Return opens what is behind it."""

    def __init__(self, key: FigureKey) -> None:
        super().__init__("figure", QBoxLayout.Direction.TopToBottom)
        self.key = key
        self.figure = label("", "figure")
        self._target = label("", "muted")
        self._bar = Bar()
        self._note = ElidedLabel("", "note")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.figure)
        row.addWidget(self._target, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.whole.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.whole.setContentsMargins(14, 12, 14, 12)
        self.whole.setSpacing(6)
        self.whole.addWidget(ElidedLabel(_(key.label), "muted"))
        self.whole.addLayout(row)
        self.whole.addWidget(self._bar)
        self.whole.addWidget(self._note)
        self.pass_clicks_on()

    def show_figure(self, figure: Figure) -> None:
        """Show what was counted."""
        rate = figure.rate
        self.figure.setText(_("no data yet") if rate is None else percent(rate))
        tone = tone_of(figure)
        dress_label(self.figure, "section" if rate is None else "figure")
        self._target.setText(target_words(figure))
        self._bar.share = min(float(rate), 1.0) if rate is not None else 0.0
        self._bar.tone = tone
        note = note_words(figure)
        dress_label(self._note, "note", tone if figure.met is not None else None)
        self._note.set_text(note)
        spoken = (_(self.key.label), self.figure.text(), target_words(figure), note)
        self.setAccessibleName(" ".join(filter(None, spoken)))
        set_tip(self, definition(figure))
        self._bar.update()


def tone_of(figure: Figure) -> Tone:
    """Green where the target is met, red where it is not; no colour without a target."""
    if figure.met is None:
        return Tone.NEUTRAL
    return Tone.GREEN if figure.met else Tone.RED


def target_words(figure: Figure) -> str:
    """What the target is."""
    target = figure.target
    if target is None:
        return ""
    share = percent(target.value).removesuffix("%").rstrip("0").rstrip(".")
    words = _("target {share}%") if target.at_least else _("target at most {share}%")
    return words.format(share=share)


def note_words(figure: Figure) -> str:
    """How far it is from the target, of how many, and whether these are few."""
    if figure.rate is None:
        return _("nothing to count in this period")
    of = _("{n} of {all}").format(n=f"{_shown(figure):,}", all=f"{_all(figure):,}")
    missing = figure.missing
    if figure.met:
        first = _("on target")
    elif missing:
        first = ngettext("{n} more to the target", "{n} more to the target", missing)
        first = first.format(n=f"{missing:,}")
    else:
        first = _("over the target") if figure.met is False else ""
    small = _("small sample") if figure.is_small else ""
    return " · ".join(filter(None, (first, of, small)))


def _shown(figure: Figure) -> int:
    """Churn counts what left twice over both ends of the month; people want it once."""
    return figure.numerator // 2 if figure.key is FigureKey.CHURN else figure.numerator


def _all(figure: Figure) -> int:
    return figure.denominator // 2 if figure.key is FigureKey.CHURN else figure.denominator


def definition(figure: Figure) -> str:
    """How it is counted, and of which days."""
    words = {
        FigureKey.RENEWAL: _(
            "Contracts that ended in the period and were renewed, moved or upgraded, from 90 days "
            "before the date to the end of the second month after it. Lines."
        ),
        FigureKey.CHURN: _(
            "Lines that left in the month, over the mean of the lines on the network before and "
            "after it. Lines."
        ),
        FigureKey.REACH: _(
            "Customers with an effective touchpoint in the period. Left out: do not disturb, left, "
            "assigned less than 15 days ago. The target is that of the perceived reach. Customers."
        ),
        FigureKey.STANDARD: _(
            "Care windows that closed in the period and were met in time; a contact counts by the "
            "day on which it was noted (a definition of our own). Windows."
        ),
    }
    span = _("{first} to {last}").format(first=figure.first, last=figure.last)
    return f"{words[figure.key]} {span}"
