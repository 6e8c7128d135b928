"""Papers for customers and managers: visit summaries, the day's visit pack, customer sheets.

A report is made first (`visit_summary_report` and its kin: reads only, about 20 ms once the font is
loaded, so a read job) and shown, then handed out by `write` or `note_printed`: only what leaves the
desk stands in the journal, with who, when, filter, rows and columns. All papers are masked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk import texts
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.settings import Settings
from vipdesk.domain.visit_pack import VisitPack
from vipdesk.domain.visit_summary import VisitSummary
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.reports.batch import Item, bind, encrypted
from vipdesk.reports.files import write_whole
from vipdesk.reports.preview import PageSize, page_png, page_sizes
from vipdesk.services.report_data import SummaryReader, VisitContent
from vipdesk.services.settings import SettingsService
from vipdesk.services.sheet_data import SheetReader
from vipdesk.store.book import Store
from vipdesk.store.journal import mark_seen
from vipdesk.store.records import Customer, Visit
from vipdesk.texts import N_, translator

SUMMARY = "report.visit_summary"
PACK = "report.visit_pack"
SHEETS = "report.customer_sheets"
POINTS = "report.points"
MONTH = "report.month"
INDICATORS = "report.indicators"
_SHEET_COLUMNS = (
    "number, time, place, purpose, customer, tier, line_number, joined_on, last_bill, balance, "
    "endings, contacts, needs, tasks, talking_points, checklist"
)
COLUMNS = {
    INDICATORS: "manager, indicators, targets, definitions",
    SUMMARY: "number, day, time, place, manager, customer, tier, line_number, plan_ends_on, "
    "points, talked, done, offers, needs, bills, next_steps, signature",
    PACK: _SHEET_COLUMNS,
    SHEETS: _SHEET_COLUMNS,
    POINTS: "number, day, manager, customer, tier, line_number, points, lots, movements, rewards, "
    "discounts, signature",
    MONTH: "manager, indicators, cohort, outcomes, warnings, contacts, points, number, "
    "masked_name, tier, score, contacted_on, ends_on, masked_line",
}
IDS_AT_ONCE = 500
SUMMARY_TITLE = N_("Visit summary")
CUSTOMER_SHEETS = N_("Customer sheets")
__all__ = ["NoVisitsError", "PageSize", "Report", "ReportsService", "VisitContent"]


class NoVisitsError(VipDeskError):
    """A visit pack of a day without visits."""

    message = N_("No visit is planned for {day}. Plan one, or choose another day.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A finished PDF that has not left the desk yet.

    Attributes:
        code: Its action in the journal.
        title: For the window.
        file_name: Proposed; holds no customer's name.
        pdf: The file.
        rows: How many customers or visits are in it.
        filter: What chose them, for the journal.
    """

    code: str
    title: str
    file_name: str
    pdf: bytes
    rows: int
    filter: Mapping[str, Any] = field(default_factory=dict)


