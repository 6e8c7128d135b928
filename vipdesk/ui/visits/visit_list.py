"""All visits as a list: which, in what order."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.services.visit_lists import VisitListService, VisitRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import CellStyle, Column, tier_column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.selection_bar import SelectionBar
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.visit_entry import TONES


def columns() -> tuple[Column[VisitRow], ...]:
    """The columns in the language of the desk."""
    return (
        Column("time", _("Time"), lambda row: f"{row.starts:%Y-%m-%d %H:%M}", "time", 148),
        tier_column(),
        Column(
            "customer",
            _("Customer"),
            lambda row: row.customer,
            "customer",
            206,
            style=CellStyle.STRONG,
        ),
        Column(
            "status",
            _("Status"),
            lambda row: _(row.status.label),
            "status",
            104,
            style=CellStyle.CHIP,
            tone=lambda row: TONES[row.status],
        ),
        Column("place", _("Place"), lambda row: row.place, width=180),
        Column("purpose", _("Purpose"), lambda row: row.purpose, width=160),
        Column(
            "moved",
            _("Moved"),
            lambda row: str(row.moved_count) if row.moved_count else "",
            width=72,
            right=True,
        ),
        Column(
            "number",
            _("Visit number"),
            lambda row: row.number,
            "number",
            152,
            style=CellStyle.MUTED,
        ),
    )


class VisitTable(TableView):
    """The table, with the keys of the calendar.

    Signals:
        move_requested: The id of the visit that the keyboard is on: M.
        plan_requested: N.
    """

    move_requested = Signal(int)
    plan_requested = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() == Qt.Key.Key_N:
            self.plan_requested.emit()
        elif plain and event.key() == Qt.Key.Key_M and self.current_id() >= 0:
            self.move_requested.emit(self.current_id())
        else:
            super().keyPressEvent(event)


class VisitList(Card):
    """The list with its choice of which visits.

    Signals:
        visit_opened: The id of a visit.
        plan_requested: From the empty list, or N.
        summaries_requested: The ids of the chosen visits.
    """

    visit_opened = Signal(int)
    plan_requested = Signal()
    summaries_requested = Signal(list)

    def __init__(self, lists: VisitListService, jobs: Jobs) -> None:
        super().__init__(padded=False)
        self._lists = lists
        self._latest = Latest(jobs, self)
        self._kinds = Segmented(
            _("Which visits"),
            [
                ("open", _("Still to hold")),
                ("done", _("Held")),
                ("closed", _("Not held")),
                ("all", _("All")),
            ],
            kind="filter",
        )
        self._kinds.set_value("open")
        self._count = label("", "muted")
        self._model = PagedTableModel(columns(), lists.rows, self)
        self._model.set_sort("time", False)
        self.table = VisitTable(_("Visits"), self._model)
        self.bar = SelectionBar([("summaries", _("Summaries as PDF…"), "file-text")])
        self._empty = EmptyState(
            _("No visits here yet. Plan the first one."),
            icon="calendar-plus",
            action=_("Plan visit"),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._lay_out()
        self._kinds.chosen.connect(self.set_kind)
        self.table.sort_requested.connect(self.reload)
        self.table.opened.connect(self.visit_opened)
        self.table.plan_requested.connect(self.plan_requested)
        self._empty.acted.connect(self.plan_requested)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.bar.requested.connect(
            lambda _key: self.summaries_requested.emit(self.table.selected_ids())
        )

    def reload(self) -> None:
        """Read which visits there are; their rows follow as they are shown."""
        lists, kind = self._lists, self._kinds.value()
        sort, descending = self._model.sort_state()
        self._latest.read(
            lambda _progress: lists.ids(kind, sort or "time", descending=descending),
            self._on_read,
        )

    def row(self, visit_id: int) -> VisitRow | None:
        """The row of a visit in the list."""
        place = self._model.row_of(visit_id)
        return self._model.row_at(place) if place >= 0 else None

    def set_kind(self, kind: str) -> None:
        """Show open, done, closed or all; what lies behind begins with the newest."""
        self._kinds.set_value(kind)
        self._model.set_sort("time", kind != "open")
        self.reload()

    def _lay_out(self) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 8, 14, 8)
        row.addWidget(self._kinds)
        row.addStretch(1)
        row.addWidget(self._count)
        whole = QVBoxLayout()
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.bar)
        self.body.addLayout(whole)

    def _on_selection_changed(self) -> None:
        self.bar.set_count(len(self.table.selected_ids()))

    def _on_read(self, ids: list[int]) -> None:
        self._model.show_ids(ids)
        self._count.setText(ngettext("{n} visit", "{n} visits", len(ids)).format(n=len(ids)))
        self._stack.setCurrentWidget(self.table if ids else self._empty)
