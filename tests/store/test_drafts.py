import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import NOW, fixed_clock, open_book
from tests.store.builders import add_customer
from vipdesk.store.book import Store
from vipdesk.store.unavailable import DiskFullError


def test_what_was_saved_last_is_there_after_a_restart(store: Store, profile: Path) -> None:
    store.drafts.save("visit:a", {"talked": "家里想换 1000M 宽带"}, NOW)
    store.drafts.save("visit:a", {"talked": "家里想换 1000M 宽带，儿子回国"}, NOW)
    store.drafts.save("visit:b", [1], NOW)
    store.close()
    again = open_book(profile, clock=fixed_clock)
    assert again.drafts.load("visit:a") == {"talked": "家里想换 1000M 宽带，儿子回国"}
    assert set(again.drafts.keys("visit:")) == {"visit:a", "visit:b"}
    again.drafts.discard("visit:a")
    assert again.drafts.load("visit:a") is None
    again.close()


def test_a_long_action_does_not_hold_up_a_draft(store: Store) -> None:
    inside, saved = threading.Event(), threading.Event()

    def write_long() -> None:
        with store.action("customer.create") as session:
            add_customer(session)
            inside.set()
            assert saved.wait(5)

    writer = threading.Thread(target=write_long)
    writer.start()
    assert inside.wait(5)
    started = time.monotonic()
    store.drafts.save("visit:a", {"talked": "x"}, NOW)
    assert time.monotonic() - started < 2
    saved.set()
    writer.join()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_a_killed_process_keeps_what_it_acknowledged(profile: Path) -> None:
    code = (
        "import sys, os, signal; from pathlib import Path; from datetime import UTC, datetime;"
        "from vipdesk.store import keyfile; from vipdesk.store.book import Store;"
        "profile = Path(sys.argv[1]); file = keyfile.read(profile / 'book.key');"
        "s = Store.open(profile, keyfile.unlock(file, os.environ['VIPDESK_PASSPHRASE']));"
        "[s.drafts.save('visit:a', {'n': n}, datetime.now(UTC)) for n in range(20)];"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(profile)], check=False)
    assert done.returncode == -9
    store = open_book(profile, clock=fixed_clock)
    assert store.drafts.load("visit:a") == {"n": 19}
    store.close()


def test_a_full_disk_is_told_and_the_last_draft_is_kept(store: Store) -> None:
    store.drafts.save("visit:a", {"talked": "家里"}, NOW)
    store.drafts._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(DiskFullError, match="Everything written before is safe"):
        store.drafts.save("visit:a", {"talked": "长" * 200_000}, NOW)
    assert store.drafts.load("visit:a") == {"talked": "家里"}
