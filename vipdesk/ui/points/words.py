"""How movements of points are said and coloured."""

from vipdesk.domain.points_words import EntryKind, RewardKind
from vipdesk.services.points_view import PointsRow
from vipdesk.texts import _
from vipdesk.ui.theme import Tone

REWARD_ICONS = {
    RewardKind.TELECOM: "smartphone",
    RewardKind.NON_TELECOM: "package",
    RewardKind.ALLIANCE: "store",
}
_TONES = {
    EntryKind.REVERSAL: Tone.AMBER,
    EntryKind.ADJUSTMENT: Tone.AMBER,
    EntryKind.REDEEM: Tone.ACCENT,
    EntryKind.CONFIRM: Tone.ACCENT,
    EntryKind.SPENT: Tone.ACCENT,
    EntryKind.LOTTERY: Tone.ACCENT,
}


def kind_word(row: PointsRow) -> str:
    """What a movement is; also of what is computed."""
    return _(row.label)


def kind_tone(row: PointsRow) -> Tone:
    """Green for what gives points, blue for what takes them, amber for corrections."""
    if row.kind is None:
        return Tone.NEUTRAL
    return Tone.GREEN if row.kind.is_award else _TONES.get(row.kind, Tone.NEUTRAL)


def change_word(row: PointsRow) -> str:
    """+468 or -5,000; of a hold and its release what is held."""
    if row.points or not row.held:
        return f"{row.points:+,}"
    return _("held {points}").format(points=f"{row.held:+,}")


def change_tone(row: PointsRow) -> Tone | None:
    """Green for what is added; what only moves between free and held is muted."""
    if row.points > 0:
        return Tone.GREEN
    return None if row.points else Tone.NEUTRAL
