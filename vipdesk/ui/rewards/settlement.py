"""A month's settlement with the partners."""

from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.months import month_of, shifted
from vipdesk.domain.settlement import PartnerSum, Settlement
from vipdesk.domain.wording import amount
from vipdesk.services.rewards_desk import RewardsDesk
from vipdesk.services.settlement import state_words
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.file_dialogs import ask_save
from vipdesk.ui.rewards.part import Part

MONTHS = 24


@dataclass(frozen=True, slots=True)
class SumRow:
    """A partner's month."""

    id: int
    of: PartnerSum


class SettlementPart(Part[SumRow]):
    """The partners of a month, and what writes it as a file."""

    def __init__(self, desk: RewardsDesk, jobs: Jobs) -> None:
        empty = EmptyState(_("Nothing to settle in this month."), icon="receipt")
        super().__init__(desk, jobs, _("Settlement"), columns(), empty)
        self.month = Choice(_("Month"), 120)
        self.pdf_button = button(_("Save PDF…"), icon="file-text")
        self.xlsx_button = button(_("Save XLSX…"), icon="file-spreadsheet")
        for made in (self.month, self.pdf_button, self.xlsx_button):
            self.buttons.addWidget(made)
        self.month.chosen.connect(lambda _month: self.reload())
        self.pdf_button.clicked.connect(lambda: self._ask("pdf"))
        self.xlsx_button.clicked.connect(lambda: self._ask("xlsx"))
        self.show_rows(())

    @override
    def reload(self) -> None:
        month = self.month.value()
        self._latest.read(lambda _progress: self._settled(month), self._show)

    @override
    def follow_current(self) -> None:
        for made in (self.pdf_button, self.xlsx_button):
            made.setEnabled(bool(self.rows()))

    def save(self, path: Path) -> None:
        """Write the month that is shown."""
        month, service, language = self.month.value(), self.desk.settlement, texts.language()
        self.write_file(lambda progress: service.write(month, path, language, progress), path)

    def _settled(self, month: str) -> tuple[str, Settlement]:
        this = month_of(self.desk.store.today())
        return this, self.desk.settlement.settlement(month or shifted(this, -1))

    def _show(self, read: tuple[str, Settlement]) -> None:
        this, found = read
        if not self.month.value():
            months = [shifted(this, -back) for back in range(MONTHS)]
            self.month.set_options([(each, each) for each in months], found.month)
        self.show_rows([SumRow(each.partner_id, each) for each in found.partners])
        owed = _("Owed in all: {amount} yuan").format(amount=amount(found.owed_fen))
        self.note.setText(texts.sentences(filter(None, (owed, state_words(found, _)))))

    def _ask(self, ending: str) -> None:
        name = f"{_('Settlement')}-{self.month.value()}.{ending}"
        ask_save(self.window(), _("Save the settlement"), name, self.save)


def columns() -> tuple[Column[SumRow], ...]:
    """The columns in the language of the desk."""
    return (
        Column("name", _("Partner"), lambda row: row.of.name, width=260, style=CellStyle.STRONG),
        Column("count", _("Pieces"), lambda row: f"{row.of.quantity:,}", width=110, right=True),
        Column("points", _("Our points"), lambda row: f"{row.of.points:,}", width=140, right=True),
        Column(
            "partner_points",
            _("Partner's points"),
            lambda row: f"{row.of.partner_points:,}",
            width=150,
            right=True,
        ),
        Column(
            "owed", _("Owed (yuan)"), lambda row: amount(row.of.owed_fen), width=150, right=True
        ),
    )
