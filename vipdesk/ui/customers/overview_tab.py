"""The first tab: the figures of the customer, a year of bills, what is open, the last contacts."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.wording import amount, days_left, month_name
from vipdesk.services.customer_rows import CustomerDetailRow, TaskRow
from vipdesk.texts import _
from vipdesk.ui.customers.contact_row import ContactRow
from vipdesk.ui.customers.detail_tab import DetailTab, grid_of, head_of, line_of, sign
from vipdesk.ui.customers.first_steps import first_steps_of
from vipdesk.ui.customers.words import (
    NOTHING,
    complaint_title,
    day_text,
    end_tone,
    short_day,
    yuan,
)
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import Fact, rule
from vipdesk.ui.kit.charts import LineChart, Point
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.theme import Token, Tone

LAST_CONTACTS = 4
BIRTHDAY_SOON = 30


class OverviewTab(DetailTab):
    """Figures, chart, open tasks, last contacts.

    Signals:
        contacts_requested: All contacts are asked for.
        points_requested: The customer's points are asked for.
    """

    contacts_requested = Signal()
    points_requested = Signal()

    @override
    def fill(self, row: CustomerDetailRow) -> None:
        self.body.addLayout(grid_of(list(_facts(row)), 3))
        self._add_points(row)
        self._add_chart(row)
        if row.tags:
            self.body.addWidget(_chips(row))
        self.body.addWidget(rule())
        self._add_complaints(row)
        first_steps = first_steps_of(row, self.actions_of_customer)
        if first_steps is not None:
            self.body.addWidget(first_steps)
        if row.tasks:
            self.body.addWidget(label(_("To do"), "section"))
            for task in row.tasks:
                self.body.addWidget(self._task(row, task))
        self._add_contacts(row)

    def _add_chart(self, row: CustomerDetailRow) -> None:
        known = [month.fee_fen for month in row.months if month.fee_fen is not None]
        title = label(_("Bills of 12 months (yuan)"), "note")
        if not known:
            title.setText(_("No bills in the last 12 months"))
            self.body.addWidget(title)
            return
        change = label(f"{amount(known[0])} → {amount(known[-1])}", "note")
        line = head_of("", change)
        line.insertWidget(0, title)
        self.body.addLayout(line)
        chart = LineChart(_("Bills of 12 months (yuan)"), lambda fen: amount(round(fen)))
        chart.set_points([Point(month_name(_, m.month), m.fee_fen) for m in row.months])
        chart.setFixedHeight(96)
        self.body.addWidget(chart)

    def _add_points(self, row: CustomerDetailRow) -> None:
        """What is there and what goes first, with the way to all of it."""
        points = row.points
        if points.available is None:
            said = _("No points yet")
        else:
            said = _("{points} points available").format(points=f"{points.available:,}")
        words = ""
        if points.lots:
            first = points.lots[0]
            words = _("{points} until {day}")
            words = words.format(points=f"{first.points:,}", day=day_text(first.expires_on))
        told = label(said, "strong" if points.available else "muted")
        shown = button(_("Points"), kind="link")
        shown.setAccessibleName(_("Points of {name}").format(name=row.profile.name))
        shown.clicked.connect(self.points_requested)
        parts = (sign("gift"), told, ElidedLabel(words, "note"), shown)
        self.body.addLayout(line_of(*parts, stretch=2))

    def _add_complaints(self, row: CustomerDetailRow) -> None:
        """Those still open: nobody should call without knowing of them."""
        for complaint in (each for each in row.complaints if each.is_open):
            said = _("Open complaint since {day}: {about}").format(
                day=complaint.opened_on.isoformat(), about=complaint_title(complaint)
            )
            shown = button(_("Show"), kind="link")
            shown.setAccessibleName(said)
            shown.clicked.connect(self.contacts_requested)
            told = (sign("circle-alert", Token.RED), ElidedLabel(said, "strong", Tone.RED))
            self.body.addLayout(line_of(*told, shown, stretch=1))

    def _task(self, row: CustomerDetailRow, task: TaskRow) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(sign("circle"), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        about = task.words(row.today, _)
        texts.addWidget(label(about, "strong", wrap=True))
        overdue = task.due_on < row.today
        due = f"{task.due_on.isoformat()} · {days_left(_, task.due_on, row.today)}"
        words = _("{due} · late").format(due=due) if overdue else due
        texts.addWidget(label(words, "note", tone=Tone.RED if overdue else None))
        line.addLayout(texts, 1)
        if task.can_be_ticked_off:
            done = icon_button(_("Finish: {title}").format(title=about), icon="check")
            done.clicked.connect(lambda: self.actions_of_customer.finish_task(task, about))
            line.addWidget(done, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _add_contacts(self, row: CustomerDetailRow) -> None:
        if not row.timeline:
            self.body.addWidget(label(_("Contacts"), "section"))
            log = button(_("Log the first contact"), icon="phone", small=True)
            log.clicked.connect(lambda: self.actions_of_customer.touchpoint_requested.emit(row.id))
            self.body.addWidget(label(_("No contact is noted yet."), "muted"))
            self.body.addWidget(log, 0, Qt.AlignmentFlag.AlignLeft)
            return
        everything = button(_("All {n}").format(n=len(row.timeline)), kind="link")
        everything.clicked.connect(self.contacts_requested)
        self.body.addLayout(head_of(_("Contacts"), everything))
        for contact in row.timeline[:LAST_CONTACTS]:
            self.body.addWidget(ContactRow(contact, row.today))


def _facts(row: CustomerDetailRow) -> Iterator[Fact]:
    kind = _(row.next_end_kind.label) if row.next_end_kind else _("Contract end")
    yield Fact(kind, day_text(row.next_end_on), end_tone(row.next_end_on, row.today))
    yield Fact(_balance_name(row), yuan(row.balance_fen))
    yield Fact(_("Arrears"), yuan(row.arrears_fen), Tone.RED if row.arrears_fen else None)
    yield Fact(_("Mean bill"), yuan(row.arpu_fen))
    yield Fact(_("Last contact"), day_text(row.contacted_on))
    said = NOTHING if row.satisfaction is None else f"{row.satisfaction} / 10"
    yield Fact(_("Satisfaction"), said)
    soon = row.next_birthday and (row.next_birthday - row.today).days <= BIRTHDAY_SOON
    yield Fact(_("Next birthday"), day_text(row.next_birthday), Tone.AMBER if soon else None)
    yield Fact(_("Stage"), _(row.profile.stage.label) if row.profile.stage else NOTHING)
    yield Fact(_("Manager"), row.owner or NOTHING)


def _balance_name(row: CustomerDetailRow) -> str:
    """With the day on which it stood so, since files arrive late."""
    if row.balance_fen is None or row.balanced_on is None:
        return _("Balance")
    return _("Balance on {day}").format(day=short_day(row.balanced_on, row.today))


def _chips(row: CustomerDetailRow) -> QWidget:
    made = QWidget()
    flow = FlowLayout(made, 4)
    for tag in row.tags:
        flow.addWidget(Chip(tag.name, Tone.ACCENT))
    made.setAccessibleName(_("Tags"))
    return made
