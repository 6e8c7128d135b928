"""Old values leave the book for a file of their own; the chain holds, and proves the file, too."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from tests.conftest import create_book, open_book
from tests.services.planted import NAME, PLANTED
from tests.services.test_erasing import holders
from tests.store.builders import add_customer
from vipdesk.services.erasing import ErasingService
from vipdesk.services.journal import JournalService
from vipdesk.services.journal_archive import (
    JournalArchiveService,
    NothingToArchiveError,
    archives_of,
)
from vipdesk.services.journal_proof import JournalProofService
from vipdesk.store.archive import ArchiveFile, deleted_rows
from vipdesk.store.book import Store
from vipdesk.store.chain import Why
from vipdesk.store.engine import connect
from vipdesk.store.records import Customer, JournalChange
from vipdesk.store.undo_errors import ValuesErasedError

OLD, NEW = datetime(2025, 3, 1, tzinfo=UTC), datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def aged_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = create_book(tmp_path_factory.mktemp("aged") / "aged", "李经理", clock=lambda: OLD)
    with store.action("customer.create") as session:
        add_customer(session)
    for note in ("a", "b"):
        _note(store, note)
    _at(store, NEW)
    for note in ("c", "d"):
        _note(store, note)
    store.close()
    return store.profile


@pytest.fixture
def aged(aged_profile: Path, tmp_path: Path) -> Iterator[Store]:
    """A book with four entries of long ago, and two of today."""
    profile = shutil.copytree(aged_profile, tmp_path / "aged")
    store = open_book(profile, clock=lambda: NEW, refresh=False)
    yield store
    store.close()


def _at(store: Store, instant: datetime) -> None:
    store._clock = lambda: instant


def _note(store: Store, note: str) -> None:
    with store.action("customer.edit", customer_id=1) as session:
        session.execute(update(Customer).values(note=note))


def _archives(store: Store) -> list[ArchiveFile]:
    with store.read() as session:
        return archives_of(store, session.connection())


def test_old_values_move_and_the_chain_proves_book_and_archive(aged: Store) -> None:
    before = JournalProofService(aged).check()
    done = JournalArchiveService(aged).archive().value
    assert (done.entries, done.changes) == (4, 6)
    proof = JournalProofService(aged).check()
    assert (proof.broken, proof.erased, proof.archived, proof.missing) == (None, 6, 6, ())
    assert proof.changes == before.changes
    with aged.read() as session:
        kept = session.scalars(select(JournalChange.new).where(JournalChange.salt.is_not(None)))
        assert all("王志强" not in (values or "") for values in kept)


def test_a_changed_archive_names_the_entry(aged: Store) -> None:
    JournalArchiveService(aged).archive()
    (file,) = _archives(aged)
    connection = connect(file.path, file.key)
    connection.execute('UPDATE journal_change SET new = \'{"note": "x"}\' WHERE entry_id = 3')
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    broken = JournalProofService(aged).check().broken
    assert broken is not None
    assert (broken.seq, broken.why) == (3, Why.CHANGES)


def test_a_missing_archive_is_told_and_breaks_nothing(aged: Store) -> None:
    done = JournalArchiveService(aged).archive().value
    (file,) = _archives(aged)
    file.path.unlink()
    proof = JournalProofService(aged).check()
    assert (proof.broken, proof.archived, proof.missing) == (None, 0, (done.name,))


def test_undo_goes_as_far_as_the_values_reach(aged: Store) -> None:
    JournalArchiveService(aged).archive()
    journal = JournalService(aged)
    assert [row.id for row in journal.undo_state().undo] == [6, 5]
    journal.undo()
    journal.undo()
    with pytest.raises(ValuesErasedError):
        journal.undo(4)
    assert journal.undo_state().undo == ()
    with aged.read() as session:
        assert session.scalar(select(Customer.note)) == "b"
    assert JournalProofService(aged).check().broken is None


def test_less_than_six_months_never_go(aged: Store) -> None:
    from dataclasses import replace

    from vipdesk.services.settings import SettingsService

    settings = SettingsService(aged)
    settings.save(replace(settings.load(), journal_months=1), settings.manager().draft())
    service = JournalArchiveService(aged)
    assert service.plan().before.isoformat() == "2026-05-01"
    service.archive()
    with pytest.raises(NothingToArchiveError):
        service.archive()


def test_an_archive_is_encrypted_and_opens_after_a_reopening(aged: Store) -> None:
    JournalArchiveService(aged).archive()
    (file,) = _archives(aged)
    assert b"SQLite format" not in file.path.read_bytes()
    assert "王志强".encode() not in file.path.read_bytes()
    profile = aged.profile
    aged.close()
    again = open_book(profile)
    assert JournalProofService(again).check().archived == 6
    again.close()


def test_a_deletion_on_request_reaches_the_archive(store: Store, planted: int) -> None:
    with store.action("line.edit") as session:
        session.execute(text("DELETE FROM need"))
    _at(store, datetime(2028, 1, 1, tzinfo=UTC))
    JournalArchiveService(store).archive()
    (file,) = _archives(store)
    assert [row for row in deleted_rows([file]) if row[0] == "need"] != []
    result = ErasingService(store).erase(planted, "asked").value
    assert result.missing == ()
    connection = connect(file.path, file.key)
    kept = "".join(
        f"{old}{new}" for old, new in connection.execute("SELECT old, new FROM journal_change")
    )
    connection.close()
    assert [word for word in PLANTED if word in kept and word != NAME] == []
    assert NAME not in kept
    assert holders(store, PLANTED) == []
    assert JournalProofService(store).check().broken is None


def test_a_number_that_stands_in_the_archive_s_key_is_left_there(store: Store) -> None:
    _at(store, OLD)
    with store.action("customer.create") as session:
        add_customer(session)
    _at(store, datetime(2028, 1, 1, tzinfo=UTC))
    JournalArchiveService(store).archive()
    (file,) = _archives(store)
    with store.action("customer.create") as session:
        number = file.key.hex()[8:14]
        customer_id = add_customer(session, number, "陈晓燕").id
    ErasingService(store).erase(customer_id, "asked")
    assert [each.key.hex() for each in _archives(store)] == [file.key.hex()]
