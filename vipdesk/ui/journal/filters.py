"""What to look for in the journal."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from vipdesk.domain.journal_kinds import JournalKind
from vipdesk.services.journal_list import JournalQuery
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.labels import label, set_shown
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.search_field import SearchField

DAY_WIDTH = 132


class JournalFilters(QWidget):
    """Words, a kind, two days and, where the page is about one, a customer.

    Signals:
        changed: See `query`.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._customer_id: int | None = None
        self.words = SearchField(_("Action, manager or detail"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Kind"))
        self.kind.addItem(_("All kinds"), None)
        for kind in JournalKind:
            self.kind.addItem(_(kind.label), kind)
        self.first, self.last = DateField(), DateField()
        self.first.setAccessibleName(_("From the day"))
        self.last.setAccessibleName(_("To the day"))
        self.customer = button("", icon="x", small=True)
        self.clear = button(_("Show all"), kind="link")
        self._lay_out()
        self._connect()
        self.set_customer(None, "")

    def query(self) -> JournalQuery:
        """What is chosen; a day that is none does not matter."""
        chosen = self.kind.currentData()
        return JournalQuery(
            customer_id=self._customer_id,
            first=self.first.value(),
            last=self.last.value(),
            kind=next((kind for kind in JournalKind if kind == chosen), None),
            words=self.words.text().strip(),
        )

    def set_customer(self, customer_id: int | None, name: str) -> None:
        """Be about one customer, or about all; without a signal."""
        self._customer_id = customer_id
        self.customer.setText(name or _("One customer"))
        set_tip(self.customer, _("Show the entries of all customers"))
        set_shown(self.customer, customer_id is not None)
        self._follow()

    def reset(self) -> None:
        """Look for nothing in particular."""
        self._customer_id = None
        self.words.set_search("")
        for field in (self.first, self.last):
            field.set_value(None)
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(0)
        self.kind.blockSignals(False)
        self.set_customer(None, "")
        self.changed.emit()

    def _follow(self) -> None:
        set_shown(self.clear, self.query() != JournalQuery())

    def _tell(self) -> None:
        self._follow()
        self.changed.emit()

    def _drop_customer(self) -> None:
        self.set_customer(None, "")
        self.changed.emit()

    def _connect(self) -> None:
        self.words.search_changed.connect(lambda _text: self._tell())
        self.kind.currentIndexChanged.connect(lambda _index: self._tell())
        self.first.value_changed.connect(self._tell)
        self.last.value_changed.connect(self._tell)
        self.customer.clicked.connect(self._drop_customer)
        self.clear.clicked.connect(self.reset)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.words.setMinimumWidth(220)
        for field in (self.first, self.last):
            field.setFixedWidth(DAY_WIDTH)
        row.addWidget(self.words, 1)
        row.addWidget(self.kind)
        row.addWidget(self.first)
        row.addWidget(label("–", "muted"))
        row.addWidget(self.last)
        row.addWidget(self.customer)
        row.addWidget(self.clear)
