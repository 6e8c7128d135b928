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
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView

SIDES = (Side.DIFFERENCE, Side.NUMERATOR, Side.DENOMINATOR)


class BehindView(QWidget):
    """The names of one indicator.

    Signals:
        customer_opened: A customer is asked for.
    """

    customer_opened = Signal(int)

    def __init__(self, desk: IndicatorDesk, jobs: Jobs) -> None:
        super().__init__()
        self._desk = desk
        self._read = Latest(jobs, self)
        self._asked: tuple[Asked, Value] | None = None
        self._members: list[Member] = []
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
        self.card.add_to_head(self.side)
        self.card.body.addWidget(self._stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.card)
        self.setFocusProxy(self.table)
        self.side.chosen.connect(lambda _key: self._list())
        self.table.opened.connect(self._on_opened)

    def show_value(self, asked: Asked, value: Value) -> None:
        """List those behind ``value``."""
        self._asked = asked, value
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

    def _show(self, members: list[Member]) -> None:
        assert self._asked is not None
        _asked, value = self._asked
        self._members = members
        said = ngettext("{n} behind it", "{n} behind it", len(members))
        name = words.name_word(value)
        self.card.set_title(name, said.format(n=f"{len(members):,}"))
        self.model.show_ids(range(len(members)))
        self._stack.setCurrentWidget(self.table if members else self.empty)

    def _rows(self, ids: Sequence[int]) -> list[BehindRow]:
        assert self._asked is not None
        unit = self._asked[1].spec.unit
        rows = self._desk.members.rows([self._members[each] for each in ids])
        return [BehindRow(each, row, unit) for each, row in zip(ids, rows, strict=True)]

    def _on_opened(self, place: int) -> None:
        self.customer_opened.emit(self._members[place][0])
