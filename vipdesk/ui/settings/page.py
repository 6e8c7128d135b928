"""The settings page: one set of values, edited in parts and saved as a new version."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.domain.settings import Settings
from vipdesk.progress import Progress
from vipdesk.services.settings import ManagerDraft, SettingsService
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.page import Page
from vipdesk.ui.kit.segmented import Tabs
from vipdesk.ui.settings.backups import BackupsPanel
from vipdesk.ui.settings.benefits import BenefitsPanel
from vipdesk.ui.settings.checklist import ChecklistPanel
from vipdesk.ui.settings.general import GeneralPanel
from vipdesk.ui.settings.indicators import IndicatorsPanel
from vipdesk.ui.settings.journal import JournalPanel
from vipdesk.ui.settings.leave_dialog import LeaveDialog
from vipdesk.ui.settings.offer_results import OfferResultsDialog, Results
from vipdesk.ui.settings.offers import OffersPanel
from vipdesk.ui.settings.panel import Panel
from vipdesk.ui.settings.parts import Parts
from vipdesk.ui.settings.points import PointsPanel
from vipdesk.ui.settings.scripts import ScriptsPanel
from vipdesk.ui.settings.security import SecurityPanel
from vipdesk.ui.theme import Tone
from vipdesk.ui.turns import in_next_turn

SHOWS = frozenset({Area.SETTINGS})
LARGE = ("rules",)  # parts that are made ahead
Draft = tuple[Settings, ManagerDraft]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force, and where they come from."""

    settings: Settings
    manager: ManagerDraft
    version: int | None  # None: nothing was saved yet
    saved_at: str  # in the book's zone
    zones: tuple[str, ...]

    @property
    def draft(self) -> Draft:
        """What of it can be edited."""
        return self.settings, self.manager


