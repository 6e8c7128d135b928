"""Notes complaints by hand, and hands out those of a customer."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.cells import masked_digits
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_draft import ComplaintDraft
from vipdesk.domain.masking import mask_number
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services.customer_fields import living
from vipdesk.services.customer_rows import ComplaintRow
from vipdesk.store.book import Store
from vipdesk.store.records import Account, Complaint, Line
from vipdesk.texts import N_

FIRST_SIGNS = 60
COMPLAINTS = frozenset({Area.COMPLAINTS, Area.CUSTOMERS, Area.TASKS, Area.JOURNAL})


class EmptyComplaintError(VipDeskError):
    """Neither what it is about nor what was said."""

    message = N_("Say what the complaint is about. Nothing was saved.")


class ComplaintDaysError(VipDeskError):
    """A day to come, or closed before it was made."""

    message = N_(
        "A complaint is closed on its day or later, and neither day is still to come. Nothing was "
        "saved."
    )


class NumberTakenError(VipDeskError):
    """Another complaint has this number."""

    message = N_("There is a complaint with the number {number} already. Nothing was saved.")


class ComplaintsService:
    """Each method is one action."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, draft: ComplaintDraft, complaint_id: int | None = None) -> Saved[int]:
        """Write a complaint, or another version of one; its customer stays.

        Returns:
            Its id.

        Raises:
            EmptyComplaintError, ComplaintDaysError, NumberTakenError: Nothing is written.
            NotFoundError: The customer, the line or the complaint is gone.
        """
        self._refuse(draft)
        with self._store.action("complaint.save", customer_id=draft.customer_id) as session:
            living(session, draft.customer_id)
            _refuse_taken(session, draft.number.strip(), complaint_id)
            _refuse_foreign_line(session, draft)
            complaint = Complaint() if complaint_id is None else _found(session, complaint_id)
            _write(complaint, draft)
            session.add(complaint)
            session.flush()
            return Saved(complaint.id, COMPLAINTS)

    def delete(self, complaint_id: int) -> Saved[int]:
        """Remove a complaint; it can be undone."""
        with self._store.read() as session:
            customer_id = _found(session, complaint_id).customer_id
        with self._store.action("complaint.delete", customer_id=customer_id) as session:
            session.delete(_found(session, complaint_id))
        return Saved(complaint_id, COMPLAINTS)

    def _refuse(self, draft: ComplaintDraft) -> None:
        if not (draft.text.strip() or draft.kind.strip()):
            raise EmptyComplaintError
        last = draft.closed_on or draft.opened_on
        if not draft.opened_on <= last <= self._store.today():
            raise ComplaintDaysError


def complaints_of(session: Session, customer_id: int) -> tuple[ComplaintRow, ...]:
    """The customer's complaints: those still open first, the newest before the older ones."""
    query = (
        select(Complaint, Line.number)
        .outerjoin(Line, Line.id == Complaint.line_id)
        .where(Complaint.customer_id == customer_id)
        .order_by(Complaint.closed_on.is_not(None), Complaint.opened_on.desc(), Complaint.id.desc())
    )
    return tuple(_row(found, number) for found, number in session.execute(query))


def open_complaints(session: Session, customer_id: int) -> Iterator[str]:
    """Day and first words of each complaint still open, numbers masked, the newest first."""
    query = (
        select(Complaint)
        .where(Complaint.customer_id == customer_id, Complaint.closed_on.is_(None))
        .order_by(Complaint.opened_on.desc(), Complaint.id.desc())
    )
    for each in session.scalars(query):
        said = masked_digits(" ".join(filter(None, (each.kind, each.text))))
        cut = said if len(said) <= FIRST_SIGNS else f"{said[: FIRST_SIGNS - 1]}…"
        yield f"{each.opened_on.isoformat()} {cut}"


def _row(found: Complaint, line_number: str | None) -> ComplaintRow:
    return ComplaintRow(
        id=found.id,
        number=found.number or "",
        opened_on=found.opened_on,
        closed_on=found.closed_on,
        line_id=found.line_id,
        line_number=mask_number(line_number) if line_number else "",
        kind=found.kind or "",
        level=found.level,
        upheld=found.upheld,
        text=found.text or "",
        imported=found.batch_id is not None,
        extra=tuple(
            (name, masked_digits(str(value)))
            for name, value in (found.extra or {}).items()
            if value is not None
        ),
    )


def _found(session: Session, complaint_id: int) -> Complaint:
    complaint = session.get(Complaint, complaint_id)
    if complaint is None:
        raise NotFoundError
    return complaint


def _refuse_taken(session: Session, number: str, complaint_id: int | None) -> None:
    taken = session.scalar(select(Complaint.id).where(Complaint.number == number)) if number else 0
    if taken and taken != complaint_id:
        raise NumberTakenError(number=number)


def _refuse_foreign_line(session: Session, draft: ComplaintDraft) -> None:
    if draft.line_id is None:
        return
    query = select(Account.customer_id).join(Line, Line.account_id == Account.id)
    if session.scalar(query.where(Line.id == draft.line_id)) != draft.customer_id:
        raise NotFoundError


def _write(complaint: Complaint, draft: ComplaintDraft) -> None:
    complaint.customer_id = draft.customer_id
    complaint.line_id = draft.line_id
    complaint.number = draft.number.strip() or None
    complaint.opened_on = draft.opened_on
    complaint.closed_on = draft.closed_on
    complaint.kind = draft.kind.strip() or None
    complaint.level = draft.level
    complaint.upheld = draft.upheld
    complaint.text = draft.text.strip() or None
