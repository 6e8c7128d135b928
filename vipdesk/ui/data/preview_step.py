"""Step 3: what would change, what is left out, and what is not to be written after all."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.services.imports import views
from vipdesk.services.imports.rows import ChangeKind, Difference, Preview
from vipdesk.services.imports.views import general_words, told_words
from vipdesk.texts import _, ngettext, sentences
from vipdesk.ui.data.cohort_questions import CohortQuestions
from vipdesk.ui.data.later_dates import LaterDates
from vipdesk.ui.data.points_questions import PointsQuestions
from vipdesk.ui.data.problem_list import ProblemList
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card, StatCard
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.theme import Tone

ALL = "all"
PROBLEMS_SHOWN = 1_000
"""Problems listed on the page; the file for Excel holds all."""
TONES = {
    ChangeKind.NEW: Tone.GREEN,
    ChangeKind.CHANGED: Tone.AMBER,
    ChangeKind.STOPPED: Tone.RED,
}


def difference_columns(kind: str) -> tuple[Column[Difference], ...]:
    """What the table of differences shows: old at the left, new at the right."""
    named = {"lines": _("Line number"), "bills": _("Line number"), "cohort": _("Number")}
    number = named.get(kind, _("Customer number"))
    dated, values = (180, 100) if kind not in ("customers", "lines", "bills") else (116, 120)
    if kind.startswith("points"):
        dated, values = 206, 90
    return (
        Column("change", _("Change"), lambda row: _(row.kind.label), width=118,
               style=CellStyle.CHIP, tone=lambda row: TONES[row.kind]),
        Column("number", number, lambda row: row.number, width=128,
               style=CellStyle.MUTED),
        Column("name", _("Name"), lambda row: row.name, width=96, style=CellStyle.STRONG),
        Column("field", _("Field"), lambda row: views.key_title(row.key, _), width=dated),
        Column("old", _("In the book"), _old_text, width=values, style=CellStyle.STRUCK),
        Column("new", _("In the file"), lambda row: views.value_text(row.key, row.new, _),
               width=values),
    )  # fmt: skip


def _old_text(row: Difference) -> str:
    text = views.value_text(row.key, row.old, _)
    return text or (_("(empty)") if row.key else "")


def _card_names(kind: str) -> tuple[str, ...]:
    first = {
        "customers": _("New customers"),
        "lines": _("New lines"),
        "bills": _("New months"),
        "payments": _("New payments or balances"),
        "complaints": _("New complaints"),
        "points-balances": _("New balances"),
        "cohort": _("To be frozen"),
    }.get(kind, _("New movements"))
    return first, _("With changes"), _("Unchanged"), _("Problems")


def _foot_words(kind: str) -> str:
    if kind == "cohort":
        return _("What is frozen can't be changed or taken back; rows left out stay out of it.")
    return _("The whole import is one step and can be undone, changed values included.")


class PreviewStep(QWidget):
    """Four figures, the differences with ticks, the problems.

    Signals:
        back_requested: Back to the columns.
        commit_requested: Write; see `skipped`.
        problems_requested: Save the rows that are left out.
        missing_requested: Show the customers that the file no longer holds.
        points_chosen: `PointsChoices`: compare anew with these.
        cohort_chosen: `CohortChoices`: compare anew with these.
        strangers_requested: Add the customers of a file of points that the book does not have.
    """

    back_requested = Signal()
    commit_requested = Signal()
    problems_requested = Signal()
    missing_requested = Signal()
    points_chosen = Signal(object)
    cohort_chosen = Signal(object)
    strangers_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Difference] = ()
        self._preview: Preview | None = None
        self._skipped: set[int] = set()
        self._shown: list[int] = []
        self.cards: list[StatCard] = []
        self.model = PagedTableModel(
            difference_columns("customers"), self._fetch, self, checkable=True
        )
        self.table = TableView(_("Differences"), self.model)
        self.filter = Segmented(_("Show"), self._filters(), kind="filter")
        self.none = EmptyState(_("The book already says what the file says."), icon="circle-check")
        self.problems = ProblemList()
        self.no_problems = EmptyState(_("Every row can be written."), icon="circle-check")
        self.save_problems = button(_("Save as Excel"), icon="download", small=True)
        self.missing = Notice()
        self.older = Notice()
        self.later = LaterDates()
        self.points = PointsQuestions()
        self.cohort = CohortQuestions()
        self._foot = label(_foot_words("customers"), "muted")
        self.back = button(_("Back to the columns"))
        self.go = button("", kind="primary")
        self._difference_card = Card(_("Differences"), padded=False)
        self._problem_card = Card(_("Problem rows"), padded=False)
        self._lay_out()
        self._connect()

    def show_preview(self, preview: Preview) -> None:
        """Show a comparison, all of it ticked."""
        self._preview, self._rows, self._skipped = preview, preview.differences, set()
        counts = preview.counts
        self._make_cards(preview.examined.mapping.kind)
        figures = (counts.new, counts.changed, counts.unchanged, counts.problems)
        places = ngettext("{n} place", "{n} places", counts.places)
        notes = (
            _("bound to you when written"), places.format(n=f"{counts.places:,}"), _("skipped"),
            _("not written; mend them in Excel and import again") if counts.problems else "",
        )  # fmt: skip
        tones = (Tone.GREEN, Tone.AMBER, Tone.NEUTRAL, Tone.RED)
        if preview.examined.mapping.kind != "customers":
            notes = ("", *notes[1:])
        for card, figure, note, tone in zip(self.cards, figures, notes, tones, strict=True):
            card.set_figure(f"{figure:,}", note, tone if figure else Tone.NEUTRAL)
        self.model.set_columns(difference_columns(preview.examined.mapping.kind))
        self.table.restore_columns(())
        self.filter.set_options(self._filters())
        self.filter.set_value(ALL)
        self._apply_filter(ALL)
        self._show_problems(preview)
        self._show_missing(preview)
        told = (general_words(preview.examined, _), told_words(preview))
        self.older.say(sentences(filter(None, told)), Tone.AMBER)
        self.later.show_preview(preview)
        self.points.show_preview(preview)
        self.cohort.show_preview(preview)
        self._foot.setText(_foot_words(preview.examined.mapping.kind))
        self._show_total()

    def forget(self) -> None:
        """Hold nothing of the comparison: the window is being closed."""
        self._preview, self._rows = None, ()
        self.model.show_ids(())
        self.problems.show_rows(())

    def skipped(self) -> frozenset[int]:
        """Ids of the differences that are not to be written."""
        return frozenset(self._skipped)

    def _make_cards(self, kind: str) -> None:
        """Four figures, named by what a row of this kind is."""
        for card in self.cards:
            self._cards_row.removeWidget(card)
            card.deleteLater()
        self.cards = [StatCard(name) for name in _card_names(kind)]
        for card in self.cards:
            self._cards_row.addWidget(card, 1)

    def _filters(self) -> list[tuple[str, str]]:
        return [(ALL, _("All")), *((kind.value, _(kind.label)) for kind in ChangeKind)]

    def _lay_out(self) -> None:
        self._cards_row = QHBoxLayout()
        self._cards_row.setSpacing(14)
        self._difference_card.add_to_head(self.filter)
        self._difference_card.body.addWidget(self.table)
        self._difference_card.body.addWidget(self.none)
        self._problem_card.add_to_head(self.save_problems)
        self._problem_card.body.addWidget(self.problems)
        self._problem_card.body.addWidget(self.no_problems)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self._difference_card, 11)
        middle.addWidget(self._problem_card, 6)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._foot, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addLayout(self._cards_row)
        whole.addWidget(self.missing)
        whole.addWidget(self.older)
        whole.addWidget(self.later)
        whole.addWidget(self.points)
        whole.addWidget(self.cohort)
        whole.addLayout(middle, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        self.filter.chosen.connect(self._apply_filter)
        self.later.chosen.connect(self._show_total)
        self.points.chosen.connect(self.points_chosen)
        self.cohort.chosen.connect(self.cohort_chosen)
        self.points.strangers_requested.connect(self.strangers_requested)
        self.model.checks_changed.connect(self._on_checks_changed)
        self.save_problems.clicked.connect(self.problems_requested)
        self.missing.acted.connect(self.missing_requested)
        self.back.clicked.connect(self.back_requested)
        self.go.clicked.connect(self.commit_requested)

    def _fetch(self, ids: Sequence[int]) -> list[Difference]:
        return [self._rows[each] for each in ids]

    def _apply_filter(self, key: str) -> None:
        if key in (ALL, ""):
            self._shown = list(range(len(self._rows)))
        else:
            kind = ChangeKind(key)
            self._shown = [row.id for row in self._rows if row.kind is kind]
        self.model.show_ids(self._shown)
        unticked = [each for each in self._shown if each in self._skipped]
        if unticked:
            self.model.toggle_checks(unticked)
        self.table.setVisible(bool(self._shown))
        self.none.setVisible(not self._shown)
        none = _("No difference of this kind.")
        same = _("The book already says what the file says.")
        self.none.set_sentence(none if self._rows else same)

    def _on_checks_changed(self) -> None:
        self._skipped.difference_update(self._shown)
        self._skipped.update(set(self._shown).difference(self.model.checked_ids()))
        self._show_total()

    def _show_problems(self, preview: Preview) -> None:
        self.problems.show_rows(preview.problems[:PROBLEMS_SHOWN])
        self.problems.setVisible(bool(preview.problems))
        self.no_problems.setVisible(not preview.problems)
        self.save_problems.setVisible(bool(preview.problems))
        rows = ngettext("{n} row", "{n} rows", preview.counts.problems)
        note = rows.format(n=f"{preview.counts.problems:,}") if preview.problems else ""
        if len(preview.problems) > PROBLEMS_SHOWN:
            note = _("{rows}, the first {n} here").format(rows=note, n=f"{PROBLEMS_SHOWN:,}")
        self._problem_card.set_title(_("Problem rows"), note)
        hint = _("untick what is not to be written")
        self._difference_card.set_title(_("Differences"), hint if self._rows else "")

    def _show_missing(self, preview: Preview) -> None:
        count = preview.missing_count
        said = ngettext(
            "{n} customer of the book is not in this file. Nobody is deleted.",
            "{n} customers of the book are not in this file. Nobody is deleted.",
            count,
        )
        text = said.format(n=f"{count:,}") if count else ""
        self.missing.say(text, Tone.AMBER, _("Show them") if count else "")

    def _show_total(self) -> None:
        """Say on the button how many rows would be written."""
        rows = {row.row for row in self._rows if row.id not in self._skipped}
        kind = self._preview.examined.mapping.kind if self._preview else "customers"
        text = {
            "customers": ngettext("Write {n} customer", "Write {n} customers", len(rows)),
            "lines": ngettext("Write {n} line", "Write {n} lines", len(rows)),
            "bills": ngettext("Write {n} month", "Write {n} months", len(rows)),
            "complaints": ngettext("Write {n} complaint", "Write {n} complaints", len(rows)),
            "cohort": ngettext("Freeze {n} row", "Freeze {n} rows", len(rows)),
        }.get(kind, ngettext("Write {n} row", "Write {n} rows", len(rows)))
        text = text.format(n=f"{len(rows):,}")
        self.go.setText(text)
        self.go.setAccessibleName(text)
        asked = (self.later, self.points, self.cohort)
        self.go.setEnabled(bool(rows) and not any(each.is_open() for each in asked))
