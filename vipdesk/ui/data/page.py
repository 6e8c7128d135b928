"""The data page: a file from choice to commit in four steps."""

from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Area, Saved
from vipdesk.progress import Progress
from vipdesk.services.imports import (
    ENCODINGS,
    ImportService,
    Mapping,
    ReadOptions,
    UnknownEncodingError,
    WrongEncodingError,
)
from vipdesk.services.imports.cohort_found import CohortChoices
from vipdesk.services.imports.points_found import PointsChoices
from vipdesk.services.imports.rows import Examined, ImportResult, Preview
from vipdesk.services.journal import JournalService
from vipdesk.services.reconciliation import ReconciliationService
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.data.columns_step import ColumnsStep
from vipdesk.ui.data.missing_dialog import MissingDialog
from vipdesk.ui.data.preview_step import PreviewStep
from vipdesk.ui.data.reconcile_view import ReconcileView
from vipdesk.ui.data.result_step import ResultStep
from vipdesk.ui.data.saving import Saving
from vipdesk.ui.data.start_step import StartStep
from vipdesk.ui.data.titles import import_note, import_title
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import icon_button
from vipdesk.ui.kit.notices import Notice, ProgressPanel
from vipdesk.ui.kit.page import Page
from vipdesk.ui.kit.stepper import Stepper
from vipdesk.ui.theme import Tone

SHOWS = frozenset({Area.IMPORTS, Area.JOURNAL})
START, COLUMNS, PREVIEW, RESULT, RECONCILE = range(5)


