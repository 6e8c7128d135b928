"""A connection leaves nothing in the log that the next one, or its own end, would have to write."""

from pathlib import Path

from tests.conftest import PASSPHRASE
from vipdesk.paths import KEY_NAME, STORE_NAME
from vipdesk.store import keyfile
from vipdesk.store.engine import connect


def test_closing_writes_the_log_into_the_file(profile: Path) -> None:
    path = profile / STORE_NAME
    key = keyfile.unlock(keyfile.read(profile / KEY_NAME), PASSPHRASE)
    connection, other = connect(path, key), connect(path, key)
    before = path.read_bytes()
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("CREATE TABLE late (id INTEGER PRIMARY KEY)")
    assert path.read_bytes() == before
    connection.close()
    assert path.read_bytes() != before
    other.close()
    key.wipe()


def test_closing_twice_is_no_error(profile: Path) -> None:
    key = keyfile.unlock(keyfile.read(profile / KEY_NAME), PASSPHRASE)
    connection = connect(profile / STORE_NAME, key)
    connection.close()
    connection.close()
