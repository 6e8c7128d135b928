"""The table of every list: rows of 36 pixels, sort by heading, type-ahead, Return opens."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView
from typing_extensions import override

from vipdesk.ui.kit.cell_delegate import CellDelegate
from vipdesk.ui.kit.columns import Column, ColumnState
from vipdesk.ui.kit.table_model import Index, PagedTableModel
from vipdesk.ui.kit.typed import TypedRun

ROW_HEIGHT = 36
HEAD_HEIGHT = 33
NO_ROW = -1  # an id that no row bears; ids below it are rows like others
FEW = 16  # chosen rows that are looked for one by one
AROUND = 50  # rows on either side that may take the place of one that is gone
TYPING_REACH = 2_000  # rows that type-ahead looks through, from the present one down


class TableView(QTableView):
    """Shows a `PagedTableModel`; keeps the chosen rows when the ids change.

    Signals:
        opened: The id of a row by Return or double click.
        current_changed: The id of the row the keyboard is on, -1 for none.
        selection_changed: The ids of the chosen rows changed; see `selected_ids`.
        sort_requested: A column's ``sort_key`` and whether it runs down.
        typed: What was typed on the list; it already went to a loaded row that begins so.
        columns_changed: The user changed order, width or choice of columns; see `column_states`.
    """

    opened = Signal(int)
    current_changed = Signal(int)
    selection_changed = Signal()
    sort_requested = Signal(str, bool)
    typed = Signal(str)
    columns_changed = Signal()

    def __init__(
        self, name: str, model: PagedTableModel[Any], *, many: bool = True, near: bool = False
    ) -> None:
        """Make a table of ``model``.

        Args:
            name: For screen readers.
            model: What it shows.
            many: Several rows can be chosen.
            near: Where the row in front goes, the next one takes its place: it is a list to be
                worked through. Else none does: its ids answer a question, the best first.
        """
        super().__init__()
        self.near = near
        self.setAccessibleName(name)
        self._model = model
        self._typed = TypedRun()
        self._kept: tuple[int, list[int]] = (-1, [])
        self._around: Sequence[int] = ()  # the ids beside the row in front, the next ones first
        self._gone: tuple[int, list[int], int] | None = None  # front, chosen, who took its place
        self._restoring = False
        self._set_up(many=many)
        self._set_up_header()
        self.setModel(model)
        # With the list's own selection the heading would ask every chosen row before each paint.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        self.setItemDelegate(CellDelegate(self))
        self.restore_columns(())
        model.modelAboutToBeReset.connect(self._on_model_about_to_be_reset)
        model.modelReset.connect(self._on_model_reset)
        self.doubleClicked.connect(self._on_double_clicked)

    def current_id(self) -> int:
        """The id of the row the keyboard is on, or `NO_ROW`."""
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else NO_ROW

    def selected_ids(self) -> list[int]:
        """The ids of the chosen rows in view order."""
        ranges = self.selectionModel().selection().toList()
        ids, chosen, last = self._model.ids(), list[int](), -1
        for top, bottom in sorted((each.top(), each.bottom()) for each in ranges):
            chosen.extend(ids[max(top, last + 1) : bottom + 1])
            last = max(last, bottom)
        return chosen

    def go_to(self, wanted: int) -> bool:
        """Choose the row of the id ``wanted`` and scroll to it; False if it is not in the list."""
        row = self._model.row_of(wanted)
        if row < 0:
            return False
        self.setCurrentIndex(self._model.index(row, self._first_column()))
        return True

    def sort_by(self, key: str, descending: bool) -> None:
        """Ask the page for another order, as a click on a heading does."""
        self._model.set_sort(key, descending)
        self.sort_requested.emit(key, descending)

    def sort_state(self) -> tuple[str, bool]:
        """The ``sort_key`` in use and whether it runs down."""
        return self._model.sort_state()

    def columns(self) -> tuple[Column[Any], ...]:
        """The columns in their declared order."""
        return self._model.columns()

    def column_states(self) -> list[ColumnState]:
        """The columns in view order, as the user left them."""
        header, columns = self.horizontalHeader(), self._model.columns()
        order = [header.logicalIndex(place) for place in range(len(columns))]
        states = []
        for number in order:
            hidden = header.isSectionHidden(number)
            width = columns[number].width if hidden else header.sectionSize(number)
            states.append(ColumnState(columns[number].key, width, not hidden))
        return states

    def restore_columns(self, states: Sequence[ColumnState]) -> None:
        """Put columns back as they were left; new ones come last, unknown ones are passed over."""
        self._restoring = True
        header, columns = self.horizontalHeader(), self._model.columns()
        by_key = {state.key: state for state in states}
        for number, column in enumerate(columns):
            state = by_key.get(column.key, ColumnState(column.key, column.width, column.shown))
            header.setSectionHidden(number, not state.shown)
            header.resizeSection(number, state.width)
        numbers = {column.key: number for number, column in enumerate(columns)}
        known = [state.key for state in states if state.key in numbers]
        for place, key in enumerate(known):
            header.moveSection(header.visualIndex(numbers[key]), place)
        self._restoring = False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        returned = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if returned and self.current_id() != NO_ROW:
            self.opened.emit(self.current_id())
        elif event.key() == Qt.Key.Key_Space and self._model.is_checkable():
            self._model.toggle_checks(self.selected_ids())
        else:
            super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        typed = self._typed.add(search)
        if typed.strip():
            self._go_to_loaded(typed.casefold())
            self.typed.emit(typed)

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._restoring:
            self.selection_changed.emit()

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._restoring and current.row() != previous.row():
            self.current_changed.emit(self.current_id())
        for index in (current, previous):  # the bar stands in the column that is shown first
            self.update(index.sibling(index.row(), self._first_column()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells in sight: Qt would ask model, style and delegate about each, 5 times."""
        region = event.rect()
        rows = self._rows_between(region.top(), region.bottom())
        columns = list(self._columns_between(region.left(), region.right()))
        begins, front = self._first_column(), self.currentIndex().row() if self.hasFocus() else -1
        chosen = self.selectionModel().selection().toList()
        with QPainter(self.viewport()) as painter:  # ends also where a row can't be read
            for row in rows:
                top, height = self.rowViewportPosition(row), self.rowHeight(row)
                selected = any(each.top() <= row <= each.bottom() for each in chosen)
                for place, left, width, delegate in columns:
                    delegate.paint_cell(
                        painter,
                        QRectF(left, top, width, height),
                        self._model.cell(row, place),
                        selected=selected,
                        first=row == front and place == begins,
                    )

    def _rows_between(self, top: int, bottom: int) -> range:
        first, last = self.rowAt(max(0, top)), self.rowAt(bottom)
        if first < 0:
            return range(0)
        return range(first, (last if last >= 0 else self._model.rowCount() - 1) + 1)

    def _columns_between(
        self, left: int, right: int
    ) -> Iterator[tuple[int, int, int, CellDelegate]]:
        """The columns that reach into a stretch: where each stands, how wide, who paints it."""
        for place in range(self._model.columnCount()):
            begins, width = self.columnViewportPosition(place), self.columnWidth(place)
            delegate = self.itemDelegateForColumn(place) or self.itemDelegate()
            if width and begins <= right and begins + width > left:
                assert isinstance(delegate, CellDelegate), "a delegate of the kit"
                yield place, begins, width, delegate

    def _set_up(self, *, many: bool) -> None:
        mode = QAbstractItemView.SelectionMode
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setFixedHeight(HEAD_HEIGHT)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(48)
        header.sectionClicked.connect(self._on_section_clicked)
        header.sectionMoved.connect(self._on_columns_changed)
        header.sectionResized.connect(self._on_columns_changed)

    def _first_column(self) -> int:
        return max(0, self.horizontalHeader().logicalIndexAt(0))

    def _go_to_loaded(self, begin: str) -> None:
        rows, start = self._model.rowCount(), max(0, self.currentIndex().row())
        columns = [c for c in self._model.columns() if c.style.name == "STRONG"]
        for step in range(min(rows, TYPING_REACH)):
            number = (start + step) % rows
            row = self._model.loaded_row(number)
            if row is not None and any(c.text(row).casefold().startswith(begin) for c in columns):
                self.setCurrentIndex(self._model.index(number, self._first_column()))
                return

    def _on_section_clicked(self, section: int) -> None:
        column = self._model.columns()[section]
        if not column.sort_key:
            return
        key, descending = self._model.sort_state()
        self.sort_by(column.sort_key, not descending if key == column.sort_key else False)

    def _on_columns_changed(self) -> None:
        if not self._restoring:
            self.columns_changed.emit()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.id_at(index.row()))

    def _on_model_about_to_be_reset(self) -> None:
        self._restoring = True
        self._kept = (self.current_id(), self.selected_ids())
        row, ids = self.currentIndex().row(), self._model.ids()
        if self.near and row >= 0:
            before = ids[max(0, row - AROUND) : row]
            self._around = [*ids[row + 1 : row + 1 + AROUND], *reversed(before)]

    def _on_model_reset(self) -> None:
        current, selected = self._kept
        row = self._model.row_of(current)
        back = self._come_back(current)
        if back is not None:
            row, selected = back
        elif row < 0:
            row = self._row_near()
            stand_in = self._model.id_at(row) if row >= 0 else NO_ROW
            self._gone = (current, selected, stand_in) if current != NO_ROW else None
        selection = self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        if row >= 0:
            index = self._model.index(row, self._first_column())
            selection.setCurrentIndex(index, flags.NoUpdate)
        again = QItemSelection()
        for top, bottom in _runs(self._model.ids(), set(selected)):
            again.select(self._model.index(top, 0), self._model.index(bottom, 0))
        if again.isEmpty() and selected and row >= 0:
            again.select(self._model.index(row, 0), self._model.index(row, 0))
        selection.select(again, flags.Select | flags.Rows)
        self._restoring = False
        if self.current_id() != current:
            self.current_changed.emit(self.current_id())
        self.selection_changed.emit()

    def _come_back(self, current: int) -> tuple[int, list[int]] | None:
        """The row that is there again, as after an undo, unless somebody went on meanwhile.

        Its place, and what was chosen beside it.
        """
        if self._gone is None:
            return None
        gone, chosen, stand_in = self._gone
        if not self.near or current != stand_in:
            self._gone = None
            return None
        row = self._model.row_of(gone)
        if row < 0:
            return None
        self._gone = None
        return row, chosen

    def _row_near(self) -> int:
        """Where what stood beside the row in front stands now; -1 if nothing of it is there."""
        around, self._around = self._around, ()
        there = set(self._model.ids()) if around else set[int]()
        return next((self._model.row_of(each) for each in around if each in there), -1)


def _runs(ids: Sequence[int], chosen: set[int]) -> Iterator[tuple[int, int]]:
    """Find where ids that were ``chosen`` stand beside each other, as (first row, last row)."""
    top = last = -1
    for row in _rows(ids, chosen):
        if row != last + 1 or top < 0:
            if top >= 0:
                yield top, last
            top = row
        last = row
    if top >= 0:
        yield top, last


def _rows(ids: Sequence[int], chosen: set[int]) -> Iterable[int]:
    """Where the ``chosen`` are, in order; for a few of 100,000 not all are looked through here."""
    if len(chosen) > FEW:
        return (row for row, each in enumerate(ids) if each in chosen)
    found = []
    for each in chosen:
        with suppress(ValueError):
            found.append(ids.index(each))
    return sorted(found)
