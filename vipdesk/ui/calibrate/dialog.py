"""The dialog in which a scorecard is fitted, looked at, and accepted or discarded."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from vipdesk.domain.scorecard import Calibration
from vipdesk.services.calibration_book import Accepted, CalibrationService, Looked
from vipdesk.texts import _
from vipdesk.ui.calibrate.result import ResultStep
from vipdesk.ui.calibrate.source import SourceStep
from vipdesk.ui.jobs import Job, Jobs, Work
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.work_dialog import WorkDialog
from vipdesk.ui.theme import Tone

WIDTH, HEIGHT = 1080, 640


class CalibrateDialog(WorkDialog):
    """Two steps: what to fit to, and what came out.

    Signals:
        accepted_card: A calibration is kept from now on.
    """

    accepted_card = Signal()

    def __init__(self, service: CalibrationService, jobs: Jobs, parent: QWidget | None) -> None:
        title = _("Calibrate the risk score")
        super().__init__(title, jobs, parent, primary=_("Fit"), cancel=_("Close"))
        self.setMinimumSize(WIDTH, HEIGHT)
        self._service = service
        self._looked: Looked | None = None
        self._found: Calibration | None = None
        self._kept: Accepted | None = None
        self.source, self.results = SourceStep(), ResultStep()
        self.back_button = button(_("Back"), icon="arrow-left")
        self.discard_button = button(_("Discard"))
        self._lay_out()
        self._connect()
        self._show_step(self.source)
        self._look_round()

    @override
    def check(self) -> bool:
        """Fit, or accept what is shown; the dialog stays open until the work is done."""
        if self._job is not None:
            return False
        if self._steps.currentWidget() is self.source:
            self._fit()
        else:
            self._accept()
        return False

    def read_file(self, path: Path) -> None:
        """Read a file and offer its columns."""
        service = self._service
        job = self._start(lambda progress: service.look_at(path, progress), _("Reading the file…"))
        job.succeeded.connect(self._on_read)

    def _look_round(self) -> None:
        """Whether anything can be fitted here, and what is kept so far."""
        service = self._service
        job = self._jobs.read(lambda _progress: service.state(), quiet=True)
        job.succeeded.connect(self._on_state)
        job.failed.connect(self._on_unavailable)

    def _fit(self) -> None:
        service = self._service
        if self.source.is_own():
            job = self._start(service.fit_history, _("Looking back through the book…"))
            job.succeeded.connect(lambda found: self._on_fitted(found, ()))
            return
        question = self.source.question(self.results.kept() if self._found else ())
        if question is None or self._looked is None:
            return
        looked = self._looked
        job = self._start(
            lambda progress: service.fit(looked, question, progress), _("Fitting the scorecard…")
        )
        job.succeeded.connect(lambda found: self._on_fitted(found, tuple(question.keep)))

    def _accept(self) -> None:
        found, service = self._found, self._service
        if found is None:
            return
        job = self._jobs.write(lambda _progress: service.accept(found), quiet=True)
        self._follow(job, _("Keeping the scorecard…"))
        job.succeeded.connect(self._on_accepted)
        self._follow_step()

    def _start(self, work: Work[object], text: str) -> Job:
        job = self._jobs.read(work, quiet=True)
        self._follow(job, text)
        self.destroyed.connect(lambda: job.cancel())  # the desk is locked meanwhile
        self._follow_step()
        return job

    @override
    def _on_settled(self) -> None:
        super()._on_settled()
        self._follow_step()

    def _on_unavailable(self, error: Exception) -> None:
        self.source.setEnabled(False)
        self._on_failed(error)

    def _on_state(self, kept: Accepted | None) -> None:
        self._kept = kept
        if kept is not None:
            told = _("Kept since {day}: {origin}, AUC {auc}, lift {lift}.").format(
                day=kept.on.isoformat(),
                origin=kept.calibration.origin or _("your own book"),
                auc=f"{kept.calibration.auc:.3f}",
                lift=f"{kept.calibration.lift:.2f}",
            )
            self.notice.say(told, Tone.ACCENT, _("Show"))

    def _on_read(self, looked: Looked) -> None:
        self._looked, self._found = looked, None
        self.source.show_file(looked)
        self._follow_step()

    def _on_fitted(self, found: Calibration, kept: tuple[str, ...]) -> None:
        self._found = found
        self.results.show_result(found, kept, again=True)
        self._show_step(self.results)

    def _on_accepted(self) -> None:
        self.accepted_card.emit()
        self.accept()

    def _on_notice_acted(self) -> None:
        if self._kept is not None:
            self._found = None
            self.results.show_result(self._kept.calibration, (), again=False)
            self._show_step(self.results)
            self.notice.say("")

    def _on_back(self) -> None:
        self._show_step(self.source)
        self._look_round()

    def _on_choice_changed(self) -> None:
        """Another question: what was put back for the one before is forgotten."""
        self._found = None
        self._follow_step()

    def _show_step(self, step: QWidget) -> None:
        self._steps.setCurrentWidget(step)
        self._follow_step()

    def _follow_step(self) -> None:
        """Show the buttons of the step, and let them be pressed when they can do something."""
        first, busy = self._steps.currentWidget() is self.source, self._job is not None
        self.back_button.setVisible(not first)
        self.discard_button.setVisible(not first and self._found is not None)
        self.cancel_button.setVisible(first or self._found is None)
        self.primary_button.setText(_("Fit") if first else _("Accept"))
        self.primary_button.setVisible(first or self._found is not None)
        asked = self._looked is not None and self.source.question() is not None
        ready = asked or self.source.is_own()
        self.primary_button.setEnabled(not busy and (ready if first else True))
        self._steps.setEnabled(not busy)
        for each in (self.back_button, self.discard_button):
            each.setEnabled(not busy)

    def _connect(self) -> None:
        self.source.file_chosen.connect(self.read_file)
        self.source.changed.connect(self._on_choice_changed)
        self.results.again_requested.connect(self._fit)
        self.back_button.clicked.connect(self._on_back)
        self.discard_button.clicked.connect(self.reject)
        self.notice.acted.connect(self._on_notice_acted)

    def _lay_out(self) -> None:
        self._steps = QStackedWidget()
        for each in (self.source, self.results):
            self._steps.addWidget(each)
        self.body.addWidget(self.notice)
        self.body.addWidget(self._steps, 1)
        self.body.addWidget(self.progress)
        self.foot.insertWidget(0, self.back_button)
        self.foot.insertWidget(2, self.discard_button)
