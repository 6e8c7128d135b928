"""What a really damaged file still tells, carried over into its backup."""

import os
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import NOW, PASSPHRASE, TODAY, at_work, fixed_clock, open_book
from tests.furnished import Furnished, Furnishing
from tests.services.points import Ledger
from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk import paths
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.words import Tier
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services.attachments import AttachmentsService
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.erasing import ErasingService
from vipdesk.services.imports import ImportService
from vipdesk.services.journal import JournalService
from vipdesk.services.journal_archive import JournalArchiveService, archives_of
from vipdesk.services.merging import MergingService
from vipdesk.store import chain, journal, keyfile, ledger
from vipdesk.store.archive import digests
from vipdesk.store.book import Store
from vipdesk.store.engine import connect
from vipdesk.store.keyfile import BookKey
from vipdesk.store.records import Record, Visit
from vipdesk.store.salvage import Salvaged, salvage

PAGE = 4096
State = dict[str, list[tuple[object, ...]]]
BILLS = (
    "业务号码,账期,费用,通话时长,流量(GB)\n"
    "13912348812,202609,{fee},30,1.5\n"
    "13912348812,202611,9,,\n"
)


def key_of(profile: Path) -> BookKey:
    return keyfile.unlock(keyfile.read(profile / paths.KEY_NAME), PASSPHRASE)


def state(profile: Path) -> State:
    """Every row of the book, the journal too, but for what is derived or left as the screen was."""
    names = [
        table.name
        for table in Record.metadata.sorted_tables
        if table.info["journal"] or table.name in ("journal_entry", "journal_change", "book")
    ]
    names += ["attachment_content", "customer_summary", "line_summary", "points_rest"]
    store = open_book(profile, clock=fixed_clock)
    store.derive(NoProgress())
    with store.read() as session:
        found = {
            name: sorted(map(tuple, session.execute(text(f"SELECT * FROM {name}"))), key=repr)
            for name in names
        }
        assert chain.check(session.connection()).broken is None
    store.close()
    return found


def a_days_work(store: Store, folder: Path) -> None:
    """Actions of every kind: rows added, changed, deleted with what they own, in bulk, undone."""
    desk, undoing = CustomerDesk.of(store), JournalService(store)
    with store.action("customer.create") as session:
        customer = add_customer(session, "C2", "陈晓燕")
        add_line(session, customer, "18600000457")
        add_touchpoint(session, customer)
        visit = Visit(number="V-1", customer_id=1, manager_id=1, planned_at=NOW)
        session.add(visit)
        session.flush()
        visit_id = visit.id
    desk.care.set_tier(1, Tier.DIAMOND, NOW.date())
    for fee in ("88", "99"):
        path = folder / "bills.csv"
        path.write_text(BILLS.format(fee=fee), encoding="utf-8")
        imports = ImportService(store)
        examined = imports.examine(path)
        imports.commit(imports.preview(examined))
    path.write_bytes(b"\xff\xd8\xff" + bytes(9_000))
    attached = AttachmentsService(store).attach(visit_id, path).value
    AttachmentsService(store).detach(attached)
    undoing.undo()
    MergingService(store).merge(1, 2)
    undoing.undo()
    with store.action("customer.purge") as session:  # takes lines, bills and touchpoints with it
        session.execute(text("DELETE FROM customer WHERE id = 2"))
    undoing.undo()
    points_move(store)
    with store.action("export", keep_empty=True, kind="customers.xlsx", rows=2):
        pass


def points_move(store: Store) -> None:
    """In bulk, one by one, undone and redone, and with their customer into another."""
    with store.action("import.commit", bulk=True, file="points.csv") as session:
        other = add_customer(session, "C9", "丁岚").id
        awards = [
            Movement(each, EntryKind.IMPORTED, TODAY, 50, date(2028, 12, 31)) for each in (1, other)
        ]
        journal.mark_bulk_insert(session, "points_entry", 0, len(awards))
        ledger.write(session.connection(), session.info["entry_id"], awards)
    points = Ledger(store, 1)
    points.spend(30, TODAY)
    JournalService(store).undo()
    JournalService(store).redo()
    MergingService(store).merge(1, other)
    points.hold(60, TODAY)


def _add_one(store: Store) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))


@pytest.fixture(scope="session")
def backup_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(_add_one))


@pytest.fixture
def backup(backup_furnished: Furnished[None], tmp_path: Path) -> Path:
    """A whole book as it was before the day's work, in a profile of its own."""
    return shutil.copytree(backup_furnished.profile, tmp_path / "backup")


