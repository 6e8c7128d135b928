"""Plan a day: tick whom to see or call, put them in order, print their sheets."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.changes import Saved
from vipdesk.domain.wording import weekday
from vipdesk.services.day_plan import DayPlanService, Stop
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.today.columns import why_words

if TYPE_CHECKING:  # loaded when a paper is asked for
    from vipdesk.services.reports import ReportsService

ID_ROLE = Qt.ItemDataRole.UserRole
CTRL = Qt.KeyboardModifier.ControlModifier


class StopList(QListWidget):
    """Space ticks, Ctrl with an arrow moves, and so does the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Stops of the day"))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def show_stops(self, stops: Sequence[Stop], today: date) -> None:
        """Show these; those that are planned are ticked."""
        self.clear()
        for stop in stops:
            item = QListWidgetItem(stop_words(stop, today))
            item.setData(ID_ROLE, stop.customer_id)
            item.setFlags((item.flags() | Qt.ItemFlag.ItemIsUserCheckable) & ~_DROPS)
            ticked = stop.planned
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.setCurrentRow(0)

    def ticked(self) -> list[int]:
        """The customers of the plan, in their order."""
        items = [self.item(row) for row in range(self.count())]
        chosen = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        return [int(item.data(ID_ROLE)) for item in chosen]

    def move(self, by: int) -> None:  # type: ignore[override]
        """Put the current stop one place up or down."""
        row = self.currentRow()
        if row >= 0 and 0 <= row + by < self.count():
            item = self.takeItem(row)
            self.insertItem(row + by, item)
            self.setCurrentItem(item, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & CTRL and event.key() in steps:
            self.move(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


_DROPS = Qt.ItemFlag.ItemIsDropEnabled  # a stop goes between others, not into one


class DayPlanDialog(WriteDialog):
    """The stops of a day.

    Signals:
        written: How many stops the plan has.
    """

    def __init__(
        self,
        plans: DayPlanService,
        reports: "Callable[[], ReportsService]",
        jobs: Jobs,
        parent: QWidget | None,
        day: date,
    ) -> None:
        title = _("Plan of {day} {weekday}").format(day=f"{day:%m-%d}", weekday=weekday(_, day))
        super().__init__(title, jobs, parent, primary=_("Keep the plan"))
        self._plans, self._reports, self._day = plans, reports, day
        self._latest = Latest(jobs, self)
        self.setMinimumSize(720, 520)
        self.stops = StopList()
        self._say = label(_("Reading…"), "muted")
        self._lay_out()
        self.primary_button.setEnabled(False)
        self._latest.read(lambda _progress: plans.read(day), self._on_read)

    @override
    def prepared(self) -> Write | None:
        chosen = self.stops.ticked()
        return lambda: self._plans.save(self._day, chosen)

    def _on_read(self, stops: list[Stop]) -> None:
        self.stops.show_stops(stops, self._day)
        self.primary_button.setEnabled(True)
        words = _("Visits of the day and whom tasks are due for. Space ticks, Ctrl+↑ and ↓ move.")
        self._say.setText(words if stops else _("No visit and no task is due on this day."))
        self.stops.setFocus()

    def _print(self) -> None:
        """Show the internal sheets of the ticked stops, in their order."""
        from vipdesk.ui.kit.pdf_preview import PdfPreview

        chosen, day = self.stops.ticked(), self._day
        if not chosen:
            self.say_refused(_("Tick whom to see first."))
            return
        self.say_refused("")
        reports, language = self._reports(), texts.language()
        PdfPreview(
            reports,
            self.jobs,
            self,
            lambda progress: reports.customer_sheets_report(chosen, language, day, progress),
        ).open()

    def _ask_where(self) -> None:
        name = f"visits-{self._day.isoformat()}.ics"
        ask_save(self, _("Calendar file"), name, self.export, kinds=("iCalendar (*.ics)",))

    def export(self, path: Path) -> None:
        """Write the visits of the day for another calendar."""
        t = texts.translator(texts.language())
        day = self._day
        job = self.jobs.write(lambda _progress: self._plans.write_calendar(path, day, t))
        job.succeeded.connect(self._on_exported)

    def _on_exported(self, saved: Saved[int]) -> None:
        words = ngettext(
            "Calendar file with {n} visit written.",
            "Calendar file with {n} visits written.",
            saved.value,
        )
        self._say.setText(words.format(n=saved.value))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, icon, by in ((_("Up"), "arrow-up", -1), (_("Down"), "arrow-down", 1)):
            made = button(text, icon=icon)
            made.clicked.connect(lambda _checked=False, by=by: self.stops.move(by))
            row.addWidget(made)
        row.addStretch(1)
        self.print_button = button(_("Print their sheets"), icon="printer")
        self.calendar_button = button(_("Calendar file…"), icon="download")
        self.print_button.clicked.connect(self._print)
        self.calendar_button.clicked.connect(self._ask_where)
        row.addWidget(self.print_button)
        row.addWidget(self.calendar_button)
        self.body.addWidget(self._say)
        self.body.addWidget(self.stops, 1)
        self.body.addLayout(row)


def stop_words(stop: Stop, today: date) -> str:
    """When, who, and what for."""
    parts = (
        f"{stop.starts:%H:%M}" if stop.starts else "",
        stop.name,
        _(stop.tier.label),
        stop.phone,
        why_words(stop.task, today) if stop.task else "",
    )
    return " · ".join(part for part in parts if part)
