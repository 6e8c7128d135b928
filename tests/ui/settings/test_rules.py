"""The numbers behind warnings and score: edited, tried before they are saved, kept in versions."""

from dataclasses import fields

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.conftest import TODAY
from tests.store.builders import add_customer, add_line
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.words import AccountKind
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.services.risk import RiskService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Account, AccountBalance, DerivedTask
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.segmented import Tabs
from vipdesk.ui.settings.page import SettingsPage
from vipdesk.ui.settings.rules import RulesPanel


@pytest.fixture
def panel(qtbot: QtBot, store: Store, jobs: Jobs) -> RulesPanel:
    """The tab in front, over a book with one prepaid customer of 20 yuan."""
    with store.action("customer.create") as session:
        customer = add_customer(session)
        add_line(session, customer)  # ends in 9 days: 35 points
        account = Account(customer_id=customer.id, kind=AccountKind.PREPAID)
        session.add(account)
        session.flush()
        session.add(AccountBalance(account_id=account.id, as_of=TODAY, balance_fen=2_000))
    risk = RiskService(store)
    page = SettingsPage(
        SettingsService(store), jobs, rules=lambda: RulesPanel(risk.try_rules, jobs)
    )
    qtbot.addWidget(page, before_close_func=SettingsPage.revert)
    jobs.data_changed.connect(page.on_data_changed)
    theme.dress(page)
    page.resize(1190, 692)
    page.show()
    page.show_part("rules")
    qtbot.waitUntil(lambda: page._loaded is not None and jobs.is_idle())
    made = page.part("rules")
    assert isinstance(made, RulesPanel)
    return made


def _counts(panel: RulesPanel, key: str) -> tuple[str, str]:
    before, after = panel.reach.cells[key]
    return before.text(), after.text()


def _page(panel: RulesPanel) -> SettingsPage:
    page = panel.parentWidget()
    while page is not None and not isinstance(page, SettingsPage):
        page = page.parentWidget()
    assert page is not None
    return page


def test_a_large_part_is_made_in_one_turn_and_shown_in_the_next(
    qtbot: QtBot, store: Store, jobs: Jobs
) -> None:
    risk = RiskService(store)
    page = SettingsPage(
        SettingsService(store), jobs, rules=lambda: RulesPanel(risk.try_rules, jobs)
    )
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(jobs.is_idle)
    (tabs,) = page.findChildren(Tabs)
    tabs.set_value("rules")
    panel = page._parts._undressed["rules"]
    assert not panel.isVisible()
    qtbot.waitUntil(panel.isVisible)
    assert panel is page.part("rules")
    qtbot.waitUntil(jobs.is_idle)


def test_tells_whom_other_numbers_would_warn_before_they_are_saved(
    qtbot: QtBot, panel: RulesPanel, store: Store
) -> None:
    qtbot.waitUntil(lambda: _counts(panel, "rule:low_balance") == ("0", "0"))
    assert not _page(panel).has_unsaved_changes()
    panel.numbers["low_balance_fen"].setValue(30)
    panel.points["ends_30"].setValue(80)
    qtbot.waitUntil(lambda: _counts(panel, "rule:low_balance") == ("0", "1"))
    assert _counts(panel, "risk:high") == ("0", "1")
    assert _counts(panel, "risk:low") == ("1", "0")
    assert SettingsService(store).versions() == []


def test_saves_what_was_edited_as_a_new_version(
    qtbot: QtBot, panel: RulesPanel, store: Store, jobs: Jobs
) -> None:
    page = _page(panel)
    panel.words.setPlainText("携号转网\n\n 隔壁更便宜 \n携号转网")
    panel.cadences["gold"].setValue(0)
    panel.later.set_value("renewal")
    panel.points["swing"].setValue(30)
    panel.numbers["quiet_cadences"].setValue(3)
    panel.numbers["win_back_months"].setValue(12)
    panel.ends["ends_90"].setValue(120)
    page.save()
    qtbot.waitUntil(lambda: not page.has_unsaved_changes() and jobs.is_idle())
    rules = SettingsService(store).load().rules
    assert rules.off_net_words == ("携号转网", "隔壁更便宜")
    assert "gold" not in rules.cadence_months
    assert (rules.later_date, dict(rules.points)) == ("renewal", {"swing": 30})
    assert (rules.quiet_cadences, rules.win_back_months) == (3, 12)
    assert rules.ends_days == (30, 60, 120)
    assert len(SettingsService(store).versions()) == 1
    assert panel.points["swing"].value() == 30


def test_medium_begins_below_high(panel: RulesPanel) -> None:
    panel.numbers["medium_from"].setValue(70)
    assert panel.score_form.message("medium_from") == "Medium begins below high."
    assert panel.focus_problem()
    panel.numbers["high_from"].setValue(71)
    assert panel.score_form.message("medium_from") == ""
    assert not panel.focus_problem()


def test_the_days_of_the_score_rise(panel: RulesPanel) -> None:
    panel.ends["ends_60"].setValue(30)
    said = "Each of the three is more days than the one before."
    assert panel.score_form.message("ends_90") == said
    assert panel.focus_problem()
    panel.ends["ends_60"].setValue(31)
    assert not panel.focus_problem()


def test_every_number_of_the_rules_can_be_reached(panel: RulesPanel) -> None:
    reached = {"cadence_months", "points", "off_net_words", "later_date", "stages", "ends_days"}
    assert {each.name for each in fields(RetentionRules)} == {*panel.numbers, *reached}


def test_the_stages_of_an_ending_date_are_the_managers(
    qtbot: QtBot, panel: RulesPanel, store: Store, jobs: Jobs
) -> None:
    assert panel.stages.text() == "90, 60, 30, 7, 0"
    panel.stages.setText("45, never")
    assert panel.ends_form.message("stages") == "Up to 6 whole numbers from 0 to 365."
    assert panel.focus_problem()
    panel.stages.setText("10，45")
    assert panel.ends_form.message("stages") == ""
    page = _page(panel)
    page.save()
    qtbot.waitUntil(lambda: not page.has_unsaved_changes() and jobs.is_idle())
    assert SettingsService(store).load().rules.stages == (45, 10)
    assert _stages_of_tasks(store) == ["T-10"]


def _stages_of_tasks(store: Store) -> list[str]:
    RetentionRunService(store).run()
    with store.read() as session:
        return list(session.scalars(select(DerivedTask.stage).where(DerivedTask.status == "open")))
