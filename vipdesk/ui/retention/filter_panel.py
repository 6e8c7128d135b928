"""The criteria of the task list; every change takes effect at once."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vipdesk.domain.task_query import Due, Risk, TaskFilter
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import Tier
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.form import titled
from vipdesk.ui.kit.multi_choice import MultiChoice, word_choices
from vipdesk.ui.retention.words import stage_word

FIELD_WIDTH = 160


class TaskFilterPanel(Card):
    """All criteria side by side.

    Signals:
        filter_changed: The `TaskFilter` that the fields say now.
    """

    filter_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Filter"))
        self._many = {name: MultiChoice(title, _("Any")) for name, title in _names().items()}
        self._many["kinds"].set_choices(word_choices(TaskKind))
        self._many["tiers"].set_choices(word_choices(reversed(Tier)))
        self._many["risks"].set_choices(word_choices(Risk))
        self._due = Choice(_("Due"), FIELD_WIDTH)
        self._due.set_options([("", _("Any")), *((str(each), _(each.label)) for each in Due)])
        self.clear = button(_("Clear all"), icon="x", kind="quiet")
        box = QWidget()
        flow = FlowLayout(box, 12)
        for name, title in _names().items():
            flow.addWidget(titled(title, self._many[name], FIELD_WIDTH))
        flow.addWidget(titled(_("Due"), self._due, FIELD_WIDTH))
        flow.addWidget(titled(" ", self.clear, FIELD_WIDTH))
        self.body.addWidget(box)
        for field in self._many.values():
            field.chosen.connect(self._tell)
        self._due.chosen.connect(lambda _key: self._tell())
        self.clear.clicked.connect(lambda: self.filter_changed.emit(TaskFilter()))

    def set_filter(self, criteria: TaskFilter) -> None:
        """Show ``criteria`` without a signal."""
        for name, field in self._many.items():
            field.set_values([str(each) for each in getattr(criteria, name)])
        self._due.set_value(str(criteria.due or ""))

    def set_offered(self, plans: Sequence[str], stages: Sequence[str]) -> None:
        """Offer the plans that tasks are about, and the stages of the settings."""
        self._many["plans"].set_choices([(each, each, None) for each in plans])
        self._many["stages"].set_choices([(each, stage_word(each), None) for each in stages])

    def begin(self) -> None:
        """Put the keyboard on the first field."""
        self._many["kinds"].setFocus()

    def _tell(self) -> None:
        values = {name: list(field.values()) for name, field in self._many.items()}
        self.filter_changed.emit(TaskFilter.from_json({**values, "due": self._due.value()}))


def _names() -> dict[str, str]:
    return {
        "kinds": _("Kind"),
        "tiers": _("Tier"),
        "risks": _("Risk"),
        "stages": _("Stage"),
        "plans": _("Plan"),
    }
