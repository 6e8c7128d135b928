"""Dialogs of the points page: award by hand, hold, reverse, sign."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.indicators import shown
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.rewards import PartnerRow
from vipdesk.services.lotteries import LotteryService
from vipdesk.services.lottery_book import LotteryRow
from vipdesk.services.points import PointsService
from vipdesk.services.points_papers import PointsPapersService
from vipdesk.services.points_view import PointsRow
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.services.redemptions import RedemptionService
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.fields import DateField, NumberField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.signature import SignaturePad
from vipdesk.ui.kit.write_dialog import Write, WriteDialog

MOST_POINTS = 99_999_999
PAD_HEIGHT = 220


class AwardDialog(WriteDialog):
    """How many, since when, until when, why; a partner's beside ours.

    Signals:
        written: The entries' ids.
    """

    def __init__(
        self,
        points: PointsService,
        jobs: Jobs,
        parent: QWidget | None,
        customer_id: int,
        today: date,
        partners: Sequence[PartnerRow],
    ) -> None:
        super().__init__(_("Award points by hand"), jobs, parent, primary=_("Award"))
        self._points, self._customer_id = points, customer_id
        self.setMinimumWidth(520)
        self.points = NumberField(0, MOST_POINTS)
        self.reason = QLineEdit()
        self.goodwill = QCheckBox(_("Goodwill, to make up for something"))
        self.on_day, self.expires_on = DateField(today), DateField()
        self.partner = Choice(_("Partner"))
        names = [(str(row.id), row.draft.name) for row in partners if not row.draft.closed]
        self.partner.set_options([("", _("Nobody")), *names])
        self.partner_points = NumberField(0, MOST_POINTS)
        self._fill_form(with_partner=bool(names))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.points.setFocus()
        self.points.selectAll()

    def _fill_form(self, *, with_partner: bool) -> None:
        self.form = Form()
        self.form.add("points", _("Points"), self.points, required=True)
        self.form.add(
            "reason",
            _("Reason"),
            self.reason,
            required=True,
            hint=_("It stands on the customer's statement."),
        )
        self.form.add("goodwill", "", self.goodwill)
        self.form.add("on_day", _("Day"), self.on_day, required=True)
        self.form.add(
            "expires_on", _("Usable until"), self.expires_on, hint=_("Empty: as the rule says.")
        )
        self.form.add("partner", _("Partner"), self.partner)
        self.form.add("partner_points", _("The partner's points"), self.partner_points)
        for key in ("partner", "partner_points"):
            self.form.set_row_shown(key, with_partner)

    @override
    def prepared(self) -> Write | None:
        self.form.clear_messages()
        reason, on_day = self.reason.text().strip(), self.on_day.value()
        if not reason:
            self.form.set_message("reason", _("Say why, in a few words."))
        if on_day is None:
            self.form.set_message("on_day", _("There is no such day."))
        if not self.expires_on.is_valid():
            self.form.set_message("expires_on", _("There is no such day."))
        if self.form.has_messages():
            return None
        draft = AwardDraft(
            points=self.points.value(),
            reason=reason,
            on_day=on_day,
            expires_on=self.expires_on.value(),
            goodwill=self.goodwill.isChecked(),
        )
        if partner := self.partner.value():
            theirs = self.partner_points.value()
            draft = replace(draft, partner_id=int(partner), partner_points=theirs)
        return lambda: self._points.award(self._customer_id, draft)


class HoldDialog(WriteDialog):
    """Until when the points of a basket are set aside.

    Signals:
        written: The redemption.
    """

    def __init__(
        self,
        redemptions: RedemptionService,
        jobs: Jobs,
        parent: QWidget | None,
        basket: BasketDraft,
        until: date,
    ) -> None:
        super().__init__(_("Hold points"), jobs, parent, primary=_("Hold"))
        self._redemptions, self._basket = redemptions, basket
        self.until = DateField(until)
        self.form = Form()
        hint = _("From the day after, the points are free again by themselves.")
        self.form.add("until", _("Last day"), self.until, required=True, hint=hint)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.until.setFocus()

    @override
    def prepared(self) -> Write | None:
        until = self.until.value()
        self.form.set_message("until", "" if until else _("There is no such day."))
        if until is None:
            return None
        draft = replace(self._basket, until=until)
        return lambda: self._redemptions.redeem(draft)


class ReverseDialog(WriteDialog):
    """Why a movement is taken back.

    Signals:
        written: What was reversed.
    """

    def __init__(
        self,
        points: PointsService,
        redemptions: RedemptionService,
        jobs: Jobs,
        parent: QWidget | None,
        row: PointsRow,
    ) -> None:
        super().__init__(_("Reverse a movement"), jobs, parent, primary=_("Reverse"))
        self._points, self._redemptions, self._row = points, redemptions, row
        said = _("{day}, {kind}, {points} points: {about}").format(
            day=row.on_day.isoformat(),
            kind=_(row.label),
            points=f"{row.points:+,}",
            about=row.about,
        )
        hint = _(
            "The movement stays, and its reversal is written below it. The points go back to the "
            "lots they came from; of a lot past its last day they expire the same day."
        )
        self.body.addWidget(label(said, "strong", wrap=True))
        self.body.addWidget(label(hint, "muted", wrap=True))
        self.reason = QLineEdit()
        self.form = Form()
        hint = _("It stands on the customer's statement.")
        self.form.add("reason", _("Reason"), self.reason, required=True, hint=hint)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.reason.setFocus()

    @override
    def prepared(self) -> Write | None:
        reason = self.reason.text().strip()
        self.form.set_message("reason", "" if reason else _("Say why, in a few words."))
        if not reason:
            return None
        redemption_id = self._row.redemption_id
        if redemption_id is not None:
            return lambda: self._redemptions.reverse(redemption_id, reason)
        return lambda: self._points.reverse(self._row.id, reason)


class TryDialog(WriteDialog):
    """A customer's try in a lottery, before it can't be undone.

    Signals:
        written: The `TryRow`.
    """

    def __init__(
        self,
        lotteries: LotteryService,
        jobs: Jobs,
        parent: QWidget | None,
        row: LotteryRow,
        customer_id: int,
    ) -> None:
        title = _("Draw: {lottery}").format(lottery=row.draft.name)
        super().__init__(title, jobs, parent, primary=_("Draw"))
        self._lotteries, self._lottery_id, self._customer_id = lotteries, row.id, customer_id
        told = _("A try costs {points} points. It can't be undone.")
        self.body.addWidget(label(told.format(points=f"{row.draft.points:,}"), wrap=True))
        for prize in row.prizes:
            said = _("{prize}: {left} left, {odds}").format(
                prize=prize.draft.name, left=f"{prize.left:,}", odds=shown(prize.odds, percent=True)
            )
            self.body.addWidget(label(said, "note", wrap=True))
        self.body.addStretch(1)

    @override
    def prepared(self) -> Write:
        return lambda: self._lotteries.draw(self._lottery_id, self._customer_id)


class SignDialog(WriteDialog):
    """The customer signs a receipt with pen, finger or mouse.

    Signals:
        written: The redemption's id.
    """

    def __init__(
        self,
        papers: PointsPapersService,
        jobs: Jobs,
        parent: QWidget | None,
        redemption_id: int,
        about: str,
    ) -> None:
        super().__init__(_("Signature on the receipt"), jobs, parent, primary=_("Keep"))
        self._papers, self._redemption_id = papers, redemption_id
        self.setMinimumWidth(640)
        self.body.addWidget(label(about, "strong", wrap=True))
        self.pad = SignaturePad()
        self.pad.setFixedHeight(PAD_HEIGHT)
        self.body.addWidget(self.pad)
        clear = button(_("Clear signature"))
        clear.clicked.connect(self.pad.clear)
        self.foot.insertWidget(0, clear)

    @override
    def prepared(self) -> Write | None:
        if self.pad.is_empty():
            self.say_refused(_("Nobody has signed yet."))
            return None
        strokes = self.pad.strokes()
        return lambda: self._papers.sign(self._redemption_id, strokes)
