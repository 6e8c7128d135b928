"""The first steps of a new VIP in the overview: begun with one click, ticked one by one."""

from datetime import timedelta

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.services.customer_rows import CustomerDetailRow, OnboardingRow, StepRow
from vipdesk.texts import _
from vipdesk.ui.customers.actions import CustomerActions
from vipdesk.ui.customers.detail_tab import head_of, line_of
from vipdesk.ui.customers.words import short_day
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.labels import label

SHOWN_DAYS = 30  # after the last step was ticked


def first_steps_of(row: CustomerDetailRow, actions: CustomerActions) -> QWidget | None:
    """The checklist, the button that begins it, or nothing where there is neither."""
    steps = row.first_steps
    if row.waits_for_first_steps:
        return _offer(row, actions)
    if steps is None:
        return None
    if steps.closed_on is not None and steps.closed_on < row.today - timedelta(days=SHOWN_DAYS):
        return None
    return _checklist(row, steps, actions)


def _offer(row: CustomerDetailRow, actions: CustomerActions) -> QWidget:
    made = QWidget()
    begin = button(_("Begin the first steps"), icon="circle-check", small=True)
    begin.clicked.connect(lambda: actions.begin_first_steps(row))
    line = head_of(_("New VIP"), begin)
    line.setContentsMargins(0, 0, 0, 0)
    made.setLayout(line)
    return made


def _checklist(row: CustomerDetailRow, steps: OnboardingRow, actions: CustomerActions) -> QWidget:
    made = QWidget()
    whole = QVBoxLayout(made)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(6)
    counted = _("{n} of {all}").format(n=steps.done, all=len(steps.steps))
    whole.addLayout(head_of(_("First steps"), label(counted, "note")))
    for step in steps.steps:
        whole.addLayout(_line(row, steps, step, actions))
    return made


def _line(
    row: CustomerDetailRow, steps: OnboardingRow, step: StepRow, actions: CustomerActions
) -> QHBoxLayout:
    box = QCheckBox()
    box.setAccessibleName(step.text)
    box.setChecked(step.done_on is not None)
    box.toggled.connect(lambda on: actions.tick_first_step(steps, step, done=on))
    day = label(short_day(step.done_on, row.today) if step.done_on else "", "note")
    said = label(step.text, "muted" if step.done_on else "", wrap=True)
    return line_of(box, said, day, stretch=1)
