"""What to say: a script for each reason, with the customer's facts filled in."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.script_text import Steps, check_script, to_steps, to_text
from vipdesk.domain.settings import ScriptTemplate, Settings, default_settings
from vipdesk.domain.settings_checks import FIELDS
from vipdesk.domain.talk import Reason, TalkFacts, as_markdown, script_for, talking_points
from vipdesk.domain.words import Tier
from vipdesk.texts import _, translator
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.labels import label, repolish, set_shown
from vipdesk.ui.kit.markdown_text import MarkdownText
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.settings.panel import Panel
from vipdesk.ui.theme import Tone

FIELD_HEIGHT = 26


class ScriptsPanel(Panel):
    """The script of one reason at a time, and how it reads for an invented customer."""

    def __init__(self) -> None:
        super().__init__()
        self.reasons = QComboBox()
        self.reasons.setAccessibleName(_("Reason"))
        self.reasons.setMaxVisibleItems(len(Reason))
        for reason in Reason:
            self.reasons.addItem(_(reason.label), str(reason))
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(_("Script"))
        self.editor.setTabChangesFocus(True)
        self.message = label("", "note", tone=Tone.RED, wrap=True)
        set_shown(self.message, False)
        self.restore = button(_("Restore default texts"), icon="rotate-ccw", small=True)
        self.example = MarkdownText(_("How it reads for an invented customer"), grows=True)
        self._steps: dict[str, Steps] = {}
        self._shown = str(Reason.CONTRACT)
        self._fields = QWidget()
        self._fill_fields()
        self._lay_out()
        self.reasons.activated.connect(lambda _index: self.show_reason(self.reason()))
        self.restore.clicked.connect(self._on_restore_clicked)
        self.editor.textChanged.connect(self._on_text_changed)

    @override
    def show_settings(self, settings: Settings) -> None:
        kept = {script.reason: script.steps for script in settings.scripts}
        self._steps = {str(reason): tuple(kept.get(reason, ())) for reason in Reason}
        self._steps |= {reason: tuple(steps) for reason, steps in kept.items()}
        self.show_reason(self._shown)

    @override
    def apply(self, settings: Settings) -> Settings:
        before = {script.reason for script in settings.scripts}
        scripts = [
            ScriptTemplate(reason, steps)
            for reason, steps in self._steps.items()
            if steps or reason in before
        ]
        order = [script.reason for script in settings.scripts]
        places = {reason: place for place, reason in enumerate(order)}
        ordered = sorted(scripts, key=lambda script: places.get(script.reason, len(places)))
        return replace(settings, scripts=tuple(ordered))

    @override
    def focus_problem(self) -> bool:
        wrong = next((key for key, steps in self._steps.items() if check_script(steps)), None)
        if wrong is None:
            return False
        self.show_reason(wrong)
        self.editor.setFocus()
        return True

    def reason(self) -> str:
        """Whose script is shown."""
        return str(self.reasons.currentData())

    def show_reason(self, reason: str) -> None:
        """Show another script."""
        self._shown = reason
        self.reasons.setCurrentIndex(self.reasons.findData(reason))
        text = to_text(self._steps.get(reason, ()))
        if to_steps(self.editor.toPlainText()) != self._steps.get(reason, ()):
            self.editor.blockSignals(True)
            self.editor.setPlainText(text)
            self.editor.blockSignals(False)
        self._follow()

    def _follow(self) -> None:
        """Show how it reads now, and what is wrong in it."""
        steps = self._steps.get(self._shown, ())
        points = talking_points(ScriptTemplate(self._shown, steps), example_facts())
        self.example.show_text(as_markdown(points) or _("No steps yet."))
        found = check_script(steps)
        said = found.sentence(_) if found else ""
        if said != self.message.text():
            self.message.setText(said)
            set_shown(self.message, bool(said))
            self.editor.setProperty("tone", "red" if said else "")
            self.editor.setAccessibleDescription(said)
            repolish(self.editor)

    def _on_text_changed(self) -> None:
        self._steps[self._shown] = to_steps(self.editor.toPlainText())
        self._follow()
        self.changed.emit()

    def _on_field_clicked(self, name: str) -> None:
        """Write the field where the cursor is."""
        self.editor.insertPlainText(f"{{{name}}}")
        self.editor.setFocus()

    def _on_restore_clicked(self) -> None:
        defaults = default_settings(translator(texts.language()))
        self._steps[self._shown] = script_for(self._shown, defaults.scripts).steps
        self.show_reason(self._shown)
        self.changed.emit()

    def _fill_fields(self) -> None:
        flow = FlowLayout(self._fields, 8)
        title = label(_("Can be filled in:"), "note")
        title.setMinimumHeight(FIELD_HEIGHT)
        flow.addWidget(title)
        for name, meaning in FIELDS.items():
            made = button(_(meaning), kind="link", small=True)
            set_tip(made, f"{{{name}}}")
            made.clicked.connect(lambda _checked, name=name: self._on_field_clicked(name))
            flow.addWidget(made)
        policy = self._fields.sizePolicy()
        policy.setHeightForWidth(True)
        self._fields.setSizePolicy(policy)

    def _lay_out(self) -> None:
        card = Card(_("Scripts"))
        card.add_to_head(self.reasons)
        card.add_to_head(self.restore)
        hint = _("## begins a step, **two stars** make words strong, - begins a point of a list.")
        card.body.addWidget(label(hint, "note", wrap=True))
        card.body.addWidget(self.editor, 1)
        card.body.addWidget(self.message)
        card.body.addWidget(self._fields)
        example = Card(_("How it reads for an invented customer"))
        example.body.addWidget(
            label(
                _("A sentence that needs a fact which the book does not hold is left out."),
                "note",
                wrap=True,
            )
        )
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.example, 0, Qt.AlignmentFlag.AlignTop)
        example.body.addWidget(scrolled(inner), 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addWidget(card, 1)
        whole.addWidget(example, 1)


def example_facts() -> TalkFacts:
    """Facts of nobody, as much as a book can hold, on a day of their own."""
    return TalkFacts(
        today=date(2026, 11, 21),
        name=_("Sample customer"),
        addressed=_("Mr Sample"),
        manager=_("Sample manager"),
        manager_phone="139****0100",
        joined_on=date(2019, 5, 4),
        plan=_("Sample plan 299"),
        ends_on=date(2026, 11, 30),
        last_contact_on=date(2026, 10, 8),
        phone="139****0012",
        tier=Tier.GOLD,
        tier_name=_(Tier.GOLD.label),
        complaint_on=date(2026, 9, 16),
        complaint=_("slow broadband"),
        balance_fen=640,
        points=18_400,
        arrears_fen=12_800,
    )
