"""Opens an encrypted SQLite file the one right way, or says why not."""

import ctypes
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache
from typing_extensions import override

from vipdesk.store import search
from vipdesk.store.deriving import facts, scratch
from vipdesk.store.errors import (
    EmptyBookError,
    ForeignBookError,
    StoreUnavailableError,
    UnsafeSqliteError,
)
from vipdesk.store.keyfile import BookKey, sync_folder
from vipdesk.store.unavailable import in_words, unavailable

APPLICATION_ID = 0x56495044  # "VIPD"
FIRST_SAFE_SQLITE = (3, 51, 3)  # earlier ones can corrupt a file when its WAL is reset
CACHE_KIB = 32_000
BULK_CACHE_KIB = 256_000  # while an import writes; every page that falls out is encrypted again
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # each commit is synced; nothing acknowledged is lost
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "recursive_triggers = ON",  # a REPLACE deletes: what keeps rows from being deleted sees it
    "secure_delete = ON",
    "temp_store = MEMORY",
    "fullfsync = ON",
    "checkpoint_fullfsync = ON",
    "mmap_size = 0",
    f"cache_size = -{CACHE_KIB}",
)
COPY_PRAGMAS = ("trusted_schema = OFF", "temp_store = MEMORY")
_COMPILED: LRUCache[Any, Any] = LRUCache(1_000)  # statements, whatever book they are for


class Dialect(SQLiteDialect_pysqlite):
    """Equal to each of its kind, so that what was compiled for one opening serves the next."""

    supports_statement_cache = True

    @override
    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    @override
    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.vipdesk", __name__, Dialect.__name__)


class _Connection(sqlcipher3.Connection):  # type: ignore[misc]  # the driver has no types
    """Does before it closes what takes long.

    sqlcipher3 holds the interpreter while it closes. Until the last connection has written and
    synced all that its log holds, half a second in a large book, and each has freed its pages, the
    window would stand still. Statements let it go on.
    """

    @override
    def close(self) -> None:
        with suppress(sqlcipher3.Error):  # closed already, read-only, damaged: said elsewhere
            self.execute("PRAGMA wal_checkpoint(PASSIVE)")
            self.execute("PRAGMA shrink_memory")
        super().close()


def check_sqlite() -> None:
    """Refuse to write with a SQLite that can lose data.

    Raises:
        UnsafeSqliteError: The bundled SQLite is older than `FIRST_SAFE_SQLITE`.
    """
    if sqlcipher3.sqlite_version_info < FIRST_SAFE_SQLITE:
        raise UnsafeSqliteError(version=sqlcipher3.sqlite_version)


def connect(path: Path, key: BookKey) -> Any:
    """Open one connection and prove the key.

    Raises:
        EmptyBookError: The file has 0 bytes; SQLite would take it for a new one.
        ForeignBookError: It is not a file of this key: foreign, damaged or another book's.
        StoreUnavailableError: It cannot be opened or read.
    """
    if path.exists() and path.stat().st_size == 0:
        raise EmptyBookError(path=path)
    with in_words(path.parent):
        connection = sqlcipher3.connect(
            str(path),
            timeout=10,
            isolation_level=None,
            check_same_thread=False,
            factory=_Connection,
        )
    _prove(connection, path, key, PRAGMAS)
    return connection


def connect_holder(path: Path, key: BookKey) -> Any:
    """Open one that only keeps others from writing: it never reads, which takes its first 5 ms.

    Raises:
        StoreUnavailableError: It cannot be opened.
    """
    with in_words(path.parent):
        connection = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False)
        give_key(connection, key)
    return connection


def connect_copy(path: Path, key: BookKey) -> Any:
    """Open a file that nobody writes, such as a backup, and write nothing there: no log, no lock.

    Raises:
        EmptyBookError, ForeignBookError, StoreUnavailableError: As `connect`.
    """
    try:
        if path.stat().st_size == 0:
            raise EmptyBookError(path=path)
    except OSError as error:
        raise unavailable(error) from error
    return _connect_reading(path, key, "immutable=1")


def connect_damaged(path: Path, key: BookKey) -> Any:
    """Open a file that was set aside, with the log that lies beside it, and write nothing there.

    Raises:
        ForeignBookError, StoreUnavailableError: Nothing of it can be read.
    """
    return _connect_reading(path, key, "mode=ro")


