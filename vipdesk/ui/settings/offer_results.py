"""What came of each offer: made, taken, and how the talks ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from vipdesk.domain.words import Outcome
from vipdesk.services.offer_results import OfferResult
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView

Results = Callable[[], list[OfferResult]]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One offer and its place in the list."""

    id: int
    result: OfferResult


Count = Callable[[ResultRow], int]


class OfferResultsDialog(Dialog):
    """A table to look at; it is read by a job."""

    def __init__(self, results: Results, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(_("Results by offer"), parent, primary=_("Close"))
        self.cancel_button.hide()
        self.setMinimumSize(1180, 420)
        self._results: list[OfferResult] = []
        self.model = PagedTableModel(columns(), self._fetch, self)
        self.table = TableView(_("Results by offer"), self.model, many=False)
        self._card = Card(padded=False)
        self._card.body.addWidget(self.table)
        self._empty = EmptyState(
            _("No offer was made yet. Those of finished visits and of cases are counted here."),
            icon="package",
        )
        counted = _("Counted are visits that were held and the outcomes of cases.")
        for part in (label(counted, "note", wrap=True), self._card, self._empty):
            self.body.addWidget(part)
        self._show([])
        job = jobs.read(lambda _progress: results())
        job.succeeded.connect(self._show)

    def _show(self, results: list[OfferResult]) -> None:
        self._results = results
        self.model.show_ids(range(len(results)))
        self._card.setVisible(bool(results))
        self._empty.setVisible(not results)

    def _fetch(self, ids: Sequence[int]) -> list[ResultRow]:
        return [ResultRow(number, self._results[number]) for number in ids]


def columns() -> tuple[Column[ResultRow], ...]:
    """The offer, then figures."""
    return (
        Column("name", _("Offer"), lambda row: row.result.name, width=200, style=CellStyle.STRONG),
        _figures("made", _("Proposed"), lambda row: row.result.made),
        _figures("taken", _("Taken"), lambda row: row.result.taken),
        *(_outcome(outcome) for outcome in Outcome),
    )


def _outcome(outcome: Outcome) -> Column[ResultRow]:
    def count(row: ResultRow) -> int:
        return row.result.outcomes.get(outcome, 0)

    width = 160 if outcome is Outcome.UPGRADED else 100
    return _figures(outcome, _(outcome.label), count, width)


def _figures(key: str, title: str, count: Count, width: int = 84) -> Column[ResultRow]:
    return Column(key, title, lambda row: f"{count(row):,}", width=width, right=True)
