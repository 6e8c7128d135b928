"""Those behind a value: a list by side, from which a customer opens."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from vipdesk.domain.indicators import Side, Value
from vipdesk.domain.packing import Member
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.view import Asked
from vipdesk.texts import _, ngettext
from vipdesk.ui.indicators import words
from vipdesk.ui.indicators.columns import BehindRow, behind_columns
from vipdesk.ui.indicators.waive import WaiveDialog
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.tab_order import HandsOn
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView

SIDES = (Side.DIFFERENCE, Side.NUMERATOR, Side.DENOMINATOR)


class BehindView(HandsOn, QWidget):
    """The names of one indicator.

    Signals:
        customer_opened: A customer is asked for.
        waived: What was just waived or counts again, in words; it can be undone.
    """

    customer_opened = Signal(int)
    waived = Signal(str)

    def __init__(self, desk: IndicatorDesk, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._jobs = desk, jobs
        self._read = Latest(jobs, self)
        self._asked: tuple[Asked, Value] | None = None
        self._members: Sequence[Member] = []
        self.side = Segmented(
            _("Which of them"), [(str(each), _(each.label)) for each in SIDES], kind="filter"
        )
        self.side.set_value(str(Side.NUMERATOR))
        self.model = PagedTableModel(behind_columns(), self._rows, self)
        self.table = TableView(_("Names"), self.model, many=False)
        self.empty = EmptyState(_("Nobody is on this side."), icon="users")
        self._stack = QStackedWidget()
        for place in (self.table, self.empty):
            self._stack.addWidget(place)
        self.card = Card(" ", padded=False)
        self.waive_button = button(_("Waive…"), small=True)
        self.card.add_to_head(self.waive_button)
        self.card.add_to_head(self.side)
        self.card.body.addWidget(self._stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.card)
        self.hand_on_to(self.table)
        self.side.chosen.connect(lambda _key: self._list())
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(lambda _place: self._offer_waiving())
        self.waive_button.clicked.connect(self._on_waive)

    def show_value(self, asked: Asked, value: Value) -> None:
        """List those behind ``value``."""
        self._asked = asked, value
        sides = (*SIDES, Side.WAIVED) if value.spec.waivable else SIDES
        self.side.set_options([(str(each), _(each.label)) for each in sides])
        if not self.side.value():
            self.side.set_value(str(Side.NUMERATOR))
        self._list()

    def text(self) -> str:
        """The list as lines with tabs, to copy."""
        rows = self._rows(range(len(self._members)))
        columns = behind_columns()
        head = "\t".join(column.title for column in columns)
        return "\n".join([head, *("\t".join(c.text(row) for c in columns) for row in rows)])

    def _list(self) -> None:
        if self._asked is None:
            return
        asked, value = self._asked
        chosen = self.side.value() or str(Side.NUMERATOR)
        side = next(each for each in Side if each == chosen)
        service, key = self._desk.members, value.spec.key
        self._read.read(lambda _progress: service.members(key, asked, side), self._show)

    def _show(self, members: Sequence[Member]) -> None:
        assert self._asked is not None
        _asked, value = self._asked
        self._members = members
        said = ngettext("{n} behind it", "{n} behind it", len(members))
        name = words.name_word(value)
        self.card.set_title(name, said.format(n=f"{len(members):,}"))
        self.model.show_ids(range(len(members)))
        self._stack.setCurrentWidget(self.table if members else self.empty)
        self._offer_waiving()

    def _offer_waiving(self) -> None:
        """Only where a window can be waived; a closed month is to be reopened first."""
        assert self._asked is not None
        _asked, value = self._asked
        side, place = self.side.value(), self.table.current_id()
        taken_back = side == Side.WAIVED
        self.waive_button.setText(_("Count again…") if taken_back else _("Waive…"))
        self.waive_button.setVisible(value.spec.waivable)
        fits = side in (Side.DIFFERENCE, Side.WAIVED) and 0 <= place < len(self._members)
        self.waive_button.setEnabled(fits and not value.closed)
        tip = _("Choose somebody under “{side}”.").format(side=_(Side.DIFFERENCE.label))
        closed = _("The month is closed: reopen it first.")
        set_tip(self.waive_button, closed if value.closed else "" if fits else tip)

    def _on_waive(self) -> None:
        assert self._asked is not None
        taken_back, place = self.side.value() == Side.WAIVED, self.table.current_id()
        customer_id = self._members[place][0]
        dialog = WaiveDialog(
            self._desk, self._jobs, self, self._asked[0], customer_id, waived=taken_back
        )
        said = _("It counts again.") if taken_back else _("Waived.")
        dialog.written.connect(lambda _value: self.waived.emit(said))
        dialog.open()

    def _rows(self, ids: Sequence[int]) -> list[BehindRow]:
        assert self._asked is not None
        unit = self._asked[1].spec.unit
        rows = self._desk.members.rows([self._members[each] for each in ids])
        return [BehindRow(each, row, unit) for each, row in zip(ids, rows, strict=True)]

    def _on_opened(self, place: int) -> None:
        self.customer_opened.emit(self._members[place][0])
