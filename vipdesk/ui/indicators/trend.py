"""The trend of one indicator with its target: a chart that can be copied as a picture."""

from collections.abc import Sequence

import pyqtgraph as pg  # noqa: TID253 - the one place that draws with it; loaded with this page
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.indicators import Value
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.indicators import words
from vipdesk.ui.theme import Token

HEIGHT = 190
EDGE = 0.6  # of a period, left and right of the values
ROOM = 0.15  # of the span of values, above and below them


class TrendChart(QWidget):
    """Values of periods, oldest first; a period without one leaves a gap."""

    def __init__(self) -> None:
        super().__init__()
        self.values: tuple[Value, ...] = ()
        self._theme = ""  # in whose colours it is drawn
        self.plot = pg.PlotWidget()
        self.plot.setFixedHeight(HEIGHT)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setMenuEnabled(False)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.plot)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            # Later, and not at all once it is gone: a fault within an event ends the program.
            QTimer.singleShot(0, self, self._follow_theme)

    def _follow_theme(self) -> None:
        """Draw anew in other colours; Qt tells of every sheet several times, and of the same."""
        if self._theme not in ("", theme.current().name):
            self._paint()

    def show_values(self, values: Sequence[Value]) -> None:
        """Draw these."""
        self.values = tuple(values)
        said = [f"{words.period_word(v.period)} {words.value_word(v)}" for v in self.values]
        self.setAccessibleName(_("Trend"))
        self.setAccessibleDescription(", ".join(said))
        self._paint()

    def _paint(self) -> None:
        self._theme = theme.current().name
        plot = self.plot.getPlotItem()
        plot.clear()
        self.plot.setBackground(theme.color(Token.SURFACE))
        known = [(at, _number(v)) for at, v in enumerate(self.values)]
        self._dress_axes(plot)
        self._draw_target(plot)
        line = pg.mkPen(theme.color(Token.ACCENT), width=2)
        gap = float("nan")
        ys = [gap if y is None else y for _at, y in known]
        plot.plot([at for at, _y in known], ys, pen=line, connect="finite")
        self._mark_last(plot, [(at, y) for at, y in known if y is not None])
        self._fit(plot, [y for _at, y in known if y is not None])

    def _dress_axes(self, plot: "pg.PlotItem") -> None:
        muted = pg.mkPen(theme.color(Token.LINE))
        font = QFont(theme.font(theme.NOTE_SIZE))
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(muted)
            axis.setTextPen(pg.mkPen(theme.color(Token.MUTED)))
            axis.setTickFont(font)
        ticks = [(at, words.period_word(v.period)) for at, v in enumerate(self.values)]
        every = max(1, -(-len(ticks) // TICKS))
        plot.getAxis("bottom").setTicks([ticks[::-1][::every]])
        plot.showGrid(x=False, y=True, alpha=0.15)

    def _draw_target(self, plot: "pg.PlotItem") -> None:
        goal = self._goal()
        if goal is None:
            return
        pen = pg.mkPen(theme.color(Token.RED), width=1, style=Qt.PenStyle.DashLine)
        target = pg.InfiniteLine(goal, angle=0, pen=pen)
        plot.addItem(target)
        text = pg.TextItem(
            _("Target {n}").format(n=words.target_word(self.values[-1])),
            color=theme.color(Token.RED),
            anchor=(1, 1),
        )
        text.setFont(theme.font(theme.NOTE_SIZE))
        text.setPos(max(0, len(self.values) - 1), goal)
        plot.addItem(text)

    def _mark_last(self, plot: "pg.PlotItem", known: list[tuple[int, float]]) -> None:
        if not known:
            return
        at, y = known[-1]
        accent = theme.color(Token.ACCENT)
        plot.plot([at], [y], pen=None, symbol="o", symbolSize=8, symbolBrush=accent, symbolPen=None)
        fell = len(known) > 1 and y < known[-2][1]  # the line comes from above: the word goes below
        text = pg.TextItem(
            words.value_word(self.values[at]), theme.color(Token.TEXT), anchor=(1, 0 if fell else 1)
        )
        text.setFont(theme.font(bold=True))
        text.setPos(at, y)
        plot.addItem(text)

    def _fit(self, plot: "pg.PlotItem", ys: list[float]) -> None:
        goal = self._goal()
        seen = [*ys, *([] if goal is None else [goal])]
        if not seen:
            plot.setYRange(0, 1)
            return
        low, high = min(seen), max(seen)
        room = (high - low) * ROOM or max(abs(high) * ROOM, 1)
        plot.setYRange(low - room * 2, high + room * 2, padding=0)
        plot.setXRange(-EDGE, max(1, len(self.values) - 1) + EDGE, padding=0)

    def _goal(self) -> float | None:
        last = self.values[-1] if self.values else None
        if last is None or last.goal is None or last.is_of_another_span:
            return None
        return float(last.goal * (100 if last.spec.percent else 1))


TICKS = 4


def _number(value: Value) -> float | None:
    if value.rate is None:
        return None
    return float(value.rate * (100 if value.spec.percent else 1))
