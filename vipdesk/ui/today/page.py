"""Today: what is due, whom to see, whom to congratulate, and how the desk stands."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.changes import Area
from vipdesk.domain.indicators import Value
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.wording import weekday
from vipdesk.services.cases import CasesService
from vipdesk.services.today import (
    EVERYTHING,
    GROUPS,
    SHOWN_FIGURES,
    Beside,
    Morning,
    TodayService,
    Urgent,
)
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button, set_primary
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.page import GAP, Page
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.theme import Tone
from vipdesk.ui.today.figure_card import FigureCard
from vipdesk.ui.today.side_cards import OccasionsCard, VisitsCard
from vipdesk.ui.today.task_table import TaskTable

if TYPE_CHECKING:  # loaded when a paper is asked for
    from vipdesk.services.reports import ReportsService
    from vipdesk.ui.today.plan_dialog import DayPlanDialog

SHOWS = frozenset(
    {Area.TASKS, Area.VISITS, Area.CUSTOMERS, Area.TOUCHPOINTS, Area.LINES, Area.IMPORTS}
    | {Area.SETTINGS, Area.INDICATORS}
)
SIDE_WIDTH, LEAST_SIDE = 300, 232
LIST_SHARE, SIDE_SHARE = 34, 10
LATER = 250  # milliseconds after the list until what stands beside it is read
WHILE_OFF = "while_off"
WARNINGS, ENDING, ASKED = "warnings", "ending", "asked"
"""Tabs of the retention page; screens do not know each other, so they are named here too."""


class TodayPage(Page):
    """The page of the morning; each row can be worked without leaving it.

    Signals:
        touchpoint_requested: A customer to log a touchpoint with; 0 for anyone.
        put_off_requested: The ids of tasks, and the day that the page shows.
        customer_opened: The id of a customer.
        task_opened: The id of a task that is closed by its outcome, and the tab it stands on.
        visit_opened: The id of a visit.
        plan_requested: A visit is to be planned.
        list_requested: The tab of the retention page that stands behind a count.
        figure_opened: An indicator's key, and the key of its period.
        import_requested: The book is empty.
        undo_requested: Take back what was just done.
    """

    touchpoint_requested = Signal(int)
    put_off_requested = Signal(list, object)
    customer_opened = Signal(int)
    task_opened = Signal(int, str)
    visit_opened = Signal(int)
    plan_requested = Signal()
    list_requested = Signal(str)
    figure_opened = Signal(str, str)
    import_requested = Signal()
    undo_requested = Signal()

    def __init__(
        self,
        today: TodayService,
        cases: CasesService,
        reports: "Callable[[], ReportsService]",
        jobs: Jobs,
    ) -> None:
        super().__init__()
        self._service, self._cases, self._reports = today, cases, reports
        self._jobs = jobs
        self._latest = Latest(jobs, self)
        self._beside = Latest(jobs, self)
        self._beside_is_old = True
        self._later = QTimer(self, singleShot=True, interval=LATER)
        self._later.timeout.connect(self._read_beside)
        self._urgent: Urgent | None = None
        self._morning: Morning | None = None
        self.groups = Segmented(_("Which tasks"), [("all", _("All"))], kind="filter")
        self.groups.set_value("all")
        self.reload()  # the list is read while the widgets are made
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Read the morning anew."""
        self._beside_is_old = True
        self._read_urgent()

    def _read_urgent(self) -> None:
        """The list goes first: it can be worked while the rest is read."""
        group = self._group()
        self._latest.read(lambda _progress: self._service.urgent(group), self._on_urgent_read)

    def _read_beside(self) -> None:
        """Once the list was painted: in a large book it takes the processor for seconds."""
        self._beside.read(lambda _progress: self._service.beside(), self._on_beside_read)

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        if changed & SHOWS:
            self.reload()

    @override
    def customer_in_front(self) -> int | None:
        row = self.table.task_at(self.table.current_id())
        return row.customer_id if row else None

    def _day(self) -> date:
        return self._urgent.today if self._urgent else date.min

    def _on_urgent_read(self, urgent: Urgent) -> None:
        self._urgent = urgent
        self._say_note()
        self._show_tasks()
        self.table.viewport().repaint()  # before the next reading takes its connection
        self._latest.read(lambda _progress: self._service.read(), self._on_read)

    def _on_read(self, morning: Morning) -> None:
        self._morning = morning
        self._say_note()
        self.visits.show_visits(morning.visits)
        self._show_groups(morning)
        self._show_notice(morning)
        self._show_tasks()
        if self._beside_is_old:
            self._beside_is_old = False
            self._later.start()

    def _on_beside_read(self, beside: Beside) -> None:
        self.occasions.show_occasions(beside.occasions, beside.today)
        for card, figure in zip(self.figures, beside.figures, strict=True):
            card.show_figure(figure)

    def _show_groups(self, morning: Morning) -> None:
        names = {
            "all": _("All"),
            "retention": _("Retention"),
            "warnings": _("Warnings"),
            "care": _("Care"),
        }
        off = len(morning.while_off.task_ids) if morning.while_off else 0
        options = [(key, f"{names[key]} {morning.counts[key]:,}") for key in GROUPS]
        if off:
            words = _("While the laptop was off: {n}").format(n=f"{off:,}")
            options.append((WHILE_OFF, words))
        value = self.groups.value()
        self.groups.set_options(options)
        self.groups.set_value(value if value in dict(options) else "all")

    def _show_notice(self, morning: Morning) -> None:
        new = morning.new_warnings
        words = ""
        if new is not None and new.count:
            said = ngettext(
                "{n} new warning since the import of {day}",
                "{n} new warnings since the import of {day}",
                new.count,
            )
            words = said.format(n=f"{new.count:,}", day=new.since.isoformat())
        self.notice.say(words, Tone.AMBER, _("Show"))

    def _say_note(self) -> None:
        if self._urgent is not None:
            self._head.set_note(head_words(self._urgent, self._morning))

    def _show_tasks(self) -> None:
        """Show the list if it is another one, or why it is empty once that is known."""
        ids = self._ids(self.groups.value())
        if ids is not self.table.rows.ids():
            self.table.rows.show_ids(ids, self._urgent.first if self._urgent else ())
        if self._morning is not None:
            set_primary(self._empty.action, not self._morning.customers)
            set_primary(self.log_button, bool(self._morning.customers), icon="plus")
            if not ids:
                self._say_empty(self._morning)
        shown = self._empty if not ids and self._morning is not None else self.table
        holder = self.window().focusWidget()
        held = holder is not None and self._stack.isAncestorOf(holder)
        self._stack.setCurrentWidget(shown)
        nothing = self._morning is not None and not ids and not shown.focusProxy()
        self.hand_on_to(self.groups if nothing else shown)
        if held and not (holder and holder.isVisible()):  # it was in what is gone
            self.setFocus()

    def _group(self) -> str:
        """The group to read; what fell due while the laptop was off is read with any."""
        value = self.groups.value()
        return value if value in GROUPS else EVERYTHING

    def _on_group_chosen(self, _key: str) -> None:
        """Show what was read already, else read it."""
        if self._urgent is not None and self._group() not in self._urgent.tasks:
            self._read_urgent()
        else:
            self._show_tasks()

    def _ids(self, group: str) -> Sequence[int]:
        if group == WHILE_OFF:
            off = self._morning.while_off if self._morning else None
            return off.task_ids if off else ()
        return self._urgent.tasks.get(group, ()) if self._urgent else ()

    def _say_empty(self, morning: Morning) -> None:
        if not morning.customers:
            self._empty.set_sentence(
                _(
                    "The book is empty. Bring in the operator's files, and the desk will tell you "
                    "whom to care for."
                ),
                _("Import a file"),
            )
        elif not self._ids(EVERYTHING):
            self._empty.set_sentence(
                _("Nothing is due this week. Plan a visit, or enjoy the day."), _("Plan visit")
            )
        else:
            self._empty.set_sentence(_("Nothing of this kind is due this week."))

    def _on_empty_acted(self) -> None:
        empty_book = self._morning is not None and not self._morning.customers
        (self.import_requested if empty_book else self.plan_requested).emit()

    def _on_log_requested(self, task_id: int) -> None:
        row = self.table.task_at(task_id)
        if row is not None:
            self.touchpoint_requested.emit(row.customer_id)

    def _on_opened(self, task_id: int) -> None:
        row = self.table.task_at(task_id)
        if row is not None:
            self.customer_opened.emit(row.customer_id)

    def _on_done_requested(self, task_id: int) -> None:
        """Tick a task off; one that closes by an outcome is opened instead."""
        row = self.table.task_at(task_id)
        if row is None:
            return
        if row.kind in (TaskKind.END, TaskKind.BY_HAND):
            self.task_opened.emit(task_id, ENDING if row.kind is TaskKind.END else ASKED)
            return
        job = self._jobs.write(lambda _progress: self._cases.mark_done([task_id]))
        job.succeeded.connect(lambda _saved: self._tell(_("Marked as done.")))

    def _tell(self, text: str) -> None:
        self.toast_requested.emit(text, _("Undo"), self.undo_requested.emit)

    def plan_day(self) -> "DayPlanDialog | None":
        """Choose and order whom to see today; None before the morning was read."""
        from vipdesk.ui.today.plan_dialog import DayPlanDialog

        if self._morning is None:
            return None
        dialog = DayPlanDialog(self._service.plans, self._reports, self._jobs, self, self._day())
        dialog.written.connect(lambda _count: self._tell(_("The plan of the day is kept.")))
        dialog.open()
        return dialog

    def _on_pack_clicked(self) -> None:
        """Show the internal sheets of today's visits, to print or save."""
        from vipdesk.ui.kit.pdf_preview import PdfPreview  # a start has no time for it

        reports, day = self._reports(), self._day()
        PdfPreview(
            reports,
            self._jobs,
            self,
            lambda _progress: reports.visit_pack_report(day, texts.language(), day),
        ).open()

    def _open_figure(self, value: Value | None) -> None:
        if value is not None:
            self.figure_opened.emit(value.spec.key, value.period.key)

    def _connect(self) -> None:
        self.plan_button.clicked.connect(self.plan_day)
        self.pack_button.clicked.connect(self._on_pack_clicked)
        self.log_button.clicked.connect(
            lambda: self.touchpoint_requested.emit(self.customer_in_front() or 0)
        )
        self.groups.chosen.connect(self._on_group_chosen)
        self.table.log_requested.connect(self._on_log_requested)
        self.table.put_off_requested.connect(
            lambda task_id: self.put_off_requested.emit([task_id], self._day())
        )
        self.table.done_requested.connect(self._on_done_requested)
        self.table.opened.connect(self._on_opened)
        self._empty.acted.connect(self._on_empty_acted)
        self.notice.acted.connect(lambda: self.list_requested.emit(WARNINGS))
        self.visits.visit_opened.connect(self.visit_opened)
        self.visits.acted.connect(self.plan_requested)
        self.occasions.customer_opened.connect(self.customer_opened)
        for card in self.figures:
            card.clicked.connect(lambda _checked=False, card=card: self._open_figure(card.value))

    def _lay_out(self) -> None:
        self._head = self.add_head(_("Today"))
        self.pack_button = button(_("Print today's visit pack"), icon="printer")
        self.log_button = button(_("Log a touchpoint"), icon="plus", kind="primary")
        self.plan_button = button(_("Plan the day"), icon="list")
        self._head.add(self.plan_button)
        self._head.add(self.pack_button)
        self._head.add(self.log_button)
        self.figures = [FigureCard() for _place in range(SHOWN_FIGURES)]
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for card in self.figures:
            row.addWidget(card, 1)
        self.notice = Notice()
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self._make_tasks(), LIST_SHARE)
        below.addLayout(self._make_side(), SIDE_SHARE)
        self.whole.addLayout(row)
        self.whole.addWidget(self.notice)
        self.whole.addLayout(below, 1)
        self.hand_on_to(self.table)

    def _make_tasks(self) -> Card:
        card = Card(_("To do"), padded=False)
        card.add_to_head(self.groups)
        self.table = TaskTable(self._service.tasks.rows, self._day)
        self._empty = EmptyState("", icon="sun")
        self._stack = QStackedWidget()
        self._stack.setProperty("kind", "inside")
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        card.body.addWidget(self._stack)
        return card

    def _make_side(self) -> QVBoxLayout:
        self.visits, self.occasions = VisitsCard(), OccasionsCard()
        side = QVBoxLayout()
        side.setSpacing(GAP)
        for card in (self.visits, self.occasions):
            card.setMinimumWidth(LEAST_SIDE)
            card.setMaximumWidth(SIDE_WIDTH)
            side.addWidget(card, 1)
        return side


def head_words(urgent: Urgent, morning: Morning | None) -> str:
    """The day, how much is due, how much is overdue, as far as it is known."""
    day = _("{month}-{day} {weekday}").format(
        month=f"{urgent.today:%m}", day=f"{urgent.today:%d}", weekday=weekday(_, urgent.today)
    )
    words = [day]
    if morning is not None:
        words.append(ngettext("{n} due", "{n} due", morning.due).format(n=f"{morning.due:,}"))
        if morning.overdue:
            words.append(_("{n} late").format(n=f"{morning.overdue:,}"))
    if urgent.run_due:
        words.append(_("being brought up to date…"))
    return " · ".join(words)
