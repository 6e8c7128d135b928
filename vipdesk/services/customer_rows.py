"""What is read about one customer: frozen rows, personal fields masked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from vipdesk.domain.actions import action_label
from vipdesk.domain.customer_draft import AddOn, CustomerDraft
from vipdesk.domain.task_words import reason_words
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import (
    Channel,
    CircleKind,
    ComplaintLevel,
    DateKind,
    Direction,
    LineKind,
    LineStatus,
    NeedStatus,
    Result,
    Tier,
    VisitStatus,
)
from vipdesk.services.points_facts import PointsFacts
from vipdesk.services.risk import CustomerRisk
from vipdesk.texts import Translate


@dataclass(frozen=True, slots=True)
class CustomerChoice:
    """A customer to pick from a few."""

    id: int
    name: str
    tier: Tier
    number: str
    phone: str  # masked


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag, and how many customers bear it where that was asked."""

    id: int
    name: str
    customers: int = 0


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One row of history; ``label`` is a msgid, ``text`` is data, whichever is set."""

    effective_on: date
    recorded_on: date
    topic: str
    label: str = ""
    text: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of a line or of all of them; None is "no data", which is not 0."""

    month: str
    fee_fen: int | None = None
    voice_seconds: int | None = None
    data_bytes: int | None = None
    messages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line as it stands today, with what it was before."""

    id: int
    account_id: int
    account_number: str | None
    number: str  # masked, but for a broadband's sign-on name
    kind: LineKind
    status: LineStatus
    plan: str | None
    fee_fen: int | None
    opened_on: date | None
    former_operator: str | None
    add_ons: tuple[AddOn, ...]
    ends: Mapping[DateKind, date]
    history: tuple[HistoryRow, ...]
    months: tuple[MonthRow, ...]
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One contact, or a visit that did not come to one."""

    key: str
    at: datetime  # in the book's zone
    touchpoint_id: int | None = None
    visit_id: int | None = None
    visit_status: VisitStatus | None = None
    channel: Channel = Channel.VISIT
    direction: Direction = Direction.OUT
    result: Result | None = None
    duration_seconds: int | None = None
    effective: bool = False
    satisfaction: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something still to do.

    Attributes:
        title: Of a task made by hand; the others are said by `words`.
        kind: What data gave rise to; None where a person made it.
        facts: Of ``kind``.
    """

    id: int
    title: str
    due_on: date
    channel: Channel | None
    kind: TaskKind | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def words(self, today: date, t: Translate) -> str:
        """What it is about, on one line."""
        return reason_words(self.kind, self.facts, today, t) if self.kind else self.title

    @property
    def can_be_ticked_off(self) -> bool:
        """Whether it ends without an outcome, as all do but cases of leaving customers."""
        return self.kind not in (TaskKind.END, TaskKind.BY_HAND)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need and where it stands."""

    id: int
    text: str
    status: NeedStatus
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    """A complaint as the detail shows it.

    Attributes:
        line_number: Of the line that it concerns, masked.
        imported: It came from a file of the operator.
        extra: Columns of that file that no field takes, numbers in them masked.
    """

    id: int
    number: str
    opened_on: date
    closed_on: date | None
    line_id: int | None
    line_number: str
    kind: str
    level: ComplaintLevel
    upheld: bool | None
    text: str
    imported: bool
    extra: tuple[tuple[str, str], ...]

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its end."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step; ``done_on`` is the day on which it was ticked."""

    key: str
    text: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class OnboardingRow:
    """A customer's checklist."""

    id: int
    opened_on: date
    closed_on: date | None
    steps: tuple[StepRow, ...]

    @property
    def done(self) -> int:
        """How many steps are ticked."""
        return sum(1 for step in self.steps if step.done_on)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of a circle."""

    customer_id: int
    name: str
    tier: Tier
    role: str | None


@dataclass(frozen=True, slots=True)
class CircleRow:
    """A circle with its members."""

    id: int
    name: str
    kind: CircleKind
    members: tuple[MemberRow, ...]


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An action that touched the customer."""

    id: int
    at: datetime  # in the book's zone
    manager: str | None
    code: str
    params: Mapping[str, Any]

    def label(self, translate: Translate) -> str:
        """What the action is called."""
        return action_label(self.code, self.params, translate)


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that still holds."""

    id: int
    merged_id: int
    name: str
    number: str
    merged_at: datetime  # in the book's zone


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money that was paid into one of the accounts; ``account`` is its number, masked."""

    paid_on: date
    amount_fen: int
    channel: str | None
    account: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What stands on an account, and on which day; ``number`` is masked."""

    number: str
    balance_fen: int | None
    arrears_fen: int | None
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDetailRow:
    """Everything that the detail of one customer shows.

    Attributes:
        profile: The fields as they would be typed, personal ones masked.
        line_id: The main line, whose number stands in the head; None without lines.
        months: Twelve months over all lines, oldest first.
        balanced_on: Since when the balance stands: of several accounts the oldest day.
        accounts: Those whose balance is known.
        payments: Of the last twelve months, newest first.
        complaints: Those still open first.
        first_steps: The last checklist of a new VIP.
        waits_for_first_steps: A new VIP for whom none was begun.
    """

    id: int
    today: date
    tier: Tier
    owner: str | None
    profile: CustomerDraft
    line_id: int | None
    phone: str
    months_on_network: int | None
    next_birthday: date | None
    next_end_on: date | None
    next_end_kind: DateKind | None
    arpu_fen: int | None
    balance_fen: int | None
    arrears_fen: int | None
    contacted_on: date | None
    satisfaction: int | None
    tags: tuple[TagRow, ...]
    lines: tuple[LineRow, ...]
    months: tuple[MonthRow, ...]
    balanced_on: date | None
    accounts: tuple[AccountRow, ...]
    payments: tuple[PaymentRow, ...]
    timeline: tuple[TimelineRow, ...]
    tasks: tuple[TaskRow, ...]
    needs: tuple[NeedRow, ...]
    complaints: tuple[ComplaintRow, ...]
    first_steps: OnboardingRow | None
    waits_for_first_steps: bool
    circles: tuple[CircleRow, ...]
    history: tuple[HistoryRow, ...]
    merges: tuple[MergeRow, ...]
    extra: Mapping[str, Any]
    journal: tuple[JournalRow, ...]
    risk: CustomerRisk
    points: PointsFacts
