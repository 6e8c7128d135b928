"""The four figures at the head of a customer's points."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from vipdesk.domain.indicators import shown
from vipdesk.domain.wording import price
from vipdesk.services.points_view import PointsView
from vipdesk.texts import _
from vipdesk.ui.kit.card import StatCard
from vipdesk.ui.kit.page import GAP
from vipdesk.ui.theme import Tone


class FiguresRow(QWidget):
    """Available, what expires next, on hold, redeemed this year."""

    def __init__(self) -> None:
        super().__init__()
        self.available = StatCard(_("Available"))
        self.expiring = StatCard(_("Expires next"))
        self.held = StatCard(_("On hold"))
        self.redeemed = StatCard(_("Redeemed this year"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for card in (self.available, self.expiring, self.held, self.redeemed):
            row.addWidget(card, 1)

    def show_view(self, view: PointsView) -> None:
        """Show one customer's figures."""
        worth = _("about {amount}").format(amount=price(_, view.worth_fen))
        self.available.set_figure(
            f"{view.figures.available:,}", worth if view.worth_fen is not None else ""
        )
        self._show_expiring(view)
        until = view.held_until
        ends = _("until {day}").format(day=until.isoformat()) if until else ""
        if not view.figures.held:
            ends = _("nothing is held")
        self.held.set_figure(f"{view.figures.held:,}", ends)
        rate = view.year.rate
        said = (
            _("redemption rate {rate}").format(rate=shown(rate, percent=True))
            if rate is not None
            else ""
        )
        self.redeemed.set_figure(f"{view.year.redeemed:,}", said)

    def _show_expiring(self, view: PointsView) -> None:
        if not view.expiring:
            self.expiring.set_name(_("Expires next"))
            self.expiring.set_figure("0", _("nothing expires"))
            return
        soonest = view.expiring[0]
        self.expiring.set_name(_("Expires {day}").format(day=soonest.last_day.isoformat()))
        near = (soonest.last_day - view.today).days <= view.expiring_days
        note = _("used before the others")
        self.expiring.set_figure(f"{soonest.points:,}", note, Tone.AMBER if near else None)
