"""The task in front: who, what to say, what came of it."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import Outcome
from vipdesk.services.case_detail import CaseDetail
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import PushButton, button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.labels import label, set_shown
from vipdesk.ui.kit.markdown_text import MarkdownText
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.retention import words
from vipdesk.ui.retention.facts import CASES, Facts

TICKED = tuple(kind for kind in TaskKind if kind not in (TaskKind.END, TaskKind.BY_HAND))

RESULT_WIDTH = 212  # pixels


class TaskDetail(Card):
    """Three columns under the list.

    Signals:
        outcome_requested: Which outcome is to be recorded.
        requested: "log", "visit", "snooze", "done" or "cost".
        customer_opened: The customer's whole page is asked for.
        cost_removed: The id of a cost that was a mistake.
        knowledge_requested: Something is to be looked up.
    """

    outcome_requested = Signal(str)
    requested = Signal(str)
    customer_opened = Signal()
    cost_removed = Signal(int)
    knowledge_requested = Signal()

    def __init__(self) -> None:
        super().__init__(padded=False)
        self.setAccessibleName(_("Task"))
        self.detail: CaseDetail | None = None
        self.facts = Facts()
        self.script = MarkdownText(_("Script"))
        self._script_head = label("", "strong")
        self.look_up = button(_("Knowledge"), icon="lightbulb", kind="link", small=True)
        self._result_head = label(_("Outcome"), "strong")
        self._closed = label("", "muted", wrap=True)
        self.outcomes = {each: self._outcome_button(each) for each in Outcome}
        self.buttons = self._make_buttons()
        self._stack = QStackedWidget()
        self._stack.setProperty("kind", "inside")
        self._nothing = EmptyState(_("Choose a task to see what to say and do."), icon="list")
        self._lay_out()
        self.look_up.clicked.connect(self.knowledge_requested)
        self.facts.customer_opened.connect(self.customer_opened)
        self.facts.cost_removed.connect(self.cost_removed)
        self.facts.cost_requested.connect(lambda: self.requested.emit("cost"))
        self.show_nothing()

    def show_detail(self, detail: CaseDetail) -> None:
        """Show a task."""
        self.detail, row = detail, detail.row
        self.facts.show_detail(detail)
        self._script_head.setText(f"{_('Script')} · {_(detail.script.reason.label)}")
        self.script.show_text(detail.script.as_markdown(_))
        is_case = row.kind in CASES
        for made in self.outcomes.values():
            set_shown(made, is_case and row.open)
        self._closed.setText("" if row.open else words.closed_words(row))
        set_shown(self._result_head, is_case or not row.open)
        set_shown(self._closed, not row.open)
        for key, made in self.buttons.items():
            set_shown(made, self._offers(key))
        self._stack.setCurrentIndex(1)

    def show_nothing(self) -> None:
        """Show that no task is chosen."""
        self.detail = None
        self._stack.setCurrentIndex(0)

    def enter(self) -> None:
        """Take the keyboard, on the first thing that can be done."""
        shown = [each for each in self.outcomes.values() if not each.isHidden()]
        (shown[0] if shown else self.buttons["log"]).setFocus()

    def _offers(self, key: str) -> bool:
        if self.detail is None or key in ("log", "visit"):
            return True
        row = self.detail.row
        if key == "done":
            return row.open and row.kind in TICKED
        return row.open

    def _outcome_button(self, outcome: Outcome) -> PushButton:
        made = button(_(outcome.label), kind="option")
        made.clicked.connect(lambda: self.outcome_requested.emit(str(outcome)))
        return made

    def _make_buttons(self) -> dict[str, PushButton]:
        made = {
            "log": button(_("Log a touchpoint"), icon="phone", kind="primary"),
            "visit": button(_("Plan visit"), icon="map-pin"),
            "snooze": button(_("Put off…"), icon="clock"),
            "done": button(_("Mark as done"), icon="check"),
        }
        for key, each in made.items():
            each.clicked.connect(lambda _on, key=key: self.requested.emit(key))
        return made

    def _lay_out(self) -> None:
        task = QWidget()
        columns = QHBoxLayout(task)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self.facts, 30)
        columns.addWidget(_rule())
        columns.addWidget(self._script_column(), 42)
        columns.addWidget(_rule())
        columns.addWidget(scrolled(self._result_column()), 28)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(task)
        self.body.addWidget(self._stack)

    def _script_column(self) -> QWidget:
        column = QWidget()
        whole = QVBoxLayout(column)
        whole.setContentsMargins(16, 12, 8, 8)
        whole.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self._script_head, 1)
        head.addWidget(self.look_up)
        whole.addLayout(head)
        whole.addWidget(self.script, 1)
        return column

    def _result_column(self) -> QWidget:
        column = QWidget()
        column.setMinimumWidth(RESULT_WIDTH)
        whole = QVBoxLayout(column)
        whole.setContentsMargins(16, 10, 16, 8)
        whole.setSpacing(6)
        whole.addWidget(self._result_head)
        whole.addWidget(self._closed)
        whole.addLayout(_flow(self.outcomes.values()), 0)
        whole.addStretch(1)
        whole.addLayout(_flow(self.buttons.values()), 0)
        return column


def _flow(parts: Iterable[PushButton]) -> FlowLayout:
    flow = FlowLayout(gap=6)
    for part in parts:
        flow.addWidget(part)
    return flow


def _rule() -> QFrame:
    made = QFrame()
    made.setProperty("kind", "upright")
    made.setFixedWidth(1)
    return made
