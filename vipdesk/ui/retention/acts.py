"""What is done with tasks from the page: each opens a dialog, or writes at once."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vipdesk.domain.changes import Saved
from vipdesk.domain.words import Outcome
from vipdesk.services.case_book import CaseBook
from vipdesk.services.case_detail import CaseDetail
from vipdesk.services.task_list import TaskRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.retention.cost_dialog import CostDialog
from vipdesk.ui.retention.hand_dialog import HandDialog
from vipdesk.ui.retention.outcome_dialog import Asked, OutcomeDialog
from vipdesk.ui.retention.snooze_dialog import SnoozeDialog


class TaskActs(QObject):
    """Stands between the page and the services.

    Signals:
        done: What was done, for a toast with Undo.
    """

    done = Signal(str)

    def __init__(self, book: CaseBook, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._book, self._jobs, self._page = book, jobs, page

    def record(self, rows: Sequence[TaskRow], outcome: Outcome) -> None:
        """Ask what an outcome needs, and record it for all of ``rows``."""
        job = self._jobs.read(lambda _progress: self._asked(rows))
        job.succeeded.connect(lambda asked: self._open_outcome(asked, outcome))

    def snooze(self, task_ids: Sequence[int]) -> None:
        """Put tasks off."""
        dialog = SnoozeDialog(
            self._book.cases, self._jobs, self._page, task_ids, self._book.tasks.today()
        )
        dialog.written.connect(lambda n: self.done.emit(_put_off(n)))
        dialog.open()

    def mark_done(self, task_ids: Sequence[int]) -> None:
        """Tick tasks off."""
        job = self._jobs.write(lambda _progress: self._book.cases.mark_done(task_ids))
        job.succeeded.connect(lambda saved: self.done.emit(_done(saved)))

    def open_by_hand(self, customer_id: int | None) -> None:
        """Open the case of a customer who asks to leave."""
        dialog = HandDialog(self._book, self._jobs, self._page, customer_id)
        dialog.written.connect(lambda _case: self.done.emit(_("The case is open.")))
        dialog.open()

    def add_cost(self, detail: CaseDetail) -> None:
        """Keep what a case cost."""
        dialog = CostDialog(
            self._book.cases,
            self._jobs,
            self._page,
            detail.row.id,
            detail.today,
            detail.budget,
        )
        dialog.written.connect(lambda _cost: self.done.emit(_("Cost saved.")))
        dialog.open()

    def remove_cost(self, cost_id: int) -> None:
        """Take a cost away that was a mistake."""
        job = self._jobs.write(lambda _progress: self._book.cases.remove_cost(cost_id))
        job.succeeded.connect(lambda _saved: self.done.emit(_("Cost removed.")))

    def won_back(self, line_ids: Sequence[int]) -> None:
        """Note that customers came back."""
        job = self._jobs.write(lambda _progress: self._book.win_back.won_back(line_ids))
        job.succeeded.connect(lambda saved: self.done.emit(_won_back(saved)))

    def _asked(self, rows: Sequence[TaskRow]) -> Asked:
        detail = self._book.detail
        plans, offers = detail.words()
        lines = detail.lines(rows[0].customer_id) if len(rows) == 1 else []
        return Asked(rows, self._book.tasks.today(), detail.now(), lines, plans, offers)

    def _open_outcome(self, asked: Asked, outcome: Outcome) -> None:
        dialog = OutcomeDialog(self._book.cases, self._jobs, self._page, asked, outcome)
        dialog.written.connect(lambda n: self.done.emit(_recorded(asked, outcome, n)))
        dialog.open()


def _recorded(asked: Asked, outcome: Outcome, n: int) -> str:
    if n == 1:
        said = _("{name}: {outcome}")
        return said.format(name=asked.rows[0].name, outcome=_(outcome.label))
    said = ngettext("{n} case: {outcome}", "{n} cases: {outcome}", n)
    return said.format(n=n, outcome=_(outcome.label))


def _put_off(n: int) -> str:
    return ngettext("{n} task put off", "{n} tasks put off", n).format(n=n)


def _done(saved: Saved[int]) -> str:
    return ngettext("{n} task done", "{n} tasks done", saved.value).format(n=saved.value)


def _won_back(saved: Saved[int]) -> str:
    n = saved.value
    return ngettext("{n} line is back", "{n} lines are back", n).format(n=n)
