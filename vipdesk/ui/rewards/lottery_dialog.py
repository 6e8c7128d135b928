"""One lottery: its price, its days, its prizes."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.cell_numbers import parse_count, parse_money
from vipdesk.domain.cells import CellError
from vipdesk.domain.customer_checks import Finding
from vipdesk.domain.lottery import LotteryDraft, PrizeDraft
from vipdesk.domain.wording import amount
from vipdesk.services.lotteries import LotteryService
from vipdesk.services.lottery_book import LotteryRow
from vipdesk.texts import N_, _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.rows_editor import Row, RowsEditor
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.rewards.texts_form import COUNT, TypedFields


class LotteryDialog(WriteDialog):
    """Once somebody tried, all but the last day and the note is fixed."""

    def __init__(
        self, service: LotteryService, jobs: Jobs, parent: QWidget | None, row: LotteryRow | None
    ) -> None:
        title = _("Edit the lottery") if row else _("New lottery")
        super().__init__(title, jobs, parent, primary=_("Save"))
        self.setMinimumSize(680, 560)
        self._service, self._row = service, row
        self.form, self._typed = Form(), TypedFields()
        self.name, self.note = QLineEdit(), QLineEdit()
        self.first, self.last = DateField(), DateField()
        columns = ((_("Prize"), 5), (_("Stock"), 2), (_("Weight"), 2), (_("Worth (yuan)"), 2))
        self.prizes = RowsEditor(columns, check_prize, _("Add a prize"))
        self._lay_out()
        if row is None:
            self.prizes.add_row()
        else:
            self._show(row)
        self.name.setFocus()

    @override
    def prepared(self) -> Write | None:
        first, last = self.first.value(), self.last.value()
        for key, day in (("first", first), ("last", last)):
            self.form.set_message(key, "" if day else _("There is no such day."))
        if not self._typed.are_right() or first is None or last is None:
            return None
        if self.prizes.focus_problem():
            return None
        prizes = tuple(map(_prize, self.prizes.rows()))
        points = self._typed.value(self.points) or 0
        draft = LotteryDraft(self.name.text(), points, first, last, prizes, self.note.text())
        service, lottery_id = self._service, self._row.id if self._row else None
        return lambda: service.save(draft, lottery_id)

    def _show(self, row: LotteryRow) -> None:
        draft = row.draft
        self.name.setText(draft.name)
        self.points.setText(str(draft.points))
        self.first.set_value(draft.starts_on)
        self.last.set_value(draft.ends_on)
        self.note.setText(draft.note)
        self.prizes.set_rows(
            [
                (each.name, str(each.stock), str(each.weight), _worth(each.worth_fen))
                for each in draft.prizes
            ]
        )
        fixed = (self.name, self.points, self.first, self.prizes)
        for field in fixed if row.tries else ():
            field.setEnabled(False)

    def _lay_out(self) -> None:
        form = self.form
        form.add("name", _("Lottery"), self.name, required=True)
        self.points = self._typed.add(form, "points", _("Points of a try"), COUNT, required=True)
        form.add("first", _("First day"), self.first, required=True)
        form.add("last", _("Last day"), self.last, required=True)
        form.add("note", _("Note"), self.note)
        self.body.addWidget(form)
        self.body.addWidget(label(_("Prize, stock, weight, worth in yuan"), "section"))
        self.body.addWidget(scrolled(self.prizes), 1)
        told = _(
            "A prize is drawn with its weight while one is left. Without a worth there is nothing "
            "to hand over. Saving makes a secret seed and tells its commitment; after the first "
            "try name, points and prizes stay."
        )
        self.body.addWidget(label(told, "note", wrap=True))


def check_prize(row: Row, _rows: Sequence[Row]) -> Finding | None:
    """What is wrong with a prize as typed."""
    name, stock, weight, worth = row
    if not name:
        return Finding(N_("A prize needs a name."))
    try:
        if not (parse_count(stock) and parse_count(weight)):
            return Finding(N_("Stock and weight are whole numbers from 1."))
        if (parse_money(worth) or 0) < 0:
            return Finding(N_("This cannot be less than zero."))
    except CellError as error:
        return Finding(error.message, True, error.params)
    return None


def _prize(row: Row) -> PrizeDraft:
    name, stock, weight, worth = row
    return PrizeDraft(
        name, parse_count(stock) or 0, parse_count(weight) or 0, parse_money(worth) or 0
    )


def _worth(fen: int) -> str:
    return amount(fen) if fen else ""
