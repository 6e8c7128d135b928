"""Settings are immutable sets with versions; the newest is in force."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vipdesk import texts
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.settings import Settings, default_settings
from vipdesk.errors import VipDeskError
from vipdesk.store.book import Store
from vipdesk.store.records import Manager, SettingsSet
from vipdesk.texts import N_


class UnknownZoneError(VipDeskError):
    """A zone that no one knows."""

    message = N_("There is no time zone “{zone}”. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class ManagerDraft:
    """What customers read about their manager."""

    name: str
    staff_number: str | None = None
    phone: str | None = None
    branch: str | None = None

    def tidied(self) -> "ManagerDraft":
        """Without blanks around; what is empty is unknown."""
        parts = (self.staff_number, self.phone, self.branch)
        return ManagerDraft(self.name.strip(), *((part or "").strip() or None for part in parts))


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """A manager; one of them works here."""

    id: int
    name: str
    staff_number: str | None
    phone: str | None
    branch: str | None
    is_self: bool

    def draft(self) -> ManagerDraft:
        """What of it the manager may change."""
        return ManagerDraft(self.name, self.staff_number, self.phone, self.branch)


def settings_in_force(session: Session) -> Settings:
    """The newest set; of a new book the defaults in the language of the desk."""
    values = session.scalar(select(SettingsSet.values).order_by(SettingsSet.id.desc()).limit(1))
    return Settings.from_json(values or {}, _defaults(texts.language()))


@cache
def _defaults(language: str) -> Settings:
    """Worded once: indicators ask for the set in force a hundred times."""
    return default_settings(texts.translator(language))


def rules_in_force(session: Session) -> RetentionRules:
    """The numbers behind tasks, warnings and score alone: quicker than the whole set."""
    query = select(SettingsSet.values["rules"]).order_by(SettingsSet.id.desc()).limit(1)
    return RetentionRules.from_json(session.scalar(query))


def points_rules_in_force(session: Session) -> PointsRules:
    """The numbers behind points alone: quicker than the whole set."""
    query = select(SettingsSet.values["points"]).order_by(SettingsSet.id.desc()).limit(1)
    return PointsRules.from_json(session.scalar(query))


class SettingsService:
    """Loads the set in force and saves new ones."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> Settings:
        """The settings in force; of a new book the defaults in the language of the desk."""
        with self._store.read() as session:
            return settings_in_force(session)

    def save(self, settings: Settings, manager: ManagerDraft | None = None) -> Saved[Settings]:
        """Put a new set in force, and with it what is known of the manager, as one action.

        The same values again change nothing; the manager alone makes no new version.

        Raises:
            UnknownZoneError: The zone is not one of the tz database; nothing is changed.
        """
        try:
            ZoneInfo(settings.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise UnknownZoneError(zone=settings.zone) from error
        new_set = settings != self.load()
        new_manager = manager is not None and manager.tidied() != self.manager().draft()
        if not new_set and not new_manager:
            return Saved(settings, frozenset())
        with self._store.action("settings.save") as session:
            if new_set:
                now = self._store.now()
                session.add(SettingsSet(created_at=now, values=_to_keep(settings)))
            if manager is not None:
                _write_manager(session, manager.tidied())
        return Saved(settings, frozenset({Area.SETTINGS, Area.CUSTOMERS}))

    def begin(self, manager: ManagerDraft | None, settings: Settings) -> None:
        """Write what the first start asked for: part of making the book, so nothing to undo."""
        with self._store.action("book.create") as session:
            if manager is not None:
                _write_manager(session, manager.tidied())
            if settings != settings_in_force(session):
                now = self._store.now()
                session.add(SettingsSet(created_at=now, values=_to_keep(settings)))

    def versions(self) -> list[tuple[int, datetime]]:
        """Every set that was ever in force, newest first: its version and when it was saved."""
        with self._store.read() as session:
            rows = session.execute(
                select(SettingsSet.id, SettingsSet.created_at).order_by(SettingsSet.id.desc())
            )
            return [(version, saved_at) for version, saved_at in rows]

    def manager(self) -> ManagerRow:
        """The manager who works at this laptop."""
        with self._store.read() as session:
            return _manager_row(session.scalars(select(Manager).where(Manager.is_self)).one())

    def zones(self) -> tuple[str, ...]:
        """The time zones there are, by name; reads the tz database."""
        places = (zone for zone in available_timezones() if "/" in zone)
        return (*sorted(zone for zone in places if not zone.startswith("Etc/")), "UTC")


def _to_keep(settings: Settings) -> dict[str, Any]:
    """The values of a set; texts that are still the defaults follow the language of the desk."""
    values = settings.to_json()
    for language in texts.LANGUAGES:
        defaults = default_settings(texts.translator(language)).to_json()
        for key in ("benefits", "checklist", "offers", "onboarding", "scripts"):
            if values.get(key) == defaults[key]:
                del values[key]
    return values


def _write_manager(session: Session, manager: ManagerDraft) -> None:
    session.execute(update(Manager).where(Manager.is_self).values(asdict(manager)))


def _manager_row(manager: Manager) -> ManagerRow:
    return ManagerRow(
        manager.id,
        manager.name,
        manager.staff_number,
        manager.phone,
        manager.branch,
        manager.is_self,
    )
