"""Closes a visit and opens its summary."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vipdesk.domain.cases import NextDayMissingError, PlanMissingError, TermMissingError
from vipdesk.domain.cells import CellError
from vipdesk.domain.visits import OutcomeReasonMissingError, VisitDraft
from vipdesk.services.reports import VisitContent
from vipdesk.services.visit_book import VisitBook
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Job, Jobs
from vipdesk.ui.kit.dialogs import show_error
from vipdesk.ui.kit.pdf_preview import PdfPreview

LACKING = (
    OutcomeReasonMissingError,
    TermMissingError,
    PlanMissingError,
    NextDayMissingError,
    CellError,
)


class Finishing(QObject):
    """What the last step of a visit does.

    Signals:
        told: A sentence about what was done and can be undone.
        lacking: The error that says what the outcome asks for; nothing was written.
    """

    told = Signal(str)
    lacking = Signal(Exception)

    def __init__(self, book: VisitBook, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._book, self._jobs, self._page = book, jobs, page

    def finish(self, visit_id: int, draft: VisitDraft) -> Job:
        """Close the visit with what was typed; the summary opens."""
        visits = self._book.visits
        job = self._jobs.write(lambda _progress: visits.finish(visit_id, draft), quiet=True)
        job.succeeded.connect(lambda _saved: self._on_finished(visit_id, draft))
        job.failed.connect(self._on_failed)
        return job

    def preview(self, visit_id: int, content: VisitContent | None) -> None:
        """Open the summary; without ``content`` the paper says what the book holds."""
        reports = self._book.reports
        preview = PdfPreview(
            reports,
            self._jobs,
            self._page,
            lambda _progress: reports.visit_summary_report(visit_id, reports.language(), content),
        )
        preview.open()

    def _on_finished(self, visit_id: int, draft: VisitDraft) -> None:
        tasks = len(draft.agreed_steps())
        done = _("Visit finished.")
        if tasks:
            done = ngettext(
                "Visit finished. {n} next step is a task now.",
                "Visit finished. {n} next steps are tasks now.",
                tasks,
            ).format(n=tasks)
        self.told.emit(done)
        self.preview(visit_id, None)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, LACKING):
            self.lacking.emit(error)
        else:
            show_error(error, self._page)
