"""The closed vocabularies of the book: one word per thing, as stored, with its English name."""

import enum
from typing import TypeVar

from vipdesk.texts import N_


class Word(enum.StrEnum):
    """A stored word with the name that people read (an English message id)."""

    label: str

    def __new__(cls, value: str, label: str) -> "Word":
        """Keep the stored value and its name."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


W = TypeVar("W", bound=Word)


def word_of(kind: type[W], text: str) -> W:
    """The word of ``kind`` that is stored as ``text``."""
    return next(each for each in kind if each == text)


class CustomerKind(Word):
    """Who a customer is (rules.md, Words)."""

    PERSON = "person", N_("Person")
    ORGANISATION = "organisation", N_("Organisation")


class Tier(Word):
    """The customer's level, lowest first."""

    ORDINARY = "ordinary", N_("Ordinary")
    SILVER = "silver", N_("Silver")
    GOLD = "gold", N_("Gold")
    DIAMOND = "diamond", N_("Diamond")

    @property
    def rank(self) -> int:
        """0 for ordinary to 3 for diamond."""
        return list(Tier).index(self)


class Stage(Word):
    """Where a customer stands in their life cycle."""

    NEW = "new", N_("New")
    GROWING = "growing", N_("Growing")
    MATURE = "mature", N_("Mature")
    AT_RISK = "at_risk", N_("At risk")
    LOST = "lost", N_("Lost")


class CircleKind(Word):
    """What binds the members of a circle."""

    FAMILY = "family", N_("Family")
    COMPANY = "company", N_("Company")
    FRIENDS = "friends", N_("Friends")


class LineKind(Word):
    """What is connected."""

    MOBILE = "mobile", N_("Mobile")
    BROADBAND = "broadband", N_("Broadband")
    LANDLINE = "landline", N_("Landline")
    DATA_CARD = "data_card", N_("Data card")


class LineStatus(Word):
    """Whether a line is in use."""

    NORMAL = "normal", N_("Normal")
    SUSPENDED_REQUEST = "suspended_request", N_("Suspended by request")
    SUSPENDED_ARREARS = "suspended_arrears", N_("Suspended for arrears")
    CLOSED = "closed", N_("Closed")
    PORTED_OUT = "ported_out", N_("Ported out")

    @property
    def left(self) -> bool:
        """True once the line has left the network for good."""
        return self in (LineStatus.CLOSED, LineStatus.PORTED_OUT)


class DateKind(Word):
    """What ends on a line's contract date."""

    CONTRACT = "contract", N_("Contract end")
    STOP = "stop", N_("Stop at expiry")
    REBATE = "rebate", N_("Rebate end")
    TRIAL = "trial", N_("Trial end")


class AccountKind(Word):
    """How an account pays."""

    PREPAID = "prepaid", N_("Prepaid")
    POSTPAID = "postpaid", N_("Postpaid")


class Channel(Word):
    """How a touchpoint happened."""

    VISIT = "visit", N_("Visit")
    PHONE = "phone", N_("Phone call")
    SMS = "sms", N_("SMS")
    WECHAT = "wechat", N_("WeChat")
    HALL = "hall", N_("Service hall")
    ONLINE = "online", N_("Online")
    EVENT = "event", N_("Event")


class Direction(Word):
    """Who began a touchpoint."""

    OUT = "out", N_("Outgoing")
    IN = "in", N_("Incoming")


class Result(Word):
    """What came of a touchpoint."""

    ATTEMPTED = "attempted", N_("Attempted")
    CONNECTED = "connected", N_("Connected")
    REFUSED = "refused", N_("Refused")


class VisitStatus(Word):
    """Where a visit stands."""

    PLANNED = "planned", N_("Planned")
    STARTED = "started", N_("Started")
    DONE = "done", N_("Done")
    CANCELLED = "cancelled", N_("Cancelled")
    NO_SHOW = "no_show", N_("No-show")


class Outcome(Word):
    """What a retention talk came to (rules.md 3)."""

    RENEWED = "renewed", N_("Renewed")
    MOVED_PLAN = "moved_plan", N_("Moved plan")
    UPGRADED = "upgraded", N_("Upgraded to a bundle")
    THINKING = "thinking", N_("Thinking")
    REFUSED = "refused", N_("Refused")
    PORTED_OUT = "ported_out", N_("Ported out")
    UNREACHABLE = "unreachable", N_("Unreachable")


