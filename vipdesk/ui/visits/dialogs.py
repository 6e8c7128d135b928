"""Dialogs around a visit: plan it, change its plan, move it, say why it did not take place."""

from dataclasses import dataclass
from datetime import date, datetime, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.services.visit_book import VisitBook
from vipdesk.services.visit_lists import VisitRow
from vipdesk.services.visits import VisitPlan
from vipdesk.texts import _
from vipdesk.ui.customer_picker import CustomerPicker
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.fields import DateField, NumberField, TimeField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.theme import Tone

SHORTEST, LONGEST = 10, 600  # minutes of a visit


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a new visit begins with."""

    day: date
    at: time
    minutes: int


class WhenFields(QWidget):
    """Day and time beside each other.

    Signals:
        changed: See `value`.
    """

    changed = Signal()

    def __init__(self, day: date, at: time) -> None:
        super().__init__()
        self.day = DateField(day)
        self.day.setAccessibleName(_("Day"))
        self.time = TimeField(at)
        self.time.setAccessibleName(_("Time"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.day, 3)
        row.addWidget(self.time, 2)
        self.day.value_changed.connect(self.changed)
        self.time.timeChanged.connect(self.changed)
        self.setFocusProxy(self.day)

    def value(self) -> tuple[date, time] | None:
        """Day and time; None while the day is none."""
        day = self.day.value()
        return (day, self.time.value()) if day else None


class _WhenDialog(Dialog):
    """A dialog that asks for a time and warns where another visit lies."""

    def __init__(
        self, title: str, primary: str, book: VisitBook, jobs: Jobs, parent: QWidget | None
    ) -> None:
        super().__init__(title, parent, primary=primary)
        self.setMinimumWidth(480)
        self._lists = book.lists
        self._overlap = Latest(jobs, self)
        self.form = Form()

    def _instant(self, when: WhenFields) -> datetime | None:
        value = when.value()
        return self._lists.instant(*value) if value else None

    def _warn(self, when: WhenFields, minutes: int, except_id: int | None) -> None:
        """Say which other visit lies over this time; it stays allowed."""
        at, lists = self._instant(when), self._lists
        if at is None:
            return
        self._overlap.read(
            lambda _progress: lists.overlapping(at, minutes, except_id), self._on_overlap_read
        )

    def _on_overlap_read(self, row: VisitRow | None) -> None:
        said = _("At the same time: {time} {name}")
        text = said.format(time=f"{row.starts:%H:%M}", name=row.customer) if row else ""
        self.form.set_message("when", text, Tone.AMBER)

    def _check_when(self, when: WhenFields) -> bool:
        if when.value() is None:
            self.form.set_message("when", _("Type a day such as 2026-11-21."))
            when.setFocus()
            return False
        return True


class PlanDialog(_WhenDialog):
    """Plans a visit.

    Signals:
        chosen: The `VisitPlan`.
    """

    chosen = Signal(object)

    def __init__(
        self,
        book: VisitBook,
        finder: CustomerFinder,
        jobs: Jobs,
        parent: QWidget | None,
        suggested: Suggested,
        customer: CustomerChoice | None = None,
    ) -> None:
        super().__init__(_("Plan a visit"), _("Plan visit"), book, jobs, parent)
        self.picker = CustomerPicker(finder, jobs)
        self.when = WhenFields(suggested.day, suggested.at)
        self.minutes = _minutes(suggested.minutes)
        self.place = QLineEdit()
        self.place.setPlaceholderText(_("At the customer's address"))
        self.purpose = QLineEdit()
        form = self.form
        form.add("customer", _("Customer"), self.picker, required=True)
        form.add("when", _("When"), self.when, required=True)
        form.add("minutes", _("How long"), self.minutes)
        form.add("place", _("Where"), self.place)
        form.add("purpose", _("What for"), self.purpose)
        self.body.addWidget(form)
        self.body.addStretch(1)
        self.picker.picked.connect(self._on_picked)
        self.when.changed.connect(self._on_when_changed)
        self.minutes.valueChanged.connect(self._on_when_changed)
        if customer is not None:
            self.picker.set_choice(customer)
        self.picker.setFocus()
        self._on_when_changed()

    @override
    def check(self) -> bool:
        customer, at = self.picker.choice(), self._instant(self.when)
        if customer is None:
            self.form.set_message("customer", _("Choose whom to visit."))
            self.picker.setFocus()
            return False
        if not self._check_when(self.when) or at is None:
            return False
        plan = VisitPlan(
            customer_id=customer.id,
            at=at,
            minutes=self.minutes.value(),
            place=self.place.text(),
            purpose=self.purpose.text(),
        )
        self.chosen.emit(plan)
        return True

    def _on_picked(self) -> None:
        self.form.set_message("customer", "")
        self.when.setFocus()

    def _on_when_changed(self) -> None:
        self._warn(self.when, self.minutes.value(), None)


class EditDialog(Dialog):
    """Changes how long, where and what for.

    Signals:
        chosen: Minutes, place and purpose.
    """

    chosen = Signal(int, str, str)

    def __init__(self, row: VisitRow, parent: QWidget | None) -> None:
        super().__init__(_("Change the plan"), parent, primary=_("Save"))
        self.minutes = _minutes(row.minutes)
        self.place = QLineEdit(row.typed_place)
        self.place.setPlaceholderText(_("At the customer's address"))
        self.purpose = QLineEdit(row.purpose)
        form = Form()
        form.add("minutes", _("How long"), self.minutes)
        form.add("place", _("Where"), self.place)
        form.add("purpose", _("What for"), self.purpose)
        self.body.addWidget(_what(row))
        self.body.addWidget(form)
        self.purpose.setFocus()

    @override
    def check(self) -> bool:
        self.chosen.emit(self.minutes.value(), self.place.text(), self.purpose.text())
        return True


class MoveDialog(_WhenDialog):
    """Moves a visit to another time, with a reason.

    Signals:
        chosen: The new instant, and why.
    """

    chosen = Signal(object, str)

    def __init__(self, row: VisitRow, book: VisitBook, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(_("Move the visit"), _("Move visit"), book, jobs, parent)
        self._row = row
        self.when = WhenFields(row.starts.date(), row.starts.time())
        self.reason = QLineEdit()
        form = self.form
        form.add("when", _("New time"), self.when, required=True)
        form.add("reason", _("Reason"), self.reason, required=True)
        self.body.addWidget(_what(row))
        self.body.addWidget(form)
        self.when.changed.connect(self._on_when_changed)
        self.when.setFocus()

    @override
    def check(self) -> bool:
        at, reason = self._instant(self.when), self.reason.text().strip()
        if not self._check_when(self.when) or at is None:
            return False
        if at == self._row.starts:
            self.form.set_message("when", _("The visit already is at this time."))
            return False
        if not reason:
            self.form.set_message("reason", _("Say why; it is kept with the visit."))
            self.reason.setFocus()
            return False
        self.chosen.emit(at, reason)
        return True

    def _on_when_changed(self) -> None:
        self._warn(self.when, self._row.minutes, self._row.id)


class ReasonDialog(Dialog):
    """Asks why a visit did not take place.

    Signals:
        chosen: The reason.
    """

    chosen = Signal(str)

    def __init__(self, title: str, primary: str, row: VisitRow, parent: QWidget | None) -> None:
        super().__init__(title, parent, primary=primary, cancel=_("Leave it"))
        self.reason = QLineEdit()
        self.form = Form()
        self.form.add("reason", _("Reason"), self.reason, required=True)
        self.body.addWidget(_what(row))
        self.body.addWidget(self.form)
        self.reason.setFocus()

    @override
    def check(self) -> bool:
        reason = self.reason.text().strip()
        if not reason:
            self.form.set_message("reason", _("Say why; it is kept with the visit."))
            self.reason.setFocus()
            return False
        self.chosen.emit(reason)
        return True


def _minutes(value: int) -> NumberField:
    field = NumberField(SHORTEST, LONGEST, value, _("min"))
    field.setSingleStep(15)
    return field


def _what(row: VisitRow) -> QWidget:
    words = (f"{row.starts:%Y-%m-%d %H:%M}", row.customer, row.place)
    return label(" · ".join(word for word in words if word), "muted", wrap=True)
