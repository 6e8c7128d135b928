"""A line of values over periods with its target, drawn as vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vipdesk.reports.blocks import (
    ACCENT,
    AMBER,
    BODY_BOLD,
    HAIRLINE,
    MUTED,
    SMALL,
    Canvas,
    Look,
    Text,
    Whole,
    draw_line,
    draw_rule,
)


@dataclass(frozen=True, slots=True)
class TrendChart(Whole):
    """Points joined by a line; a gap where there is no value, and a dashed line at the target.

    Args:
        title: Above it.
        points: Word below, figure above ("" for none) and value; None: there is none.
        goal: The target as the values are given, and how it is written.
    """

    title: str
    points: Sequence[tuple[str, str, float | None]]
    goal: tuple[float, str] | None = None

    HEAD = 20.0
    ROOM = 58.0
    FIGURES = 16.0
    BELOW = 10.0  # for a figure under a low point
    WORDS = 18.0
    SIDE = 6.0
    DOT = 2.2
    FIGURE = Look(size=7.5, leading=12.0, color=MUTED, align="center")

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at any width
        return self.HEAD + self.FIGURES + self.ROOM + self.BELOW + self.WORDS

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        left, wide = x + self.SIDE, width - 2 * self.SIDE
        Text(self.title, BODY_BOLD).draw(canvas, left, top, wide)
        foot = top - self.HEAD - self.FIGURES - self.ROOM
        words = foot - self.BELOW
        draw_rule(canvas, left, words - 4.0, wide)
        slot = wide / len(self.points)
        places = [
            (left + slot * (number + 0.5), None if value is None else foot + self._up(value))
            for number, (_word, _figure, value) in enumerate(self.points)
        ]
        self._draw_goal(canvas, left, foot, wide)
        self._draw_line(canvas, places)
        for number, (word, figure, _value) in enumerate(self.points):
            middle, height = places[number]
            draw_line(canvas, word, middle, words - 16.0, SMALL.aligned("center"))
            if height is not None:
                canvas.setFillColor(ACCENT)
                canvas.circle(middle, height, self.DOT, stroke=0, fill=1)
                beside = -10.5 if self._is_low(number) else 5.0
                draw_line(canvas, figure, middle, height + beside, self.FIGURE)

    def _is_low(self, number: int) -> bool:
        """Whether the line bends upwards there, so that its figure stands clear below it."""
        around = (*self.points[max(0, number - 1) : number], *self.points[number + 1 : number + 2])
        known = [each for _word, _figure, each in around if each is not None]
        value = self.points[number][2]
        return value is not None and bool(known) and sum(known) / len(known) > value

    def _up(self, value: float) -> float:
        """How far above the foot a value stands."""
        known = [each for _word, _figure, each in self.points if each is not None]
        known += [self.goal[0]] if self.goal else []
        low, high = min(known), max(known)
        return self.ROOM / 2 if low == high else (value - low) / (high - low) * self.ROOM

    def _draw_goal(self, canvas: Canvas, left: float, foot: float, wide: float) -> None:
        if self.goal is None:
            return
        height = foot + self._up(self.goal[0])
        canvas.setStrokeColor(AMBER)
        canvas.setLineWidth(HAIRLINE)
        canvas.setDash(3, 3)
        canvas.line(left, height, left + wide, height)
        canvas.setDash()
        look = Look(size=7.5, leading=12.0, color=AMBER, align="right")
        draw_line(canvas, self.goal[1], left + wide, foot + self.ROOM + self.FIGURES + 5.0, look)

    def _draw_line(self, canvas: Canvas, places: Sequence[tuple[float, float | None]]) -> None:
        canvas.setStrokeColor(ACCENT)
        canvas.setLineWidth(1.4)
        for (start, low), (end, high) in pairwise(places):
            if low is not None and high is not None:
                canvas.line(start, low, end, high)
