"""What can be done with one customer: each opens a dialog or writes at once, and says so."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vipdesk.domain.changes import Saved
from vipdesk.domain.words import NeedStatus
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_rows import (
    ComplaintRow,
    CustomerDetailRow,
    LineRow,
    MergeRow,
    NeedRow,
    OnboardingRow,
    StepRow,
    TaskRow,
)
from vipdesk.services.merging import Unmerged
from vipdesk.texts import _
from vipdesk.ui.customers.complaint_dialog import ComplaintDialog
from vipdesk.ui.customers.customer_dialog import CustomerDialog
from vipdesk.ui.customers.hand_over_dialog import HandOverDialog
from vipdesk.ui.customers.line_dialog import LineDialog
from vipdesk.ui.customers.merge_dialog import MergeDialog
from vipdesk.ui.customers.personal_label import PersonalLabel
from vipdesk.ui.customers.risk_dialog import RiskDialog
from vipdesk.ui.customers.small_dialogs import CircleDialog, NeedDialog, TierDialog
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.touchpoint_dialog import TouchpointDialog


class CustomerActions(QObject):
    """Needs no confirmation: all that it writes can be undone.

    Signals:
        done: What was done, for a toast with Undo.
        opened: Another customer is to be shown.
        touchpoint_requested: Log a contact with this customer.
        deleted: The customer is in the recycle bin.
    """

    done = Signal(str)
    deleted = Signal()
    opened = Signal(int)
    touchpoint_requested = Signal(int)

    def __init__(self, desk: CustomerDesk, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._jobs, self._page = desk, jobs, page

    def personal_label(self, name: str) -> PersonalLabel:
        """A covered field that knows how to be shown."""
        return PersonalLabel(self._desk.care, self._jobs, name)

    def edit(self, customer_id: int) -> None:
        """Open the form of a customer."""
        dialog = CustomerDialog(self._desk.care, self._jobs, self._page, customer_id=customer_id)
        self._open(dialog, _("Customer saved"))

    def change_tier(self, row: CustomerDetailRow) -> None:
        """Ask for another tier and its day."""
        dialog = TierDialog(self._desk.care, self._jobs, self._page, row)
        self._open(dialog, _("Tier changed"))

    def hand_over(self, row: CustomerDetailRow) -> None:
        """Ask to whom the customer goes."""
        job = self._jobs.read(lambda _progress: self._desk.groups.managers())
        job.succeeded.connect(
            lambda managers: self._open(
                HandOverDialog(
                    self._desk.groups,
                    self._jobs,
                    self._page,
                    [row.id],
                    managers,
                    row.today,
                    row.profile.name,
                ),
                _("Customer handed over"),
            )
        )

    def merge(self, row: CustomerDetailRow, other_id: int | None = None) -> None:
        """Pick the other one, if none is named, and compare them side by side."""
        stays = f"{row.profile.name} · {row.profile.number}"
        dialog = MergeDialog(self._desk, self._jobs, self._page, row.id, other_id, stays)
        dialog.merged.connect(self.opened)
        self._open(dialog, _("Customers merged"))

    def unmerge(self, merge: MergeRow) -> None:
        """Take a merge apart."""
        job = self._write(lambda: self._desk.merging.unmerge(merge.id))
        job.succeeded.connect(self._on_unmerged)

    def set_do_not_disturb(self, row: CustomerDetailRow, on: bool) -> None:
        """Mark or unmark at once."""
        said = _("Marked as do-not-disturb") if on else _("No longer do-not-disturb")
        self._write(lambda: self._desk.care.set_do_not_disturb(row.id, on), said)

    def delete(self, row: CustomerDetailRow) -> None:
        """Move to the recycle bin at once."""
        said = _("{name} is in the recycle bin").format(name=row.profile.name)
        job = self._write(lambda: self._desk.groups.delete([row.id]), said)
        job.succeeded.connect(lambda _saved: self.deleted.emit())

    def tag(self, row: CustomerDetailRow, name: str) -> None:
        """Put a tag on at once."""
        self._write(lambda: self._desk.groups.tag([row.id], name), _("Tagged"))

    def untag(self, row: CustomerDetailRow, tag_id: int) -> None:
        """Take a tag off at once."""
        self._write(lambda: self._desk.groups.untag([row.id], tag_id), _("Tag removed"))

    def edit_line(self, row: CustomerDetailRow, line: LineRow | None = None) -> None:
        """Open the form of a line, or of a new one."""
        line_id = line.id if line else None
        dialog = LineDialog(
            self._desk.lines, self._desk.care, self._jobs, self._page, row.id, line_id
        )
        self._open(dialog, _("Line saved"))

    def edit_need(self, row: CustomerDetailRow, need: NeedRow | None = None) -> None:
        """Open a need, or a new one."""
        dialog = NeedDialog(self._desk.needs, self._jobs, self._page, row.id, need)
        self._open(dialog, _("Need saved"))

    def move_need(self, need: NeedRow, status: NeedStatus) -> None:
        """Say at once where a need stands."""
        said = _("Need: {status}").format(status=_(status.label))
        self._write(lambda: self._desk.needs.save(need.id, need.text, status), said)

    def edit_complaint(
        self,
        row: CustomerDetailRow,
        complaint: ComplaintRow | None = None,
        *,
        close: bool = False,
    ) -> None:
        """Open a complaint, or a new one; with ``close`` to close it."""
        dialog = ComplaintDialog(
            self._desk.complaints, self._jobs, self._page, row, complaint, close=close
        )
        self._open(dialog, _("Complaint closed") if close else _("Complaint saved"))

    def delete_complaint(self, complaint: ComplaintRow) -> None:
        """Remove a complaint at once."""
        self._write(lambda: self._desk.complaints.delete(complaint.id), _("Complaint deleted"))

    def begin_first_steps(self, row: CustomerDetailRow) -> None:
        """Begin the checklist of a new VIP at once."""
        self._write(lambda: self._desk.onboarding.begin(row.id), _("First steps begun"))

    def tick_first_step(self, steps: OnboardingRow, step: StepRow, *, done: bool) -> None:
        """Tick a step, or take its tick off, at once."""
        said = _("Done: {title}") if done else _("Not done after all: {title}")
        self._write(
            lambda: self._desk.onboarding.tick(steps.id, step.key, done=done),
            said.format(title=step.text),
        )

    def set_risk(self, row: CustomerDetailRow) -> None:
        """Ask for the manager's own word on the risk."""
        dialog = RiskDialog(self._desk.risk, self._jobs, self._page, row.risk)
        self._open(dialog, _("Risk set by hand"))

    def compute_risk(self, row: CustomerDetailRow) -> None:
        """Let the computed score hold again, at once."""
        self._write(lambda: self._desk.risk.end_override(row.id), _("The risk is computed again"))

    def join_circle(self, row: CustomerDetailRow) -> None:
        """Ask which circle, or make one."""
        job = self._jobs.read(lambda _progress: self._desk.circles.circles())
        job.succeeded.connect(
            lambda circles: self._open(
                CircleDialog(self._desk.circles, self._jobs, self._page, row.id, circles),
                _("Circle saved"),
            )
        )

    def leave_circle(self, row: CustomerDetailRow, circle_id: int) -> None:
        """Take the customer out at once."""
        self._write(lambda: self._desk.circles.leave(circle_id, row.id), _("Left the circle"))

    def edit_touchpoint(self, touchpoint_id: int) -> None:
        """Open a touchpoint."""
        desk = self._desk
        dialog = TouchpointDialog(
            desk.touchpoints, desk.finder, self._jobs, self._page, touchpoint_id=touchpoint_id
        )
        self._open(dialog, _("Touchpoint saved"))

    def delete_touchpoint(self, touchpoint_id: int) -> None:
        """Remove a touchpoint at once."""
        self._write(lambda: self._desk.touchpoints.delete(touchpoint_id), _("Touchpoint deleted"))

    def finish_task(self, task: TaskRow, about: str) -> None:
        """Tick a task off at once."""
        said, desk = _("Done: {title}").format(title=about), self._desk
        if task.kind is None:
            self._write(lambda: desk.touchpoints.finish_task(task.id), said)
        else:
            self._write(lambda: desk.cases.mark_done([task.id]), said)

    def _open(self, dialog: Any, said: str) -> None:
        dialog.written.connect(lambda _value: self.done.emit(said))
        dialog.open()

    def _write(self, write: Callable[[], Saved[Any]], said: str = "") -> Any:
        job = self._jobs.write(lambda _progress: write())
        if said:
            job.succeeded.connect(lambda _saved: self.done.emit(said))
        return job

    def _on_unmerged(self, saved: Saved[Unmerged]) -> None:
        said = _("Unmerged")
        if saved.value.edited:
            said = _("Unmerged; fields that were edited since were kept")
        self.done.emit(said)