class DataPage(Page):
    """Imports: choose a file, match its columns, see the differences, write.

    A step is made when it is first gone to.

    Signals:
        customers_requested: The user wants to see the list after an import.
        points_requested: The user wants to see the points of a customer.
        indicators_requested: The user wants to see what became of a snapshot.
    """

    customers_requested = Signal()
    points_requested = Signal(int)
    indicators_requested = Signal()
    AHEAD = ("columns", "preview", "result")

    def __init__(
        self,
        imports: ImportService,
        journal: JournalService,
        reconciliation: ReconciliationService,
        jobs: Jobs,
    ) -> None:
        super().__init__()
        self._imports, self._journal, self._jobs = imports, journal, jobs
        self._reconciliation = reconciliation
        self._path = Path()
        self._examined: Examined | None = None
        self._mapping: Mapping | None = None  # as chosen, perhaps before it is shown
        self._preview: Preview | None = None
        self._result: ImportResult | None = None
        self._reads = Latest(jobs, self)
        self._lists = Latest(jobs, self)
        self.head = self.add_head(_("Import"))
        self.back = icon_button(_("Back"), icon="arrow-left")
        names = [_("Choose file"), _("Match columns"), _("See differences"), _("Write")]
        self.stepper = Stepper(names)
        self.notice = Notice()
        self.encodings = self._make_encodings()
        self.progress = ProgressPanel()
        self.saving = Saving(imports, jobs, self)
        self._step = START
        self._steps = QStackedWidget()
        self._lay_out()
        self._connect()
        self._go(START)
        self.reload()

    @cached_property
    def start(self) -> StartStep:
        """Step 1."""
        made = StartStep()
        made.file_chosen.connect(self.open_file)
        made.template_requested.connect(self.saving.save_template)
        made.undo_requested.connect(self._undo)
        made.reconcile_requested.connect(self.open_reconciliation)
        self._steps.addWidget(made)
        return made

    @cached_property
    def columns(self) -> ColumnsStep:
        """Step 2."""
        made = ColumnsStep()
        made.reread_requested.connect(self._on_reread_requested)
        made.kind_chosen.connect(self._on_kind_chosen)
        made.mapping_changed.connect(self._on_mapping_changed)
        made.back_requested.connect(lambda: self._go(START))
        made.preview_requested.connect(self._on_preview_requested)
        self._steps.addWidget(made)
        return made

    @cached_property
    def preview(self) -> PreviewStep:
        """Step 3."""
        made = PreviewStep()
        made.back_requested.connect(lambda: self._go(COLUMNS))
        made.commit_requested.connect(self._on_commit_requested)
        made.problems_requested.connect(self._on_problems_requested)
        made.missing_requested.connect(self._on_missing_requested)
        made.points_chosen.connect(lambda points: self._compare(points=points))
        made.cohort_chosen.connect(lambda cohort: self._compare(cohort=cohort))
        made.strangers_requested.connect(self._on_strangers_requested)
        self._steps.addWidget(made)
        return made

    @cached_property
    def result(self) -> ResultStep:
        """Step 4."""
        made = ResultStep()
        made.undo_requested.connect(self._on_result_undo_requested)
        made.problems_requested.connect(self._on_problems_requested)
        made.again_requested.connect(lambda: self._go(START))
        made.customers_requested.connect(self.customers_requested)
        made.indicators_requested.connect(self.indicators_requested)
        made.reconcile_requested.connect(self.open_reconciliation)
        self._steps.addWidget(made)
        return made

    @cached_property
    def reconcile(self) -> ReconcileView:
        """The operator's balances of points beside the ledger."""
        made = ReconcileView(self._reconciliation, self._jobs)
        made.import_requested.connect(lambda: self._go(START))
        made.customer_opened.connect(self.points_requested)
        self._steps.addWidget(made)
        return made

    def reload(self) -> None:
        """List the past imports again."""
        self._lists.read(lambda _progress: self._imports.batches(), self.start.show_batches)

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        if changed & SHOWS:
            self.reload()
        if Area.POINTS in changed and self.step() == RECONCILE:
            self.reconcile.reload()

    @override
    def on_closing(self) -> None:
        former = [self._preview, self._examined]
        self._preview = self._examined = None
        if "preview" in vars(self):
            self.preview.forget()
        if "result" in vars(self):
            self.result.forget()
        if "reconcile" in vars(self):
            self.reconcile.forget()
        self._jobs.let_go(former)
        super().on_closing()

    def open_file(self, path: Path) -> None:
        """Read a file and go on to its columns."""
        self._path = path
        self._read(ReadOptions(), None)

    def open_reconciliation(self) -> None:
        """Compare the operator's balances of points with the ledger."""
        self._go(RECONCILE)
        self.reconcile.reload()

    def step(self) -> int:
        """The step in front, counted from 0."""
        return self._step

    def _lay_out(self) -> None:
        self.head.add_left(self.back)
        self.head.add(self.stepper)
        self.whole.addWidget(self.notice)
        self.whole.addWidget(self.progress)
        self.whole.addWidget(self._steps, 1)

    def _make_encodings(self) -> QMenu:
        """What a file is read in that was not recognised, where no columns are shown yet."""
        menu = QMenu(self)
        for name in ENCODINGS:
            menu.addAction(name).triggered.connect(
                lambda _checked=False, name=name: self._read(ReadOptions(encoding=name), None)
            )
        return menu

    def _connect(self) -> None:
        self.back.clicked.connect(self._on_back_clicked)
        self.notice.acted.connect(self._on_notice_acted)
        self.saving.saved.connect(self._on_saved)
        self.saving.failed.connect(self._on_failed)

    def _go(self, step: int) -> None:
        self._step = step
        shown, front = self._in_front(step)
        self._steps.setCurrentWidget(shown)
        self.stepper.set_current(step if step < RESULT else RESULT + 1)
        self.stepper.setVisible(step != RECONCILE)
        self.back.setVisible(step != START)
        self._show_head(step)
        self.hand_on_to(front)
        front.setFocus(Qt.FocusReason.OtherFocusReason)

    def _in_front(self, step: int) -> tuple[QWidget, QWidget]:
        """A step, and what has the keyboard there."""
        if step == START:
            return self.start, self.start.drop.empty
        if step == COLUMNS:
            return self.columns, self.columns.go
        if step == PREVIEW:
            return self.preview, self.preview.table
        if step == RECONCILE:
            return self.reconcile, self.reconcile.table
        return self.result, self.result.customers

    def _show_head(self, step: int) -> None:
        self.notice.say("")
        titles = {START: _("Import"), RECONCILE: _("Reconcile points")}
        examined = None if step in titles else self._examined
        self.head.set_title(titles.get(step) or import_title(examined))
        self.head.set_note(import_note(examined))

    def _on_back_clicked(self) -> None:
        self._go(START if self.step() != PREVIEW else COLUMNS)

    def _read(self, options: ReadOptions, kind: str | None) -> None:
        path, imports = self._path, self._imports

        def work(progress: Progress) -> Examined:
            examined = imports.examine(path, options, progress=progress)
            return examined if kind is None else imports.recognise(examined, kind)

        job = self._reads.read(work, self._show_examined)
        job.quiet = True
        job.failed.connect(self._on_failed)
        self.progress.follow(job, _("Reading {file} …").format(file=path.name))

    def _show_examined(self, examined: Examined) -> None:
        former = [self._examined]
        self._examined, self._mapping = examined, examined.mapping
        self._jobs.let_go(former)
        self.columns.show_examined(examined)
        if self.step() == COLUMNS:
            self._show_head(COLUMNS)
        else:
            self._go(COLUMNS)
        if examined.remembered:
            self.notice.say(_("The columns are matched as the last time for such a file."))

    def _on_reread_requested(self, options: ReadOptions) -> None:
        kind = self._examined.mapping.kind if self._examined else None
        self._read(options, kind)

    def _on_kind_chosen(self, kind: str) -> None:
        examined = self._examined
        if examined is not None:
            self._reads.read(
                lambda _progress: self._imports.recognise(examined, kind), self._show_examined
            )

    def _on_mapping_changed(self, mapping: Mapping) -> None:
        examined, self._mapping = self._examined, mapping
        if examined is not None:
            self._reads.read(
                lambda _progress: self._imports.remap(examined, mapping), self._show_examined
            )

    def _on_preview_requested(self) -> None:
        self._compare()

    def _compare(
        self, *, points: PointsChoices | None = None, cohort: CohortChoices | None = None
    ) -> None:
        """Compare the file with the book, with what was said so far of what is in it."""
        examined, mapping, imports = self._examined, self._mapping, self._imports
        if examined is None or mapping is None:
            return

        def work(progress: Progress) -> Preview:
            same = mapping == examined.mapping  # else the change is not shown yet
            chosen = examined if same else imports.remap(examined, mapping)
            return imports.preview(chosen, progress, points=points, cohort=cohort)

        job = self._reads.read(work, self._show_preview)
        job.quiet = True
        job.failed.connect(self._on_failed)
        self._steps.setEnabled(False)
        job.settled.connect(self._on_compared)
        self.progress.follow(job, _("Comparing with the book …"))

    def _on_compared(self) -> None:
        """Let go on; the answers shown are those of the comparison, also where it was stopped."""
        self._steps.setEnabled(True)
        self._in_front(self._step)[1].setFocus(Qt.FocusReason.OtherFocusReason)
        if self._preview is not None:
            self.preview.points.show_preview(self._preview)
            self.preview.cohort.show_preview(self._preview)

    def _show_preview(self, preview: Preview) -> None:
        former = [self._preview]
        self._preview, self._examined = preview, preview.examined
        self.preview.show_preview(preview)
        self._jobs.let_go(former)
        self._go(PREVIEW)

    def _on_commit_requested(self) -> None:
        preview, skip = self._preview, self.preview.skipped()
        if preview is None:
            return
        later = self.preview.later.value()
        job = self._jobs.write(
            lambda progress: self._imports.commit(preview, skip, progress, later_date=later),
            quiet=True,
        )
        job.succeeded.connect(self._on_committed)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self.preview.setEnabled(False)
        job.settled.connect(lambda: self.preview.setEnabled(True))
        self.progress.follow(job, _("Writing …"))

    def _on_strangers_requested(self) -> None:
        """Add the customers of a file of points that the book lacks, then compare anew."""
        preview, imports = self._preview, self._imports
        if preview is None or preview.points is None:
            return
        choices = preview.points.choices

        def work(progress: Progress) -> Saved[ImportResult]:
            added = imports.strangers(preview)
            return imports.commit(added or preview, progress=progress)

        job = self._jobs.write(work, quiet=True)
        job.succeeded.connect(lambda _saved: self._compare(points=choices))
        job.failed.connect(self._on_failed)
        self.progress.follow(job, _("Writing …"))

    def _on_committed(self, saved: Saved[ImportResult]) -> None:
        self._result = saved.value
        if self._preview is not None:
            self.result.show_result(self._preview, saved.value)
        self._go(RESULT)

    def _on_cancelled(self) -> None:
        self.notice.say(_("Stopped. Nothing was written."), Tone.AMBER)

    def _on_failed(self, error: Exception) -> None:
        unread = isinstance(error, UnknownEncodingError | WrongEncodingError)
        choose = _("Choose encoding…") if unread and self.step() == START else ""
        self.notice.say(error_texts.sentence(error), Tone.RED, choose)

    def _on_notice_acted(self) -> None:
        self.encodings.popup(self.notice.mapToGlobal(self.notice.rect().bottomLeft()))

    def _on_result_undo_requested(self) -> None:
        if self._result is not None and self._result.entry_id is not None:
            self._undo(self._result.entry_id)

    def _undo(self, entry_id: int) -> None:
        job = self._jobs.write(lambda _progress: self._journal.undo(entry_id), quiet=True)
        job.succeeded.connect(lambda _saved: self._on_undone())
        job.failed.connect(self._on_failed)
        self.progress.follow(job, _("Taking the import back …"))

    def _on_undone(self) -> None:
        if self.step() == RESULT:
            self.result.show_undone()
        else:
            self.notice.say(_("The import was undone; the book is as before."), Tone.GREEN)

    def _on_saved(self, path: Path) -> None:
        self.notice.say(_("Saved: {path}").format(path=path), Tone.GREEN)

    def _on_missing_requested(self) -> None:
        if self._preview is not None:
            MissingDialog(self._preview, self).open()

    def _on_problems_requested(self) -> None:
        if self._preview is not None:
            self.saving.save_problems(self._preview, self._path.parent)
