"""What a write changed, so that open pages know whether to refresh."""

import enum
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class Area(enum.Enum):
    """A part of the book that pages show."""

    CUSTOMERS = "customers"
    LINES = "lines"
    BILLS = "bills"
    TOUCHPOINTS = "touchpoints"
    VISITS = "visits"
    TASKS = "tasks"
    NEEDS = "needs"
    COMPLAINTS = "complaints"
    SHEETS = "sheets"
    POINTS = "points"
    REWARDS = "rewards"
    COHORTS = "cohorts"
    INDICATORS = "indicators"
    IMPORTS = "imports"
    SETTINGS = "settings"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Saved(Generic[T]):
    """The result of a write and the areas it touched."""

    value: T
    changed: frozenset[Area]
