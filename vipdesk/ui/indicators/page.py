"""Indicators: values of a period against their targets, their trend, and those behind them."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.domain.indicators import Value
from vipdesk.domain.periods import Period
from vipdesk.services.indicator_sheet import IndicatorSheetService, part_word
from vipdesk.services.indicators.desk import Board, IndicatorDesk
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.services.period_report import PeriodReportService
from vipdesk.services.reports import ReportsService
from vipdesk.texts import _, language
from vipdesk.ui import icons
from vipdesk.ui.indicators import words
from vipdesk.ui.indicators.behind import BehindView
from vipdesk.ui.indicators.columns import ValueRow, value_columns
from vipdesk.ui.indicators.dialogs import (
    EnterDialog,
    FreezeDialog,
    ReopenDialog,
    TargetsDialog,
)
from vipdesk.ui.indicators.period_dialog import PeriodChoice
from vipdesk.ui.indicators.side import SidePanel
from vipdesk.ui.indicators.snapshots import SnapshotsView
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.page import GAP, ListPage
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import NO_ROW, TableView

WHOLE = ""
PARTED = ":"


class IndicatorsPage(ListPage):
    """The table with the panel beside it; Return on a value lists those behind it.

    Signals:
        customer_opened: A customer is asked for.
        undo_requested: Take back what was just done.
    """

    AHEAD = ("behind", "snapshots")
    SHOWS: ClassVar = frozenset(Area) - {Area.JOURNAL, Area.SHEETS, Area.NEEDS}
    customer_opened = Signal(int)
    undo_requested = Signal()

    def __init__(self, desk: IndicatorDesk, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._jobs = desk, jobs
        self._reports, self._sheets = PeriodReportService(desk), IndicatorSheetService(desk)
        self._read, self._trend = Latest(jobs, self), Latest(jobs, self)
        self._parts_read = Latest(jobs, self)
        self.board: Board | None = None
        self._wanted = ""  # a value that is to be opened once it is read
        self._rows: dict[int, ValueRow] = {}
        self._make_head()
        self._make_table()
        self._lay_out()
        self._connect()

    @override
    def reload(self) -> None:
        super().reload()
        desk, asked = self._desk, self.asked()
        self._parts_read.read(lambda _progress: _all_parts(desk), self._offer_parts)
        self._read.read(lambda _progress: desk.board(asked), self._show)

    def asked(self) -> Asked:
        """What the head asks for."""
        by, _mark, name = self.part.value().partition(PARTED)
        chosen = next((each for each in SliceBy if each == by), None)
        period = self.period.period()
        return Asked(period, Slice(chosen, name) if chosen else None)

    def _make_head(self) -> None:
        self.head = self.add_head(_("Indicators"))
        self.back_button = icon_button(_("All indicators"), icon="arrow-left")
        self.back_button.hide()
        self.period = PeriodChoice(self._desk.store.today, 112)
        self.part = Choice(_("Part of the book"), 132)
        self.part.set_options([(WHOLE, _("Whole book"))])
        self.freeze_button = button(_("New snapshot"), icon="camera")
        self.report_button = button(_("Report"), icon="file-text")
        self.more_button = button(_("More"), icon="ellipsis")
        self._make_menu()
        self.head.add_left(self.back_button)
        for part in (self.period, self.part, self.freeze_button, self.report_button):
            self.head.add(part)
        self.head.add(self.more_button)

    def _make_menu(self) -> None:
        menu = QMenu(self)
        self.actions_ = {
            key: menu.addAction(text)
            for key, text in (
                ("copy", _("Copy as a table")),
                ("values", _("Save the values as XLSX…")),
                ("workbook", _("Save the report as XLSX…")),
                ("picture", _("Save the chart as a picture…")),
                ("targets", _("Targets…")),
                ("enter", _("Enter a figure…")),
                ("close", _("Close the month")),
                ("reopen", _("Reopen the month…")),
            )
        }
        icons.set_icon(self.actions_["copy"], "copy")
        self.actions_["copy"].setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.actions_["copy"].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self.actions_["copy"])
        self.more_button.setMenu(menu)

    def _make_table(self) -> None:
        self.model = PagedTableModel(
            value_columns(), lambda ids: [self._rows[each] for each in ids], self
        )
        self.table = TableView(_("Indicators"), self.model, many=False)
        self.side = SidePanel()

    @cached_property
    def behind(self) -> BehindView:
        """The names behind a value, in place of the values."""
        made = BehindView(self._desk, self._jobs)
        made.customer_opened.connect(self.customer_opened)
        made.waived.connect(lambda said: self._told(said, undo=True))
        self._stack.addWidget(made)
        return made

    @cached_property
    def snapshots(self) -> SnapshotsView:
        """All snapshots, in place of the values."""
        made = SnapshotsView(self._desk, self._jobs)
        made.customer_opened.connect(self.customer_opened)
        made.told.connect(self._told)
        self._stack.addWidget(made)
        return made

    def _shows(self, part: str) -> bool:
        """Whether that part is in front; it is not made for the question."""
        return vars(self).get(part) is self._stack.currentWidget()

    def _lay_out(self) -> None:
        card = Card(padded=False)
        card.body.addWidget(self.table, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(card)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._stack, 1)
        row.addWidget(self.side)
        self.whole.addLayout(row, 1)
        self.hand_on_to(self.table)

    def _connect(self) -> None:
        self.period.period_chosen.connect(lambda _period: self.reload())
        self.part.chosen.connect(lambda _key: self.reload())
        self.back_button.clicked.connect(self.show_values)
        self.freeze_button.clicked.connect(self._on_freeze)
        self.report_button.clicked.connect(self._on_report)
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self._on_current)
        self.side.snapshots_button.clicked.connect(self.show_snapshots)
        slots = {
            "copy": self._on_copy,
            "values": self._on_values,
            "workbook": self._on_workbook,
            "picture": self._on_picture,
            "targets": self._on_targets,
            "enter": self._on_enter,
            "close": self._on_close,
            "reopen": self._on_reopen,
        }
        for key, slot in slots.items():
            self.actions_[key].triggered.connect(lambda _checked=False, slot=slot: slot())

    def show_values(self) -> None:
        """Leave the names for the table of values."""
        self._stack.setCurrentIndex(0)
        self.back_button.hide()
        self._show_controls(values=True)
        self.table.setFocus()

    def show_snapshots(self) -> None:
        """Show all snapshots in place of the values, and what became of each."""
        self._stack.setCurrentWidget(self.snapshots)
        self._show_controls(values=False)
        self.back_button.show()
        self.snapshots.reload()
        self.snapshots.setFocus()

    def _show_controls(self, *, values: bool) -> None:
        for part in (self.side, self.period, self.part):
            part.setVisible(values)
        self.head.set_title(_("Indicators") if values else _("Snapshots"))
        self.head.set_note(_head_note(self.board) if values and self.board else "")

    def go_to(self, key: str, period: str) -> None:
        """Show a value of the whole book for a period, and those behind it."""
        self._wanted = key
        self.period.set_value(period)
        self.part.set_value(WHOLE)
        self.reload()

    def current(self) -> Value | None:
        """The value that the keyboard is on."""
        place = self.table.current_id()
        return self._rows[place].value if place != NO_ROW and place in self._rows else None

    def _show(self, board: Board) -> None:
        if self._shows("snapshots"):
            self.snapshots.reload()
        self.board = board
        last = _last_day(board)
        self._rows = {place: ValueRow(place, v, last) for place, v in enumerate(board.values)}
        wanted = [place for place, row in self._rows.items() if row.value.spec.key == self._wanted]
        place = next(iter(wanted), max(0, self.table.current_id()))
        self.model.show_ids(list(self._rows))
        self.table.go_to(place)
        self.side.show_cohort(board)
        self._show_controls(values=not self._shows("snapshots"))
        month = board.asked.period.last_month
        over = board.asked.period.last < self._desk.store.today()
        self.actions_["close"].setText(_("Close {month}").format(month=month))
        self.actions_["reopen"].setText(_("Reopen {month}…").format(month=month))
        self.actions_["close"].setEnabled(over and board.closed is None)
        self.actions_["reopen"].setEnabled(board.closed is not None)
        self._on_current(self.table.current_id())
        value = self.current()
        if wanted:
            self._wanted = ""
            self._on_opened(place)
        elif value is not None and self._shows("behind"):
            self.behind.show_value(board.asked, value)

    def _on_current(self, _place: int) -> None:
        value = self.current()
        if value is None or self.board is None:
            return
        desk, asked, key = self._desk, self.board.asked, value.spec.key
        self._trend.read(lambda _progress: desk.values.trend(key, asked), self.side.show_trend)

    def _on_opened(self, place: int) -> None:
        if self.board is None:
            return
        value = self._rows[place].value
        if (value.rate is None and not value.waived) or value.spec.entered:
            return
        self.behind.show_value(self.board.asked, value)
        self._stack.setCurrentWidget(self.behind)
        self._show_controls(values=True)
        self.back_button.show()
        self.behind.setFocus()

    def show_period(self, period: Period) -> None:
        """Show the values of any months."""
        self.period.show_period(period)

    def _offer_parts(self, parts: list[tuple[SliceBy, str]]) -> None:
        options = [(WHOLE, _("Whole book"))]
        options += [(f"{by}{PARTED}{name}", part_word(Slice(by, name), _)) for by, name in parts]
        self.part.set_options(options, self.part.value())

    def _on_freeze(self) -> None:
        if self.board is None:
            return
        dialog = FreezeDialog(self._desk, self._jobs, self, self.board.rules)
        dialog.written.connect(lambda row: self._told(_("Frozen: {name}").format(name=row.name)))
        dialog.open()

    def _on_report(self) -> None:
        service, asked, spoken = self._reports, self.asked(), language()
        reports, board = ReportsService(self._desk.store), self.board
        PdfPreview(
            reports, self._jobs, self, lambda _progress: service.report(asked, spoken, board)
        ).open()

    def _on_workbook(self) -> None:
        self._save_sheets(self._reports.write, _("Save the report"), "report")

    def _on_values(self) -> None:
        self._save_sheets(self._sheets.write, _("Save the values"), "indicators")

    def _save_sheets(
        self, write: Callable[[Asked, Path, str], object], title: str, name: str
    ) -> None:
        asked, spoken = self.asked(), language()

        def save(path: Path) -> None:
            job = self._jobs.write(lambda _progress: write(asked, path, spoken))
            said = _("Saved: {file}").format(file=path.name)
            job.succeeded.connect(lambda _saved: self._told(said))

        ask_save(self, title, f"{name}-{asked.period.key}.xlsx", save)

    def _on_copy(self) -> None:
        if self._shows("snapshots"):
            self.snapshots.copy.click()
        elif self._shows("behind"):
            job = self._jobs.read(lambda _progress: self.behind.text())
            job.succeeded.connect(self._to_clipboard)
        elif self.board is not None:
            self._to_clipboard("\n".join(map(words.spoken, self.board.values)))

    def _to_clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._told(_("Copied."))

    def _on_picture(self) -> None:
        value, chart = self.current(), self.side.chart
        if value is None or chart is None:
            return
        picture = chart.grab().toImage()
        name = f"{value.spec.key}-{value.period.key}.png"
        jobs = self._jobs

        def save(path: Path) -> None:
            job = jobs.read(lambda _progress: picture.save(str(path)))
            job.succeeded.connect(
                lambda saved: self._told(
                    _("Saved: {file}").format(file=path.name)
                    if saved
                    else _("The picture could not be written. Choose another folder.")
                )
            )

        ask_save(self, _("Save the chart as a picture"), name, save)

    def _on_targets(self) -> None:
        if self.board is not None:
            dialog = TargetsDialog(self._desk, self._jobs, self, self.board.values)
            dialog.written.connect(lambda _value: self._told(_("Saved."), undo=True))
            dialog.open()

    def _on_enter(self) -> None:
        period, today = self.asked().period, self._desk.store.today()
        dialog = EnterDialog(self._desk, self._jobs, self, period, today)
        dialog.written.connect(lambda _value: self._told(_("Entered."), undo=True))
        dialog.open()

    def _on_close(self) -> None:
        closing, month = self._desk.closing, self.asked().period.last_month
        job = self._jobs.write(lambda progress: closing.close(month, progress))
        said = _("{month} is closed.").format(month=month)
        job.succeeded.connect(lambda _saved: self._told(said))

    def _on_reopen(self) -> None:
        month = self.asked().period.last_month
        dialog = ReopenDialog(self._desk, self._jobs, self, month)
        said = _("{month} is open again.").format(month=month)
        dialog.written.connect(lambda _value: self._told(said))
        dialog.open()

    def _told(self, text: str, *, undo: bool = False) -> None:
        words_of = _("Undo") if undo else ""
        self.toast_requested.emit(text, words_of, self.undo_requested.emit if undo else None)


def _all_parts(desk: IndicatorDesk) -> list[tuple[SliceBy, str]]:
    return [(by, name) for by in SliceBy for name in desk.parts(by)]


def _head_note(board: Board) -> str:
    period = words.period_word(board.asked.period)
    part = board.asked.part
    whose = part_word(part, _) if part else _("my customers")
    closed = f" · {_('closed')}" if any(value.closed for value in board.values) else ""
    until = words.to_day(_last_day(board))
    return " · ".join(each for each in (whose, period, until) if each) + closed


def _last_day(board: Board) -> date | None:
    """The last day counted of a period that still runs."""
    return max((value.to_date for value in board.values if value.to_date), default=None)
