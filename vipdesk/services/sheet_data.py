"""Reads from the book what a manager's internal sheet of a customer says, masked."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.markdown import to_plain
from vipdesk.domain.masking import HIDDEN, mask_address, mask_number
from vipdesk.domain.settings import Settings
from vipdesk.domain.visit_pack import EndingLine, OpenTask, PastContact, VisitSheet
from vipdesk.domain.wording import price
from vipdesk.domain.words import DateKind, VisitStatus
from vipdesk.errors import NotFoundError
from vipdesk.services.complaints import open_complaints
from vipdesk.services.customer_tasks import open_tasks_of
from vipdesk.services.network import lines_of
from vipdesk.services.onboarding import steps_left
from vipdesk.services.report_data import day_span, monthly_bills, place_of, salutation
from vipdesk.services.scripts import TalkReader
from vipdesk.services.talk_facts import open_needs
from vipdesk.store.records import (
    Customer,
    CustomerSummary,
    LineSummary,
    Touchpoint,
    Visit,
)
from vipdesk.texts import N_, Translate, translator

ENDS_WITHIN_DAYS = 180
CONTACTS = 5
TASKS = 8
EMPTY_MONTH = "9999-12"  # after every month


class SheetReader:
    """Builds the internal sheets of visits and customers as of one day."""

    def __init__(self, session: Session, settings: Settings, language: str, today: date) -> None:
        self._session = session
        self._settings = settings
        self._zone = ZoneInfo(settings.zone)
        self._today = today
        self._t: Translate = translator(language)

    def of_day(self, day: date) -> list[VisitSheet]:
        """The sheets of the visits that are still to be held on ``day``, in their order."""
        begin, end = day_span(day, self._zone)
        visits = self._session.scalars(
            select(Visit)
            .join(CustomerSummary, CustomerSummary.customer_id == Visit.customer_id)
            .where(
                Visit.planned_at >= begin,
                Visit.planned_at < end,
                Visit.status.in_((VisitStatus.PLANNED, VisitStatus.STARTED)),
            )
            .order_by(Visit.planned_at, Visit.id)
        )
        return [self._of_visit(visit) for visit in visits]

    def of_customer(self, customer_id: int) -> VisitSheet:
        """A customer's sheet without a visit.

        Raises:
            NotFoundError: There is no such customer.
        """
        customer = self._session.get(Customer, customer_id)
        if customer is None:
            raise NotFoundError
        place = mask_address(customer.address).removesuffix(HIDDEN)
        return self._sheet(customer, None, number=customer.number, place=place)

    def _of_visit(self, visit: Visit) -> VisitSheet:
        customer = self._session.get_one(Customer, visit.customer_id)
        place = place_of(visit, customer)
        return self._sheet(customer, visit, number=visit.number, place=place)

    def _sheet(
        self, customer: Customer, visit: Visit | None, *, number: str, place: str
    ) -> VisitSheet:
        now = self._session.get(CustomerSummary, customer.id)
        starts = visit.planned_at.astimezone(self._zone) if visit else None
        ends = starts + timedelta(minutes=visit.planned_minutes) if starts and visit else None
        return VisitSheet(
            number=number,
            starts=starts.time() if starts else None,
            ends=ends.time() if ends else None,
            place=place,
            purpose=(visit.purpose or "") if visit else "",
            customer=customer.name,
            salutation=salutation(customer),
            tier=now.tier.label if now else "",
            line_number=mask_number(now.phone if now else customer.phone),
            facts=tuple(self._facts(customer, now)),
            endings=tuple(self._endings(customer.id)),
            contacts=tuple(self._contacts(customer.id)),
            needs=tuple(open_needs(self._session, customer.id)),
            tasks=tuple(self._tasks(customer.id)),
            talking_points=tuple(self._points(customer, now)),
            checklist=(*self._settings.checklist, *steps_left(self._session, customer.id))
            if visit
            else (),
        )

    def _facts(self, customer: Customer, now: CustomerSummary | None) -> Iterator[tuple[str, str]]:
        if customer.joined_on:
            yield N_("On network since"), customer.joined_on.isoformat()
        for bill in monthly_bills(self._session, customer.id, EMPTY_MONTH, 1):
            yield N_("Last bill"), price(self._t, bill.fee_fen)
        for complaint in open_complaints(self._session, customer.id):
            yield N_("Open complaint"), complaint
        if now and now.arrears_fen:
            yield N_("Arrears"), price(self._t, now.arrears_fen)
        elif now and now.balance_fen is not None:
            yield N_("Balance"), price(self._t, now.balance_fen)

    def _endings(self, customer_id: int) -> list[EndingLine]:
        lines = lines_of(self._session, customer_id, self._today).on_network
        found = [
            EndingLine(mask_number(line.number), kind.label, ends_on, line.plan or "")
            for line in lines
            for kind, ends_on in _dates(line)
            if 0 <= (ends_on - self._today).days <= ENDS_WITHIN_DAYS
        ]
        return sorted(found, key=lambda ending: ending.ends_on)

    def _contacts(self, customer_id: int) -> Iterator[PastContact]:
        last = (
            select(Touchpoint)
            .where(Touchpoint.customer_id == customer_id, Touchpoint.on_day <= self._today)
            .order_by(Touchpoint.on_day.desc(), Touchpoint.id.desc())
            .limit(CONTACTS)
        )
        for contact in self._session.scalars(last):
            note = contact.note or self._t(contact.result.label)
            yield PastContact(contact.on_day, contact.channel.label, note)

    def _tasks(self, customer_id: int) -> Iterator[OpenTask]:
        for task in open_tasks_of(self._session, customer_id, self._today)[:TASKS]:
            yield OpenTask(task.words(self._today, self._t), task.due_on)

    def _points(self, customer: Customer, now: CustomerSummary | None) -> Iterator[str]:
        if now is None:
            return
        talk = TalkReader(self._session, customer.id, self._settings, self._today, self._t)
        for head, words in talk.points(talk.reason):
            yield self._t("{head}: {words}").format(head=head, words=to_plain(words))


def _dates(line: LineSummary) -> Iterator[tuple[DateKind, date]]:
    dates = (
        (DateKind.CONTRACT, line.contract_ends_on),
        (DateKind.STOP, line.stop_ends_on),
        (DateKind.REBATE, line.rebate_ends_on),
        (DateKind.TRIAL, line.trial_ends_on),
    )
    for kind, ends_on in dates:
        if ends_on:
            yield kind, ends_on
