"""The columns of the customer list."""

from collections.abc import Callable, Sequence
from datetime import date

from vipdesk.domain.wording import amount, days_left
from vipdesk.domain.words import Tier
from vipdesk.services.customer_export import COLUMNS
from vipdesk.services.customer_list_sql import EXTRA
from vipdesk.services.customers import CustomerRow
from vipdesk.texts import _
from vipdesk.ui.kit.chip import chip_width, tier_tone
from vipdesk.ui.kit.columns import CellStyle, Column, Note
from vipdesk.ui.risk_words import risk_tone, risk_word
from vipdesk.ui.theme import Tone

NEAR, SOON = 30, 90  # days left up to which an end is red, and amber
LAPSED = -60  # days: ends that passed longer ago are history
Today = Callable[[], date]
ListColumn = Column[CustomerRow]


def list_columns(today: Today, extra: Sequence[str] = ()) -> tuple[ListColumn, ...]:
    """All columns, first those that are shown until the user chooses.

    Args:
        today: The book's day, asked for whenever a cell is painted.
        extra: Headings that imports left as extra data.
    """
    return (*_usual(today), *_further(), *(_extra(heading) for heading in extra))


def _usual(today: Today) -> tuple[ListColumn, ...]:
    return (
        Column(
            "tier",
            _title("tier"),
            lambda row: _(row.tier.label),
            "tier",
            max(chip_width(_(tier.label)) for tier in Tier) + 20,
            style=CellStyle.CHIP,
            tone=lambda row: tier_tone(row.tier),
        ),
        Column(
            "name",
            _title("name"),
            lambda row: row.name,
            "name",
            100,
            style=CellStyle.STRONG,
            tip=lambda row: row.name,
        ),
        Column(
            "phone", _title("phone"), lambda row: row.phone, "phone", 112, style=CellStyle.MUTED
        ),
        _text("plan", lambda row: row.plan or "", 104),
        Column(
            "next_end",
            _title("next_end"),
            lambda row: _day(row.next_end_on),
            "next_end",
            _end_width(),
            note=lambda row: end_note(row.next_end_on, today()),
        ),
        _figure("arpu", lambda row: row.arpu_fen, 76),
        Column(
            "risk",
            _title("risk"),
            lambda row: risk_word(row.risk),
            "risk",
            92,
            style=CellStyle.DOT,
            tone=lambda row: risk_tone(row.risk),
        ),
        Column(
            "contacted",
            _title("contacted"),
            lambda row: _day(row.contacted_on),
            "contacted",
            96,
            style=CellStyle.MUTED,
        ),
    )


def _further() -> tuple[ListColumn, ...]:
    return (
        _figure("balance", lambda row: row.balance_fen, shown=False),
        Column(
            "arrears",
            _title("arrears"),
            lambda row: _amount(row.arrears_fen),
            "arrears",
            96,
            right=True,
            tone=lambda row: Tone.RED if row.arrears_fen else None,
            shown=False,
        ),
        _number("points", lambda row: row.points),
        _number("points_expiring", lambda row: row.points_expiring, 120),
        _text("tags", lambda row: row.tags, 160, shown=False),
        _text("number", lambda row: row.number, 132, shown=False),
        _text("kind", lambda row: _(row.kind.label), 96, shown=False),
        Column(
            "lines",
            _title("lines"),
            lambda row: str(row.lines),
            "lines",
            72,
            right=True,
            shown=False,
        ),
        _text("stage", lambda row: _(row.stage.label) if row.stage else "", 88, shown=False),
        _text("joined", lambda row: _day(row.joined_on), 116, shown=False),
        _text("owner", lambda row: row.owner or "", 120, shown=False),
        _text(
            "do_not_disturb", lambda row: _("Yes") if row.do_not_disturb else "", 104, shown=False
        ),
    )


def _title(key: str) -> str:
    return _(COLUMNS[key].title)


def _text(
    key: str, text: Callable[[CustomerRow], str], width: int, *, shown: bool = True
) -> ListColumn:
    return Column(key, _title(key), text, key, width, shown=shown, tip=text)


def _figure(
    key: str, fen: Callable[[CustomerRow], int | None], width: int = 96, *, shown: bool = True
) -> ListColumn:
    return Column(
        key, _title(key), lambda row: _amount(fen(row)), key, width, right=True, shown=shown
    )


def _number(key: str, number: Callable[[CustomerRow], int | None], width: int = 96) -> ListColumn:
    def text(row: CustomerRow) -> str:
        value = number(row)
        return "" if value is None else f"{value:,}"

    return Column(key, _title(key), text, key, width, right=True, shown=False)


def _extra(heading: str) -> ListColumn:
    key = EXTRA + heading

    def text(row: CustomerRow) -> str:
        return row.extra.get(heading, "")

    return Column(key, heading, text, key, 112, shown=False, tip=text)


def _end_width() -> int:
    """Room for a day and the longest note, of an end some years ago."""
    return 78 + chip_width(days_left(_, date(2000, 1, 1), date(2002, 1, 1)))


def _amount(fen: int | None) -> str:
    return "" if fen is None else amount(fen)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def end_note(ends_on: date | None, today: date) -> Note | None:
    """How many days are left, red up to 30 and amber up to 90."""
    if ends_on is None:
        return None
    days = (ends_on - today).days
    tone = Tone.NEUTRAL
    if LAPSED <= days <= NEAR:
        tone = Tone.RED
    elif NEAR < days <= SOON:
        tone = Tone.AMBER
    return Note(days_left(_, ends_on, today), tone, whole=True)
