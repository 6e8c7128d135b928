"""A backup that takes the place of the book: after a fault it is the one or the other, whole."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

from faults import books, works
from faults.books import PASSPHRASE, State
from faults.checks import Fact, Found, check_day
from faults.child import Child
from vipdesk import paths
from vipdesk.clock import utc_now
from vipdesk.domain.backups import Why
from vipdesk.progress import NoProgress
from vipdesk.services.access import Access
from vipdesk.services.restores import RestoreService
from vipdesk.store import backup, manifest, switch

ACTIONS_SINCE = 5


def make_with_backup(profile: Path) -> None:
    """A book with a backup and some actions after it."""
    books.make_demo(profile)
    key = Access(profile, utc_now).unlock(PASSPHRASE)
    backup.make(profile, key, backup.folder_of(profile), Why.HAND, utc_now(), NoProgress())
    store = books.open_book(profile)
    for seed in range(ACTIONS_SINCE):
        works.act(store, Random(seed))
    store.close()


def restore(child: Child) -> None:
    """Put the backup in the place of the book."""
    access = Access(child.profile, utc_now)
    access.entry()  # ends what a full disk cut short
    service = RestoreService(child.profile, access, utc_now, None)
    oldest = _backup(child.profile)
    child.ready()
    with child.marks.half_done():
        service.prepare(oldest, PASSPHRASE, NoProgress()).wipe()
        switch.commit(child.profile)
    child.say(restored=True)


def check_restored(profile: Path, before: State, facts: Sequence[Fact]) -> Found:
    """It is the book as it was, or the backup's; then the book as it was lies aside."""
    store = books.open_book(profile)
    codes = [row["code"] for row in books.tables(store)["journal_entry"].values()]
    store.close()
    if "backup.restore" in codes:
        found = check_day(profile, of_backup(profile), ())
        found.lost += _lost_aside(profile, before)
    else:
        found = check_day(profile, before, ())
        found.lost += ["the restore" for fact in facts if "restored" in fact]
    if switch.is_unsettled(profile):
        found.halves.append("the restore has not ended")
    return found


def _backup(profile: Path) -> Path:
    return manifest.backups_in(backup.folder_of(profile))[-1].path


def of_backup(profile: Path) -> State:
    """What the oldest backup holds."""
    return _state_of(_backup(profile), profile.with_name("opened"))


def _lost_aside(profile: Path, before: State) -> list[str]:
    (aside,) = (profile / switch.ASIDE).iterdir()
    kept = _state_of(aside, profile.with_name("opened"))
    seqs = {row["seq"]: row["digest"] for row in kept["journal_entry"].values()}
    entries = before["journal_entry"].values()
    return [f"aside {row['seq']}" for row in entries if seqs.get(row["seq"]) != row["digest"]]


def _state_of(folder: Path, scratch: Path) -> State:
    """What a book holds that is only to be looked at."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for path in folder.iterdir():
        if path.name.startswith((paths.STORE_NAME, paths.DRAFTS_NAME, paths.KEY_NAME)):
            shutil.copyfile(path, scratch / path.name)
    try:
        return books.state_of(scratch)
    finally:
        shutil.rmtree(scratch)
