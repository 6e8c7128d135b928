"""What every part of the rewards window has: a list, its buttons, an empty state, one read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Generic

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.changes import Saved
from vipdesk.services.rewards_desk import RewardsDesk
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Job, Jobs, Latest, Work
from vipdesk.ui.kit.columns import Column, R
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label, set_shown
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.theme import Tone


class Part(QWidget, Generic[R]):
    """Fill `buttons`, override `read` and `follow_current`, then call `show_rows` with nothing.

    Signals:
        undo_requested: Take back what was just done.
    """

    undo_requested = Signal()

    def __init__(
        self,
        desk: RewardsDesk,
        jobs: Jobs,
        name: str,
        columns: Sequence[Column[R]],
        empty: EmptyState,
        *,
        many: bool = False,
    ) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        self._rows: dict[int, R] = {}
        self._latest = Latest(jobs, self)
        self.model = PagedTableModel(columns, self._fetch, self)
        self.table = TableView(name, self.model, many=many)
        self.empty = empty
        self.notice = Notice()
        self.note = label("", "note", wrap=True)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.lists = QHBoxLayout()
        self.lists.setSpacing(12)
        self.lists.addWidget(self.table, 1)
        self.lists.addWidget(self.empty, 1)
        self._lay_out()
        self.notice.acted.connect(self._on_undo)
        self.table.current_changed.connect(lambda _id: self.follow_current())
        self.table.selection_changed.connect(self.follow_current)

    def read(self) -> Sequence[R]:
        """Read the rows, off the GUI thread."""
        raise NotImplementedError

    def follow_current(self) -> None:
        """Let the buttons be pressed that can do something."""

    def reload(self) -> None:
        """Read the rows again."""
        self._latest.read(lambda _progress: self.read(), self.show_rows)

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these rows; the one the keyboard is on stays."""
        here = self.table.current_id()
        self._rows = {row.id: row for row in rows}
        self.model.show_ids(list(self._rows))
        if rows and not self.table.go_to(here):
            self.table.go_to(rows[0].id)
        set_shown(self.table, bool(rows))
        set_shown(self.empty, not rows)
        self.follow_current()

    def rows(self) -> list[R]:
        """All rows in view order."""
        return list(self._rows.values())

    def current(self) -> R | None:
        """The row the keyboard is on."""
        return self._rows.get(self.table.current_id())

    def write(self, work: Work[Saved[Any]], said: str, *, undo: bool = True) -> Job:
        """Run a write; its refusal stands above the list."""
        self.notice.say("")
        job = self.jobs.write(work, quiet=True)
        job.succeeded.connect(lambda _saved: self.tell(said, undo=undo))
        job.failed.connect(self.say_failed)
        return job

    def tell(self, text: str, *, undo: bool) -> None:
        """Say above the list what was done, and offer to take it back."""
        self.notice.say(text, Tone.GREEN, _("Undo") if undo else "")

    def say_failed(self, error: Exception) -> None:
        """Show why something was not done."""
        self.notice.say(error_texts.sentence(error), Tone.RED)

    def say_written(self, path: Path) -> None:
        """Say that a file is there."""
        self.notice.say(_("{path} was written.").format(path=path), Tone.GREEN)

    def write_file(self, work: Work[Saved[Any]], path: Path) -> Job:
        """Run a write of a file; what came of it stands above the list."""
        self.notice.say("")
        job = self.jobs.write(work, quiet=True)
        job.succeeded.connect(lambda _saved: self.say_written(path))
        job.failed.connect(self.say_failed)
        return job

    def _on_undo(self) -> None:
        self.notice.say("")
        self.undo_requested.emit()

    def _fetch(self, ids: Sequence[int]) -> list[R]:
        return [self._rows[each] for each in ids if each in self._rows]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.note, 1)
        head.addLayout(self.buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 0)
        whole.setSpacing(10)
        whole.addLayout(head)
        whole.addWidget(self.notice)
        whole.addLayout(self.lists, 1)
