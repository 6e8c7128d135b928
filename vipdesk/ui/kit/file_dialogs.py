"""Where files come from and go to: the dialogs of the system, opened, never executed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from vipdesk.texts import _

Take = Callable[[Path], object]
TABLE_PATTERNS = "*.csv *.csv.gz *.tsv *.txt *.xlsx *.xls *.xml *.ods"


def ask_save(
    parent: QWidget,
    title: str,
    name: str,
    take: Take,
    *,
    folder: str | Path = "",
    kinds: Sequence[str] = (),
) -> QFileDialog:
    """Ask for the file to write, and hand it to ``take``.

    Args:
        parent: The window it stands on.
        title: Of the dialog.
        name: Proposed; its ending is added where none is typed.
        take: Called once a file was chosen.
        folder: To begin in; the documents' where there is none.
        kinds: The files to show; by the ending of ``name`` where there are none.
    """
    dialog = _dialog(parent, title, folder)
    ending = Path(name).suffix.removeprefix(".")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    if kinds or ending:
        dialog.setNameFilters(list(kinds) or [f"{ending.upper()} (*.{ending})"])
        dialog.setDefaultSuffix(ending)
    dialog.selectFile(name)
    return _opened(dialog, take)


def ask_file(
    parent: QWidget, title: str, take: Take, *, folder: str | Path = "", kinds: Sequence[str] = ()
) -> QFileDialog:
    """Ask for a file that is there, and hand it to ``take``."""
    dialog = _dialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if kinds:
        dialog.setNameFilters(list(kinds))
    return _opened(dialog, take)


def ask_table(parent: QWidget, title: str, take: Take) -> QFileDialog:
    """Ask for a file that holds a table, and hand it to ``take``."""
    kinds = (_("Tables ({patterns})").format(patterns=TABLE_PATTERNS), _("All files (*)"))
    return ask_file(parent, title, take, kinds=kinds)


def ask_files(parent: QWidget, title: str, take: Callable[[list[Path]], object]) -> QFileDialog:
    """Ask for one file or more that are there, and hand them to ``take``."""
    dialog = _dialog(parent, title, "")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: take([Path(name) for name in names]))
    dialog.open()
    return dialog


def ask_folder(parent: QWidget, title: str, take: Take, *, folder: str | Path = "") -> QFileDialog:
    """Ask for a folder and hand it to ``take``."""
    dialog = _dialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _opened(dialog, take)


def _dialog(parent: QWidget, title: str, folder: str | Path) -> QFileDialog:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    start = str(folder) or QStandardPaths.writableLocation(place)
    dialog = QFileDialog(parent, title, start)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Where the system has no dialog of its own, Qt's own speaks no Chinese here.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("File type:"))
    return dialog


def _opened(dialog: QFileDialog, take: Take) -> QFileDialog:
    dialog.fileSelected.connect(lambda name: take(Path(name)))
    dialog.open()
    return dialog
