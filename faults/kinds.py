"""What is killed, starved and traced: how its book is made, what is done, what must hold after."""

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from faults import books, files, ledger, moves, restoring, works
from faults.books import State
from faults.checks import Fact, Found, check_day
from faults.child import Child
from vipdesk.store.files import ROOM


def _possible() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    Attributes:
        holds: Opens the book after the fault and looks at it.
        make: Makes the closed book that each trial begins with a copy of.
        state: What that book holds.
        ends: Whether the work ends by itself; kills are then spread over all of it.
        room_kib: What must be free on the disk for it to be begun at all.
        unable: Why it can't be tried; "" where it can.
    """

    work: Callable[[Child], None]
    holds: Callable[[Path, State, Sequence[Fact]], Found] = check_day
    make: Callable[[Path], None] = books.make_demo
    state: Callable[[Path], State] = books.state_of
    ends: bool = False
    room_kib: int = 0
    unable: Callable[[], str] = _possible

    def check(self, profile: Path, before: State, facts: Sequence[Fact]) -> Found:
        """What the fault left; a book that can't be used is the worst of it."""
        try:
            return self.holds(profile, before, facts)
        except Exception:  # noqa: BLE001 - counted as a failure
            return Found(halves=[f"it can't be used:\n{traceback.format_exc()}"])


KINDS: Mapping[str, Kind] = {
    "first start": Kind(
        files.first_start,
        files.check_first_start,
        files.make_nothing,
        files.no_state,
        ends=True,
    ),
    "small actions": Kind(works.small_actions),
    "undo and redo": Kind(works.undo_and_redo),
    "points": Kind(ledger.move_points, ledger.check_points, ledger.make_rich),
    "visit": Kind(works.write_visits),
    "import": Kind(works.import_files, ends=True),
    "backup": Kind(files.back_up, files.check_backed_up, room_kib=ROOM // 1024),
    "restore": Kind(
        restoring.restore,
        restoring.check_restored,
        restoring.make_with_backup,
        ends=True,
        room_kib=ROOM // 1024 + 8_000,
    ),
    "move to a new laptop": Kind(
        moves.bring_in,
        moves.check_moved,
        moves.make_move_file,
        moves.state_moved,
        ends=True,
        room_kib=ROOM // 1024 + 8_000,
    ),
    "rekey": Kind(files.rekey_book, files.check_rekeyed, ends=True),
    "migration": Kind(
        files.migrate_book,
        files.check_migrated,
        files.make_oldest,
        ends=True,
        room_kib=ROOM // 1024,
        unable=files.no_migration,
    ),
}
