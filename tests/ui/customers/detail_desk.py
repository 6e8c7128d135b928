"""The detail of one customer beside the list, as the tests open and press it."""

from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.patience import wait_settled
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.ui import theme
from vipdesk.ui.customers.detail import CustomerDetail
from vipdesk.ui.jobs import Jobs

WANG, CHEN = 1, 2


def make_detail(
    qtbot: QtBot, desk: CustomerDesk, jobs: Jobs, who: int | None = WANG
) -> CustomerDetail:
    made = CustomerDetail(desk, jobs)
    jobs.data_changed.connect(made.on_data_changed)
    qtbot.addWidget(made)
    theme.dress(made)
    made.resize(400, 660)
    made.show()
    made.show_customer(who)
    wait_settled(qtbot, jobs.is_idle)
    return made


def all_said(widget: QWidget) -> list[str]:
    """All that can be read: texts, tooltips, titles, screen-reader names."""
    found = []
    for child in (widget, *widget.findChildren(QWidget)):
        found += [child.toolTip(), child.accessibleName(), child.accessibleDescription()]
        found.append(child.windowTitle())
        if isinstance(child, QLabel | QAbstractButton | QLineEdit):
            found.append(child.text())
    return found


def button_of(widget: QWidget, name: str) -> QPushButton:
    return next(
        each
        for each in widget.findChildren(QPushButton)
        if each.accessibleName() == name and not each.isHidden()
    )


def act(qtbot: QtBot, detail: CustomerDetail, jobs: Jobs, name: str) -> None:
    """Press a button by its name and wait until all has settled."""
    with qtbot.waitSignal(detail.action_done):
        button_of(detail, name).click()
    wait_settled(qtbot, jobs.is_idle)
