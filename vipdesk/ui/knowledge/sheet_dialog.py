"""Write a knowledge sheet, and see how it reads."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.knowledge import MAX_TITLE, SheetDraft
from vipdesk.domain.words import SheetKind
from vipdesk.services.knowledge import KnowledgeService
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.markdown_text import MarkdownText
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.write_dialog import Write, WriteDialog

LEAST = 960, 560


class SheetDialog(WriteDialog):
    """The text at the left, how it reads at the right."""

    def __init__(
        self,
        service: KnowledgeService,
        jobs: Jobs,
        parent: QWidget | None,
        draft: SheetDraft,
        sheet_id: int | None = None,
    ) -> None:
        title = _("New sheet") if sheet_id is None else _("Edit the sheet")
        super().__init__(title, jobs, parent, primary=_("Save"))
        self._service, self._sheet_id = service, sheet_id
        self.setMinimumSize(*LEAST)
        self.kind = Segmented(_("Kind"), [(kind.value, _(kind.label)) for kind in SheetKind])
        self.kind.set_value(draft.kind.value)
        self.name = QLineEdit(draft.title)
        self.name.setMaxLength(MAX_TITLE)
        self.name.setCursorPosition(0)
        self.dated_on = DateField(draft.dated_on)
        self.text = QPlainTextEdit(draft.body)
        self.text.setAccessibleName(_("Text"))
        self.text.setTabChangesFocus(True)
        self.reading = MarkdownText(_("How it reads"))
        self.form = Form()
        self._lay_out()
        self.text.textChanged.connect(self._follow)
        self._follow()
        self.name.setFocus()

    @override
    def prepared(self) -> Write | None:
        day, sheet_id = self.dated_on.value(), self._sheet_id
        texts = {"name": self.name.text(), "text": self.text.toPlainText()}
        for key, text in texts.items():
            self.form.set_message(key, "" if text.strip() else _("This is needed."))
        self.form.set_message("dated_on", "" if day else _("There is no such day."))
        if day is None or not all(text.strip() for text in texts.values()):
            return None
        kind = next(each for each in SheetKind if each == self.kind.value())
        draft = SheetDraft(kind, texts["name"], texts["text"], day)
        return lambda: self._service.save(draft, sheet_id)

    def _follow(self) -> None:
        self.reading.show_text(self.text.toPlainText())

    def _lay_out(self) -> None:
        form = self.form
        form.add("name", _("Title"), self.name, required=True)
        form.add("kind", _("Kind"), self.kind)
        form.add("dated_on", _("As of"), self.dated_on, required=True)
        form.add("text", _("Text"), self.text, required=True)
        self.text.setMinimumHeight(300)
        hint = _("# begins a heading, **two stars** make words strong, - a point, | a table.")
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(form, 1)
        left.addWidget(label(hint, "note", wrap=True), 0, Qt.AlignmentFlag.AlignBottom)
        card = Card(_("How it reads"))
        card.body.addWidget(self.reading)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left, 55)
        row.addWidget(card, 45)
        self.body.addLayout(row, 1)
