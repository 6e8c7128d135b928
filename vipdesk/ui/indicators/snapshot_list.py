"""All snapshots, one of which is shown and some of which are compared."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from vipdesk.services.cohorts import CohortRow, CohortService, Proof
from vipdesk.texts import _
from vipdesk.ui.indicators.snapshot_columns import snapshot_columns
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import NO_ROW, TableView

HEIGHT = 226
TICKED = 4  # that are set side by side at first, the newest


class SnapshotList(Card):
    """Newest day first; a tick sets one side by side with others.

    Signals:
        chosen: Another one is shown, or the list was read anew; see `current`.
        ticked: Others are to be compared; see `ticked_ids`.
        told: What was found, in words.
    """

    chosen = Signal()
    ticked = Signal()
    told = Signal(str)

    def __init__(self, cohorts: CohortService, jobs: Jobs) -> None:
        super().__init__(_("Snapshots"), _("ticked ones stand side by side"), padded=False)
        self._service, self._jobs = cohorts, jobs
        self._read = Latest(jobs, self)
        self._rows: dict[int, CohortRow] = {}
        self.model = PagedTableModel(
            snapshot_columns(), lambda ids: [self._rows[each] for each in ids], self, checkable=True
        )
        self.table = TableView(_("Snapshots"), self.model, many=False)
        self.none = EmptyState(_("No snapshot was frozen yet."), icon="camera")
        self.verify = button(_("Prove the snapshots"), icon="shield", small=True)
        self.setFixedHeight(HEIGHT)
        self.add_to_head(self.verify)
        for part in (self.table, self.none):
            self.body.addWidget(part)
        self.setFocusProxy(self.table)
        self.table.current_changed.connect(lambda _id: self.chosen.emit())
        self.model.checks_changed.connect(self.ticked)
        self.verify.clicked.connect(self._on_verify)

    def reload(self) -> None:
        """Read the list anew."""
        service = self._service
        self._read.read(lambda _progress: service.list(), self._show)

    def current(self) -> CohortRow | None:
        """The one that the keyboard is on."""
        chosen = self.table.current_id()
        return self._rows.get(chosen) if chosen != NO_ROW else None

    def ticked_ids(self) -> list[int]:
        """Those that are to be compared."""
        return self.model.checked_ids()

    def go_to(self, cohort_id: int) -> None:
        """Show another one."""
        if self.table.current_id() == cohort_id:
            self.chosen.emit()
        else:
            self.table.go_to(cohort_id)

    def _show(self, rows: Sequence[CohortRow]) -> None:
        chosen, known = self.table.current_id(), set(self._rows)
        ticked = set(self.model.checked_ids())
        self._rows = {row.id: row for row in rows}
        ids = list(self._rows)
        taken = {each for each in ids if each in ticked or each not in known}
        off = [each for each in ids if each not in (taken if known else ids[:TICKED])]
        self.model.show_ids(ids)
        self.model.toggle_checks(off)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self.verify.setEnabled(bool(rows))
        if ids and not self.table.go_to(chosen):
            self.table.go_to(ids[0])
        self.chosen.emit()

    def _on_verify(self) -> None:
        service = self._service
        job = self._jobs.read(
            lambda _progress: [service.verify(each.id) for each in service.list()]
        )
        job.succeeded.connect(lambda proofs: self.told.emit(_proved(proofs)))


def _proved(proofs: list[Proof]) -> str:
    bad = [proof.cohort.name for proof in proofs if not proof.holds]
    if bad:
        names = _(", ").join(bad)
        return _("Not as they were frozen: {names}").format(names=names)
    return _("All {n} snapshots are as they were frozen.").format(n=len(proofs))
