"""Beside the values: the trend of the chosen one, its definition, and what became of the cohort."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from vipdesk.domain.indicators import Value, shown
from vipdesk.services.indicators.desk import Board
from vipdesk.services.indicators.lost import CohortState, LostReason
from vipdesk.services.indicators.outcome_words import reason_word
from vipdesk.texts import _
from vipdesk.ui.indicators import words
from vipdesk.ui.indicators.trend import TrendChart
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card, Fact
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.page import GAP
from vipdesk.ui.theme import Tone

WIDTH = 384


class SidePanel(QWidget):
    """Trend, definition, cohort."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.trend_card = Card(_("Trend"))
        self.chart: TrendChart | None = None
        self.definition = label("", "note", wrap=True)
        self.cohort_card = Card(_("Snapshot"))
        self.snapshots_button = button(_("All snapshots"), icon="camera", small=True)
        self.cohort_card.add_to_head(self.snapshots_button)
        self.facts = QWidget()
        self._facts = FlowLayout(self.facts, 24)
        self.reasons = QVBoxLayout()
        self.cohort_card.body.addWidget(self.facts)
        self.cohort_card.body.addLayout(self.reasons)
        self.cohort_card.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(self.trend_card)
        whole.addWidget(self.cohort_card, 1)

    def show_trend(self, values: tuple[Value, ...]) -> None:
        """Draw the values of one indicator, oldest first."""
        if self.chart is None:
            self.chart = TrendChart()
            self.trend_card.body.addWidget(self.chart)
            self.trend_card.body.addWidget(self.definition)
        last = values[-1]
        self.chart.show_values(values)
        self.trend_card.set_title(words.name_word(last), words.notes(last))
        said = [_(last.spec.definition)]
        if last.spec.own:
            said.append(_("† A definition of our own."))
        if last.settings_id:
            said.append(_("Settings version {n}.").format(n=last.settings_id))
        self.definition.setText(" ".join(said))

    def show_cohort(self, board: Board) -> None:
        """Show what became of the period's cohort."""
        _clear(self._facts)
        _clear(self.reasons)
        if board.proposed_on is not None:
            told = _("No snapshot of {day} was frozen yet: freeze it before its files change.")
            said = told.format(day=board.proposed_on)
            self.reasons.addWidget(label(said, "strong", wrap=True))
        state = board.state
        if state is None:
            value = board.value("snapshot_retention")
            self.cohort_card.set_title(_("Snapshot"))
            self.reasons.addWidget(label(words.state_word(value), "muted", wrap=True))
            return
        self.cohort_card.set_title(_("Lost: {n}").format(n=state.lost), state.name)
        for fact in _cohort_facts(board, state):
            self._facts.addWidget(fact)
        for reason in state.reasons:
            self.reasons.addWidget(Bar(reason, state.lost))
        if not state.reasons:
            self.reasons.addWidget(label(_("Nobody was lost so far."), "muted"))


class Bar(QWidget):
    """A reason, how many, and a bar of their share."""

    def __init__(self, reason: LostReason, lost: int) -> None:
        super().__init__()
        head = QHBoxLayout()
        head.addWidget(label(reason_word(reason)))
        head.addStretch(1)
        head.addWidget(label(f"{reason.count:,}", "strong"))
        bar = QProgressBar()
        bar.setRange(0, max(1, lost))
        bar.setValue(reason.count)
        bar.setTextVisible(False)
        bar.setFixedHeight(6)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 4)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(bar)
        self.setAccessibleName(f"{reason_word(reason)} {reason.count}")


def _cohort_facts(board: Board, state: CohortState) -> list[Fact]:
    facts = [Fact(_("Kept"), f"{state.kept:,} / {state.size:,}")]
    slack = board.slack
    if slack is not None:
        tone = Tone.GREEN if slack >= 0 else Tone.RED
        facts.append(Fact(_("May still be lost"), f"{slack:,}", tone))
    forecast = board.forecast
    if forecast is not None:
        facts.append(Fact(_("If all at high risk left"), shown(forecast, percent=True)))
    if state.returned:
        facts.append(Fact(_("Came back"), f"{state.returned:,}"))
    return facts


def _clear(layout: "QVBoxLayout | FlowLayout") -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
