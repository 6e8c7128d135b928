"""Invents the people, lines and contacts of the demo book: lively, and the same for the same seed.

Every customer comes from a random source of their own, so the first 500 of a book of 1,000 are
those of a book of 500 (of the same seed and day).
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from vipdesk.domain import demo_names as names
from vipdesk.domain.words import (
    AccountKind,
    CircleKind,
    CustomerKind,
    DateKind,
    LeavingReason,
    LineKind,
    LineStatus,
    Stage,
    Tier,
)

MONTHS = 24
GROUP = 9  # customers; the first ones of a group belong together
GIB = 1 << 30
TREND_MONTHS = 6
PROMOTED_EVERY, PROMOTED = 53, 9  # customers: every 53rd, beginning with the tenth
LEAVING_EVERY, LEAVING = 97, 40
DROPPED_EVERY, DROPPED = 29, 4
LOW_EVERY, LOW = 11, 3  # of those who pay before
LARGEST_PRIME = 99_999_989  # of eight digits
_WEIGHTS = (1, 1, 2, 3, 3)
_ID_FACTORS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class InventedMonth:
    """What a line was billed and used in one month; None where the kind of line has no such use."""

    month: str
    fee_fen: int
    voice_seconds: int | None
    data_bytes: int
    messages: int | None


@dataclass(frozen=True, slots=True)
class InventedLine:
    """One line with its present plan and what ends on it."""

    number: str
    kind: LineKind
    opened_on: date
    status: LineStatus
    status_since: date
    plan: str
    fee_fen: int
    former_plan: str | None
    plan_since: date
    ends: dict[DateKind, date]
    former_operator: str | None
    add_ons: list[dict[str, str]] | None
    months: list[InventedMonth]
    leaving_reason: LeavingReason | None = None
    renewed: tuple[date, date] | None = None  # the end before this one, and the day it was moved


@dataclass(frozen=True, slots=True)
class InventedCustomer:
    """One customer as the operator's files and the manager's own notes would tell."""

    index: int
    number: str
    kind: CustomerKind
    name: str
    gender: str | None
    contact_name: str | None
    id_number: str | None
    address: str
    employer: str | None
    birth: tuple[int, int, int] | None
    birth_lunar: bool
    joined_on: date
    tier: Tier
    tier_since: date
    former_tier: Tier | None
    stage: Stage
    preferred_hours: str | None
    interests: str | None
    do_not_disturb: bool
    note: str | None
    account_kind: AccountKind
    balance_fen: int
    arrears_fen: int
    second_manager: bool
    lines: list[InventedLine]
    tags: list[str]
    asked_to_leave_on: date | None = None
    first_steps: int | None = None  # how many a new VIP has done; None: not begun
    circle: tuple[CircleKind, str, int] | None = field(default=None)  # kind, name, its leader


def months_before(today: date, count: int = MONTHS) -> list[str]:
    """The ``count`` whole months before the month of ``today``, oldest first."""
    last = today.year * 12 + today.month - 2  # the month before, counted from year 0
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(last - count + 1, last + 1)]


def invent(count: int, seed: int, today: date) -> Iterator[InventedCustomer]:
    """Invent ``count`` customers of the book ``seed`` as they stand on ``today``."""
    months = months_before(today)
    for index in range(count):
        customer = _Inventor(index, seed, today, months).customer()
        if index % PROMOTED_EVERY == PROMOTED:
            customer = _promoted(customer, today)
        if index % LEAVING_EVERY == LEAVING:
            asked_on = max(customer.joined_on, today - timedelta(days=index % 6))
            customer = replace(customer, asked_to_leave_on=asked_on)
        yield customer


def _promoted(customer: InventedCustomer, today: date) -> InventedCustomer:
    """One who has become a VIP in these days."""
    since = max(customer.joined_on, today - timedelta(days=customer.index % 13))
    tier = Tier.SILVER if customer.tier is Tier.ORDINARY else customer.tier
    begun = customer.index // PROMOTED_EVERY % 2 == 0  # of every other one
    steps = customer.index % 5 if begun else None
    return replace(
        customer, tier=tier, tier_since=since, former_tier=Tier.ORDINARY, first_steps=steps
    )


def id_number(county: str, born: date, order: int) -> str:
    """An identity number with the check digit of GB 11643."""
    body = f"{county}{born:%Y%m%d}{order:03}"
    total = sum(int(digit) * factor for digit, factor in zip(body, _ID_FACTORS, strict=True))
    return body + "10X98765432"[total % 11]


class _Inventor:
    """Invents one customer from their own random source."""

    def __init__(self, index: int, seed: int, today: date, months: list[str]) -> None:
        self.index = index
        self.leader = index - index % GROUP
        self.random = Random(f"{seed}/{index}")
        self.shared = Random(f"{seed}/{self.leader}/circle")  # the same for a whole group
        self.today = today
        self.months = months
        self.falling = self.random.random() < 0.12
        self.silent = self.random.random() < 0.03
        self.dropped = index % DROPPED_EVERY == DROPPED  # their last bill

    def customer(self) -> InventedCustomer:
        random = self.random
        circle = self._circle_kind()
        firm = circle is CircleKind.COMPANY and self.index == self.leader
        gender = random.choice("mf")
        person = self._person_name(gender, family=circle is CircleKind.FAMILY)
        company = self._company()
        born = self.today - timedelta(days=random.randrange(22 * 365, 78 * 365))
        joined = self.today - timedelta(days=random.randrange(40, 5200))
        tier = random.choices(list(Tier), (30, 35, 25, 10))[0]
        tier_since = max(joined, self.today - timedelta(days=random.randrange(20, 900)))
        arrears = random.randrange(2_000, 30_000) if random.random() < 0.04 else 0
        prepaid = not firm and random.random() < 0.25
        return InventedCustomer(
            index=self.index,
            number=f"DEMO{self.index + 1:06}",
            kind=CustomerKind.ORGANISATION if firm else CustomerKind.PERSON,
            name=company if firm else person,
            gender=None if firm else gender,
            contact_name=person if firm else None,
            id_number=None if firm else id_number("140199", born, random.randrange(1000)),
            address=self._address(together=circle is CircleKind.FAMILY),
            employer=company if circle is CircleKind.COMPANY and not firm else None,
            birth=None if firm else self._birth(born),
            birth_lunar=not firm and random.random() < 0.2,
            joined_on=joined,
            tier=tier,
            tier_since=tier_since,
            former_tier=self._former_tier(tier, tier_since, joined),
            stage=self._stage(joined),
            preferred_hours=random.choice(names.HOURS) if random.random() < 0.4 else None,
            interests=random.choice(names.INTERESTS) if random.random() < 0.4 else None,
            do_not_disturb=random.random() < 0.03,
            note=random.choice(names.NOTES) if random.random() < 0.2 else None,
            account_kind=AccountKind.PREPAID if prepaid else AccountKind.POSTPAID,
            balance_fen=-arrears if arrears else self._balance(prepaid),
            arrears_fen=arrears,
            second_manager=random.random() < 0.1,
            lines=list(self._lines(firm, joined)),
            tags=random.sample(names.TAGS, random.choice((0, 0, 1, 1, 2))),
            circle=self._circle(circle, company),
        )

    def _circle_kind(self) -> CircleKind | None:
        """Of every group of nine the first three are a family, or a firm and two of its people."""
        kind = CircleKind.FAMILY if self.shared.random() < 0.7 else CircleKind.COMPANY
        return kind if self.index - self.leader < 3 else None

    def _circle(self, kind: CircleKind | None, company: str) -> tuple[CircleKind, str, int] | None:
        if kind is None:
            return None
        family = names.FAMILY_CIRCLE.format(surname=self._family_name())
        return kind, family if kind is CircleKind.FAMILY else company, self.leader

    def _family_name(self) -> str:
        return names.SURNAMES[(self.leader * 31 + 7) % len(names.SURNAMES)]

    def _company(self) -> str:
        short = names.COMPANIES[self.leader // GROUP % len(names.COMPANIES)]
        return f"{names.CITY[:2]}{short}{names.COMPANY_FORM}"

    def _person_name(self, gender: str, *, family: bool) -> str:
        random = self.random
        rare = random.random() < 0.02
        surname = random.choice(names.RARE_SURNAMES if rare else names.SURNAMES)
        if family:
            surname = self._family_name()
        if random.random() < 0.01:
            return surname + random.choice(names.RARE_GIVEN)
        return surname + random.choice(names.GIVEN_MALE if gender == "m" else names.GIVEN_FEMALE)

    def _address(self, *, together: bool) -> str:
        random = self.shared if together else self.random
        return names.ADDRESS.format(
            street=random.choice(names.STREETS),
            number=random.randrange(1, 200),
            house=random.randrange(1, 20),
            room=random.randrange(101, 2604),
            district=random.choice(names.DISTRICTS),
            estate=random.choice(names.ESTATES),
        )

    def _birth(self, born: date) -> tuple[int, int, int]:
        """A birthday of that year; one in fifteen lies within the next two weeks."""
        if self.random.random() < 1 / 15:
            near = self.today + timedelta(days=self.random.randrange(14))
            return born.year, near.month, min(near.day, 28)
        return born.year, born.month, min(born.day, 29 if born.month != 2 else 28)

    def _former_tier(self, tier: Tier, since: date, joined: date) -> Tier | None:
        if since == joined or self.random.random() > 0.5:
            return None
        return list(Tier)[max(0, tier.rank - 1)] if tier.rank else Tier.SILVER

    def _stage(self, joined: date) -> Stage:
        if self.falling or self.silent:
            return Stage.AT_RISK
        if (self.today - joined).days < 180:
            return Stage.NEW
        return Stage.MATURE if self.random.random() < 0.7 else Stage.GROWING

    def _balance(self, prepaid: bool) -> int:
        if not prepaid:
            return self.random.randrange(0, 60_000)
        balance = self.random.randrange(100, 20_000)
        return balance % 1_000 if self.index % LOW_EVERY == LOW else balance

    def _lines(self, firm: bool, joined: date) -> Iterator[InventedLine]:
        random = self.random
        yield self._line(0, LineKind.MOBILE, joined)
        for place in range(1, random.choice(_WEIGHTS) + (2 if firm else 0)):
            kinds = (LineKind.BROADBAND, LineKind.MOBILE, LineKind.MOBILE, LineKind.DATA_CARD)
            kind = LineKind.LANDLINE if firm and place == 1 else random.choice(kinds)
            yield self._line(place, kind, joined + (self.today - joined) * random.random())

    def _line(self, place: int, kind: LineKind, opened: date) -> InventedLine:
        random = self.random
        plan, yuan = random.choice(_PLANS[kind])
        status, since = self._status(opened, main=place == 0)
        moved = random.random() < 0.3
        return InventedLine(
            number=self._number(place, kind),
            kind=kind,
            opened_on=opened,
            status=status,
            status_since=since,
            plan=plan,
            fee_fen=yuan * 100,
            former_plan=random.choice(_PLANS[kind])[0] if moved else None,
            plan_since=opened + (self.today - opened) * random.random() if moved else opened,
            ends=self._ends(kind),
            former_operator=random.choice(names.OPERATORS) if random.random() < 0.05 else None,
            add_ons=self._add_ons(opened),
            months=list(self._months(kind, yuan * 100, opened, since if status.left else None)),
        )

    def _number(self, place: int, kind: LineKind) -> str:
        """Scattered over the segment, yet never twice: products modulo a prime."""
        scattered = (self.index * 10 + place + 1) * 48_271_997 % LARGEST_PRIME
        if kind is LineKind.BROADBAND:
            return f"KD{scattered:08}"
        return f"0351{scattered:08}" if kind is LineKind.LANDLINE else f"154{scattered:08}"

    def _status(self, opened: date, *, main: bool) -> tuple[LineStatus, date]:
        dice = self.random.random()
        since = self.today - (self.today - opened) * (self.random.random() * 0.2)
        if main or dice > 0.1:
            return LineStatus.NORMAL, opened
        if dice > 0.07:
            return LineStatus.SUSPENDED_REQUEST, since
        if dice > 0.04:
            return LineStatus.SUSPENDED_ARREARS, since
        return (LineStatus.CLOSED if dice > 0.015 else LineStatus.PORTED_OUT), since

    def _ends(self, kind: LineKind) -> dict[DateKind, date]:
        random = self.random
        main = DateKind.STOP if kind is LineKind.BROADBAND else DateKind.CONTRACT
        ends = {main: self._end()} if random.random() < 0.9 else {}
        if random.random() < 0.12:
            ends[DateKind.REBATE] = self._end()
        if random.random() < 0.015:
            ends[DateKind.TRIAL] = self.today + timedelta(days=random.randrange(1, 60))
        return ends

    def _end(self) -> date:
        """Some past, some near, most within two years; contracts end with their month."""
        nearest, furthest = self.random.choices(_END_DAYS, (2, 3, 7, 88))[0]
        day = self.today + timedelta(days=self.random.randrange(nearest, furthest))
        if self.random.random() < 0.5:
            return day
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])

    def _add_ons(self, opened: date) -> list[dict[str, str]] | None:
        if self.random.random() > 0.2:
            return None
        return [{"name": self.random.choice(names.ADD_ONS), "consented_on": opened.isoformat()}]

    def _months(
        self, kind: LineKind, fee_fen: int, opened: date, left: date | None
    ) -> Iterator[InventedMonth]:
        dice = self.random.random
        first, last = f"{opened:%Y-%m}", f"{left or self.today:%Y-%m}"
        talks = kind in (LineKind.MOBILE, LineKind.LANDLINE)
        minutes, gigabytes = 60 + 500 * dice(), (1 + fee_fen / 2000) * (0.5 + dice())
        for place, month in enumerate(self.months):
            if not first <= month <= last:
                continue
            left_months = MONTHS - 1 - place
            level = self._level(left_months)
            extra = int(3000 * dice()) if dice() < 0.3 else 0
            voice = int(60 * minutes * level * (0.7 + 0.6 * dice())) if talks else None
            fee = int(fee_fen * (0.55 + 0.45 * level)) + extra
            yield InventedMonth(
                month,
                fee // 2 if self.dropped and not left_months else fee,
                0 if voice and self.silent and left_months < 2 else voice,
                int(GIB * gigabytes * level * (0.7 + 0.6 * dice())),
                int(40 * dice()) if kind is LineKind.MOBILE else None,
            )

    def _level(self, left_months: int) -> float:
        """1.0, or sinking over the last months where the customer's use is falling."""
        if not self.falling or left_months >= TREND_MONTHS:
            return 1.0
        return 1.0 - 0.09 * (TREND_MONTHS - left_months)


_END_DAYS = ((-90, 0), (0, 30), (30, 90), (90, 730))
_PLANS = {
    LineKind.MOBILE: names.MOBILE_PLANS,
    LineKind.BROADBAND: names.BROADBAND_PLANS,
    LineKind.LANDLINE: (names.LANDLINE_PLAN,),
    LineKind.DATA_CARD: (names.DATA_PLAN,),
}
