"""What still has to be handed over, and how far each of it is."""

from datetime import date

from typing_extensions import override

from vipdesk.domain.points_words import Fulfilment
from vipdesk.services.fulfilment import STEPS, ToHandOver
from vipdesk.services.rewards_desk import RewardsDesk
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.labels import label
from vipdesk.ui.rewards.part import Part
from vipdesk.ui.theme import Tone

_TONES = {
    Fulfilment.OPEN: Tone.AMBER,
    Fulfilment.ORDERED: Tone.ACCENT,
    Fulfilment.ARRIVED: Tone.GREEN,
}


class WaitingPart(Part[ToHandOver]):
    """The list; the chosen rows are moved on together, as of a day."""

    def __init__(self, desk: RewardsDesk, jobs: Jobs) -> None:
        empty = EmptyState(_("Everything that was redeemed is handed over."), icon="package")
        name = _("To hand over")
        super().__init__(desk, jobs, name, columns(), empty, many=True)
        self.on = DateField()
        self.on.setFixedWidth(132)
        self.on.setAccessibleName(_("Day"))
        self.buttons.addWidget(label(_("Day"), "muted"))
        self.buttons.addWidget(self.on)
        self.steps = {state: button(_(state.label)) for state in STEPS[1:]}
        for state, made in self.steps.items():
            self.buttons.addWidget(made)
            made.clicked.connect(lambda _checked, state=state: self.move_on(state))
        self.show_rows(())

    @override
    def reload(self) -> None:
        self._latest.read(lambda _progress: self._waiting(), self._show)

    def _waiting(self) -> tuple[date, list[ToHandOver]]:
        return self.desk.store.today(), self.desk.fulfilment.waiting()

    def _show(self, read: tuple[date, list[ToHandOver]]) -> None:
        today, rows = read
        if not self.on.text():
            self.on.set_value(today)
        self.show_rows(rows)

    @override
    def follow_current(self) -> None:
        chosen = len(self.table.selected_ids())
        for made in self.steps.values():
            made.setEnabled(chosen > 0)
        if not self.rows():
            self.note.setText("")
            return
        count = len(self.rows())
        waiting = ngettext("{n} to hand over", "{n} to hand over", count).format(n=count)
        picked = ngettext("{n} chosen", "{n} chosen", chosen).format(n=chosen)
        self.note.setText(f"{waiting} · {picked}")

    def move_on(self, state: Fulfilment) -> None:
        """Note how far the chosen rows are."""
        ids, on, service = self.table.selected_ids(), self.on.value(), self.desk.fulfilment
        if ids and self.on.is_valid():
            said = _("Noted: {state}.").format(state=_(state.label))
            self.write(lambda _progress: service.move_on(ids, state, on), said)


def columns() -> tuple[Column[ToHandOver], ...]:
    """The columns in the language of the desk."""
    return (
        Column("on", _("Redeemed on"), lambda row: row.on.isoformat(), width=104),
        Column(
            "customer", _("Customer"), lambda row: row.customer, width=120, style=CellStyle.STRONG
        ),
        Column("name", _("Reward"), _name, width=220),
        Column("number", _("Receipt"), lambda row: row.number, width=150),
        Column(
            "state",
            _("State"),
            lambda row: _(row.state.label),
            width=140,
            style=CellStyle.CHIP,
            tone=lambda row: _TONES[row.state],
        ),
        Column("since", _("In this state since"), lambda row: row.since.isoformat(), width=130),
        Column("partner", _("Partner"), lambda row: row.partner, width=150),
        Column("held", _("Points"), _held, width=160, style=CellStyle.MUTED),
    )


def _name(row: ToHandOver) -> str:
    return row.name if row.quantity == 1 else f"{row.name} × {row.quantity}"


def _held(row: ToHandOver) -> str:
    if not row.held:
        return _("paid")
    if row.held_until is None:
        return _("held")
    return _("held until {day}").format(day=row.held_until)