@pytest.fixture(scope="session")
def worked_furnished(
    furnishing: Furnishing,
    backup_furnished: Furnished[None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Furnished[None]:
    folder = tmp_path_factory.mktemp("day")
    return furnishing(at_work(lambda store: a_days_work(store, folder)), on=backup_furnished)


@pytest.fixture
def worked(worked_furnished: Furnished[None], profile: Path) -> Path:
    """The book after the day's work, closed."""
    return profile


def harm(path: Path, page: int) -> None:
    """Overwrite a part of a page, as a bad sector does."""
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE + 512)
        file.write(os.urandom(1024))


def root_page(profile: Path, name: str) -> int:
    connection = connect(profile / paths.STORE_NAME, key_of(profile))
    query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
    (page,) = connection.execute(query, (name,)).fetchone()
    connection.close()
    return int(page)


def rescue(backup: Path, damaged: Path) -> Salvaged:
    return salvage(backup, key_of(backup), damaged / paths.STORE_NAME, NoProgress())


@pytest.mark.parametrize("table", ["customer", "line", "customer_summary", "ix_customer_phone"])
def test_with_a_whole_journal_nothing_is_missing(backup: Path, worked: Path, table: str) -> None:
    before = state(worked)
    harm(worked / paths.STORE_NAME, root_page(worked, table))
    result = rescue(backup, worked)
    assert state(backup) == before
    assert result.is_whole
    assert [deed.code for deed in result.carried][-1] == "export"
    assert len(result.carried) == len(before["journal_entry"]) - 2


def test_the_restored_book_goes_on_and_can_undo_what_was_carried_over(
    backup: Path, worked: Path
) -> None:
    harm(worked / paths.STORE_NAME, root_page(worked, "customer"))
    rescue(backup, worked)
    store = open_book(backup, clock=fixed_clock)
    with store.action("customer.create") as session:
        add_customer(session, "C3", "丁岚")
    JournalService(store).undo()
    JournalService(store).undo()
    with store.read() as session:
        assert chain.check(session.connection()).broken is None
        assert session.scalar(text("PRAGMA foreign_key_check")) is None
    store.close()


def test_without_the_changes_all_is_named_and_nothing_is_carried_over(
    backup: Path, worked: Path
) -> None:
    before, worked_entries = state(backup), len(state(worked)["journal_entry"])
    harm(worked / paths.STORE_NAME, root_page(worked, "journal_change"))
    result = rescue(backup, worked)
    assert state(backup) == before
    assert result.carried == []
    assert len(result.lost) == worked_entries - 2
    assert (result.unnamed, result.end_known) == (0, True)
    assert result.lost[0].code == "customer.create"


def test_without_the_entries_nothing_is_known(backup: Path, worked: Path) -> None:
    before = state(backup)
    harm(worked / paths.STORE_NAME, root_page(worked, "journal_entry"))
    result = rescue(backup, worked)
    assert state(backup) == before
    assert result.carried == []
    assert not result.is_whole


def test_bulk_rows_that_cannot_be_read_end_it(backup: Path, worked: Path) -> None:
    harm(worked / paths.STORE_NAME, root_page(worked, "bill"))
    result = rescue(backup, worked)
    assert [deed.code for deed in result.carried] == ["customer.create", "customer.tier"]
    assert [deed.code for deed in result.lost][:2] == ["import.commit", "import.commit"]
    state(backup)


def test_whichever_pages_are_damaged_a_whole_beginning_is_carried_over(
    backup: Path, worked: Path, tmp_path: Path
) -> None:
    entries = sorted(state(worked)["journal_entry"])
    pages = (worked / paths.STORE_NAME).stat().st_size // PAGE
    chance = random.Random(7)
    for number in range(12):
        damaged = shutil.copytree(worked, tmp_path / f"damaged-{number}")
        base = shutil.copytree(backup, tmp_path / f"base-{number}")
        for _again in range(number // 3 + 1):
            harm(damaged / paths.STORE_NAME, chance.randint(1, pages))
        result = rescue(base, damaged)
        kept = sorted(state(base)["journal_entry"])
        assert kept == entries[: len(kept)]
        assert len(kept) == 2 + len(result.carried)
        if result.end_known:
            assert len(kept) + len(result.lost) + result.unnamed == len(entries)


@pytest.mark.parametrize("size", [0, 100, 20_480, 400_000])
def test_a_cut_file(backup: Path, worked: Path, size: int) -> None:
    os.truncate(worked / paths.STORE_NAME, size)
    result = rescue(backup, worked)
    assert not result.is_whole
    state(backup)


def test_what_stands_in_the_log_alone_is_read_too(
    backup: Path, profile: Path, tmp_path: Path
) -> None:
    store = open_book(profile, clock=fixed_clock)
    with store.action("customer.create") as session:
        add_customer(session, "C2", "陈晓燕")
    killed = shutil.copytree(profile, tmp_path / "killed")  # the log as a kill leaves it
    store.close()
    assert (killed / "book.db-wal").stat().st_size > 0
    harm(killed / paths.STORE_NAME, root_page(profile, "task"))
    for rest in ("", "-wal"):
        (killed / f"book.db{rest}").chmod(0o400)
    before = (killed / paths.STORE_NAME).read_bytes()
    result = rescue(backup, killed)
    assert [deed.code for deed in result.carried] == ["customer.create"]
    assert result.is_whole
    assert (killed / paths.STORE_NAME).read_bytes() == before  # it is only read


def test_another_history_is_not_mixed_in(backup: Path, worked: Path) -> None:
    other = open_book(backup, clock=lambda: NOW + timedelta(hours=1))
    with other.action("customer.create") as session:
        add_customer(session, "C9", "钱进")
    other.close()
    before = state(backup)
    result = rescue(backup, worked)
    assert result.carried == []
    assert result.lost
    assert state(backup) == before


def test_an_entry_that_was_forged_ends_it(backup: Path, worked: Path) -> None:
    connection = connect(worked / paths.STORE_NAME, key_of(worked))
    connection.execute("DROP TRIGGER journal_journal_change_keep")
    connection.execute(
        "UPDATE journal_change SET new = replace(new, 'diamond', 'silver') "
        "WHERE table_name = 'tier_history' AND entry_id = 4"
    )
    connection.close()
    result = rescue(backup, worked)
    assert [deed.code for deed in result.carried] == ["customer.create"]


def test_stopped_nothing_is_carried_over(backup: Path, worked: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int) -> None:
            if total > 1 and done > 4:
                raise CancelledError

    before = state(backup)
    with pytest.raises(CancelledError):
        salvage(backup, key_of(backup), worked / paths.STORE_NAME, Impatient())
    assert state(backup) == before


def _erase_and_go_on(profile: Path, folder: Path) -> None:
    """A customer of before and one of since are deleted on request, in the midst of other work."""
    a_days_work(store := open_book(profile, clock=fixed_clock), folder)
    erasing = ErasingService(store)
    erasing.erase(2, "asked by letter")
    with store.action("customer.create") as session:
        add_touchpoint(session, add_customer(session, "C3", "丁岚"))
    erasing.erase(1, "asked by telephone")
    with store.action("customer.create") as session:
        add_customer(session, "C4", "钱进")
    store.close()


def test_deletions_on_request_hold_in_the_restored_book(
    backup: Path, profile: Path, tmp_path: Path
) -> None:
    _erase_and_go_on(profile, tmp_path)
    before = state(profile)
    harm(profile / paths.STORE_NAME, root_page(profile, "ix_customer_phone"))
    result = rescue(backup, profile)
    assert result.is_whole
    assert state(backup) == before  # the chain holds, erased values and all
    content = repr(state(backup))
    assert "王志强" not in content
    assert "陈晓燕" not in content
    assert "钱进" in content


def test_where_erased_values_cannot_be_settled_it_ends_before_them(
    backup: Path, profile: Path, tmp_path: Path
) -> None:
    _erase_and_go_on(profile, tmp_path)
    harm(profile / paths.STORE_NAME, root_page(profile, "customer"))  # holds what was erased
    result = rescue(backup, profile)
    assert not result.is_whole
    assert all(deed.code != "customer.erase" for deed in result.carried)
    state(backup)  # whose chain holds


def test_an_archive_since_the_backup_opens_still(
    backup: Path, profile: Path, tmp_path: Path
) -> None:
    later = NOW + timedelta(days=400)
    store = open_book(profile, clock=lambda: later)
    JournalArchiveService(store).archive()
    with store.action("customer.create") as session:
        add_customer(session, "C2", "陈晓燕")
    store.close()
    harm(profile / paths.STORE_NAME, root_page(profile, "ix_customer_phone"))
    assert rescue(backup, profile).is_whole
    shutil.copytree(profile / "archive", backup / "archive")
    restored = open_book(backup, clock=lambda: later)
    with restored.read() as session:
        assert chain.check(session.connection()).broken is None
        (archive,) = archives_of(restored, session.connection())
    assert archive.is_there
    assert list(digests([archive]))
    restored.close()
