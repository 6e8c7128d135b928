"""An award that a person writes, as it is typed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardDraft:
    """An award by hand.

    Attributes:
        points: Ours.
        reason: Why, in words; it stands on the customer's statement.
        on_day: None: today.
        expires_on: Its own last day; None: by the rule.
        goodwill: To make up for something; an entry of its own kind †.
        partner_id: Whose award stands beside ours (联合奖励).
        partner_points: Theirs; a lot of its own, settled with the partner.
    """

    points: int
    reason: str
    on_day: date | None = None
    expires_on: date | None = None
    goodwill: bool = False
    partner_id: int | None = None
    partner_points: int = 0
