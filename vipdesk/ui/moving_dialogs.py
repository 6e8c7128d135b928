"""The book goes to another laptop: said on the old one, brought in on the new one."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from vipdesk.services.greeting import Greeting
from vipdesk.texts import _
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.labels import label


class MovedDialog(Dialog):
    """Accepted: the book is used here all the same. Rejected: it stays closed."""

    def __init__(self, greeting: Greeting, parent: QWidget | None) -> None:
        super().__init__(
            _("This book has moved"), parent, primary=_("Go on here"), cancel=_("Close VIPDesk")
        )
        at = datetime.fromisoformat(greeting.moved_at).astimezone()
        told = _(
            "On {day} this book was written into a file for another laptop. What is done here from "
            "now on is not in the book there, and the other way round."
        )
        self.body.addWidget(label(told.format(day=f"{at:%Y-%m-%d %H:%M}"), wrap=True))
        kept = _("Nothing here was deleted. If the move came to nothing, go on here.")
        self.body.addWidget(label(kept, "note", wrap=True))
