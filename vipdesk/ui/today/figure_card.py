"""One figure of the desk with its target and how far it is from it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QSizePolicy, QWidget
from typing_extensions import override

from vipdesk.domain.indicator_words import Direction
from vipdesk.domain.indicators import Unit, Value, WhyNot, shown
from vipdesk.domain.wording import amount
from vipdesk.texts import N_, _, ngettext
from vipdesk.ui import theme
from vipdesk.ui.kit.card_button import CardButton
from vipdesk.ui.kit.labels import ElidedLabel, dress_label, label
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Token, Tone
from vipdesk.ui.value_tone import value_tone

BAR_HEIGHT = 4
TITLES = {
    "snapshot_retention": N_("Snapshot retention (this quarter)"),
    "reach_executed": N_("Service reach, executed (this quarter)"),
    "revenue_retention": N_("Revenue retention (this quarter)"),
    "points_redemption": N_("Points redemption (this year)"),
    "renewal": N_("Renewal rate (this quarter)"),
    "churn": N_("Churn of lines (last month)"),
    "service_standard": N_("Service standard (this quarter)"),
}


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

    def __init__(self) -> None:
        super().__init__("figure", QBoxLayout.Direction.TopToBottom)
        self.value: Value | None = None
        self._title = ElidedLabel("", "muted")
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
        self.whole.addWidget(self._title)
        self.whole.addLayout(row)
        self.whole.addWidget(self._bar)
        self.whole.addWidget(self._note)
        self.pass_clicks_on()

    def show_figure(self, figure: Value) -> None:
        """Show what was counted."""
        rate, title = figure.rate, _(TITLES[figure.spec.key])
        self.value = figure
        self._title.set_text(title)
        self.figure.setText(_("no data yet") if rate is None else shown(rate, percent=True))
        tone = value_tone(figure)
        dress_label(self.figure, "section" if rate is None else "figure")
        self._target.setText(target_words(figure))
        self._bar.share = min(float(rate), 1.0) if rate is not None else 0.0
        self._bar.tone = tone
        note = note_words(figure)
        dress_label(self._note, "note", tone if figure.met is not None else None)
        self._note.set_text(note)
        spoken = (title, self.figure.text(), target_words(figure), note)
        self.setAccessibleName(" ".join(filter(None, spoken)))
        set_tip(self, definition(figure))
        self._bar.update()


TARGETS = {
    Direction.AT_LEAST: N_("target {share}%"),
    Direction.MORE_THAN: N_("target over {share}%"),
    Direction.AT_MOST: N_("target at most {share}%"),
    Direction.LESS_THAN: N_("target under {share}%"),
}


def target_words(figure: Value) -> str:
    """What the target is."""
    if figure.goal is None:
        return ""
    share = shown(figure.goal, percent=True).removesuffix("%").rstrip("0").rstrip(".")
    return _(TARGETS[figure.spec.direction]).format(share=share)


def note_words(figure: Value) -> str:
    """How far it is from the target, of how many, and whether these are few."""
    if figure.rate is None:
        why = figure.why_not or WhyNot.NOTHING
        nothing = _("nothing to count in this period")
        return nothing if why is WhyNot.NOTHING else _(why.label)
    of = _("{n} of {all}").format(n=_shown(figure), all=_all(figure))
    small = _("small sample") if figure.is_small else ""
    return " · ".join(filter(None, (_distance(figure), of, small)))


def _distance(figure: Value) -> str:
    missing = figure.missing
    if figure.met is None:
        return ""
    if figure.met:
        return _("on target")
    if missing and figure.spec.unit is Unit.FEN:
        return _("{n} yuan short").format(n=amount(missing))
    if missing:
        said = ngettext("{n} more to the target", "{n} more to the target", missing)
        return said.format(n=f"{missing:,}")
    at_least = figure.spec.direction in (Direction.AT_LEAST, Direction.MORE_THAN)
    return _("below the target") if at_least else _("over the target")


def _shown(figure: Value) -> str:
    """Churn counts twice what left, over both ends of the month; people want it once."""
    return _number(figure, (figure.numerator or 0) // (2 if figure.spec.twice else 1))


def _all(figure: Value) -> str:
    return _number(figure, (figure.denominator or 0) // (2 if figure.spec.twice else 1))


def _number(figure: Value, number: int) -> str:
    """Money in whole yuan: the card is narrow, and its page has the rest."""
    if figure.spec.unit is Unit.FEN:
        return f"{number // 100:,}"
    return f"{number:,}"


def definition(figure: Value) -> str:
    """How it is counted, and of which days."""
    last = figure.to_date or figure.period.last
    span = _("{first} to {last}").format(first=figure.period.first, last=last)
    return f"{_(figure.spec.definition)} {span}"
