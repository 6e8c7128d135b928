"""The settings screen and its parts, put together with their services."""

from PySide6.QtCore import QObject, Signal

from vipdesk.services.everything import EverythingExport
from vipdesk.services.moving import MovingService
from vipdesk.services.offer_results import OfferResultsService
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.services.restores import RestoreService
from vipdesk.services.risk import RiskService
from vipdesk.services.security import SecurityService
from vipdesk.services.settings import SettingsService
from vipdesk.services.unmasking import Unmasking
from vipdesk.texts import _
from vipdesk.ui.desk import Desk
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.settings.backups import BackupsPanel
from vipdesk.ui.settings.journal import JournalPanel
from vipdesk.ui.settings.leaving_card import Leaving
from vipdesk.ui.settings.page import SettingsPage
from vipdesk.ui.settings.rules import RulesPanel
from vipdesk.ui.settings.security import SecurityPanel
from vipdesk.wiring.services import Services


class SettingsWiring(QObject):
    """Makes the screen of one desk; loaded with it, and not at the start.

    Signals:
        journal_requested: The journal is to be shown.
    """

    journal_requested = Signal()

    def __init__(self, services: Services, jobs: Jobs, desk: Desk) -> None:
        super().__init__(desk)
        self._services, self._jobs, self._desk = services, jobs, desk

    def page(self) -> SettingsPage:
        """The screen; its large parts are made when they are first shown."""
        store, access = self._services.store, self._services.access
        security = SecurityService(store, access, QuickUnlockService(store))
        page = SettingsPage(
            SettingsService(store),
            self._jobs,
            lambda: self._security_panel(security),
            self._backups,
            self._journal_panel,
            OfferResultsService(store).results,
            self._rules_panel,
        )
        page.appearance_changed.connect(self._desk.appearance_changed)
        return page

    def _rules_panel(self) -> RulesPanel:
        panel = RulesPanel(RiskService(self._services.store).try_rules, self._jobs)
        panel.calibrate_requested.connect(self._open_calibrate)
        return panel

    def _open_calibrate(self) -> None:
        """Fit a scorecard, and keep it if the manager accepts it."""
        from vipdesk.services.calibration_book import CalibrationService
        from vipdesk.ui.calibrate.dialog import CalibrateDialog

        service = CalibrationService(self._services.store)
        dialog = CalibrateDialog(service, self._jobs, self._desk.window)
        dialog.accepted_card.connect(self._on_card_accepted)
        dialog.open()

    def _on_card_accepted(self) -> None:
        self._desk.window.toast(_("The scorecard is kept."), _("Undo"), self._desk.undo)

    def _security_panel(self, security: SecurityService) -> SecurityPanel:
        panel = SecurityPanel(security, self._jobs)
        panel.rekey_prepared.connect(self._desk.rekey_prepared)
        return panel

    def _backups(self) -> BackupsPanel:
        store, desk = self._services.store, self._desk
        restores = RestoreService(store.profile, self._services.access, store.now, store)
        leaving = Leaving(MovingService(store), EverythingExport(store), Unmasking(store))
        panel = BackupsPanel(self._services.ground.backups, restores, self._jobs, leaving)
        panel.made.connect(desk.backups.read_status)
        panel.restore_prepared.connect(desk.restore_prepared)
        return panel

    def _journal_panel(self) -> JournalPanel:
        panel = JournalPanel(self._services.journal_book, self._jobs)
        panel.journal_requested.connect(self.journal_requested)
        return panel
