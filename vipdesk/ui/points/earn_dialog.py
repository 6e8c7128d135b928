"""Awards points of a month's bills, or of anniversaries: counts first, then awards once."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.domain.changes import Saved
from vipdesk.domain.months import month_of, months_until
from vipdesk.progress import Progress
from vipdesk.services.earning import Earned
from vipdesk.services.points_desk import PointsDesk
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs, Latest, Work
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.work_dialog import WorkDialog
from vipdesk.ui.theme import Tone

BILLS, ANNIVERSARIES = "bills", "anniversaries"
Short = list[tuple[str, int]]  # whose, and the points that can't be taken back
Counted = tuple[Earned, Short]
MONTHS, MOST_SHORT, WIDTH = 24, 5, 560


class EarnDialog(WorkDialog):
    """What is due stands here before it is awarded; Esc stops the work first, and closes after.

    Signals:
        awarded: What was awarded, in words.
    """

    awarded = Signal(str)

    def __init__(self, desk: PointsDesk, jobs: Jobs, parent: QWidget | None) -> None:
        title = _("Award points by rule")
        super().__init__(title, jobs, parent, primary=_("Award"), cancel=_("Close"))
        self.setMinimumWidth(WIDTH)
        self._desk, self._earning, self._latest = desk, desk.earning, Latest(jobs, self)
        self._due: Earned | None = None
        self.what = Segmented(
            _("Award what"), [(BILLS, _("Bills of a month")), (ANNIVERSARIES, _("Anniversaries"))]
        )
        self.what.set_value(BILLS)
        self.month = Choice(_("Month"))
        months = months_until(month_of(desk.earning.today()), MONTHS)[::-1]
        self.month.set_options([(each, each) for each in months], months[1])
        self.figures = {key: label("–", "strong") for key in _titles()}
        self.short = label("", "muted", wrap=True)
        self._lay_out()
        self.what.chosen.connect(lambda _key: self._count())
        self.month.chosen.connect(lambda _key: self._count())
        self._count()

    @override
    def check(self) -> bool:
        if self._due is not None and not self.is_busy():
            job = self._jobs.write(self._award(), quiet=True)
            self._follow(job, _("Awarding points…"))
            self.form.setEnabled(False)
            job.succeeded.connect(self._on_awarded)
            job.cancelled.connect(self._on_cancelled)
            self.destroyed.connect(lambda: job.cancel())  # the desk is locked meanwhile
        return False

    def _award(self) -> Work[Saved[Earned]]:
        if self.what.value() == BILLS:
            return partial(self._earning.award_bills, self.month.value())
        return self._earning.award_anniversaries

    def _count(self) -> None:
        """Tell what would be awarded."""
        bills, month = self.what.value() == BILLS, self.month.value()
        earning, finder = self._earning, self._desk.finder
        self.form.set_row_shown("month", bills)
        self._due = None
        self.primary_button.setEnabled(False)
        self.notice.say(_("Counting what is due…"), Tone.ACCENT)

        def read(_progress: Progress) -> Counted:
            due = earning.preview_bills(month) if bills else earning.preview_anniversaries()
            first = due.short[:MOST_SHORT]
            return due, [(finder.choice(each.customer_id).name, each.change) for each in first]

        self._latest.read(read, self._show)

    def _show(self, counted: Counted) -> None:
        due, short = counted
        some = bool(due.awards or due.lowered)
        self._due = due if some else None
        told = _("{n}, {points} points in all")
        taken = _("{n}, {points} points taken back")
        said = {
            "awards": told.format(n=f"{due.awards:,}", points=f"{due.points:,}"),
            "lowered": taken.format(n=f"{due.lowered:,}", points=f"{due.taken:,}"),
            "unchanged": f"{due.unchanged:,}",
            "short": f"{len(due.short):,}",
        }
        for key, words in said.items():
            self.figures[key].setText(words)
        self._show_short(short, more=len(due.short) > len(short))
        self.primary_button.setEnabled(some)
        nothing = _("Nothing is due: everything has been awarded.")
        self.notice.say("" if some else nothing, Tone.ACCENT)

    def _show_short(self, short: Short, *, more: bool) -> None:
        head = _("Corrected downwards, but used already. They stay as they are:")
        lines = [f"{name}  {change:,}" for name, change in short]
        self.short.setText("\n".join([head, *lines, *(["…"] if more else [])]))
        self.short.setVisible(bool(short))

    def _on_awarded(self, saved: Saved[Earned]) -> None:
        done = saved.value
        told = _("{awards} awards, {points} points")
        self.awarded.emit(told.format(awards=f"{done.awards:,}", points=f"{done.points:,}"))
        self.accept()

    def _on_cancelled(self) -> None:
        self.notice.say(_("Stopped: nothing was awarded."), Tone.AMBER)

    @override
    def _on_settled(self) -> None:
        super()._on_settled()
        self.form.setEnabled(True)

    def _lay_out(self) -> None:
        self.form = Form()
        self.form.add("what", _("Award what"), self.what)
        self.form.add("month", _("Month"), self.month)
        counted = Form()
        for key, title in _titles().items():
            counted.add(key, title, self.figures[key])
        note = _(
            "Each bill and each anniversary is awarded once, however often this is pressed. "
            "Bills that were corrected since are made good by the difference."
        )
        parts = (self.form, label(note, "muted", wrap=True), counted, self.short)
        for part in (*parts, self.progress, self.notice):
            self.body.addWidget(part)
        self.body.addStretch(1)


def _titles() -> dict[str, str]:
    return {
        "awards": _("Awards"),
        "lowered": _("Corrected downwards"),
        "unchanged": _("Already as they should be"),
        "short": _("Spent or held already"),
    }
