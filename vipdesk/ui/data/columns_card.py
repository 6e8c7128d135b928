"""The columns of a file, each with samples and the field that it fills."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from vipdesk.services.imports import Mapping
from vipdesk.services.imports.rows import ColumnView, Examined, FieldView
from vipdesk.texts import _
from vipdesk.ui.kit.bit_by_bit import BitByBit
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.scrolled import scrolled

"""Lines made in one turn of the event loop; a wide file has a hundred."""
FIELD_WIDTH, DETAIL_WIDTH = 186, 122
UNIT_LABELS: dict[str, Callable[[], str]] = {
    "yuan": lambda: _("yuan"),
    "fen": lambda: _("fen"),
    "li": lambda: _("li"),
    "jiao": lambda: _("jiao"),
    "qian": lambda: _("1,000 yuan"),
    "wan": lambda: _("10,000 yuan"),
    "minutes": lambda: _("minutes"),
    "seconds": lambda: _("seconds"),
    "hours": lambda: _("hours"),
    "kb": lambda: "KB",
    "mb": lambda: "MB",
    "gb": lambda: "GB",
    "tb": lambda: "TB",
    "bytes": lambda: _("bytes"),
}


class ColumnLine(QObject):
    """The widgets of one column: header, samples, field, and unit or order of days.

    Signals:
        field_chosen: The key, or "" for none.
        unit_chosen, order_chosen: The key of the field, and the unit or order.
    """

    field_chosen = Signal(str)
    unit_chosen = Signal(str, str)
    order_chosen = Signal(str, str)

    def __init__(self, column: ColumnView, grid: QGridLayout, place: int, parent: QObject) -> None:
        super().__init__(parent)
        self._column, self._grid, self._place = column, grid, place
        self.samples = ElidedLabel("", "muted")
        self.field = Choice(
            _("Field for column {column}").format(column=column.header), FIELD_WIDTH
        )
        self.detail: Choice | None = None
        self._key = ""
        self._state: tuple[object, ...] = ()
        self._is_unit = False
        self.field.chosen.connect(self.field_chosen)
        parts = (ElidedLabel(column.header, "strong"), self.samples, self.field)
        for number, part in enumerate(parts):
            grid.addWidget(part, place, number)
            part.show()

    def show_column(
        self,
        column: ColumnView,
        options: list[tuple[str, str]],
        field: FieldView | None,
        mapping: Mapping,
    ) -> None:
        """Show what the column holds and fills."""
        state = (column, field, options, *_details(field, mapping))
        if state == self._state:
            return
        self._state = state
        self._key = column.key or ""
        self.samples.set_text(" · ".join(column.samples))
        self.field.set_options(options, self._key)
        if field is not None and field.units:
            self._is_unit = True
            units = [(unit, UNIT_LABELS[unit]()) for unit in field.units]
            self._show_detail(units, mapping.units.get(field.key, field.units[0]))
        elif field is not None and field.is_day:
            self._is_unit = False
            orders = [("", _("automatic")), ("dmy", _("day first")), ("mdy", _("month first"))]
            self._show_detail(orders, mapping.orders.get(field.key, ""))
        elif self.detail is not None:
            self.detail.hide()

    def _show_detail(self, options: list[tuple[str, str]], value: str) -> None:
        if self.detail is None:
            name = _("Unit or order of column {column}").format(column=self._column.header)
            self.detail = Choice(name, DETAIL_WIDTH)
            self.detail.chosen.connect(self._on_detail_chosen)
            self._grid.addWidget(self.detail, self._place, 3)
        self.detail.set_options(options, value)
        self.detail.show()

    def _on_detail_chosen(self, value: str) -> None:
        (self.unit_chosen if self._is_unit else self.order_chosen).emit(self._key, value)


def _details(field: FieldView | None, mapping: Mapping) -> tuple[str | None, str | None]:
    key = field.key if field else ""
    return mapping.units.get(key), mapping.orders.get(key)


class ColumnsCard(Card):
    """Every column of the file.

    Signals:
        field_chosen: A header, and the key of a field or "".
        unit_chosen: The key of a field, and a unit.
        order_chosen: The key of a field, and ``dmy``, ``mdy`` or "".
    """

    field_chosen = Signal(str, str)
    unit_chosen = Signal(str, str)
    order_chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(_("Columns"), padded=False)
        self._lines: dict[str, ColumnLine] = {}
        self._headers: list[str] = []
        self._show_line: Callable[[ColumnView], None] = lambda _column: None
        self._grid = QGridLayout()
        self._area = scrolled(QWidget())
        self.body.addWidget(self._area)
        self._making = BitByBit(self)

    def show_columns(self, examined: Examined) -> None:
        """Show the columns, those that fill a field first; they stay in place from then on."""
        fields = {field.key: field for field in examined.fields}
        kept = examined.mapping.keeps_extra
        options = [("", _("kept as extra data") if kept else _("not taken in"))]
        options += [(key, field.title(_)) for key, field in fields.items()]

        def show_line(column: ColumnView) -> None:
            line = self._lines[column.header]
            line.show_column(column, options, fields.get(column.key or ""), examined.mapping)

        self._show_line = show_line
        columns = {column.header: column for column in examined.columns}
        if set(self._headers) != set(columns):
            self._begin(sorted(columns, key=lambda header: columns[header].key is None))
        headers = self._headers
        for header in self._lines:
            show_line(columns[header])
        self._making.start(self._make_lines([columns[h] for h in headers if h not in self._lines]))
        filled = sum(1 for column in examined.columns if column.key)
        note = _("{filled} of {all} matched").format(filled=filled, all=len(headers))
        self.set_title(_("Columns"), note)

    @property
    def lines(self) -> dict[str, ColumnLine]:
        """By header; those that are not made yet are made now."""
        self._making.finish()
        return self._lines

    def _begin(self, headers: list[str]) -> None:
        holder = QWidget()
        holder.setProperty("kind", "scrolled")
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(14, 8, 14, 8)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 4)
        self._grid.setRowStretch(len(headers) + 1, 1)
        heads = (_("Column of the file"), _("Samples"), _("Goes into"), _("Unit or order"))
        for number, words in enumerate(heads):
            self._grid.addWidget(label(words, "note"), 0, number)
        self._headers, self._lines = headers, {}
        self._area.setWidget(holder)

    def _make_lines(self, columns: Sequence[ColumnView]) -> Iterator[None]:
        holder = self._area.widget() or self
        for column in columns:
            place = self._headers.index(column.header) + 1  # under the headings
            line = ColumnLine(column, self._grid, place, holder)
            line.field_chosen.connect(
                lambda key, header=column.header: self.field_chosen.emit(header, key)
            )
            line.unit_chosen.connect(self.unit_chosen)
            line.order_chosen.connect(self.order_chosen)
            self._lines[column.header] = line
            self._show_line(column)
            yield
