"""Damage to the files, where loss can't always be nought: it is counted, named and bounded.

Each trial begins with a day of work: a backup, then actions that are acknowledged one by one, then
a kill, so that the newest of them stand in the log alone. Then something is broken, and the book is
brought back as the program does it. What was acknowledged before the backup must be there.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from time import perf_counter

from faults import books, works
from faults.books import PASSPHRASE, State
from faults.checks import Fact, check_day
from faults.restoring import make_with_backup, of_backup
from faults.results import Result
from faults.workers import PATIENCE, Worker
from vipdesk import paths, texts
from vipdesk.clock import utc_now
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress
from vipdesk.services import rescue
from vipdesk.services.access import Access
from vipdesk.services.rescue import Rescued
from vipdesk.services.rescue_report import sentences_of
from vipdesk.store import open_mark
from vipdesk.store.book import Store

TIMES = 8
WORK = 0.25  # seconds of work between backup and kill
PAGE = 4096
Break = Callable[[Path, Random], None]


def overwrite_page(profile: Path, dice: Random) -> None:
    """One page of the book, anywhere but at its start."""
    book = profile / paths.STORE_NAME
    with book.open("r+b") as file:
        file.seek(PAGE * dice.randrange(1, book.stat().st_size // PAGE))
        file.write(dice.randbytes(PAGE))


def overwrite_start(profile: Path, dice: Random) -> None:
    """The first page: it looks like another program's file."""
    with (profile / paths.STORE_NAME).open("r+b") as file:
        file.write(dice.randbytes(PAGE))


def cut_to_nothing(profile: Path, _dice: Random) -> None:
    """0 bytes, as a failed copy leaves it."""
    (profile / paths.STORE_NAME).write_bytes(b"")


def cut_anywhere(profile: Path, dice: Random) -> None:
    """The end of the file is gone, at the end of a page."""
    book = profile / paths.STORE_NAME
    with book.open("r+b") as file:
        file.truncate(PAGE * dice.randrange(1, book.stat().st_size // PAGE))


def remove_log(profile: Path, _dice: Random) -> None:
    """What was not folded into the book yet."""
    for rest in ("-wal", "-shm"):
        (profile / f"{paths.STORE_NAME}{rest}").unlink()


def break_log(profile: Path, dice: Random) -> None:
    """A few bytes in the middle of the log."""
    log = profile / f"{paths.STORE_NAME}-wal"
    with log.open("r+b") as file:
        file.seek(dice.randrange(log.stat().st_size - 64))
        file.write(dice.randbytes(64))


def remove_book(profile: Path, _dice: Random) -> None:
    """Somebody deleted it."""
    (profile / paths.STORE_NAME).unlink()


def break_key_file(profile: Path, dice: Random) -> None:
    """The key file is overwritten."""
    (profile / paths.KEY_NAME).write_bytes(dice.randbytes(600))


def break_drafts(profile: Path, dice: Random) -> None:
    """The file of what is being typed is overwritten; the book is not touched."""
    (profile / paths.DRAFTS_NAME).write_bytes(dice.randbytes(8 * PAGE))


DAMAGES: Mapping[str, Break] = {
    "a page overwritten": overwrite_page,
    "the first page overwritten": overwrite_start,
    "the file cut to 0 bytes": cut_to_nothing,
    "the file cut short": cut_anywhere,
    "the book deleted": remove_book,
    "the -wal removed": remove_log,
    "the -wal damaged": break_log,
    "the key file overwritten": break_key_file,
    "the drafts overwritten": break_drafts,
}


def damage(times: int, seed: int, folder: Path, tell: Callable[[str], object]) -> list[Result]:
    """Do each damage ``times`` and bring the book back."""
    base, scratch = folder / "damaged", folder / "trial"
    make_with_backup(base)
    books.copy(base, scratch / "profile")
    since = _facts(books.state_of(scratch / "profile"))
    before = of_backup(base)
    results = []
    for name, break_it in DAMAGES.items():
        tell(f"{name}, {times} times")
        result = Result(name, by_nature=True)
        dice = Random(f"{seed} {name}")
        for _ in range(times):
            books.copy(base, scratch / "profile")
            facts = [*since, *_work(scratch / "profile", scratch, dice.random())]
            break_it(scratch / "profile", dice)
            _bring_back_and_look(scratch / "profile", before, facts, result)
        results.append(result)
    return results


def _bring_back_and_look(
    profile: Path, before: State, facts: Sequence[Fact], result: Result
) -> None:
    begun = perf_counter()
    try:
        told, rescued = _bring_back(profile)
    except VipDeskError as error:
        result.faults.append(f"not brought back: {error}")
        return
    seconds = perf_counter() - begun
    found = check_day(profile, before, facts, alone=False)
    found.seconds += seconds
    result.count(found)
    result.tell(told, profile)
    result.faults += _untold(found.lost, told, rescued)


def _untold(lost: Sequence[str], told: Sequence[str], rescued: Rescued | None) -> list[str]:
    """What is lost though nobody says so.

    One more may be told than is lost: it was committed, and the kill came before it was told here.
    """
    actions = [one for one in lost if one.startswith("action")]
    if lost and not told:
        return [f"{len(lost)} lost and nothing said"]
    counts = (len(actions), len(actions) + 1)
    if rescued is None:
        said = " ".join(told)
        named = not actions or any(f"({n})" in said for n in counts)
        return [] if named else [f"{lost} lost, said: {said}"]
    counted = len(rescued.salvaged.lost) + rescued.salvaged.unnamed
    return [] if counted in counts else [f"{len(actions)} lost and {counted} told"]


def _facts(state: State) -> list[Fact]:
    """The actions of a book as acknowledged ones."""
    return [books.fact_of(row) for row in state["journal_entry"].values()]


def _work(profile: Path, desk: Path, seed: float) -> list[Fact]:
    worker = Worker(works.write_visits, profile, desk, seed)
    worker.listen(PATIENCE, until="seq")
    worker.listen(WORK)
    worker.kill()
    open_mark.leave(profile)  # as whoever writes does
    return worker.facts()


def _bring_back(profile: Path) -> tuple[list[str], Rescued | None]:
    """Start as the program does; what the manager is told, and what took the book's place."""
    told: list[str] = []
    access = Access(profile, utc_now)
    access.entry()
    try:
        key = access.unlock(PASSPHRASE)
    except VipDeskError as error:
        told.append(str(error))
        rescue.bring_key_file(profile, PASSPHRASE, utc_now)
        key = access.unlock(PASSPHRASE)
    try:
        ready = rescue.make_ready(profile, key, utc_now(), NoProgress())
    except rescue.DAMAGE as error:
        told.append(str(error))
        offer = rescue.newest_good(profile, key, NoProgress())
        rescued = rescue.rescue(profile, key, offer, utc_now, NoProgress())
        return [*told, *sentences_of(rescued, texts.translator("en"))], rescued
    store = Store.open(profile, key)
    try:
        notes = ready.notes(store)
    finally:
        store.close()
    return [*told, *map(str, notes)], None