class NeedStatus(Word):
    """Where a customer's need stands."""

    OPEN = "open", N_("Open")
    PROPOSED = "proposed", N_("Proposed")
    MET = "met", N_("Met")
    DECLINED = "declined", N_("Declined")


class TaskStatus(Word):
    """Where a task stands."""

    OPEN = "open", N_("Open")
    DONE = "done", N_("Done")
    CANCELLED = "cancelled", N_("Cancelled")


class ImportKind(Word):
    """What an import file holds."""

    CUSTOMERS = "customers", N_("Customers")
    LINES = "lines", N_("Lines and contracts")
    BILLS = "bills", N_("Monthly bills and usage")
    PAYMENTS = "payments", N_("Payments and balances")
    COMPLAINTS = "complaints", N_("Complaints")
    POINTS_OPENING = "points-opening", N_("Points: opening balances")
    POINTS_AWARDS = "points-awards", N_("Points: awards")
    POINTS_SPENDS = "points-spends", N_("Points: spends")
    POINTS_MOVEMENTS = "points-movements", N_("Points: awards and spends")
    POINTS_BALANCES = "points-balances", N_("Points: the operator's balances")
    COHORT = "cohort", N_("Snapshot: the operator's list")


class DateMove(Word):
    """Why an ending date took another's place (rules.md 3)."""

    RENEWAL = "renewal", N_("Renewal")
    CORRECTION = "correction", N_("Correction")


class LeavingReason(Word):
    """Why a customer refused or left (rules.md 3)."""

    PRICE = "price", N_("Price")
    NETWORK = "network", N_("Network")
    SERVICE = "service", N_("Service")
    RIVAL = "rival", N_("Rival's offer")
    MOVED_AWAY = "moved_away", N_("Moved away")
    FORCED_ADD_ON = "forced_add_on", N_("Forced add-on")
    OTHER = "other", N_("Other reason")


class ComplaintLevel(Word):
    """To whom a complaint went (rules.md 7)."""

    OWN = "own", N_("Own level")
    ESCALATED = "escalated", N_("Escalated")


class FirstSteps(Word):
    """How far a new VIP's checklist (应用指导) is."""

    WAITING = "waiting", N_("First steps not begun")
    UNDER_WAY = "under_way", N_("First steps under way")
    DONE = "done", N_("First steps done")


class Verdict(Word):
    """What was found on a complaint; none while it is looked into."""

    UPHELD = "upheld", N_("Upheld")
    NOT_UPHELD = "not_upheld", N_("Not upheld")

    @classmethod
    def of(cls, upheld: bool | None) -> "Verdict | None":
        """The word for what a complaint keeps."""
        return None if upheld is None else cls.UPHELD if upheld else cls.NOT_UPHELD


class CaseKind(Word):
    """What a case is about (rules.md 3)."""

    END = "end", N_("Ending date")
    WARNING = "warning", N_("Warning")
    BY_HAND = "by_hand", N_("Asked to leave")


class CostKind(Word):
    """What money was spent on for a case (rules.md 3)."""

    GIFT = "gift", N_("Gift")
    REBATE = "rebate", N_("Rebate")
    TRAVEL = "travel", N_("Travel")


class OfferKind(Word):
    """What an offer does."""

    RENEW = "renew", N_("Renewal")
    MOVE_PLAN = "move_plan", N_("Another plan")
    UPGRADE = "upgrade", N_("Upgrade to a bundle")
    POINTS = "points", N_("Points toward renewal")
    OTHER = "other", N_("Something else")


class SheetKind(Word):
    """What a knowledge sheet holds."""

    PLAN = "plan", N_("Plan")
    GUIDE = "guide", N_("Guide")
    ANSWER = "answer", N_("Answer")


class Severity(Word):
    """How urgent a warning is: red where the score is high or the customer spoke of leaving."""

    RED = "red", N_("Red")
    ORANGE = "orange", N_("Orange")


class DerivedStatus(Word):
    """Where a derived task stands."""

    OPEN = "open", N_("Open")
    SUPERSEDED = "superseded", N_("Followed by a later stage")
    CLOSED = "closed", N_("Closed")


class ClosingReason(Word):
    """Why a derived task closed."""

    OUTCOME = "outcome", N_("The case has its outcome")
    DONE = "done", N_("Done")
    RENEWED = "renewed", N_("Renewed")
    GONE = "gone", N_("Its cause is gone")
    LOST_SIGHT = "lost_sight", N_("Lost sight of")
    CONTACTED = "contacted", N_("The customer was contacted")
    PASSED = "passed", N_("The day has passed")
    LEFT = "left", N_("The line has left the network")
