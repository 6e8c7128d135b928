"""What files and forms hold is shown as it stands on every screen, and nothing obeys it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.calibration.samples import rows, write
from tests.conftest import TODAY, fixed_clock, open_book
from tests.fuzz import tour
from tests.fuzz.planting import LITERAL, PLANTED, PRINTABLE_NOTE, plant
from tests.fuzz.widgets import Look
from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver, program
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.words import Tier
from vipdesk.services.attachments import AttachmentsService
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.demo import DemoService
from vipdesk.services.filters import FilterService
from vipdesk.services.points import PointsService
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.services.redemptions import RedemptionService
from vipdesk.services.reports import ReportsService
from vipdesk.services.rewards import RewardService
from vipdesk.services.visit_lists import VisitListService
from vipdesk.store.records import OperatorPoints, Visit
from vipdesk.ui.calibrate.dialog import CalibrateDialog
from vipdesk.ui.data.missing_dialog import MissingDialog
from vipdesk.ui.data.settle_dialog import SettleDialog
from vipdesk.ui.indicators.page import IndicatorsPage
from vipdesk.ui.journal.page import JournalPage
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.passphrase_dialog import PassphraseDialog
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.knowledge.page import KnowledgePage
from vipdesk.ui.points.page import PointsPage
from vipdesk.ui.restore_dialog import RestoreDialog
from vipdesk.ui.retention.page import RetentionPage
from vipdesk.ui.rewards.catalogue import CataloguePart
from vipdesk.ui.rewards.dialog import RewardsDialog
from vipdesk.ui.rewards.discounts import DiscountsPart
from vipdesk.ui.rewards.lotteries import LotteriesPart
from vipdesk.ui.rewards.partners import PartnersPart
from vipdesk.ui.rewards.problems_dialog import ProblemsDialog
from vipdesk.ui.settings.backups import BackupsPanel
from vipdesk.ui.settings.leaving_card import EverythingDialog, LeavingCard
from vipdesk.ui.settings.offers import OffersPanel
from vipdesk.ui.settings.page import SettingsPage
from vipdesk.ui.settings.rules import RulesPanel
from vipdesk.ui.settings.security import SecurityPanel
from vipdesk.ui.today.page import TodayPage
from vipdesk.ui.visits.dialogs import Suggested
from vipdesk.ui.visits.leave_gate import LeaveDialog

CUSTOMERS = 12
FILE = (
    f'客户编号,"{LITERAL} 列",姓名,生日,备注,客户等级\n'
    f'C9,"{PLANTED}","{PLANTED}",{LITERAL},"{PLANTED} note","{LITERAL} tier"\n'
    f'C8,x,"{PLANTED} b",1990-05-06,"{PLANTED} note",金卡\n'
)
PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def planted_profile(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    profile = shutil.copytree(empty_profile, tmp_path_factory.mktemp("planted") / "profile")
    store = open_book(profile, clock=fixed_clock)
    DemoService(store).fill(CUSTOMERS, seed=1)
    desk = CustomerDesk.of(store)
    desk.needs.add(1, "x")
    desk.groups.delete([CUSTOMERS])
    paper = tmp_path_factory.mktemp("paper") / "a.png"
    paper.write_bytes(PICTURE)
    with store.read() as session:
        visit = session.scalars(select(Visit.id).where(Visit.status == "planned")).first()
    assert visit is not None
    AttachmentsService(store).attach(visit, paper)
    plant(store)
    FilterService(store).save("ZQ<b>x</b>&amp;R&D[*]"[:24], CustomerFilter(tiers=(Tier.GOLD,)))
    store.close()
    return profile


@pytest.fixture
def planted(
    qtbot: QtBot, qapp: QApplication, planted_profile: Path, tmp_path: Path
) -> Iterator[Driver]:
    profile = shutil.copytree(planted_profile, tmp_path / "profile")
    with program(qtbot, qapp, profile) as driver:
        yield driver


def close_dialogs(driver: Driver) -> None:
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog | QMenu) and window.isVisible():
            window.close()
    driver.wait()


def each_customer_dialog(driver: Driver) -> Iterator[tuple[str, Callable[[], object]]]:
    page = driver.customers
    act, row = page.detail.actions_of_customer, page.detail._row
    assert row is not None
    yield "edit", lambda: act.edit(row.id)
    yield "tier", lambda: act.change_tier(row)
    yield "hand over", lambda: act.hand_over(row)
    yield "merge", lambda: act.merge(row, 2 if row.id != 2 else 1)
    for line in row.lines[:1]:
        yield "line", lambda line=line: act.edit_line(row, line)  # type: ignore[misc]
    yield "need", lambda: act.edit_need(row)
    yield "risk", lambda: act.set_risk(row)
    yield "complaint", lambda: act.edit_complaint(row)
    yield "risk", lambda: act.set_risk(row)
    yield "circle", lambda: act.join_circle(row)
    yield "keep filter", page.chips.save_requested.emit
    for key in ("new", "columns", "duplicates", "recycle_bin", "export"):
        yield key, lambda key=key: page._on_buttons_requested(key)  # type: ignore[misc]
    for key in ("tag", "untag", "hand_over"):
        yield key, lambda key=key: page.bulk.run(key, page._chosen())  # type: ignore[misc]
    yield "touchpoint", lambda: driver.desk.log_touchpoint_requested.emit(row.id)


def each_settings_dialog(page: SettingsPage) -> Iterator[tuple[str, Callable[[], object]]]:
    offers, security = page.part("offers"), page.part("security")
    assert isinstance(offers, OffersPanel)
    assert isinstance(security, SecurityPanel)
    yield "offer", lambda: offers.edit(0)
    yield "passphrase", security.passphrase_button.click
    yield "offer results", offers.results_requested.emit
    yield "leave settings", page._ask_before_close


def test_customers(planted: Driver, qtbot: QtBot) -> None:
    driver, look = planted, Look()
    page = driver.customers
    page.list.table.selectAll()
    page.buttons.filter.setChecked(True)
    driver.wait()
    for choice in page.panel._many.values():
        choice.showPopup()
        look.at("filter")
        choice.popup.hide()
    page.set_search("ZQ' OR NEAR(\"x")
    driver.wait()
    page.set_search("")
    driver.wait()
    look.at("list")
    page.buttons.filter.setChecked(False)
    page.open_customer(1)
    driver.until(lambda: page.detail._row is not None)
    for key in page.detail._pages:
        page.detail.open_tab(key)
        driver.wait()
        look.at(f"customer {key}")
    for name, open_it in each_customer_dialog(driver):
        open_it()
        driver.wait()
        look.at(name)
        close_dialogs(driver)
    assert not look.faults
    assert {"label", "item", "button", "field", "tooltip"} <= look.seen.keys()
    assert len(look.seen["label"]) > 8
    assert not tour.CUSTOMERS - look.met


def test_visits_and_the_turned_screen(planted: Driver) -> None:
    driver, look = planted, Look()
    driver.desk.show_page("visits")
    driver.wait()
    look.at("calendar")
    for status in ("planned", "done"):
        visits = driver.scalars(select(Visit.id).where(Visit.status == status))
        driver.visits.open_visit(visits[0])
        driver.wait()
        look.at(f"visit {status}")
        row = driver.visits.visit_page.visit()
        assert row is not None
    driver.visits.open_calendar()
    driver.wait()
    calendar = driver.visits.calendar
    for view in ("day", "month", "list", "week"):
        calendar.show_view(view)
        driver.wait()
        look.at(f"calendar {view}")
    planned = driver.scalars(select(Visit.id).where(Visit.status == "planned"))
    driver.visits.open_visit(planned[0])
    driver.wait()
    driver.desk.window.face_requested.emit()
    driver.wait()
    face = driver.visits.face()
    assert face is not None
    look.at("face to face")
    face.request_leave()
    gate = driver.dialog(LeaveDialog)
    look.at("leave")
    gate.accept()
    driver.wait()
    assert not look.faults
    assert {"label", "button", "field"} <= look.seen.keys()
    assert not tour.VISITS - look.met


def list_points(driver: Driver) -> None:
    """The operator's balances of two customers, as a list of them would bring them in."""
    with driver.store.action("import.commit", file="points.csv") as session:
        for customer_id in (1, 2):
            listed = OperatorPoints(customer_id=customer_id, as_of=TODAY, points=10**6)
            session.add(listed)


