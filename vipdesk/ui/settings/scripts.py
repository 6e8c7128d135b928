"""What to talk about at a visit: a script for each reason, with the customer's facts filled in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.customer_checks import Finding
from vipdesk.domain.settings import ScriptTemplate, Settings, default_settings
from vipdesk.domain.settings_checks import FIELDS, check_step
from vipdesk.domain.talk import Reason, TalkFacts, script_for, talking_points
from vipdesk.texts import _, translator
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.labels import label, set_shown
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.settings.panel import Panel, scrolled
from vipdesk.ui.settings.rows_editor import Row, RowsEditor

FIELD_HEIGHT = 26


class ScriptsPanel(Panel):
    """The steps of one reason at a time, and how they read for an invented customer."""

    def __init__(self) -> None:
        super().__init__()
        options = [(reason.value, _(reason.label)) for reason in Reason]
        self.reasons = Segmented(_("Reason for the visit"), options)
        self.reasons.set_value(Reason.CONTRACT)
        columns = [(_("Head"), 1), (_("What to say"), 4)]
        self.editor = RowsEditor(columns, _check, _("Add a step"))
        self.restore = button(_("Restore default texts"), icon="rotate-ccw", small=True)
        self._steps: dict[str, tuple[Row, ...]] = {}
        self._shown = str(Reason.CONTRACT)
        self._target: QLineEdit | None = None
        self._example = _Example()
        self._fields = QWidget()
        self._fill_fields()
        self._lay_out()
        self._connect()

    @override
    def show_settings(self, settings: Settings) -> None:
        kept = {script.reason: script.steps for script in settings.scripts}
        self._steps = {str(reason): tuple(kept.get(reason, ())) for reason in Reason}
        self._steps |= {reason: tuple(steps) for reason, steps in kept.items()}
        self._show_reason(self._shown)

    @override
    def apply(self, settings: Settings) -> Settings:
        before = {script.reason for script in settings.scripts}
        scripts = tuple(
            ScriptTemplate(reason, tuple((head, say) for head, say in steps))
            for reason, steps in self._steps.items()
            if steps or reason in before
        )
        order = [script.reason for script in settings.scripts]
        places = {reason: place for place, reason in enumerate(order)}
        ordered = sorted(scripts, key=lambda script: places.get(script.reason, len(places)))
        return replace(settings, scripts=tuple(ordered))

    @override
    def focus_problem(self) -> bool:
        for reason, steps in self._steps.items():
            if any(check_step(*step) for step in steps):
                self._show_reason(reason)
                return self.editor.focus_problem()
        return False

    def example(self) -> list[str]:
        """What the example says, line by line."""
        return self._example.lines()

    def _connect(self) -> None:
        self.reasons.chosen.connect(self._show_reason)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.editor.changed.connect(self._on_editor_changed)
        self.editor.text_focused.connect(self._on_text_focused)

    def _show_reason(self, reason: str) -> None:
        self._shown = reason
        self.reasons.set_value(reason)
        self.editor.set_rows(self._steps.get(reason, ()))
        self._show_example()

    def _show_example(self) -> None:
        known = [ScriptTemplate(self._shown, _pairs(self._steps.get(self._shown, ())))]
        self._example.say(talking_points(script_for(self._shown, known), example_facts()))

    def _on_editor_changed(self) -> None:
        self._steps[self._shown] = self.editor.rows()
        self._show_example()
        self.changed.emit()

    def _on_text_focused(self, field: QLineEdit) -> None:
        self._target = field

    def _on_field_clicked(self, name: str) -> None:
        """Write the field where the keyboard was last."""
        target = self._target
        if target is None or not target.isVisibleTo(self):
            return
        target.insert(f"{{{name}}}")
        target.setFocus()
        self.editor.on_edited()

    def _on_restore_clicked(self) -> None:
        defaults = default_settings(translator(texts.language()))
        self._steps[self._shown] = script_for(self._shown, defaults.scripts).steps
        self._show_reason(self._shown)
        self.changed.emit()

    def _fill_fields(self) -> None:
        flow = FlowLayout(self._fields, 8)
        title = label(_("Can be filled in:"), "note")
        title.setMinimumHeight(FIELD_HEIGHT)
        flow.addWidget(title)
        for name, meaning in FIELDS.items():
            text = f"{{{name}}} {_(meaning)}"
            made = button(text, kind="link", small=True)
            set_tip(made, _("Write it where the keyboard was last"))
            made.clicked.connect(lambda _checked, name=name: self._on_field_clicked(name))
            flow.addWidget(made)
        policy = self._fields.sizePolicy()
        policy.setHeightForWidth(True)
        self._fields.setSizePolicy(policy)

    def _lay_out(self) -> None:
        card = Card(_("Scripts"), _("The visit page shows the one that fits the customer best."))
        card.add_to_head(self.restore)
        for part in (self.reasons, self.editor, self._fields):
            card.body.addWidget(part)
        example = Card(
            _("How it reads for an invented customer"),
            _("A step that needs a fact which the book does not hold is left out."),
        )
        example.body.addWidget(self._example)
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(14)
        lines.addWidget(card)
        lines.addWidget(example)
        lines.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))


class _Example(QWidget):
    """Heads at the left, what to say at the right; labels are used again while one types."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._none = label(_("No steps yet."), "muted")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._none, 0, 0, 1, 2)

    def say(self, points: Sequence[tuple[str, str]]) -> None:
        """Show ``points``."""
        while len(self._rows) < len(points):
            self._add_row()
        for number, (head, words) in enumerate(self._rows):
            shown = number < len(points)
            head.setText(f"{number + 1} {points[number][0]}" if shown else "")
            words.setText(points[number][1] if shown else "")
            set_shown(head, shown)
            set_shown(words, shown)
        self._none.setVisible(not points)

    def lines(self) -> list[str]:
        """What is shown, head and words in turn."""
        return [part.text() for row in self._rows for part in row if part.text()]

    def _add_row(self) -> None:
        row = (label("", "strong"), label("", "muted", wrap=True))
        for column, part in enumerate(row):
            self._grid.addWidget(part, len(self._rows) + 1, column, Qt.AlignmentFlag.AlignTop)
        self._rows.append(row)


def example_facts() -> TalkFacts:
    """Facts of nobody, all known, on a day of their own."""
    return TalkFacts(
        today=date(2026, 11, 21),
        name=_("Sample customer"),
        joined_on=date(2019, 5, 4),
        plan=_("Sample plan 299"),
        ends_on=date(2026, 11, 30),
        last_contact_on=date(2026, 10, 8),
        phone="139****0012",
    )


def _pairs(steps: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    return tuple((head, say) for head, say in steps)


def _check(row: Row, _rows: Sequence[Row]) -> Finding | None:
    return check_step(*row)
