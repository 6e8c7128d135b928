"""The benefits of each tier, in the manager's words."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.customer_checks import Finding
from vipdesk.domain.settings import Settings, default_settings
from vipdesk.domain.settings_checks import check_point
from vipdesk.domain.words import Tier
from vipdesk.texts import _, translator
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.rows_editor import Row, RowsEditor
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.settings.panel import Panel


class BenefitsPanel(Panel):
    """The list of one tier at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.tiers = Segmented(_("Tier"), [(tier.value, _(tier.label)) for tier in Tier])
        self.tiers.set_value(Tier.SILVER)
        self.editor = RowsEditor([(_("Benefit"), 1)], _check, _("Add a benefit"))
        self.restore = button(_("Restore default texts"), icon="rotate-ccw", small=True)
        self._benefits: dict[str, tuple[str, ...]] = {}
        self._shown = Tier.SILVER.value
        self.tiers.chosen.connect(self.show_tier)
        self.editor.changed.connect(self._on_editor_changed)
        self.restore.clicked.connect(self._on_restore_clicked)
        self._lay_out()

    @override
    def show_settings(self, settings: Settings) -> None:
        self._benefits = dict(settings.benefits)
        self.show_tier(self._shown)

    @override
    def apply(self, settings: Settings) -> Settings:
        kept = {tier: each for tier, each in self._benefits.items() if each}
        return replace(settings, benefits=kept)

    @override
    def focus_problem(self) -> bool:
        for tier, benefits in self._benefits.items():
            if any(check_point(each, benefits) for each in benefits):
                self.show_tier(tier)
                return self.editor.focus_problem()
        return False

    def show_tier(self, tier: str) -> None:
        """Show the benefits of another tier."""
        self._shown = tier
        self.tiers.set_value(tier)
        self.editor.set_rows([(each,) for each in self._benefits.get(tier, ())])

    def _on_editor_changed(self) -> None:
        self._benefits[self._shown] = tuple(row[0] for row in self.editor.rows())
        self.changed.emit()

    def _on_restore_clicked(self) -> None:
        self.show_settings(default_settings(translator(texts.language())))
        self.changed.emit()

    def _lay_out(self) -> None:
        note = _("A tier has those of the tiers below it too. Shown as what leaving would cost.")
        card = Card(_("Benefits"), note)
        card.add_to_head(self.restore)
        card.body.addWidget(self.tiers)
        card.body.addWidget(self.editor)
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(card)
        lines.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))


def _check(row: Row, rows: Sequence[Row]) -> Finding | None:
    return check_point(row[0], [other[0] for other in rows])
