"""The talk that an outcome comes of: by which channel, how long, what was said."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.domain.durations import NotADurationError, parse_duration
from vipdesk.domain.words import Channel, Direction, Result
from vipdesk.texts import _
from vipdesk.ui.kit.form import Form, beside
from vipdesk.ui.kit.segmented import Segmented

MINUTES = (1, 3, 5, 10, 20)
CHANNELS = (Channel.PHONE, Channel.VISIT, Channel.WECHAT, Channel.SMS, Channel.HALL)
NO_TALK = "-"


class TalkFields(QWidget):
    """Rows of a form that say which contact is logged, or that there was none.

    Signals:
        changed: Another channel was chosen.
    """

    changed = Signal()

    def __init__(self, form: Form, *, may_be_none: bool) -> None:
        super().__init__(form)
        self.hide()
        self._form = form
        options = [(str(each), _(each.label)) for each in CHANNELS]
        if may_be_none:
            options.append((NO_TALK, _("No talk")))
        self.channel = Segmented(_("Channel"), options)
        self.channel.set_value(str(Channel.PHONE))
        self.minutes = QLineEdit()
        self.minutes.setPlaceholderText(_("5 or 5:30 or 40s"))
        self.minutes.setFixedWidth(132)
        self.minutes.setAccessibleName(_("Duration"))
        presets = [(str(n), str(n)) for n in MINUTES]
        self.preset = Segmented(_("Minutes"), presets, kind="digit", clearable=True)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(56)
        form.add("talk", _("Channel"), self.channel)
        form.add("duration", _("Duration"), beside(self.minutes, self.preset))
        form.add("note", _("Note"), self.note)
        self.channel.chosen.connect(lambda _key: self._follow())
        self.preset.chosen.connect(self.minutes.setText)
        self._follow()

    def set_channel(self, key: str) -> None:
        """Choose a channel, or `NO_TALK`."""
        self.channel.set_value(key)
        self._follow()

    def contact(
        self, customer_id: int, now: datetime, direction: Direction, result: Result
    ) -> TouchpointDraft | None:
        """The contact to log; None where there was none.

        Raises:
            NotADurationError: What is typed is no length of time; it is said under the field.
        """
        self._form.set_message("duration", "")
        if self.channel.value() == NO_TALK:
            return None
        return TouchpointDraft(
            customer_id=customer_id,
            at=now,
            channel=next(each for each in CHANNELS if each == self.channel.value()),
            direction=direction,
            result=result,
            duration_seconds=self._seconds(),
            note=self.note.toPlainText().strip(),
        )

    def _seconds(self) -> int | None:
        if self.channel.value() != Channel.PHONE:
            return None
        try:
            return parse_duration(self.minutes.text())
        except NotADurationError as error:
            self._form.set_message("duration", error.sentence(_))
            raise

    def _follow(self) -> None:
        self._form.set_row_shown("duration", self.channel.value() == Channel.PHONE)
        self.changed.emit()
