"""What came out: figures, factors with their points, the curve, and what was left out."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.risk_words import factor_name
from vipdesk.domain.scorecard import Calibration, LeftOut
from vipdesk.texts import _, ngettext
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
        self.before = StatCard(_("AUC of the points in force"))
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
        self._show_figures(found)
        self.curve.set_points(found.curve)
        self._model.show(found)
        self.table.restore_columns(())
        self.left_out.show_columns(_named(found), self._kept)
        self.left_out.setEnabled(again)
        self.again_button.setVisible(again and not found.is_own)
        title = _("Factors that get no points, or keep theirs") if found.is_own else ""
        self._points_card.set_title(_("Factors and points"), _basis(found))
        self._left_card.set_title(title or _("Columns left out"), f"{len(found.left_out)}")
        self._follow()

    def _show_figures(self, found: Calibration) -> None:
        self.auc.set_figure(f"{found.auc:.3f}", _("0.5 is chance, 1 is always right"))
        self.lift.set_figure(f"{found.lift:.2f}", _("times the usual share of leavers"))
        share = _("of which {leavers} left, {share}").format(
            leavers=f"{found.leavers:,}", share=f"{found.leavers / found.rows:.1%}"
        )
        self.rows.set_figure(f"{found.rows:,}", share)
        self.stayed.set_figure(found.outcome.positive, found.outcome.column)
        self.stayed.setVisible(not found.is_own)
        self.before.setVisible(found.is_own)
        if found.auc_before is not None:
            self.before.set_figure(f"{found.auc_before:.3f}", _("on the same rows"))

    def kept(self) -> tuple[str, ...]:
        """The columns to be put back."""
        return self.left_out.kept()

    def _follow(self) -> None:
        self.again_button.setEnabled(set(self.left_out.kept()) != set(self._kept))

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(10)
        for each in (self.auc, self.before, self.lift, self.rows, self.stayed):
            figures.addWidget(each, 1)
        self._points_card = Card(padded=False)
        self._points_card.body.addWidget(self.table)
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
        below.addWidget(self._points_card, 3)
        below.addLayout(side, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addLayout(figures)
        whole.addLayout(below, 1)


def _basis(found: Calibration) -> str:
    if not found.looks:
        return _("0 is the safest, 100 the worst")
    many = len(found.looks)
    told = ngettext("as it stood on {day}", "as it stood on {n} days, the newest {day}", many)
    return told.format(n=many, day=found.looks[0])


def _named(found: Calibration) -> Sequence[LeftOut]:
    """What was left out, factors of the score by their names."""
    if not found.is_own:
        return found.left_out
    return [
        replace(
            each,
            column=factor_name(each.column, _, found.ends_days),
            other=factor_name(each.other, _, found.ends_days) if each.other else "",
        )
        for each in found.left_out
    ]
