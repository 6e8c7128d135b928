"""What came out: figures, factors with their points, the curve, and what was left out."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.scorecard import Calibration
from vipdesk.texts import _
from vipdesk.ui.calibrate.card_table import CardModel
from vipdesk.ui.calibrate.curve import CalibrationCurve
from vipdesk.ui.calibrate.left_out import LeftOutList
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card, StatCard
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.kit.table_view import TableView

SIDE = 400


class ResultStep(QWidget):
    """A calibration to look at.

    Signals:
        again_requested: Fit once more, with the columns that `kept` names.
    """

    again_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.auc = StatCard(_("AUC"))
        self.lift = StatCard(_("Lift of the top tenth"))
        self.rows = StatCard(_("Rows"))
        self.stayed = StatCard(_("Who left"))
        self.curve = CalibrationCurve()
        self.left_out = LeftOutList()
        self.again_button = button(_("Fit again"), icon="rotate-ccw", small=True)
        self.again_button.clicked.connect(self.again_requested)
        self.left_out.kept_changed.connect(self._follow)
        self._kept: tuple[str, ...] = ()
        self._model = CardModel(self)
        self.table = TableView(_("Factors and points"), self._model, many=False)
        self._lay_out()

    def show_result(self, found: Calibration, kept: Sequence[str], *, again: bool) -> None:
        """Show ``found``; with ``again`` columns can be put back and it can be fitted anew."""
        self._kept = tuple(kept)
        self.auc.set_figure(f"{found.auc:.3f}", _("0.5 is chance, 1 is always right"))
        told = _("times the usual share of leavers")
        self.lift.set_figure(f"{found.lift:.2f}", told)
        share = _("of which {leavers} left, {share}")
        share = share.format(
            leavers=f"{found.leavers:,}", share=f"{found.leavers / found.rows:.1%}"
        )
        self.rows.set_figure(f"{found.rows:,}", share)
        self.stayed.set_figure(found.outcome.positive, found.outcome.column)
        self.curve.set_points(found.curve)
        self._model.show_card(found.card)
        self.left_out.show_columns(found.left_out, self._kept)
        self.left_out.setEnabled(again)
        self.again_button.setVisible(again)
        self._left_card.set_title(_("Columns left out"), f"{len(found.left_out)}")
        self._follow()

    def kept(self) -> tuple[str, ...]:
        """The columns to be put back."""
        return self.left_out.kept()

    def _follow(self) -> None:
        self.again_button.setEnabled(set(self.left_out.kept()) != set(self._kept))

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(10)
        for each in (self.auc, self.lift, self.rows, self.stayed):
            figures.addWidget(each, 1)
        factors = Card(_("Factors and points"), _("0 is the safest, 100 the worst"), padded=False)
        factors.body.addWidget(self.table)
        curve = Card(_("Foretold and observed"), _("each dot a tenth of the rows"))
        curve.body.addWidget(self.curve)
        self._left_card = Card(_("Columns left out"), padded=False)
        self._left_card.add_to_head(self.again_button)
        self._left_card.body.addWidget(scrolled(self.left_out))
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addWidget(curve)
        side.addWidget(self._left_card, 1)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(factors, 3)
        below.addLayout(side, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addLayout(figures)
        whole.addLayout(below, 1)
