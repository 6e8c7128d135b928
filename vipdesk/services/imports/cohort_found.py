"""What a comparison of the operator's list of a snapshot gathers: choices, figures, the plan."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vipdesk.domain.cohorts import CohortLine
from vipdesk.domain.indicator_words import CohortUnit
from vipdesk.errors import VipDeskError
from vipdesk.services.cohorts import CohortRow
from vipdesk.texts import N_


class UnsaidDayError(VipDeskError):
    """No column says of which day the list is, and nobody has said it."""

    message = N_("Say first of which day this list is. Nothing was written.")


@dataclass(frozen=True, slots=True)
class CohortChoices:
    """What a person said of a list.

    Attributes:
        on_day: Where no column says it; None: not said yet.
        name: Of the snapshot; empty: its day.
    """

    on_day: date | None = None
    name: str = ""
    unit: CohortUnit = CohortUnit.CUSTOMER


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """A snapshot that is to be frozen.

    Attributes:
        members: Its lines; an owner below 0 is one of ``new_owners``.
        new_owners: Managers of the list whom the book does not know, by a number below 0.
    """

    on_day: date
    name: str
    unit: CohortUnit
    members: tuple[CohortLine, ...]
    new_owners: dict[int, str]


@dataclass(frozen=True, slots=True)
class CohortSummary:
    """Figures of a list, for the preview.

    Attributes:
        on_day: The day by which it was compared.
        dated: Whether a column says it.
        frozen_as: The snapshot that holds exactly this already.
        beside: Other snapshots of that day.
        new_owners: Managers whom the book does not know yet.
        fees_of_book: Whether the book's bills give the fees, since no column does.
    """

    choices: CohortChoices
    on_day: date
    dated: bool
    lines: int
    customers: int
    base_fee_fen: int
    frozen_as: CohortRow | None
    beside: tuple[CohortRow, ...]
    new_owners: tuple[str, ...]
    fees_of_book: bool

    @property
    def asks_day(self) -> bool:
        """Whether it is open of which day the list is."""
        return not self.dated and self.choices.on_day is None

    @property
    def size(self) -> int:
        """How many it counts, in its unit."""
        return self.customers if self.choices.unit is CohortUnit.CUSTOMER else self.lines

    def to_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "on_day": self.on_day,
            "unit": self.choices.unit,
            "lines": self.lines,
            "customers": self.customers,
            "base_fee_fen": self.base_fee_fen,
            "frozen_as": self.frozen_as.id if self.frozen_as else None,
            "same_day": [each.id for each in self.beside],
            "new_owners": list(self.new_owners),
        }


@dataclass(slots=True)
class CohortFound:
    """What was said, and what the comparison makes of it."""

    choices: CohortChoices = field(default_factory=CohortChoices)
    summary: CohortSummary | None = None
