"""Asks what to export and where to."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vipdesk.services.customer_export import ExportFormat
from vipdesk.texts import _, ngettext
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.unmask_fields import UnmaskFields, confirmed

SHOWN, ALL = "shown", "all"


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What the user wants and where."""

    format: ExportFormat
    all_columns: bool
    path: Path
    reason: str = ""  # why it goes out unmasked


class ExportDialog(Dialog):
    """Format and columns; then the file dialog of the system.

    Signals:
        wished: An `ExportWish`.
    """

    wished = Signal(object)

    def __init__(
        self,
        count: int,
        stem: str,
        folder: str,
        parent: QWidget | None,
        unmask: UnmaskFields | None,
    ) -> None:
        """Without ``unmask`` it can only be masked."""
        super().__init__(_("Export customers"), parent, primary=_("Choose a file…"))
        self._stem, self._folder, self._reason = stem, folder, ""
        self.unmask = unmask
        self.format = Segmented(_("Format"), _formats())
        self.format.set_value(ExportFormat.XLSX)
        self.columns = Segmented(_("Columns"), [(SHOWN, _("As shown")), (ALL, _("All"))])
        self.columns.set_value(SHOWN)
        said = ngettext(
            "{n} customer goes into the file.", "{n} customers go into the file.", count
        )
        self._form = Form()
        self._form.add("format", _("Format"), self.format)
        self._form.add("columns", _("Columns"), self.columns)
        self.body.addWidget(label(said.format(n=f"{count:,}")))
        self.body.addWidget(self._form)
        if unmask is not None:
            self.body.addWidget(unmask)
        self.format.chosen.connect(self._on_format_chosen)

    def check(self) -> bool:
        """Ask for the file; accepted once there is one."""
        confirmed(self.unmask, self._ask_where)
        return False

    def _ask_where(self, reason: str) -> None:
        self._reason = reason
        name = f"{self._stem}.{self.format.value()}"
        ask_save(self, _("Export customers"), name, self.take_file, folder=self._folder)

    def take_file(self, path: Path) -> None:
        """Go on with the chosen file."""
        wish = ExportWish(
            ExportFormat(self.format.value()), self.columns.value() == ALL, path, self._reason
        )
        self.accept()
        self.wished.emit(wish)

    def _on_format_chosen(self, kind: str) -> None:
        self._form.set_row_shown("columns", kind != ExportFormat.VCARD)


def _formats() -> list[tuple[str, str]]:
    return [
        (ExportFormat.XLSX, "XLSX"),
        (ExportFormat.CSV, "CSV"),
        (ExportFormat.VCARD, _("vCard (.vcf)")),
    ]