def look_at_reconciliation(driver: Driver, look: Look) -> None:
    off_gui_thread(lambda: list_points(driver))
    driver.data.open_reconciliation()
    driver.wait()
    view = driver.data.reconcile
    view.filter.set_value("all")
    view.filter.chosen.emit("all")
    view.model.set_all_checked(True)
    look.at("reconciliation")
    driver.click(view.settle)
    driver.dialog(SettleDialog)
    look.at("settle")
    close_dialogs(driver)


def test_import_settings_and_undo(planted: Driver, tmp_path: Path) -> None:
    driver, look = planted, Look()
    path = tmp_path / "ZQ&R.csv"
    off_gui_thread(lambda: path.write_text(FILE, encoding="utf-8"))
    driver.desk.show_page("data")
    driver.data.open_file(path)
    driver.wait()
    look.at("columns")
    driver.click(driver.data.columns.go)
    look.at("preview")
    driver.data.preview.missing.acted.emit()
    driver.dialog(MissingDialog)
    look.at("missing")
    close_dialogs(driver)
    look_at_reconciliation(driver, look)
    settings = driver.desk.show_page("settings")
    assert isinstance(settings, SettingsPage)
    driver.wait()
    for key in settings._tabs._keys:
        settings.show_part(key)
        driver.wait()
        look.at(f"settings {key}")
    for name, open_it in each_settings_dialog(settings):
        open_it()
        driver.wait()
        look.at(name)
        close_dialogs(driver)
    driver.until(lambda: bool(driver.desk.window._top._menu.actions()))
    look.at("undo")
    driver.desk.show_page("customers")
    driver.wait()
    assert not look.faults
    assert "action" in look.seen  # the filter's name in the menu of what can be undone
    assert {"label", "field"} <= look.seen.keys()
    assert not tour.DATA_AND_SETTINGS - look.met


