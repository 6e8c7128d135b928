"""What is done with many customers at once: one dialog, one write, one line of news each."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from vipdesk import texts
from vipdesk.progress import Progress
from vipdesk.services.customer_book import CustomerBook
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_export import FULL, ExportOrder
from vipdesk.services.customer_groups import ManagerChoice
from vipdesk.services.customer_rows import TagRow
from vipdesk.services.reports import Report, ReportsService
from vipdesk.texts import _, ngettext, translator
from vipdesk.ui.customers.chosen import Chosen
from vipdesk.ui.customers.export_dialog import ExportDialog, ExportWish
from vipdesk.ui.customers.hand_over_dialog import HandOverDialog
from vipdesk.ui.customers.tag_dialog import TagDialog, UntagDialog
from vipdesk.ui.jobs import Job, Jobs
from vipdesk.ui.kit.notices import Notice, ProgressPanel
from vipdesk.ui.kit.unmask_fields import UnmaskFields

FOLDER = "customers.export_folder"
SHOWN_AFTER = 400  # milliseconds before a write is worth a word


class BulkActions(QObject):
    """Opens the dialogs of the selection bar and starts their jobs.

    Signals:
        done: What was done, for a toast with Undo.
        told: What was done and cannot be undone, for a toast.
    """

    done = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        book: CustomerBook,
        desk: CustomerDesk,
        reports: ReportsService,
        jobs: Jobs,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._book, self._desk, self._reports, self._jobs = book, desk, reports, jobs
        self._page = parent
        self.may_unmask = True  # not while the screen is covered
        self.progress = ProgressPanel()
        self.busy = Notice()
        self._busy_with = ""
        self._patience = QTimer(self, singleShot=True, interval=SHOWN_AFTER)
        self._patience.timeout.connect(lambda: self.busy.say(self._busy_with))

    def run(self, key: str, chosen: Chosen) -> None:
        """Begin the action ``key`` of `SelectionBar` or of the page's head."""
        acts: dict[str, Callable[[Chosen], None]] = {
            "tag": self._tag,
            "untag": self._untag,
            "hand_over": self._hand_over,
            "export": self._export,
            "pdf": self._pdf,
            "summaries": self._summaries,
            "delete": self._delete,
        }
        acts[key](chosen)

    def _tag(self, chosen: Chosen) -> None:
        def ask(tags: Sequence[TagRow]) -> None:
            dialog = TagDialog(len(chosen.ids), tags, self._page)
            dialog.named.connect(lambda name: self._write_tag(chosen.ids, name))
            dialog.open()

        self._with_tags(ask)

    def _untag(self, chosen: Chosen) -> None:
        def ask(tags: Sequence[TagRow]) -> None:
            dialog = UntagDialog(len(chosen.ids), tags, self._page)
            dialog.picked.connect(lambda tag_id: self._write_untag(chosen.ids, tag_id))
            dialog.open()

        self._with_tags(ask)

    def _with_tags(self, ask: Callable[[Sequence[TagRow]], None]) -> None:
        job = self._jobs.read(lambda _progress: self._desk.groups.tags())
        job.succeeded.connect(ask)

    def _write_tag(self, ids: Sequence[int], name: str) -> None:
        job = self._jobs.write(lambda _progress: self._desk.groups.tag(ids, name))
        self._say_busy(job, _("Tagging…"))
        job.succeeded.connect(
            lambda saved: self.done.emit(
                ngettext(
                    "{n} customer tagged “{name}”", "{n} customers tagged “{name}”", saved.value
                ).format(n=f"{saved.value:,}", name=name)
            )
        )

    def _write_untag(self, ids: Sequence[int], tag_id: int) -> None:
        job = self._jobs.write(lambda _progress: self._desk.groups.untag(ids, tag_id))
        self._say_busy(job, _("Removing the tag…"))
        job.succeeded.connect(lambda _saved: self.done.emit(_("Tag taken off")))

    def _delete(self, chosen: Chosen) -> None:
        job = self._jobs.write(lambda _progress: self._desk.groups.delete(chosen.ids))
        self._say_busy(job, _("Moving to the recycle bin…"))
        job.succeeded.connect(
            lambda saved: self.done.emit(
                ngettext(
                    "{n} customer is in the recycle bin",
                    "{n} customers are in the recycle bin",
                    saved.value,
                ).format(n=f"{saved.value:,}")
            )
        )

    def _hand_over(self, chosen: Chosen) -> None:
        groups, customers = self._desk.groups, self._book.customers
        job = self._jobs.read(lambda _progress: (groups.managers(), customers.today()))
        job.succeeded.connect(lambda found: self._ask_hand_over(chosen, *found))

    def _ask_hand_over(
        self, chosen: Chosen, managers: Sequence[ManagerChoice], today: date
    ) -> None:
        dialog = HandOverDialog(
            self._desk.groups, self._jobs, self._page, chosen.ids, managers, today
        )
        dialog.written.connect(self._tell_handed_over)
        dialog.open()

    def _tell_handed_over(self, count: int) -> None:
        said = ngettext("{n} customer handed over", "{n} customers handed over", count)
        self.done.emit(said.format(n=f"{count:,}"))

    def _pdf(self, chosen: Chosen) -> None:
        """Internal sheets of the chosen customers in one file, shown before it is saved."""
        from vipdesk.ui.kit.pdf_preview import PdfPreview  # the print system is slow to load

        reports, customers = self._reports, self._book.customers

        def make(progress: Progress) -> Report:
            language, today = texts.language(), customers.today()
            return reports.customer_sheets_report(chosen.ids, language, today, progress)

        PdfPreview(reports, self._jobs, self._page, make).open()

    def _summaries(self, chosen: Chosen) -> None:
        """The latest held visit of each as a PDF for the customer."""
        from vipdesk.ui.summaries_dialog import ask_for_summaries

        batch = self._desk.summaries
        ask_for_summaries(batch, self._jobs, self._page, lambda: batch.of_customers(chosen.ids))

    def _export(self, chosen: Chosen) -> None:
        job = self._jobs.read(
            lambda _progress: (
                self._book.preferences.get(FOLDER, ""),
                self._book.customers.today(),
            )
        )
        job.succeeded.connect(lambda found: self._ask_export(chosen, *found))

    def _ask_export(self, chosen: Chosen, folder: str, today: date) -> None:
        stem = f"customers-{today:%Y%m%d}"
        dialog = ExportDialog(len(chosen.ids), stem, folder, self._page, self._unmask())
        dialog.wished.connect(lambda wish: self._write_export(chosen, wish))
        dialog.open()

    def _unmask(self) -> UnmaskFields | None:
        if not self.may_unmask:
            return None
        columns = (_("Number"), *map(_, FULL.values()))
        return UnmaskFields(self._desk.unmasking, self._jobs, columns)

    def _write_export(self, chosen: Chosen, wish: ExportWish) -> None:
        order = ExportOrder(
            format=wish.format,
            ids=chosen.ids,
            columns=chosen.all_columns if wish.all_columns else chosen.shown_columns,
            query=chosen.query,
            chosen_by_hand=chosen.by_hand,
            reason=wish.reason,
        )
        t = translator(texts.language())

        def work(progress: Any) -> Any:
            saved = self._book.export.write(order, wish.path, t, progress)
            self._book.preferences.put(FOLDER, str(wish.path.parent))
            return saved

        job = self._jobs.write(work)
        self.progress.follow(job, _("Exporting…"))
        job.succeeded.connect(lambda _saved: self._tell_exported(wish))

    def _tell_exported(self, wish: ExportWish) -> None:
        self.told.emit(_("Exported to {path}").format(path=wish.path))

    def _say_busy(self, job: Job, text: str) -> None:
        """Say what goes on if it takes longer than a moment; one transaction, so no cancel."""
        self._busy_with = text
        self._patience.start()
        job.settled.connect(self._on_job_settled)

    def _on_job_settled(self) -> None:
        self._patience.stop()
        self.busy.say("")
