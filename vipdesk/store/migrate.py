"""Brings a book up to the newest revision, after a backup; refuses a newer one.

Revisions are Alembic's, in ``db/versions``; their names sort in order (0001, 0002, …).
"""

import logging
import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text, update

from vipdesk.paths import migrations_dir
from vipdesk.store import triggers
from vipdesk.store.errors import ForeignBookError, NewerBookError
from vipdesk.store.records import Book

log = logging.getLogger(__name__)


def revisions() -> list[str]:
    """Every revision that this program knows, oldest first."""
    return sorted(path.name[:4] for path in (migrations_dir() / "versions").glob("[0-9]*.py"))


def newest_revision() -> str:
    """The revision that this program writes."""
    return revisions()[-1]


def current_revision(connection: Connection) -> str | None:
    """The revision of the book; None for a file without tables.

    Raises:
        ForeignBookError: The file holds tables, but not ours.
    """
    names = inspect(connection).get_table_names()
    if "alembic_version" not in names:
        if names:
            raise ForeignBookError(path="book.db")
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def migrate(engine: Engine, backup_dir: Path, now: datetime) -> bool:
    """Apply what is pending in one transaction, triggers included.

    A copy of the file is kept in ``backup_dir`` first, unless the book is new.

    Returns:
        Whether anything was applied, so that derived rows must be recomputed.

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
        back_up(engine, backup_dir / f"before-migration-{current}-{now:%Y%m%d-%H%M%S}.db")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        _upgrade(connection)
        connection.execute(update(Book).values(schema_digest=triggers.install(connection)))
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


def back_up(engine: Engine, path: Path) -> None:
    """Copy the book, encrypted with the same key, to ``path``; a half copy never has that name."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = path.with_suffix(".part")
    scratch.unlink(missing_ok=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.dbapi_connection
        if raw is None:
            raise RuntimeError("the connection is closed")
        raw.execute("VACUUM INTO ?", (str(scratch),))
    with scratch.open("rb+") as file:
        os.fsync(file.fileno())
    scratch.replace(path)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
