"""Step 4: what was written, and how to take it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.words import ImportKind
from vipdesk.services.imports.rows import ImportResult, Preview
from vipdesk.services.imports.views import told_words
from vipdesk.texts import _, ngettext
from vipdesk.ui.data.preview_step import PROBLEMS_SHOWN
from vipdesk.ui.data.problem_list import ProblemList
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card, StatCard
from vipdesk.ui.kit.labels import label, set_shown
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.theme import Tone


def _says(cohort_id: int | None) -> str:
    if cohort_id is None:
        return _("Undo brings back every old value, as long as nothing of it was changed since.")
    said = _("It is frozen as snapshot {n}. A snapshot stays as it was frozen.")
    return said.format(n=cohort_id)


def _notes(preview: Preview, result: ImportResult) -> tuple[str, str, str, str]:
    """What stands under the figures; in how many places only where none of them was unticked."""
    counts = preview.counts
    bound = _("bound to you") if preview.examined.mapping.kind == str(ImportKind.CUSTOMERS) else ""
    places = ngettext("{n} place", "{n} places", counts.places).format(n=f"{counts.places:,}")
    mend = _("mend them in Excel and import again")
    return (
        bound if result.new else "",
        places if result.changed == counts.changed else "",
        mend if counts.problems else _("every row could be written"),
        _("seconds"),
    )


class ResultStep(QWidget):
    """Figures of the import, and what can be done next.

    Signals:
        undo_requested: Take the import back.
        problems_requested: Save the rows that were left out.
        again_requested: Import another file.
        customers_requested: Go to the list.
        indicators_requested: Go to what became of the snapshot that was frozen.
        reconcile_requested: Compare the balances of points that were written with the ledger.
    """

    undo_requested = Signal()
    problems_requested = Signal()
    again_requested = Signal()
    customers_requested = Signal()
    indicators_requested = Signal()
    reconcile_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        names = (_("New rows"), _("Changed rows"), _("Left out"), _("Time taken"))
        self.older = Notice()
        self.cards = [StatCard(name) for name in names]
        self.undo = button(_("Undo this import"), icon="undo-2")
        self.save_problems = button(_("Save the rows left out as Excel"), icon="download")
        self.again = button(_("Another file"))
        self.customers = button(_("Go to the customers"), kind="primary")
        self.indicators = button(_("Go to the indicators"), kind="primary")
        self.reconcile = button(_("Reconcile points"), icon="arrow-right-left")
        self.problems = ProblemList()
        self._left_out = Card(_("Rows left out"), padded=False)
        self._says = label(_says(None), "muted", wrap=True)
        self._lay_out()
        self.undo.clicked.connect(self.undo_requested)
        self.save_problems.clicked.connect(self.problems_requested)
        self.again.clicked.connect(self.again_requested)
        self.reconcile.clicked.connect(self.reconcile_requested)
        self.customers.clicked.connect(self.customers_requested)
        self.indicators.clicked.connect(self.indicators_requested)

    def show_result(self, preview: Preview, result: ImportResult) -> None:
        """Say what was written."""
        source = preview.examined.table.source.name
        self.notice.say(_("{file} is in the book.").format(file=source), Tone.GREEN)
        problems = preview.counts.problems
        self.older.say(told_words(preview), Tone.AMBER)
        figures = (
            (f"{result.new:,}", Tone.GREEN), (f"{result.changed:,}", Tone.AMBER),
            (f"{problems:,}", Tone.RED if problems else Tone.NEUTRAL),
            (f"{max(0.1, preview.seconds + result.seconds):,.1f}", Tone.NEUTRAL),
        )  # fmt: skip
        notes = _notes(preview, result)
        for card, (figure, tone), note in zip(self.cards, figures, notes, strict=True):
            card.set_figure(figure, note, tone if figure != "0" else Tone.NEUTRAL)
        self.save_problems.setVisible(bool(problems))
        self._show_left_out(preview)
        listed = preview.examined.mapping.kind == str(ImportKind.POINTS_BALANCES)
        self.reconcile.setVisible(listed)
        frozen = result.cohort_id is not None
        self.undo.setEnabled(result.entry_id is not None and not frozen)
        self._says.setText(_says(result.cohort_id))
        self._says.show()
        set_shown(self.customers, not frozen)
        set_shown(self.indicators, frozen)

    def show_undone(self) -> None:
        """Say that the book is as before."""
        self.notice.say(_("The import was undone; the book is as before."), Tone.AMBER)
        self.undo.setEnabled(False)
        self._says.hide()

    def forget(self) -> None:
        """Hold nothing of the import: the window is being closed."""
        self.problems.show_rows(())

    def _show_left_out(self, preview: Preview) -> None:
        """List what the file for Excel holds, the first of them if there are very many."""
        count, shown = preview.counts.problems, preview.problems[:PROBLEMS_SHOWN]
        note = ngettext("{n} row", "{n} rows", count).format(n=f"{count:,}")
        if len(preview.problems) > len(shown):
            note = _("{rows}, the first {n} here").format(rows=note, n=f"{PROBLEMS_SHOWN:,}")
        self._left_out.set_title(_("Rows left out"), note)
        self.problems.show_rows(shown)
        self._left_out.setVisible(bool(count))
        self._rest.setVisible(not count)

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(14)
        for card in self.cards:
            figures.addWidget(card, 1)
        next_card = Card(_("Next"))
        next_card.body.addWidget(self._says)
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.undo, self.save_problems, self.again, self.reconcile):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.customers)
        row.addWidget(self.indicators)
        next_card.body.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addWidget(self.notice)
        whole.addWidget(self.older)
        whole.addLayout(figures)
        whole.addWidget(next_card)
        self._left_out.body.addWidget(self.problems)
        whole.addWidget(self._left_out, 1)
        self._rest = QWidget()
        whole.addWidget(self._rest, 1)
