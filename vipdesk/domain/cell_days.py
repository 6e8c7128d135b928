"""Days and months in the forms that operators' files use."""

import enum
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from vipdesk.domain.cells import BLANKS, CellError, SheetError, narrowed, refuse_sheet_error
from vipdesk.texts import N_

NEVER_WORDS = frozenset({"长期", "长期有效", "永久", "永久有效", "终身", "无固定期限", "无限期",
                         "不限", "不限期", "至今", "待定", "未定"})  # fmt: skip
NEVER_YEARS = frozenset({2999, 3000, 9999})
"""Years by which operators' systems say that something never ends."""
FIRST_YEAR = 1880
LAST_YEAR = 2200
"""Outside these years a number is no day of a customer book, but a slip."""

EPOCH_1900 = date(1899, 12, 30)
"""Day 0 of spreadsheet serials from day 61 on; 1900 counts there as a leap year."""
EPOCH_1904 = date(1904, 1, 1)
LEAP_YEAR = 2000

_TIME = (
    r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
    r"(?:(?:[T\s]+|(?<=[日号]))(?:(?:上午|下午|凌晨|中午|晚上)\s*)?\d{1,2}[:时]\d{1,2}.*)?"
)
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?{_TIME}"
)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}){_TIME}")
_COMPACT = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}})(?:[T\s]?\d{{6}}|{_TIME})")
_NO_DAY = re.compile(
    rf"0|0{{8}}(?:0{{6}})?|(?:0{{4}}[-/.]00?|1900[-/.]0?1)[-/.]00?{_TIME}|1899-12-3[01]"
)
"""What databases and spreadsheets write where there is no day: zeros, and day 0 of 1900."""
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_NAMED = re.compile(r"(\d{1,2})[\s-]([A-Za-z]{3})[A-Za-z]*[\s-](\d{4})")
_NAMED_FIRST = re.compile(r"([A-Za-z]{3})[A-Za-z]*\.?\s+(\d{1,2}),?\s+(\d{4})")
_NAMED_HERE = re.compile(r"(\d{1,2})-(\d{1,2})月\s*-(\d{4})")
_SHORT_YEAR = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}|\d{1,2}-(?:[A-Za-z]{3}|\d{1,2}月)\s*-\d{2}"
    r"|\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?"
)
_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?份?")
_MONTH_NUMBER = re.compile(r"(\d{1,2})(?:\.0)?\s*月?份?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?|(0[1-9]|1[0-2])(\d{2})")
_MONTH_NAMED = re.compile(r"([A-Za-z]{3})[A-Za-z]*[\s-](\d{4})")
_LUNAR = re.compile(r"(?:农历|阴历|农|lunar)[\s:]*", re.IGNORECASE)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?\s?(?:Z|[+-]\d\d:?\d\d)")


