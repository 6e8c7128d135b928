"""Rules for contacts with customers."""

from vipdesk.domain.words import Channel, Direction, Result

MIN_CALL_SECONDS = 30
IN_PERSON = frozenset({Channel.VISIT, Channel.HALL, Channel.EVENT})


def is_effective(
    channel: Channel,
    direction: Direction,
    result: Result,
    duration_seconds: int | None,
    *,
    replied: bool = False,
    bulk: bool = False,
    min_call_seconds: int = MIN_CALL_SECONDS,
) -> bool:
    """Tell whether a touchpoint counts as one (rules.md 2; a definition of our own).

    A visit held, a call connected for ``min_call_seconds`` or longer, a reply or an incoming
    contact by the customer, an attended meeting in a service hall or an event. One of a mass
    mailing never is, unless the customer answered it.
    """
    if direction == Direction.IN or replied:
        return True
    if bulk or result != Result.CONNECTED:
        return False
    if channel == Channel.PHONE:
        return (duration_seconds or 0) >= min_call_seconds
    return channel in IN_PERSON
