"""The lotteries: made, drawn from for customers, checked, revealed, recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.lottery import Verdict
from vipdesk.services.lotteries import odds_words, verdict_words
from vipdesk.services.lottery_book import LotteryRow, PrizeRow, TryRow
from vipdesk.services.rewards_desk import RewardsDesk
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.kit.labels import label, set_shown
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.rewards.draw_dialog import DrawDialog, RevealDialog
from vipdesk.ui.rewards.lottery_dialog import LotteryDialog
from vipdesk.ui.rewards.part import Part
from vipdesk.ui.theme import Tone

GROUP = 8  # digits of a digest that stand together


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A lottery as of today."""

    row: LotteryRow
    today: date

    @property
    def id(self) -> int:
        """The lottery's."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class PlacedPrize:
    """A prize at its place."""

    id: int
    prize: PrizeRow


class LotteriesPart(Part[DatedRow]):
    """The list at the left; prizes, odds and commitment of the present one at the right."""

    def __init__(self, desk: RewardsDesk, jobs: Jobs) -> None:
        empty = EmptyState(
            _("No lottery yet. Anyone can redo its draws, once you have revealed its seed."),
            icon="dices",
            action=_("New lottery"),
        )
        super().__init__(desk, jobs, _("Lotteries"), columns(), empty)
        self.edit_button = button(_("Edit"), icon="pencil")
        self.add_button = button(_("New lottery"), icon="plus")
        self.draw_button = button(_("Draw…"), icon="dices")
        self.check_button = button(_("Check"), icon="circle-check")
        self.reveal_button = button(_("Reveal…"), icon="eye")
        self.record_button = button(_("Record…"), icon="file-text")
        for made in (
            *(self.record_button, self.reveal_button, self.check_button, self.draw_button),
            *(self.edit_button, self.add_button),
        ):
            self.buttons.addWidget(made)
        self._prizes: list[PlacedPrize] = []
        self._prize_model = PagedTableModel(prize_columns(), self._fetch_prizes, self)
        self.prizes = TableView(_("Prizes"), self._prize_model, many=False)
        self.commitment, self.seed = label("", wrap=True), label("", wrap=True)
        self.detail = Card(" ")
        self._lay_out_detail()
        self._connect()
        self.show_rows(())

    @override
    def read(self) -> Sequence[DatedRow]:
        today = self.desk.store.today()
        return [DatedRow(row, today) for row in self.desk.lotteries.lotteries()]

    @override
    def follow_current(self) -> None:
        found = self.current()
        row = found.row if found else None
        self.edit_button.setEnabled(row is not None and not row.seed)
        self.draw_button.setEnabled(found is not None and found.row.runs(found.today))
        self.check_button.setEnabled(row is not None)
        self.reveal_button.setEnabled(row is not None and not row.seed and row.tries > 0)
        self.record_button.setEnabled(row is not None)
        set_shown(self.detail, row is not None)
        if row is not None:
            self._show_detail(row)

    def add(self) -> LotteryDialog:
        """Ask for a new lottery."""
        return self._open(LotteryDialog(self.desk.lotteries, self.jobs, self.window(), None))

    def edit(self) -> LotteryDialog | None:
        """Show the present lottery, to be changed."""
        found = self.current()
        if found is None or found.row.seed:
            return None
        service = self.desk.lotteries
        return self._open(LotteryDialog(service, self.jobs, self.window(), found.row))

    def draw(self) -> DrawDialog | None:
        """Ask for whom to draw."""
        found = self.current()
        if found is None:
            return None
        desk = self.desk
        dialog = DrawDialog(desk.lotteries, desk.finder, self.jobs, self.window(), found.row)
        dialog.written.connect(self._on_drawn)
        dialog.open()
        return dialog

    def reveal(self) -> RevealDialog | None:
        """Ask once more, then show the seed."""
        found = self.current()
        if found is None:
            return None
        dialog = RevealDialog(self.desk.lotteries, self.jobs, self.window(), found.row)
        dialog.written.connect(lambda _row: self.tell(_("The seed is revealed."), undo=False))
        dialog.open()
        return dialog

    def check(self) -> None:
        """Redo all draws of the present lottery, and say what came of it."""
        found = self.current()
        if found is not None:
            service, lottery_id = self.desk.lotteries, found.id
            job = self.jobs.read(lambda _progress: service.verify(lottery_id), quiet=True)
            job.succeeded.connect(self._on_checked)
            job.failed.connect(self.say_failed)

    def record(self, path: Path) -> None:
        """Write the record of the present lottery."""
        found = self.current()
        if found is not None:
            service, lottery_id, language = self.desk.lotteries, found.id, texts.language()
            self.write_file(
                lambda _progress: service.write_record(lottery_id, path, language), path
            )

    def _open(self, dialog: LotteryDialog) -> LotteryDialog:
        dialog.written.connect(lambda _row: self.tell(_("The lottery is saved."), undo=True))
        dialog.open()
        return dialog

    def _on_drawn(self, made: TryRow) -> None:
        said = _("Draw no. {position}, {customer}: {prize}").format(
            position=made.position, customer=made.customer, prize=made.prize
        )
        self.tell(said, undo=False)

    def _on_checked(self, verdict: Verdict) -> None:
        self.notice.say(verdict_words(verdict, _), Tone.GREEN if verdict.holds else Tone.RED)

    def _on_record(self) -> None:
        found = self.current()
        if found is not None:
            name = f"{_('Record of a lottery')}-{found.row.draft.name}.pdf"
            ask_save(self.window(), _("Save the record"), name, self.record)

    def _show_detail(self, row: LotteryRow) -> None:
        self.detail.set_title(row.draft.name)
        self.commitment.setText(grouped(row.commitment))
        self.seed.setText(grouped(row.seed) if row.seed else _("(told at the end)"))
        self._prizes = [PlacedPrize(place, each) for place, each in enumerate(row.prizes)]
        self._prize_model.show_ids(range(len(self._prizes)))

    def _fetch_prizes(self, ids: Sequence[int]) -> list[PlacedPrize]:
        return [self._prizes[each] for each in ids]

    def _lay_out_detail(self) -> None:
        body = self.detail.body
        body.addWidget(label(_("Commitment, told before the first draw"), "note"))
        body.addWidget(self.commitment)
        body.addWidget(label(_("Seed"), "note"))
        body.addWidget(self.seed)
        body.addWidget(self.prizes, 1)
        self.lists.addWidget(self.detail, 1)

    def _connect(self) -> None:
        self.edit_button.clicked.connect(self.edit)
        self.add_button.clicked.connect(self.add)
        self.empty.acted.connect(self.add)
        self.table.opened.connect(lambda _id: self.edit())
        self.draw_button.clicked.connect(self.draw)
        self.check_button.clicked.connect(self.check)
        self.reveal_button.clicked.connect(self.reveal)
        self.record_button.clicked.connect(self._on_record)


def columns() -> tuple[Column[DatedRow], ...]:
    """The columns in the language of the desk."""
    return (
        Column(
            "name", _("Lottery"), lambda one: one.row.draft.name, width=114, style=CellStyle.STRONG
        ),
        Column("state", _("Status"), _state, width=84, style=CellStyle.CHIP, tone=_tone),
        Column(
            "points", _("Points"), lambda one: f"{one.row.draft.points:,}", width=64, right=True
        ),
        Column("tries", _("Tries"), lambda one: f"{one.row.tries:,}", width=60, right=True),
        Column("left", _("Remaining"), lambda one: f"{one.row.left:,}", width=84, right=True),
        Column("days", _("Days"), _days, width=184),
    )


def prize_columns() -> tuple[Column[PlacedPrize], ...]:
    """The columns of the prizes."""
    return (
        Column(
            "name", _("Prize"), lambda one: one.prize.draft.name, width=150, style=CellStyle.STRONG
        ),
        Column("left", _("Remaining"), _left, width=96, right=True),
        Column(
            "weight", _("Weight"), lambda one: f"{one.prize.draft.weight:,}", width=72, right=True
        ),
        Column("odds", _("Odds"), lambda one: odds_words(one.prize.odds), width=140, right=True),
    )


def grouped(digits: str) -> str:
    """Digits in groups, so that they can be read and broken."""
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def _left(one: PlacedPrize) -> str:
    return f"{one.prize.left:,} / {one.prize.draft.stock:,}"


def _days(one: DatedRow) -> str:
    return f"{one.row.draft.starts_on} – {one.row.draft.ends_on}"


def _state(one: DatedRow) -> str:
    row, today = one.row, one.today
    if row.seed:
        return _("Revealed")
    if not row.left:
        return _("Drawn out")
    if row.runs(today):
        return _("Running")
    return _("To come") if today < row.draft.starts_on else _("Over")


def _tone(one: DatedRow) -> Tone:
    return Tone.GREEN if one.row.runs(one.today) else Tone.NEUTRAL
