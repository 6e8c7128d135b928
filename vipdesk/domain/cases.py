"""Rules of a case: what an outcome asks for, and what it brings about (rules.md 3)."""

from dataclasses import dataclass
from datetime import date

from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.domain.months import last_day, month_of, months_later, shifted
from vipdesk.domain.visits import NEEDS_REASON, NEW_PLAN
from vipdesk.domain.words import CostKind, LeavingReason, LineStatus, Outcome, Word
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

ASKS_AGAIN = frozenset({Outcome.THINKING, Outcome.UNREACHABLE})  # all others close the case
LONGEST_TERM = 120
CHANGEABLE = frozenset(  # reasons that a talk can do something about (a definition of our own)
    {
        LeavingReason.PRICE,
        LeavingReason.RIVAL,
        LeavingReason.SERVICE,
        LeavingReason.FORCED_ADD_ON,
    }
)


class ReasonMissingError(VipDeskError):
    """A loss or a refusal without its reason."""

    message = N_("Choose why the customer refused or leaves. Nothing was changed.")


class NextDayMissingError(VipDeskError):
    """Somebody who thinks it over is asked again on a day that is to come."""

    message = N_("Say on which later day to ask again. Nothing was changed.")


class TermMissingError(VipDeskError):
    """A renewal says until when."""

    message = N_("Say for how many months it was renewed, 1 to {most}. Nothing was changed.")


class PlanMissingError(VipDeskError):
    """A move of plan says to which one."""

    message = N_("Say to which plan the customer moved. Nothing was changed.")


class LineMissingError(VipDeskError):
    """What happens to a line must say to which."""

    message = N_("Choose which line it is about. Nothing was changed.")


class LeftInFutureError(VipDeskError):
    """A line that has not left yet."""

    message = N_("The day on which the line left can't be in the future. Nothing was changed.")


class LaterDayError(VipDeskError):
    """A task is put off to a day that is to come, with a word why."""

    message = N_("Choose a later day and say why. Nothing was changed.")


class AmountMissingError(VipDeskError):
    """A cost without its amount."""

    message = N_("Enter what it cost, more than 0. Nothing was changed.")


class NoCaseError(VipDeskError):
    """A greeting or a call back has no outcome of a case."""

    message = N_(
        "Only ending dates, warnings and customers who asked to leave have an outcome. "
        "Log the contact or mark the others as done. Nothing was changed."
    )


class NeedsOutcomeError(VipDeskError):
    """A case is not ticked off, it comes to something."""

    message = N_(
        "An ending date, or a customer who asked to leave, is closed by its outcome. "
        "Nothing was changed."
    )


class CaseClosedError(VipDeskError):
    """The task was closed meanwhile."""

    message = N_("This is closed already. Look at the list again; nothing was changed.")


class CaseOpenError(VipDeskError):
    """The same customer asked to leave before, and that case is still open."""

    message = N_("There is an open case of this customer already. Record what came of it there.")


class Chance(Word):
    """Whether somebody who left may come back (a definition of our own)."""

    GOOD = "good", N_("Can be won back")
    ASK = "ask", N_("Ask for the reason first")
    NONE = "none", N_("Hardly")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDraft:
    """What a talk came to, for one case or for many.

    Attributes:
        contact: The talk itself, logged with each customer; None where there was none.
        line_id: Which line it is about, where the case is a customer's.
        months: Term of a renewal or of the new plan; see `new_end`.
        plan, fee_fen: To which plan the customer moved.
        left_on, left_as: When and how the line left; today and ported out unless said.
        next_on: When to ask again.
    """

    outcome: Outcome
    contact: TouchpointDraft | None = None
    line_id: int | None = None
    reason: LeavingReason | None = None
    offer: str = ""
    months: int | None = None
    plan: str = ""
    fee_fen: int | None = None
    left_on: date | None = None
    left_as: LineStatus = LineStatus.PORTED_OUT
    next_on: date | None = None
    note: str = ""
    visit_id: int | None = None

    @property
    def closes(self) -> bool:
        """Whether the case is over."""
        return self.outcome not in ASKS_AGAIN

    def check(self, today: date) -> None:
        """Refuse what is not complete.

        Raises:
            ReasonMissingError, NextDayMissingError, TermMissingError, PlanMissingError,
            LeftInFutureError: See there.
        """
        if self.outcome in NEEDS_REASON and self.reason is None:
            raise ReasonMissingError
        if self.outcome in ASKS_AGAIN and (self.next_on is None or self.next_on <= today):
            raise NextDayMissingError
        if self.months is not None and not 0 < self.months <= LONGEST_TERM:
            raise TermMissingError(most=LONGEST_TERM)
        if self.outcome in NEW_PLAN and not self.plan.strip():
            raise PlanMissingError
        if self.left_on is not None and self.left_on > today:
            raise LeftInFutureError


@dataclass(frozen=True, slots=True)
class CostDraft:
    """What was spent on a case."""

    kind: CostKind
    amount_fen: int
    on_day: date
    note: str = ""


def renewed_until(ends_on: date, months: int) -> date:
    """The new end of a contract, ``months`` after the old one (a definition of our own).

    The last day of a month stays the last of its month; else the day stays, or becomes the last
    of a shorter month: 2026-11-30 and 3 months give 2027-02-28, and 12 more 2028-02-29.
    """
    last = last_day(shifted(month_of(ends_on), months))
    ended_month = ends_on == last_day(month_of(ends_on))
    return last if ended_month else months_later(ends_on, months)


def new_end(former: date | None, months: int, today: date) -> date:
    """Until when something is renewed: from its old end on, or from today where it had none.

    So too where it ended so long ago that the term from there would be over already.
    """
    from_former = renewed_until(former or today, months)
    return from_former if from_former > today else renewed_until(today, months)


def chance(reason: LeavingReason | None, *, may_be_contacted: bool) -> Chance:
    """Whether somebody who left may come back (a definition of our own).

    Good where the reason is one that a talk can change: price, a rival's offer, service, a forced
    add-on. None where the customer must not be disturbed, moved away or has no network there.
    """
    if not may_be_contacted or reason in (LeavingReason.MOVED_AWAY, LeavingReason.NETWORK):
        return Chance.NONE
    return Chance.GOOD if reason in CHANGEABLE else Chance.ASK


def first_win_back_day(today: date, months: int) -> date:
    """The first day of the last ``months``; who left before it is no longer listed."""
    return months_later(today, -months)
