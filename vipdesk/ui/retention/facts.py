"""Who a task is about: the customer, the risk, what was said and done, what it cost."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.months import whole_months
from vipdesk.domain.risk_words import factor_words, stale_factor
from vipdesk.domain.score import Factor
from vipdesk.domain.wording import amount, price
from vipdesk.domain.words import CaseKind
from vipdesk.services.case_detail import CaseDetail, TalkRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.retention import words
from vipdesk.ui.retention.cost_dialog import budget_words
from vipdesk.ui.theme import Tone

LINE_GAP = 3
CASES = tuple(str(kind) for kind in CaseKind)


class Facts(QWidget):
    """The left column of the detail.

    Signals:
        customer_opened: The customer's whole page is asked for.
        cost_requested: What the case cost is to be noted.
        cost_removed: The id of a cost that was a mistake.
    """

    customer_opened = Signal()
    cost_requested = Signal()
    cost_removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(LINE_GAP)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 12, 12)
        column.addLayout(self._lines)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))

    def show_detail(self, detail: CaseDetail) -> None:
        """Show one task's customer and case."""
        self._clear()
        row = detail.row
        self._add_head(detail)
        self._say(about(detail), "muted")
        self._say(words.reason_words(row, detail.today))
        if row.score is not None:
            said = _("Churn risk {level} · {score} points")
            risk = said.format(level=words.risk_word(row).casefold(), score=row.score)
            self._say(risk, "strong", words.risk_tone(row))
            for text in factor_lines(detail):
                self._say(text, "note")
            for text in stale_lines(detail):
                self._say(text, "note", Tone.AMBER)
        if detail.do_not_disturb:
            self._say(_("Do not disturb"), "strong", Tone.AMBER)
        for text in (detail.said, detail.put_off):
            if text:
                self._say(text, "note")
        for talk in detail.talks:
            self._say(talk_words(talk), "note")
        self._add_costs(detail)

    def _add_head(self, detail: CaseDetail) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        name = button(detail.row.name, kind="link")
        name.setAccessibleName(_("Open {name}").format(name=detail.row.name))
        name.clicked.connect(self.customer_opened)
        line.addWidget(name)
        line.addWidget(Chip.of_tier(detail.row.tier))
        line.addStretch(1)
        self._lines.addLayout(line)

    def _add_costs(self, detail: CaseDetail) -> None:
        for cost in detail.costs:
            line = QHBoxLayout()
            parts = (
                _(cost.kind.label),
                price(_, cost.amount_fen),
                f"{cost.on_day:%m-%d}",
                cost.note,
            )
            line.addWidget(label(" · ".join(filter(None, parts)), "note"), 1)
            remove = button(_("Remove"), kind="link", small=True)
            remove.clicked.connect(lambda _on, cost_id=cost.id: self.cost_removed.emit(cost_id))
            line.addWidget(remove)
            self._lines.addLayout(line)
        if detail.costs or detail.budget.over:
            tone = Tone.RED if detail.budget.over else None
            self._say(budget_words(detail.budget), "note", tone)
        if detail.row.open and detail.row.kind in CASES:
            add = button(_("Note a cost…"), kind="link", icon="plus", small=True)
            add.clicked.connect(self.cost_requested)
            self._lines.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def _say(self, text: str, kind: str = "", tone: Tone | None = None) -> None:
        self._lines.addWidget(label(text, kind, tone=tone, wrap=True))

    def _clear(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            layout = item.layout()
            while layout is not None and (part := layout.takeAt(0)) is not None:
                _drop(part.widget())
            _drop(item.widget())


def _drop(widget: QWidget | None) -> None:
    if widget is not None:
        widget.hide()
        widget.deleteLater()


def about(detail: CaseDetail) -> str:
    """Plan, months with us, what they pay, on one line."""
    row, parts = detail.row, [detail.row.plan]
    if detail.joined_on:
        months = whole_months(detail.joined_on, detail.today)
        parts.append(ngettext("{n} month with us", "{n} months with us", months).format(n=months))
    if detail.arpu_fen is not None:
        parts.append(_("ARPU {amount}").format(amount=amount(detail.arpu_fen)))
    if detail.arrears_fen:
        parts.append(_("{amount} in arrears").format(amount=amount(detail.arrears_fen)))
    return " · ".join(filter(None, (*parts, row.phone)))


def factor_lines(detail: CaseDetail) -> list[str]:
    """What adds to the score of the task's line, else of the customer's riskiest, most first."""
    risk = detail.risk
    if risk.override is not None:
        return [_("Set by hand: {reason}").format(reason=risk.override.reason)]
    return [f"{factor_words(each, risk.today, _)} +{each.points}" for each in _adding(detail)]


def stale_lines(detail: CaseDetail) -> list[str]:
    """Which data behind these are old, each said once."""
    risk = detail.risk
    said = (stale_factor(each, risk.rules, risk.today, _) for each in _adding(detail))
    return list(dict.fromkeys(filter(None, said)))


def _adding(detail: CaseDetail) -> list[Factor]:
    lines, line_id = detail.risk.lines, detail.row.line_id
    mine = [line for line in lines if line.line_id == line_id] or lines[:1]
    return [factor for line in mine for factor in line.score.factors if factor.points]


def talk_words(talk: TalkRow) -> str:
    """One earlier talk on one line."""
    parts = [f"{talk.on_day:%m-%d}", _(talk.outcome.label)]
    if talk.reason:
        parts.append(_(talk.reason.label))
    if talk.new_ends_on:
        parts.append(_("to {day}").format(day=talk.new_ends_on))
    if talk.next_on:
        parts.append(_("ask again {day}").format(day=talk.next_on))
    return " · ".join(filter(None, (*parts, talk.offer, talk.note)))
