"""Rules of a visit: what may be done with it, and what is being typed in it.

A `VisitDraft` is immutable; every key typed makes a new one, which is saved as JSON beside the
book. Finishing turns the last one into a visit, a touchpoint, needs and tasks.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from vipdesk.domain.cell_numbers import parse_money
from vipdesk.domain.cells import CellError
from vipdesk.domain.words import Channel, LeavingReason, Outcome, VisitStatus
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_, Translate

NO_CASE = "-"  # the outcome of a visit is about no case
NEXT_STEP = "next_step"  # kind of the tasks that a visit leaves behind
DRAFTS = "visit:"  # how the keys of their drafts begin
Stroke = tuple[tuple[float, float], ...]

# What may be done with a visit that stands so.
ALLOWED: Mapping[VisitStatus, frozenset[str]] = {
    VisitStatus.PLANNED: frozenset({"edit", "move", "cancel", "no_show", "start", "attach"}),
    VisitStatus.STARTED: frozenset({"edit", "cancel", "no_show", "finish", "attach"}),
    VisitStatus.DONE: frozenset({"attach"}),
    VisitStatus.CANCELLED: frozenset(),
    VisitStatus.NO_SHOW: frozenset(),
}
TAKES_OFFER = frozenset({Outcome.RENEWED, Outcome.MOVED_PLAN, Outcome.UPGRADED})
NEW_PLAN = frozenset({Outcome.MOVED_PLAN, Outcome.UPGRADED})
AGREED = {
    Outcome.RENEWED: N_("Contract renewed"),
    Outcome.MOVED_PLAN: N_("Plan changed"),
    Outcome.UPGRADED: N_("Moved to a bundle"),
}
"""What was arranged where the customer took no offer that has a name."""
NEEDS_REASON = frozenset({Outcome.REFUSED, Outcome.PORTED_OUT})  # rules.md 3


class Step(IntEnum):
    """Where the page of a visit was left; what follows the signature is a finished visit."""

    PREPARE = 0
    TALK = 1
    SIGN = 2


class VisitStateError(VipDeskError):
    """The visit stands so that this can't be done with it."""

    message = N_("This visit is “{status}”, so this can no longer be done. Nothing was changed.")

    def __init__(self, status: VisitStatus) -> None:
        self.status = status
        super().__init__(status=status.value)

    def sentence(self, translate: Translate) -> str:
        """Name the state in the reader's language."""
        return translate(self.message).format(status=translate(self.status.label))


class VisitReasonMissingError(VipDeskError):
    """A move, a cancellation or a no-show without a word why."""

    message = N_("Say why in a few words; it is kept with the visit. Nothing was changed.")


class OutcomeReasonMissingError(VipDeskError):
    """A refusal without its reason."""

    message = N_("Choose why the customer refused or leaves; the visit stays open until then.")


class NotMovedError(VipDeskError):
    """The new time is the old one."""

    message = N_("The visit already is at this time. Nothing was changed.")


def draft_key(uid: bytes) -> str:
    """Under which key the draft of a visit is kept."""
    return DRAFTS + uid.hex()


def visit_of(key: str) -> bytes:
    """The uid of the visit whose draft is kept under ``key``."""
    return bytes.fromhex(key.removeprefix(DRAFTS))


