"""A list of a cohort's members as a workbook: masked, and journalled like every other export."""

from collections.abc import Sequence
from pathlib import Path

from vipdesk.domain.changes import Area, Saved
from vipdesk.progress import PartProgress, Progress
from vipdesk.reports import sheets
from vipdesk.reports.files import write_whole
from vipdesk.reports.sheets import Cell, Kind, Sheet, SheetColumn
from vipdesk.services.indicators.outcome_figures import Subject
from vipdesk.services.indicators.outcome_words import state_word
from vipdesk.services.indicators.outcomes import OutcomeRow, OutcomeService
from vipdesk.store.book import Store
from vipdesk.store.journal import mark_seen
from vipdesk.texts import _

ROWS_AT_ONCE = 500


class OutcomeSheetService:
    """Hands out lists; every file that leaves the desk stands in the journal."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(
        self, subjects: Sequence[Subject], name: str, path: Path, progress: Progress
    ) -> Saved[int]:
        """Write a list under a name.

        Returns:
            How many are in it.

        Raises:
            ReportNotWrittenError, CancelledError: No file was written, nothing is journalled.
        """
        columns = _columns()
        rows: list[list[Cell]] = []
        for first in range(0, len(subjects), ROWS_AT_ONCE):
            progress.step(first, 2 * len(subjects))
            part = subjects[first : first + ROWS_AT_ONCE]
            rows += map(_cells, OutcomeService(self._store).rows(part))
        sheet = Sheet(name, columns, rows, f"{name} · {_('numbers masked')}")
        content = sheets.xlsx(sheet, PartProgress(progress, 0.5, 1))
        with self._store.action(
            "export",
            keep_empty=True,
            kind="cohort.xlsx",
            rows=len(rows),
            columns=[column.head for column in columns],
        ) as session:
            mark_seen(session, sorted({each.customer_id for each in subjects}))
            write_whole(path, content)
        return Saved(len(rows), frozenset({Area.JOURNAL}))


def _columns() -> list[SheetColumn]:
    return [
        *map(SheetColumn, (_("Customer number"), _("Customer"), _("Tier"), _("Line"), _("Plan"))),
        SheetColumn(_("What became of them")),
        SheetColumn(_("Fee"), Kind.FEN),
        SheetColumn(_("Base fee"), Kind.FEN),
    ]


def _cells(row: OutcomeRow) -> list[Cell]:
    member, subject = row.member, row.subject
    tier = _(member.tier.label) if member.tier else ""
    return [
        *(member.number, member.name or _("no longer in the book"), tier, member.line),
        *(member.plan, state_word(subject), subject.fee_fen, subject.base_fee_fen),
    ]
