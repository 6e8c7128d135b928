"""Put tasks off to a day, with a word why."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.services.cases import CasesService
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.day_field import DayField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.write_dialog import Write, WriteDialog

DAYS = (1, 3, 7, 14)


class SnoozeDialog(WriteDialog):
    """A later day and the reason.

    Signals:
        written: How many tasks were put off.
    """

    def __init__(
        self,
        cases: CasesService,
        jobs: Jobs,
        parent: QWidget | None,
        task_ids: Sequence[int],
        today: date,
    ) -> None:
        title = ngettext("Put {n} task off", "Put {n} tasks off", len(task_ids))
        super().__init__(title.format(n=len(task_ids)), jobs, parent, primary=_("Put it off"))
        self._cases, self._ids, self._today = cases, tuple(task_ids), today
        self.setMinimumWidth(600)
        self.until = DayField(_("Until"), DAYS)
        self.until.set_today(today)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("For example: on holiday, call after the bill"))
        self.form = Form()
        self.form.add("until", _("Until"), self.until, required=True)
        self.form.add("reason", _("Why"), self.reason, required=True)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.until.choose(DAYS[1])
        self.reason.setFocus()

    @override
    def prepared(self) -> Write | None:
        until, reason = self.until.value(), self.reason.text().strip()
        later = until is not None and until > self._today
        self.form.set_message("until", "" if later else _("Choose a later day."))
        self.form.set_message("reason", "" if reason else _("Say why in a few words."))
        if not later or until is None or not reason:
            return None
        return lambda: self._cases.snooze(self._ids, until, reason)
