"""Reads from the book what a report may say, masked (rules.md 9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.masking import HIDDEN, mask_address, mask_number
from vipdesk.domain.settings import Settings
from vipdesk.domain.visit_summary import (
    DoneForYou,
    MonthBill,
    NextStep,
    Signature,
    VisitSummary,
)
from vipdesk.domain.visits import AGREED
from vipdesk.domain.wording import joined, price
from vipdesk.domain.words import Channel, CustomerKind, NeedStatus, Outcome, Tier, VisitStatus
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services.network import lines_of, plan_end
from vipdesk.services.points_facts import points_facts
from vipdesk.services.talk_facts import SALUTATIONS
from vipdesk.store.records import (
    Account,
    Bill,
    Customer,
    CustomerSummary,
    Line,
    Manager,
    Need,
    Visit,
)
from vipdesk.texts import N_, Translate, translator

MONTHS_OF_BILLS = 6
QR_CAPTION = N_("Scan to reach us")
_NOT_HELD = (VisitStatus.CANCELLED, VisitStatus.NO_SHOW)


class NothingHeldError(VipDeskError):
    """The visit was called off or met nobody: a paper would tell of a talk that never was."""

    message = N_(
        "The visit {number} is “{status}”: nobody was met, so there is no summary. Nothing was "
        "written."
    )

    def __init__(self, number: str, status: VisitStatus) -> None:
        self.status = status
        super().__init__(number=number, status=status.value)

    def sentence(self, translate: Translate) -> str:
        """Name the state in the reader's language."""
        told = {**self.params, "status": translate(self.status.label)}
        return translate(self.message).format(**told)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitContent:
    """What a visit came to, as the visit's columns keep it; a draft gives its own.

    Attributes:
        offers: ``{"name", "detail", "fee_fen", "months", "taken"}`` each; one without a name is
            what was agreed without an offer.
        next_steps: ``{"text", "due_on", "channel"}`` each.
        signature: Strokes of points, both coordinates in shares of the pad's width.
        needs: Texts of the needs noted; None takes those that the book holds for the visit.
    """

    started_at: datetime | None = None
    ended_at: datetime | None = None
    talked: str | None = None
    outcome: Outcome | None = None
    offers: Sequence[Mapping[str, Any]] = ()
    next_steps: Sequence[Mapping[str, Any]] = ()
    signature: Sequence[Sequence[Sequence[float]]] = ()
    signed_at: datetime | None = None
    needs: Sequence[str] | None = None

    @classmethod
    def of(cls, visit: Visit) -> "VisitContent":
        """What the book holds."""
        return cls(
            started_at=visit.started_at,
            ended_at=visit.ended_at,
            talked=visit.talked,
            outcome=visit.outcome,
            offers=visit.offers or (),
            next_steps=visit.next_steps or (),
            signature=visit.signature or (),
            signed_at=visit.signed_at,
        )


def salutation(customer: Customer) -> str:
    """Mr, Ms or nothing; organisations have none."""
    if customer.kind is CustomerKind.ORGANISATION:
        return ""
    return SALUTATIONS.get(customer.gender or "", "")


def place_of(visit: Visit, customer: Customer) -> str:
    """Where a visit is: as typed, but an address only to its district.

    Without a place it is the customer's address; a typed text that names a district and goes on is
    an address too.
    """
    masked = mask_address(visit.place or customer.address).removesuffix(HIDDEN)
    return masked or (visit.place or "")


