"""What is settled with each partner for a month: points and money (rules.md 4)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementLine:
    """One movement that counts for a partner; a reversal takes back in its own month.

    Attributes:
        day: Redeemed, handed over from hold, reversed or awarded on.
        number: Of the receipt; empty for a joint award.
        name: The reward, or why points were awarded.
        points: Ours that were spent on it.
        partner_points: The partner's award beside ours.
        owed_fen: What we owe the partner.
    """

    partner_id: int
    day: str
    number: str
    name: str
    quantity: int
    points: int
    partner_points: int
    owed_fen: int
    reversed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSum:
    """A partner's month."""

    partner_id: int
    name: str
    quantity: int
    points: int
    partner_points: int
    owed_fen: int
    lines: Sequence[SettlementLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """All partners' month, by name; ``complete`` once the month is over."""

    month: str
    complete: bool
    partners: Sequence[PartnerSum]

    @property
    def owed_fen(self) -> int:
        """What is owed to all of them."""
        return sum(each.owed_fen for each in self.partners)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementPaper:
    """The paper: a settlement in whose hand and as of when."""

    language: str
    manager: str
    branch: str
    made_at: str
    settlement: Settlement


def summed(partner_id: int, name: str, lines: Sequence[SettlementLine]) -> PartnerSum:
    """Add up a partner's lines."""
    return PartnerSum(
        partner_id=partner_id,
        name=name,
        quantity=sum(line.quantity for line in lines),
        points=sum(line.points for line in lines),
        partner_points=sum(line.partner_points for line in lines),
        owed_fen=sum(line.owed_fen for line in lines),
        lines=lines,
    )
