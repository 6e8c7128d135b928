"""The colour of an indicator's value, the same on every screen."""

from vipdesk.domain.indicators import Value
from vipdesk.ui.theme import Tone

FAR = 0.1  # of the target


def value_tone(value: Value) -> Tone:
    """Green where the target is met, amber near it, red far from it; none without a target."""
    if value.rate is None or value.met is None:
        return Tone.NEUTRAL
    if value.met:
        return Tone.GREEN
    far = value.distance is not None and value.goal and value.distance / value.goal > FAR
    return Tone.RED if far else Tone.AMBER
