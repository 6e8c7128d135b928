"""All that points buy, part by part: catalogue, discounts, partners, lotteries, what is waiting."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from vipdesk.domain.changes import Area
from vipdesk.services.rewards_desk import RewardsDesk
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.segmented import Tabs
from vipdesk.ui.rewards.catalogue import CataloguePart
from vipdesk.ui.rewards.discounts import DiscountsPart
from vipdesk.ui.rewards.lotteries import LotteriesPart
from vipdesk.ui.rewards.part import Part
from vipdesk.ui.rewards.partners import PartnersPart
from vipdesk.ui.rewards.settlement import SettlementPart
from vipdesk.ui.rewards.waiting import WaitingPart

SHOWS = frozenset({Area.REWARDS, Area.POINTS, Area.CUSTOMERS})
WIDTH, HEIGHT = 1180, 640
CATALOGUE, DISCOUNTS, PARTNERS = "catalogue", "discounts", "partners"
LOTTERIES, WAITING, SETTLEMENT = "lotteries", "waiting", "settlement"


class RewardsDialog(Dialog):
    """Tabs over the parts; each reads when it is opened and after every write that concerns it.

    Signals:
        undo_requested: Take back what was just done.
    """

    undo_requested = Signal()

    def __init__(
        self, desk: RewardsDesk, jobs: Jobs, parent: QWidget | None, part: str = CATALOGUE
    ) -> None:
        super().__init__(_("What points buy"), parent, primary=_("Close"))
        self.cancel_button.hide()
        self.setMinimumSize(WIDTH, HEIGHT)
        self.parts: dict[str, Part[Any]] = {
            CATALOGUE: CataloguePart(desk, jobs),
            DISCOUNTS: DiscountsPart(desk, jobs),
            PARTNERS: PartnersPart(desk, jobs),
            LOTTERIES: LotteriesPart(desk, jobs),
            WAITING: WaitingPart(desk, jobs),
            SETTLEMENT: SettlementPart(desk, jobs),
        }
        titles = (
            *(_("Catalogue"), _("Discounts"), _("Partners"), _("Lotteries")),
            *(_("To hand over"), _("Settlement")),
        )
        self.tabs = Tabs(_("What points buy"), list(zip(self.parts, titles, strict=True)))
        self._stack = QStackedWidget()
        for each in self.parts.values():
            self._stack.addWidget(each)
            each.undo_requested.connect(self.undo_requested)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.tabs.chosen.connect(self._on_chosen)
        jobs.data_changed.connect(self._on_data_changed)
        self.show_part(part)

    def show_part(self, part: str) -> None:
        """Open a part."""
        self.tabs.set_value(part)
        self._on_chosen(part)

    def _on_chosen(self, part: str) -> None:
        self._stack.setCurrentWidget(self.parts[part])
        self.parts[part].reload()

    def _on_data_changed(self, changed: frozenset[Area]) -> None:
        if changed & SHOWS:
            self.parts[self.tabs.value()].reload()
