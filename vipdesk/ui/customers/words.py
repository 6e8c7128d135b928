"""How the detail says days, amounts and contacts."""

from datetime import date

from vipdesk.domain.wording import amount, days_left
from vipdesk.domain.words import Channel, Direction, Result, VisitStatus
from vipdesk.services.customer_rows import ComplaintRow, TimelineRow
from vipdesk.texts import _
from vipdesk.ui.theme import Tone

NOTHING = "–"
NEAR_DAYS, SOON_DAYS = 30, 90
_ICONS = {
    Channel.VISIT: "map-pin",
    Channel.SMS: "message-square",
    Channel.WECHAT: "message-circle",
    Channel.HALL: "store",
    Channel.ONLINE: "globe",
    Channel.EVENT: "party-popper",
}


def day_text(day: date | None) -> str:
    """2026-11-30, or a dash."""
    return day.isoformat() if day else NOTHING


def short_day(day: date, today: date) -> str:
    """11-12; with its year where that is not this one."""
    return day.strftime("%m-%d") if day.year == today.year else day.isoformat()


def yuan(fen: int | None) -> str:
    """86.40 yuan, or a dash."""
    return NOTHING if fen is None else _("{amount} yuan").format(amount=amount(fen))


def end_tone(day: date | None, today: date) -> Tone | None:
    """Red within 30 days, and where it is over; amber within 90."""
    if day is None:
        return None
    days = (day - today).days
    if days <= NEAR_DAYS:
        return Tone.RED
    return Tone.AMBER if days <= SOON_DAYS else None


def end_text(day: date | None, today: date) -> str:
    """2026-11-30 · 9 days."""
    return f"{day.isoformat()} · {days_left(_, day, today)}" if day else NOTHING


def contact_icon(row: TimelineRow) -> str:
    """The icon of a contact; calls show their direction."""
    if row.channel is Channel.PHONE:
        return "phone-incoming" if row.direction is Direction.IN else "phone-outgoing"
    return _ICONS[row.channel]


def contact_title(row: TimelineRow, today: date) -> str:
    """11-12 Phone call · Attempted."""
    parts = [f"{short_day(row.at.date(), today)} {_(row.channel.label)}"]
    if row.direction is Direction.IN:
        parts.append(_(row.direction.label))
    if row.result in (Result.ATTEMPTED, Result.REFUSED) and row.result is not None:
        parts.append(_(row.result.label))
    if row.touchpoint_id is None and row.visit_status is not None:
        parts.append(_(row.visit_status.label))
    if row.satisfaction is not None:
        parts.append(_("satisfaction {n}").format(n=row.satisfaction))
    return " · ".join(parts)


def contact_tone(row: TimelineRow) -> Tone | None:
    """A visit to which nobody came stands out."""
    return Tone.RED if row.visit_status is VisitStatus.NO_SHOW else None


def complaint_title(row: ComplaintRow) -> str:
    """What the complaint is about, in the file's or the manager's words."""
    return row.kind or _("Complaint")
