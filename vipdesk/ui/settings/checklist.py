"""The points of a visit's checklist."""

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
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.settings.panel import Panel
from vipdesk.ui.settings.rows_editor import Row, RowsEditor


class ChecklistPanel(Panel):
    """What is ticked at every visit, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.editor = RowsEditor([(_("Point"), 1)], _check, _("Add a point"))
        self.editor.changed.connect(self.changed)
        self.restore = button(_("Restore default texts"), icon="rotate-ccw", small=True)
        self.restore.clicked.connect(self._on_restore_clicked)
        card = Card(_("Visit checklist"), _("New visits begin with these points, in this order."))
        card.add_to_head(self.restore)
        card.body.addWidget(self.editor)
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(card)
        lines.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))

    @override
    def show_settings(self, settings: Settings) -> None:
        self.editor.set_rows([(point,) for point in settings.checklist])

    @override
    def apply(self, settings: Settings) -> Settings:
        return replace(settings, checklist=tuple(row[0] for row in self.editor.rows()))

    @override
    def focus_problem(self) -> bool:
        return self.editor.focus_problem()

    def _on_restore_clicked(self) -> None:
        self.show_settings(default_settings(translator(texts.language())))
        self.changed.emit()


def _check(row: Row, rows: Sequence[Row]) -> Finding | None:
    return check_point(row[0], [other[0] for other in rows])
