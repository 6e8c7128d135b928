"""Freezes cohorts and proves that they are as they were frozen (rules.md 5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.cohorts import CohortHead, CohortLine, digest
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.indicator_words import BaseFee, CohortOrigin, CohortUnit
from vipdesk.domain.words import Tier
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.services.cohort_lines import base_months, lines_of_manager
from vipdesk.services.indicators.view import self_id
from vipdesk.store import journal
from vipdesk.store.book import Store
from vipdesk.store.records import Cohort, CohortMember, SettingsSet
from vipdesk.store.uids import new_uid
from vipdesk.texts import N_

AT_ONCE = 5_000
VIP = (Tier.SILVER, Tier.GOLD, Tier.DIAMOND)
VIPS = CustomerFilter(tiers=VIP)


class FutureCohortError(VipDeskError):
    """A snapshot of a day to come."""

    message = N_("{day} has not been yet: a snapshot is taken of a day that is over, or of today.")


class EmptyCohortError(VipDeskError):
    """Nobody passes its filter."""

    message = N_(
        "Nobody was on the network on {day} who passes the filter. No snapshot was frozen."
    )


class NoSuchCohortError(NotFoundError):
    """No cohort of that number."""

    message = N_("There is no snapshot of this number.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortDraft:
    """What is to be frozen.

    Attributes:
        on_day: The snapshot's day; lines, tiers, plans and owners are those of that day.
        whom: Tiers and plans of the day, tags and circles as they are now; what else it may name
            has no history and is left aside.
        base_months: Months up to the snapshot's month, of a mean.
    """

    name: str
    on_day: date
    unit: CohortUnit = CohortUnit.CUSTOMER
    whom: CustomerFilter = VIPS
    base: BaseFee = BaseFee.MONTH
    base_months: int = 3


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort as lists show it."""

    id: int
    name: str
    on_day: date
    unit: CohortUnit
    origin: CohortOrigin
    base: BaseFee
    lines: int
    customers: int
    base_fee_fen: int
    digest: str

    @property
    def size(self) -> int:
        """How many it counts, in its unit."""
        return self.customers if self.unit is CohortUnit.CUSTOMER else self.lines


@dataclass(frozen=True, slots=True)
class Proof:
    """What a check of a cohort found."""

    cohort: CohortRow
    found: str  # the digest of what stands in the book

    @property
    def holds(self) -> bool:
        """Whether it is as it was frozen."""
        return self.found == self.cohort.digest


