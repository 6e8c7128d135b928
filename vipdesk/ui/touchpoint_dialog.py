"""Log a contact in under ten seconds, from anywhere (Ctrl+L)."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.domain.durations import NotADurationError, parse_duration, typed_duration
from vipdesk.domain.touchpoints import MIN_CALL_SECONDS, is_effective
from vipdesk.domain.words import Channel, Direction, Result, Word
from vipdesk.services.cases import CasesService, HandDraft
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.touchpoints import (
    DEFAULT_DUE_DAYS,
    TouchpointForm,
    TouchpointsService,
)
from vipdesk.texts import _
from vipdesk.ui.customer_picker import CustomerPicker
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.fields import DateField, TimeField
from vipdesk.ui.kit.form import Form, beside
from vipdesk.ui.kit.labels import dress_label, label
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.theme import Tone

MINUTES = (1, 3, 5, 10, 20)
WIDTH = 660  # pixels: each line of options is one, in English too
DUE_AFTER = (1, 3, 7, 14)  # days
ANSWERABLE = frozenset({Channel.SMS, Channel.WECHAT, Channel.ONLINE})


W = TypeVar("W", bound=Word)


def _options(kind: type[Word]) -> list[tuple[str, str]]:
    return [(str(word), _(word.label)) for word in kind]


def _chosen(kind: type[W], field: Segmented) -> W:
    return next(word for word in kind if word == field.value())


class TouchpointDialog(WriteDialog):
    """Customer, channel, result, duration, note, next step; Return saves from any field.

    Signals:
        written: The id of the touchpoint, or of the case that it opened.
    """

    def __init__(
        self,
        touchpoints: TouchpointsService,
        finder: CustomerFinder,
        jobs: Jobs,
        parent: QWidget | None,
        *,
        customer_id: int | None = None,
        touchpoint_id: int | None = None,
        cases: CasesService | None = None,
    ) -> None:
        """Take ``cases`` where a customer who asks to leave may become one at once."""
        title = _("Log a touchpoint") if touchpoint_id is None else _("Edit a touchpoint")
        super().__init__(title, jobs, parent, primary=_("Save"))
        self._touchpoints = touchpoints
        self._touchpoint_id = touchpoint_id
        self._cases = cases if touchpoint_id is None else None
        self._begun: TouchpointForm | None = None
        self.setMinimumWidth(WIDTH)
        self.picker = CustomerPicker(finder, jobs)
        self._make_fields()
        self._lay_out()
        self._connect()
        self._load(finder, customer_id)

    def _make_fields(self) -> None:
        self.channel = Segmented(_("Channel"), _options(Channel))
        self.direction = Segmented(_("Direction"), _options(Direction))
        self.outcome = Segmented(_("Result"), _options(Result))
        self.replied = QCheckBox(_("The customer replied"))
        self.leaving = QCheckBox(_("The customer asks to leave: open a case"))
        self.minutes = QLineEdit()
        self.minutes.setPlaceholderText(_("5 or 5:30 or 40s"))
        self.preset = Segmented(
            _("Minutes"), [(str(n), str(n)) for n in MINUTES], kind="digit", clearable=True
        )
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(64)
        self.note.setPlaceholderText(_("What was said; Shift+Return for a new line"))
        self.next_step = QLineEdit()
        self.next_step.setPlaceholderText(_("Becomes a task, for example: send the quote"))
        self.due_on = DateField()
        self.due_after = Segmented(_("Due"), [], clearable=True)
        self.day = DateField()
        self.time = TimeField()
        self._counts = label("", "note")

    def _lay_out(self) -> None:
        self.form = Form()
        self.form.add("customer", _("Customer"), self.picker, required=True)
        self.form.add("channel", _("Channel"), self.channel)
        self.form.add("result", _("Result"), beside(self.direction, self.outcome))
        self.form.add("replied", "", self.replied)
        self.form.add("leaving", "", self.leaving)
        self.form.add("duration", _("Duration"), beside(self.minutes, self.preset))
        self.form.add("note", _("Note"), self.note)
        self.form.add("next_step", _("Next step"), self.next_step)
        self.form.add("due_on", _("Due"), beside(self.due_after, self.due_on))
        self.form.add("when", _("When"), beside(self.day, self.time))
        self.minutes.setFixedWidth(132)
        self.due_on.setFixedWidth(132)
        self.day.setFixedWidth(132)
        self.minutes.setAccessibleName(_("Duration"))
        self.due_on.setAccessibleName(_("Due"))
        self.day.setAccessibleName(_("Day"))
        self.time.setAccessibleName(_("Time"))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.foot.insertWidget(0, self._counts)

    def _connect(self) -> None:
        for choice in (self.channel, self.direction, self.outcome):
            choice.chosen.connect(self._follow)
        self.replied.toggled.connect(self._follow)
        self.minutes.textChanged.connect(self._on_minutes_changed)
        self.preset.chosen.connect(self.minutes.setText)
        self.next_step.textChanged.connect(self._follow)
        self.due_after.chosen.connect(self._on_due_after_chosen)
        self.due_on.value_changed.connect(lambda: self.due_after.set_value(""))
        self.picker.picked.connect(self._on_customer_picked)
        self.note.installEventFilter(self)

    def _load(self, finder: CustomerFinder, customer_id: int | None) -> None:
        self.channel.set_value(str(Channel.PHONE))
        self.direction.set_value(str(Direction.OUT))
        self.outcome.set_value(str(Result.CONNECTED))
        self._follow()
        wanted, touchpoint_id = customer_id, self._touchpoint_id

        def read(_progress: object) -> tuple[TouchpointForm, object]:
            begun = self._touchpoints.form(touchpoint_id)
            chosen = begun.draft.customer_id if begun.draft else wanted
            return begun, finder.choice(chosen) if chosen else None

        self.jobs.read(read).succeeded.connect(self._on_loaded)
        if customer_id is None and touchpoint_id is None:
            self.picker.setFocus()

    def _on_loaded(self, loaded: tuple[TouchpointForm, object]) -> None:
        self._begun, choice = loaded
        now = self._begun.now
        self.day.set_value(now.date())
        self.time.set_value(now.time())
        self.due_after.set_options(
            [(str(n), _("in {n} d").format(n=n) if n > 1 else _("Tomorrow")) for n in DUE_AFTER]
        )
        self.due_after.set_value(str(DEFAULT_DUE_DAYS))
        self._on_due_after_chosen(str(DEFAULT_DUE_DAYS))
        if choice is not None:
            self.picker.set_choice(choice)  # type: ignore[arg-type]
            self.note.setFocus()
        if self._begun.draft is not None:
            self._show_draft(self._begun.draft)
        self._follow()

    def _show_draft(self, draft: TouchpointDraft) -> None:
        self.channel.set_value(str(draft.channel))
        self.direction.set_value(str(draft.direction))
        self.outcome.set_value(str(draft.result))
        self.replied.setChecked(draft.replied)
        self.minutes.setText(typed_duration(draft.duration_seconds))
        self.note.setPlainText(draft.note)
        self.day.set_value(draft.at.date())
        self.time.set_value(draft.at.time())
        self.picker.set_fixed(True)
        for key in ("next_step", "due_on"):  # its task is a row of its own by now
            self.form.set_row_shown(key, False)

    def _on_customer_picked(self, _choice: object) -> None:
        self.form.set_message("customer", "")
        self.note.setFocus()

    def _on_minutes_changed(self, text: str) -> None:
        self.preset.set_value(text.strip())
        self._follow()

    def _on_due_after_chosen(self, days: str) -> None:
        today = self._today()
        self.due_on.set_value(today + timedelta(days=int(days)) if days and today else None)

    def _follow(self, *_args: object) -> None:
        """Show only what the present choices ask for, and whether the contact will count."""
        channel, out = _chosen(Channel, self.channel), self.direction.value() == Direction.OUT
        self.form.set_row_shown("replied", out and channel in ANSWERABLE)
        self.form.set_row_shown("leaving", not out and self._cases is not None)
        self.form.set_row_shown("duration", channel is Channel.PHONE)
        self.form.set_row_shown(
            "due_on", bool(self.next_step.text().strip()) and self._touchpoint_id is None
        )
        seconds, result = self._check_duration(), _chosen(Result, self.outcome)
        least = self._begun.min_call_seconds if self._begun else MIN_CALL_SECONDS
        counts = is_effective(
            channel,
            _chosen(Direction, self.direction),
            result,
            seconds,
            replied=self._is_replied(),
            min_call_seconds=least,
        )
        lacking = _lacking_words(channel, result, least)
        self._counts.setText(_("Counts as an effective contact") if counts else lacking)
        dress_label(self._counts, "note", Tone.GREEN if counts else Tone.NEUTRAL)

    def _is_replied(self) -> bool:
        return self.replied.isChecked() and not self.replied.isHidden()

    def asks_to_leave(self) -> bool:
        """Whether the contact is the customer's wish to leave."""
        return self.leaving.isChecked() and not self.leaving.isHidden()

    def _check_duration(self) -> int | None:
        """The seconds typed; what is none says so under the field."""
        if self.channel.value() != Channel.PHONE:
            return None
        try:
            seconds = parse_duration(self.minutes.text())
        except NotADurationError as error:
            self.form.set_message("duration", error.sentence(_))
            return None
        self.form.set_message("duration", "")
        return seconds

    def _today(self) -> date | None:
        return self._begun.now.date() if self._begun else None

    @override
    def prepared(self) -> Write | None:
        draft = self._draft()
        if draft is None:
            return None
        if self._cases is not None and self.asks_to_leave():
            opened = self._cases
            return lambda: opened.open_by_hand(HandDraft(draft))
        if self._touchpoint_id is None:
            return lambda: self._touchpoints.log(draft)
        edited = self._touchpoint_id
        return lambda: self._touchpoints.edit(edited, draft)

    def _draft(self) -> TouchpointDraft | None:
        choice, begun, day = self.picker.choice(), self._begun, self.day.value()
        if choice is None:
            self.form.set_message("customer", _("Pick a customer first."))
            self.picker.setFocus()
        self.form.set_message("when", "" if day else _("There is no such day."))
        due_wrong = "" if self.due_on.is_valid() else _("There is no such day.")
        self.form.set_message("due_on", due_wrong)
        wrong = any(self.form.message(key) for key in ("duration", "due_on"))
        if choice is None or begun is None or day is None or wrong:
            return None
        return TouchpointDraft(
            customer_id=choice.id,
            at=datetime.combine(day, self.time.value(), begun.now.tzinfo),
            channel=_chosen(Channel, self.channel),
            direction=_chosen(Direction, self.direction),
            result=_chosen(Result, self.outcome),
            duration_seconds=self._check_duration(),
            replied=self._is_replied(),
            note=self.note.toPlainText(),
            next_step=self.next_step.text(),
            next_due_on=self.due_on.value(),
        )

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.note and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() == QEvent.Type.KeyPress and is_return and plain:
                self.primary_button.click()
                return True
        return super().eventFilter(watched, event)


def _lacking_words(channel: Channel, result: Result, least_seconds: int) -> str:
    """What a contact that is not effective lacks."""
    if result != Result.CONNECTED:
        return _("Not an effective contact yet")
    if channel == Channel.PHONE:
        return _("Not effective yet: a call counts from {n} seconds").format(n=least_seconds)
    return _("Not effective yet: it counts once they answer")
