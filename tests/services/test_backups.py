"""When backups are made and copied, and how old the last one may be."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, PASSPHRASE, open_book
from tests.store.builders import add_customer
from vipdesk.domain.backups import Why
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services import backups, greeting
from vipdesk.services.backups import BackupService
from vipdesk.services.imports import ImportService
from vipdesk.services.places import FOLDER, PlaceNotUsableError
from vipdesk.store import files, keyfile, manifest
from vipdesk.store.book import Store
from vipdesk.store.errors import BackupNotMadeError
from vipdesk.texts import translator


class Desk:
    """A book with its backups and a clock that goes where it is told."""

    def __init__(self, profile: Path) -> None:
        self.now = NOW
        self.store = open_book(profile, clock=self.clock)
        self.backups = BackupService(self.store)
        self.count = 0

    def clock(self) -> datetime:
        return self.now

    def work(self) -> None:
        self.count += 1
        with self.store.action("customer.create") as session:
            add_customer(session, number=f"C{self.count}")

    def names(self) -> list[str]:
        return [row.name for row in self.backups.view().rows]

    def reasons(self) -> list[Why]:
        return [row.why for row in self.backups.view().rows]


@pytest.fixture
def desk(profile: Path) -> object:
    desk = Desk(profile)
    yield desk
    desk.store.close()


def test_without_change_there_is_no_new_one(desk: Desk) -> None:
    assert desk.backups.start_of_day()
    assert desk.backups.make_if_changed(Why.EXIT) is None
    desk.work()
    desk.now += timedelta(hours=8)
    assert desk.backups.make_if_changed(Why.EXIT)
    assert desk.reasons() == [Why.EXIT, Why.START]


def test_the_unlock_window_tells_of_it(desk: Desk) -> None:
    desk.backups.start_of_day()
    assert greeting.read(desk.store.profile).backed_up_at == NOW.isoformat()


def test_it_warns_after_three_days_and_a_morning_without_change_settles_it(desk: Desk) -> None:
    assert desk.backups.status().stale
    desk.backups.start_of_day()
    desk.now += timedelta(days=3)
    assert not desk.backups.status().stale
    desk.now += timedelta(hours=1)
    assert desk.backups.status().stale
    assert desk.backups.start_of_day() is None  # nothing changed: the last one is read again
    status = desk.backups.status()
    assert not status.stale
    assert status.verified_at == desk.now


def test_the_desk_that_is_opened_after_a_lock_makes_none_for_some_hours(desk: Desk) -> None:
    desk.backups.start_of_day()
    desk.work()
    desk.now += timedelta(hours=3)
    assert desk.backups.start_of_day() is None
    desk.now += timedelta(hours=1)
    assert desk.backups.start_of_day()
    desk.work()
    desk.now -= timedelta(days=300)  # a clock that was ahead is put back
    assert desk.backups.start_of_day()


def test_one_from_a_clock_that_was_ahead_does_not_stand_for_now(desk: Desk) -> None:
    desk.now += timedelta(days=365)
    desk.backups.start_of_day()
    desk.now = NOW
    assert desk.backups.status().stale
    desk.work()
    assert desk.backups.start_of_day()
    for _day in range(5):
        desk.now += timedelta(days=1)
        assert desk.backups.start_of_day() is None
        assert not desk.backups.status().stale
    assert len(desk.names()) == 2


def test_a_damaged_one_is_set_aside_in_the_morning_and_replaced(desk: Desk) -> None:
    made = desk.backups.start_of_day()
    assert made is not None
    with (made.path / "book.db").open("rb+") as file:
        file.seek(9000)
        file.write(b"\0" * 50)
    desk.now += timedelta(days=1)
    assert desk.backups.start_of_day()
    assert made.name not in desk.names()
    assert (made.path.parent / (made.name + manifest.DAMAGED)).exists()
    assert desk.backups.verify_all(NoProgress()) == (desk.names(), [])


def test_of_two_of_one_second_the_one_that_holds_more_is_newer(desk: Desk) -> None:
    first = desk.backups.make_if_changed(Why.RESTORE)
    desk.work()
    second = desk.backups.make_if_changed(Why.EXIT)  # whose name comes before the first one's
    assert first is not None
    assert second is not None
    assert second.manifest.made_at == first.manifest.made_at
    assert desk.names() == [second.name, first.name]


def test_the_second_folder_catches_up_when_it_is_there(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "U 盘"
    stick.mkdir()
    desk.backups.start_of_day()
    assert desk.backups.choose_second(stick, NoProgress()) == 1
    assert desk.backups.choose_second(stick / FOLDER, NoProgress()) == 0
    out = stick.rename(tmp_path / "out")
    stick.mkdir()  # the mount point of a stick that is out
    desk.work()
    desk.backups.make_if_changed(Why.EXIT)
    second = desk.backups.view().second
    assert (second.chosen, second.present, second.missing) == (stick, False, 0)
    assert list(stick.iterdir()) == []
    stick.rmdir()
    out.rename(stick)
    assert desk.backups.view().second.missing == 1
    assert desk.backups.catch_up(NoProgress()) == 1
    assert [each.name for each in manifest.backups_in(stick / FOLDER)] == desk.names()
    assert [row.name for row in desk.backups.view().second.rows] == desk.names()
    desk.backups.forget_second()
    assert desk.backups.view().second.chosen is None
    assert len(manifest.backups_in(stick / FOLDER)) == 2


def test_pulled_out_while_it_is_copied_it_leaves_nothing_that_counts(
    desk: Desk, tmp_path: Path
) -> None:
    class PulledOut:
        def step(self, _done: int, _total: int) -> None:
            shutil.rmtree(tmp_path / "stick", ignore_errors=True)

    desk.backups.start_of_day()
    (tmp_path / "stick").mkdir()
    with pytest.raises(BackupNotMadeError):
        desk.backups.choose_second(tmp_path / "stick", PulledOut())
    assert len(desk.names()) == 1


def test_cancelled_while_it_is_copied_it_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    class Cancels:
        def step(self, _done: int, _total: int) -> None:
            raise CancelledError

    desk.backups.start_of_day()
    with pytest.raises(CancelledError):
        desk.backups.choose_second(tmp_path, Cancels())
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_two_books_on_one_stick_leave_each_other_alone(
    desk: Desk, tmp_path: Path, empty_profile: Path
) -> None:
    from tests.conftest import create_book

    other = create_book(tmp_path / "other", "王经理", clock=desk.clock)
    theirs = BackupService(other)
    theirs.start_of_day()
    theirs.choose_second(tmp_path, NoProgress())
    desk.backups.start_of_day()
    desk.backups.choose_second(tmp_path, NoProgress())
    for hours in (60, 64, 120):
        desk.now = NOW + timedelta(hours=hours)
        desk.work()
        desk.backups.make_if_changed(Why.HAND)
    assert desk.backups.view().second.missing == 0
    here = {each.name for each in manifest.backups_in(tmp_path / FOLDER)}
    assert here >= {row.name for row in theirs.view().rows}
    assert here >= set(desk.names())
    other.close()


@pytest.mark.parametrize("where", ["profile", "profile/backups", "missing"])
def test_a_folder_that_serves_nobody_is_refused(desk: Desk, tmp_path: Path, where: str) -> None:
    with pytest.raises(PlaceNotUsableError):
        desk.backups.choose_second(tmp_path / where, NoProgress())
    assert desk.backups.view().second.chosen is None


def test_after_a_new_passphrase_there_is_a_backup_with_it(desk: Desk) -> None:
    from vipdesk.services.access import Access
    from vipdesk.services.quick_unlock import QuickUnlockService
    from vipdesk.services.security import SecurityService

    desk.backups.start_of_day()
    access = Access(desk.store.profile, desk.clock)
    new = "five herons in the reed"
    SecurityService(desk.store, access, QuickUnlockService(desk.store)).change_passphrase(
        PASSPHRASE, new
    )
    made = desk.backups.make_if_changed(Why.EXIT)
    assert made is not None
    keyfile.unlock(keyfile.read(made.path / "book.key"), new).wipe()


def test_a_large_import_is_preceded_by_one(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backups.LARGE_IMPORT == 1_000
    imports = ImportService(desk.store)
    for large in (3, 2):
        monkeypatch.setattr(backups, "LARGE_IMPORT", large)
        file = tmp_path / f"{large}.csv"
        file.write_text(f"customer number,name\nA{large},王建国\nB{large},李建国\n")
        imports.commit(imports.preview(imports.examine(file)))
        assert desk.reasons() == [Why.IMPORT] * (large == 2)
    (row,) = desk.backups.view().rows
    assert manifest.backup_at(row.path).manifest.counts["customer"] == 2  # type: ignore[union-attr]


def test_an_import_without_room_for_its_backup_says_what_was_refused_and_why(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "LARGE_IMPORT", 1)
    monkeypatch.setattr(files, "ROOM", 2**62)
    file = tmp_path / "customers.csv"
    file.write_text("customer number,name\nA1,王建国\n")
    imports = ImportService(desk.store)
    preview = imports.preview(imports.examine(file))
    with pytest.raises(backups.ImportNotBegunError) as refused:
        imports.commit(preview)
    told = {language: refused.value.sentence(translator(language)) for language in ("en", "zh")}
    assert told["en"].startswith("Nothing was imported")
    assert "(the disk is nearly full)" in told["en"]
    assert "磁盘快满了" in told["zh"]
    assert imports.batches() == []


def test_what_was_left_half_goes_with_the_morning(desk: Desk, tmp_path: Path) -> None:
    made = desk.backups.start_of_day()
    assert made is not None
    desk.backups.choose_second(tmp_path, NoProgress())
    for folder in (made.path.parent, tmp_path / FOLDER):
        (folder / f"{made.name}-2.part").mkdir()
    desk.now += timedelta(days=1)
    desk.backups.start_of_day()
    assert not list(tmp_path.rglob("*.part"))


def test_a_year_of_work_keeps_some_thirty(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = desk.backups.start_of_day()
    assert made is not None
    told = made.manifest
    for days in range(1, 300, 3):  # as if made on these days
        at = NOW - timedelta(days=days)
        path = made.path.with_name(manifest.name_of(told.state.book, at, Why.START))
        shutil.copytree(made.path, path)
        other = manifest.State(told.state.book, "0000", told.state.head)
        manifest.write(
            path,
            manifest.Manifest(at, Why.START, told.program, other, told.counts, told.files, at),
        )
    desk.work()
    desk.backups.make_if_changed(Why.EXIT)
    assert 15 < len(desk.names()) < 30
    assert _months(desk.store, desk.backups) >= 10


def _months(store: Store, backups: BackupService) -> int:
    return len({(row.made_at.year, row.made_at.month) for row in backups.view().rows})
