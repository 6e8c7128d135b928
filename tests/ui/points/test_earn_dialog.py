"""Award the points of a month's bills through the window: counted, awarded once, undone."""

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from tests.store.builders import add_customer, add_line
from tests.ui.points.conftest import MakePage
from tests.ui.shots import shoot_looks
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.words import Tier
from vipdesk.services.campaigns import CampaignService
from vipdesk.services.filters import FilterService
from vipdesk.services.journal import JournalService
from vipdesk.services.points import PointsService
from vipdesk.services.points_desk import PointsDesk
from vipdesk.store.book import Store
from vipdesk.store.records import Bill
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.points.campaign_dialog import CampaignDialog
from vipdesk.ui.points.earn_dialog import EarnDialog


@pytest.fixture(autouse=True)
def billed(store: Store) -> None:
    """A gold customer billed 100.01 in October."""
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))


def available(store: Store) -> int:
    return PointsService(store).balance(1).figures.available


def test_bills_are_counted_then_awarded_once(
    qtbot: QtBot, jobs: Jobs, store: Store, make_page: MakePage
) -> None:
    page = make_page()
    page.earn_button.click()
    (dialog,) = page.findChildren(EarnDialog)
    qtbot.waitUntil(lambda: dialog.primary_button.isEnabled())
    assert dialog.month.value() == "2026-10"
    assert dialog.figures["awards"].text() == "1, 120 points in all"
    with qtbot.waitSignal(page.toast_requested) as toast:
        dialog.primary_button.click()
    assert toast.args is not None
    assert toast.args[:2] == ["1 awards, 120 points", "Undo"]
    assert available(store) == 120
    again = EarnDialog(PointsDesk.of(store), jobs, page)
    qtbot.waitUntil(lambda: again.figures["unchanged"].text() == "1")
    assert not again.primary_button.isEnabled()
    again.what.set_value("anniversaries")
    again.what.chosen.emit("anniversaries")
    qtbot.waitUntil(lambda: again.figures["unchanged"].text() == "0")
    JournalService(store).undo()
    assert available(store) == 0


def test_names_those_whose_points_are_used(qtbot: QtBot, jobs: Jobs, store: Store) -> None:
    desk = PointsDesk.of(store)
    desk.earning.award_bills("2026-10")
    desk.points.hold(1, 120, "预留")
    with store.action("line.edit") as session:
        session.execute(update(Bill).where(Bill.month == "2026-10").values(fee_fen=5_000))
    dialog = EarnDialog(desk, jobs, None)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.figures["short"].text() == "1")
    assert dialog.short.text().splitlines()[1:] == ["王志强  -60"]


def test_a_campaign_is_kept_counted_and_awarded(
    qtbot: QtBot, jobs: Jobs, store: Store, make_page: MakePage
) -> None:
    FilterService(store).save("金卡", CustomerFilter(tiers=(Tier.GOLD,)))
    page = make_page()
    page.campaign_button.click()
    (dialog,) = page.findChildren(CampaignDialog)
    qtbot.waitUntil(lambda: bool(dialog.starts_on.text()))
    assert not dialog.primary_button.isEnabled()
    dialog.name.setText("双十一")
    dialog.points.setValue(300)
    dialog.whom.set_value("1")
    dialog.keep_button.click()
    qtbot.waitUntil(dialog.primary_button.isEnabled)
    assert dialog.notice.accessibleName() == "awards: 1, 300 points; unchanged: 0"
    with qtbot.waitSignal(page.toast_requested):
        dialog.primary_button.click()
    assert available(store) == 300
    (row,) = CampaignService(store).campaigns()
    assert (row.draft.criteria.tiers, row.customers) == ((Tier.GOLD,), 1)


def test_a_campaign_bears_a_note_and_is_deleted_while_it_gave_nothing(
    qtbot: QtBot, jobs: Jobs, store: Store
) -> None:
    dialog = CampaignDialog(PointsDesk.of(store), jobs, None)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: bool(dialog.starts_on.text()))
    assert not dialog.delete_button.isEnabled()
    dialog.name.setText("双十一")
    dialog.points.setValue(300)
    dialog.note.setText("总部活动")
    dialog.keep_button.click()
    qtbot.waitUntil(dialog.delete_button.isEnabled)
    assert CampaignService(store).campaigns()[0].draft.note == "总部活动"
    dialog.delete_button.click()
    qtbot.waitUntil(lambda: not dialog.name.text())
    assert CampaignService(store).campaigns() == []
    assert (dialog.campaign.value(), dialog.note.text()) == ("", "")


@pytest.mark.shots
def test_campaign_dialog(qtbot: QtBot, jobs: Jobs, store: Store) -> None:
    def make() -> CampaignDialog:
        dialog = CampaignDialog(PointsDesk.of(store), jobs, None)
        qtbot.waitUntil(lambda: bool(dialog.starts_on.text()))
        return dialog

    shoot_looks(qtbot, make, "points/campaign", (QSize(620, 560),))


@pytest.mark.shots
def test_dialog(qtbot: QtBot, jobs: Jobs, store: Store) -> None:
    def make() -> EarnDialog:
        dialog = EarnDialog(PointsDesk.of(store), jobs, None)
        qtbot.waitUntil(lambda: dialog.primary_button.isEnabled())
        return dialog

    shoot_looks(qtbot, make, "points/earn", (QSize(620, 480),))
