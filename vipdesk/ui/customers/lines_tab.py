"""The customer's lines: status, plan, what ends when, and what was before."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.domain.masking import HIDDEN, MaskedField
from vipdesk.domain.wording import price
from vipdesk.domain.words import DateKind, LineKind, LineStatus
from vipdesk.services.customer_rows import CustomerDetailRow, HistoryRow, LineRow
from vipdesk.texts import _
from vipdesk.ui.customers.detail_tab import DetailTab, grid_of, head_of, line_of, sign
from vipdesk.ui.customers.words import day_text, end_text, end_tone
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import Card, Fact
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.theme import Tone

_ICONS = {
    LineKind.MOBILE: "smartphone",
    LineKind.BROADBAND: "router",
    LineKind.LANDLINE: "phone",
    LineKind.DATA_CARD: "globe",
}
_TONES = {
    LineStatus.NORMAL: Tone.GREEN,
    LineStatus.SUSPENDED_REQUEST: Tone.AMBER,
    LineStatus.SUSPENDED_ARREARS: Tone.RED,
}


class LinesTab(DetailTab):
    """A card a line."""

    @override
    def fill(self, row: CustomerDetailRow) -> None:
        act = self.actions_of_customer
        if not row.lines:
            empty = EmptyState(
                _("No line yet. Import lines, or add one."), icon="smartphone", action=_("New line")
            )
            empty.acted.connect(lambda: act.edit_line(row))
            self.body.addWidget(empty)
            return
        add = button(_("New line"), icon="plus", small=True)
        add.clicked.connect(lambda: act.edit_line(row))
        self.body.addLayout(head_of(_("Lines and contracts"), add))
        for line in row.lines:
            self.body.addWidget(self._card(row, line))

    def _card(self, row: CustomerDetailRow, line: LineRow) -> Card:
        card = Card()
        edit = icon_button(_("Edit line {number}").format(number=line.number), icon="pencil")
        edit.clicked.connect(lambda: self.actions_of_customer.edit_line(row, line))
        top = line_of(
            sign(_ICONS[line.kind]),
            self._number(row, line),
            label(_(line.kind.label), "note"),
            Chip(_(line.status.label), _TONES.get(line.status, Tone.NEUTRAL)),
        )
        top.addWidget(edit)
        card.body.addLayout(top)
        plan = " · ".join(
            part for part in (line.plan, price(_, line.fee_fen, monthly=True)) if part
        )
        card.body.addWidget(label(plan or _("No plan is known."), "strong", wrap=True))
        card.body.addLayout(grid_of(_facts(line, row), 2))
        for add_on in line.add_ons:
            card.body.addWidget(label(_add_on(add_on.name, add_on.consented_on), "note", wrap=True))
        if line.history:
            self._add_history(card, line)
        return card

    def _number(self, row: CustomerDetailRow, line: LineRow) -> QWidget:
        if HIDDEN not in line.number:
            return label(line.number, "strong")
        return self.personal(row, MaskedField.LINE_NUMBER, _("Number"), line.number, line.id)

    def _add_history(self, card: Card, line: LineRow) -> None:
        more = button(_("History {n}").format(n=len(line.history)), kind="link", icon="history")
        more.setCheckable(True)
        past = label("\n".join(map(history_text, line.history)), "note", wrap=True)
        past.hide()
        more.toggled.connect(past.setVisible)
        card.body.addLayout(line_of(more))
        card.body.addWidget(past)


def _facts(line: LineRow, row: CustomerDetailRow) -> list[Fact]:
    facts = [
        Fact(
            _(kind.label),
            end_text(line.ends[kind], row.today),
            end_tone(line.ends[kind], row.today),
        )
        for kind in DateKind
        if kind in line.ends
    ]
    facts.append(Fact(_("Opened"), day_text(line.opened_on)))
    if line.account_number:
        facts.append(Fact(_("Account"), line.account_number))
    if line.former_operator:
        facts.append(Fact(_("Former operator"), line.former_operator))
    facts += [Fact(name, str(value)) for name, value in line.extra.items() if value is not None]
    return facts


def _add_on(name: str, consented_on: object) -> str:
    if consented_on is None:
        return _("Add-on {name} · consent not noted").format(name=name)
    return _("Add-on {name} · consented {day}").format(name=name, day=consented_on)


def history_text(row: HistoryRow) -> str:
    """2026-11-21 Plan: 299; with the day it became known where that is another."""
    topics = {
        "status": _("Status"),
        "plan": _("Plan"),
        "tier": _("Tier"),
        "owner": _("Manager"),
        "date": _(row.label) if row.label else "",
    }
    value = _(row.label) if row.label and row.topic != "date" else row.text
    if row.topic == "date":
        value = row.day.isoformat() if row.day else _("no longer holds")
    text = _("{day} {topic}: {value}")
    said = text.format(day=row.effective_on.isoformat(), topic=topics[row.topic], value=value)
    if row.recorded_on != row.effective_on:
        said += " " + _("(noted {day})").format(day=row.recorded_on.isoformat())
    return said
