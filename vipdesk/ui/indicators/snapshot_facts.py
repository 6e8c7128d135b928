"""The figures of a snapshot, or of a part of it, in one line."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vipdesk.services.indicators.outcome_figures import Figures
from vipdesk.services.indicators.outcome_words import share_word
from vipdesk.texts import _
from vipdesk.ui.kit.card import PADDING, Fact
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.theme import Tone


class SnapshotFacts(QWidget):
    """How many are kept, the three retentions, and what may still be lost."""

    def __init__(self) -> None:
        super().__init__()
        names = {
            "kept": _("Kept"),
            "lost": _("Lost"),
            "retention": _("Snapshot retention"),
            "revenue": _("Revenue retention"),
            "combined": _("Combined retention"),
            "slack": _("May still be lost"),
            "forecast": _("If all at high risk left"),
            "returned": _("Left and came back"),
            "month": _("Bills of"),
        }
        self.facts = {key: Fact(name) for key, name in names.items()}
        box = QWidget()
        flow = FlowLayout(box, 24)
        for fact in self.facts.values():
            flow.addWidget(fact)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(PADDING, 10, PADDING, 0)
        whole.addWidget(box)

    def show_figures(self, figures: Figures | None) -> None:
        """Show others; None: there are none."""
        for key, (text, tone) in _texts(figures).items():
            self.facts[key].set_value(text, tone)


def _texts(figures: Figures | None) -> dict[str, tuple[str, Tone | None]]:
    if figures is None:
        keys = ("kept", "lost", "retention", "revenue", "combined", "slack", "forecast")
        return dict.fromkeys((*keys, "returned", "month"), ("–", None))
    short = figures.slack is not None and figures.slack < 0
    slack = "–" if figures.slack is None else f"{figures.slack:,}"
    return {
        "kept": (f"{figures.kept:,} / {figures.size:,}", None),
        "lost": (f"{figures.lost:,}", None),
        "retention": (share_word(figures.retention), None),
        "revenue": (share_word(figures.revenue), None),
        "combined": (share_word(figures.combined), None),
        "slack": (slack, Tone.RED if short else Tone.GREEN),
        "forecast": (share_word(figures.forecast), None),
        "returned": (f"{figures.returned:,}", None),
        "month": (figures.month, None),
    }