class CohortService:
    """Freezing is one action; nothing changes a cohort afterwards."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> list[CohortRow]:
        """All cohorts, newest day first."""
        with self._store.read() as session:
            query = select(Cohort).order_by(Cohort.on_day.desc(), Cohort.id.desc())
            return [_row(each) for each in session.scalars(query)]

    def row(self, cohort_id: int) -> CohortRow:
        """One cohort.

        Raises:
            NoSuchCohortError: No cohort of that number.
        """
        with self._store.read() as session:
            return row_of(session, cohort_id)

    def quarter_end(self) -> date:
        """The last day of the quarter before the present one."""
        today = self._store.today()
        return date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)

    def proposed_on(self) -> date | None:
        """That day, where no cohort of it was frozen yet."""
        on_day = self.quarter_end()
        with self._store.read() as session:
            there = session.scalar(select(Cohort.id).where(Cohort.on_day == on_day).limit(1))
        return None if there else on_day

    def freeze(self, draft: CohortDraft, progress: Progress | None = None) -> Saved[CohortRow]:
        """Freeze who was on the network on the day, by the histories of the book.

        Args:
            draft: Whom, of which day, by which base fee.
            progress: Told of the lines written; may stop it, of which nothing stays then.

        Raises:
            FutureCohortError: Its day is to come.
            EmptyCohortError: Nobody passes.
        """
        progress = progress or NoProgress()
        day = draft.on_day.isoformat()
        if draft.on_day > self._store.today():
            raise FutureCohortError(day=day)
        name = draft.name.strip() or day
        with self._store.action("cohort.freeze", bulk=True, name=name) as session:
            months = base_months(draft.on_day, draft.base, draft.base_months)
            manager_id = self_id(session)
            members = list(lines_of_manager(session, draft.on_day, months, manager_id, draft.whom))
            if not members:
                raise EmptyCohortError(day=day)
            row = write(session, self._store, draft, members, CohortOrigin.FROZEN, progress)
        return Saved(row, frozenset({Area.COHORTS, Area.INDICATORS, Area.JOURNAL}))

    def verify(self, cohort_id: int) -> Proof:
        """Compute the digest of a cohort anew, from what stands in the book.

        Raises:
            NoSuchCohortError: No cohort of that number.
        """
        with self._store.read() as session:
            cohort = _found(session, cohort_id)
            found = digest(_head(cohort), lines_of(session, cohort_id))
            return Proof(_row(cohort), found)


def write(
    session: Session,
    store: Store,
    draft: CohortDraft,
    members: Sequence[CohortLine],
    origin: CohortOrigin,
    progress: Progress,
    batch_id: int | None = None,
) -> CohortRow:
    """Write a cohort with its members, in an action for bulk; ``batch_id`` is of its import."""
    manager_id = self_id(session)
    head = CohortHead(draft.on_day, draft.unit, draft.base, draft.base_months, manager_id)
    cohort = Cohort(
        uid=new_uid(),
        name=draft.name.strip() or draft.on_day.isoformat(),
        on_day=draft.on_day,
        unit=draft.unit,
        origin=origin,
        filter=draft.whom.to_json(),
        base=draft.base,
        base_months=draft.base_months,
        manager_id=manager_id,
        made_at=store.now(),
        settings_id=session.scalar(select(SettingsSet.id).order_by(SettingsSet.id.desc()).limit(1))
        or 0,
        lines=len(members),
        customers=len({each.customer_id for each in members}),
        base_fee_fen=sum(each.base_fee_fen for each in members),
        digest=digest(head, members),
        batch_id=batch_id,
    )
    session.add(cohort)
    session.flush()
    journal.mark_bulk_insert(session, CohortMember.__tablename__, cohort.id, len(members))
    for first in range(0, len(members), AT_ONCE):
        progress.step(first, len(members))
        part = members[first : first + AT_ONCE]
        session.execute(insert(CohortMember), [_values(cohort.id, each) for each in part])
    progress.step(len(members), len(members))
    return _row(cohort)


def lines_of(session: Session, cohort_id: int) -> Iterator[CohortLine]:
    """The members of a cohort in the order of their lines."""
    query = (
        select(CohortMember)
        .where(CohortMember.cohort_id == cohort_id)
        .order_by(CohortMember.line_id)
        .execution_options(yield_per=AT_ONCE)
    )
    for m in session.scalars(query):
        yield CohortLine(
            *(m.line_id, m.customer_id, m.tier, m.status, m.plan, m.owner_id, m.base_fee_fen)
        )


def row_of(session: Session, cohort_id: int) -> CohortRow:
    """One cohort.

    Raises:
        NoSuchCohortError: No cohort of that number.
    """
    return _row(_found(session, cohort_id))


def rows_of_day(session: Session, on_day: date) -> list[CohortRow]:
    """The cohorts of a day, newest first."""
    query = select(Cohort).where(Cohort.on_day == on_day).order_by(Cohort.id.desc())
    return [_row(each) for each in session.scalars(query)]


def _values(cohort_id: int, member: CohortLine) -> dict[str, Any]:
    return {
        "cohort_id": cohort_id,
        "line_id": member.line_id,
        "customer_id": member.customer_id,
        "tier": member.tier,
        "status": member.status,
        "plan": member.plan,
        "owner_id": member.owner_id,
        "base_fee_fen": member.base_fee_fen,
    }


def _found(session: Session, cohort_id: int) -> Cohort:
    cohort = session.get(Cohort, cohort_id)
    if cohort is None:
        raise NoSuchCohortError
    return cohort


def _head(cohort: Cohort) -> CohortHead:
    return CohortHead(
        cohort.on_day, cohort.unit, cohort.base, cohort.base_months, cohort.manager_id
    )


def _row(cohort: Cohort) -> CohortRow:
    return CohortRow(
        *(cohort.id, cohort.name, cohort.on_day, cohort.unit, cohort.origin, cohort.base),
        *(cohort.lines, cohort.customers, cohort.base_fee_fen, cohort.digest),
    )