class DayOrder(enum.StrEnum):
    """What stands first in 03/04/2027."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class NoSuchDayError(CellError):
    """31 February and its kin."""

    message = N_("There is no such day.")


class NotADayError(CellError):
    """The cell holds no day."""

    message = N_("This is not a date. Write it as 2026-11-30.")


class AmbiguousDayError(CellError):
    """03/04/2027 may be in March or in April."""

    message = N_("Day and month cannot be told apart. Say in the mapping which comes first.")


class ShortYearError(CellError):
    """A year of two digits."""

    message = N_("The year has only two digits. Write it with four.")


class NotAMonthError(CellError):
    """The cell holds no billing month."""

    message = N_("This is not a month. Write it as 2026-11.")


def parse_day(text: str, order: DayOrder | None = None, epoch: date = EPOCH_1900) -> date | None:
    """A day in any usual form; a time behind it is left off.

    2026-11-30, 2026/11/30, 2026.11.30, 20261130, 2026年11月30日, 30/11/2026, 30 Nov 2026, and
    spreadsheet serials of five digits. "长期" and its kin are an empty cell: nothing ends; so are
    the zeros that stand where there is no day.

    Args:
        text: The cell.
        order: What stands first in 03/04/2027; ``None`` takes only what has one reading.
        epoch: Day 0 of the workbook's serials, `EPOCH_1900` or `EPOCH_1904`.

    Raises:
        NoSuchDayError, NotADayError, AmbiguousDayError, ShortYearError: by what is wrong.
    """
    plain = narrowed(text)
    if plain[:2] in ("0", "00", "18", "19") and _NO_DAY.fullmatch(plain):
        return None
    found = _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if plain.casefold() in BLANKS or plain in NEVER_WORDS:
        return None
    found = _YEAR_LAST.fullmatch(plain)
    if found:
        return _year_last(int(found[1]), int(found[3]), int(found[4]), order)
    return _rarer(plain, epoch)


def at_home(text: str, zone: tzinfo) -> str:
    """A cell as it stands, or the day in ``zone`` of a time that names its own zone.

    The evening of 4 January in London (2027-01-04T16:00:00Z) is 5 January in Shanghai.
    """
    plain = narrowed(text)
    if not _ZONED.fullmatch(plain):
        return text
    try:
        return datetime.fromisoformat(plain).astimezone(zone).date().isoformat()
    except (ValueError, OverflowError):
        return text


@dataclass(frozen=True, slots=True)
class Birthday:
    """A birthday as it is kept: the calendar says what month and day mean."""

    year: int | None
    month: int
    day: int
    lunar: bool


def parse_birthday(
    text: str, lunar: bool = False, epoch: date = EPOCH_1900, order: DayOrder | None = None
) -> Birthday | None:
    """A birthday: a day in any form, with 农历 before it for a lunar one, the year perhaps missing.

    Args:
        text: The cell.
        lunar: Another column says that it is lunar; then every month may have 30 days.
        epoch: Day 0 of the workbook's serials.
        order: What stands first in 03/04/1985.
    """
    plain = narrowed(text)
    marked = _LUNAR.match(plain)
    if marked:
        plain, lunar = plain[marked.end() :], True
    found = _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain)
    short = _MONTH_DAY.fullmatch(plain)
    if lunar and found:
        return _lunar(int(found[1]), int(found[2]), int(found[3]))
    if short:
        month, day = int(short[1] or short[3]), int(short[2] or short[4])
        if lunar:
            return _lunar(None, month, day)
        _day(LEAP_YEAR, month, day)
        return Birthday(None, month, day, lunar=False)
    full = parse_day(plain, order, epoch)
    return None if full is None else Birthday(full.year, full.month, full.day, lunar)


def _lunar(year: int | None, month: int, day: int) -> Birthday:
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise NoSuchDayError
    return Birthday(year, month, day, lunar=True)


def _rarer(plain: str, epoch: date) -> date:
    found = _SERIAL.fullmatch(plain)
    if found:
        return _checked(epoch + timedelta(days=int(found[1])))
    found = _NAMED.fullmatch(plain)
    if found:
        return _day(int(found[3]), _named_month(found[2]), int(found[1]))
    found = _NAMED_FIRST.fullmatch(plain)
    if found:
        return _day(int(found[3]), _named_month(found[1]), int(found[2]))
    found = _NAMED_HERE.fullmatch(plain)
    if found:
        return _day(int(found[3]), int(found[2]), int(found[1]))
    refuse_sheet_error(plain)
    raise ShortYearError if _SHORT_YEAR.fullmatch(plain) else NotADayError


def _named_month(name: str) -> int:
    if name.lower() not in _MONTH_NAMES:
        raise NotADayError
    return _MONTH_NAMES.index(name.lower()) + 1


def _year_last(first: int, second: int, year: int, order: DayOrder | None) -> date:
    if order is None:
        if first <= 12 and second <= 12 and first != second:
            raise AmbiguousDayError
        order = DayOrder.MONTH_FIRST if second > 12 else DayOrder.DAY_FIRST
    if order is DayOrder.DAY_FIRST:
        return _day(year, second, first)
    return _day(year, first, second)


def _day(year: int, month: int, day: int) -> date:
    try:
        return _checked(date(year, month, day))
    except ValueError:
        raise NoSuchDayError from None


def _checked(day: date) -> date:
    if day.year in NEVER_YEARS:
        return day
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotADayError
    return day


def order_of(texts: list[str]) -> DayOrder | None:
    """The one order that fits every day of a column, or ``None`` where both do or neither.

    A single 13 to 31 in one place settles the column.
    """
    firsts, seconds = 0, 0
    for text in texts:
        found = _YEAR_LAST.fullmatch(narrowed(text))
        if found:
            firsts, seconds = max(firsts, int(found[1])), max(seconds, int(found[3]))
    if firsts > 12 >= seconds:
        return DayOrder.DAY_FIRST
    return DayOrder.MONTH_FIRST if seconds > 12 >= firsts else None


def has_year_last(texts: list[str]) -> bool:
    """Whether any cell writes its year last, so that day and month need an order."""
    return any(_YEAR_LAST.fullmatch(narrowed(text)) for text in texts)


def parse_month(text: str, epoch: date = EPOCH_1900) -> str | None:
    """A billing month as ``YYYY-MM``: 202611, 2026-11, 2026年11月, or a day in it.

    Raises:
        NotAMonthError: no month, or a month above 12.
    """
    plain = narrowed(text)
    if plain.casefold() in BLANKS:
        return None
    found = _MONTH.fullmatch(plain)
    if found and len(plain) != 5:
        return _month(int(found[1]), int(found[2]))
    found = _MONTH_NAMED.fullmatch(plain)
    if found and found[1].lower() in _MONTH_NAMES:
        return _month(int(found[2]), _named_month(found[1]))
    try:
        day = parse_day(plain, epoch=epoch)
    except SheetError:
        raise
    except CellError:
        raise NotAMonthError from None
    return None if day is None else _month(day.year, day.month)


def parse_month_number(text: str, epoch: date = EPOCH_1900) -> str | None:
    """A month of a year that another column gives, as ``MM``; a whole month stays one.

    Raises:
        NotAMonthError: no month, or a month above 12.
    """
    plain = narrowed(text)
    found = _MONTH_NUMBER.fullmatch(plain)
    if found is None:
        return parse_month(text, epoch)
    if not 1 <= int(found[1]) <= 12:
        raise NotAMonthError
    return f"{int(found[1]):02d}"


def _month(year: int, month: int) -> str:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise NotAMonthError
    return f"{year:04d}-{month:02d}"
