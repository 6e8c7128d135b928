"""Asks for the passphrase of a PDF, twice."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.passphrases import check_pdf_passphrase
from vipdesk.texts import _
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.passphrase_fields import unfit


class PassphraseDialog(Dialog):
    """Takes a passphrase with which every program opens a PDF.

    Signals:
        chosen: The passphrase.
    """

    chosen = Signal(str)

    def __init__(self, title: str, note: str, parent: QWidget | None) -> None:
        super().__init__(title, parent, primary=_("Continue"))
        self.body.addWidget(label(note, "muted", wrap=True))
        self._form = Form()
        self.first, self.second = QLineEdit(), QLineEdit()
        for field in (self.first, self.second):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._form.add("first", _("Passphrase"), self.first, required=True)
        self._form.add("second", _("Once more"), self.second, required=True)
        self.body.addWidget(self._form)
        self.accepted.connect(self._on_accepted)

    @override
    def check(self) -> bool:
        wrong = unfit(self.first.text(), check_pdf_passphrase)
        differs = self.first.text() != self.second.text()
        self._form.set_message("first", wrong)
        self._form.set_message("second", _("The two are not the same.") if differs else "")
        return not wrong and not differs

    def message(self, key: str) -> str:
        """What is wrong with the field ``first`` or ``second``."""
        return self._form.message(key)

    def _on_accepted(self) -> None:
        self.chosen.emit(self.first.text())
