"""Once the book is closed and its key wiped, the process holds the key nowhere."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import PASSPHRASE
from vipdesk.paths import KEY_NAME, project_dir
from vipdesk.store import keyfile
from vipdesk.store.book import Store
from vipdesk.store.engine import overwrite

STATES = ("open", "closed", "proved")
CHILD = """
import gc, os, sys
from pathlib import Path
from sqlalchemy import text
from vipdesk.clock import utc_now
from vipdesk.paths import STORE_NAME
from vipdesk.services.access import Access
from vipdesk.store.engine import connect
from vipdesk.store.book import Store

profile = Path(sys.argv[1])

def work(state):
    key = Access(profile, utc_now).unlock(sys.argv[2])
    if state == "proved":
        connect(profile / STORE_NAME, key).close()
        return key.wipe()
    store = Store.open(profile, key)
    with store.read() as session:
        session.execute(text("SELECT count(*) FROM customer")).all()
    with store.action("customer.unmask", keep_empty=True):
        pass
    if state == "open":
        return store, key
    store.close()
    key.wipe()

for state in sys.argv[3:]:
    process = os.fork()  # one for each, of memory that never held the key
    if not process:
        kept = work(state)
        gc.collect()
        print("ready", os.getpid(), flush=True)
        sys.stdin.readline()
        os._exit(0)
    os.waitpid(process, 0)
"""


PART = 12  # digits of the key


def needles(profile: Path) -> dict[str, bytes]:
    key = keyfile.unlock(keyfile.read(profile / KEY_NAME), PASSPHRASE)
    digits = key.hex().encode()
    parts = range(0, len(digits) - PART + 1, PART // 3)
    return {
        **{f"digits from {first}": digits[first : first + PART] for first in parts},
        "raw": key.raw(),
        "hex": key.hex().encode(),
        "HEX": key.hex().upper().encode(),
        "hex of two bytes a letter": key.hex().encode("utf-16-le"),
    }


def memory(process: int) -> Iterator[bytes]:
    """Every part of a process's memory that can be read."""
    maps = Path(f"/proc/{process}/maps").read_text(encoding="utf-8").splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as file:
        for line in maps:
            place, rights = line.split()[:2]
            if "r" not in rights or "[v" in line:
                continue
            start, end = (int(part, 16) for part in place.split("-"))
            try:
                file.seek(start)
                yield file.read(end - start)
            except OSError:
                continue


def found_in_children(profile: Path) -> dict[str, set[str]]:
    """What each finds of the key that has done its work and waits, by its state."""
    wanted, found = needles(profile), {}
    arguments = [sys.executable, "-c", CHILD, str(profile), PASSPHRASE, *STATES]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=project_dir(), text=True
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        for state in STATES:
            said, process = parent.stdout.readline().split()
            assert said == "ready"
            parts = list(memory(int(process)))
            parent.stdin.write("\n")
            parent.stdin.flush()
            found[state] = {
                name for name, needle in wanted.items() if any(needle in part for part in parts)
            }
        parent.communicate()
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_key_is_left_after_the_lock(profile: Path) -> None:
    found = found_in_children(profile)
    assert "raw" in found["open"]  # the search can find it
    assert found["closed"] == set()
    assert found["proved"] == set()  # little else was done that overwrites it


def test_memory_is_not_locked_piece_by_piece(store: Store) -> None:
    """SQLCipher's own security of memory makes an import take 15 times as long."""
    with store.read() as session:
        assert session.scalar(text("PRAGMA cipher_memory_security")) == "0"


def test_a_text_is_overwritten_in_place() -> None:
    typed = "".join(["PRAGMA ", "key"])
    overwrite(typed)
    assert typed == " " * 10
    chinese = "".join(["口", "令"])
    overwrite(chinese)  # of two bytes a letter: left alone
    assert chinese == "口令"
