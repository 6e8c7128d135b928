"""What can be done with a visit from the calendar, the list and its own page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from vipdesk.domain.visits import ALLOWED
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.services.visit_book import VisitBook
from vipdesk.services.visit_lists import VisitRow
from vipdesk.services.visits import VisitPlan
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.visits.dialogs import EditDialog, MoveDialog, PlanDialog, ReasonDialog, Suggested


class VisitActions(QObject):
    """Opens the dialogs and carries out what was chosen, one action each.

    Signals:
        planned: The id of a visit that was planned, unless the caller took it.
        told: A sentence for a toast.
    """

    planned = Signal(int)
    told = Signal(str)

    def __init__(
        self, book: VisitBook, finder: CustomerFinder, jobs: Jobs, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._finder = finder
        self._book = book
        self._jobs = jobs

    def plan(
        self,
        suggested: Suggested,
        parent: QWidget,
        customer: CustomerChoice | None = None,
        then: Callable[[int], object] | None = None,
    ) -> PlanDialog:
        """Ask whom to visit, when and where; ``then`` is given the id of what was planned."""
        dialog = PlanDialog(self._book, self._finder, self._jobs, parent, suggested, customer)
        dialog.chosen.connect(lambda plan: self._carry_out(plan, then))
        dialog.open()
        return dialog

    def edit(self, row: VisitRow, parent: QWidget) -> EditDialog:
        """Change how long, where and what for."""
        dialog = EditDialog(row, parent)
        visits = self._book.visits
        dialog.chosen.connect(
            lambda minutes, place, purpose: self._do(
                lambda: visits.edit(row.id, minutes, place, purpose), _("The plan was changed.")
            )
        )
        dialog.open()
        return dialog

    def move(self, row: VisitRow, parent: QWidget) -> MoveDialog:
        """Choose another time."""
        dialog = MoveDialog(row, self._book, self._jobs, parent)
        visits = self._book.visits

        def on_chosen(at: datetime, reason: str) -> None:
            said = _("Moved to {time}.").format(time=f"{at:%Y-%m-%d %H:%M}")
            self._do(lambda: visits.move(row.id, at, reason), said)

        dialog.chosen.connect(on_chosen)
        dialog.open()
        return dialog

    def cancel(self, row: VisitRow, parent: QWidget) -> ReasonDialog:
        """Call the visit off."""
        dialog = ReasonDialog(_("Cancel the visit"), _("Cancel visit"), row, parent)
        visits, said = self._book.visits, _("The visit was cancelled.")
        dialog.chosen.connect(lambda reason: self._do(lambda: visits.cancel(row.id, reason), said))
        dialog.open()
        return dialog

    def no_show(self, row: VisitRow, parent: QWidget) -> ReasonDialog:
        """Note that nobody was met."""
        dialog = ReasonDialog(_("The customer was not met"), _("Mark as no-show"), row, parent)
        visits, said = self._book.visits, _("The visit is marked as no-show.")
        dialog.chosen.connect(lambda reason: self._do(lambda: visits.no_show(row.id, reason), said))
        dialog.open()
        return dialog

    def start(self, visit_id: int) -> None:
        """Begin the talk now."""
        visits = self._book.visits
        self._jobs.write(lambda _progress: visits.start(visit_id))

    def add_to(self, menu: QMenu, row: VisitRow, parent: QWidget) -> None:
        """Offer what the state of the visit allows."""
        entries: tuple[tuple[str, str, Callable[[VisitRow, QWidget], Any]], ...] = (
            ("edit", _("Change the plan…"), self.edit),
            ("move", _("Move…"), self.move),
            ("cancel", _("Cancel visit…"), self.cancel),
            ("no_show", _("Mark as no-show…"), self.no_show),
        )
        for doing, name, act in entries:
            if doing in ALLOWED[row.status]:
                action = menu.addAction(name)
                action.triggered.connect(lambda _checked=False, act=act: act(row, parent))

    def _carry_out(self, plan: VisitPlan, then: Callable[[int], object] | None) -> None:
        visits = self._book.visits
        said = _("Planned for {time}.").format(time=f"{plan.at:%Y-%m-%d %H:%M}")

        def on_planned(visit_id: int) -> None:
            self.planned.emit(visit_id)
            self.told.emit(said)

        job = self._jobs.write(lambda _progress: visits.plan(plan))
        job.succeeded.connect(lambda saved: (then or on_planned)(saved.value))

    def _do(self, work: Callable[[], object], said: str) -> None:
        job = self._jobs.write(lambda _progress: work())
        job.succeeded.connect(lambda _saved: self.told.emit(said))
