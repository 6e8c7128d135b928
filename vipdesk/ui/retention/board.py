"""Tasks as cards in columns, one a stage; where there are no stages, one a time when it is due."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from vipdesk.domain.task_query import WEEK_DAYS
from vipdesk.services.task_list import Listed, TaskRow
from vipdesk.texts import _
from vipdesk.ui.kit.columns import Column
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.tab_order import put_before
from vipdesk.ui.kit.table_model import Fetch, Index, PagedTableModel
from vipdesk.ui.kit.table_view import AROUND, NO_ROW
from vipdesk.ui.kit.typed import TypedRun
from vipdesk.ui.retention.cards import GAP as CARD_GAP
from vipdesk.ui.retention.cards import HEIGHT, CardDelegate, card_lines
from vipdesk.ui.retention.words import stage_word

PAST, CLOSED = "lapsed", "closed"
LANES = ("overdue", "today", "week", "later")
GAP = 12
AT_ONCE = 12  # cards that are read at a time; a column shows about ten
Lanes = Mapping[str, Sequence[int]]


def lanes_of(found: Iterable[Listed], stages: Sequence[str], today: date) -> dict[str, list[int]]:
    """Part tasks into columns: by ``stages`` where there are some, else by when they are due."""
    names = (*stages, PAST) if stages else LANES
    lanes: dict[str, list[int]] = {name: [] for name in names}
    for each in found:
        lanes[_stage_lane(each, stages) if stages else _due_lane(each, today)].append(each.id)
    return lanes


def _stage_lane(each: Listed, stages: Sequence[str]) -> str:
    """A stage that the settings no longer have, and the day itself, stand with the last one."""
    if each.stage in stages or each.stage == PAST:
        return each.stage
    return stages[-1]


def _due_lane(each: Listed, today: date) -> str:
    if each.due_on <= today:
        return "today" if each.due_on == today else "overdue"
    return "week" if each.due_on < today + timedelta(days=WEEK_DAYS) else "later"


def lane_names() -> dict[str, str]:
    """The columns that have a word for a heading."""
    return {
        "overdue": _("Late"),
        "today": _("Due today"),
        "week": _("Within a week"),
        "later": _("Later"),
        CLOSED: _("Closed cases"),
    }


class Lane(QTableView):
    """One column of cards; only those in sight are read and painted.

    It is a table, since a list of Qt's asks its model about each row before it shows the first.

    Signals:
        chosen: The id of the card that the keyboard or the mouse went to.
        opened: The id of a card, by Return or a double click.
        typed: What was typed on the column.
        left_requested, right_requested: On to the next column.
    """

    chosen = Signal(int)
    opened = Signal(int)
    typed = Signal(str)
    left_requested = Signal()
    right_requested = Signal()

    def __init__(self, name: str, fetch: Fetch[TaskRow], today: Callable[[], date]) -> None:
        super().__init__()
        self._typed = TypedRun()
        self.setAccessibleName(name)
        self.setProperty("kind", "lane")
        says: Column[TaskRow] = Column("card", name, lambda row: _said(row, today()))
        self._model = PagedTableModel((says,), fetch, self, page_size=AT_ONCE)
        self.setModel(self._model)
        self.setItemDelegate(CardDelegate(self._model, today, self))
        self._set_up()
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.id_at(index.row())))

    def _set_up(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        heads, cards = self.horizontalHeader(), self.verticalHeader()
        heads.setVisible(False)
        heads.setStretchLastSection(True)
        cards.setVisible(False)
        cards.setDefaultSectionSize(HEIGHT + CARD_GAP)
        cards.setSectionResizeMode(cards.ResizeMode.Fixed)

    def show_ids(self, ids: Sequence[int], rows: Iterable[TaskRow] = ()) -> None:
        """Show other cards; the place and the chosen one stay, if it is still there."""
        kept, place = self.current_id(), self.verticalScrollBar().value()
        self._model.show_ids(ids, rows)
        self.verticalScrollBar().setValue(place)
        self.go_to(kept)

    def ids(self) -> Sequence[int]:
        """The cards in their order."""
        return self._model.ids()

    def current_id(self) -> int:
        """The chosen card, or `NO_ROW`."""
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else NO_ROW

    def around(self) -> Sequence[int]:
        """What stands below the chosen card, then above it, the nearest first."""
        row, ids = self.currentIndex().row(), self.ids()
        below, above = ids[row + 1 : row + 1 + AROUND], ids[max(0, row - AROUND) : row]
        return [*below, *reversed(above)]

    def go_to(self, task_id: int) -> bool:
        """Choose a card without a signal; False if it is not in this column."""
        row = self._model.row_of(task_id)
        self.blockSignals(True)
        self.setCurrentIndex(self._model.index(row, 0) if row >= 0 else QModelIndex())
        self.blockSignals(False)
        self.viewport().update()
        return row >= 0

    def enter(self) -> None:
        """Take the keyboard, on the first card if none is chosen."""
        self.setFocus()
        if not self.currentIndex().isValid() and self.ids():
            self.setCurrentIndex(self._model.index(0, 0))

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(self._model.id_at(current.row()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.current_id())
        elif event.key() == Qt.Key.Key_Left:
            self.left_requested.emit()
        elif event.key() == Qt.Key.Key_Right:
            self.right_requested.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.ids():
            last = len(self.ids()) - 1  # Qt's table would go along the row
            self.setCurrentIndex(self._model.index(last * (event.key() == Qt.Key.Key_End), 0))
        else:
            super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Asked for by job: Qt's own way would read every card here."""
        typed = self._typed.add(search)
        if typed.strip():
            self.typed.emit(typed)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.enter()


