"""Asked when the window is closed while the settings hold changes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.labels import label


class LeaveDialog(Dialog):
    """Save, leave without, or stay.

    Signals:
        discarded: Close, and forget the changes.
    """

    discarded = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            _("Changes in the settings are not saved yet."),
            parent,
            primary=_("Save and close"),
            cancel=_("Stay"),
        )
        self.body.addWidget(label(_("What you edited there would be lost."), "muted"))
        self.discard_button = button(_("Close without saving"), kind="danger")
        self.discard_button.clicked.connect(self._on_discard_clicked)
        self.foot.insertWidget(0, self.discard_button)

    def _on_discard_clicked(self) -> None:
        self.reject()
        self.discarded.emit()
