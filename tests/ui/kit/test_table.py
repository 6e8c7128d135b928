from collections.abc import Sequence
from dataclasses import dataclass, replace
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from vipdesk.ui import theme
from vipdesk.ui.kit.cell_delegate import PADDING
from vipdesk.ui.kit.columns import CellStyle, Column, ColumnState, Note
from vipdesk.ui.kit.table_model import PAGE_SIZE, PagedTableModel
from vipdesk.ui.kit.table_view import ROW_HEIGHT, TableView
from vipdesk.ui.theme import Token, Tone


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    points: int


COLUMNS: tuple[Column[Person], ...] = (
    Column("tier", "Tier", lambda _row: "Gold", style=CellStyle.CHIP, tone=lambda _row: Tone.GOLD),
    Column("name", "Name", lambda row: row.name, "name", style=CellStyle.STRONG),
    Column("ends", "Ends", lambda _row: "2026-11-30", note=lambda _row: Note("9 days", Tone.RED)),
    Column("points", "Points", lambda row: f"{row.points:,}", "points", right=True),
)


class Book:
    """Rows as a service gives them, counting the reads."""

    def __init__(self) -> None:
        self.reads: list[Sequence[int]] = []
        self.is_broken = False

    def rows(self, ids: Sequence[int]) -> list[Person]:
        if self.is_broken:
            raise OSError
        self.reads.append(ids)
        return [Person(each, f"Name {each:05}", each * 10) for each in ids if each != 13]


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def model(book: Book) -> PagedTableModel[Person]:
    return PagedTableModel(COLUMNS, book.rows)


@pytest.fixture
def table(qtbot: QtBot, model: PagedTableModel[Person]) -> TableView:
    model.show_ids(range(1, 1001))
    table = TableView("Customers", model)
    qtbot.addWidget(table)
    table.resize(700, 400)
    table.show()
    return table


def test_model(qtmodeltester: ModelTester, model: PagedTableModel[Person]) -> None:
    model.show_ids(range(1, 301))
    qtmodeltester.check(model)
    assert model.index(0, 3).data() == "10"


def test_only_the_shown_page_is_read(book: Book, model: PagedTableModel[Person]) -> None:
    model.show_ids(range(1, 1001))
    assert [model.index(row, 1).data() for row in (850, 851, 999)] == [
        "Name 00851",
        "Name 00852",
        "Name 01000",
    ]
    assert book.reads == [range(851, 901), range(951, 1001)]


def test_a_row_that_is_gone_stays_blank(model: PagedTableModel[Person]) -> None:
    model.show_ids([12, 13])
    assert model.index(1, 1).data() == ""


def test_a_hundred_thousand_rows_are_not_all_loaded(
    qtbot: QtBot, book: Book, table: TableView, model: PagedTableModel[Person]
) -> None:
    model.show_ids(range(1, 100_001))
    table.scrollToBottom()
    table.grab()
    assert sum(map(len, book.reads)) <= 3 * PAGE_SIZE
    assert table.rowHeight(99_999) == ROW_HEIGHT


def test_sort_by_heading_and_back(qtbot: QtBot, table: TableView) -> None:
    header = table.horizontalHeader()
    with qtbot.waitSignal(table.sort_requested) as first:
        header.sectionClicked.emit(3)
    with qtbot.waitSignal(table.sort_requested) as second:
        header.sectionClicked.emit(3)
    assert [first.args, second.args] == [["points", False], ["points", True]]
    assert table.model().headerData(3, Qt.Orientation.Horizontal) == "Points ↓"


def test_a_column_without_order_does_not_sort(qtbot: QtBot, table: TableView) -> None:
    with qtbot.assertNotEmitted(table.sort_requested):
        table.horizontalHeader().sectionClicked.emit(0)


def test_return_opens_the_current_row(qtbot: QtBot, table: TableView) -> None:
    table.go_to(3)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [3]


def test_typing_goes_to_a_loaded_row(qtbot: QtBot, table: TableView) -> None:
    table.grab()
    with qtbot.waitSignals([table.typed] * 10):
        qtbot.keyClicks(table, "name 00007")
    assert table.current_id() == 7


