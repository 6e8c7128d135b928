"""Where and when a book is used: read-only, twice at once, by a wrong clock, in odd folders."""

import io
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from faults import books, mounts, works
from faults.books import PASSPHRASE, State
from faults.checks import Fact, check_day
from faults.results import Result
from faults.workers import PATIENCE, Worker
from vipdesk import paths
from vipdesk.cli.desk import VARIABLE
from vipdesk.cli.main import run as run_verb
from vipdesk.cli.parser import build_parser
from vipdesk.clock import utc_now
from vipdesk.domain.backups import Why
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress
from vipdesk.services.access import Access
from vipdesk.services.backups import BackupService
from vipdesk.store import shares
from vipdesk.store.lock import ProfileLock

WORK = 0.3  # seconds
ACTIONS = 6
SHIFTS = {
    "the clock an hour back": timedelta(hours=-1),
    "the clock a year ahead": timedelta(days=365),
}
ODD = "客户 经理 的簿 (1) #100% 'x' & y"
LONG = (ODD, *("a very long path " * 6 + str(n) for n in range(3)))
MOUNTED = "server:/vip {path} nfs4 rw 0 0\n"


def odd_places(seed: int, folder: Path, tell: Callable[[str], object]) -> list[Result]:
    """All of them, once each."""
    os.environ[VARIABLE] = PASSPHRASE  # for the command line
    tell("read-only, two instances, clocks, odd folders")
    base = folder / "make_demo"
    if not base.exists():
        books.make_demo(base)
    profile = folder / "place" / "profile"
    books.copy(base, profile)
    before = books.state_of(profile)
    trial = _Trial(base, profile, before, Random(seed))
    return [
        trial.read_only(),
        trial.second_writer(),
        trial.without_a_lock(),
        *(trial.shifted(name, shift) for name, shift in SHIFTS.items()),
        trial.network_share(),
        _in_folder("spaces and Chinese in the path", base, folder / ODD, before),
        _in_folder("a very long path", base, folder.joinpath(*LONG), before),
    ]


class _Trial:
    def __init__(self, base: Path, profile: Path, before: State, dice: Random) -> None:
        self._base, self._profile, self._before, self._dice = base, profile, before, dice

    def read_only(self) -> Result:
        """The folder takes no writes for a while; closed, and after a kill."""
        result = Result("read-only profile", unable=mounts.unable())
        if result.unable:
            return result
        books.copy(self._base, self._profile)
        facts: list[Fact] = []
        for killed in (False, True):
            if killed:
                facts = self._work()
            with mounts.read_only(self._profile):
                told = _command(self._profile, "undo")
            result.faults += [] if "read-only" in told else [f"said: {told}"]
            result.sentences = [told]
            result.count(check_day(self._profile, self._before, facts, alone=False))
        return result

    def second_writer(self) -> Result:
        """A window has the book open: others may read and not write."""
        result = Result("two instances: window and command line")
        books.copy(self._base, self._profile)
        lock = ProfileLock(self._profile / paths.LOCK_NAME)
        lock.acquire()
        told = _command(self._profile, "undo")
        result.faults += [] if "open in another VIPDesk" in told else [f"said: {told}"]
        read = _command(self._profile, "customers")
        result.faults += [f"reading: {read}"] if read else []
        lock.release()
        result.sentences = [told]
        result.count(check_day(self._profile, self._before, ()))
        return result

    def without_a_lock(self) -> Result:
        """Two write at once all the same, as where a share does not keep locks."""
        result = Result("two instances: both write")
        books.copy(self._base, self._profile)
        both = [self._worker() for _ in range(2)]
        for worker in both:
            worker.listen(PATIENCE, until="ready")
        for worker in both:
            worker.listen(WORK)
        for worker in both:
            worker.kill()
        facts = [fact for worker in both for fact in worker.facts()]
        result.faults += [fact["fault"] for fact in facts if "fault" in fact]
        result.count(check_day(self._profile, self._before, facts, alone=False))
        result.note = f"{sum('seq' in fact for fact in facts)} actions"
        return result

    def shifted(self, name: str, shift: timedelta) -> Result:
        """Work by the right clock, by a wrong one, and by the right one again."""
        result = Result(name)
        books.copy(self._base, self._profile)
        facts: list[Fact] = []
        for by in (timedelta(), shift, timedelta()):
            facts += self._work_by(lambda by=by: utc_now() + by)  # type: ignore[misc]
        access = Access(self._profile, lambda: utc_now() + shift)
        for _ in range(4):
            access.note_failed("passphrase")
        wait = Access(self._profile, utc_now).wait_seconds()
        result.faults += [f"a try waits {wait} s"] if wait > 10 else []
        access.forget_failed_tries()
        kept = len(list((self._profile / "backups").glob("vipdesk-*")))
        result.faults += [] if kept == 3 else [f"{kept} backups of 3 are kept"]
        result.count(check_day(self._profile, self._before, facts))
        return result

    def network_share(self) -> Result:
        """The table of mounts says so: the book opens and a warning is said."""
        result = Result("a network share as the profile")
        table, real = self._profile.with_name("mounts"), shares.MOUNTS
        table.write_text(MOUNTED.format(path=self._profile.parent), encoding="utf-8")
        shares.MOUNTS = table
        books.copy(self._base, self._profile)
        try:
            told = _command(self._profile, "customers")
        finally:
            shares.MOUNTS = real
        result.faults += [] if "network share" in told else [f"said: {told}"]
        result.sentences = [told]
        result.count(check_day(self._profile, self._before, self._work()))
        return result

    def _worker(self) -> Worker:
        desk = self._profile.parent
        return Worker(works.small_actions, self._profile, desk, self._dice.random())

    def _work(self) -> list[Fact]:
        worker = self._worker()
        worker.listen(PATIENCE, until="seq")
        worker.listen(WORK)
        worker.kill()
        return worker.facts()

    def _work_by(self, clock: Callable[[], datetime]) -> list[Fact]:
        store = books.open_book(self._profile, clock)
        try:
            known = len(books.tables(store)["journal_entry"])
            for _ in range(ACTIONS):
                works.act(store, self._dice)
            BackupService(store).make_if_changed(Why.HAND, NoProgress())
            entries = list(books.tables(store)["journal_entry"].values())[known:]
        finally:
            store.close()
        return [books.fact_of(entry) for entry in entries]


def _in_folder(name: str, base: Path, folder: Path, before: State) -> Result:
    """A day of work, a kill and a backup in a folder of that name."""
    result = Result(name)
    profile = folder / "profile"
    try:
        books.copy(base, profile)
        result.note = f"{len(str(profile))} signs"
        worker = Worker(works.write_visits, profile, folder, 1)
        worker.listen(PATIENCE, until="seq")
        worker.listen(WORK)
        worker.kill()
        result.count(check_day(profile, before, worker.facts()))
        told = _command(profile, "backup")
        result.faults += [f"backup: {told}"] if told else []
    except VipDeskError as error:
        result.faults.append(str(error))
    return result


def _command(profile: Path, verb: str) -> str:
    """What the command line says on standard error; "" where it is done."""
    told, out = io.StringIO(), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stderr(told), redirect_stdout(out):
        run_verb(build_parser().parse_args(["--profile", str(profile), verb]))
    return told.getvalue().strip()
