"""One try for a customer, and the end of a lottery: neither can be undone."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.errors import VipDeskError
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.services.lotteries import LotteryService
from vipdesk.services.lottery_book import LotteryRow
from vipdesk.texts import _
from vipdesk.ui.customer_picker import CustomerPicker
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.write_dialog import Write, WriteDialog


class DrawDialog(WriteDialog):
    """For whom; what speaks against it is told before."""

    def __init__(
        self,
        service: LotteryService,
        finder: CustomerFinder,
        jobs: Jobs,
        parent: QWidget | None,
        row: LotteryRow,
    ) -> None:
        title = _("Draw: {lottery}").format(lottery=row.draft.name)
        super().__init__(title, jobs, parent, primary=_("Draw"))
        self.setMinimumSize(520, 380)
        self._service, self._row = service, row
        self._asked = Latest(jobs, self)
        told = _("A try costs {points} points. It can't be undone.")
        self.body.addWidget(label(told.format(points=f"{row.draft.points:,}"), wrap=True))
        self.picker = CustomerPicker(finder, jobs)
        self.body.addWidget(self.picker)
        self.body.addStretch(1)
        self.primary_button.setEnabled(False)
        self.picker.picked.connect(self._on_picked)
        self.picker.setFocus()

    @override
    def prepared(self) -> Write | None:
        choice = self.picker.choice()
        if choice is None:
            return None
        service, lottery_id, customer_id = self._service, self._row.id, choice.id
        return lambda: service.draw(lottery_id, customer_id)

    def _on_picked(self, choice: CustomerChoice) -> None:
        service, lottery_id = self._service, self._row.id
        self._asked.read(
            lambda _progress: service.reasons(lottery_id, choice.id), self._show_reasons
        )

    def _show_reasons(self, reasons: tuple[VipDeskError, ...]) -> None:
        self.primary_button.setEnabled(not reasons)
        self.say_refused(texts.sentences(each.sentence(_) for each in reasons))


class RevealDialog(WriteDialog):
    """Asks once more: after it nothing is drawn."""

    def __init__(
        self, service: LotteryService, jobs: Jobs, parent: QWidget | None, row: LotteryRow
    ) -> None:
        super().__init__(_("Reveal the seed"), jobs, parent, primary=_("Reveal"))
        self._service, self._row = service, row
        told = _(
            "This ends “{lottery}”: its seed is shown, so that anyone can redo the draws, and "
            "nothing more is drawn. It can't be undone."
        )
        self.body.addWidget(label(told.format(lottery=row.draft.name), wrap=True))
        self.body.addStretch(1)

    @override
    def prepared(self) -> Write | None:
        service, lottery_id = self._service, self._row.id
        return lambda: service.reveal(lottery_id)
