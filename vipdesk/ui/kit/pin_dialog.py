"""Asks for a new PIN, twice."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.passphrases import PIN_DIGITS, UnfitPinError, check_pin
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label


class PinDialog(Dialog):
    """Takes a PIN that is not too plain.

    Signals:
        chosen: The PIN.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None, *, cancel: str = "") -> None:
        super().__init__(_("Choose a PIN"), parent, primary=_("Set the PIN"), cancel=cancel)
        note = _(
            "It gives the desk back after a customer looked at the screen, and opens it again for "
            "15 minutes after a lock. It opens nothing on the disk."
        )
        self.body.addWidget(label(note, "muted", wrap=True))
        self._form = Form()
        self.first, self.second = QLineEdit(), QLineEdit()
        for field in (self.first, self.second):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(PIN_DIGITS.stop - 1)
        self._form.add("first", _("PIN"), self.first, hint=_("4 to 8 digits"))
        self._form.add("second", _("Once more"), self.second)
        self.body.addWidget(self._form)
        self.accepted.connect(lambda: self.chosen.emit(self.first.text()))

    @override
    def check(self) -> bool:
        try:
            check_pin(self.first.text())
            unfit = ""
        except UnfitPinError as error:
            unfit = error_texts.sentence(error)
        differs = self.first.text() != self.second.text()
        self._form.set_message("first", unfit)
        words = _("The two are not the same.") if differs and not unfit else ""
        self._form.set_message("second", words)
        return not unfit and not differs

    def message(self, key: str) -> str:
        """What is wrong with the field ``first`` or ``second``."""
        return self._form.message(key)
