"""How long a call was, as people type it."""

import re

from vipdesk.domain.cells import narrowed
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

MAX_SECONDS = 24 * 3600
_FEN, _ZHONG, _MIAO = "\u5206", "\u949f", "\u79d2"  # minute, the rest of that word, second
_MINUTES = re.compile(rf"(\d{{1,4}})(?:m|min|{_FEN}{_ZHONG}?)?")
_CLOCK = re.compile(rf"(\d{{1,3}})(?::|m|{_FEN}{_ZHONG}?)(\d{{1,2}})(?:s|{_MIAO})?")
_SECONDS = re.compile(rf"(\d{{1,5}})(?:s|sec|{_MIAO})")


class NotADurationError(VipDeskError):
    """The text says no length of time."""

    message = N_("Write minutes (5), minutes and seconds (5:30) or seconds (40s).")


def parse_duration(text: str) -> int | None:
    """Seconds: ``5`` is five minutes, ``5:30`` five and a half, ``40s`` forty seconds.

    Returns:
        Whole seconds; None for an empty text.

    Raises:
        NotADurationError: It is none of these, or longer than a day.
    """
    plain = narrowed(text).replace(" ", "").casefold()
    if not plain:
        return None
    seconds = _seconds(plain)
    if seconds is None or seconds > MAX_SECONDS:
        raise NotADurationError
    return seconds


def _seconds(plain: str) -> int | None:
    if found := _SECONDS.fullmatch(plain):
        return int(found[1])
    if found := _CLOCK.fullmatch(plain):
        return int(found[1]) * 60 + int(found[2]) if int(found[2]) < 60 else None
    if found := _MINUTES.fullmatch(plain):
        return int(found[1]) * 60
    return None


def typed_duration(seconds: int | None) -> str:
    """The form that `parse_duration` reads back."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    if not minutes and rest:
        return f"{rest}s"
    return f"{minutes}:{rest:02}" if rest else str(minutes)