def test_a_scorecard_names_columns_and_words_as_they_stand(planted: Driver, tmp_path: Path) -> None:
    driver, look = planted, Look()
    path = tmp_path / "ZQ&R.csv"
    made = [
        {f'"{LITERAL} {name}"': f'"{LITERAL} {cell}"' for name, cell in row.items()}
        for row in rows(400, later=lambda left, _lot: "x" if left else "y")
    ]
    off_gui_thread(lambda: write(path, made))
    settings = driver.desk.show_page("settings")
    assert isinstance(settings, SettingsPage)
    settings.show_part("rules")
    panel = settings.part("rules")
    assert isinstance(panel, RulesPanel)
    driver.wait()
    driver.click(panel.calibrate_button)
    dialog = driver.dialog(CalibrateDialog)
    dialog.read_file(path)
    driver.wait()
    look.at("source")
    driver.click(dialog.primary_button)
    driver.until(lambda: not dialog.is_busy())
    look.at("result")
    driver.click(dialog.discard_button)
    assert not look.faults
    assert {"label", "item"} <= look.seen.keys()
    assert not tour.CALIBRATE - look.met


def test_cases_and_their_dialogs(planted: Driver) -> None:
    driver, look = planted, Look()
    page = driver.desk.show_page("retention")
    assert isinstance(page, RetentionPage)
    page.filter_button.click()
    driver.until(lambda: page.detail.detail is not None)
    look.at("board")
    page.lists.set_view("table")
    driver.wait()
    look.at("table")
    detail = page.detail.detail
    assert detail is not None
    buttons = [*page.detail.outcomes.values(), page.detail.buttons["snooze"], page.by_hand]
    for button in buttons:
        driver.click(button)
        look.at(button.text())
        close_dialogs(driver)
    page.detail.facts.cost_requested.emit()
    driver.wait()
    look.at("cost")
    close_dialogs(driver)
    page.show_tab("win_back")
    driver.wait()
    look.at("win back")
    assert not look.faults
    assert {"label", "item", "button"} <= look.seen.keys()
    assert not tour.RETENTION - look.met


def test_today_shows_names_and_reasons_as_they_are(planted: Driver) -> None:
    driver, look = planted, Look()
    page = driver.desk.show_page("today")
    assert isinstance(page, TodayPage)
    driver.until(lambda: page.table.rows.rowCount() > 0)
    look.at("today")
    for key in ("retention", "warnings", "care"):
        page.groups.set_value(key)
        page.groups.chosen.emit(key)
        driver.wait()
        look.at(f"today: {key}")
    assert page.plan_day() is not None
    driver.wait()
    look.at("plan of the day")
    close_dialogs(driver)
    assert not look.faults
    assert {"item", "label"} <= look.seen.keys()
    assert not tour.TODAY - look.met


def test_the_journal_shows_old_and_new_values(planted: Driver) -> None:
    driver, look = planted, Look()
    page = driver.desk.show_page("journal")
    assert isinstance(page, JournalPage)
    driver.until(lambda: page.model.rowCount() > 2)
    for row in range(min(page.model.rowCount(), 5)):
        page.table.selectRow(row)
        driver.wait()
        look.at("journal")
    assert not look.faults
    assert "label" in look.seen or "item" in look.seen
    assert not tour.JOURNAL - look.met


