"""The points of a visit's checklist, and the first steps of a new VIP."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.customer_checks import Finding
from vipdesk.domain.settings import Settings, default_settings
from vipdesk.domain.settings_checks import check_point
from vipdesk.texts import _, translator
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.rows_editor import Row, RowsEditor
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.settings.panel import Panel


class ChecklistPanel(Panel):
    """What is ticked at every visit and with every new VIP, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.editor = RowsEditor([(_("Point"), 1)], _check, _("Add a point"))
        self.first_steps = RowsEditor([(_("Step"), 1)], _check, _("Add a step"))
        self.restore = button(_("Restore default texts"), icon="rotate-ccw", small=True)
        self.restore_steps = button(_("Restore default texts"), icon="rotate-ccw", small=True)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.restore_steps.clicked.connect(self._on_restore_steps_clicked)
        visit = Card(_("Visit checklist"), _("New visits begin with these points, in this order."))
        steps = Card(
            _("First steps of a new VIP"),
            _("A checklist that is begun with a new VIP has these steps."),
        )
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(14)
        parts = (visit, self.editor, self.restore), (steps, self.first_steps, self.restore_steps)
        for card, editor, restore in parts:
            editor.changed.connect(self.changed)
            card.add_to_head(restore)
            card.body.addWidget(editor)
            lines.addWidget(card)
        lines.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))

    @override
    def show_settings(self, settings: Settings) -> None:
        self.editor.set_rows([(point,) for point in settings.checklist])
        self.first_steps.set_rows([(step,) for step in settings.onboarding])

    @override
    def apply(self, settings: Settings) -> Settings:
        return replace(
            settings,
            checklist=tuple(row[0] for row in self.editor.rows()),
            onboarding=tuple(row[0] for row in self.first_steps.rows()),
        )

    @override
    def focus_problem(self) -> bool:
        return self.editor.focus_problem() or self.first_steps.focus_problem()

    def _on_restore_clicked(self) -> None:
        self.editor.set_rows([(point,) for point in _defaults().checklist])
        self.changed.emit()

    def _on_restore_steps_clicked(self) -> None:
        self.first_steps.set_rows([(step,) for step in _defaults().onboarding])
        self.changed.emit()


def _defaults() -> Settings:
    return default_settings(translator(texts.language()))


def _check(row: Row, rows: Sequence[Row]) -> Finding | None:
    return check_point(row[0], [other[0] for other in rows])