def require(status: VisitStatus, doing: str) -> None:
    """Refuse what can't be done with a visit that stands so.

    Raises:
        VisitStateError: See `ALLOWED`.
    """
    if doing not in ALLOWED[status]:
        raise VisitStateError(status)


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One point of the service standard, told or not yet."""

    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class DraftOffer:
    """An offer prepared for this customer; ``why`` is the desk's reason and stays there."""

    name: str
    detail: str
    fee_fen: int | None = None
    months: int | None = None
    recommended: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class DraftStep:
    """What was agreed to do next; it becomes a task."""

    text: str
    due_on: date
    channel: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """Everything that is typed, ticked and drawn during a visit.

    Attributes:
        step: Where the page was left.
        reason: Which script lies at the left; "" until the page was first opened.
        needs: What the customer wants, one need a line.
        talked: For the customer to read.
        internal_note: Never leaves the desk.
        case: Which case or line the outcome is about; "" for the likeliest one, see `NO_CASE`.
        chosen: Place of the offer under discussion among ``offers``.
        months: Term that was agreed; None for that of the offer taken, see `term`.
        plan: To which plan the customer moved, with its monthly ``fee`` as typed.
        next_on: When to ask again who thinks it over; None: at the first next step, or in a week.
        shows_losing: Whether the customer may read what they would lose by leaving.
        signed_at: UTC; None while nobody has signed.
    """

    step: Step = Step.PREPARE
    reason: str = ""
    checklist: tuple[CheckItem, ...] = ()
    needs: str = ""
    talked: str = ""
    internal_note: str = ""
    outcome: Outcome | None = None
    outcome_reason: LeavingReason | None = None
    case: str = ""
    offers: tuple[DraftOffer, ...] = ()
    chosen: int | None = None
    months: int | None = None
    plan: str = ""
    fee: str = ""
    next_on: date | None = None
    shows_losing: bool = False
    satisfaction: int | None = None
    next_steps: tuple[DraftStep, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    signed_at: datetime | None = None

    @property
    def taken(self) -> DraftOffer | None:
        """The offer that the customer took: the chosen one, if the outcome takes one."""
        if self.chosen is None or self.outcome not in TAKES_OFFER:
            return None
        return self.offers[self.chosen] if self.chosen < len(self.offers) else None

    @property
    def own_terms(self) -> DraftOffer | None:
        """What was agreed without an offer, as one without a name; None where nothing was."""
        if self.outcome not in TAKES_OFFER or self.taken or self.case == NO_CASE:
            return None
        moves = self.outcome in NEW_PLAN
        plan, fee_fen = (self.plan.strip(), self._typed_fee()) if moves else ("", None)
        return DraftOffer("", plan, fee_fen, self.months) if plan or self.months else None

    @property
    def term(self) -> int | None:
        """For how many months something was agreed, if the outcome agrees to something."""
        if self.outcome not in TAKES_OFFER:
            return None
        return self.months or (self.taken.months if self.taken else None)

    def _typed_fee(self) -> int | None:
        """In fen; None while it is no amount yet."""
        with suppress(CellError):
            return parse_money(self.fee)
        return None

    def need_lines(self) -> list[str]:
        """The needs, blank lines left out."""
        return [line.strip() for line in self.needs.splitlines() if line.strip()]

    def agreed_steps(self) -> list[DraftStep]:
        """The next steps that say something."""
        return [replace(s, text=s.text.strip()) for s in self.next_steps if s.text.strip()]

    def check(self) -> None:
        """Refuse to finish what is not complete.

        Raises:
            OutcomeReasonMissingError: A refusal has no reason.
        """
        if self.outcome in NEEDS_REASON and self.outcome_reason is None:
            raise OutcomeReasonMissingError

    def offers_json(self) -> list[dict[str, Any]]:
        """The offers as a finished visit keeps them, and what was agreed without one."""
        taken, own = self.taken, self.own_terms
        return [
            {
                "name": offer.name,
                "detail": offer.detail,
                "fee_fen": offer.fee_fen,
                "months": self.term if offer is taken else offer.months,
                "taken": offer is taken or offer is own,
            }
            for offer in (*self.offers, *((own,) if own else ()))
        ]

    def steps_json(self) -> list[dict[str, Any]]:
        """The next steps as a finished visit keeps them."""
        return [_step_json(step) for step in self.agreed_steps()]

    def checklist_json(self) -> list[dict[str, Any]]:
        """The service standard as a finished visit keeps it."""
        return [
            {"key": str(place), "text": item.text, "done": item.done}
            for place, item in enumerate(self.checklist)
        ]

    def to_json(self) -> dict[str, Any]:
        """Plain values, read back by `draft_from_json`."""
        return {
            "step": int(self.step),
            "reason": self.reason,
            "checklist": [[item.text, item.done] for item in self.checklist],
            "needs": self.needs,
            "talked": self.talked,
            "internal_note": self.internal_note,
            "outcome": self.outcome,
            "outcome_reason": self.outcome_reason,
            "case": self.case,
            "offers": [_offer_json(offer) for offer in self.offers],
            "chosen": self.chosen,
            "months": self.months,
            "plan": self.plan,
            "fee": self.fee,
            "next_on": self.next_on.isoformat() if self.next_on else None,
            "shows_losing": self.shows_losing,
            "satisfaction": self.satisfaction,
            "next_steps": [_step_json(step) for step in self.next_steps],
            "strokes": self.strokes,
            "signed_at": self.signed_at.isoformat() if self.signed_at else None,
        }


def draft_from_json(values: Mapping[str, Any]) -> VisitDraft:
    """Read what `VisitDraft.to_json` wrote; what an older draft does not hold is empty."""
    signed_at, next_on = values.get("signed_at"), values.get("next_on")
    return VisitDraft(
        step=Step(values.get("step", 0)),
        reason=values.get("reason", ""),
        checklist=tuple(CheckItem(text, done) for text, done in values.get("checklist", ())),
        needs=values.get("needs", ""),
        talked=values.get("talked", ""),
        internal_note=values.get("internal_note", ""),
        outcome=_word(Outcome, values.get("outcome")),
        outcome_reason=_word(LeavingReason, values.get("outcome_reason")),
        case=values.get("case", ""),
        offers=tuple(DraftOffer(**offer) for offer in values.get("offers", ())),
        chosen=values.get("chosen"),
        months=values.get("months"),
        plan=values.get("plan", ""),
        fee=values.get("fee", ""),
        next_on=date.fromisoformat(next_on) if next_on else None,
        shows_losing=values.get("shows_losing", False),
        satisfaction=values.get("satisfaction"),
        next_steps=steps_from_json(values.get("next_steps", ())),
        strokes=strokes_from_json(values.get("strokes", ())),
        signed_at=datetime.fromisoformat(signed_at) if signed_at else None,
    )


def steps_from_json(values: Sequence[Mapping[str, Any]]) -> tuple[DraftStep, ...]:
    """Next steps from a draft or a finished visit."""
    return tuple(
        DraftStep(
            step["text"], date.fromisoformat(step["due_on"]), _word(Channel, step.get("channel"))
        )
        for step in values
    )


def strokes_from_json(values: Sequence[Any]) -> tuple[Stroke, ...]:
    """A signature from a draft or a finished visit, in shares of the pad's width."""
    return tuple(tuple((float(x), float(y)) for x, y in stroke) for stroke in values)


def _word(kind: Any, value: str | None) -> Any:
    return kind(value) if value else None


def _step_json(step: DraftStep) -> dict[str, Any]:
    return {"text": step.text, "due_on": step.due_on.isoformat(), "channel": step.channel}


def _offer_json(offer: DraftOffer) -> dict[str, Any]:
    return {
        "name": offer.name,
        "detail": offer.detail,
        "fee_fen": offer.fee_fen,
        "months": offer.months,
        "recommended": offer.recommended,
        "why": offer.why,
    }
