"""The numbers behind indicators, as a manager can change them (rules.md 5).

They are one field of the settings and so have versions. † in rules.md marks those that are
definitions of our own.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class IndicatorRules:
    """What indicators count by.

    Attributes:
        kept: How a line of a cohort is kept, one of `vipdesk.domain.indicator_words.Kept`.
        fee_floor_fen: The least fee of that last variant.
        base: The base fee that a new cohort takes: "month", "mean", "last_year"; over
            ``base_months`` months where it is a mean.
        small_sample: Fewer cases than this say so, whatever the denominator counts.
        settled_days: A customer assigned fewer days ago is not yet to be reached.
        renewed_from_days: Days before a contract's end from which a renewal counts.
        renewed_months: Months after that of the end until whose last day it counts.
        escalated_per: One of `vipdesk.domain.indicator_words.EscalatedPer`.
    """

    kept: str = "billed"
    fee_floor_fen: int = 0
    base: str = "month"
    base_months: int = 3
    small_sample: int = 30
    settled_days: int = 15
    renewed_from_days: int = 90
    renewed_months: int = 2
    escalated_per: str = "complaints"

    def to_json(self) -> dict[str, Any]:
        """Return plain values to store."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any] | None) -> "IndicatorRules":
        """Read stored values; what an older set does not hold keeps its default."""
        known = {each.name for each in fields(cls)}
        return replace(cls(), **{key: v for key, v in (values or {}).items() if key in known})
