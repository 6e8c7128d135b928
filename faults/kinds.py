"""What is killed, starved and traced: how its book is made, what is done, what must hold after."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from faults import books, files, works
from faults.books import State
from faults.checks import Fact, Found, check_day
from faults.child import Child


def _possible() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    Attributes:
        make: Makes the closed book that each trial begins with a copy of.
        ends: Whether the work ends by itself; kills are then spread over all of it.
        unable: Why it can't be tried; "" where it can.
    """

    work: Callable[[Child], None]
    check: Callable[[Path, State, Sequence[Fact]], Found] = check_day
    make: Callable[[Path], None] = books.make_demo
    ends: bool = False
    unable: Callable[[], str] = _possible


KINDS: Mapping[str, Kind] = {
    "small actions": Kind(works.small_actions),
    "undo and redo": Kind(works.undo_and_redo),
    "visit": Kind(works.write_visits),
    "import": Kind(works.import_files, ends=True),
    "backup": Kind(files.back_up, files.check_backed_up),
    "rekey": Kind(files.rekey_book, files.check_rekeyed, ends=True),
    "migration": Kind(
        files.migrate_book, files.check_migrated, files.make_oldest, True, files.no_migration
    ),
}