def test_the_chosen_rows_survive_a_new_search(
    qtbot: QtBot, table: TableView, model: PagedTableModel[Person]
) -> None:
    table.go_to(5)
    table.selectionModel().select(
        model.index(7, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    assert table.selected_ids() == [5, 8]
    model.show_ids(range(1000, 0, -1))
    assert table.current_id() == 5
    assert table.selected_ids() == [8, 5]
    with qtbot.waitSignal(table.current_changed) as changed:
        model.show_ids([1, 2])
    assert changed.args == [-1]


def test_columns_are_kept_and_put_back(qtbot: QtBot, table: TableView) -> None:
    with qtbot.waitSignal(table.columns_changed):
        table.horizontalHeader().moveSection(3, 0)
    table.horizontalHeader().resizeSection(1, 210)
    states = table.column_states()
    assert states[0].key == "points"
    table.restore_columns([])
    table.restore_columns([*states, ColumnState("unknown", 10, True)])
    assert table.column_states() == states


def test_ticks(qtbot: QtBot, book: Book) -> None:
    model = PagedTableModel(COLUMNS, book.rows, checkable=True)
    model.show_ids([1, 2, 3])
    with qtbot.waitSignal(model.checks_changed):
        model.setData(model.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert model.checked_ids() == [1, 3]
    model.set_all_checked(False)
    assert model.checked_ids() == []


def test_a_screen_reader_hears_the_note_too(model: PagedTableModel[Person]) -> None:
    model.show_ids([1])
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 2).data(role) == "Ends 2026-11-30 9 days"


def test_a_tick_stands_under_its_heading_and_is_clicked_there(qtbot: QtBot, book: Book) -> None:
    model = PagedTableModel(COLUMNS, book.rows, checkable=True)
    model.show_ids([1, 2])
    table = TableView("Customers", model)
    theme.dress(table)
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show()
    box = table.visualRect(model.index(0, 0))
    picture = table.viewport().grab(box).toImage()
    middle, ratio = box.height() // 2, picture.devicePixelRatio()
    accent = theme.color(Token.ACCENT).rgb()
    row = [picture.pixel(int(x * ratio), int(middle * ratio)) for x in range(box.width())]
    assert PADDING <= row.index(accent) <= PADDING + 2  # as far in as the words of a cell
    for ticked in ([2], [1, 2]):
        at = QPoint(box.left() + row.index(accent) + 3, box.top() + middle)
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert model.checked_ids() == ticked


def test_space_ticks_the_chosen_rows(qtbot: QtBot, book: Book) -> None:
    model = PagedTableModel(COLUMNS, book.rows, checkable=True)
    model.show_ids([1, 2, 3])
    table = TableView("Changes", model)
    qtbot.addWidget(table)
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert model.checked_ids() == [2, 3]
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert model.checked_ids() == [1, 2, 3]


def test_all_of_a_hundred_thousand_stay_chosen_and_are_painted_soon(
    table: TableView, model: PagedTableModel[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    model.show_ids(range(1, 100_001))
    table.selectAll()
    model.show_ids(range(100_000, 0, -1))
    assert len(table.selected_ids()) == 100_000
    asked = Mock(side_effect=model.flags)
    monkeypatch.setattr(model, "flags", asked)
    table.grab()
    assert asked.call_count < 5_000


def test_the_next_row_takes_the_place_of_one_that_is_gone_in_a_list_to_be_worked_through(
    qtbot: QtBot, model: PagedTableModel[Person]
) -> None:
    model.show_ids(range(1, 101))
    table = TableView("Tasks", model, near=True)
    qtbot.addWidget(table)
    table.go_to(40)
    for ids, current in (
        ([*range(1, 40), *range(42, 101)], 42),  # 40 and 41 are done
        (range(1, 40), 39),  # the end of it
        ((200, 201), -1),  # another list
    ):
        with qtbot.waitSignal(table.current_changed):
            model.show_ids(ids)
        assert table.current_id() == current
        assert table.selected_ids() == [each for each in (current,) if each > 0]


def test_rows_that_come_back_are_chosen_again(qtbot: QtBot, model: PagedTableModel[Person]) -> None:
    """As after an undo; whoever went on meanwhile stays where they are."""
    everybody = range(1, 101)
    model.show_ids(everybody)
    table = TableView("Tasks", model, near=True)
    qtbot.addWidget(table)
    table.go_to(40)
    flags = QItemSelectionModel.SelectionFlag
    table.selectionModel().select(model.index(40, 0), flags.Select | flags.Rows)
    without = [each for each in everybody if each not in (40, 41)]
    model.show_ids(without)
    model.show_ids(without)  # another write
    assert table.current_id() == 42
    with qtbot.waitSignal(table.current_changed):
        model.show_ids(everybody)
    assert (table.current_id(), table.selected_ids()) == (40, [40, 41])
    model.show_ids(without)
    table.go_to(7)
    model.show_ids(without)
    table.go_to(42)
    model.show_ids(everybody)
    assert table.current_id() == 42


def test_a_chip_stays_inside_its_cell(qtbot: QtBot, book: Book) -> None:
    long: Column[Person] = Column(
        "tier", "Tier", lambda _row: "Diamond " * 5, width=80, style=CellStyle.CHIP
    )
    model = PagedTableModel([long, *COLUMNS[1:]], book.rows)
    table = TableView("Customers", model)
    qtbot.addWidget(table)
    table.resize(500, 200)
    model.show_ids([1])
    image = table.viewport().grab().toImage()
    assert image.pixelColor(79, 18) == theme.color(Token.SURFACE)


def test_a_note_that_is_to_be_whole_is_dropped_where_it_has_no_room(
    table: TableView, model: PagedTableModel[Person]
) -> None:
    def painted(note: Note | None) -> QImage:
        ends = replace(COLUMNS[2], note=lambda _row: note)
        model.set_columns([*COLUMNS[:2], ends, COLUMNS[3]])
        table.setColumnWidth(2, 130)
        return table.viewport().grab().toImage()

    long, short = "385 days and 385 nights", "9 days"
    assert painted(Note(long, whole=True)) == painted(None) != painted(Note(long))
    assert painted(Note(short, whole=True)) == painted(Note(short)) != painted(None)


def test_a_row_that_cannot_be_read_spoils_no_painting(
    qtbot: QtBot, table: TableView, book: Book, model: PagedTableModel[Person]
) -> None:
    model.show_ids(range(1, 11))
    table.show()
    qtbot.waitExposed(table)
    model.forget_rows()
    book.is_broken = True
    with pytest.raises(OSError):  # noqa: PT011 - of the book; kept here, with its frames
        table.viewport().repaint()
    book.is_broken = False
    table.viewport().repaint()  # Qt would say that the former painter is still at it
    assert book.reads
