"""How the cells of one column are read: its unit, order of days and words settled beforehand."""

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from vipdesk.domain import cell_days, cell_numbers, cells
from vipdesk.importing.field import Field, Shape
from vipdesk.importing.headers import UNITS
from vipdesk.importing.kinds.kind import Kind
from vipdesk.importing.mapping import Mapping, words_of
from vipdesk.importing.table import Table

Parse = Callable[[str], Any]


def parser_of(table: Table, mapping: Mapping, kind: Kind, key: str, zone: tzinfo) -> Parse:
    """The parser of one column; a time that names its own zone is of a day in ``zone``."""
    entry = kind.field(key)
    if entry.shape in UNITS:
        return _with_points(table, mapping, key, _amount_parser(mapping, entry, key))
    if entry.shape is Shape.CHOICE:
        words, labels = words_of(mapping, kind, key), entry.labels
        return lambda text: cells.parse_choice(text, words, entry.label, labels)
    if entry.shape in (Shape.DAY, Shape.MONTH, Shape.BIRTHDAY):
        parse = _day_parser(table, mapping, entry, key)
        return lambda text: parse(cell_days.at_home(text, zone))
    if entry.shape is Shape.POINTS:
        return _with_points(table, mapping, key, cell_numbers.parse_points)
    if entry.shape is Shape.IDENTIFIER and cells.are_cut(table.told(mapping.columns[key])):
        return cells.parse_cut_identifier
    return _PLAIN_PARSERS[entry.shape]


_PLAIN_PARSERS: dict[Shape, Parse] = {
    Shape.TEXT: cells.parse_text,
    Shape.IDENTIFIER: cells.parse_identifier,
    Shape.PHONE: cells.parse_phone,
    Shape.LINE_NUMBER: cells.parse_line_number,
    Shape.ID_NUMBER: cells.parse_id_number,
    Shape.FLAG: cells.parse_flag,
    Shape.COUNT: cell_numbers.parse_count,
}


def _amount_parser(mapping: Mapping, entry: Field, key: str) -> Parse:
    unit = mapping.units.get(key) or UNITS[entry.shape][0]
    if entry.shape is Shape.MONEY:
        fen = cell_numbers.MONEY_UNITS[unit]
        return lambda text: cell_numbers.parse_money(text, fen)
    talk = entry.shape is Shape.TALK
    units = cell_numbers.TIME_UNITS if talk else cell_numbers.DATA_UNITS
    return lambda text: cell_numbers.parse_usage(text, units[unit], units)


def _day_parser(table: Table, mapping: Mapping, entry: Field, key: str) -> Parse:
    epoch = table.source.epoch
    if key == "points.month" and "points.year" in mapping.columns:
        return lambda text: cell_days.parse_month_number(text, epoch)
    if entry.shape is Shape.MONTH:
        return lambda text: cell_days.parse_month(text, epoch)
    named = mapping.orders.get(key)
    order = cell_days.DayOrder(named) if named else None
    if entry.shape is Shape.BIRTHDAY:
        lunar = "customer.birthday_lunar" in mapping.columns
        return lambda text: cell_days.parse_birthday(text, lunar, epoch, order)
    return lambda text: cell_days.parse_day(text, order, epoch)


def _with_points(table: Table, mapping: Mapping, key: str, parse: Parse) -> Parse:
    """The parser of amounts where commas stand for points, in files that part cells otherwise."""
    if table.source.delimiter in (None, ","):
        return parse
    if not cell_numbers.writes_decimal_commas(table.told(mapping.columns[key])):
        return parse
    return lambda text: parse(cell_numbers.with_decimal_point(text))
