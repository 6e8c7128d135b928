"""One visit on the desk: what to talk about, what is known, and the draft that is being typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Saved
from vipdesk.domain.masking import mask_line, mask_number
from vipdesk.domain.settings import Settings
from vipdesk.domain.talk import Points
from vipdesk.domain.visits import (
    DRAFTS,
    CheckItem,
    DraftOffer,
    Step,
    VisitDraft,
    draft_from_json,
    draft_key,
    steps_from_json,
    strokes_from_json,
    visit_of,
)
from vipdesk.domain.wording import amount
from vipdesk.domain.words import DateKind, LeavingReason, VisitStatus
from vipdesk.errors import NotFoundError
from vipdesk.services.attachments import AttachmentRow, attachment_rows
from vipdesk.services.complaints import open_complaints
from vipdesk.services.onboarding import steps_left
from vipdesk.services.report_data import VisitContent
from vipdesk.services.scripts import TalkReader, all_offers, all_points
from vipdesk.services.settings import SettingsService
from vipdesk.services.talk_facts import known_plans, open_needs
from vipdesk.services.visit_cases import CaseChoice, case_choices
from vipdesk.services.visit_lists import OPEN, VisitListService, VisitRow
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Customer,
    CustomerSummary,
    LineSummary,
    Need,
    Visit,
    VisitMove,
)

DRAFTS_KEPT_DAYS = 30  # after a visit was closed


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickFacts:
    """What the manager wants to have before their eyes; None is unknown."""

    phone: str  # masked
    plan: str | None
    plan_fee_fen: int | None
    ends_on: date | None
    ends_kind: DateKind | None
    ends_number: str  # of the line, masked; "" where it is the main one
    arpu_fen: int | None
    balance_fen: int | None
    arrears_fen: int | None
    open_needs: tuple[str, ...]
    open_complaints: tuple[str, ...]  # the newest first
    last_visit_on: date | None
    contacted_on: date | None
    preferred_hours: str
    do_not_disturb: bool
    points: int | None = None  # that can be used; None: never had any


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move of the visit, in local time."""

    from_at: datetime
    to_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenVisit:
    """Everything the page of one visit shows.

    Attributes:
        cases: The open cases of the customer and their other lines, the likeliest first.
        plans: Names of plans, to complete what is typed.
        scripts: The filled talking points of every reason, so that another can be chosen at once.
        offers: The offers that fit for every reason.
        losing: What the customer would lose by leaving, one thing a line.
        draft: What is being typed; of a closed visit what it came to.
    """

    row: VisitRow
    today: date
    started_at: datetime | None
    ended_at: datetime | None
    facts: QuickFacts
    scripts: Mapping[str, Points]
    offers: Mapping[str, Sequence[DraftOffer]]
    losing: tuple[str, ...]
    draft: VisitDraft
    cases: tuple[CaseChoice, ...]
    plans: tuple[str, ...]
    attachments: tuple[AttachmentRow, ...]
    moves: tuple[MoveRow, ...]


class VisitDeskService:
    """Opens visits and keeps what is typed in them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settings = SettingsService(store)
        self._lists = VisitListService(store)

    def open(self, visit_id: int) -> OpenVisit:
        """Read a visit with its draft, or with a fresh one where nothing was typed yet.

        Raises:
            NotFoundError: The visit is gone.
        """
        row = self._lists.row(visit_id)
        settings, today = self._settings.load(), self._store.today()
        kept = self._store.drafts.load(draft_key(row.uid))
        with self._store.read() as session:
            reader = _Reader(session, settings, today, self._store.zone())
            return reader.open(row, kept)

    def save_draft(self, uid: bytes, draft: VisitDraft) -> Saved[None]:
        """Keep what is typed; on return it is on disk. Stands outside the journal."""
        self._store.drafts.save(draft_key(uid), draft.to_json(), self._store.now())
        return Saved(None, frozenset())

    def tidy_drafts(self) -> int:
        """Forget drafts of visits that were closed over 30 days ago; undo is not to need them.

        Returns:
            How many were forgotten.
        """
        before = self._store.now() - timedelta(days=DRAFTS_KEPT_DAYS)
        drafts = [visit_of(key) for key in self._store.drafts.keys(DRAFTS)]
        closed = select(Visit.uid).where(
            Visit.uid.in_(drafts),  # a few: of visits a large book holds many
            Visit.status.not_in(tuple(OPEN)),
            func.coalesce(Visit.ended_at, Visit.planned_at) < before,
        )
        with self._store.read() as session:
            old = session.scalars(closed).all()
        for uid in old:
            self._store.drafts.discard(draft_key(uid))
        return len(old)

    def content(self, visit: OpenVisit, draft: VisitDraft) -> VisitContent:
        """The draft as the customer's paper would say it if the visit ended now."""
        return VisitContent(
            started_at=visit.started_at,
            ended_at=visit.ended_at or (self._store.now() if visit.started_at else None),
            talked=draft.talked.strip() or None,
            outcome=draft.outcome,
            offers=draft.offers_json(),
            next_steps=draft.steps_json(),
            signature=draft.strokes,
            signed_at=draft.signed_at if draft.strokes else None,
            needs=draft.need_lines(),
        )


