"""One knowledge sheet to read."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.services.knowledge import SheetDetail
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.markdown_text import MarkdownText
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.theme import Tone


class SheetReader(Card):
    """A title, how old it is, and the text.

    Signals:
        edit_requested: The sheet is to be changed.
        delete_requested: The sheet (`SheetDetail`) is to be removed.
    """

    edit_requested = Signal()
    delete_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__(padded=False)
        self._sheet: SheetDetail | None = None
        self._name = ElidedLabel("", "title")
        self._about = label("", "note")
        self.notice = Notice()
        self.text = MarkdownText(_("Text"))
        self.edit_button = button(_("Edit"), icon="pencil", small=True)
        self.delete_button = icon_button(_("Delete"), icon="trash-2")
        self._empty = EmptyState(_("Choose a sheet to read it."), icon="file-text")
        self._content = QWidget()
        self._lay_out()
        self.edit_button.clicked.connect(self.edit_requested)
        self.delete_button.clicked.connect(lambda: self.delete_requested.emit(self._sheet))
        self.show_nothing()

    def shown(self) -> SheetDetail | None:
        """The sheet that is read."""
        return self._sheet

    def show_sheet(self, sheet: SheetDetail) -> None:
        """Show another sheet; of the same one the place stays."""
        again = self._sheet is not None and self._sheet.id == sheet.id
        place = self.text.verticalScrollBar().value() if again else 0
        self._sheet = sheet
        draft = sheet.draft
        self._name.set_text(draft.title)
        as_of = _("as of {day}").format(day=draft.dated_on.isoformat())
        self._about.setText(f"{_(draft.kind.label)} · {as_of}")
        old = _("This sheet is over a year old; check that it still holds before you rely on it.")
        self.notice.say(old if sheet.old else "", Tone.AMBER)
        self.text.show_text(draft.body)
        self.text.verticalScrollBar().setValue(place)
        self._content.show()
        self._empty.hide()

    def show_nothing(self) -> None:
        """No sheet is chosen."""
        self._sheet = None
        self._content.hide()
        self._empty.show()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self.edit_button)
        head.addWidget(self.delete_button)
        lines = QVBoxLayout(self._content)
        lines.setContentsMargins(18, 14, 18, 14)
        lines.setSpacing(8)
        lines.addLayout(head)
        lines.addWidget(self._about)
        lines.addWidget(self.notice)
        lines.addWidget(self.text, 1)
        self.body.addWidget(self._content)
        self.body.addWidget(self._empty)
