"""Says what was found and mended before the desk opened."""

from collections.abc import Iterable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.errors import VipDeskError
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.theme import Tone

WIDTH, MARGINS = 520, 40


class NotesDialog(Dialog):
    """One notice for each thing; a button that closes."""

    def __init__(self, notes: Iterable[VipDeskError], parent: QWidget | None) -> None:
        super().__init__(_("Before you go on"), parent, primary=_("Close"))
        self.setMinimumWidth(WIDTH)
        self.cancel_button.hide()
        self.notices = [Notice(error_texts.sentence(note), Tone.AMBER) for note in notes]
        for notice in self.notices:
            self.body.addWidget(notice)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Give each notice the height of all its lines: a list of actions has many."""
        for notice in self.notices:
            notice.setMinimumHeight(notice.heightForWidth(WIDTH - MARGINS))
        super().showEvent(event)
