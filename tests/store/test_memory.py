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

CHILD = """
import gc, sys
from pathlib import Path
from sqlalchemy import text
from vipdesk.clock import utc_now
from vipdesk.paths import STORE_NAME
from vipdesk.services.access import Access
from vipdesk.store.engine import connect
from vipdesk.store.book import Store

profile = Path(sys.argv[1])

def work():
    key = Access(profile, utc_now).unlock(sys.argv[2])
    if sys.argv[3] == "proved":
        connect(profile / STORE_NAME, key).close()
        return key.wipe()
    store = Store.open(profile, key)
    with store.read() as session:
        session.execute(text("SELECT count(*) FROM customer")).all()
    with store.action("customer.unmask", keep_empty=True):
        pass
    if sys.argv[3] == "open":
        return store, key
    store.close()
    key.wipe()

kept = work()
gc.collect()
print("ready", flush=True)
sys.stdin.readline()
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


def found_in_child(profile: Path, state: str) -> set[str]:
    wanted = needles(profile)
    arguments = [sys.executable, "-c", CHILD, str(profile), PASSPHRASE, state]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=project_dir(), text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        parts = list(memory(child.pid))
        child.communicate("\n")
    return {name for name, needle in wanted.items() if any(needle in part for part in parts)}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_key_is_left_after_the_lock(profile: Path) -> None:
    assert "raw" in found_in_child(profile, "open")  # the search can find it
    assert found_in_child(profile, "closed") == set()
    assert found_in_child(profile, "proved") == set()  # little else was done that overwrites it


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