def _said(row: TaskRow, today: date) -> str:
    """What a screen reader says of a card, and what type-ahead looks at: the name comes first."""
    lines = (text for text, _tone in card_lines(row, today))
    return _(", ").join((row.name, _(row.tier.label), *lines))


class Board(QWidget):
    """Columns beside each other, each with its count.

    Signals:
        chosen: The id of the card that was gone to.
        opened: The id of a card, by Return or a double click.
        typed: What was typed on a column.
    """

    chosen = Signal(int)
    opened = Signal(int)
    typed = Signal(str)

    def __init__(self, fetch: Fetch[TaskRow], today: Callable[[], date]) -> None:
        super().__init__()
        self.setAccessibleName(_("Board"))
        self._fetch, self._today = fetch, today
        self.lanes: dict[str, Lane] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._counts: dict[str, QLabel] = {}

    def show_lanes(self, lanes: Lanes, rows: Collection[TaskRow] = ()) -> None:
        """Show these cards by column; other columns than before are made anew.

        ``rows`` are cards that were read already, of any column.
        """
        if list(lanes) != list(self.lanes):
            self._make(list(lanes))
        for name, ids in lanes.items():
            self.lanes[name].show_ids(ids, rows)
            self._counts[name].setText(f"{len(ids):,}")
        self._offer()

    def current_id(self) -> int:
        """The chosen card, or `NO_ROW`."""
        found = (lane.current_id() for lane in self.lanes.values())
        return next((task_id for task_id in found if task_id != NO_ROW), NO_ROW)

    def around(self) -> Sequence[int]:
        """The cards that stand beside the chosen one in its column."""
        chosen = (lane for lane in self.lanes.values() if lane.current_id() != NO_ROW)
        lane = next(chosen, None)
        return lane.around() if lane is not None else ()

    def go_to(self, task_id: int) -> bool:
        """Choose a card; False if it is on no column."""
        found = [lane.go_to(task_id) for lane in self.lanes.values()]  # takes it from the others
        self._offer()
        return any(found)

    @override
    def setFocus(self, *_reason: object) -> None:
        """Give the keyboard to the chosen card, else to the first there is."""
        lane = self._entrance()
        if lane is not None:
            lane.enter()

    def _entrance(self) -> Lane | None:
        """The column of the chosen card, else the first that holds one."""
        lanes = list(self.lanes.values())
        chosen = (lane for lane in lanes if lane.current_id() != NO_ROW)
        return next(chosen, None) or next((lane for lane in lanes if lane.ids()), None)

    def _offer(self) -> None:
        """Let Tab come to the one column; the arrows lead from there to the others."""
        entrance = self._entrance()
        for lane in self.lanes.values():
            strong, click = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus
            lane.setFocusPolicy(strong if lane is entrance else click)

    def _make(self, names: Sequence[str]) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        words = lane_names()
        self.lanes, self._counts = {}, {}
        for name in names:
            lane = Lane(words.get(name) or stage_word(name), self._fetch, self._today)
            lane.chosen.connect(lambda task_id, name=name: self._on_lane_chosen(name, task_id))
            lane.opened.connect(self.opened)
            lane.typed.connect(self.typed)
            lane.left_requested.connect(lambda name=name: self._step(name, -1))
            lane.right_requested.connect(lambda name=name: self._step(name, 1))
            self.lanes[name] = lane
            self._row.addWidget(self._column(name, lane), 1)
        put_before(self, self.lanes.values())

    def _column(self, name: str, lane: Lane) -> QWidget:
        self._counts[name] = label("", "muted")
        head = QHBoxLayout()
        head.addWidget(label(lane.accessibleName(), "strong"))
        head.addStretch(1)
        head.addWidget(self._counts[name])
        column = QWidget()
        column.setMinimumWidth(132)
        whole = QVBoxLayout(column)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addWidget(lane, 1)
        return column

    def _step(self, name: str, by: int) -> None:
        """Go to the next column that holds cards."""
        names = list(self.lanes)
        place = names.index(name) + by
        while 0 <= place < len(names):
            if self.lanes[names[place]].ids():
                self.lanes[names[place]].enter()
                return
            place += by

    def _on_lane_chosen(self, name: str, task_id: int) -> None:
        """One card is chosen on the whole board."""
        for other, lane in self.lanes.items():
            if other != name:
                lane.go_to(NO_ROW)
        self._offer()
        self.chosen.emit(task_id)
