"""Snapshots: what became of one, by group and part, and several side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from vipdesk.domain.indicator_words import CohortGroup, CohortSplit, Kept
from vipdesk.domain.indicators import WhyNot
from vipdesk.domain.months import month_of, shifted
from vipdesk.domain.periods import Period
from vipdesk.domain.words import Word, word_of
from vipdesk.services.cohorts import CohortRow
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.lost import LostReason
from vipdesk.services.indicators.outcome_figures import Figures, Subject
from vipdesk.services.indicators.outcome_sheet import OutcomeSheetService
from vipdesk.services.indicators.outcome_words import distance_word, part_word, reason_word
from vipdesk.services.indicators.outcomes import (
    DISTANCES,
    NOW,
    CohortQuestion,
    Compared,
    Outcome,
    OutcomeService,
    PartFigures,
)
from vipdesk.texts import _, ngettext
from vipdesk.ui.indicators.snapshot_columns import (
    FigureRow,
    NamedRow,
    TimeRow,
    figure_columns,
    named_columns,
    time_columns,
)
from vipdesk.ui.indicators.snapshot_facts import SnapshotFacts
from vipdesk.ui.indicators.snapshot_list import SnapshotList
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.labels import set_shown
from vipdesk.ui.kit.notices import ProgressPanel
from vipdesk.ui.kit.page import GAP
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.tab_order import HandsOn
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView

NAMES, PARTS, BESIDE, TIME = "names", "parts", "beside", "time"
ANY = ""


class SnapshotsView(HandsOn, QWidget):
    """The list above; below it the names, parts or comparison of what is chosen there.

    Signals:
        customer_opened: A customer is asked for.
        told: What was done, in words.
    """

    customer_opened = Signal(int)
    told = Signal(str)

    def __init__(self, desk: IndicatorDesk, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._jobs = desk, jobs
        self._service = OutcomeService(desk.store)
        self._read = Latest(jobs, self)
        self.list = SnapshotList(desk.cohorts, jobs)
        self._outcome: Outcome | None = None
        self._part: PartFigures | None = None
        self._subjects: list[Subject] = []
        self._parts: list[PartFigures] = []
        self._figures: dict[int, FigureRow] = {}
        self._times: dict[int, TimeRow] = {}
        self._reasons: Sequence[LostReason] = ()
        self._make_detail()
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Read the snapshots anew, and what became of the chosen one."""
        self.list.reload()

    def copied(self) -> str:
        """The table that is shown as lines with tabs; reads every row: a job."""
        model = self._model()
        columns = model.columns()
        rows = [*self._all_rows(model)]
        head = "\t".join(column.title for column in columns)
        return "\n".join([head, *("\t".join(c.text(row) for c in columns) for row in rows)])

    def _make_detail(self) -> None:
        views = (
            (NAMES, _("Names")), (PARTS, _("Parts")), (BESIDE, _("Side by side")),
            (TIME, _("Over time")),
        )  # fmt: skip
        self.view = Segmented(_("What is shown"), views, kind="filter")
        self.view.set_value(NAMES)
        self.kept = Choice(_("Who counts as kept"), 190)
        options = [(str(each), _(each.label)) for each in Kept]
        self.kept.set_options([(ANY, _("As the settings say")), *options])
        self.counted = Choice(_("Counted when"), 120)
        times = [(str(each), distance_word(each)) for each in (NOW, *DISTANCES)]
        self.counted.set_options(times)
        self.group = Segmented(_("Group"), _options(CohortGroup), kind="filter")
        self.group.set_value(str(CohortGroup.LOST))
        self.reason = Choice(_("Reason"), 150)
        self.by = Segmented(_("Parts"), _options(CohortSplit), kind="filter")
        self.by.set_value(str(CohortSplit.TIER))
        self.whole = button("", icon="x", small=True)
        self.copy = button(_("Copy"), icon="copy", small=True)
        self.export = button(_("Save as Excel"), icon="download", small=True)
        self.facts = SnapshotFacts()
        self.progress = ProgressPanel()
        self.names = PagedTableModel(named_columns(), self._named, self)
        self.figures = PagedTableModel(
            figure_columns(_("Part")), lambda ids: [self._figures[each] for each in ids], self
        )
        self.times = PagedTableModel(
            time_columns((NOW, *DISTANCES)), lambda ids: [self._times[each] for each in ids], self
        )
        self.names_table = TableView(_("Names"), self.names, many=False)
        self.figures_table = TableView(_("Figures"), self.figures, many=False)
        self.times_table = TableView(_("Over time"), self.times, many=False)
        self.empty = EmptyState("", icon="users")

    def _lay_out(self) -> None:
        self.card = Card(" ", padded=False)
        for control in (self.counted, self.kept, self.view):
            self.card.add_to_head(control)
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(8)
        row.addWidget(_together(self.group, self.by), 1)
        for tool in (self.reason, self.whole, self.copy, self.export):
            row.addWidget(tool)
        self._stack = QStackedWidget()
        for table in (self.names_table, self.figures_table, self.times_table, self.empty):
            self._stack.addWidget(table)
        for part in (self.facts, self.progress, tools, self._stack):
            self.card.body.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(self.list)
        whole.addWidget(self.card, 1)
        self.hand_on_to(self.list)

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_asked)
        self.list.ticked.connect(self._on_ticked)
        self.list.told.connect(self.told)
        for control in (self.counted, self.kept, self.view, self.by):
            control.chosen.connect(lambda _key: self._on_asked())
        self.group.chosen.connect(lambda _key: self._list_names())
        self.reason.chosen.connect(lambda _key: self._list_names())
        self.whole.clicked.connect(self._on_asked)
        self.copy.clicked.connect(self._on_copy)
        self.export.clicked.connect(self._on_export)
        self.names_table.opened.connect(self._on_name_opened)
        self.figures_table.opened.connect(self._on_figures_opened)
        self.times_table.opened.connect(self._go_to_cohort)

    def _on_ticked(self) -> None:
        if self.view.value() in (BESIDE, TIME):
            self._on_asked()

    def _on_asked(self) -> None:
        """Read what the controls ask for."""
        self._part = None
        view, cohort = self.view.value(), self.list.current()
        self._show_tools(view)
        self.card.setEnabled(cohort is not None)
        if cohort is None:
            return
        if view in (BESIDE, TIME):
            self._compare()
            return
        asked, service = self._question(cohort), self._service
        if view == PARTS:
            asked = self._question(cohort, word_of(CohortSplit, self.by.value()))
            self._read.read(
                lambda _progress: (service.figures(asked), service.split(asked)), self._show_parts
            )
        else:
            self._read.read(lambda _progress: service.outcome(asked), self._show_outcome)

    def _question(self, cohort: CohortRow, by: CohortSplit | None = None) -> CohortQuestion:
        months = int(self.counted.value())
        period = Period.month(self._desk.store.today())
        if months != NOW:
            period = Period.parse(shifted(month_of(cohort.on_day), months))
        kept = self.kept.value()
        return CohortQuestion(cohort.id, period, word_of(Kept, kept) if kept else None, by)

    def _compare(self) -> None:
        ids = self.list.ticked_ids()
        kept, service = self.kept.value(), self._service
        variant = word_of(Kept, kept) if kept else None
        job = self._read.read(
            lambda progress: service.compare(ids, variant, progress), self._show_compared
        )
        self.progress.follow(job, _("Comparing snapshots …"))

    def _show_tools(self, view: str) -> None:
        names = view == NAMES
        set_shown(self.group, names)
        set_shown(self.reason, names and self.group.value() == CohortGroup.LOST)
        set_shown(self.export, names)
        set_shown(self.by, view == PARTS)
        set_shown(self.whole, names and self._part is not None)
        set_shown(self.counted, view != TIME)
        set_shown(self.facts, view in (NAMES, PARTS))
        if view in (BESIDE, TIME):
            title = ngettext("{n} snapshot", "{n} snapshots", len(self.list.ticked_ids()))
            self.card.set_title(title.format(n=len(self.list.ticked_ids())))
        elif (cohort := self.list.current()) is not None:
            self.card.set_title(cohort.name, cohort.on_day.isoformat())

    def _show_outcome(self, found: Outcome | WhyNot) -> None:
        if isinstance(found, WhyNot):
            self._say_empty(_(found.label))
            return
        self._outcome = found
        if self._part is None:
            self.facts.show_figures(found.figures)
        reasons = (self._part.figures if self._part else found.figures).reasons
        options = [(str(n), f"{reason_word(e)}  {e.count:,}") for n, e in enumerate(reasons)]
        self._reasons = reasons
        self.reason.set_options([(ANY, _("All reasons")), *options])
        self._list_names()

    def _list_names(self) -> None:
        found = self._outcome
        if found is None:
            return
        group = word_of(CohortGroup, self.group.value())
        chosen = self.reason.value() if group is CohortGroup.LOST else ANY
        reason = self._reasons[int(chosen)] if chosen else None
        part = (self._part.key,) if self._part else None
        self._subjects = found.chosen(group, reason, part)
        self._show_tools(NAMES)
        self.names.show_ids(range(len(self._subjects)))
        self.empty.set_sentence(_("Nobody is in this group."))
        self._stack.setCurrentWidget(self.names_table if self._subjects else self.empty)
        self.export.setEnabled(bool(self._subjects))

    def _show_parts(self, read: tuple[Figures | WhyNot, list[PartFigures] | WhyNot]) -> None:
        whole, found = read
        if isinstance(whole, WhyNot) or isinstance(found, WhyNot):
            self._say_empty(_((whole if isinstance(whole, WhyNot) else WhyNot.NOTHING).label))
            return
        self.facts.show_figures(whole)
        by = word_of(CohortSplit, self.by.value())
        self._parts = found
        self._figures = {
            n: FigureRow(n, part_word(by, each), each.figures) for n, each in enumerate(found)
        }
        self.figures.set_columns(figure_columns(_(by.label)))
        self._show_figures()

    def _show_compared(self, found: list[Compared]) -> None:
        if self.view.value() == TIME:
            self._times = {
                each.cohort.id: TimeRow(each.cohort.id, each.cohort.name, each.cohort.size, each.at)
                for each in found
            }
            self.times.show_ids(list(self._times))
            self._stack.setCurrentWidget(self.times_table)
            return
        months = int(self.counted.value())
        self._figures = {
            each.cohort.id: FigureRow(each.cohort.id, each.cohort.name, each.at.get(months))
            for each in found
        }
        self.figures.set_columns(figure_columns(_("Snapshot")))
        self._show_figures()

    def _show_figures(self) -> None:
        self.figures.show_ids(list(self._figures))
        self._stack.setCurrentWidget(self.figures_table)

    def _say_empty(self, sentence: str) -> None:
        self._outcome, self._subjects = None, []
        self.facts.show_figures(None)
        self.export.setEnabled(False)
        self.empty.set_sentence(sentence)
        self._stack.setCurrentWidget(self.empty)

    def _named(self, ids: Sequence[int]) -> list[NamedRow]:
        rows = self._service.rows([self._subjects[each] for each in ids])
        return [NamedRow(each, row) for each, row in zip(ids, rows, strict=True)]

    def _model(self) -> PagedTableModel[Any]:
        """Of the table that is shown."""
        match self.view.value():
            case "names":
                return self.names
            case "time":
                return self.times
            case _:
                return self.figures

    def _all_rows(self, model: PagedTableModel[Any]) -> Sequence[Any]:
        if model is self.names:
            return self._named(range(len(self._subjects)))
        return list((self._figures if model is self.figures else self._times).values())

    def _on_name_opened(self, place: int) -> None:
        self.customer_opened.emit(self._subjects[place].customer_id)

    def _on_figures_opened(self, row_id: int) -> None:
        """A part opens its names, a snapshot of several becomes the chosen one."""
        if self.view.value() == BESIDE:
            self._go_to_cohort(row_id)
            return
        cohort = self.list.current()
        if cohort is None:
            return
        part = self._parts[row_id]
        asked = self._question(cohort, word_of(CohortSplit, self.by.value()))
        self.view.set_value(NAMES)
        self._part = part
        self.whole.setText(self._figures[row_id].name)
        self.facts.show_figures(part.figures)
        service = self._service
        self._read.read(lambda _progress: service.outcome(asked), self._show_outcome)

    def _go_to_cohort(self, cohort_id: int) -> None:
        self.view.set_value(NAMES)
        self.list.go_to(cohort_id)

    def _on_copy(self) -> None:
        job = self._jobs.read(lambda _progress: self.copied())
        job.succeeded.connect(self._to_clipboard)

    def _to_clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.emit(_("Copied."))

    def _on_export(self) -> None:
        cohort, subjects = self.list.current(), tuple(self._subjects)
        if cohort is None:
            return
        service, jobs = OutcomeSheetService(self._desk.store), self._jobs
        group = _(word_of(CohortGroup, self.group.value()).label)
        name = f"{cohort.name} · {group}"

        def save(path: Path) -> None:
            job = jobs.write(lambda progress: service.write(subjects, name, path, progress))
            said = _("Saved: {file}").format(file=path.name)
            job.succeeded.connect(lambda _saved: self.told.emit(said))

        ask_save(self, _("Save the list"), f"{cohort.name} {group}.xlsx", save)


def _together(*controls: QWidget) -> QWidget:
    """A place for one or another of them; it keeps its room where none is shown."""
    place = QWidget()
    row = QHBoxLayout(place)
    row.setContentsMargins(0, 0, 0, 0)
    for control in controls:
        row.addWidget(control)
    return place


def _options(words: type[Word]) -> list[tuple[str, str]]:
    return [(str(each), _(each.label)) for each in words]
