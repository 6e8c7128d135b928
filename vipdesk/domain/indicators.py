"""What an indicator is, and one value of it (rules.md 5).

Numerator and denominator are integers; they are compared with the target as exact fractions, and
rounded half up for display only. A denominator of 0 is "not available", never 0 or 100.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vipdesk.domain.indicator_words import Direction
from vipdesk.domain.periods import Period
from vipdesk.domain.wording import amount
from vipdesk.domain.words import Word
from vipdesk.texts import N_, Translate

PERCENT = Fraction(1, 100)


class Unit(Word):
    """What numerator and denominator count."""

    CUSTOMERS = "customers", N_("Customers")
    LINES = "lines", N_("Lines")
    FEN = "fen", N_("Fees")
    POINTS = "points", N_("Points")
    WINDOWS = "windows", N_("Care windows")
    CONTRACTS = "contracts", N_("Contracts")
    COMPLAINTS = "complaints", N_("Complaints")
    COMPLAINTS_BY_LINES = "complaints_by_lines", N_("Complaints / lines")
    PIECES = "pieces", N_("Pieces")


class Span(Word):
    """The period over which an indicator is measured against its target."""

    MONTH = "month", N_("target of a month")
    QUARTER = "quarter", N_("target of a quarter")
    YEAR = "year", N_("target of a year")

    @property
    def months(self) -> int:
        """How many months it has."""
        return {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}[self]


class Side(Word):
    """Which of those behind a value are listed."""

    NUMERATOR = "numerator", N_("Counted")
    DENOMINATOR = "denominator", N_("All")
    DIFFERENCE = "difference", N_("Not counted")
    WAIVED = "waived", N_("Waived")
    EITHER = "either", N_("Everybody")


class WhyNot(Word):
    """Why there is no value."""

    NO_DATA = "no_data", N_("No data yet")
    NOTHING = "nothing", N_("Nothing to count")
    NO_COHORT = "no_cohort", N_("No snapshot was frozen for this period")
    NO_BILLS = "no_bills", N_("No bills of this month yet")
    UNCLEAR = "unclear", N_("The history does not tell what became of all")
    NOT_BEGUN = "not_begun", N_("The period has not begun")
    NOT_ENTERED = "not_entered", N_("Not entered yet")
    WHOLE_BOOK = "whole_book", N_("Of the whole book alone")
    OTHERWISE = "otherwise", N_("Counted by another definition then")

    @classmethod
    def of(cls, value: str | None) -> "WhyNot | None":
        """The word that was stored; None for none."""
        return next((each for each in cls if each == value), None)


@dataclass(frozen=True, slots=True)
class Spec:
    """How an indicator is called and measured; its members are a matter of the services.

    Attributes:
        key: By which settings, command line and files know it.
        name: An English message id, as ``definition``, which says numerator, denominator, edges.
        target: Default, in hundredths of a percent (9_200: 92 %) or of a piece.
        span: The period that its target is about.
        own: A definition or a default of ours, for which no operator's text was found (†).
        percent: Whether it is shown as a percentage; else as a plain number.
        entered: It is entered with its origin, never computed.
        waivable: Some of it may be waived with a reason: members that count on neither side.
        adds_up: It grows with the period, so that its target holds over its span alone.
        per: Of how many it is said: 1,000,000 for a million lines; 1 for a share.
        whole_only: It has no value for a part of the book.
        twice: Its numerator counts each twice: it is set against the sum of two days.
        target_key: By which its targets are kept, where it can be counted in two ways; "": the key.
    """

    key: str
    name: str
    definition: str
    unit: Unit
    span: Span
    direction: Direction = Direction.AT_LEAST
    target: int | None = None
    own: bool = False
    percent: bool = True
    entered: bool = False
    waivable: bool = False
    adds_up: bool = False
    per: int = 1
    whole_only: bool = False
    twice: bool = False
    target_key: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator of one period.

    Attributes:
        numerator: None, as the denominator, where there is none; then ``why_not`` says why.
        to_date: The last day or month that is counted, where the period still runs or its data are
            not all in.
        target: In hundredths, as it held for the period.
        settings_id: The settings by which it was counted.
        closed: Whether it is frozen.
        data_of: The day of the newest data that it stands on, its last day at the latest; None
            where it stands on what is entered at the desk.
        stale: Whether these are older than the rules allow.
        origin: Of an entered figure.
        waived: How many were waived and so count on neither side.
        cases: How many customers, lines, windows … stand behind it; None: as the denominator says.
    """

    spec: Spec
    period: Period
    numerator: int | None = None
    denominator: int | None = None
    why_not: WhyNot | None = None
    to_date: date | None = None
    target: int | None = None
    settings_id: int | None = None
    closed: bool = False
    data_of: date | None = None
    stale: bool = False
    origin: str | None = None
    waived: int = 0
    cases: int | None = None
    small_under: int = 30

    @property
    def rate(self) -> Fraction | None:
        """The value itself: a share of 1, or a plain number; None where there is none."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator * self.spec.per, self.denominator)

    @property
    def goal(self) -> Fraction | None:
        """The target as `rate` is given."""
        if self.target is None:
            return None
        return Fraction(self.target, 100) * (PERCENT if self.spec.percent else 1)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none, or nothing to compare with it."""
        rate, goal = self.rate, self.goal
        if rate is None or goal is None or self.is_of_another_span:
            return None
        match self.spec.direction:
            case Direction.AT_LEAST:
                return rate >= goal
            case Direction.MORE_THAN:
                return rate > goal
            case Direction.AT_MOST:
                return rate <= goal
            case Direction.LESS_THAN:
                return rate < goal

    @property
    def is_of_another_span(self) -> bool:
        """Whether its target is about a longer or shorter period than this."""
        return self.spec.adds_up and len(self.period.months) != self.spec.span.months

    @property
    def is_mean(self) -> bool:
        """Whether it is the mean of others: the two sides of its fraction count nothing."""
        return self.spec.key == "combined_retention"

    @property
    def is_small(self) -> bool:
        """Whether the sample is too small to say much; of shares alone."""
        cases = self.denominator if self.cases is None else self.cases
        return self.spec.percent and self.rate is not None and (cases or 0) < self.small_under

    @property
    def missing(self) -> int | None:
        """How many more of the numerator would meet a target that asks for at least so much."""
        if self.spec.direction is not Direction.AT_LEAST or self.goal is None or self.rate is None:
            return None
        needed = -(-self.goal.numerator * (self.denominator or 0) // self.goal.denominator)
        return max(0, needed - (self.numerator or 0))

    @property
    def distance(self) -> Fraction | None:
        """How far it is from a target that it misses, above 0; None where it meets it."""
        if self.met is not False or self.rate is None or self.goal is None:
            return None
        return abs(self.goal - self.rate)


def hundredths(value: Fraction) -> int:
    """``value`` times 100, rounded half up (away from zero)."""
    scaled = abs(value) * 100
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return whole if value >= 0 else -whole


def shown(value: Fraction, *, percent: bool) -> str:
    """A value as people read it: two decimals, rounded half up, a percentage with its sign."""
    number = hundredths(value * 100 if percent else value)
    sign, number = ("-", -number) if number < 0 else ("", number)
    text = f"{sign}{number // 100:,}.{number % 100:02}"
    return f"{text}%" if percent else text


def goal_words(value: Value) -> str:
    """A target with its sign, such as "≥ 92%"; "" where there is none."""
    if value.goal is None:
        return ""
    number = shown(value.goal, percent=value.spec.percent).replace(".00", "")
    return f"{_SIGNS[value.spec.direction]} {number}"


def behind_words(value: Value, t: Translate) -> str:
    """Numerator and denominator with their unit, money in yuan; "" where there is no value."""
    numerator, denominator = value.numerator, value.denominator
    if numerator is None or denominator is None:
        return ""
    if value.is_mean:
        return t("mean of the two above")
    if value.spec.unit is Unit.FEN:
        return f"{amount(numerator)} / {amount(denominator)}"
    unit = t(value.spec.unit.label)
    if value.spec.entered and not value.spec.percent and denominator == 1:
        return f"{numerator:,} {unit}"
    return f"{counted_words(value)} / {denominator:,} {unit}"


def counted_words(value: Value) -> str:
    """The numerator; one that counts each twice says so, lest twice as many be looked for."""
    numerator = value.numerator or 0
    twice = value.spec.twice and numerator > 0
    return f"2 × {numerator // 2:,}" if twice else f"{numerator:,}"


def versions_of(values: Iterable[Value]) -> str:
    """The versions of the settings by which values were counted; "": the defaults, never saved."""
    return ", ".join(str(each) for each in sorted({v.settings_id or 0 for v in values}) if each)


def state(value: Value, t: Translate) -> str:
    """Whether the target is met; "" where there is none to compare with."""
    if value.met is None:
        return ""
    return t("met") if value.met else t("missed")


def notes(value: Value, t: Translate) -> list[str]:
    """What limits a value: to date, small, of old data, waived, frozen, from whom and when."""
    waived = t("waived: {n}").format(n=f"{value.waived:,}") if value.waived else ""
    if value.rate is None:
        return [waived] if waived else []
    of = value.data_of or ""
    tells_to_date = value.to_date and not (value.stale and value.to_date == value.data_of)
    said = [
        t("to date {day}").format(day=value.to_date) if tells_to_date else "",
        t(value.spec.span.label) if value.goal is not None and value.is_of_another_span else "",
        t("small sample") if value.is_small else "",
        t("old data, of {day}").format(day=of) if value.stale else "",
        waived,
        t("closed") if value.closed else "",
        f"{value.origin} {of}".strip() if value.origin else "",
    ]
    return [each for each in said if each]


_SIGNS = {
    Direction.AT_LEAST: "≥",
    Direction.MORE_THAN: ">",
    Direction.AT_MOST: "≤",
    Direction.LESS_THAN: "<",
}
