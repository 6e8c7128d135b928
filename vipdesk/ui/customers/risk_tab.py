"""How likely the customer is to leave: the score, its factors with the data behind, the trend."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from vipdesk.domain.risk_words import factor_name, factor_words, stale_factor
from vipdesk.domain.score import Factor
from vipdesk.domain.warnings import State
from vipdesk.domain.wording import month_name
from vipdesk.services.customer_rows import CustomerDetailRow
from vipdesk.services.risk import CustomerRisk, LineRisk
from vipdesk.texts import N_, _
from vipdesk.ui.customers.detail_tab import DetailTab, head_of, line_of
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import rule
from vipdesk.ui.kit.charts import LineChart, Point
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.risk_words import risk_tone, risk_word
from vipdesk.ui.theme import Tone


class RiskTab(DetailTab):
    """The score first, then each line's factors, largest first; what has no data says so."""

    @override
    def fill(self, row: CustomerDetailRow) -> None:
        risk = row.risk
        self._add_head(row)
        if risk.score is None:
            text = _("No line is on the network, so nothing can be said about leaving.")
            self.body.addWidget(EmptyState(text, icon="info"))
            return
        self._add_trend(risk)
        for line in risk.lines:
            self.body.addWidget(rule())
            self._add_line(risk, line)

    def _add_head(self, row: CustomerDetailRow) -> None:
        risk, act = row.risk, self.actions_of_customer
        tone = risk_tone(risk.risk)
        score = label("" if risk.score is None else str(risk.score), "figure", tone=tone)
        chip = Chip(risk_word(risk.risk), tone or Tone.NEUTRAL)
        self.hand_button = button(_("Set by hand…"), icon="pencil", small=True)
        self.hand_button.clicked.connect(lambda: act.set_risk(row))
        head = line_of(score, chip)
        if risk.override is not None:
            self.compute_button = button(_("Compute again"), icon="rotate-ccw", small=True)
            self.compute_button.clicked.connect(lambda: act.compute_risk(row))
            head.addWidget(self.compute_button)
        head.addWidget(self.hand_button)
        self.body.addLayout(head)
        self.body.addWidget(label(_source(risk), "muted", wrap=True))

    def _add_trend(self, risk: CustomerRisk) -> None:
        self.body.addWidget(label(_("Score, month by month"), "note"))
        chart = LineChart(_("Score, month by month"), lambda score: str(round(score)))
        chart.set_points([Point(month_name(_, month), score) for month, score in risk.trend])
        self.body.addWidget(chart)

    def _add_line(self, risk: CustomerRisk, line: LineRisk) -> None:
        title = " · ".join(part for part in (line.number, line.plan) if part)
        self.body.addLayout(head_of(title, label(str(line.score.value), "strong")))
        held = [factor for factor in line.score.factors if factor.judged.holds]
        if held:
            self.body.addLayout(_factors(risk, held))
        else:
            self.body.addWidget(label(_("Nothing speaks for leaving."), "muted"))
        for state, told in _OTHERS.items():
            names = [
                factor_name(factor.key, _, risk.rules.ends_days)
                for factor in line.score.factors
                if factor.judged.state is state
            ]
            if names:
                text = _(told).format(names=_(", ").join(names))
                self.body.addWidget(label(text, "note", wrap=True))


_OTHERS = {
    State.NO_DATA: N_("No data, adds nothing: {names}"),
    State.CLEAR: N_("Looked at and clear: {names}"),
}


def _source(risk: CustomerRisk) -> str:
    """Where the score comes from."""
    if risk.override is not None:
        told = _("Set by hand on {day} until {until}: {reason}")
        word = risk.override
        return told.format(day=word.from_on, until=word.until_on, reason=word.reason)
    if len(risk.lines) > 1:
        return _("The highest of {n} lines on the network.").format(n=len(risk.lines))
    return _("By the points of the settings.") if risk.lines else ""


def _factors(risk: CustomerRisk, factors: list[Factor]) -> QGridLayout:
    """Points at the left, the name and the data behind it beside them."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(1, 1)
    for factor in factors:
        row = grid.rowCount()
        points = label(f"+{factor.points}", "strong", tone=Tone.RED)
        grid.addWidget(points, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(
            label(factor_name(factor.key, _, risk.rules.ends_days), "strong", wrap=True), row, 1
        )
        for text in _data(risk, factor):
            grid.addWidget(text, grid.rowCount(), 1)
    return grid


def _data(risk: CustomerRisk, factor: Factor) -> list[QWidget]:
    parts: list[QWidget] = [label(factor_words(factor, risk.today, _), "muted", wrap=True)]
    old = stale_factor(factor, risk.rules, risk.today, _)
    if old:
        parts.append(label(old, "note", tone=Tone.AMBER, wrap=True))
    return parts
