"""The operator's list of points beside the ledger: filtered, settled, saved."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.reconciling import Match
from vipdesk.progress import Progress
from vipdesk.services.reconciliation import (
    ReconciledRow,
    Reconciliation,
    ReconciliationService,
    Settled,
    cause_words,
)
from vipdesk.texts import _, language, ngettext, sentences, translator
from vipdesk.ui.data.settle_dialog import SettleDialog
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.labels import label, set_shown
from vipdesk.ui.kit.notices import Notice, ProgressPanel
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.theme import Tone

ALL = "all"
OPEN_SHOWN = 3  # customers named whose difference could not be settled
TONES = {
    Match.DIFFERENT: Tone.AMBER,
    Match.ONLY_THERE: Tone.RED,
    Match.ONLY_HERE: Tone.ACCENT,
    Match.EQUAL: Tone.GREEN,
}

Compared = tuple[list[tuple[date, int]], Reconciliation | None]


def reconciled_columns() -> tuple[Column[ReconciledRow], ...]:
    """Both balances with their difference."""
    return (
        Column("result", _("Result"), lambda row: _(row.match.label), width=120,
               style=CellStyle.CHIP, tone=lambda row: TONES[row.match]),
        Column("number", _("Customer number"), lambda row: row.number, width=140,
               style=CellStyle.MUTED),
        Column("name", _("Name"), lambda row: row.name, width=150, style=CellStyle.STRONG),
        Column("theirs", _("At the operator"), lambda row: _figure(row.theirs), width=130,
               right=True),
        Column("ours", _("In the ledger"), lambda row: _figure(row.ours), width=130, right=True),
        Column("difference", _("Difference"), lambda row: _signed(row.difference), width=120,
               right=True),
        Column("cause", _("Probable cause"), lambda row: cause_words(row, _), width=260),
    )  # fmt: skip


def _figure(points: int | None) -> str:
    return "–" if points is None else f"{points:,}"


def _signed(points: int) -> str:
    return f"{points:+,}" if points else "0"


class ReconcileView(QWidget):
    """A list's day, its classes, the rows with ticks; what is ticked can be settled.

    Signals:
        import_requested: There is no list yet: bring one in.
        customer_opened: A row was opened: whose points to look at.
    """

    import_requested = Signal()
    customer_opened = Signal(int)

    def __init__(self, service: ReconciliationService, jobs: Jobs) -> None:
        super().__init__()
        self._service, self._jobs = service, jobs
        self._latest = Latest(jobs, self)
        self._found: Reconciliation | None = None
        self._rows: dict[int, ReconciledRow] = {}
        self._folder = Path.home()
        self.notice, self.progress, self.strangers = Notice(), ProgressPanel(), Notice()
        self.day = Choice(_("Day of the list"), 150)
        self.filter = Segmented(_("Show"), _filters(None), kind="filter")
        self.save = button(_("Save as Excel"), icon="download", small=True)
        self.settle = button(_("Settle…"), kind="primary", small=True)
        self.model = PagedTableModel(reconciled_columns(), self._fetch, self, checkable=True)
        self.table = TableView(_("Reconciliation"), self.model)
        self.total = label("", "muted")
        none = _("The book has no balances of the operator yet. Import the operator's list: "
                 "customer number, points balance and, best, its day.")  # fmt: skip
        self.none = EmptyState(none, icon="file-up", action=_("Import the list"))
        self._card = Card(_("Reconciliation"), padded=False)
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Compare the chosen day anew, else the newest."""
        chosen, service = self.day.value(), self._service

        def work(progress: Progress) -> Compared:
            days = service.days()
            known = [day for day, _count in days if day.isoformat() == chosen]
            day = next(iter(known or [day for day, _count in days]), None)
            return days, service.compare(day, progress) if day else None

        job = self._latest.read(work, self._show)
        self.progress.follow(job, _("Comparing with the book …"))

    def forget(self) -> None:
        """Hold nothing of the comparison: the window is being closed."""
        self._found, self._rows = None, {}
        self.model.show_ids(())

    def chosen_rows(self) -> list[ReconciledRow]:
        """The ticked rows that differ."""
        rows = (self._rows[each] for each in self.model.checked_ids() if each in self._rows)
        return [row for row in rows if row.match is not Match.EQUAL]

    def export(self) -> QFileDialog | None:
        """Ask where to, then save the class that is shown."""
        found = self._found
        if found is None:
            return None
        name = _("Points {day}.xlsx").format(day=found.as_of)
        return ask_save(self, _("Save the comparison"), name, self.save_to, folder=self._folder)

    def save_to(self, path: Path) -> None:
        """Save the class that is shown; that is journalled."""
        found, wanted, t = self._found, self._wanted(), translator(language())
        if found is None:
            return
        self._folder = path.parent
        job = self._jobs.write(
            lambda progress: self._service.export(found, wanted, path, t, progress)
        )
        job.succeeded.connect(
            lambda _saved: self.notice.say(_("Saved: {path}").format(path=path), Tone.GREEN)
        )

    def _lay_out(self) -> None:
        for tool in (self.day, self.filter, self.save, self.settle):
            self._card.add_to_head(tool)
        self._card.body.addWidget(self.table)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.addWidget(self.total, 1)
        self._card.body.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        for part in (self.notice, self.progress, self.strangers, self.none):
            whole.addWidget(part)
        whole.addWidget(self._card, 1)
        self.none.hide()

    def _connect(self) -> None:
        self.table.opened.connect(self.customer_opened)
        self.day.chosen.connect(lambda _key: self.reload())
        self.filter.chosen.connect(lambda _key: self._apply())
        self.model.checks_changed.connect(self._show_total)
        self.save.clicked.connect(self.export)
        self.settle.clicked.connect(self._on_settle_clicked)
        for asks in (self.none, self.strangers):
            asks.acted.connect(self.import_requested)

    def _show(self, compared: Compared) -> None:
        days, found = compared
        self._found = found
        self._rows = {row.id: row for row in found.rows} if found else {}
        set_shown(self.none, found is None)
        set_shown(self._card, found is not None)
        self._show_strangers(found)
        if found is None:
            return
        self.day.set_options([(each.isoformat(), str(each)) for each, _n in days],
                             found.as_of.isoformat())  # fmt: skip
        value = self.filter.value()
        self.filter.set_options(_filters(found))
        self.filter.set_value(value or str(Match.DIFFERENT))
        self._apply()

    def _show_strangers(self, found: Reconciliation | None) -> None:
        """Say how many of the list can't be compared, since the book lacks them."""
        n = found.strangers if found else 0
        said = ngettext(
            "{n} customer of this list is not in the book and has {points} points there. Import "
            "the list once more and add them.",
            "{n} customers of this list are not in the book and have {points} points there. Import "
            "the list once more and add them.",
            n,
        )
        points = f"{found.strange_points:,}" if found else ""
        words = said.format(n=f"{n:,}", points=points) if n else ""
        self.strangers.say(words, Tone.AMBER, _("Import the list") if n else "")

    def _wanted(self) -> Match | None:
        key = self.filter.value()
        return None if key in (ALL, "") else Match(key)  # type: ignore[call-arg]

    def _apply(self) -> None:
        rows = self._found.of(self._wanted()) if self._found else []
        self.model.show_ids([row.id for row in rows])
        self.model.set_all_checked(False)
        self._show_total()

    def _show_total(self) -> None:
        """Sums of what is shown, and how many are ticked."""
        shown = [self._rows[each] for each in self.model.ids()]
        said = ngettext("{n} customer", "{n} customers", len(shown)).format(n=f"{len(shown):,}")
        sums = _("at the operator {theirs}, in the book {ours}, difference {difference}").format(
            theirs=f"{sum(row.theirs or 0 for row in shown):,}",
            ours=f"{sum(row.ours or 0 for row in shown):,}",
            difference=_signed(sum(row.difference for row in shown)),
        )
        self.total.setText(_("{name}: {value}").format(name=said, value=sums))
        count = len(self.chosen_rows())
        text = _("Settle {n}…").format(n=f"{count:,}") if count else _("Settle…")
        self.settle.setText(text)
        self.settle.setAccessibleName(text)
        self.settle.setEnabled(bool(count))

    def _fetch(self, ids: Sequence[int]) -> list[ReconciledRow]:
        return [self._rows[each] for each in ids if each in self._rows]

    def _on_settle_clicked(self) -> None:
        rows = self.chosen_rows()
        if self._found is None or not rows:
            return
        dialog = SettleDialog(self._service, self._jobs, self, self._found.as_of, rows)
        dialog.written.connect(self._on_settled)
        dialog.open()

    def _on_settled(self, settled: Settled) -> None:
        count = settled.count
        said = [ngettext("{n} difference settled.", "{n} differences settled.", count)]
        said[0] = said[0].format(n=f"{count:,}")
        if settled.open:
            left = ngettext("{n} stays open.", "{n} stay open.", len(settled.open))
            said.append(left.format(n=f"{len(settled.open):,}"))
            colon = _("{name}: {value}")
            said += (colon.format(name=each.name, value=each.reason.sentence(_))
                     for each in settled.open[:OPEN_SHOWN])  # fmt: skip
        self.notice.say(sentences(said), Tone.AMBER if settled.open else Tone.GREEN)
        self.reload()


def _filters(found: Reconciliation | None) -> list[tuple[str, str]]:
    counts = found.counts() if found else {}
    total = sum(counts.values())
    named = [(str(each), f"{_(each.label)} {counts.get(each, 0):,}") for each in Match]
    return [(ALL, f"{_('All')} {total:,}"), *named]
