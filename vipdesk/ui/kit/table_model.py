"""The model behind every list: all ids in view order, rows a page at a time."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtCore import Signal as QtSignal
from typing_extensions import override

from vipdesk.ui.kit.columns import CellLook, Column, R
from vipdesk.ui.kit.plain import plain_tip

Index = QModelIndex | QPersistentModelIndex
ItemRole = Qt.ItemDataRole
PAGE_SIZE = 50  # two screens; more at once would hold the window where somebody jumps far
PAGES_KEPT = 80
ARROWS = {False: "↑", True: "↓"}
Fetch = Callable[[Sequence[int]], Iterable[R]]


class Cell(NamedTuple):
    """What is painted of one cell.

    Attributes:
        ticked: None where the cell has nothing to tick.
    """

    text: str
    look: CellLook
    right: bool
    ticked: bool | None


_PLAIN = CellLook()


class PagedTableModel(QAbstractTableModel, Generic[R]):
    """Holds every id in view order; asks for the rows that are shown, a page at a time.

    The ids come from a search that ran as a read job; ``fetch`` gives the rows of a page of them by
    an indexed read on the GUI thread, in any order. A row that is gone meanwhile stays blank.

    Signals:
        checks_changed: With ``checkable``: the user ticked or unticked a row.
    """

    checks_changed = QtSignal()

    def __init__(
        self,
        columns: Sequence[Column[R]],
        fetch: Fetch[R],
        parent: QObject | None = None,
        *,
        checkable: bool = False,
        page_size: int = PAGE_SIZE,
    ) -> None:
        """Read ``page_size`` rows at a time: fewer where only a few are in sight."""
        super().__init__(parent)
        self._page_size = page_size
        self._columns = tuple(columns)
        self._fetch = fetch
        self._checkable = checkable
        self._ids: Sequence[int] = ()
        self._rows: dict[int, R | None] = {}
        self._unchecked: set[int] = set()
        self._sort = ("", False)

    def show_ids(self, ids: Sequence[int], rows: Iterable[R] = ()) -> None:
        """Show the rows of ``ids`` in this order and forget the loaded ones.

        ``rows`` are those in sight first, where the job that found the ids read them too.
        """
        self.beginResetModel()
        self._ids, self._rows = ids, {row.id: row for row in rows}
        self._unchecked.clear()
        self.endResetModel()

    def forget_rows(self) -> None:
        """Load what is shown again; the order stays."""
        self._rows = {}
        if self._ids:
            last = self.index(len(self._ids) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Show other columns, for example with those of the extra data."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def columns(self) -> tuple[Column[R], ...]:
        """The columns in their declared order."""
        return self._columns

    def ids(self) -> Sequence[int]:
        """All ids in view order."""
        return self._ids

    def id_at(self, row: int) -> int:
        """The id shown at ``row``."""
        return self._ids[row]

    def row_of(self, wanted: int) -> int:
        """Where the id ``wanted`` is shown, or -1."""
        try:
            return self._ids.index(wanted)
        except ValueError:
            return -1

    def row_at(self, row: int) -> R | None:
        """The data of ``row``; None if it is gone."""
        wanted = self._ids[row]
        if wanted not in self._rows:
            self._load_page(row - row % self._page_size)
        return self._rows[wanted]

    def cell(self, row: int, place: int) -> Cell:
        """What is painted at ``place`` of ``row``, in one call: Qt asks role by role."""
        column, found = self._columns[place], self.row_at(row)
        ticked = None
        if self._checkable and place == 0:
            ticked = self._ids[row] not in self._unchecked
        if found is None:
            return Cell("", _PLAIN, column.right, ticked)
        return Cell(column.text(found), column.look(found), column.right, ticked)

    def loaded_row(self, row: int) -> R | None:
        """The data of ``row`` if it has been loaded; never reads."""
        return self._rows.get(self._ids[row])

    def set_sort(self, key: str, descending: bool) -> None:
        """Show by which ``sort_key`` the ids are ordered."""
        self._sort = (key, descending)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def sort_state(self) -> tuple[str, bool]:
        """The ``sort_key`` in use and whether it runs down."""
        return self._sort

    def checked_ids(self) -> list[int]:
        """The ids that are ticked; all are until the user unticks one."""
        return [each for each in self._ids if each not in self._unchecked]

    def is_checkable(self) -> bool:
        """Whether rows can be ticked."""
        return self._checkable

    def toggle_checks(self, ids: Sequence[int]) -> None:
        """Untick ``ids``, or tick them if the first is not."""
        if ids and ids[0] in self._unchecked:
            self._unchecked.difference_update(ids)
        else:
            self._unchecked.update(ids)
        self._tell_checks(0, len(self._ids) - 1)

    def set_all_checked(self, checked: bool) -> None:
        """Tick or untick all."""
        self._unchecked = set() if checked else set(self._ids)
        self._tell_checks(0, len(self._ids) - 1)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._ids)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if self._checkable and index.isValid() and index.column() == 0:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    @override
    def data(self, index: Index, role: int = ItemRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == ItemRole.TextAlignmentRole:
            return column.alignment
        if role == ItemRole.CheckStateRole:
            return self._check_state(index)
        row = self.row_at(index.row())
        if row is None:
            return "" if role == ItemRole.DisplayRole else None
        return self._cell(column, row, role)

    @override
    def setData(self, index: Index, value: Any, role: int = ItemRole.EditRole) -> bool:
        if role != ItemRole.CheckStateRole or not self._checkable:
            return False
        chosen = self._ids[index.row()]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._unchecked.discard(chosen)
        else:
            self._unchecked.add(chosen)
        self._tell_checks(index.row(), index.row())
        return True

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = ItemRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role == ItemRole.TextAlignmentRole:
            return column.alignment
        if role != ItemRole.DisplayRole:
            return None
        key, descending = self._sort
        return (
            f"{column.title} {ARROWS[descending]}"
            if key and key == column.sort_key
            else column.title
        )

    def _load_page(self, first: int) -> None:
        if len(self._rows) > PAGES_KEPT * self._page_size:
            self._rows = {}
        page = self._ids[first : first + self._page_size]
        self._rows.update(dict.fromkeys(page))
        self._rows.update({row.id: row for row in self._fetch(page)})

    def _cell(self, column: Column[R], row: R, role: int) -> Any:
        if role == ItemRole.DisplayRole:
            return column.text(row)
        if role == ItemRole.ToolTipRole and column.tip:
            return plain_tip(column.tip(row))
        if role == ItemRole.AccessibleTextRole:
            note = column.note(row) if column.note else None
            return f"{column.title} {column.text(row)} {note.text if note else ''}".strip()
        return None

    def _check_state(self, index: Index) -> Qt.CheckState | None:
        if not self._checkable or index.column() != 0:
            return None
        unticked = self._ids[index.row()] in self._unchecked
        return Qt.CheckState.Unchecked if unticked else Qt.CheckState.Checked

    def _tell_checks(self, first: int, last: int) -> None:
        if self._ids:
            roles = [ItemRole.CheckStateRole]
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0), roles)
        self.checks_changed.emit()
