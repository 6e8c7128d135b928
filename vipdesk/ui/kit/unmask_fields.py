"""The choice to take numbers and addresses out in full: for a reason, and with the passphrase."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from vipdesk.services.unmasking import Unmasking
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.reason_fields import ReasonFields


class UnmaskFields(QWidget):
    """A box to tick; once ticked, it asks why, and for the passphrase."""

    def __init__(self, unmasking: Unmasking, jobs: Jobs, columns: Sequence[str]) -> None:
        """``columns``: the names of what stands in full then."""
        super().__init__()
        self.in_full = QCheckBox(_("Numbers and addresses in full"))
        self.fields = ReasonFields(unmasking, jobs)
        self.reason, self.passphrase = self.fields.reason, self.fields.passphrase
        self.form = self.fields.form
        self.columns = label(_("In full: {columns}").format(columns=" · ".join(columns)))
        self.note = label("", "muted", wrap=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        for part in (self.in_full, self.columns, self.fields, self.note):
            whole.addWidget(part)
        self.in_full.toggled.connect(self._follow)
        self._follow(False)

    def confirm(self, then: Callable[[str], object]) -> None:
        """Call ``then`` with the reason once the passphrase is right; with "" where it is masked.

        What keeps it from that is said under the fields.
        """
        if not self.in_full.isChecked():
            then("")
        else:
            self.fields.confirm(then)

    def _follow(self, in_full: bool) -> None:
        for part in (self.columns, self.fields):
            part.setVisible(in_full)
        masked = _("Numbers and addresses stay masked. The export is noted in the journal.")
        full = _(
            "The file says who took it out, when and why. The journal keeps that, with what was "
            "chosen, rows and columns."
        )
        self.note.setText(full if in_full else masked)
        if in_full:
            self.reason.setFocus()
        else:
            self.passphrase.clear()


def confirmed(fields: UnmaskFields | None, then: Callable[[str], object]) -> None:
    """Call ``then`` with the reason why it goes out in full; "" at once where it stays masked."""
    if fields is None:
        then("")
    else:
        fields.confirm(then)
