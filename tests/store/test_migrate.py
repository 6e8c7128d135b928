import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text

from tests.conftest import fixed_clock, open_book
from vipdesk.store import keyfile, migrate, triggers
from vipdesk.store.book import Store
from vipdesk.store.engine import create_file, open_engine
from vipdesk.store.records import Record

RELEASED = Path(__file__).parent / "released"
KEY = keyfile.BookKey(bytes(range(32)))


def _schema(engine: Engine) -> dict[str, Any]:
    db = inspect(engine)
    tables = [t for t in db.get_table_names() if not t.startswith(("alembic", "customer_search"))]
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in db.get_columns(table)],
            sorted((i["name"] or "", tuple(i["column_names"])) for i in db.get_indexes(table)),
            sorted(str(u["name"]) for u in db.get_unique_constraints(table)),
            sorted((str(f["name"]), str(f["options"])) for f in db.get_foreign_keys(table)),
            db.get_pk_constraint(table)["constrained_columns"],
        )
        for table in tables
    }


def test_migrations_build_what_the_records_declare(tmp_path: Path) -> None:
    create_file(tmp_path / "migrated.db", KEY)
    migrated = open_engine(tmp_path / "migrated.db", KEY)
    migrate.migrate(migrated, lambda: None)
    create_file(tmp_path / "declared.db", KEY)
    declared = open_engine(tmp_path / "declared.db", KEY)
    Record.metadata.create_all(declared)
    assert _schema(migrated) == _schema(declared)
    migrated.dispose()
    declared.dispose()


def test_a_new_file_needs_no_backup(tmp_path: Path) -> None:
    create_file(tmp_path / "new.db", KEY)
    engine = open_engine(tmp_path / "new.db", KEY)
    asked: list[str] = []
    assert migrate.migrate(engine, lambda: asked.append("backup"))
    assert not migrate.migrate(engine, lambda: asked.append("backup"))
    assert not asked
    engine.dispose()


def test_triggers_of_other_records_are_made_anew(store: Store, profile: Path) -> None:
    with store.plain_write() as connection:
        connection.execute(text("DROP TRIGGER journal_customer_I"))
        connection.execute(text("UPDATE book SET schema_digest = 'old'"))
    store.close()
    again = open_book(profile, clock=fixed_clock)
    with again.read() as session:
        names = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        digest = session.scalar(text("SELECT schema_digest FROM book"))
    assert "journal_customer_I" in names
    assert digest == triggers.digest()
    again.close()


def test_a_kill_after_a_migration_leaves_derived_rows_due(tmp_path: Path) -> None:
    released = shutil.copytree(RELEASED / migrate.revisions()[0], tmp_path / "profile")
    key = keyfile.read_plain(released / "book.key")
    engine = open_engine(released / "book.db", key)
    assert migrate.migrate(engine, lambda: None)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT summarised_on FROM book")) is None
    engine.dispose()
