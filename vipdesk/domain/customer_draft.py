"""What a manager types about a customer or a line, and what happened, before it is written."""

from dataclasses import dataclass, field
from datetime import date, datetime

from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.words import (
    AccountKind,
    Channel,
    ComplaintLevel,
    CustomerKind,
    DateKind,
    DateMove,
    Direction,
    LineKind,
    LineStatus,
    Result,
    Stage,
    Tier,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDraft:
    """A customer as typed; empty text means not known.

    Attributes:
        number: The operator's customer number; empty gives the customer one of the desk's own.
        tier: Only for a new customer; afterwards it changes by an action with an effective day.
    """

    kind: CustomerKind = CustomerKind.PERSON
    name: str = ""
    number: str = ""
    gender: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    wechat: str = ""
    id_number: str = ""
    address: str = ""
    employer: str = ""
    birthday: Birthday | None = None
    joined_on: date | None = None
    stage: Stage | None = None
    preferred_channel: Channel | None = None
    preferred_hours: str = ""
    interests: str = ""
    do_not_disturb: bool = False
    note: str = ""
    tier: Tier = Tier.ORDINARY


@dataclass(frozen=True, slots=True)
class AddOn:
    """A value-added service and the day on which the customer agreed to it."""

    name: str
    consented_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A line as typed; what differs from today's status, plan and dates becomes history.

    Attributes:
        account_id: The account it is billed to; None opens a new one.
        fee_fen: Monthly fee of the plan.
        ends_on: The last day of each kind of date that holds.
        effective_on: From when the changes of status, plan and dates hold.
        later_date: What it means that a date moves later; None: what the settings say.
    """

    account_id: int | None = None
    account_number: str = ""
    account_kind: AccountKind = AccountKind.POSTPAID
    number: str = ""
    kind: LineKind = LineKind.MOBILE
    status: LineStatus = LineStatus.NORMAL
    plan: str = ""
    fee_fen: int | None = None
    opened_on: date | None = None
    former_operator: str = ""
    add_ons: tuple[AddOn, ...] = ()
    ends_on: dict[DateKind, date] = field(default_factory=dict)
    effective_on: date
    later_date: DateMove | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointDraft:
    """A touchpoint as typed, with the next step that becomes a task.

    Attributes:
        at: Instant of the contact, with a zone.
        next_step: What to do next; empty for nothing.
    """

    customer_id: int
    at: datetime
    channel: Channel = Channel.PHONE
    direction: Direction = Direction.OUT
    result: Result = Result.CONNECTED
    duration_seconds: int | None = None
    replied: bool = False
    note: str = ""
    next_step: str = ""
    next_due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDraft:
    """A complaint as typed.

    Attributes:
        line_id: The line that it concerns, if one does.
        upheld: None while it is looked into.
    """

    customer_id: int
    opened_on: date
    closed_on: date | None = None
    number: str = ""
    line_id: int | None = None
    kind: str = ""
    level: ComplaintLevel = ComplaintLevel.OWN
    upheld: bool | None = None
    text: str = ""
