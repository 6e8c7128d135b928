"""What is done with a customer's points: each opens a dialog, or writes at once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vipdesk.domain.changes import Saved
from vipdesk.domain.redemption import Quote
from vipdesk.domain.rewards import PartnerRow
from vipdesk.services.points_desk import PointsDesk
from vipdesk.services.points_view import LotteryChance, PointsRow, PointsView
from vipdesk.services.redemption_book import BasketDraft, RedemptionRow
from vipdesk.services.reports import Report
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.points.dialogs import (
    AwardDialog,
    HoldDialog,
    ReverseDialog,
    SignDialog,
    TryDialog,
)


class PointsActs(QObject):
    """Stands between the page and the services; what is redeemed belongs to ``visit_id``.

    Signals:
        done: What was done, for a toast with Undo.
        told: What was done for good, for a toast without Undo.
        redeemed: A basket was redeemed or is held: it is empty now.
    """

    done = Signal(str)
    told = Signal(str)
    redeemed = Signal()

    def __init__(self, desk: PointsDesk, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._jobs, self._page = desk, jobs, page
        self.visit_id: int | None = None

    def award(self, view: PointsView) -> None:
        """Award points by hand."""
        rewards = self._desk.rewards
        job = self._jobs.read(lambda _progress: rewards.partners())
        job.succeeded.connect(lambda partners: self._open_award(view, partners))

    def redeem(self, quote: Quote, *, signed: bool) -> None:
        """Pay for what is quoted, or hold it where it is deferred; then show the receipt."""
        draft, redemptions = self._basket(quote), self._desk.redemptions
        job = self._jobs.write(lambda _progress: redemptions.redeem(draft))
        job.succeeded.connect(lambda saved: self._after(saved.value, signed=signed))

    def hold(self, quote: Quote, *, signed: bool) -> None:
        """Ask until when the points are set aside, and do so."""
        draft, redemptions = replace(self._basket(quote), hold=True), self._desk.redemptions
        job = self._jobs.read(lambda _progress: redemptions.quote(draft))
        job.succeeded.connect(lambda held: self._open_hold(draft, held, signed=signed))

    def act(self, key: str, row: PointsRow) -> None:
        """Do something with a movement: one of its ``acts``."""
        made: dict[str, Callable[[PointsRow], object]] = {
            "reverse": self._reverse,
            "confirm": self._confirm,
            "release": self._release,
            "receipt": self._receipt,
            "sign": self._sign,
        }
        made[key](row)

    def draw(self, chance: LotteryChance, customer_id: int) -> None:
        """A try in a lottery."""
        lotteries = self._desk.lotteries
        dialog = TryDialog(lotteries, self._jobs, self._page, chance.row, customer_id)
        said = _("Won: {prize}")
        dialog.written.connect(lambda made: self.told.emit(said.format(prize=made.prize)))
        dialog.open()

    def statement(self, customer_id: int) -> None:
        """Show the customer's statement."""
        desk = self._desk
        self._show(lambda: desk.papers.statement_report(customer_id, desk.reports.language()))

    def show_receipt(self, redemption_id: int) -> None:
        """Show the receipt of a redemption."""
        desk = self._desk
        self._show(lambda: desk.papers.receipt_report(redemption_id, desk.reports.language()))

    def _open_award(self, view: PointsView, partners: list[PartnerRow]) -> None:
        dialog = AwardDialog(
            self._desk.points, self._jobs, self._page, view.customer.id, view.today, partners
        )
        dialog.written.connect(lambda _ids: self.done.emit(_("Points awarded.")))
        dialog.open()

    def _open_hold(self, draft: BasketDraft, held: Quote, *, signed: bool) -> None:
        until = held.hold_until or held.on
        dialog = HoldDialog(self._desk.redemptions, self._jobs, self._page, draft, until)
        dialog.written.connect(lambda row: self._after(row, signed=signed))
        dialog.open()

    def _after(self, row: RedemptionRow, *, signed: bool) -> None:
        self.redeemed.emit()
        held = row.until_on is not None and row.ended_on is None
        said = _("{points} points are held.") if held else _("{points} points redeemed.")
        self.done.emit(said.format(points=f"{row.points:,}"))
        if signed:
            self._open_sign(row.id, row.number)
        else:
            self.show_receipt(row.id)

    def _open_sign(self, redemption_id: int, about: str) -> None:
        dialog = SignDialog(self._desk.papers, self._jobs, self._page, redemption_id, about)
        dialog.finished.connect(lambda _code: self.show_receipt(redemption_id))
        dialog.open()

    def _reverse(self, row: PointsRow) -> None:
        dialog = ReverseDialog(
            self._desk.points, self._desk.redemptions, self._jobs, self._page, row
        )
        dialog.written.connect(lambda _value: self.done.emit(_("Reversed.")))
        dialog.open()

    def _confirm(self, row: PointsRow) -> None:
        desk, redemption_id = self._desk, row.redemption_id
        if redemption_id is not None:
            self._write(lambda: desk.redemptions.confirm(redemption_id), _("Handed over."))
        else:
            self._write(lambda: desk.points.confirm(row.id), _("Handed over."))

    def _release(self, row: PointsRow) -> None:
        desk, redemption_id = self._desk, row.redemption_id
        if redemption_id is not None:
            self._write(lambda: desk.redemptions.release(redemption_id), _("Released."))
        else:
            self._write(lambda: desk.points.release(row.id), _("Released."))

    def _receipt(self, row: PointsRow) -> None:
        if row.redemption_id is not None:
            self.show_receipt(row.redemption_id)

    def _sign(self, row: PointsRow) -> None:
        if row.redemption_id is not None:
            self._open_sign(row.redemption_id, row.about)

    def _basket(self, quote: Quote) -> BasketDraft:
        wanted = [(line.reward.id, line.quantity) for line in quote.lines]
        return BasketDraft(customer_id=quote.customer_id, wanted=wanted, visit_id=self.visit_id)

    def _write(self, write: Callable[[], Saved[Any]], said: str) -> None:
        job = self._jobs.write(lambda _progress: write())
        job.succeeded.connect(lambda _saved: self.done.emit(said))

    def _show(self, make: Callable[[], Report]) -> None:
        PdfPreview(self._desk.reports, self._jobs, self._page, lambda _progress: make()).open()
