"""Saves templates and the rows that were left out, as jobs, where the user says."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from vipdesk.services.imports import ImportService
from vipdesk.services.imports.rows import Preview
from vipdesk.texts import _, language, translator
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.file_dialogs import ask_save


class Saving(QObject):
    """Asks where to, then writes in the background.

    Signals:
        saved: The path that was written.
        failed: Why it was not.
    """

    saved = Signal(Path)
    failed = Signal(Exception)

    def __init__(self, imports: ImportService, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._imports, self._jobs, self._page = imports, jobs, page
        self._folder = Path.home()

    def save_template(self, kind: str) -> QFileDialog:
        """Save an empty file of one kind."""
        names = {
            "customers": _("customers"),
            "lines": _("lines"),
            "bills": _("bills"),
            "payments": _("payments"),
            "complaints": _("complaints"),
            "cohort": _("snapshot"),
        }
        file = _("Template {kind}.xlsx").format(kind=names.get(kind, kind))
        t = translator(language())
        return self._ask(
            _("Save the template"),
            self._folder / file,
            lambda path: self._imports.write_template(kind, path, t),
        )

    def save_problems(self, preview: Preview, folder: Path) -> QFileDialog:
        """Save the rows that were left out, to mend and import again."""
        stem = Path(preview.examined.table.source.name).stem
        file = _("{file} problems.xlsx").format(file=stem)
        t = translator(language())
        return self._ask(
            _("Save the rows left out"),
            folder / file,
            lambda path: self._imports.write_problems(preview, path, t),
        )

    def _ask(self, title: str, start: Path, write: Callable[[Path], object]) -> QFileDialog:
        return ask_save(
            self._page,
            title,
            start.name,
            lambda path: self._write(path, write),
            folder=start.parent,
        )

    def _write(self, path: Path, write: Callable[[Path], object]) -> None:
        self._folder = path.parent
        job = self._jobs.read(lambda _progress: write(path), quiet=True)
        job.succeeded.connect(lambda _result: self.saved.emit(path))
        job.failed.connect(self.failed)
