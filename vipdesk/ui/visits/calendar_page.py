"""The calendar of visits: week, day and list."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.wording import weekday
from vipdesk.services.visit_book import VisitBook
from vipdesk.services.visit_lists import VisitRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.page import Page
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.unmask_fields import UnmaskFields
from vipdesk.ui.summaries_dialog import ask_for_summaries
from vipdesk.ui.visits.calendar_grid import CalendarGrid
from vipdesk.ui.visits.calendar_layout import free_time, monday_of
from vipdesk.ui.visits.day_card import DayCard
from vipdesk.ui.visits.dialogs import PlanDialog, Suggested
from vipdesk.ui.visits.ics_dialog import IcsDialog
from vipdesk.ui.visits.talk_card import scrolled
from vipdesk.ui.visits.visit_actions import VisitActions
from vipdesk.ui.visits.visit_list import VisitList

SHOWS = frozenset({Area.VISITS, Area.CUSTOMERS, Area.SETTINGS})
WEEK, DAY, LIST = "week", "day", "list"
SIDE_WIDTH = 270


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What was read for the days that are shown."""

    first: date
    last: date
    rows: list[VisitRow]
    now: datetime
    minutes: int  # of a new visit


class CalendarPage(Page):
    """Shows when whom; plans, moves and opens visits.

    Signals:
        visit_opened: The id of a visit to show.
    """

    visit_opened = Signal(int)

    def __init__(self, book: VisitBook, actions: VisitActions, jobs: Jobs) -> None:
        super().__init__()
        self._book = book
        self._actions = actions
        self._jobs = jobs
        self._latest = Latest(jobs, self)
        self._loaded: _Loaded | None = None
        self._focus_id = 0  # a visit that was planned just now
        self._may_unmask = True
        self._day = date.min
        self._build_head()
        self._build_body()
        self._connect()
        self.reload()

    def reload(self) -> None:
        """Read the visits of the days that are shown."""
        book, day, view = self._book, self._day, self._view.value()

        def read(_progress: object) -> _Loaded:
            now = book.lists.now()
            chosen = now.date() if day == date.min else day
            first = chosen if view == DAY else monday_of(chosen)
            last = chosen if view == DAY else first + timedelta(days=6)
            rows = book.lists.between(first, last)
            return _Loaded(first, last, rows, now, book.settings.load().visit_minutes)

        self._latest.read(read, self._on_read)
        if view == LIST:
            self.list.reload()

    def show_view(self, view: str) -> None:
        """Show week, day or list."""
        self._view.set_value(view)
        self._on_view_chosen()

    def go_to(self, day: date) -> None:
        """Show another day."""
        self._day = day
        if self._loaded is None or not self._loaded.first <= day <= self._loaded.last:
            self.reload()
        else:
            self._show_day()

    def plan_visit(
        self,
        day: date | None = None,
        at: time | None = None,
    ) -> PlanDialog | None:
        """Ask for a new visit; None before the calendar was read."""
        loaded = self._loaded
        if loaded is None:
            return None
        on = day or self._day
        suggested = Suggested(on, at or free_time(loaded.rows, on, loaded.minutes), loaded.minutes)
        return self._actions.plan(suggested, self)

    def move_visit(self, visit_id: int) -> None:
        """Ask for another time of a visit."""
        row = self._row(visit_id)
        if row is not None:
            self._actions.move(row, self)

    def export(self, path: Path, reason: str = "") -> None:
        """Write the days that are shown as a calendar file; with a reason, unmasked."""
        loaded, lists = self._loaded, self._book.lists
        if loaded is None:
            return
        t = texts.translator(texts.language())
        job = self._jobs.write(
            lambda _progress: lists.export_ics(path, loaded.first, loaded.last, t, reason)
        )
        job.succeeded.connect(self._on_exported)

    @override
    def set_private(self, covered: bool) -> None:
        self._may_unmask = not covered

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        if changed & SHOWS:
            self.reload()

    def _build_head(self) -> None:
        head = self.add_head(_("Visits"))
        self._head = head
        self._back = icon_button("", icon="chevron-left")
        self._today = button(_("Today"))
        self._on = icon_button("", icon="chevron-right")
        self._view = Segmented(
            _("View"), [(WEEK, _("Week")), (DAY, _("One day")), (LIST, _("List"))]
        )
        self._view.set_value(WEEK)
        self._export = button(_("Calendar file…"), icon="download")
        self.pack_button = icon_button(_("Print visit pack"), icon="printer")
        self.plan_button = button(_("Plan visit"), icon="plus", kind="primary")
        for part in (self._back, self._today, self._on, self._view):
            head.add(part)
        for part in (self.pack_button, self._export, self.plan_button):
            head.add(part)

    def _build_body(self) -> None:
        self.grid = CalendarGrid()
        self.day_card = DayCard()
        self.list = VisitList(self._book.lists, self._jobs)
        card = Card(padded=False)
        card.body.addWidget(scrolled(self.grid))
        self.day_card.setFixedWidth(SIDE_WIDTH)
        days = QWidget()
        row = QHBoxLayout(days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(card, 1)
        row.addWidget(self.day_card)
        self._stack = QStackedWidget()
        self._stack.addWidget(days)
        self._stack.addWidget(self.list)
        self.whole.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._back.clicked.connect(lambda: self._step(-1))
        self._on.clicked.connect(lambda: self._step(1))
        self._today.clicked.connect(self._on_today_clicked)
        self._view.chosen.connect(self._on_view_chosen)
        self._export.clicked.connect(self._on_export_clicked)
        self.pack_button.clicked.connect(self._on_pack_button_clicked)
        self.plan_button.clicked.connect(lambda: self.plan_visit())
        self.grid.visit_opened.connect(self.visit_opened)
        self.grid.day_chosen.connect(self.go_to)
        self.grid.plan_requested.connect(self.plan_visit)
        self.grid.move_requested.connect(self.move_visit)
        self.day_card.visit_opened.connect(self.visit_opened)
        self.list.visit_opened.connect(self.visit_opened)
        self.list.plan_requested.connect(lambda: self.plan_visit())
        self.list.summaries_requested.connect(self._on_summaries_requested)
        self.list.table.move_requested.connect(self.move_visit)
        self._actions.planned.connect(self._on_planned)
        self.hand_on_to(self.grid)
        keys = (("PgUp", lambda: self._step(-1)), ("PgDown", lambda: self._step(1)))
        for key, act in (*keys, ("Home", self._on_today_clicked)):
            shortcut = QShortcut(QKeySequence(key), self.grid, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _on_read(self, loaded: _Loaded) -> None:
        self._loaded = loaded
        if self._day == date.min:
            self._day = loaded.now.date()
        count = (loaded.last - loaded.first).days + 1
        days = [loaded.first + timedelta(days=n) for n in range(count)]
        self.grid.show_days(days, loaded.rows, loaded.now, self._day)
        self._show_day()
        self._say_what()
        if any(row.id == self._focus_id for row in loaded.rows):
            self.grid.focus_visit(self._focus_id)
            self._focus_id = 0

    def _show_day(self) -> None:
        loaded = self._loaded
        if loaded is not None:
            self.grid.choose_day(self._day)
            self.day_card.show_day(self._day, loaded.rows)

    def _say_what(self) -> None:
        loaded, view = self._loaded, self._view.value()
        if loaded is None:
            return
        visits = ngettext("{n} visit", "{n} visits", len(loaded.rows)).format(n=len(loaded.rows))
        if view == DAY:
            note = f"{loaded.first.isoformat()} {weekday(_, loaded.first)} · {visits}"
        else:
            said = _("{first} to {last}")
            span = said.format(first=loaded.first.isoformat(), last=loaded.last.isoformat())
            note = f"{span} · {visits}"
        self._head.set_note("" if view == LIST else note)
        names = (
            (_("Day before"), _("Day after"))
            if view == DAY
            else (_("Week before"), _("Week after"))
        )
        for part, name in zip((self._back, self._on), names, strict=True):
            set_tip(part, name)
            part.setAccessibleName(name)

    def _step(self, step: int) -> None:
        days = 1 if self._view.value() == DAY else 7
        self._day += timedelta(days=days * step)
        self.reload()

    def _row(self, visit_id: int) -> VisitRow | None:
        rows = self._loaded.rows if self._loaded else []
        return next((row for row in rows if row.id == visit_id), None) or self.list.row(visit_id)

    def _on_today_clicked(self) -> None:
        self._day = date.min
        self.reload()

    def _on_view_chosen(self) -> None:
        listed = self._view.value() == LIST
        self._stack.setCurrentIndex(1 if listed else 0)
        for part in (self._back, self._today, self._on, self._export):
            part.setVisible(not listed)
        self.reload()

    def _on_planned(self, visit_id: int) -> None:
        self._focus_id = visit_id

    def _on_pack_button_clicked(self) -> None:
        """Show the internal sheets of the chosen day's visits, to print or save."""
        book, day = self._book, self._day
        PdfPreview(
            book.reports,
            self._jobs,
            self,
            lambda _progress: book.reports.visit_pack_report(
                day, texts.language(), book.lists.now().date()
            ),
        ).open()

    def _on_summaries_requested(self, visit_ids: list[int]) -> None:
        batch = self._book.summaries
        ask_for_summaries(batch, self._jobs, self, lambda: batch.of_visits(visit_ids))

    def _on_export_clicked(self) -> None:
        loaded = self._loaded
        if loaded is None:
            return
        unmask = None
        if self._may_unmask:
            columns = (_("Number"), _("Address"))
            unmask = UnmaskFields(self._book.unmasking, self._jobs, columns)
        dialog = IcsDialog(loaded.first, loaded.last, len(loaded.rows), unmask, self)
        dialog.wished.connect(self.export)
        dialog.open()

    def _on_exported(self, saved: Saved[int]) -> None:
        text = ngettext(
            "Calendar file with {n} visit written.",
            "Calendar file with {n} visits written.",
            saved.value,
        )
        self.toast_requested.emit(text.format(n=saved.value), "", None)
