"""A book that comes to a new laptop: after a fault it is there whole, or not at all."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from faults import books
from faults.books import PASSPHRASE, State
from faults.checks import Fact, Found, check_day
from faults.child import Child
from vipdesk.clock import utc_now
from vipdesk.progress import NoProgress
from vipdesk.services.access import Access, Entry
from vipdesk.services.moving import MovingService, move_in, unlock_by

FILE, TARGET = "book.vipdesk", "new"


def make_move_file(folder: Path) -> None:
    """The one file that leaves the old laptop."""
    folder.mkdir()
    books.make_demo(folder / "old")
    store = books.open_book(folder / "old")
    MovingService(store).move_out(folder / FILE, NoProgress())
    store.close()
    shutil.rmtree(folder / "old")


def bring_in(child: Child) -> None:
    """Bring the book to a profile that has none."""
    child.ready()
    with child.marks.half_done():
        _move_in(child.profile)
    child.say(moved=True)


def state_moved(folder: Path) -> State:
    """What the book holds once it was brought in in peace."""
    _move_in(folder)
    return books.state_of(folder / TARGET)


def check_moved(folder: Path, before: State, facts: Sequence[Fact]) -> Found:
    """The book is there, or it can be brought in again."""
    lost = []
    if Access(folder / TARGET, utc_now).entry() is Entry.NEW:
        lost = ["the book" for fact in facts if "moved" in fact]
        _move_in(folder)
    found = check_day(folder / TARGET, before, ())
    found.lost += lost
    found.halves += [f"{path} is left over" for path in (folder / TARGET).glob("*.part")]
    return found


def _move_in(folder: Path) -> None:
    move_in(folder / FILE, folder / TARGET, unlock_by(PASSPHRASE), utc_now, NoProgress())
