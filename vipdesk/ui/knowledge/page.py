"""Knowledge sheets: a list that is searched as one types, and the sheet to read beside it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.domain.knowledge import SheetDraft
from vipdesk.domain.words import SheetKind
from vipdesk.services.knowledge import KnowledgeService, SheetDetail, SheetRow, TakenIn
from vipdesk.texts import _, ngettext, sentences
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import CellStyle, Column, Note
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.file_dialogs import ask_folder
from vipdesk.ui.kit.notices import ProgressPanel
from vipdesk.ui.kit.page import ListPage
from vipdesk.ui.kit.search_field import SearchField
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import NO_ROW, TableView
from vipdesk.ui.knowledge.reader import SheetReader
from vipdesk.ui.knowledge.sheet_dialog import SheetDialog
from vipdesk.ui.theme import Tone

TONES = {SheetKind.PLAN: Tone.ACCENT, SheetKind.GUIDE: Tone.GREEN, SheetKind.ANSWER: Tone.AMBER}


class KnowledgePage(ListPage):
    """Reads, writes and takes in sheets; every write can be undone.

    Signals:
        back_requested: To where the page was opened from.
        undo_requested: Take back what was just done.
    """

    SHOWS = frozenset({Area.SHEETS})
    back_requested = Signal()
    undo_requested = Signal()

    def __init__(self, service: KnowledgeService, jobs: Jobs) -> None:
        super().__init__()
        self._service, self._jobs = service, jobs
        self._latest, self._latest_sheet = Latest(jobs, self), Latest(jobs, self)
        self._rows: dict[int, SheetRow] = {}
        self._wanted = NO_ROW  # the sheet to show once it is in the list
        self.search = SearchField(_("Words or pinyin initials"))
        kinds = [("", _("All")), *((kind.value, _(kind.label)) for kind in SheetKind)]
        self.kinds = Segmented(_("Kind"), kinds, kind="filter")
        self.kinds.set_value("")
        self.model = PagedTableModel(columns(), self._fetch, self)
        self.table = TableView(_("Knowledge sheets"), self.model, many=False)
        self.reader = SheetReader()
        self.progress = ProgressPanel()
        self.new_button = button(_("New sheet"), icon="plus", kind="primary")
        self.folder_button = button(_("Take in a folder…"), icon="upload")
        self._lay_out()
        self._connect()

    def begin(self) -> None:
        """Put the keyboard where one looks for a sheet."""
        self.search.setFocus()
        self.search.selectAll()

    @override
    def reload(self) -> None:
        """Find the sheets again; the one that is read stays if it is still there."""
        super().reload()
        typed, kind = self.search.text().strip(), self._kind()
        self._latest.read(lambda _progress: self._service.find(typed, kind), self._on_found)

    def write(self) -> SheetDialog:
        """Open a new sheet."""
        draft = SheetDraft(self._kind() or SheetKind.GUIDE, "", "", self._service.today())
        return self._open_dialog(draft, None)

    def edit(self) -> SheetDialog | None:
        """Open the sheet that is read, to be changed."""
        shown = self.reader.shown()
        return self._open_dialog(shown.draft, shown.id) if shown else None

    def ask_folder(self) -> QFileDialog:
        """Ask for a folder of Markdown files."""
        return ask_folder(self, _("Take in a folder"), self.take_in)

    def take_in(self, folder: Path) -> None:
        """Take in the sheets of a folder."""
        job = self._jobs.write(lambda progress: self._service.take_in(folder, progress))
        self.progress.follow(job, _("Taking in the sheets…"))
        job.succeeded.connect(lambda saved: self._on_taken_in(saved.value))

    def _open_dialog(self, draft: SheetDraft, sheet_id: int | None) -> SheetDialog:
        dialog = SheetDialog(self._service, self._jobs, self, draft, sheet_id)
        dialog.written.connect(self._on_written)
        dialog.open()
        return dialog

    def _kind(self) -> SheetKind | None:
        return next((kind for kind in SheetKind if kind == self.kinds.value()), None)

    def _fetch(self, ids: Sequence[int]) -> list[SheetRow]:
        return [self._rows[each] for each in ids if each in self._rows]

    def _on_found(self, rows: list[SheetRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self.model.show_ids([row.id for row in rows])
        self._head.set_note(ngettext("{n} sheet", "{n} sheets", len(rows)).format(n=len(rows)))
        searched = bool(self.search.text().strip() or self._kind())
        self._none.setVisible(searched)
        self._first.setVisible(not searched)
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows and not (self._wanted in self._rows and self.table.go_to(self._wanted)):
            self.table.go_to(rows[0].id if self.table.current_id() < 0 else self.table.current_id())
        self._wanted = NO_ROW
        self._read(self.table.current_id())

    def _read(self, sheet_id: int) -> None:
        if sheet_id < 0:
            self._latest_sheet.drop()
            self.reader.show_nothing()
            return
        self._latest_sheet.read(
            lambda _progress: self._service.sheet(sheet_id), self.reader.show_sheet
        )

    def _on_written(self, sheet_id: int) -> None:
        self._wanted = sheet_id
        self.toast_requested.emit(_("The sheet is saved."), _("Undo"), self.undo_requested.emit)

    def _on_delete_requested(self, sheet: SheetDetail) -> None:
        job = self._jobs.write(lambda _progress: self._service.delete(sheet.id))
        said = _("“{title}” is deleted.").format(title=sheet.draft.title)
        job.succeeded.connect(
            lambda _saved: self.toast_requested.emit(said, _("Undo"), self.undo_requested.emit)
        )

    def _on_taken_in(self, taken: TakenIn) -> None:
        written = taken.added + taken.changed
        undo = self.undo_requested.emit if written else None
        self.toast_requested.emit(taken_words(taken), _("Undo") if written else "", undo)

    def _connect(self) -> None:
        self.search.search_changed.connect(lambda _typed: self.reload())
        self.search.entered.connect(self.table.setFocus)
        self.kinds.chosen.connect(lambda _kind: self.reload())
        self.table.current_changed.connect(self._read)
        self.table.opened.connect(lambda _id: self.edit())
        self.new_button.clicked.connect(lambda: self.write())
        self.folder_button.clicked.connect(lambda: self.ask_folder())
        self._first.acted.connect(lambda: self.write())
        self._none.acted.connect(self._show_all)
        self.reader.edit_requested.connect(lambda: self.edit())
        self.reader.delete_requested.connect(self._on_delete_requested)
        self._back.clicked.connect(self.back_requested)
        for keys, act in (("Ctrl+N", self.write), ("Alt+Left", self.back_requested.emit)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _show_all(self) -> None:
        self.search.set_search("")
        self.kinds.set_value("")
        self.reload()

    def _lay_out(self) -> None:
        self._head = self.add_head(_("Knowledge"))
        self._back = button(_("Back"), icon="arrow-left", kind="quiet")
        self._head.add_left(self._back)
        self._head.add(self.folder_button)
        self._head.add(self.new_button)
        self._first = EmptyState(
            _("No sheets yet. Note a plan, a guide or an answer, or take in a folder of them."),
            icon="file-text",
            action=_("New sheet"),
        )
        self._none = EmptyState(
            _("No sheet holds these words."), icon="search", action=_("Show all")
        )
        nothing = QWidget()
        lines = QVBoxLayout(nothing)
        lines.addWidget(self._first)
        lines.addWidget(self._none)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(nothing)
        card = Card(padded=False)
        above = QHBoxLayout()
        above.setContentsMargins(12, 12, 12, 12)
        above.setSpacing(12)
        above.addWidget(self.search, 1)
        above.addWidget(self.kinds)
        card.body.addLayout(above)
        card.body.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(card, 50)
        row.addWidget(self.reader, 50)
        self.whole.addWidget(self.progress)
        self.whole.addLayout(row, 1)
        self.hand_on_to(self.search)


def columns() -> tuple[Column[SheetRow], ...]:
    """The columns in the language of the desk."""
    return (
        Column("title", _("Title"), lambda row: row.title, width=250, style=CellStyle.STRONG,
               tip=lambda row: row.title),
        Column("kind", _("Kind"), lambda row: _(row.kind.label), width=70, style=CellStyle.CHIP,
               tone=lambda row: TONES[row.kind]),
        Column("dated", _("As of"), lambda row: row.dated_on.isoformat(), width=166, note=_age),
        Column("snippet", _("Text"), lambda row: row.snippet, width=72, style=CellStyle.MUTED),
    )  # fmt: skip


def _age(row: SheetRow) -> Note | None:
    return Note(_("over a year"), Tone.AMBER) if row.old else None


def taken_words(taken: TakenIn) -> str:
    """What an import of a folder did, in a sentence or two."""
    said = [
        _("Added {added}, replaced {changed}, unchanged {same}.").format(
            added=taken.added, changed=taken.changed, same=taken.same
        )
    ]
    if not (taken.added or taken.changed or taken.same or taken.refused):
        said = [_("There are no .md files in this folder.")]
    if taken.refused:
        names = _(", ").join(taken.refused[:3])
        said.append(_("Not readable as text, empty or too long: {names}.").format(names=names))
    return sentences(said)
