"""Proves every balance of points from the movements alone, and names what does not hold."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from vipdesk.services.points_audit import NAMED, Audit
from vipdesk.services.points_desk import PointsDesk
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.labels import label, set_shown
from vipdesk.ui.kit.work_dialog import WorkDialog
from vipdesk.ui.theme import Tone

WIDTH, LIST_HEIGHT = 620, 260


class AuditDialog(WorkDialog):
    """The work begins at once and only reads; Esc stops it first, and closes after."""

    def __init__(self, desk: PointsDesk, jobs: Jobs, parent: QWidget | None) -> None:
        title = _("Audit of points")
        super().__init__(title, jobs, parent, primary=_("Again"), cancel=_("Close"))
        self.setMinimumWidth(WIDTH)
        self._audit = desk.audit
        self.problems = QPlainTextEdit(readOnly=True)
        self.problems.setAccessibleName(_("What does not hold"))
        self.problems.setMinimumHeight(LIST_HEIGHT)
        set_shown(self.problems, False)
        about = _(
            "Every lot, every day and every hold is recomputed from the movements alone and held "
            "against what is stored and what the journal wrote. Nothing is changed."
        )
        for part in (label(about, "muted", wrap=True), self.progress, self.notice, self.problems):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._start()

    @override
    def check(self) -> bool:
        if not self.is_busy():
            self._start()
        return False

    def _start(self) -> None:
        audit = self._audit
        set_shown(self.problems, False)
        job = self._jobs.read(audit.audit, quiet=True)
        self._follow(job, _("Recomputing all balances…"))
        job.succeeded.connect(self._show)
        job.cancelled.connect(lambda: self.notice.say(_("Stopped before the end."), Tone.AMBER))
        self.destroyed.connect(lambda: job.cancel())

    def _show(self, found: Audit) -> None:
        said = [each.sentence(_) for each in found.problems]
        set_shown(self.problems, bool(said))
        self.problems.setPlainText("\n".join(said))
        if not said:
            self.notice.say(found.sentence(_), Tone.GREEN)
            return
        told = ngettext(
            "{n} thing does not hold. Restore a backup, or have it looked at before you go on "
            "with points.",
            "{n} things do not hold. Restore a backup, or have them looked at before you go on "
            "with points.",
            len(said),
        ).format(n=f"{len(said):,}")
        most = _("Of each kind the first {n} are named.").format(n=NAMED)
        self.notice.say(told if len(said) < NAMED else f"{told} {most}", Tone.RED)
