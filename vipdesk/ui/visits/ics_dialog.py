"""Asks how the days that are shown go into a calendar file, and where to."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.texts import _, ngettext
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.unmask_fields import UnmaskFields, confirmed


class IcsDialog(Dialog):
    """What goes in; then the file dialog of the system.

    Signals:
        wished: The path, and why places and numbers go out in full ("" where they are masked).
    """

    wished = Signal(object, str)

    def __init__(
        self, first: date, last: date, count: int, unmask: UnmaskFields | None, parent: QWidget
    ) -> None:
        """Without ``unmask`` it can only be masked."""
        super().__init__(_("Calendar file"), parent, primary=_("Choose a file…"))
        self._first = first
        self._reason = ""
        self.unmask = unmask
        days = _("{first} to {last}").format(first=first.isoformat(), last=last.isoformat())
        visits = ngettext("{n} visit", "{n} visits", count).format(n=count)
        self.body.addWidget(label(f"{days} · {visits}"))
        if unmask is not None:
            self.body.addWidget(unmask)

    @override
    def check(self) -> bool:
        confirmed(self.unmask, self._ask_where)
        return False

    def take_file(self, path: Path) -> None:
        """Go on with the chosen file."""
        self.accept()
        self.wished.emit(path, self._reason)

    def _ask_where(self, reason: str) -> None:
        self._reason = reason
        name, kinds = f"visits-{self._first.isoformat()}.ics", ("iCalendar (*.ics)",)
        ask_save(self, _("Calendar file"), name, self.take_file, kinds=kinds)
