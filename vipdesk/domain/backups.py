"""Which backups stay, and when the last one is too old."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from vipdesk.texts import N_

T = TypeVar("T")

ALL_WITHIN = timedelta(hours=48)
PAUSE = timedelta(days=7)  # longer: a holiday, or a clock that jumped
DAILY, WEEKLY, MONTHLY = 7, 4, 12
STALE_AFTER = timedelta(days=3)


class Why(StrEnum):
    """What a backup was made for."""

    START = "start"
    EXIT = "exit"
    MIGRATION = "migration"
    IMPORT = "import"
    RESTORE = "restore"
    HAND = "hand"


WHY_LABELS: Mapping[Why, str] = {
    Why.START: N_("start of day"),
    Why.EXIT: N_("end of work"),
    Why.MIGRATION: N_("before an update of the book"),
    Why.IMPORT: N_("before a large import"),
    Why.RESTORE: N_("before a restore"),
    Why.HAND: N_("by hand"),
}


def to_keep(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """Choose the backups that stay: all of 48 h, 7 daily, 4 weekly and 12 monthly ones.

    Days, weeks and months are counted where there is a backup, so that a long pause takes none
    away; the last one of each stays. Those dated after ``now`` are chosen among themselves: a
    clock that was ahead for a while makes them no newer than the others, and no older.

    Args:
        made: When each was made, in the zone whose days count.
        now: The present instant.
    """
    instants = sorted(made, reverse=True)
    past = [at for at in instants if at <= now]
    ahead = [at for at in instants if at > now]
    return _chosen(past) | _chosen(ahead)


def is_stale(verified_at: datetime | None, now: datetime) -> bool:
    """Whether there is no backup that was found good within the last three days.

    One from the future tells nothing about now: it counts as none.
    """
    return verified_at is None or not now - STALE_AFTER <= verified_at <= now


def _chosen(newest_first: list[datetime]) -> set[datetime]:
    return (
        _close_together(newest_first)
        | _last_of(newest_first, lambda at: at.date(), DAILY)
        | _last_of(newest_first, lambda at: at.isocalendar()[:2], WEEKLY)
        | _last_of(newest_first, lambda at: (at.year, at.month), MONTHLY)
    )


def _close_together(newest_first: list[datetime]) -> set[datetime]:
    """All within 48 h of the newest, and of the last one before the last pause.

    Without the latter a clock set a year ahead would thin out the last two days of work.
    """
    ends = newest_first[:1]
    for later, earlier in pairwise(newest_first):
        if later - earlier > PAUSE:
            ends.append(earlier)
            break
    return {at for at in newest_first for end in ends if end - ALL_WITHIN <= at <= end}


def _last_of(
    newest_first: list[datetime], bucket: Callable[[datetime], T], count: int
) -> set[datetime]:
    last: dict[T, datetime] = {}
    for at in newest_first:
        last.setdefault(bucket(at), at)
    return set(list(last.values())[:count])
