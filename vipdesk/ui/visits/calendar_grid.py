"""Some days side by side, hours downwards, visits as blocks."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from vipdesk.domain.wording import weekday
from vipdesk.services.visit_lists import VisitRow
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.kit.bit_by_bit import BitByBit
from vipdesk.ui.theme import Token
from vipdesk.ui.visits.calendar_layout import (
    FIRST_HOUR,
    LAST_HOUR,
    SLOT_MINUTES,
    lanes,
    minutes_of,
    shown_hours,
)
from vipdesk.ui.visits.visit_block import VisitBlock

HEAD = 44
HOURS_WIDTH = 48
HOUR_HEIGHT = 40  # at least
BLOCK_HEIGHT = 22  # at least


class CalendarGrid(QWidget):
    """A calm calendar; arrows move, Return opens, N plans, M moves.

    Signals:
        visit_opened: The id of a visit, by click or Return.
        visit_chosen: The id of the visit that the keyboard is on.
        day_chosen: A ``date``, by click or by the arrows, also one beside those shown.
        plan_requested: Day and time for a new visit: N, or a double click where nothing lies.
        move_requested: The id of the visit that the keyboard is on.
    """

    visit_opened = Signal(int)
    visit_chosen = Signal(int)
    day_chosen = Signal(object)
    plan_requested = Signal(object, object)
    move_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[date, ...] = ()
        self._rows: tuple[VisitRow, ...] = ()
        self._blocks: list[VisitBlock] = []
        self._places: dict[int, QRect] = {}  # by the id of a visit
        self._making = BitByBit(self)
        self._now: datetime | None = None
        self._chosen: date | None = None
        self._hours = (FIRST_HOUR, LAST_HOUR)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Calendar of visits"))

    def show_days(
        self, days: Sequence[date], rows: Sequence[VisitRow], now: datetime, chosen: date
    ) -> None:
        """Show other days; the keyboard stays on the visit it is on if that is still there."""
        if (tuple(days), tuple(rows)) == (self._days, self._rows):
            self._follow(now, chosen)
            return
        holder = self.window().focusWidget()  # also while a dialog is in front
        focused = next((b.row.id for b in self._blocks if b is holder), None)
        had_focus = holder is self or focused is not None
        self._days, self._rows, self._now = tuple(days), tuple(rows), now
        self._chosen = chosen
        self._hours = shown_hours(rows)
        for block in self._blocks:
            block.hide()
            block.deleteLater()
        self._blocks = []
        self._place()
        self._making.start(self._make_blocks())
        if focused is not None:
            self._making.finish()
        self.updateGeometry()
        if had_focus:
            self._focus(next((b for b in self._blocks if b.row.id == focused), None))
        self.update()

    def choose_day(self, day: date) -> None:
        """Mark another day of those shown."""
        if day != self._chosen:
            self._chosen = day
            self.update()

    def blocks(self) -> Sequence[VisitBlock]:
        """The visits in order of time; those that have no block yet get it now."""
        self._making.finish()
        return tuple(self._blocks)

    def focus_visit(self, visit_id: int) -> None:
        """Put the keyboard on a visit."""
        self._focus(next((b for b in self.blocks() if b.row.id == visit_id), None))

    @override
    def minimumSizeHint(self) -> QSize:
        first, last = self._hours
        return QSize(
            HOURS_WIDTH + 60 * max(1, len(self._days)), HEAD + (last - first) * HOUR_HEIGHT
        )

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step_day(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step_visit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_N and self._chosen is not None:
            self.plan_requested.emit(self._chosen, None)
        elif key == Qt.Key.Key_M and (block := self._focused()) is not None:
            self.move_requested.emit(block.row.id)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position())
        if day is not None:
            self.setFocus()
            self.choose_day(day)
            self.day_chosen.emit(day)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position())
        if day is not None and event.position().y() > HEAD:
            self.plan_requested.emit(day, self._time_at(event.position().y()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_days(painter)
        self._paint_hours(painter)
        self._paint_now(painter)
        self._paint_focus(painter)

    def _follow(self, now: datetime, chosen: date) -> None:
        """Move the line of the time; to paint anew is to paint every visit anew."""
        if self._now is None or now - self._now >= timedelta(minutes=1) or now < self._now:
            self._now = now
            self.update()
        self.choose_day(chosen)

    def _make_blocks(self) -> Iterator[None]:
        for row in self._rows:
            block = VisitBlock(row, self)
            block.clicked.connect(lambda _checked=False, row=row: self.visit_opened.emit(row.id))
            block.place(self._places.get(row.id, QRect()))
            block.show()
            if self._blocks:
                self.setTabOrder(self._blocks[-1], block)
            self._blocks.append(block)
            yield

    def _column(self, day: date) -> QRectF:
        width = (self.width() - HOURS_WIDTH) / max(1, len(self._days))
        left = HOURS_WIDTH + width * self._days.index(day)
        return QRectF(left, HEAD, width, self.height() - HEAD)

    def _y(self, minutes: float) -> float:
        first, last = self._hours
        share = (minutes / 60 - first) / (last - first)
        return HEAD + share * (self.height() - HEAD)

    def _day_at(self, at: QPointF) -> date | None:
        return next(
            (d for d in self._days if self._column(d).left() <= at.x() < self._column(d).right()),
            None,
        )

    def _time_at(self, y: float) -> time:
        first, last = self._hours
        minutes = (first + (last - first) * (y - HEAD) / max(1, self.height() - HEAD)) * 60
        slot = max(0, min(23 * 60 + 30, int(minutes // SLOT_MINUTES) * SLOT_MINUTES))
        return time(slot // 60, slot % 60)

    def _place(self) -> None:
        """Work out where each visit lies, and put the blocks there that were made."""
        self._places = {}
        for day in self._days:
            rows = [row for row in self._rows if row.starts.date() == day]
            for row, lane, count in lanes(rows):
                column = self._column(day).adjusted(3, 0, -3, 0)
                width = column.width() / count
                top = self._y(minutes_of(row.starts))
                bottom = self._y(minutes_of(row.starts) + row.minutes)
                height = max(BLOCK_HEIGHT, bottom - top - 1)
                left = column.left() + lane * width
                self._places[row.id] = QRect(round(left), round(top), round(width), round(height))
        for block in self._blocks:
            if block.row.id in self._places:
                block.setGeometry(self._places[block.row.id])

    def _focused(self) -> VisitBlock | None:
        return next((block for block in self._blocks if block.hasFocus()), None)

    def _focus(self, block: VisitBlock | None) -> None:
        if block is None:
            self.setFocus()
            return
        block.setFocus()
        day = block.row.starts.date()
        if day != self._chosen:
            self.choose_day(day)
            self.day_chosen.emit(day)
        self.visit_chosen.emit(block.row.id)

    def _step_visit(self, step: int) -> None:
        """Up and down: the visits of the chosen day, in order of time."""
        blocks = [b for b in self.blocks() if b.row.starts.date() == self._chosen]
        current = self._focused()
        if not blocks:
            return
        if current not in blocks:
            self._focus(blocks[0 if step > 0 else -1])
            return
        place = blocks.index(current) + step
        if 0 <= place < len(blocks):
            self._focus(blocks[place])

    def _step_day(self, step: int) -> None:
        """Left and right: the day beside, on its visit nearest to the same time."""
        if self._chosen is None:
            return
        day, current = self._chosen + timedelta(days=step), self._focused()
        if day not in self._days:
            self.day_chosen.emit(day)
            return
        blocks = [b for b in self.blocks() if b.row.starts.date() == day]
        if blocks and current is not None:
            near = minutes_of(current.row.starts)
            self._focus(min(blocks, key=lambda b: abs(minutes_of(b.row.starts) - near)))
            return
        self.setFocus()
        self.choose_day(day)
        self.day_chosen.emit(day)

    def _paint_days(self, painter: QPainter) -> None:
        for day in self._days:
            column = self._column(day)
            head = QRectF(column.left(), 0, column.width(), HEAD)
            if day == self._chosen and len(self._days) > 1:
                painter.fillRect(head.united(column), theme.color(Token.HOVER))
                mark = QRectF(column.left() + 1, HEAD - 3, column.width() - 1, 2)
                painter.fillRect(mark, theme.color(Token.ACCENT))
            painter.setPen(QPen(theme.color(Token.LINE), 1))
            painter.drawLine(QPointF(column.left(), 0), column.bottomLeft())
            painter.drawLine(head.bottomLeft(), head.bottomRight())
            today = self._now is not None and day == self._now.date()
            painter.setPen(theme.color(Token.ACCENT_TEXT if today else Token.TEXT))
            painter.setFont(theme.font(theme.TEXT_SIZE, bold=today or day == self._chosen))
            words = f"{weekday(_, day)} {day:%m-%d}"
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setPen(QPen(theme.color(Token.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _paint_hours(self, painter: QPainter) -> None:
        first, last = self._hours
        painter.setFont(theme.font(theme.NOTE_SIZE))
        for hour in range(first, last):
            y = self._y(hour * 60)
            painter.setPen(QPen(theme.color(Token.LINE), 1))
            painter.drawLine(QPointF(HOURS_WIDTH, y), QPointF(self.width(), y))
            painter.setPen(theme.color(Token.MUTED))
            box = QRectF(0, y, HOURS_WIDTH - 8, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, f"{hour:02}:00")

    def _paint_now(self, painter: QPainter) -> None:
        if self._now is None or self._now.date() not in self._days:
            return
        first, last = self._hours
        if first * 60 <= minutes_of(self._now) <= last * 60:
            column, y = self._column(self._now.date()), self._y(minutes_of(self._now))
            painter.setPen(QPen(theme.color(Token.RED), 2))
            painter.drawLine(QPointF(column.left(), y), QPointF(column.right(), y))
