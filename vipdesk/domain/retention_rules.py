"""The numbers behind tasks, warnings and score, as a manager can change them (rules.md 1 to 3).

They are one field of the settings and so have versions. † in rules.md marks those that are
definitions of our own.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from vipdesk.domain.network import ZERO_FEE_MONTHS
from vipdesk.domain.words import Tier

OFF_NET_WORDS = (
    "携号转网",
    "携转",
    "转网",
    "销户",
    "离网",
    "换运营商",
    "port out",
    "cancel my number",
)
"""Words that tell of leaving, as the rules name them; rivals' names are the manager's to add."""

POINTS: Mapping[str, int] = {
    "ends_30": 35,
    "ends_60": 20,
    "ends_90": 10,
    "swing": 22,
    "zero_calls": 25,
    "complaint": 15,
    "off_net_words": 30,
    "arrears": 10,
    "low_balance": 8,
    "few_top_ups": 8,
    "no_contact": 10,
    "new_line": 8,
}
"""Factors of the score and their points (rules.md 3, †)."""
MOST_STAGES = 6  # each is a column of the board
EARLIEST_STAGE = 365  # days before an ending date
_BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """Thresholds and windows; days and months are counted as each field's name says.

    Attributes:
        stages: Days before an ending date at which a stage begins, largest first.
        zero_fee_months: How many months without a fee take a line that is suspended for arrears off
            the network.
        lapsed_days: How long after the date its case stays open, the last day included.
        cadence_months: Tier → months within which a customer is to be contacted.
        later_date: What an import that moves a date later means: "ask", "renewal", "correction".
        points: Factor → points, of the factors that differ from `POINTS`.
        top_up_mean_months: Months over which the mean of the top-ups goes; see `mean_months`.
        swing_months: Months before the newest bill with whose mean it is compared.
        budget_fen: What all cases of a calendar year may cost; 0: no budget.
    """

    stages: tuple[int, ...] = (90, 60, 30, 7, 0)
    zero_fee_months: int = ZERO_FEE_MONTHS
    lapsed_days: int = 60
    cadence_months: Mapping[str, int] = field(
        default_factory=lambda: {Tier.DIAMOND.value: 2, Tier.GOLD.value: 3, Tier.SILVER.value: 6}
    )
    care_days_before: int = 7  # how long before its last day a care window makes a task
    birthday_days_before: int = 1
    birthday_days_after: int = 7  # how long a greeting can be made good
    bind_workdays: int = 3  # a new VIP is bound within
    first_contact_months: int = 1  # and contacted within
    call_back_days: int = 3  # after a complaint was closed
    later_date: str = "ask"
    low_balance_fen: int = 1_000
    silent_months: int = 2  # months running without calls
    top_up_months: int = 3
    top_ups_at_least: int = 2
    top_up_percent: int = 50  # of the mean of ``mean_months``
    top_up_mean_months: int = 12
    swing_percent: int = 30  # that the fee lies under the mean of ``swing_months``
    swing_months: int = 3
    complaint_days: int = 90
    off_net_words: tuple[str, ...] = OFF_NET_WORDS
    words_days: int = 90  # how long words of leaving are held against a customer
    ends_days: tuple[int, ...] = (30, 60, 90)  # of the three factors of an ending date
    quiet_cadences: int = 2  # without an effective touchpoint
    new_line_months: int = 12
    stale_days: int = 31  # data older than this say so
    points: Mapping[str, int] = field(default_factory=dict)
    high_from: int = 70
    medium_from: int = 40
    budget_fen: int = 0
    win_back_months: int = 6  # how long who left is listed to be won back

    @property
    def mean_months(self) -> int:
        """Over how many months the mean of the top-ups goes: never fewer than are held to it."""
        return max(1, self.top_up_mean_months, self.top_up_months)

    def points_of(self, factor: str) -> int:
        """The points of a factor of `POINTS`."""
        return self.points.get(factor, POINTS[factor])

    def to_json(self) -> dict[str, Any]:
        """Return plain values to store."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any] | None) -> "RetentionRules":
        """Read stored values; what an older set does not hold keeps its default."""
        known = {each.name for each in fields(cls)}
        plain = {key: value for key, value in (values or {}).items() if key in known}
        for key in ("stages", "ends_days", "off_net_words"):
            if key in plain:
                plain[key] = tuple(plain[key])
        return replace(cls(), **plain)


def stages_in(typed: str) -> tuple[int, ...] | None:
    """The stages that a person typed, largest first; None where something is no such number."""
    words = [word for word in _BETWEEN.split(typed.strip()) if word]
    if not words or not all(word.isdecimal() for word in words):
        return None
    days = sorted({int(word) for word in words}, reverse=True)
    return tuple(days) if len(days) <= MOST_STAGES and days[0] <= EARLIEST_STAGE else None
