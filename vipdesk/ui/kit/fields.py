"""Fields for a day, a time and a whole number; words that are offered in a field."""

import re
from collections.abc import Sequence
from datetime import date, time

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, QTime, Signal
from PySide6.QtGui import QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCompleter,
    QFrame,
    QLineEdit,
    QListView,
    QSpinBox,
    QTimeEdit,
    QToolButton,
    QVBoxLayout,
)
from typing_extensions import override

from vipdesk import texts
from vipdesk.texts import _
from vipdesk.ui import icons, theme
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Token

HEIGHT = 32  # as a line of text; spin boxes ask for two more
EDGE = 8  # pixels before the text, as in other fields
_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?")
_LOCALES = {"zh": QLocale.Language.Chinese, "en": QLocale.Language.English}


class DateField(QLineEdit):
    """A day, or nothing: typed as 2026-11-21, 2026/11/21, 20261121, 2026年11月21日, or picked.

    Signals:
        value_changed: The day has changed, by keys or by the calendar; see `value`.
    """

    value_changed = Signal()

    def __init__(self, value: date | None = None) -> None:
        super().__init__()
        self._told = value
        self.setPlaceholderText(_("YYYY-MM-DD"))
        pick = self.addAction(
            icons.icon("calendar", Token.MUTED), self.ActionPosition.TrailingPosition
        )
        set_tip(pick, _("Pick a day"))
        pick.triggered.connect(self.pick)
        icons.set_icon(pick, "calendar", Token.MUTED)
        self.set_value(value)
        self.textEdited.connect(self._tell)
        self.editingFinished.connect(self._on_editing_finished)

    def value(self) -> date | None:
        """The day; None where it is empty or no day."""
        match = _DAY.fullmatch(self.text().strip())
        if match is None:
            return None
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None

    def is_valid(self) -> bool:
        """Whether the field is empty or holds a day of the calendar."""
        return not self.text().strip() or self.value() is not None

    def set_value(self, value: date | None) -> None:
        """Show ``value`` without a signal."""
        self._told = value
        self.setText(value.isoformat() if value else "")

    def pick(self) -> None:
        """Open a calendar under the field."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setProperty("kind", "card")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = _calendar()
        chosen = self.value()
        if chosen is not None:
            calendar.setSelectedDate(QDate(chosen.year, chosen.month, chosen.day))
        calendar.activated.connect(self._on_day_picked)
        calendar.clicked.connect(self._on_day_picked)
        calendar.clicked.connect(popup.close)
        calendar.activated.connect(popup.close)
        QVBoxLayout(popup).addWidget(calendar)
        popup.adjustSize()
        popup.move(self._place_for(popup))
        popup.show()
        calendar.setFocus()

    def _place_for(self, popup: QFrame) -> QPoint:
        below = self.mapToGlobal(QPoint(0, self.height() + 4))
        room = self.screen().availableGeometry()
        if below.y() + popup.height() > room.bottom():
            below.setY(self.mapToGlobal(QPoint(0, -4)).y() - popup.height())
        below.setX(max(room.left(), min(below.x(), room.right() - popup.width())))
        return below

    def _on_day_picked(self, day: QDate) -> None:
        self.setText(day.toString(Qt.DateFormat.ISODate))
        self._tell()

    def _on_editing_finished(self) -> None:
        value = self.value()
        if value is not None:
            self.setText(value.isoformat())

    def _tell(self) -> None:
        value = self.value()
        if value != self._told:
            self._told = value
            self.value_changed.emit()


def _calendar() -> QCalendarWidget:
    calendar = QCalendarWidget()
    calendar.setLocale(QLocale(_LOCALES[texts.language()]))
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    calendar.setVerticalHeaderFormat(calendar.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setAccessibleName(_("Pick a day"))
    free = QTextCharFormat()
    free.setForeground(theme.color(Token.RED))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, free)
    for name, icon in (("prev", "chevron-left"), ("next", "chevron-right")):
        step = calendar.findChild(QToolButton, f"qt_calendar_{name}month")
        if step is not None:
            icons.set_icon(step, icon)
    return calendar


class TimeField(QTimeEdit):
    """Hours and minutes."""

    def __init__(self, value: time | None = None) -> None:
        super().__init__()
        self.setDisplayFormat("HH:mm")
        self.lineEdit().setTextMargins(EDGE, 0, 0, 0)
        self.setFixedHeight(HEIGHT)
        if value is not None:
            self.set_value(value)

    def value(self) -> time:
        """The time of day."""
        shown = self.time()
        return time(shown.hour(), shown.minute())

    def set_value(self, value: time) -> None:
        """Show ``value``."""
        self.setTime(QTime(value.hour, value.minute))


class NumberField(QSpinBox):
    """A whole number between two bounds, with its unit behind it.

    The wheel is left to the page unless the field has the keyboard, so that no value slips.
    """

    def __init__(self, low: int = 0, high: int = 9_999, value: int = 0, unit: str = "") -> None:
        super().__init__()
        self.setRange(low, high)
        self.setValue(value)
        self.setSuffix(f" {unit}" if unit else "")
        self.lineEdit().setTextMargins(EDGE, 0, 0, 0)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def offering(words: Sequence[str], field: QLineEdit) -> QCompleter:
    """Make what offers ``words`` while ``field`` is typed in; its list is a window of its own."""
    made = QCompleter(list(words), field)
    popup = QListView()
    theme.dress(popup)
    made.setPopup(popup)
    return made
