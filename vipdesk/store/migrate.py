"""Brings a book up to the newest revision, after a backup; refuses a newer one.

Revisions are Alembic's, in ``db/versions``; their names sort in order (0001, 0002, …).
"""

import logging
from collections.abc import Callable
from functools import cache

from sqlalchemy import Connection, Engine, text, update

from vipdesk.paths import migrations_dir
from vipdesk.store import triggers
from vipdesk.store.errors import ForeignBookError, NewerBookError
from vipdesk.store.records import Book

log = logging.getLogger(__name__)


@cache
def revisions() -> tuple[str, ...]:
    """Every revision that this program knows, oldest first."""
    names = (path.name[:4] for path in (migrations_dir() / "versions").glob("[0-9]*.py"))
    return tuple(sorted(names))


def newest_revision() -> str:
    """The revision that this program writes."""
    return revisions()[-1]


def current_revision(connection: Connection) -> str | None:
    """The revision of the book; None for a file without tables.

    Raises:
        ForeignBookError: The file holds tables, but not ours.
    """
    run = connection.exec_driver_sql
    tables = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
    if run(f"{tables} AND name = 'alembic_version'").first() is None:
        if run(tables).first() is not None:
            raise ForeignBookError(path="book.db")
        return None
    found: str | None = run("SELECT version_num FROM alembic_version").scalar_one_or_none()
    return found


def migrate(engine: Engine, back_up: Callable[[], object]) -> bool:
    """Apply what is pending in one transaction, triggers included; derived rows are due then.

    ``back_up`` is called first, unless the book is new.

    Returns:
        Whether anything was applied.

    Raises:
        NewerBookError: The book was written by a newer VIPDesk; it is left as it is.
    """
    with engine.connect() as connection:
        current = current_revision(connection)
    if current is not None and current not in revisions():
        raise NewerBookError(revision=current)
    if current == newest_revision():
        return False
    if current is not None:
        back_up()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        _upgrade(connection)
        # Derived rows are computed again at the next opening, also if a kill comes before.
        digest = triggers.install(connection)
        connection.execute(update(Book).values(schema_digest=digest, summarised_on=None))
    log.info("Migrated from %s to %s", current, newest_revision())
    return True


def refresh_triggers(engine: Engine) -> None:
    """Generate the triggers again if they are not those of the present records.

    Where they are, nothing is written: a reader need not wait for a long import to end.
    """
    with engine.connect() as connection:
        if connection.scalar(text("SELECT schema_digest FROM book")) == triggers.digest():
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(Book).values(schema_digest=triggers.install(connection)))


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
