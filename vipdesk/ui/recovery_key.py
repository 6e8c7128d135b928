"""Hands over the recovery key, once."""

from vipdesk.texts import _
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.labels import label


class RecoveryKeyDialog(Dialog):
    """Shows the recovery key until it was kept."""

    def __init__(self, recovery_key: str) -> None:
        super().__init__(_("Recovery key"), None, primary=_("I have kept it"))
        self.cancel_button.hide()
        note = _("It opens the book if the passphrase is forgotten. Keep it apart from the laptop.")
        self.body.addWidget(label(note, "muted", wrap=True))
        self.body.addWidget(label(recovery_key, "title"))