def test_knowledge_sheets_obey_nothing(planted: Driver) -> None:
    driver, look = planted, Look()
    driver.desk.window.knowledge_requested.emit()
    page = driver.desk.window.page("knowledge")
    assert isinstance(page, KnowledgePage)
    driver.until(lambda: page.reader.shown() is not None)
    look.at("knowledge")
    page.edit()
    driver.wait()
    look.at("knowledge sheet")
    close_dialogs(driver)
    assert not look.faults
    assert {"item", "label", "rich field", "field"} <= look.seen.keys()
    assert not tour.KNOWLEDGE - look.met


def redeem_planted(driver: Driver) -> int:
    """A customer with points, given and spent for a planted reason and a planted reward."""
    points, redemptions = PointsService(driver.store), RedemptionService(driver.store)
    reward = RewardService(driver.store).rewards()[0].id
    for customer_id in range(1, CUSTOMERS):
        points.award(customer_id, AwardDraft(points=90_000, reason=f"{PLANTED} why"))
        draft = BasketDraft(customer_id=customer_id, wanted=[(reward, 1)], note=LITERAL)
        if redemptions.quote(draft).allowed:
            redemptions.redeem(draft)
            return customer_id
    raise AssertionError("nobody may redeem")


def test_points_and_their_dialogs(planted: Driver) -> None:
    driver, look = planted, Look()
    page = driver.desk.show_page("points")
    assert isinstance(page, PointsPage)
    driver.wait()
    look.at("all customers")
    page.pick()
    driver.wait()
    look.at("pick")
    close_dialogs(driver)
    customer_id = off_gui_thread(lambda: redeem_planted(driver))
    page.show_customer(customer_id)
    driver.until(lambda: page.customer.view() is not None)
    look.at("one customer")
    view = page.customer.view()
    assert view is not None
    acts = page.customer.acts
    row = next(each for each in view.movements if "sign" in each.acts)
    offer = next(each for each in view.offers if each.allowed)
    asks: dict[str, Callable[[], object]] = {
        "award": lambda: acts.award(view),
        "hold": lambda: acts.hold(offer, signed=False),
        "reverse": lambda: acts.act("reverse", row),
        "sign": lambda: acts.act("sign", row),
        "try": lambda: acts.draw(view.lotteries[0], customer_id),
    }
    for name, ask in asks.items():
        ask()
        driver.wait()
        look.at(name)
        close_dialogs(driver)
    page.show_customer(None)
    driver.wait()
    for made in (page.earn_button, page.campaign_button, page.audit_button):
        driver.click(made)
        driver.wait()
        look.at(made.text())
        close_dialogs(driver)
    assert not look.faults
    assert {"label", "item"} <= look.seen.keys()
    assert not tour.POINTS - look.met


def test_indicators_and_their_dialogs(planted: Driver) -> None:
    driver, look = planted, Look()
    page = driver.desk.show_page("indicators")
    assert isinstance(page, IndicatorsPage)
    driver.until(lambda: page.board is not None and page.side.chart is not None)
    look.at("values")
    page.table.opened.emit(0)
    driver.until(lambda: page.behind.model.rowCount() > 0)
    look.at("names")
    page.show_values()
    standard = next(
        place for place, row in page._rows.items() if row.value.spec.key == "service_standard"
    )
    page.table.opened.emit(standard)
    driver.until(lambda: page.behind.model.rowCount() > 0)
    page.behind._on_waive()
    driver.wait()
    look.at("waive")
    close_dialogs(driver)
    page.show_snapshots()
    driver.wait()
    page.snapshots.group.set_value("all")
    for view in ("names", "parts", "beside", "time"):
        page.snapshots.view.set_value(view)
        page.snapshots.view.chosen.emit(view)
        driver.wait()
        look.at(f"snapshots {view}")
    assert page.snapshots.times.rowCount() > 0
    page.show_values()
    for ask in (
        page._on_freeze,
        page._on_targets,
        page._on_enter,
        page._on_reopen,
        page.period.ask_months,
    ):
        ask()
        driver.wait()
        look.at(ask.__name__)
        close_dialogs(driver)
    assert not look.faults
    assert {"label", "item"} <= look.seen.keys()
    assert not tour.INDICATORS - look.met


