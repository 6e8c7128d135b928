"""A customer's rights in the window: all data handed out, and deletion on request."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.changes import Saved
from vipdesk.domain.table_names import TABLES
from vipdesk.services.customer_rights import CustomerRights
from vipdesk.services.erasing import ErasurePreview, ErasureResult
from vipdesk.texts import N_, _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.reason_fields import ReasonFields
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.theme import Tone

GOES = N_(
    "Goes: name, numbers, addresses, birthday, notes, what was talked about, signatures, photos "
    "and files, drafts, tags and circles, the words of the search, and the old values of all this "
    "in the journal."
)
STAYS = N_(
    "Stays, without a name: bills, usage, balances, histories, visits and touchpoints as they are "
    "counted. Backups made before still hold the customer until they are dropped; where one is "
    "restored, the customer is deleted again."
)
WIDTH = 520


class CustomerDataDialog(Dialog):
    """Format, reason and passphrase; then the file dialog of the system.

    Signals:
        wished: The path, and the reason.
    """

    wished = Signal(object, str)

    def __init__(
        self, rights: CustomerRights, jobs: Jobs, about: ErasurePreview, parent: QWidget
    ) -> None:
        super().__init__(
            _("All data of {name}").format(name=about.name), parent, primary=_("Choose a file…")
        )
        self._about, self._reason = about, ""
        self.setMinimumWidth(WIDTH)
        words = _(
            "Everything the desk keeps about this customer, not masked: fields, lines, bills, "
            "visits, notes, and what was done with them. Hand it to the customer alone."
        )
        self.format = Segmented(
            _("Format"), [("pdf", _("PDF, to read")), ("json", _("JSON, complete, with files"))]
        )
        self.format.set_value("pdf")
        self.fields = ReasonFields(rights.unmasking, jobs)
        form = Form()
        form.add("format", _("Format"), self.format)
        self.body.addWidget(label(words, wrap=True))
        self.body.addWidget(form)
        self.body.addWidget(self.fields)
        self.body.addWidget(label(_("It is noted in the journal."), "muted"))
        self.fields.reason.setPlaceholderText(_("Who asked, and when"))
        self.fields.reason.setFocus()

    @override
    def check(self) -> bool:
        self.fields.confirm(self._ask_where)
        return False

    def take_file(self, path: Path) -> None:
        """Go on with the chosen file."""
        self.accept()
        self.wished.emit(path, self._reason)

    def _ask_where(self, reason: str) -> None:
        self._reason = reason
        name = f"customer-{self._about.number}.{self.format.value()}"
        ask_save(self, self.windowTitle(), name, self.take_file)


class EraseDialog(Dialog):
    """Says what goes and what stays; asks for reason, passphrase and the customer's number.

    Signals:
        erased: An `ErasureResult`; the dialog closes by itself.
    """

    erased = Signal(object)

    def __init__(
        self, rights: CustomerRights, jobs: Jobs, about: ErasurePreview, parent: QWidget
    ) -> None:
        super().__init__(
            _("Delete {name} on request").format(name=about.name),
            parent,
            primary=_("Delete for good"),
        )
        self._rights, self._jobs, self._about = rights, jobs, about
        self.setMinimumWidth(WIDTH)
        self.primary_button.setProperty("kind", "danger")
        self.primary_button.setAutoDefault(False)
        self.primary_button.setDefault(False)
        self.notice = Notice(_("This can't be undone."), Tone.AMBER)
        self.fields = ReasonFields(rights.unmasking, jobs)
        self.fields.reason.setPlaceholderText(_("Who asked, and when"))
        self.number = QLineEdit()
        self.form = self.fields.form
        hint = _("Type {number}, so that it is surely this customer.").format(number=about.number)
        self.form.add("number", _("Customer number"), self.number, required=True, hint=hint)
        for part in (
            self.notice,
            label(_(GOES), wrap=True),
            label(_(STAYS), wrap=True),
            label(_counted(about), "muted", wrap=True),
            self.fields,
        ):
            self.body.addWidget(part)
        self.fields.reason.setFocus()

    @override
    def check(self) -> bool:
        right = self.number.text().strip() == self._about.number
        words = _("That is not this customer's number.")
        self.form.set_message("number", "" if right else words)
        if right and self.primary_button.isEnabled():
            self.fields.confirm(self._erase)
        return False

    def _erase(self, reason: str) -> None:
        self.primary_button.setEnabled(False)
        self.cancel_button.setEnabled(False)
        self.notice.say(_("Deleting; a large book takes a minute…"), Tone.AMBER)
        customer_id = self._about.customer_id
        job = self._jobs.write(
            lambda _progress: self._rights.erasing.erase(customer_id, reason), quiet=True
        )
        job.succeeded.connect(self._on_erased)
        job.failed.connect(self._on_failed)

    @override
    def reject(self) -> None:
        if self.cancel_button.isEnabled():  # not while the customer is being erased
            super().reject()

    def _on_erased(self, saved: Saved[ErasureResult]) -> None:
        self.accept()
        self.erased.emit(saved.value)

    def _on_failed(self, error: Exception) -> None:
        self.primary_button.setEnabled(True)
        self.cancel_button.setEnabled(True)
        self.notice.say(error_texts.sentence(error), Tone.RED)


def _counted(about: ErasurePreview) -> str:
    """What there is of the customer, in one line."""
    parts = [f"{_(TABLES[name])} {n:,}" for name, n in about.counts.items() if name in TABLES]
    if about.drafts:
        parts.append(_("Drafts {n}").format(n=about.drafts))
    if about.merged:
        parts.append(_("Merged customers {n}").format(n=about.merged))
    return " · ".join(parts)


class RightsDesk(QObject):
    """Opens the dialogs and starts what they ask for.

    Signals:
        told: What was done, for a toast.
    """

    told = Signal(str)

    def __init__(self, rights: CustomerRights, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._rights, self._jobs, self._window = rights, jobs, window

    def hand_out(self, customer_id: int) -> None:
        """Ask how all data of a customer are handed out."""
        self._with_preview(customer_id, self._open_data)

    def erase(self, customer_id: int) -> None:
        """Ask whether a customer is to be deleted on request."""
        self._with_preview(customer_id, self._open_erase)

    def _with_preview(self, customer_id: int, then: Callable[[ErasurePreview], object]) -> None:
        job = self._jobs.read(lambda _progress: self._rights.erasing.preview(customer_id))
        job.succeeded.connect(then)

    def _open_data(self, about: ErasurePreview) -> None:
        dialog = CustomerDataDialog(self._rights, self._jobs, about, self._window)
        dialog.wished.connect(lambda path, reason: self._write(about.number, path, reason))
        dialog.open()

    def _write(self, number: str, path: Path, reason: str) -> None:
        language = texts.language()
        job = self._jobs.write(
            lambda _progress: self._rights.data.write(number, path, reason, language)
        )
        said = _("All data are in {name}.").format(name=path.name)
        job.succeeded.connect(lambda _saved: self.told.emit(said))

    def _open_erase(self, about: ErasurePreview) -> None:
        dialog = EraseDialog(self._rights, self._jobs, about, self._window)
        dialog.erased.connect(self._on_erased)
        dialog.open()

    def _on_erased(self, result: ErasureResult) -> None:
        if result.missing:
            words = _("The customer was deleted, but not from archives that are elsewhere: {names}")
            self.told.emit(words.format(names=_(", ").join(result.missing)))
        elif result.scrubbed:
            self.told.emit(_("The customer was deleted. A tombstone stays, and the counts."))
        else:
            self.told.emit(
                _("The customer was deleted, but the file could not be written anew: no room.")
            )
