"""What is handed out about a customer's points."""

from dataclasses import dataclass
from datetime import date

from vipdesk.domain.points import Figures
from vipdesk.domain.points_running import What
from vipdesk.domain.points_words import EntryKind
from vipdesk.texts import N_

_COMPUTED = {What.EXPIRED: N_("Expired"), What.LAPSED: N_("Hold ended")}


@dataclass(frozen=True, slots=True)
class ExpiringRow:
    """Available points that can be used until one last day."""

    last_day: date
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """The figures of a day.

    Attributes:
        worth_fen: What the available points are worth; None: nothing is said of their worth.
        expiring: Every last day from ``on`` with what it would take, soonest first; together the
            available points.
    """

    customer_id: int
    number: str
    name: str
    on: date
    figures: Figures
    worth_fen: int | None
    expiring: tuple[ExpiringRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """What one award left on the day asked."""

    id: int
    entry_id: int
    kind: EntryKind
    note: str | None
    month: str | None
    partner: str | None
    earned_on: date
    expires_on: date
    points: int
    rest: int
    held: int
    expired: bool  # what is held of it can still be confirmed


@dataclass(frozen=True, slots=True)
class LotShare:
    """What a movement changed one lot by."""

    lot_id: int
    points: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """One row of a statement: a movement, or what was computed of the day.

    Attributes:
        entry_id: None where it is computed.
        kind: None where it is computed.
        points: Change of the total; ``held`` of what is held.
        total: After it, and so ``held_after``.
        expires_on: Last usable day of what it gave.
        in_effect: Whether it is not reversed.
    """

    on_day: date
    what: What
    entry_id: int | None = None
    kind: EntryKind | None = None
    points: int
    held: int
    total: int
    held_after: int
    note: str | None = None
    month: str | None = None
    source: str | None = None
    partner: str | None = None
    reverses_id: int | None = None
    hold_id: int | None = None
    until_on: date | None = None
    expires_on: date | None = None
    in_effect: bool = True
    lots: tuple[LotShare, ...] = ()

    @property
    def label(self) -> str:
        """Message id of what it is."""
        return self.kind.label if self.kind else _COMPUTED[self.what]

    @property
    def available(self) -> int:
        """What could be used after it."""
        return self.total - self.held_after


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Points that are set aside today."""

    entry_id: int
    on_day: date
    until_on: date | None
    points: int
    note: str | None
    redemption: str | None  # number of the redemption that it pays for
