"""How days, months, amounts, usage and names are said on screen and paper."""

from datetime import date, time

from vipdesk.domain.names import latin_surname, surname
from vipdesk.texts import N_, Translate

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MONTHS = (
    *(N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun")),
    *(N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")),
)
GAP = "\u3000"  # between circumstances on one line


def amount(fen: int) -> str:
    """1,234.50 for 123450 fen, without a unit."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def price(t: Translate, fen: int | None, *, monthly: bool = False) -> str:
    """An amount with its unit; nothing where none is known."""
    if fen is None:
        return ""
    text = t("{amount} yuan/month") if monthly else t("{amount} yuan")
    return text.format(amount=amount(fen))


def weekday(t: Translate, day: date) -> str:
    """周二 or Tue."""
    return t(_WEEKDAYS[day.weekday()])


def step_day(t: Translate, day: date | None, *, by: bool, year: int) -> str:
    """11-24 周二; 12-31 前 for a last day; with its year where that is not ``year``."""
    if day is None:
        return ""
    short = day.strftime("%m-%d") if day.year == year else day.isoformat()
    if by:
        return t("by {day}").format(day=short)
    return f"{short} {weekday(t, day)}"


def month_name(t: Translate, month: str) -> str:
    """6月 or Jun for 2026-06."""
    return t(_MONTHS[int(month[5:7]) - 1])


def time_span(starts: time | None, ends: time | None) -> str:
    """09:32–10:05, or the one time that is known."""
    return "–".join(f"{at:%H:%M}" for at in (starts, ends) if at)


def addressed(t: Translate, name: str, salutation: str) -> str:
    """王志强 先生, Mr 王志强; the bare name of an organisation."""
    form = {"mr": N_("Mr {name}"), "ms": N_("Ms {name}")}.get(salutation)
    return t(form).format(name=name) if form else name


def spoken_to(t: Translate, name: str, salutation: str) -> str:
    """王先生, Mr Wang: by surname, as one speaks; the whole name where no form is known.

    Outside Chinese a Chinese surname is read in pinyin.
    """
    form = {"mr": N_("Mr {surname}"), "ms": N_("Ms {surname}")}.get(salutation)
    if not form or not name.strip():
        return name
    return t(form).format(surname=surname(name) if t(form) != form else latin_surname(name))


def joined(*parts: str) -> str:
    """The parts that are not empty, on one line."""
    return GAP.join(part for part in parts if part)


def duration(t: Translate, seconds: int | None) -> str:
    """Minutes of talk, rounded up as an operator bills them; nothing where none is known."""
    return "" if seconds is None else t("{n} min").format(n=f"{-(-seconds // 60):,}")


def data_volume(data_bytes: int | None) -> str:
    """40.5 GB or 320 MB in units of 1024; nothing where none is known."""
    if data_bytes is None:
        return ""
    if data_bytes >= 1 << 30:
        return f"{data_bytes / (1 << 30):,.1f} GB"
    return f"{data_bytes / (1 << 20):,.0f} MB"


def days_left(t: Translate, ends_on: date, today: date) -> str:
    """9 days, tomorrow, today, or 3 days ago."""
    days = (ends_on - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return t(near[days])
    return (t("{n} days") if days > 0 else t("{n} days ago")).format(n=abs(days))
