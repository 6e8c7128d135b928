"""Settings are immutable sets with versions; the newest is in force."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select, update

from vipdesk import texts
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.settings import Settings, default_settings
from vipdesk.errors import VipDeskError
from vipdesk.store.book import Store
from vipdesk.store.records import Manager, SettingsSet
from vipdesk.texts import N_


class UnknownZoneError(VipDeskError):
    """A zone that no one knows."""

    message = N_("There is no time zone “{zone}”. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """A manager; one of them works here."""

    id: int
    name: str
    staff_number: str | None
    phone: str | None
    branch: str | None
    is_self: bool


class SettingsService:
    """Loads the set in force and saves new ones."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> Settings:
        """The settings in force; of a new book the defaults in the language of the desk."""
        with self._store.read() as session:
            values = session.scalar(
                select(SettingsSet.values).order_by(SettingsSet.id.desc()).limit(1)
            )
        return Settings.from_json(
            values or {}, default_settings(texts.translator(texts.language()))
        )

    def save(self, settings: Settings) -> Saved[Settings]:
        """Put a new set in force; the same values again change nothing.

        Raises:
            UnknownZoneError: The zone is not one of the tz database.
        """
        try:
            ZoneInfo(settings.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise UnknownZoneError(zone=settings.zone) from error
        if settings == self.load():
            return Saved(settings, frozenset())
        with self._store.action("settings.save") as session:
            session.add(SettingsSet(created_at=self._store.now(), values=settings.to_json()))
        self._store.refresh_summaries(force=True)
        return Saved(settings, frozenset({Area.SETTINGS, Area.CUSTOMERS}))

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

    def save_manager(
        self, name: str, staff_number: str | None, phone: str | None, branch: str | None
    ) -> Saved[None]:
        """Change what customers read about their manager."""
        with self._store.action("manager.save") as session:
            session.execute(
                update(Manager)
                .where(Manager.is_self)
                .values(name=name, staff_number=staff_number, phone=phone, branch=branch)
            )
        return Saved(None, frozenset({Area.SETTINGS}))


def _manager_row(manager: Manager) -> ManagerRow:
    return ManagerRow(
        manager.id,
        manager.name,
        manager.staff_number,
        manager.phone,
        manager.branch,
        manager.is_self,
    )
