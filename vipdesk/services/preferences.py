"""How the desk was left: columns, widths, the last folder. Outside the journal."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from vipdesk.store.book import Store
from vipdesk.store.records import Preference


class PreferenceService:
    """Small values by key; no personal data."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: str, default: Any = None) -> Any:
        """The value kept under ``key``, or ``default``."""
        with self._store.read() as session:
            value = session.scalar(select(Preference.value).where(Preference.key == key))
        return default if value is None else value

    def put(self, key: str, value: Any) -> None:
        """Keep ``value``, anything that JSON can say."""
        statement = insert(Preference).values(key=key, value=value)
        with self._store.plain_write() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[Preference.key], set_={"value": statement.excluded.value}
                )
            )
