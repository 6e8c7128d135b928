"""A scorecard that was fitted to who left and who stayed, and how well it tells them apart."""

import enum
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.words import Word
from vipdesk.texts import N_, Translate

MOST_POINTS = 100
FOLDS = 5
LEAST_LEAVERS = 50
AFTER_THE_FACT = 0.93
"""AUC of one column alone from which it is taken for made after the fact †."""
BLANKS_TELL = 0.70
"""AUC of whether one column is blank, likewise †."""
WORDS_SHOWN = 4
EXACT = 1e15  # from which a number is written in short
SIGNIFICANT = 17  # digits that tell any two numbers apart


class ColumnKind(enum.StrEnum):
    """How the cells of a column are read."""

    NUMBER = "number"
    DAY = "day"
    WORDS = "words"


class BinKind(enum.StrEnum):
    """What a bin holds."""

    RANGE = "range"
    WORDS = "words"
    OTHER = "other"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of one factor that are worth the same points.

    Attributes:
        kind: What it holds.
        low: Least value of a range, itself included; ``None``: no least. Days as ordinals.
        high: End of a range, itself not included; ``None``: no end.
        only: The one value that a range was seen to hold; ``None``: several.
        words: Of a bin of words, the commonest first.
        rows: How many rows it holds.
        leavers: How many of them left.
        points: What it is worth.
    """

    kind: BinKind
    low: float | None
    high: float | None
    only: float | None
    words: tuple[str, ...]
    rows: int
    leavers: int
    points: int

    @property
    def rate(self) -> float:
        """Share of leavers."""
        return self.leavers / self.rows if self.rows else 0.0

    def label(self, t: Translate, kind: ColumnKind) -> str:
        """Say what it holds."""
        if self.kind is BinKind.BLANK:
            return t(N_("blank"))
        if self.kind is BinKind.OTHER:
            return t(N_("anything else"))
        if self.kind is BinKind.WORDS:
            shown = t(N_(", ")).join(self.words[:WORDS_SHOWN])
            more = len(self.words) - WORDS_SHOWN
            return t(N_("{words} and {n} more")).format(words=shown, n=more) if more > 0 else shown
        return self._range_label(t, kind)

    def _range_label(self, t: Translate, kind: ColumnKind) -> str:
        if self.only is not None:
            return _worded(self.only, kind)
        low, high = (None if at is None else _worded(at, kind) for at in (self.low, self.high))
        if low is None and high is None:
            return t(N_("any value"))
        if low is None:
            return t(N_("under {high}")).format(high=high)
        if high is None:
            return t(N_("{low} and more")).format(low=low)
        return t(N_("{low} to under {high}")).format(low=low, high=high)


def _worded(value: float, kind: ColumnKind) -> str:
    if kind is ColumnKind.DAY:
        return date.fromordinal(int(value)).isoformat()
    if abs(value) >= EXACT:
        return f"{value:.3g}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


@dataclass(frozen=True, slots=True)
class Factor:
    """One column of the scorecard.

    Attributes:
        column: Its header.
        kind: How its cells are read.
        auc: How well it tells leavers from stayers alone, out of fold.
        bins: With their points; the least is worth 0.
    """

    column: str
    kind: ColumnKind
    auc: float
    bins: tuple[Bin, ...]

    @property
    def most(self) -> int:
        """The points of its worst bin."""
        return max(each.points for each in self.bins)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Points that add up to 0 for the safest row there can be and to 100 for the worst.

    The chance of leaving is 1 ÷ (1 + e^-(offset + slope x points)).
    """

    factors: tuple[Factor, ...]
    offset: float
    slope: float

    def chance(self, points: float) -> float:
        """How likely somebody with so many points leaves."""
        return 1 / (1 + math.exp(-(self.offset + self.slope * points)))


class Why(Word):
    """Why a column is not on the card."""

    NAMED = "named_key", N_("You said that it numbers the rows.")
    KEY = "key", N_("Numbers the rows, so it says nothing about anybody else.")
    PERSON = "person", N_("Names or numbers a person or a line.")
    SCATTERED = "scattered", N_("Nearly every row has words of its own.")
    SINGLE = "single", N_("The same in every row.")
    AFTER = (
        "after_the_fact",
        N_(
            "Alone it tells leavers from stayers too well (AUC {auc}): most likely written after "
            "somebody had left."
        ),
    )
    BLANKS = (
        "blanks_tell",
        N_(
            "Whether it is blank tells leavers from stayers (AUC {auc}): most likely filled in "
            "after somebody had left."
        ),
    )
    WEAK = "weak", N_("Alone it tells too little about leaving (AUC {auc}).")
    SAME = "same", N_("Says the same as “{other}”.")
    SELDOM = "seldom", N_("Holds too seldom, or nearly always, to be judged; its points stay.")
    AGAINST = "against", N_("Where it holds, no more leave than elsewhere.")
    NO_MORE = "no_more", N_("Adds nothing to the other columns.")


