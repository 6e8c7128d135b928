"""Invents what passed between the manager and the people of the demo book."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from vipdesk.domain import demo_names as names
from vipdesk.domain.words import (
    Channel,
    Direction,
    NeedStatus,
    Outcome,
    Result,
    TaskStatus,
    Tier,
    VisitStatus,
)

PLANNED_EVERY = 40  # customers
PLANNED_AT_MOST = 40
ASKING_EVERY, ASKING = 67, 5  # customers who asked how to leave
LATE_AT_MOST = 9  # days that a next step is overdue
FORGOTTEN_EVERY = 12  # VIPs whom nobody called for their tier's sake
# Days from today of one planned visit after the other.
PLANNED_DAYS = (0, 1, 0, 2, 0, 3, 1, 4, 6, 5, 8, 2, 10, 13)
SIGNATURE = (
    ((0.12, 0.40), (0.30, 0.36), (0.34, 0.52), (0.20, 0.66)),
    ((0.44, 0.34), (0.46, 0.60), (0.60, 0.58), (0.62, 0.36)),
    ((0.70, 0.46), (0.88, 0.44), (0.80, 0.64), (0.72, 0.68)),
)


@dataclass(frozen=True, slots=True)
class InventedTouchpoint:
    """One contact; ``at`` is local time."""

    at: datetime
    channel: Channel
    direction: Direction
    result: Result
    duration_seconds: int | None
    replied: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class InventedNeed:
    """Something the customer wants."""

    text: str
    status: NeedStatus
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class InventedTask:
    """A next step of a visit."""

    title: str
    channel: Channel
    due_on: date
    status: TaskStatus
    done_on: date | None


@dataclass(frozen=True, slots=True)
class InventedVisit:
    """One visit; instants are local time. What was said is empty unless it was held."""

    status: VisitStatus
    planned_at: datetime
    purpose: str
    closing_reason: str | None = None
    moved_from: datetime | None = None
    minutes: int | None = None
    checklist: list[dict[str, Any]] | None = None
    talked: str | None = None
    outcome: Outcome | None = None
    offers: list[dict[str, Any]] | None = None
    satisfaction: int | None = None
    task: InventedTask | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class InventedContacts:
    """All that was noted about one customer."""

    touchpoints: list[InventedTouchpoint]
    needs: list[InventedNeed]
    visits: list[InventedVisit]


def invent_contacts(
    index: int, seed: int, today: date, since: date, tier: Tier = Tier.ORDINARY
) -> InventedContacts:
    """Invent the contacts of customer ``index``, none before ``since``, their first day."""
    found = _Contacts(index, seed, today, since).contacts()
    if index % FORGOTTEN_EVERY and tier in _CARED_DAYS:
        found.touchpoints.append(_care_call(index, seed, max(since, _cared_on(index, today, tier))))
    return found


def _cared_on(index: int, today: date, tier: Tier) -> date:
    """When a VIP was last called: most of them within the cadence of their tier."""
    return today - timedelta(days=1 + index * 37 % _CARED_DAYS[tier])


def _care_call(index: int, seed: int, day: date) -> InventedTouchpoint:
    random = Random(f"{seed}/{index}/care")
    return InventedTouchpoint(
        at=datetime.combine(day, time(9 + index % 9, random.choice(_MINUTES))),
        channel=Channel.PHONE,
        direction=Direction.OUT,
        result=Result.CONNECTED,
        duration_seconds=random.randrange(60, 600),
        replied=False,
        note=random.choice(names.CALL_NOTES),
    )


class _Contacts:
    def __init__(self, index: int, seed: int, today: date, since: date) -> None:
        self.index = index
        self.random = Random(f"{seed}/{index}/contacts")
        self.today = today
        self.since = since
        self.days = max(1, min(400, (today - since).days))

    def contacts(self) -> InventedContacts:
        touchpoints = [self._touchpoint() for _ in range(self.random.choice((0, 1, 2, 3, 4, 6)))]
        if self.index % ASKING_EVERY == ASKING:
            touchpoints.append(self._asking())
        needs = [self._need()] if self.random.random() < 0.25 else []
        return InventedContacts(touchpoints, needs, list(self._visits()))

    def _moment(self, day: date) -> datetime:
        return datetime.combine(
            day, time(9 + self.random.randrange(9), self.random.choice(_MINUTES))
        )

    def _past_day(self) -> date:
        day = self.today - timedelta(days=self.random.randrange(1, self.days + 1))
        friday = day - timedelta(days=max(0, day.weekday() - 4))
        return max(friday, self.since)  # not at the weekend, but for those who came on one

    def _touchpoint(self) -> InventedTouchpoint:
        random = self.random
        channel = random.choices(_CHANNELS, (55, 15, 20, 7, 3))[0]
        incoming = channel is not Channel.SMS and random.random() < 0.2
        call = channel is Channel.PHONE
        missed = call and not incoming and random.random() < 0.2
        return InventedTouchpoint(
            at=self._moment(self._past_day()),
            channel=channel,
            direction=Direction.IN if incoming else Direction.OUT,
            result=Result.ATTEMPTED if missed else Result.CONNECTED,
            duration_seconds=None if missed or not call else random.randrange(15, 600),
            replied=channel in (Channel.SMS, Channel.WECHAT) and random.random() < 0.4,
            note=None if missed else random.choice(names.CALL_NOTES),
        )

    def _asking(self) -> InventedTouchpoint:
        """A call in which they asked how to leave, not long ago."""
        day = max(self.since, self.today - timedelta(days=3 + self.index % 50))
        return InventedTouchpoint(
            at=datetime.combine(day, time(10, 15)),
            channel=Channel.PHONE,
            direction=Direction.IN,
            result=Result.CONNECTED,
            duration_seconds=180,
            replied=False,
            note=names.LEAVING_CALL,
        )

    def _need(self) -> InventedNeed:
        status = self.random.choices(list(NeedStatus), (50, 20, 25, 5))[0]
        opened = self._past_day()
        closed = status in (NeedStatus.MET, NeedStatus.DECLINED)
        until = min(self.today, opened + timedelta(days=self.random.randrange(1, 40)))
        text = self.random.choice(names.NEEDS)
        return InventedNeed(text, status, opened, until if closed else None)

    def _visits(self) -> Iterator[InventedVisit]:
        if self.index % 8 == 3:
            yield self._held()
        if self.index % 60 == 11:
            yield self._closed(VisitStatus.NO_SHOW, names.NO_SHOW_REASON)
        if self.index % 60 == 31:
            yield self._closed(VisitStatus.CANCELLED, names.CANCEL_REASON)
        order, rest = divmod(self.index, PLANNED_EVERY)
        if rest == 7 and order < PLANNED_AT_MOST:
            yield self._planned(order)

    def _planned(self, order: int) -> InventedVisit:
        day = self.today + timedelta(days=PLANNED_DAYS[order % len(PLANNED_DAYS)])
        at = datetime.combine(day, time(9 + order % 8, 30 * (order % 2)))
        return InventedVisit(
            VisitStatus.PLANNED,
            at,
            self.random.choice(names.PURPOSES),
            moved_from=at - timedelta(days=2) if order % 5 == 4 else None,
        )

    def _closed(self, status: VisitStatus, reason: str) -> InventedVisit:
        at = self._moment(self._past_day())
        return InventedVisit(status, at, self.random.choice(names.PURPOSES), closing_reason=reason)

    def _held(self) -> InventedVisit:
        random = self.random
        at = self._moment(self._past_day())
        outcome = random.choices(_OUTCOMES, (30, 10, 10, 40, 10))[0]
        return InventedVisit(
            VisitStatus.DONE,
            at,
            random.choice(names.PURPOSES),
            minutes=random.randrange(20, 75),
            checklist=[
                {"key": key, "text": text, "done": random.random() < 0.85}
                for key, text in names.CHECKLIST
            ],
            talked=random.choice(names.TALKS),
            outcome=outcome,
            offers=list(self._offers(taken=outcome in _TAKEN)),
            satisfaction=random.choices((6, 7, 8, 9, 10), (1, 2, 4, 6, 4))[0],
            task=self._task(at.date()),
            signed=random.random() < 0.7,
        )

    def _offers(self, *, taken: bool) -> Iterator[dict[str, Any]]:
        chosen = self.random.randrange(len(names.OFFERS))
        for place, (name, detail, yuan, months) in enumerate(names.OFFERS):
            yield {
                "name": name,
                "detail": detail,
                "fee_fen": yuan * 100,
                "months": months,
                "taken": taken and place == chosen,
            }

    def _task(self, visited: date) -> InventedTask:
        due = visited + timedelta(days=self.random.randrange(3, 20))
        late = (self.today - due).days
        done = late > 0 and (self.random.random() < 0.9 or late > LATE_AT_MOST)
        return InventedTask(
            title=self.random.choice(names.NEXT_STEPS),
            channel=Channel.PHONE,
            due_on=due,
            status=TaskStatus.DONE if done else TaskStatus.OPEN,
            done_on=due if done else None,
        )


_CARED_DAYS = {Tier.SILVER: 190, Tier.GOLD: 95, Tier.DIAMOND: 64}  # a little over their cadence
_MINUTES = (0, 10, 15, 30, 40, 45)
_CHANNELS = (Channel.PHONE, Channel.SMS, Channel.WECHAT, Channel.HALL, Channel.EVENT)
_OUTCOMES = (
    Outcome.RENEWED,
    Outcome.MOVED_PLAN,
    Outcome.UPGRADED,
    Outcome.THINKING,
    Outcome.REFUSED,
)
_TAKEN = (Outcome.RENEWED, Outcome.MOVED_PLAN, Outcome.UPGRADED)
