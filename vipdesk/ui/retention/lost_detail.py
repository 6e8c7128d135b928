"""Somebody who left, in front: when and why, and what may be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.cases import Chance
from vipdesk.services.scripts import Script
from vipdesk.services.win_back import WinBackRow
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.chip import Chip, tier_tone
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.markdown_text import MarkdownText
from vipdesk.ui.retention.columns import CHANCE_TONES
from vipdesk.ui.theme import Tone


class LostDetail(Card):
    """Under the list of those who left.

    Signals:
        requested: "log", "visit" or "won_back".
        customer_opened: The customer's whole page is asked for.
    """

    requested = Signal(str)
    customer_opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Who left"))
        self.row: WinBackRow | None = None
        self._name = button("", kind="link")
        self._tier, self._chance = Chip(), Chip()
        self._left = label("", "muted", wrap=True)
        self._rule = label("", "note", wrap=True)
        self.script = MarkdownText(_("Script"))
        self.buttons = {
            "log": button(_("Log a touchpoint"), icon="phone", kind="primary"),
            "visit": button(_("Plan visit"), icon="map-pin"),
            "won_back": button(_("Came back"), icon="undo-2"),
        }
        self._lay_out()
        self._name.clicked.connect(self.customer_opened)
        for key, each in self.buttons.items():
            each.clicked.connect(lambda _on, key=key: self.requested.emit(key))
        self.show_row(None)

    def show_row(self, row: WinBackRow | None) -> None:
        """Show a line that left, or that none is chosen."""
        if row is None or self.row is None or row.id != self.row.id:
            self.script.show_text("")  # the new one's is on its way
        self.row = row
        self._inner.setVisible(row is not None)
        if row is None:
            return
        self._name.setText(row.name)
        self._name.setAccessibleName(_("Open {name}").format(name=row.name))
        self._tier.set_text(_(row.tier.label), tier_tone(row.tier))
        self._chance.set_text(_(row.chance.label), CHANCE_TONES.get(row.chance, Tone.NEUTRAL))
        reason = _(row.reason.label) if row.reason else _("reason not known")
        parts = (_(row.left_as.label), row.left_on.isoformat(), reason, row.plan, row.phone)
        self._left.setText(" · ".join(filter(None, parts)))
        self._rule.setText(_chance_words()[row.chance])

    def show_script(self, script: Script) -> None:
        """Show what may be said to win the customer back."""
        self.script.show_text(script.as_markdown(_))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for part in (self._name, self._tier, self._chance):
            head.addWidget(part)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for each in self.buttons.values():
            foot.addWidget(each)
        foot.addStretch(1)
        self._inner = QWidget()
        whole = QVBoxLayout()
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addWidget(self._left)
        whole.addWidget(self._rule)
        whole.addStretch(1)
        whole.addLayout(foot)
        columns = QHBoxLayout(self._inner)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(24)
        columns.addLayout(whole, 1)
        columns.addWidget(self.script, 1)
        self.body.addWidget(self._inner)


def _chance_words() -> dict[Chance, str]:
    """Why somebody may come back or not; a rule of our own, so it is said."""
    return {
        Chance.GOOD: _(
            "Price, a rival's offer, service and forced add-ons can be talked about. "
            "This is a rule of the desk, not of the operator."
        ),
        Chance.ASK: _("The reason is not known, or another one: ask before you make an offer."),
        Chance.NONE: _("Moved away, no network there, or not to be disturbed."),
    }
