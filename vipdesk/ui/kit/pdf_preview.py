"""Shows a paper before it leaves the desk: print it, save it, copy where it was saved.

``PdfPreview(reports, jobs, parent, make).open()``: ``make`` is given a `Progress` and returns the
`Report`; it runs in the background, can be cancelled, and its refusal is shown in the dialog.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Saved
from vipdesk.progress import Progress
from vipdesk.services.reports import PageSize, Report, ReportsService
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Job, Jobs
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.notices import Notice, ProgressPanel
from vipdesk.ui.kit.passphrase_dialog import PassphraseDialog
from vipdesk.ui.kit.pdf_pages import PdfPages
from vipdesk.ui.kit.plain import set_tip, window_title
from vipdesk.ui.kit.printing import ask_printer, painting
from vipdesk.ui.theme import Tone

Make = Callable[[Progress], Report]
PRINT_DOTS = 300.0  # an inch: as fine as office printers are
SIZE = QSize(880, 680)


class PdfPreview(Dialog):
    """The pages, and what can be done with them.

    Ctrl+S saves, Ctrl+P prints, Ctrl+Plus, Ctrl+Minus and Ctrl+0 zoom, PgUp and PgDn turn pages.

    Signals:
        saved: The path of the file that was written.
    """

    saved = Signal(str)

    def __init__(
        self, reports: ReportsService, jobs: Jobs, parent: QWidget | None, make: Make
    ) -> None:
        super().__init__(_("Preview"), parent, primary=_("Save PDF…"), cancel=_("Close"))
        self._reports = reports
        self._jobs = jobs
        self._report: Report | None = None
        self._passphrase = ""
        self._path: Path | None = None
        self.resize(_fitting(parent))
        self._build()
        self._add_shortcuts()
        self._set_ready(False)
        self._making = jobs.read(lambda progress: _made(reports, make(progress)), quiet=True)
        self._making.succeeded.connect(self._on_made)
        self._making.failed.connect(self._on_failed)
        self._progress.follow(self._making, _("Preparing the pages"))
        self._making.cancelled.connect(self.reject)

    def _build(self) -> None:
        self.pages = PdfPages(self._jobs)
        self.pages.failed.connect(self._on_failed)
        self.pages.page_changed.connect(self._on_page_changed)
        self.pages.zoom_changed.connect(self._on_zoom_changed)
        self._progress = ProgressPanel()
        self.notice = Notice()
        self.body.addLayout(self._tool_row())
        self.body.addWidget(self._progress)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.pages, 1)
        self.print_button = button(_("Print…"), icon="printer")
        self.print_button.clicked.connect(self.print_pages)
        self.lock_button = button(_("Save with passphrase…"), icon="shield")
        self.lock_button.clicked.connect(self.save_with_passphrase)
        self.copy_button = button(_("Copy file path"), icon="copy")
        set_tip(self.copy_button, _("Save the PDF first"))
        self.copy_button.setEnabled(False)
        self.copy_button.clicked.connect(self.copy_path)
        for place, part in enumerate((self.print_button, self.lock_button, self.copy_button)):
            self.foot.insertWidget(place, part)

    def _tool_row(self) -> QHBoxLayout:
        self.back_button = icon_button(_("Page before"), icon="chevron-up")
        self.next_button = icon_button(_("Next page"), icon="chevron-down")
        self.smaller_button = icon_button(_("Smaller"), icon="zoom-out")
        self.larger_button = icon_button(_("Larger"), icon="zoom-in")
        self.fit_button = button(_("Fit width"), kind="quiet", small=True)
        self._page_label = label("", "muted")
        self._zoom_label = label("", "muted")
        self._zoom_label.setMinimumWidth(44)
        self._zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.back_button.clicked.connect(lambda: self.pages.go_to(self.pages.page() - 1))
        self.next_button.clicked.connect(lambda: self.pages.go_to(self.pages.page() + 1))
        self.smaller_button.clicked.connect(self.pages.zoom_out)
        self.larger_button.clicked.connect(self.pages.zoom_in)
        self.fit_button.clicked.connect(lambda: self.pages.set_zoom(None))
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.back_button, self.next_button, self._page_label):
            row.addWidget(part)
        row.addStretch(1)
        zoom = (self.smaller_button, self._zoom_label, self.larger_button, self.fit_button)
        for widget in zoom:
            row.addWidget(widget)
        return row

    def _add_shortcuts(self) -> None:
        keys = (
            (QKeySequence.StandardKey.Save, self.save),
            (QKeySequence.StandardKey.Print, self.print_pages),
            (QKeySequence.StandardKey.ZoomIn, self.pages.zoom_in),
            (QKeySequence.StandardKey.ZoomOut, self.pages.zoom_out),
            ("Ctrl+=", self.pages.zoom_in),
            ("Ctrl+0", lambda: self.pages.set_zoom(None)),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)

    def _set_ready(self, ready: bool) -> None:
        for part in self._actions():
            part.setEnabled(ready)
        self.pages.setVisible(ready)

    def _actions(self) -> tuple[QPushButton, ...]:
        return (
            self.primary_button,
            self.print_button,
            self.lock_button,
            self.back_button,
            self.next_button,
            self.smaller_button,
            self.larger_button,
            self.fit_button,
        )

    @Slot(object)
    def _on_made(self, made: tuple[Report, list[PageSize]]) -> None:
        report, sizes = made
        self._report = report
        self.setWindowTitle(window_title(report.title))
        self._set_ready(True)
        reports = self._reports
        self.pages.show_pages(sizes, lambda page, dots: reports.page_png(report, page, dots))
        self.pages.setFocus()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.notice.say(error_texts.sentence(error), Tone.RED)

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        total = self.pages.count()
        words = _("Page {number} of {total}").format(number=page + 1, total=total)
        self._page_label.setText(words)
        self.back_button.setEnabled(page > 0)
        self.next_button.setEnabled(page < total - 1)

    @Slot()
    def _on_zoom_changed(self) -> None:
        self._zoom_label.setText(f"{round(self.pages.zoom() * 100)}%")

    @override
    def check(self) -> bool:
        """Save instead of closing: the pages stay in sight."""
        self.save()
        return False

    @override
    def done(self, result: int) -> None:
        self._making.cancel()
        super().done(result)

    def save(self) -> None:
        """Ask where to, and write the file."""
        self._passphrase = ""
        self._ask_where()

    def save_with_passphrase(self) -> None:
        """Ask for a passphrase, then where to, and write the encrypted file."""
        if self._report is None:
            return
        note = _("The PDF opens with this passphrase only. It is kept nowhere: tell it by phone.")
        dialog = PassphraseDialog(_("Save with passphrase"), note, self)
        dialog.chosen.connect(self._on_passphrase_chosen)
        dialog.open()

    @Slot(str)
    def _on_passphrase_chosen(self, passphrase: str) -> None:
        self._passphrase = passphrase
        self._ask_where()

    def _ask_where(self) -> None:
        if self._report is None:
            return
        folder = self._path.parent if self._path else ""
        name = self._report.file_name
        ask_save(self, _("Save PDF"), name, self._write, folder=folder)

    def _write(self, path: Path) -> None:
        report, passphrase = self._report, self._passphrase
        if report is None:
            return
        reports = self._reports
        job = self._jobs.write(
            lambda _progress: reports.write(report, path, passphrase), quiet=True
        )
        job.succeeded.connect(self._on_saved)
        job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_saved(self, result: Saved[Path]) -> None:
        self._path = result.value
        self.copy_button.setEnabled(True)
        set_tip(self.copy_button, str(self._path))
        self.notice.say(_("Saved as {path}").format(path=self._path), Tone.GREEN)
        self.saved.emit(str(self._path))

    def copy_path(self) -> None:
        """Put the path of the saved file on the clipboard."""
        if self._path is not None:
            QGuiApplication.clipboard().setText(str(self._path))
            self.notice.say(_("The file path is on the clipboard."), Tone.GREEN)

    def print_pages(self) -> None:
        """Ask for a printer, and print in the background."""
        if self._report is not None:
            ask_printer(self, self.print_on)

    def print_on(self, printer: QPrinter) -> Job | None:
        """Print on ``printer`` in the background; then it stands in the journal."""
        report = self._report
        if report is None:
            return None
        printer.setDocName(report.file_name)
        reports, count = self._reports, self.pages.count()
        job = self._jobs.write(
            lambda progress: _printed(reports, report, count, printer, progress), quiet=True
        )
        job.succeeded.connect(self._on_printed)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_print_cancelled)
        self._progress.follow(job, _("Printing"))
        return job

    @Slot()
    def _on_printed(self) -> None:
        self.notice.say(_("Sent to the printer."), Tone.GREEN)

    @Slot()
    def _on_print_cancelled(self) -> None:
        self.notice.say(_("Printing was stopped."), Tone.AMBER)


def _made(reports: ReportsService, report: Report) -> tuple[Report, list[PageSize]]:
    return report, reports.page_sizes(report)


def _printed(
    reports: ReportsService, report: Report, count: int, printer: QPrinter, progress: Progress
) -> Saved[None]:
    """Draw every page on the printer; runs in the background.

    Pages are made first, and journalled, since not every system takes back what it was given: it
    can be cancelled until then, and nothing is printed without an entry.
    """
    pages: list[bytes] = []
    for number in range(count):
        progress.step(number, count)
        pages.append(reports.page_png(report, number, PRINT_DOTS))
    progress.step(count, count)
    saved = reports.note_printed(report)
    with painting(printer) as painter:
        for number, page in enumerate(pages):
            if number:
                printer.newPage()
            image = QImage.fromData(page)
            paper = printer.paperRect(QPrinter.Unit.DevicePixel)
            margins = printer.pageRect(QPrinter.Unit.DevicePixel).topLeft()
            painter.drawImage(_centred(image, paper).translated(-margins), image)
    return saved


def _centred(image: QImage, paper: QRectF) -> QRectF:
    """The largest place for the image in the middle of the paper."""
    scale = min(paper.width() / image.width(), paper.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    corner = QPointF((paper.width() - width) / 2, (paper.height() - height) / 2)
    return QRectF(corner.x(), corner.y(), width, height)


def _fitting(parent: QWidget | None) -> QSize:
    """The dialog's size, within the window it stands on: the higher that is, the more of a page."""
    if parent is None:
        return SIZE
    room = parent.window().size()
    high = max(min(SIZE.height(), room.height() - 40), room.height() - 120)
    return QSize(min(SIZE.width(), room.width() - 40), high)