class ReportsService:
    """Makes, shows and hands out papers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settings = SettingsService(store)

    def language(self) -> str:
        """The language of customers' papers: as set, else the desk's."""
        wanted = self._settings.load().report_language
        return wanted if wanted in texts.LANGUAGES else texts.language()

    def visit_summary(
        self, visit_id: int, language: str, content: VisitContent | None = None
    ) -> VisitSummary:
        """What the customer may read of a visit; ``content`` replaces what is not finished yet.

        Raises:
            NotFoundError: There is no such visit.
            NothingHeldError: It was cancelled, or nobody was met.
        """
        settings = self._settings.load()
        with self._store.read() as session:
            return SummaryReader(session, settings, language).read(visit_id, content)

    def visit_summary_report(
        self, visit_id: int, language: str, content: VisitContent | None = None
    ) -> Report:
        """One visit summary.

        Raises:
            NotFoundError, NothingHeldError: As `visit_summary`.
            MissingGlyphsError: The font lacks characters; it names them.
        """
        summary = self.visit_summary(visit_id, language, content)
        return Report(
            code=SUMMARY,
            title=translator(language)(SUMMARY_TITLE),
            file_name=f"{summary.number}.pdf",
            pdf=_summary_pdf(summary),
            rows=1,
            filter={"visits": [visit_id]},
        )

    def write_visit_summary(
        self, visit_id: int, path: Path, language: str, passphrase: str = ""
    ) -> Saved[Path]:
        """Make and write one visit summary.

        Raises:
            NotFoundError, NothingHeldError, MissingGlyphsError, ReportNotWrittenError: No file was
                written.
        """
        return self.write(self.visit_summary_report(visit_id, language), path, passphrase)

    def summary_pdf(self, visit_id: int, language: str) -> bytes:
        """The PDF of one visit summary.

        Raises:
            NotFoundError, NothingHeldError, MissingGlyphsError: As `visit_summary_report`.
        """
        return _summary_pdf(self.visit_summary(visit_id, language))

    def _names(self, query: Any, key: Any, ids: Sequence[int]) -> dict[int, str]:
        """How each of ``ids`` is called; the query gives id and name.

        Raises:
            NotFoundError: One of them is not in the book.
        """
        names: dict[int, str] = {}
        with self._store.read() as session:
            for first in range(0, len(ids), IDS_AT_ONCE):
                part = ids[first : first + IDS_AT_ONCE]
                names.update(
                    (found, name) for found, name in session.execute(query.where(key.in_(part)))
                )
        if set(ids) - names.keys():
            raise NotFoundError
        return names

    def visit_pack(self, day: date, language: str, today: date) -> VisitPack:
        """The internal sheets of the visits still to be held on ``day``, facts as of ``today``."""
        settings = self._settings.load()
        with self._store.read() as session:
            sheets = SheetReader(session, settings, language, today).of_day(day)
        return self._pack(N_("Visit pack"), day, language, tuple(sheets))

    def visit_pack_report(self, day: date, language: str, today: date) -> Report:
        """The day's visit pack.

        Raises:
            NoVisitsError: Nothing is planned for that day.
        """
        pack = self.visit_pack(day, language, today)
        if not pack.sheets:
            raise NoVisitsError(day=day.isoformat())
        return Report(
            code=PACK,
            title=translator(language)(pack.title),
            file_name=f"visits-{day:%Y%m%d}.pdf",
            pdf=_pack_pdf(pack),
            rows=len(pack.sheets),
            filter={
                "day": day.isoformat(),
                "visit_numbers": [sheet.number for sheet in pack.sheets],
            },
        )

    def customer_sheets_report(
        self,
        customer_ids: Sequence[int],
        language: str,
        today: date,
        progress: Progress | None = None,
    ) -> Report:
        """Internal sheets of any customers in one file, each with a bookmark.

        Raises:
            NotFoundError, CancelledError: There is no report.
        """
        settings = self._settings.load()
        names = self._names(select(Customer.id, Customer.name), Customer.id, customer_ids)
        items = [
            Item(name, self._sheet_maker(customer_id, settings, language, today))
            for customer_id, name in ((each, names[each]) for each in customer_ids)
        ]
        title = translator(language)(CUSTOMER_SHEETS)
        return Report(
            code=SHEETS,
            title=title,
            file_name=f"customers-{today:%Y%m%d}.pdf",
            pdf=bind(items, progress or NoProgress(), title=title),
            rows=len(items),
            filter={"customers": list(customer_ids)},
        )

    def _sheet_maker(
        self, customer_id: int, settings: Settings, language: str, today: date
    ) -> Callable[[], bytes]:
        def make() -> bytes:
            with self._store.read() as session:
                sheet = SheetReader(session, settings, language, today).of_customer(customer_id)
            return _pack_pdf(self._pack(CUSTOMER_SHEETS, today, language, (sheet,)))

        return make

    def _pack(self, title: str, day: date, language: str, sheets: Any) -> VisitPack:
        name = self._settings.manager().name
        return VisitPack(title=title, language=language, day=day, manager=name, sheets=sheets)

    def write(self, report: Report, path: Path, passphrase: str = "") -> Saved[Path]:
        """Put a report into a file, encrypted where a passphrase is given, and journal it.

        Raises:
            ReportNotWrittenError: What stood at ``path`` is unchanged.
        """
        content = encrypted(report.pdf, passphrase) if passphrase else report.pdf
        with self.handing_out(report.code, report.rows, report.filter, "file", bool(passphrase)):
            write_whole(path, content)
        return Saved(path, frozenset({Area.JOURNAL}))

    def note_printed(self, report: Report) -> Saved[None]:
        """Journal that a report went to a printer."""
        with self.handing_out(report.code, report.rows, report.filter, "print", False):
            return Saved(None, frozenset({Area.JOURNAL}))

    @contextmanager
    def handing_out(
        self, code: str, rows: int, chosen: Mapping[str, Any], how: str, encrypted: bool
    ) -> Iterator[None]:
        """Journal that something leaves the desk, unless it fails to.

        Args:
            code: One of `COLUMNS`.
            rows: How many customers or visits are in it.
            chosen: What chose them.
            how: As ``file``, ``files`` or ``print``.
            encrypted: Whether a passphrase opens it.
        """
        with self._store.action(
            code,
            keep_empty=True,
            how=how,
            rows=rows,
            columns=COLUMNS[code].split(", "),
            filter=dict(chosen),
            encrypted=encrypted,
            **{key: chosen[key] for key in ("month",) if key in chosen},  # the entry is called so
        ) as session:
            mark_seen(session, _seen(session, chosen))
            yield

    def page_sizes(self, report: Report) -> list[PageSize]:
        """The size of every page in points."""
        return page_sizes(report.pdf)

    def page_png(self, report: Report, number: int, dots_per_inch: float) -> bytes:
        """Page ``number``, counted from 0, as PNG."""
        return page_png(report.pdf, number, dots_per_inch)


def _seen(session: Session, chosen: Mapping[str, Any]) -> list[int]:
    """The customers on a report, by what chose them."""
    customers: list[int] = list(chosen.get("customers", ()))
    for key, column in (("visits", Visit.id), ("visit_numbers", Visit.number)):
        wanted = chosen.get(key, ())
        for first in range(0, len(wanted), IDS_AT_ONCE):
            part = wanted[first : first + IDS_AT_ONCE]
            customers += session.scalars(select(Visit.customer_id).where(column.in_(part)))
    return sorted(set(customers))


def _summary_pdf(summary: VisitSummary) -> bytes:
    """Draw a summary; the engine is loaded in use only, since a start has no time for it."""
    from vipdesk.reports.visit_summary import visit_summary_pdf as draw

    return draw(summary)


def _pack_pdf(pack: VisitPack) -> bytes:
    """Draw a pack; the engine is loaded in use only."""
    from vipdesk.reports.visit_pack import visit_pack_pdf as draw

    return draw(pack)
