"""Whom the rules warn now, and whom they would warn as edited, before anything is saved."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel
from typing_extensions import override

from vipdesk.domain.reach import Reach
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.task_query import Risk
from vipdesk.domain.warnings import Rule
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.card import Card, rule
from vipdesk.ui.kit.labels import dress_label, label
from vipdesk.ui.theme import Tone

TryRules = Callable[[RetentionRules], Reach]
PAUSE = 400  # milliseconds after the last key


class ReachCard(Card):
    """Counts by a job a moment after the last edit; what differs stands out."""

    def __init__(self, try_rules: TryRules, jobs: Jobs) -> None:
        super().__init__(_("Customers whom this reaches today"))
        self._try, self._latest = try_rules, Latest(jobs, self)
        self._in_force = self._edited = RetentionRules()
        self._now: Reach | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._count)
        self._state = label("", "note", wrap=True)
        self.cells: dict[str, tuple[QLabel, QLabel]] = {}
        self._lay_out()

    def show_rules(self, in_force: RetentionRules, edited: RetentionRules) -> None:
        """Count anew where anything differs from what was counted."""
        if in_force != self._in_force:
            self._now = None
        self._in_force, self._edited = in_force, edited
        self._ask()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._now = None  # the book may have changed
        self._ask()

    def _ask(self) -> None:
        if self.isVisible():
            self._state.setText(_("Counting…"))
            self._timer.start()

    def _count(self) -> None:
        in_force, edited, now = self._in_force, self._edited, self._now
        self._latest.read(lambda _progress: self._counted(in_force, edited, now), self._show)

    def _counted(
        self, in_force: RetentionRules, edited: RetentionRules, now: Reach | None
    ) -> tuple[Reach, Reach]:
        known = now or self._try(in_force)
        return known, known if edited == in_force else self._try(edited)

    def _show(self, found: tuple[Reach, Reach]) -> None:
        self._now, tried = found
        for key, (before, after) in self.cells.items():
            old, new = _number(self._now, key), _number(tried, key)
            before.setText(f"{old:,}")
            after.setText(f"{new:,}")
            dress_label(after, "strong", Tone.ACCENT if old != new else None)
        self._state.setText(_("Each customer counts once for a rule, however many lines it holds."))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight
        for place, head in enumerate((_("In force"), _("As edited")), 1):
            grid.addWidget(label(head, "note"), 0, place, right)
        for word in Rule:
            self._add_row(grid, f"rule:{word}", _(word.label))
        grid.addWidget(rule(), grid.rowCount(), 0, 1, 3)
        for risk in Risk:
            self._add_row(grid, f"risk:{risk}", _(risk.label))
        self.body.addLayout(grid)
        self.body.addWidget(self._state)
        self.body.addStretch(1)

    def _add_row(self, grid: QGridLayout, key: str, name: str) -> None:
        row = grid.rowCount()
        before, after = label("–", "muted"), label("–", "strong")
        grid.addWidget(label(name), row, 0)
        for place, cell in enumerate((before, after), 1):
            grid.addWidget(cell, row, place, Qt.AlignmentFlag.AlignRight)
        self.cells[key] = (before, after)


def _number(reach: Reach, key: str) -> int:
    kind, _colon, word = key.partition(":")
    if kind == "rule":
        return reach.warned[Rule(word)]  # type: ignore[call-arg]
    return reach.risks[Risk(word)]  # type: ignore[call-arg]