CAN_BE_KEPT = frozenset({Why.KEY, Why.PERSON, Why.AFTER, Why.BLANKS})
"""What a person may put back by hand."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that is not on the card, and why.

    Attributes:
        column: Its header.
        why: The reason.
        auc: How well it, or whether it is blank, tells leavers; ``None`` where that is no matter.
        other: The column that says the same.
    """

    column: str
    why: Why
    auc: float | None = None
    other: str = ""

    @property
    def can_be_kept(self) -> bool:
        """Whether a person may put it back."""
        return self.why in CAN_BE_KEPT

    def sentence(self, t: Translate) -> str:
        """Say why."""
        auc = "" if self.auc is None else f"{self.auc:.3f}"
        return t(self.why.label).format(auc=auc, other=self.other)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A tenth of the rows, by what was foretold: how likely they leave, and how many did."""

    foretold: float
    observed: float
    rows: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which rows left.

    Attributes:
        column: Its header.
        positive: The word that says "left".
        stayed: The words that were counted as "stayed", and how many rows hold each.
        passed_over: Rows whose outcome is blank, or none of the words that count.
    """

    column: str
    positive: str
    stayed: Mapping[str, int]
    passed_over: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted card with the figures of its cross-validation: all measured out of fold.

    Attributes:
        origin: Name of the file; empty: the manager's own history.
        outcome: Which rows left.
        rows: How many there are.
        leavers: How many of them left.
        copies: Rows that are equal to one before; equal rows stay in one fold.
        auc: How well the points tell leavers from stayers: 0.5 by chance, 1 always.
        lift: How many times more leavers than usual the tenth with the most points holds.
        curve: Foretold against observed, by tenths.
        card: Fitted to all rows.
        left_out: Columns that are not on it.
        auc_before: Of the own history: how well the points in force tell the same rows apart.
        points: Of the own history: factor of the score → its points by the card, if it was judged.
        points_before: Of the own history: factor → its points in force.
        looks: Of the own history: the days on which the factors were looked at, newest first.
        ends_days: Of the own history: the rules' days of the three factors of an ending date.
    """

    origin: str
    outcome: Outcome
    rows: int
    leavers: int
    copies: int
    auc: float
    lift: float
    curve: tuple[CurvePoint, ...]
    card: Scorecard
    left_out: tuple[LeftOut, ...]
    auc_before: float | None = None
    points: Mapping[str, int] | None = None
    points_before: Mapping[str, int] | None = None
    looks: tuple[str, ...] = ()
    ends_days: tuple[int, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether it was fitted to the manager's own history."""
        return self.points is not None

    def to_json(self) -> dict[str, Any]:
        """Plain values, to keep; the same as are read back."""
        values: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Calibration":
        """What `to_json` gave."""
        card = values["card"]
        return cls(
            **{
                **values,
                "outcome": Outcome(**values["outcome"]),
                "curve": tuple(CurvePoint(**each) for each in values["curve"]),
                "card": Scorecard(**{**card, "factors": tuple(map(_factor, card["factors"]))}),
                "left_out": tuple(map(_left_out, values["left_out"])),
                "looks": tuple(values["looks"]),
                "ends_days": tuple(values.get("ends_days", RetentionRules().ends_days)),
            }
        )


def _left_out(values: Mapping[str, Any]) -> LeftOut:
    why = next(why for why in Why if why == values["why"])
    return LeftOut(values["column"], why, values["auc"], values["other"])


def _factor(values: Mapping[str, Any]) -> Factor:
    bins = tuple(
        Bin(**{**each, "kind": BinKind(each["kind"]), "words": tuple(each["words"])})
        for each in values["bins"]
    )
    return Factor(values["column"], ColumnKind(values["kind"]), values["auc"], bins)


def shares_of_points(spans: Sequence[float]) -> list[int]:
    """Part 100 points by ``spans``, whole points, adding up to 100 exactly.

    Args:
        spans: How far apart the best and the worst bin of each factor are, above 0 in all.
    """
    whole = sum(spans)
    exact = [MOST_POINTS * span / whole for span in spans]
    points = [int(each) for each in exact]
    by_rest = sorted(range(len(spans)), key=lambda n: points[n] - exact[n])
    for n in by_rest[: MOST_POINTS - sum(points)]:
        points[n] += 1
    return points


def cut_between(below: float, above: float) -> float:
    """The roundest number over ``below`` and up to ``above``: where two bins meet."""
    if below < 0 <= above:
        return 0.0
    exact, largest = Decimal(repr(above)), Decimal(repr(max(abs(below), abs(above))))
    top = (exact if above > 0 else largest).adjusted() + 1
    for digits in range(top, top - SIGNIFICANT, -1):
        unit = Decimal(1).scaleb(digits)
        cut = float((exact / unit).to_integral_value(ROUND_FLOOR) * unit)
        if below < cut <= above:
            return cut
    return above