def test_rewards_and_their_dialogs(planted: Driver, tmp_path: Path) -> None:
    driver, look = planted, Look()
    page = driver.desk.show_page("points")
    assert isinstance(page, PointsPage)
    page.catalogue_requested.emit()
    window = driver.dialog(RewardsDialog)
    catalogue, lotteries = window.parts["catalogue"], window.parts["lotteries"]
    discounts, partners = window.parts["discounts"], window.parts["partners"]
    assert isinstance(catalogue, CataloguePart)
    assert isinstance(lotteries, LotteriesPart)
    assert isinstance(discounts, DiscountsPart)
    assert isinstance(partners, PartnersPart)
    for part in window.parts:
        window.show_part(part)
        driver.wait()
        look.at(part)
    asks = (catalogue.edit, discounts.edit, partners.edit, lotteries.edit, lotteries.draw)
    for ask in (*asks, lotteries.reveal):
        dialog = ask()
        assert dialog is not None
        driver.wait()
        look.at(type(dialog).__name__)
        dialog.close()
        driver.wait()
    path = tmp_path / "rewards.csv"
    text = f'礼品编号,"{LITERAL}",积分\n1,x,"{PLANTED}"\n'
    off_gui_thread(lambda: path.write_text(text, "utf-8"))
    catalogue.take_in(path)
    driver.dialog(ProblemsDialog)
    look.at("problems")
    close_dialogs(driver)
    assert not look.faults
    assert {"label", "item", "field"} <= look.seen.keys()
    assert not tour.REWARDS - look.met


def test_visit_dialogs(planted: Driver) -> None:
    driver, look = planted, Look()
    driver.desk.show_page("visits")
    driver.wait()
    page, actions = driver.visits, driver.visits._actions
    today = driver.store.today()
    rows = off_gui_thread(
        lambda: VisitListService(driver.store).between(today, today + timedelta(90))
    )
    row = next(each for each in rows if each.status == "planned")
    whom = off_gui_thread(lambda: page._finder.choice(row.customer_id))
    for open_it in (
        *(partial(each, row, page) for each in (actions.edit, actions.move)),
        *(partial(each, row, page) for each in (actions.cancel, actions.no_show)),
        lambda: actions.plan(Suggested(today, time(9), 30), page, whom),
        page.calendar._on_export_clicked,
    ):
        open_it()
        driver.wait()
        look.at("visit dialog")
        close_dialogs(driver)
    assert not look.faults
    assert {"label", "field"} <= look.seen.keys()
    assert not tour.VISIT_DIALOGS - look.met


def test_papers_before_they_are_saved(planted: Driver) -> None:
    """The hostile notes hold what no font draws: they are refused, and shown once they do not."""
    driver, look = planted, Look()
    reports = ReportsService(driver.store)
    done = driver.scalars(select(Visit.id).where(Visit.status == "done"))[0]

    def preview() -> PdfPreview:
        dialog = PdfPreview(
            reports,
            driver.desk.jobs,
            driver.desk.window,
            lambda _progress: reports.visit_summary_report(done, "en"),
        )
        dialog.open()
        driver.wait()
        return dialog

    assert not preview().pages.count()
    look.at("refused")
    close_dialogs(driver)
    off_gui_thread(lambda: plant(driver.store, PRINTABLE_NOTE))
    shown = preview()
    assert shown.pages.count()
    shown.save_with_passphrase()
    driver.dialog(PassphraseDialog)
    look.at("preview")
    close_dialogs(driver)
    assert not look.faults
    assert not tour.PAPERS - look.met


def test_dialogs_that_give_out_or_bring_back(planted: Driver) -> None:
    driver, look = planted, Look()
    page = driver.customers
    page.list.table.selectAll()
    driver.until(lambda: page.detail._row is not None)
    for name, open_it in (
        ("summaries", lambda: page.bulk.run("summaries", page._chosen())),
        ("data", lambda: page.data_requested.emit(1)),
        ("erase", lambda: page.erase_requested.emit(1)),
    ):
        open_it()
        driver.dialog(Dialog)
        look.at(name)
        close_dialogs(driver)
    settings = driver.desk.show_page("settings")
    assert isinstance(settings, SettingsPage)
    settings.show_part("backups")
    driver.wait()
    panel = settings.part("backups")
    assert isinstance(panel, BackupsPanel)
    driver.click(panel.make_button)
    off_gui_thread(
        lambda: FilterService(driver.store).save(
            f"{LITERAL[:20]} b", CustomerFilter(tiers=(Tier.GOLD,))
        )
    )
    driver.click(panel.restore_button)
    driver.dialog(RestoreDialog)
    look.at("restore")  # names what would be lost
    close_dialogs(driver)
    panel.findChildren(LeavingCard)[0].ask_export()
    driver.dialog(EverythingDialog)
    look.at("everything")
    close_dialogs(driver)
    assert not look.faults
    assert {"summaries", "erase", "restore"} <= look.seen["label"]
    assert not tour.GIVING_OUT - look.met