class SummaryReader:
    """Builds the whitelisted data of one visit summary."""

    def __init__(self, session: Session, settings: Settings, language: str) -> None:
        self._session = session
        self._zone = ZoneInfo(settings.zone)
        self._settings = settings
        self._language = language
        self._t: Translate = translator(language)

    def read(self, visit_id: int, content: VisitContent | None = None) -> VisitSummary:
        """Read the visit, with ``content`` in place of what the book holds of it.

        Raises:
            NotFoundError: There is no such visit.
            NothingHeldError: It was cancelled, or nobody was met.
        """
        visit = self._session.get(Visit, visit_id)
        if visit is None:
            raise NotFoundError
        if visit.status in _NOT_HELD:
            raise NothingHeldError(visit.number, visit.status)
        content = content or VisitContent.of(visit)
        customer = self._session.get_one(Customer, visit.customer_id)
        manager = self._session.get_one(Manager, visit.manager_id)
        now = self._session.get(CustomerSummary, customer.id)
        begun = self._local(content.started_at or visit.planned_at)
        ended = self._local(content.ended_at) if content.ended_at else None
        points = points_facts(self._session, customer.id, begun.date())
        return VisitSummary(
            language=self._language,
            number=visit.number,
            day=begun.date(),
            starts=begun.time(),
            ends=ended.time() if ended else None,
            place=place_of(visit, customer),
            manager=manager.name,
            manager_phone=manager.phone or "",
            customer=customer.name,
            salutation=salutation(customer),
            tier=now.tier.label if now and now.tier is not Tier.ORDINARY else "",
            line_number=mask_number(now.phone if now else customer.phone),
            plan_ends_on=plan_end(lines_of(self._session, customer.id, begun.date()).main),
            points=points.available,
            points_lots=points.lots,
            talked_about=content.talked or "",
            done=(*self._deals(content), *self._needs_met(customer.id, begun.date())),
            offers=tuple(self._offers(content)),
            needs=tuple(self._needs(visit_id, content)),
            bills=self._bills(customer.id, f"{begun:%Y-%m}"),
            next_steps=tuple(self._next_steps(content, manager.name)),
            signature=signature_of(content.signature),
            signed_on=self._local(content.signed_at).date() if content.signed_at else None,
            qr=self._settings.summary_qr.replace("{number}", visit.number),
            qr_caption=QR_CAPTION,
        )

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone)

    def _deals(self, content: VisitContent) -> Iterator[DoneForYou]:
        """What the customer agreed to."""
        for offer in (offer for offer in content.offers if offer.get("taken")):
            yield DoneForYou(
                item=offer["name"] or self._t(AGREED[content.outcome or Outcome.RENEWED]),
                content=self._terms(offer),
                fee_fen=offer.get("fee_fen"),
                monthly=True,
            )

    def _terms(self, offer: Mapping[str, Any]) -> str:
        detail, months = offer.get("detail") or "", offer.get("months")
        if not months:
            return str(detail)
        form = self._t("{detail}, for {n} months") if detail else self._t("for {n} months")
        return form.format(detail=detail, n=months)

    def _offers(self, content: VisitContent) -> Iterator[str]:
        """Where the customer wants to think it over: what there is to choose from."""
        if content.outcome is not Outcome.THINKING:
            return
        for offer in content.offers:
            fee = price(self._t, offer.get("fee_fen"), monthly=True)
            yield joined(offer["name"], self._terms(offer), fee)

    def _needs_met(self, customer_id: int, day: date) -> Iterator[DoneForYou]:
        met = select(Need.text).where(
            Need.customer_id == customer_id, Need.status == NeedStatus.MET, Need.closed_on == day
        )
        for text in self._session.scalars(met.order_by(Need.id)):
            yield DoneForYou(item=self._t("Your request"), content=text)

    def _needs(self, visit_id: int, content: VisitContent) -> Iterator[str]:
        if content.needs is not None:
            yield from content.needs
            return
        noted = select(Need.text).where(
            Need.visit_id == visit_id, Need.status.in_((NeedStatus.OPEN, NeedStatus.PROPOSED))
        )
        yield from self._session.scalars(noted.order_by(Need.id))

    def _bills(self, customer_id: int, until: str) -> tuple[MonthBill, ...]:
        return monthly_bills(self._session, customer_id, until, MONTHS_OF_BILLS)

    def _next_steps(self, content: VisitContent, manager: str) -> Iterator[NextStep]:
        for step in content.next_steps:
            due_on, channel = step.get("due_on"), step.get("channel")
            yield NextStep(
                date.fromisoformat(due_on) if due_on else None,
                step["text"],
                self._t(Channel(channel).label) if channel else manager,  # type: ignore[call-arg]
            )


def monthly_bills(
    session: Session, customer_id: int, until: str, months: int
) -> tuple[MonthBill, ...]:
    """What all lines of a customer were billed, oldest month first.

    Args:
        session: The book.
        customer_id: Whose.
        until: The newest month wanted, YYYY-MM.
        months: At most so many months that have a bill.
    """
    query = (
        select(Bill.month, func.sum(Bill.fee_fen))
        .join(Line, Line.id == Bill.line_id)
        .join(Account, Account.id == Line.account_id)
        .where(Account.customer_id == customer_id, Bill.month <= until)
        .group_by(Bill.month)
        .order_by(Bill.month.desc())
        .limit(months)
    )
    newest_first = [MonthBill(month, fee_fen) for month, fee_fen in session.execute(query)]
    return tuple(reversed(newest_first))


def day_span(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of a day of the book and of the next."""
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    following = day + timedelta(days=1)
    return begin, datetime(following.year, following.month, following.day, tzinfo=zone)


def signature_of(strokes: Sequence[Sequence[Sequence[float]]]) -> Signature | None:
    """A signature as it was kept; None where nobody signed."""
    kept = tuple(tuple((float(x), float(y)) for x, y in stroke) for stroke in strokes if stroke)
    return Signature(kept) if kept else None
