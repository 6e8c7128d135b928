"""Keep a small invented book of the present revision, so that later programs are tested on it."""

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from vipdesk.paths import KEY_NAME, STORE_NAME
from vipdesk.services.demo import DemoService
from vipdesk.store.book import Store
from vipdesk.store.keyfile import DEMO_PASSPHRASE, make_key
from vipdesk.store.migrate import newest_revision

RELEASED = Path(__file__).resolve().parents[1] / "tests" / "store" / "released"
CUSTOMERS = 12
MADE_AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def main() -> None:
    """Write ``tests/store/released/NNNN``; one that is there is left."""
    target = RELEASED / newest_revision()
    if target.exists():
        print(f"{target.name} is kept already")
        return
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        new_key = make_key(DEMO_PASSPHRASE, demo=True)
        store = Store.create(profile, "李经理（示例）", new_key, clock=lambda: MADE_AT)
        DemoService(store).fill(CUSTOMERS, seed=1)
        store.close()
        target.mkdir(parents=True)
        for name in (STORE_NAME, KEY_NAME):
            shutil.copy(profile / name, target / name)
    print(f"{target.name} is kept")


if __name__ == "__main__":
    main()
