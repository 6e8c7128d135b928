"""The book goes to another laptop: said on the old one, brought in on the new one."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.services.greeting import Greeting
from vipdesk.services.moving import SUFFIX, Arrival
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.file_dialogs import ask_file
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.work_dialog import WorkDialog

WIDTH = 560


class MoveInDialog(WorkDialog):
    """Asks for the file and what opens it. Accepted: the book is here."""

    def __init__(self, arrival: Arrival, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(
            _("Bring my book from another laptop"), jobs, parent, primary=_("Bring it here")
        )
        self.setMinimumWidth(WIDTH)
        self._arrival = arrival
        self._path: Path | None = None
        self.file = ElidedLabel("", "muted")
        self.choose = button(_("Choose the file…"))
        self.choose.clicked.connect(self.ask_file)
        self.passphrase = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.form = Form()
        self.form.add("passphrase", _("Passphrase"), self.passphrase, required=True)
        self._lay_out()

    def ask_file(self) -> QFileDialog:
        """Ask for the file that the old laptop wrote."""
        title, kinds = _("The file from the old laptop"), (f"VIPDesk (*{SUFFIX})",)
        return ask_file(self, title, self.take_file, folder=Path.home(), kinds=kinds)

    def take_file(self, path: Path) -> None:
        """Go on with this file."""
        self._path = path
        self.file.set_text(str(path))
        self.notice.say("")
        self.passphrase.setFocus()

    @override
    def check(self) -> bool:
        """Bring the book; the dialog closes once it is here."""
        path, typed, arrival = self._path, self.passphrase.text(), self._arrival
        if path is None:
            self.choose.setFocus()
        elif not typed:
            self.passphrase.setFocus()
        elif not self.is_busy():
            job = self._jobs.write(
                lambda progress: arrival.bring(path, typed, progress), quiet=True
            )
            self._follow(job, _("Checking and unpacking…"))
            job.succeeded.connect(self._on_arrived)
        return False

    def _on_arrived(self) -> None:
        self.passphrase.clear()
        self.accept()

    @override
    def _on_failed(self, error: Exception) -> None:
        super()._on_failed(error)
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def _lay_out(self) -> None:
        words = _(
            "On the old laptop: Settings, Backups, “Move to a new laptop…”. Carry the file here, "
            "and choose it."
        )
        self.body.addWidget(label(words, wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        row.addWidget(self.choose)
        self.body.addLayout(row)
        self.body.addWidget(self.form)
        same = _("The passphrase of the old laptop, or its recovery key.")
        self.body.addWidget(label(same, "note", wrap=True))
        for part in (self.progress, self.notice):
            self.body.addWidget(part)
        self.choose.setFocus()


class MovedDialog(Dialog):
    """Accepted: the book is used here all the same. Rejected: it stays closed."""

    def __init__(self, greeting: Greeting, parent: QWidget | None) -> None:
        super().__init__(
            _("This book has moved"), parent, primary=_("Go on here"), cancel=_("Close VIPDesk")
        )
        at = greeting.local(datetime.fromisoformat(greeting.moved_at))
        told = _(
            "On {day} this book was written into a file for another laptop. What is done here from "
            "now on is not in the book there, and the other way round."
        )
        self.body.addWidget(label(told.format(day=f"{at:%Y-%m-%d %H:%M}"), wrap=True))
        kept = _("Nothing here was deleted. If the move came to nothing, go on here.")
        self.body.addWidget(label(kept, "note", wrap=True))