def _connect_reading(path: Path, key: BookKey, option: str) -> Any:
    place = quote(path.absolute().as_posix(), safe="/:")
    start = "" if place.startswith("/") else "/"  # of a Windows drive
    with in_words():
        connection = sqlcipher3.connect(
            f"file://{start}{place}?{option}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
    _prove(connection, path, key, COPY_PRAGMAS)
    return connection


def _prove(connection: Any, path: Path, key: BookKey, pragmas: Iterable[str]) -> None:
    """Give the key and see whether it is the right one; on any error close the connection."""
    try:
        with in_words(path.parent):
            connection.execute("PRAGMA cipher_log_level = NONE")
            give_key(connection, key)
            _read_start(connection, path)
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise


def _read_start(connection: Any, path: Path) -> None:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlcipher3.SQLITE_NOTADB:
            raise ForeignBookError(path=path) from error
        raise


def give_key(connection: Any, key: BookKey, *, pragma: str = "key") -> None:
    """Hand ``key`` to a fresh connection, or with ``pragma`` "rekey" encrypt the file with it.

    SQLCipher takes a key only within a statement, whose text is overwritten here; a script is not
    kept as a prepared statement. `PRAGMA cipher_memory_security` would overwrite whatever SQLite
    frees, but can't be turned off again and makes opening a book five times as slow.
    """
    digits = key.hex()
    statement = f"PRAGMA {pragma} = \"x'{digits}'\""
    try:
        connection.executescript(statement)
    finally:
        overwrite(statement)
        overwrite(digits)


def overwrite(text: str) -> None:
    """Fill the letters of ``text`` with blanks, in place; for ASCII that nobody else holds.

    Python has no way to forget a str: this one writes over its storage, which in CPython ends the
    object (one byte a letter, and a 0). Elsewhere it does nothing.
    """
    if sys.implementation.name != "cpython" or not text.isascii():
        return
    size = sys.getsizeof(text)
    ctypes.memset(id(text) + size - len(text) - 1, ord(" "), len(text))


def open_engine(path: Path, key: BookKey) -> Engine:
    """Make an engine for ``path``; writers ask for ``BEGIN IMMEDIATE`` by an option.

    The file must exist; `create_file` makes one.
    """
    check_sqlite()
    if not path.exists():
        raise StoreUnavailableError(reason=f"{path.name} is missing")

    def open_connection() -> Any:
        connection = connect(path, key)
        search.register_functions(connection)
        facts.register_functions(connection)
        scratch.make(connection)
        return connection

    engine = create_engine(
        "sqlite+vipdesk:///book",
        module=sqlcipher3,
        creator=open_connection,
        poolclass=QueuePool,
        execution_options={"compiled_cache": _COMPILED},
        hide_parameters=True,  # an error that is logged must not hold personal data
        pool_size=6,
        max_overflow=4,
        pool_use_lifo=True,  # each has its own cache: the one that was used last has most in it
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

    engine.connect().close()  # proves the key now; what it opened is used again
    return engine


@contextmanager
def large_cache(connection: Connection) -> Iterator[None]:
    """Give a connection room for the pages of a large write, and take it back after."""
    raw = connection.connection.dbapi_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    raw.execute(f"PRAGMA cache_size = -{BULK_CACHE_KIB}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        raw.execute("PRAGMA shrink_memory")


def create_file(path: Path, key: BookKey) -> None:
    """Make an empty encrypted file with our mark, readable by its owner alone.

    It gets its name when it is whole: a kill must not leave a file of 0 bytes.

    Raises:
        StoreUnavailableError: The disk is full or the folder read-only; nothing is left there.
        FileExistsError: There is one; it is left as it is.
    """
    if path.exists():
        raise FileExistsError(path)
    scratch = path.with_name(path.name + ".part")
    try:
        scratch.unlink(missing_ok=True)
        scratch.touch(mode=0o600)
        with in_words(), closing(sqlcipher3.connect(str(scratch), isolation_level=None)) as raw:
            give_key(raw, key)
            raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            raw.execute("PRAGMA journal_mode = WAL")
        scratch.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise unavailable(error) from error
    finally:
        scratch.unlink(missing_ok=True)
