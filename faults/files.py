"""Works on whole files: a new key, a migration, backups."""

import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from faults import works
from faults.books import COST, PASSPHRASE, State, make_empty, make_released, open_book
from faults.checks import Fact, Found, check_day, unsound
from faults.child import Child
from vipdesk import paths
from vipdesk.clock import utc_now
from vipdesk.domain.backups import Why
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress
from vipdesk.services.access import Access, Entry
from vipdesk.services.customer_care import CustomerCareService
from vipdesk.store import backup, keyfile, manifest, rekey
from vipdesk.store.book import Store
from vipdesk.store.keyfile import BookKey
from vipdesk.store.manifest import Backup
from vipdesk.store.migrate import newest_revision, revisions

OLDEST = revisions()[0]
PAUSE = 0.1  # seconds between two actions of who writes while a backup is made


def make_nothing(profile: Path) -> None:
    """A folder where no book is yet."""
    profile.mkdir()


def no_state(_profile: Path) -> State:
    """There is no book yet."""
    return {}


def first_start(child: Child) -> None:
    """Make a book."""
    child.ready()
    with child.marks.half_done():
        make_empty(child.profile)
    child.say(made=True)


def check_first_start(profile: Path, _before: State, facts: Sequence[Fact]) -> Found:
    """There is a whole book, or none and one can be made."""
    found, begun = Found(), time.perf_counter()
    if Access(profile, utc_now).entry() is Entry.NEW:
        found.lost += ["the book" for fact in facts if "made" in fact]
        make_empty(profile)
    store = open_book(profile)
    try:
        CustomerCareService(store).create(CustomerDraft(name="王建国"))
        found.seconds = time.perf_counter() - begun
        found.halves = unsound(store)
    finally:
        store.close()
    found.halves += [f"{path} is left over" for path in profile.glob("making*")]
    return found


def rekey_book(child: Child) -> None:
    """Give the book a new key."""
    old = Access(child.profile, utc_now).unlock(PASSPHRASE)
    new = keyfile.make_key(PASSPHRASE, cost=COST)
    child.ready()
    with child.marks.half_done():
        rekey.rekey(child.profile, old, new.key, PASSPHRASE, new.recovery_key, NoProgress())
    child.say(rekeyed=new.recovery_key)


def check_rekeyed(profile: Path, before: State, facts: Sequence[Fact]) -> Found:
    """The passphrase opens all of it; once acknowledged, the new recovery key does too."""
    found = check_day(profile, before, ())
    for fact in facts:
        if "rekeyed" in fact:
            Access(profile, utc_now).unlock_with_recovery_key(fact["rekeyed"]).wipe()
    if keyfile.is_between(keyfile.read(profile / paths.KEY_NAME)):
        found.halves.append("the key file is between two keys")
    found.halves += [f"{path.name} is left over" for path in profile.glob("*.next*")]
    return found


def make_oldest(profile: Path) -> None:
    """A book of the oldest released schema."""
    make_released(profile, OLDEST)


def no_migration() -> str:
    """Why no migration can be tried; "" where one can."""
    return "" if newest_revision() != OLDEST else "there is but one schema yet"


def migrate_book(child: Child) -> None:
    """Open an older book."""
    child.ready()
    open_book(child.profile).close()
    child.say(migrated=True)


def check_migrated(profile: Path, before: State, _facts: Sequence[Fact]) -> Found:
    """Everything is as in a book that was migrated in peace."""
    return check_day(profile, before, ())


def back_up(child: Child) -> None:
    """One backup after the other, while somebody writes."""
    store = open_book(child.profile)
    key = Access(child.profile, utc_now).unlock(PASSPHRASE)
    child.ready()
    Thread(target=_write_on, args=(child, store), daemon=True).start()
    while child.goes_on():
        with child.attempt():
            with child.marks.half_done():
                made = _make(child.profile, key)
            child.say(backup=made.name)


def _write_on(child: Child, store: Store) -> None:
    while not child.marks.done:
        with child.attempt():
            works.small_action(child, store)
        time.sleep(PAUSE)


def check_backed_up(profile: Path, before: State, facts: Sequence[Fact]) -> Found:
    """Every backup that is told or bears a backup's name is whole; another one can be made."""
    found = check_day(profile, before, facts)
    key = Access(profile, utc_now).unlock(PASSPHRASE)
    there = {each.name: each for each in manifest.backups_in(_backups(profile))}
    told = [fact["backup"] for fact in facts if "backup" in fact]
    found.lost += [f"backup {name}" for name in told if name not in there]
    for each in there.values():
        try:
            backup.verify(each, key, NoProgress())
        except VipDeskError as error:
            found.halves.append(str(error))
    _make(profile, key)
    found.halves += [f"{path} is left over" for path in _backups(profile).glob("*.part")]
    return found


def _make(profile: Path, key: BookKey) -> Backup:
    return backup.make(profile, key, _backups(profile), Why.HAND, utc_now(), NoProgress())


def _backups(profile: Path) -> Path:
    return backup.folder_of(profile)
