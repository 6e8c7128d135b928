"""Visit summaries of many at once: of which visits, into which files, and who is left out and why.

`SummaryBatch.of_customers` or `of_visits` says what there is to write, `write` does it as a whole:
cancelled, nothing is left of it, neither a file nor an entry in the journal.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.words import VisitStatus
from vipdesk.errors import VipDeskError
from vipdesk.progress import Progress
from vipdesk.reports.batch import Item, bind, write_each
from vipdesk.reports.files import remove, write_whole
from vipdesk.services.preferences import PreferenceService
from vipdesk.services.reports import IDS_AT_ONCE, SUMMARY, ReportsService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Visit
from vipdesk.texts import N_, translator

MOST_IN_ONE_FILE = 500
FOLDER = "summaries.folder"  # of `PreferenceService`
TITLE = N_("Visit summaries")


class NotHeldError(VipDeskError):
    """A visit that is planned, cancelled or met nobody has no summary."""

    message = N_("The visit was not held.")


class NoHeldVisitError(VipDeskError):
    """A customer without a summary."""

    message = N_("No visit was held yet.")


class TooManyForOneFileError(VipDeskError):
    """It would be a file that few programs open."""

    message = N_(
        "{rows} summaries are too many for one file. Choose a file for each. Nothing was written."
    )


@dataclass(frozen=True, slots=True)
class HeldVisit:
    """A visit that has a summary; ``day`` is the book's day on which it began."""

    id: int
    number: str
    day: date
    customer: str

    @property
    def name(self) -> str:
        """What its bookmark is called; its file after the number, since names of files are seen."""
        return f"{self.day:%Y%m%d}-{self.customer}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A customer or visit without a summary in the files, and why."""

    name: str
    why: VipDeskError


@dataclass(frozen=True, slots=True)
class SummaryPlan:
    """What can be written of a selection, in its order."""

    visits: tuple[HeldVisit, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryOrder:
    """Where summaries go and how.

    Attributes:
        target: A folder, or with ``together`` the file for all of them.
        together: All in one file, each under a bookmark.
        language: One of `vipdesk.texts.LANGUAGES`.
        passphrase: Opens each file (AES-256); "" for none.
    """

    target: Path
    together: bool
    language: str
    passphrase: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of an order."""

    rows: int
    files: tuple[Path, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """What a dialog begins with."""

    language: str
    folder: str


class SummaryBatch:
    """Writes the summaries of a selection; reads and files only, so all of it is for jobs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reports = ReportsService(store)
        self._preferences = PreferenceService(store)

    def habits(self) -> Habits:
        """The language of customers' papers, and the folder of the last time."""
        return Habits(self._reports.language(), self._preferences.get(FOLDER, ""))

    def of_customers(self, customer_ids: Sequence[int]) -> SummaryPlan:
        """The latest held visit of each customer; those who are gone are passed over."""
        names: dict[int, str] = {}
        latest: dict[int, Any] = {}
        with self._store.read() as session:
            for part in _parts(customer_ids):
                people = select(Customer.id, Customer.name).where(Customer.id.in_(part))
                names.update((row.id, row.name) for row in session.execute(people))
                held = _VISITS.where(
                    Visit.customer_id.in_(part), Visit.status == VisitStatus.DONE
                ).order_by(_BEGAN, Visit.id)
                latest.update((row.customer_id, row) for row in session.execute(held))
        known = [each for each in customer_ids if each in names]
        return SummaryPlan(
            tuple(self._held_visit(latest[each]) for each in known if each in latest),
            tuple(LeftOut(names[each], NoHeldVisitError()) for each in known if each not in latest),
        )

    def of_visits(self, visit_ids: Sequence[int]) -> SummaryPlan:
        """The visits themselves, as far as they were held."""
        found: dict[int, Any] = {}
        with self._store.read() as session:
            for part in _parts(visit_ids):
                rows = session.execute(_VISITS.where(Visit.id.in_(part)))
                found.update((row.id, row) for row in rows)
        known = [found[each] for each in visit_ids if each in found]
        held = [row for row in known if row.status is VisitStatus.DONE]
        others = [row for row in known if row.status is not VisitStatus.DONE]
        return SummaryPlan(
            tuple(self._held_visit(row) for row in held),
            tuple(LeftOut(f"{row.number} {row.customer}", NotHeldError()) for row in others),
        )

    def write(self, plan: SummaryPlan, order: SummaryOrder, progress: Progress) -> Saved[Written]:
        """Write what the plan holds; a summary that cannot be printed is left out and named.

        Raises:
            TooManyForOneFileError, ReportNotWrittenError, CancelledError: No file is left of it and
                nothing is journalled.
        """
        if order.together and len(plan.visits) > MOST_IN_ONE_FILE:
            raise TooManyForOneFileError(rows=f"{len(plan.visits):,}")
        refused: dict[int, VipDeskError] = {}
        items = [
            Item(visit.name if order.together else visit.number, self._maker(visit, order.language))
            for visit in plan.visits
        ]
        write = self._write_one if order.together else self._write_each
        files = write(items, plan, order, progress, refused)
        folder = order.target.parent if order.together else order.target
        self._preferences.put(FOLDER, str(folder))
        unmade = [LeftOut(plan.visits[place].name, why) for place, why in refused.items()]
        rows = len(items) - len(refused)
        return Saved(
            Written(rows, tuple(files), (*plan.left_out, *unmade)), frozenset({Area.JOURNAL})
        )

    def _maker(self, visit: HeldVisit, language: str) -> Callable[[], bytes]:
        return lambda: self._reports.summary_pdf(visit.id, language)

    def _write_one(
        self,
        items: Sequence[Item],
        plan: SummaryPlan,
        order: SummaryOrder,
        progress: Progress,
        refused: dict[int, VipDeskError],
    ) -> list[Path]:
        title = translator(order.language)(TITLE)
        pdf = bind(items, progress, order.passphrase, title, refused.__setitem__)
        if len(refused) == len(items):
            return []
        with self._noting(plan, order, refused):
            return [write_whole(order.target, pdf)]

    def _write_each(
        self,
        items: Sequence[Item],
        plan: SummaryPlan,
        order: SummaryOrder,
        progress: Progress,
        refused: dict[int, VipDeskError],
    ) -> list[Path]:
        files = write_each(items, order.target, progress, order.passphrase, refused.__setitem__)
        try:
            if files:
                with self._noting(plan, order, refused):
                    return files
        except BaseException:
            for path in files:
                remove(path)
            raise
        return files

    @contextmanager
    def _noting(
        self, plan: SummaryPlan, order: SummaryOrder, refused: Mapping[int, VipDeskError]
    ) -> Iterator[None]:
        made = [visit.id for place, visit in enumerate(plan.visits) if place not in refused]
        how = "file" if order.together else "files"
        with self._reports.handing_out(
            SUMMARY, len(made), {"visits": made}, how, bool(order.passphrase)
        ):
            yield

    def _held_visit(self, row: Any) -> HeldVisit:
        day = row.began.astimezone(self._store.zone()).date()
        return HeldVisit(row.id, row.number, day, row.customer)


_BEGAN = func.coalesce(Visit.started_at, Visit.planned_at)
_VISITS = select(
    Visit.id,
    Visit.number,
    Visit.status,
    Visit.customer_id,
    _BEGAN.label("began"),
    Customer.name.label("customer"),
).join(Customer, Customer.id == Visit.customer_id)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), IDS_AT_ONCE):
        yield ids[first : first + IDS_AT_ONCE]