class SettingsPage(Page):
    """Edits a copy; nothing is in force before it is saved. A part is made when it is first shown.

    Signals:
        appearance_changed: A set is in force that has another language or theme.
        catalogue_requested: What points buy is to be shown.
    """

    appearance_changed = Signal()
    catalogue_requested = Signal()

    def __init__(
        self,
        settings: SettingsService,
        jobs: Jobs,
        security: Callable[[], SecurityPanel] | None = None,
        backups: Callable[[], BackupsPanel] | None = None,
        journal: Callable[[], JournalPanel] | None = None,
        offer_results: Results | None = None,
        rules: Callable[[], Panel] | None = None,
    ) -> None:
        super().__init__()
        self._service = settings
        self._jobs = jobs
        self._offer_results = offer_results
        self._latest = Latest(jobs, self)
        self._loaded: Loaded | None = None
        self._baseline: Draft | None = None  # what stood here before the user edited it
        self._saving = False
        self._watched: QWidget | None = None
        makers: dict[str, Callable[[], Panel]] = {
            "general": GeneralPanel,
            "checklist": ChecklistPanel,
            "offers": self._make_offers,
            "benefits": BenefitsPanel,
            "scripts": ScriptsPanel,
            "points": self._make_points,
            "indicators": IndicatorsPanel,
        }
        others = {"rules": rules, "security": security, "backups": backups}
        makers |= {key: make for key, make in others.items() if make is not None}
        if journal is not None:
            makers["journal"] = lambda: self._telling(journal())
        self._parts = Parts(makers)
        self._parts.added.connect(self._on_part_added)
        self._lay_out(makers)
        self._connect()
        in_next_turn(self, self._come_to_chosen)
        self.reload()

    @property
    def general(self) -> GeneralPanel:
        """The first part."""
        return cast(GeneralPanel, self.part("general"))

    @property
    def checklist(self) -> ChecklistPanel:
        """The points of a visit."""
        return cast(ChecklistPanel, self.part("checklist"))

    @property
    def offers(self) -> OffersPanel:
        """What can be offered."""
        return cast(OffersPanel, self.part("offers"))

    @property
    def scripts(self) -> ScriptsPanel:
        """What one says."""
        return cast(ScriptsPanel, self.part("scripts"))

    def part(self, key: str) -> Panel:
        """One part, made when it is first asked for; it shows what is in force."""
        return self._parts.part(key)

    @override
    def make_ahead(self) -> bool:
        return self._parts.make_ahead(LARGE)

    def _on_part_added(self, panel: Panel) -> None:
        if self._loaded is not None:
            panel.show_settings(self._loaded.settings)
        if self._baseline is not None:
            self._baseline = panel.apply(self._baseline[0]), self._baseline[1]
        panel.changed.connect(self._on_edited)

    def _make_offers(self) -> OffersPanel:
        panel = OffersPanel()
        results = self._offer_results
        panel.results_button.setVisible(results is not None)
        if results is not None:
            panel.results_requested.connect(
                lambda: OfferResultsDialog(results, self._jobs, self).open()
            )
        return panel

    def _make_points(self) -> PointsPanel:
        panel = PointsPanel()
        panel.catalogue_requested.connect(self.catalogue_requested)
        return panel

    def _telling(self, journal: JournalPanel) -> JournalPanel:
        journal.told.connect(lambda words: self.toast_requested.emit(words, "", None))
        return journal

    def reload(self) -> None:
        """Read the settings in force; what is being edited stays."""
        self._latest.read(self._read, self._on_read)

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        if changed & SHOWS and not self._saving:
            self.reload()

    def show_part(self, key: str) -> None:
        """Bring one part to the front."""
        self._tabs.set_value(key)
        self._come_to_chosen()

    def has_unsaved_changes(self) -> bool:
        """Whether the user edited something that is not saved."""
        return self._loaded is not None and self._draft(self._loaded) != self._baseline

    def save(self) -> None:
        """Put what stands here in force; where something is wrong, go there instead."""
        if self._saving or not self.has_unsaved_changes() or self._loaded is None:
            return
        if not self._is_sound():
            return
        edited = settings, manager = self._draft(self._loaded)
        self._saving = True
        self._follow_edits()
        job = self._jobs.write(lambda _progress: self._service.save(settings, manager))
        job.succeeded.connect(lambda _saved: self._on_saved(edited))
        job.settled.connect(self._on_settled)

    def revert(self) -> None:
        """Show what is in force; what was edited is gone."""
        if self._loaded is not None:
            self._fill(self._loaded)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._watched is None:
            self._watched = self.window()
            self._watched.installEventFilter(self)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous() and not self._saving and self.has_unsaved_changes():
            words = _("Changes in the settings are not saved yet.")
            self.toast_requested.emit(words, _("Save"), self.save)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        closing = event.type() == QEvent.Type.Close and watched is self._watched
        if closing and self.has_unsaved_changes() and not self._saving:
            event.ignore()
            self._ask_before_close()
            return True
        return super().eventFilter(watched, event)

    def _ask_before_close(self) -> None:
        dialog = LeaveDialog(self.window())
        dialog.accepted.connect(self._save_and_close)
        dialog.discarded.connect(self._discard_and_close)
        dialog.open()

    def _save_and_close(self) -> None:
        self.save()
        if self._saving:
            self._jobs.became_idle.connect(
                self.window().close, Qt.ConnectionType.SingleShotConnection
            )

    def _discard_and_close(self) -> None:
        self.revert()
        self.window().close()

    def _read(self, _progress: Progress) -> Loaded:
        settings = self._service.load()
        version, saved_at = next(iter(self._service.versions()), (None, None))
        local = saved_at.astimezone(ZoneInfo(settings.zone)) if saved_at else None
        return Loaded(
            settings,
            self._service.manager().draft(),
            version,
            f"{local:%Y-%m-%d %H:%M}" if local else "",
            self._loaded.zones if self._loaded else self._service.zones(),
        )

    def _on_read(self, loaded: Loaded) -> None:
        former, unsaved = self._loaded, self.has_unsaved_changes()
        if former is None:
            self.general.set_zones(loaded.zones)
            self._parts.setEnabled(True)
        self._loaded = loaded
        if not unsaved:
            self._fill(loaded)
        elif former is not None and loaded.draft not in (former.draft, self._baseline):
            self._notice.say(
                _("The settings were changed elsewhere meanwhile. What you edit here was kept."),
                Tone.AMBER,
            )
        self._follow_edits()
        self._show_version(loaded)
        if former is not None and _looks(former) != _looks(loaded) and not unsaved:
            self.appearance_changed.emit()

    def _fill(self, loaded: Loaded) -> None:
        """Show ``loaded`` unless it stands there already: the keyboard stays where it is."""
        if self._draft(loaded) != loaded.draft:
            self.general.show_manager(loaded.manager)
            for panel in self._parts.there().values():
                panel.show_settings(loaded.settings)
        self._baseline = self._draft(loaded)
        self._notice.say("")
        self._follow_edits()

    def _show_version(self, loaded: Loaded) -> None:
        words = _("default values, nothing saved yet")
        if loaded.version is not None:
            words = _("version {n}, saved {at}").format(n=loaded.version, at=loaded.saved_at)
        self._head.set_note(words)

    def _draft(self, loaded: Loaded) -> Draft:
        settings = loaded.settings
        for panel in self._parts.there().values():
            settings = panel.apply(settings)
        return settings, self.general.manager()

    def _follow_edits(self) -> None:
        unsaved = self.has_unsaved_changes()
        self._chip.set_text(_("Not saved") if unsaved else "", Tone.AMBER)
        self._save.setEnabled(unsaved and not self._saving)
        self._revert.setEnabled(unsaved and not self._saving)
        self._tabs.set_count("offers", self._count_offers())

    def _count_offers(self) -> int | None:
        if "offers" in self._parts.there():
            return self.offers.count()
        return len(self._loaded.settings.offers) if self._loaded else None

    def _is_sound(self) -> bool:
        """Go to what must be mended, if anything must."""
        for key, panel in self._parts.there().items():
            before = self._tabs.value()
            self._tabs.set_value(key)
            if panel.focus_problem():
                self._tell_problem()
                return False
            self._tabs.set_value(before)
        return True

    def _tell_problem(self) -> None:
        words = _("Nothing was saved: something must be mended first, see the red fields.")
        self._notice.say(words, Tone.RED)
        if not self.isVisible():
            self.toast_requested.emit(words, "", None)

    def _on_edited(self) -> None:
        self._notice.say("")
        self._follow_edits()

    def _on_saved(self, edited: Draft) -> None:
        self._baseline = edited
        self.toast_requested.emit(_("The settings are saved."), "", None)
        self.reload()

    def _on_settled(self) -> None:
        self._saving = False
        self._follow_edits()

    def _come_to_chosen(self) -> None:
        self._parts.come_to(self._tabs.value())

    def _connect(self) -> None:
        self._tabs.chosen.connect(self._come_to_chosen)
        self._save.clicked.connect(self.save)
        self._revert.clicked.connect(self.revert)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)

    def _lay_out(self, makers: Container[str]) -> None:
        self._head = self.add_head(_("Settings"))
        self._chip = Chip()
        self._revert = button(_("Revert"), icon="rotate-ccw", kind="quiet")
        self._save = button(_("Save"), kind="primary")
        self._head.add_after_title(self._chip)
        self._head.add(self._revert)
        self._head.add(self._save)
        titles = {
            "general": _("General"),
            "checklist": _("Checklists"),
            "offers": _("Offers"),
            "benefits": _("Benefits"),
            "scripts": _("Scripts"),
            "points": _("Points"),
            "indicators": _("Indicators"),
            "rules": _("Warnings and score"),
            "security": _("Security"),
            "backups": _("Backups"),
            "journal": _("Journal"),
        }
        there = [(key, title) for key, title in titles.items() if key in makers]
        self._tabs = Tabs(_("Parts of the settings"), there)
        self.hand_on_to(self._tabs)
        self._notice = Notice()
        self._parts.setEnabled(False)
        self.whole.addWidget(self._tabs)
        self.whole.addWidget(self._notice)
        self.whole.addWidget(self._parts, 1)


def _looks(loaded: Loaded) -> tuple[str, str]:
    return loaded.settings.language, loaded.settings.theme