class _Reader:
    def __init__(self, session: Session, settings: Settings, today: date, zone: ZoneInfo) -> None:
        self._session = session
        self._settings = settings
        self._today = today
        self._zone = zone

    def open(self, row: VisitRow, kept: Mapping[str, object] | None) -> OpenVisit:
        visit = self._session.get(Visit, row.id)
        if visit is None:
            raise NotFoundError
        customer = self._session.get_one(Customer, row.customer_id)
        now = self._session.get_one(CustomerSummary, row.customer_id)
        talk = TalkReader(self._session, customer.id, self._settings, self._today)
        return OpenVisit(
            row=row,
            today=self._today,
            started_at=self._local(visit.started_at),
            ended_at=self._local(visit.ended_at),
            facts=self._quick(customer, now, talk),
            scripts=all_points(talk),
            offers=all_offers(talk),
            losing=talk.losing(),
            draft=self._draft(visit, kept, talk),
            cases=tuple(case_choices(self._session, customer.id, self._today)),
            plans=tuple(known_plans(self._session)),
            attachments=tuple(attachment_rows(self._session, row.id)),
            moves=tuple(self._moves(row.id)),
        )

    def _local(self, instant: datetime | None) -> datetime | None:
        return instant.astimezone(self._zone) if instant else None

    def _quick(self, customer: Customer, now: CustomerSummary, talk: TalkReader) -> QuickFacts:
        main, ending = talk.lines.main, talk.lines.ending(now.next_end_on)
        return QuickFacts(
            phone=mask_number(now.phone),
            plan=now.plan,
            plan_fee_fen=main.plan_fee_fen if main else None,
            ends_on=now.next_end_on,
            ends_kind=now.next_end_kind,
            ends_number=_line_number(ending) if ending is not main else "",
            arpu_fen=now.arpu_fen,
            balance_fen=now.balance_fen,
            arrears_fen=now.arrears_fen,
            open_needs=tuple(open_needs(self._session, customer.id)),
            open_complaints=tuple(open_complaints(self._session, customer.id)),
            last_visit_on=self._last_visit_on(customer.id),
            contacted_on=now.contacted_on,
            preferred_hours=customer.preferred_hours or "",
            do_not_disturb=customer.do_not_disturb,
            points=talk.facts.points,
        )

    def _last_visit_on(self, customer_id: int) -> date | None:
        last = self._session.scalar(
            select(func.max(Visit.started_at)).where(
                Visit.customer_id == customer_id, Visit.status == VisitStatus.DONE
            )
        )
        return last.astimezone(self._zone).date() if last else None

    def _draft(
        self,
        visit: Visit,
        kept: Mapping[str, object] | None,
        talk: TalkReader,
    ) -> VisitDraft:
        if visit.status is VisitStatus.DONE:
            return _came_to(visit, self._needs_of(visit.id))
        if kept is not None:
            return draft_from_json(kept)
        return VisitDraft(
            step=Step.TALK if visit.status is VisitStatus.STARTED else Step.PREPARE,
            reason=talk.reason,
            checklist=tuple(
                CheckItem(text)
                for text in dict.fromkeys(
                    (*self._settings.checklist, *steps_left(self._session, visit.customer_id))
                )
            ),
            offers=talk.offers(talk.reason),
        )

    def _needs_of(self, visit_id: int) -> list[str]:
        query = select(Need.text).where(Need.visit_id == visit_id).order_by(Need.id)
        return list(self._session.scalars(query))

    def _moves(self, visit_id: int) -> list[MoveRow]:
        query = select(VisitMove).where(VisitMove.visit_id == visit_id).order_by(VisitMove.id)
        return [
            MoveRow(
                move.from_at.astimezone(self._zone), move.to_at.astimezone(self._zone), move.reason
            )
            for move in self._session.scalars(query)
        ]


def _came_to(visit: Visit, needs: Sequence[str]) -> VisitDraft:
    """What a finished visit holds, in the form in which it was typed."""
    offers = [offer for offer in visit.offers or () if offer["name"]]
    own: Mapping[str, Any] = next((offer for offer in visit.offers or () if not offer["name"]), {})
    taken = [place for place, offer in enumerate(offers) if offer.get("taken")]
    return VisitDraft(
        step=Step.SIGN,
        checklist=tuple(CheckItem(item["text"], item["done"]) for item in visit.checklist or ()),
        needs="\n".join(needs),
        talked=visit.talked or "",
        internal_note=visit.internal_note or "",
        outcome=visit.outcome,
        outcome_reason=_leaving_reason(visit.outcome_reason),
        offers=tuple(
            DraftOffer(o["name"], o["detail"], o.get("fee_fen"), o.get("months")) for o in offers
        ),
        chosen=taken[0] if taken else None,
        months=own.get("months"),
        plan=own.get("detail", ""),
        fee=amount(own["fee_fen"]) if own.get("fee_fen") is not None else "",
        satisfaction=visit.satisfaction,
        next_steps=steps_from_json(visit.next_steps or ()),
        strokes=strokes_from_json(visit.signature or ()),
        signed_at=visit.signed_at,
    )


def _line_number(line: LineSummary | None) -> str:
    return mask_line(line.number, line.kind) if line else ""


def _leaving_reason(word: str | None) -> LeavingReason | None:
    return next((reason for reason in LeavingReason if reason == word), None)
