"""The numbers behind points, as a manager can change them (rules.md 4).

They are one field of the settings and so have versions. † in rules.md marks those that are
definitions of our own.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from vipdesk.domain.points_words import Rounding
from vipdesk.domain.words import Tier

_ANNIVERSARY = re.compile(r"(0*[1-9]\d?)=(\d{1,8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class PointsRules:
    """How points are earned, how long they last, who may redeem.

    Attributes:
        factors: Tier → hundredths of a point for each whole yuan billed.
        worth_fen: What 100 points are worth, in fen; 0: nothing is said of their worth.
        years: Calendar years for which points last, the year of earning counted as the first.
        min_months: Months on the network before a customer may redeem.
        day_cap: Points that a customer may redeem in a day, ``year_cap`` in a calendar year;
            0: no cap.
        hold_days: How long a deferred redemption is held unless it says otherwise.
        anniversary: Full years on the network → points of that anniversary †.
        rounding: What becomes of fractions in files, one of `Rounding`.
        warn_days: Days before points expire at which a task begins, largest first.
        expiring_days: What lists call "about to expire".
        low_stock: Pieces of a reward from which its stock is called low.
    """

    factors: Mapping[str, int] = field(
        default_factory=lambda: {
            Tier.ORDINARY.value: 100,
            Tier.SILVER.value: 110,
            Tier.GOLD.value: 120,
            Tier.DIAMOND.value: 150,
        }
    )
    worth_fen: int = 100
    years: int = 3
    min_months: int = 6
    day_cap: int = 0
    year_cap: int = 0
    hold_days: int = 30
    anniversary: Mapping[str, int] = field(default_factory=dict)
    rounding: str = Rounding.DOWN.value
    warn_days: tuple[int, ...] = (60, 30, 7)
    expiring_days: int = 60
    low_stock: int = 5

    def to_json(self) -> dict[str, Any]:
        """Return plain values to store."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any] | None) -> "PointsRules":
        """Read stored values; what an older set does not hold keeps its default."""
        known = {each.name for each in fields(cls)}
        plain = {key: value for key, value in (values or {}).items() if key in known}
        if "warn_days" in plain:
            plain["warn_days"] = tuple(plain["warn_days"])
        return replace(cls(), **plain)


def anniversaries_in(typed: str) -> dict[str, int] | None:
    """What a person typed as ``5=300, 10=1000``; None where something is no such pair."""
    found: dict[str, int] = {}
    for part in re.split(r"[,，;；\s]+", re.sub(r"\s*[=＝:：]\s*", "=", typed.strip())):
        match = _ANNIVERSARY.fullmatch(part)
        if match is not None:
            found[str(int(match[1]))] = int(match[2])
        elif part:
            return None
    return found


def anniversaries_typed(anniversary: Mapping[str, int]) -> str:
    """The same as text, the fewest years first."""
    pairs = sorted((int(years), points) for years, points in anniversary.items())
    return ", ".join(f"{years}={points}" for years, points in pairs)
