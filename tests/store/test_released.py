"""Books of every released schema open in this program, and nothing in them is lost."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests.conftest import PASSPHRASE, fixed_clock
from vipdesk.services.access import Access, Entry
from vipdesk.services.journal import JournalService
from vipdesk.services.journal_proof import JournalProofService
from vipdesk.store.book import Store
from vipdesk.store.keyfile import DEMO_PASSPHRASE
from vipdesk.store.migrate import newest_revision, revisions
from vipdesk.store.records import Bill, Customer, CustomerSummary, Visit

RELEASED = Path(__file__).parent / "released"


def test_every_revision_has_a_book() -> None:
    assert tuple(sorted(path.name for path in RELEASED.iterdir())) == revisions()


@pytest.mark.parametrize("revision", [path.name for path in sorted(RELEASED.iterdir())])
def test_a_released_book_opens_whole(revision: str, tmp_path: Path) -> None:
    profile = shutil.copytree(RELEASED / revision, tmp_path / "profile")
    access = Access(profile, fixed_clock)
    if access.entry() is Entry.PLAIN:
        access.protect(PASSPHRASE)
    passphrase = DEMO_PASSPHRASE if access.is_demo() else PASSPHRASE
    store = Store.open(profile, access.unlock(passphrase), clock=fixed_clock)
    with store.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == newest_revision()
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        for record in (Customer, CustomerSummary):
            assert session.scalar(select(func.count()).select_from(record)) == 12
        assert (session.scalar(select(func.count()).select_from(Bill)) or 0) > 100
        assert (session.scalar(select(func.count()).select_from(Visit)) or 0) > 0
    assert JournalProofService(store).check().broken is None
    with store.action("customer.edit") as session:
        session.execute(text("UPDATE customer SET note = 'x' WHERE id = 1"))
    JournalService(store).undo()
    assert JournalProofService(store).check().broken is None
    store.close()
