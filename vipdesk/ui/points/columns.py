"""The columns of a customer's movements, and of the customers who could get a reward."""

from vipdesk.domain.points_words import Fulfilment
from vipdesk.services.fulfilment import ToHandOver
from vipdesk.services.points_overview import ChanceRow
from vipdesk.services.points_view import PointsRow
from vipdesk.texts import _
from vipdesk.ui.kit.chip import tier_tone
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.points import words
from vipdesk.ui.theme import Tone

MUTED = CellStyle.MUTED
NAME_WIDTH = 206  # the name of a company


def movement_columns() -> tuple[Column[PointsRow], ...]:
    """When, what, why, how much, what was left, until when."""
    return (
        Column("day", _("Day"), lambda row: row.on_day.isoformat(), width=98, style=MUTED),
        Column(
            "kind",
            _("Kind"),
            words.kind_word,
            width=160,
            style=CellStyle.CHIP,
            tone=words.kind_tone,
        ),
        Column("about", _("Description"), _about, width=222, tip=_about),
        Column(
            "change",
            _("Change"),
            words.change_word,
            width=92,
            right=True,
            style=CellStyle.STRONG,
            tone=words.change_tone,
        ),
        Column("balance", _("Balance"), lambda row: f"{row.balance:,}", width=80, right=True),
        Column("until", _("Usable until"), _until, width=100, style=MUTED),
    )


def chance_columns() -> tuple[Column[ChanceRow], ...]:
    """Who, how many points, and what expires first."""
    return (
        Column(
            "name", _("Customer"), lambda row: row.name, width=NAME_WIDTH, style=CellStyle.STRONG
        ),
        Column(
            "tier",
            _("Tier"),
            lambda row: _(row.tier.label),
            width=84,
            style=CellStyle.CHIP,
            tone=lambda row: tier_tone(row.tier),
        ),
        Column(
            "available", _("Available"), lambda row: f"{row.available:,}", width=110, right=True
        ),
        Column(
            "next",
            _("Expires next"),
            lambda row: row.next_expiry.isoformat() if row.next_expiry else "",
            width=120,
        ),
        Column("phone", _("Phone"), lambda row: row.phone, width=130, style=MUTED),
    )


def waiting_columns() -> tuple[Column[ToHandOver], ...]:
    """What, for whom, how far it is, since when, and until when its points are held."""
    return (
        Column("name", _("Reward"), _pieces, width=180, style=CellStyle.STRONG, tip=_pieces),
        Column("customer", _("Customer"), lambda row: row.customer, width=NAME_WIDTH),
        Column(
            "state",
            _("State"),
            lambda row: _(row.state.label),
            width=150,
            style=CellStyle.CHIP,
            tone=lambda row: _STATES.get(row.state),
        ),
        Column("since", _("Since"), lambda row: row.since.isoformat(), width=104, style=MUTED),
        Column(
            "until",
            _("Held until"),
            lambda row: row.held_until.isoformat() if row.held_until else "",
            width=104,
        ),
        Column("number", _("Receipt"), lambda row: row.number, width=130, style=MUTED),
    )


_STATES = {Fulfilment.OPEN: Tone.AMBER, Fulfilment.ARRIVED: Tone.GREEN}


def _pieces(row: ToHandOver) -> str:
    if row.quantity == 1:
        return row.name
    return _("{reward} × {n}").format(reward=row.name, n=row.quantity)


def _about(row: PointsRow) -> str:
    """What it was for, and whether it was taken back."""
    return row.about if row.in_effect else " · ".join(filter(None, (row.about, _("reversed"))))


def _until(row: PointsRow) -> str:
    return row.expires_on.isoformat() if row.expires_on else ""
