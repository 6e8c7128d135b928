"""Puts services, pages and window together. A new screen is one factory here.

Pages are imported when they are first shown, or by `vipdesk.loading` while the passphrase is typed.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vipdesk.services.cases import CasesService
from vipdesk.services.customer_book import CustomerBook
from vipdesk.services.reminders import ReminderService
from vipdesk.services.today import TodayService
from vipdesk.texts import _
from vipdesk.ui import navigation
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.desk import Desk
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.page import Page
from vipdesk.ui.reminders import Reminders
from vipdesk.ui.today.page import TodayPage
from vipdesk.wiring.services import Services

if TYPE_CHECKING:  # loaded when first needed: a start has no time for them
    from vipdesk.ui.retention.page import RetentionPage
    from vipdesk.ui.rights import RightsDesk


class _Wiring:
    """Makes the pages of one desk and connects what they say."""

    def __init__(self, services: Services, jobs: Jobs) -> None:
        self._services = services
        self._jobs = jobs
        self._before_journal = navigation.SETTINGS
        self._before_knowledge = navigation.VISITS
        self.desk: Desk

    def factories(self) -> dict[str, Callable[[], Page]]:
        """How each screen is made."""
        return {
            navigation.TODAY: self._today,
            navigation.CUSTOMERS: self._customers,
            navigation.VISITS: self._visits,
            navigation.RETENTION: self._retention,
            navigation.POINTS: self._points,
            navigation.INDICATORS: self._indicators,
            navigation.DATA: self._data,
            navigation.SETTINGS: self._settings,
            navigation.JOURNAL: self._journal,
            navigation.KNOWLEDGE: self._knowledge,
        }

    def connect(self) -> None:
        """Follow what the desk asks for on behalf of all screens."""
        self.reminders = Reminders(ReminderService(self._services.store), self._jobs, self.desk)
        self.reminders.clicked.connect(self.desk.window.bring_to_front)
        self.desk.log_touchpoint_requested.connect(self._log_touchpoint)
        self.desk.face_requested.connect(self._open_face)
        self.desk.backups_requested.connect(self._show_backups)
        self.desk.window.knowledge_requested.connect(self._open_knowledge)

    def _today(self) -> Page:
        services = self._services
        page = TodayPage(
            TodayService(services.store),
            CasesService(services.store),
            lambda: services.reports,
            self._jobs,
        )
        show = self.desk.show_page
        page.touchpoint_requested.connect(self._log_touchpoint)
        page.put_off_requested.connect(self._put_off)
        page.customer_opened.connect(self._open_customer)
        page.visit_opened.connect(self._open_visit)
        page.plan_requested.connect(self._plan_visit)
        page.list_requested.connect(self._show_retention)
        page.figure_opened.connect(self._show_indicator)
        page.task_opened.connect(self._open_task)
        page.import_requested.connect(lambda: show(navigation.DATA))
        page.undo_requested.connect(self.desk.undo)
        return page

    def _show_retention(self, tab: str) -> "RetentionPage":
        from vipdesk.ui.retention.page import RetentionPage

        page = self.desk.show_page(navigation.RETENTION)
        assert isinstance(page, RetentionPage)
        page.show_tab(tab)
        return page

    def _show_indicator(self, key: str, period: str) -> None:
        from vipdesk.ui.indicators.page import IndicatorsPage

        page = self.desk.show_page(navigation.INDICATORS)
        assert isinstance(page, IndicatorsPage)
        page.go_to(key, period)

    def _open_task(self, task_id: int, tab: str) -> None:
        page = self._show_retention(tab)
        page.return_to(task_id)
        page.setFocus()

    def _put_off(self, task_ids: list[int], today: date) -> None:
        from vipdesk.ui.retention.snooze_dialog import SnoozeDialog

        cases, window = CasesService(self._services.store), self.desk.window
        dialog = SnoozeDialog(cases, self._jobs, window, task_ids, today)
        words = _("Put off.")
        dialog.written.connect(lambda: window.toast(words, _("Undo"), self.desk.undo))
        dialog.open()

    def _open_visit(self, visit_id: int) -> None:
        from vipdesk.ui.visits.page import VisitsPage

        page = self.desk.show_page(navigation.VISITS)
        if isinstance(page, VisitsPage):
            page.open_visit(visit_id)

    def _plan_visit(self) -> None:
        from vipdesk.ui.visits.page import VisitsPage

        page = self.desk.show_page(navigation.VISITS)
        if isinstance(page, VisitsPage):
            page.open_calendar()
            page.calendar.plan_visit()

    def _customers(self) -> Page:
        services = self._services
        page = CustomersPage(
            CustomerBook.of(services.store),
            lambda: services.one_customer,
            lambda: services.reports,
            self._jobs,
        )
        page.visit_requested.connect(self._start_visit)
        page.points_requested.connect(self._open_points)
        page.touchpoint_requested.connect(self._log_touchpoint)
        page.import_requested.connect(lambda: self.desk.show_page(navigation.DATA))
        page.search_cleared.connect(lambda: self.desk.window.set_search(""))
        page.undo_requested.connect(self.desk.undo)
        page.journal_requested.connect(self._open_journal)
        page.data_requested.connect(lambda customer_id: self._rights.hand_out(customer_id))
        page.erase_requested.connect(lambda customer_id: self._rights.erase(customer_id))
        return page

    def _visits(self) -> Page:
        from vipdesk.services.visit_book import VisitBook
        from vipdesk.ui.visits.leave_gate import LeaveGate
        from vipdesk.ui.visits.page import VisitsPage

        services = self._services
        page = VisitsPage(
            VisitBook.of(services.store),
            services.one_customer.finder,
            self._jobs,
            LeaveGate(services.leaving, self._jobs),
        )
        page.customer_opened.connect(self._open_customer)
        page.points_requested.connect(self._open_points)
        page.undo_requested.connect(self.desk.undo)
        page.knowledge_requested.connect(self._open_knowledge)
        return page

    def _retention(self) -> Page:
        from vipdesk.services.case_book import CaseBook
        from vipdesk.ui.retention.page import RetentionPage

        page = RetentionPage(CaseBook.of(self._services.store), self._jobs)
        page.touchpoint_requested.connect(self._log_touchpoint)
        page.visit_requested.connect(self._start_visit)
        page.customer_opened.connect(self._open_customer)
        page.import_requested.connect(lambda: self.desk.show_page(navigation.DATA))
        page.detail.knowledge_requested.connect(self._open_knowledge)
        page.undo_requested.connect(self.desk.undo)
        return page

    def _points(self) -> Page:
        from vipdesk.services.points_desk import PointsDesk
        from vipdesk.ui.points.page import PointsPage

        page = PointsPage(PointsDesk.of(self._services.store), self._jobs)
        page.customer_requested.connect(self._open_customer)
        page.undo_requested.connect(self.desk.undo)
        page.catalogue_requested.connect(self._open_rewards)
        return page

    def _open_rewards(self) -> None:
        """All that points buy, above whatever is shown."""
        from vipdesk.services.rewards_desk import RewardsDesk
        from vipdesk.ui.rewards.dialog import RewardsDialog

        dialog = RewardsDialog(RewardsDesk.of(self._services.store), self._jobs, self.desk.window)
        dialog.undo_requested.connect(self.desk.undo)
        dialog.open()

    def _indicators(self) -> Page:
        from vipdesk.services.indicators.desk import IndicatorDesk
        from vipdesk.ui.indicators.page import IndicatorsPage

        page = IndicatorsPage(IndicatorDesk.of(self._services.store), self._jobs)
        page.customer_opened.connect(self._open_customer)
        page.undo_requested.connect(self.desk.undo)
        return page

    def _open_points(self, customer_id: int, visit_id: int | None = None) -> None:
        from vipdesk.ui.points.page import PointsPage

        page = self.desk.show_page(navigation.POINTS)
        if isinstance(page, PointsPage):
            page.show_customer(customer_id, visit_id)

    def _data(self) -> Page:
        from vipdesk.services.imports import ImportService
        from vipdesk.services.reconciliation import ReconciliationService
        from vipdesk.ui.data.page import DataPage

        services = self._services
        store, journal = services.store, services.ground.journal
        page = DataPage(ImportService(store), journal, ReconciliationService(store), self._jobs)
        page.customers_requested.connect(lambda: self.desk.show_page(navigation.CUSTOMERS))
        page.indicators_requested.connect(lambda: self.desk.show_page(navigation.INDICATORS))
        page.points_requested.connect(self._open_points)
        return page

    def _settings(self) -> Page:
        from vipdesk.wiring.settings import SettingsWiring

        self._parts_of_settings = SettingsWiring(self._services, self._jobs, self.desk)
        page = self._parts_of_settings.page()
        page.catalogue_requested.connect(self._open_rewards)
        self._parts_of_settings.journal_requested.connect(self._open_journal)
        return page

    def _show_backups(self) -> None:
        from vipdesk.ui.settings.page import SettingsPage

        page = self.desk.show_page(navigation.SETTINGS)
        if isinstance(page, SettingsPage):
            page.show_part("backups")

    def _journal(self) -> Page:
        from vipdesk.ui.journal.page import JournalPage

        page = JournalPage(self._services.journal_book, self._jobs)
        page.back_requested.connect(self._leave_journal)
        return page

    def _open_journal(self, customer_id: int | None = None) -> None:
        """Show the journal, of all or of one customer; its way back leads here."""
        from vipdesk.ui.journal.page import JournalPage

        self._before_journal = self.desk.window.current_page()
        page = self.desk.show_page(navigation.JOURNAL)
        if isinstance(page, JournalPage):
            page.show_customer(customer_id)

    def _knowledge(self) -> Page:
        from vipdesk.services.knowledge import KnowledgeService
        from vipdesk.ui.knowledge.page import KnowledgePage

        page = KnowledgePage(KnowledgeService(self._services.store), self._jobs)
        page.back_requested.connect(lambda: self.desk.show_page(self._before_knowledge))
        page.undo_requested.connect(self.desk.undo)
        return page

    def _open_knowledge(self) -> None:
        """Show the knowledge sheets; their way back leads here."""
        from vipdesk.ui.knowledge.page import KnowledgePage

        before = self.desk.window.current_page()
        if before != navigation.KNOWLEDGE:
            self._before_knowledge = before
        page = self.desk.show_page(navigation.KNOWLEDGE)
        if isinstance(page, KnowledgePage):
            page.begin()

    def _leave_journal(self) -> None:
        self.desk.show_page(self._before_journal)

    @cached_property
    def _rights(self) -> "RightsDesk":
        from vipdesk.services.customer_rights import CustomerRights
        from vipdesk.ui.rights import RightsDesk

        rights = RightsDesk(CustomerRights.of(self._services.store), self._jobs, self.desk.window)
        rights.told.connect(self.desk.window.toast)
        return rights

    def _start_visit(self, customer_id: int) -> None:
        from vipdesk.ui.visits.page import VisitsPage

        page = self.desk.show_page(navigation.VISITS)
        if isinstance(page, VisitsPage):
            page.start_for_customer(customer_id)

    def _open_customer(self, customer_id: int) -> None:
        page = self.desk.show_page(navigation.CUSTOMERS)
        if isinstance(page, CustomersPage):
            page.open_customer(customer_id)

    def _open_face(self) -> None:
        """Turn the screen to the customer of the visit, or of the list, in front."""
        from vipdesk.ui.visits.page import VisitsPage

        customer_id = self.desk.customer_in_front()
        if customer_id is None:
            self.desk.window.toast(_("Choose a customer first, then turn the screen to them."))
            return
        page = self.desk.window.page(navigation.VISITS)
        if isinstance(page, VisitsPage):
            page.open_face_to_face(customer_id)

    def _log_touchpoint(self, customer_id: int) -> None:
        from vipdesk.ui.touchpoint_dialog import TouchpointDialog

        one = self._services.one_customer
        dialog = TouchpointDialog(
            one.touchpoints,
            one.finder,
            self._jobs,
            self.desk.window,
            customer_id=customer_id or None,
            cases=one.cases,
        )
        dialog.written.connect(self._on_touchpoint_written)
        dialog.open()

    def _on_touchpoint_written(self) -> None:
        self.desk.window.toast(_("Touchpoint logged."), _("Undo"), self.desk.undo)


def build_desk(services: Services, jobs: Jobs, log_path: Path) -> Desk:
    """Make the window with all its screens on one open book."""
    wiring = _Wiring(services, jobs)
    wiring.desk = Desk(services.ground, jobs, wiring.factories(), log_path)
    wiring.connect()
    wiring.desk.wiring = wiring  # lives as long as the desk
    return wiring.desk
