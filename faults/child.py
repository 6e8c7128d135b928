"""A process that works on a real profile until it is killed, and tells what has been committed.

Each line that it writes is one fact, in JSON, and comes after the COMMIT of what it tells:

* ``ready``: the work begins;
* ``seq``, ``digest`` and ``code``: the journal's last entry; the digest covers all before it;
* ``draft`` and ``n``: what was typed last;
* other facts of a single kind of work;
* ``refused``: a sentence of the program that ended the work; ``fault``: a bug that did.

``python -m faults.child KIND PROFILE SEED`` runs one that ends by itself, for a look from outside.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from faults.marks import Marks
from vipdesk.errors import VipDeskError
from vipdesk.store.book import Store
from vipdesk.store.records import JournalEntry

STEPS = 10  # of a work that would go on for ever, where nobody kills it
DONE, REFUSED, FAULTY = 0, 1, 3


class Child:
    """What a work is handed: where to work, dice, and how to tell what was done."""

    def __init__(
        self,
        profile: Path,
        desk: Path,
        dice: Random,
        marks: Marks,
        out: int,
        steps: int | None,
        *,
        patient: bool = False,
    ) -> None:
        self.profile = profile
        self.desk = desk  # a folder for what the work brings along: a photo, files to import
        self.dice = dice
        self.marks = marks
        self.patient = patient  # waits for room on a full disk, then goes on
        self._out = out
        self._acknowledged = 0  # the journal's number of the last action that was told
        self._steps = steps

    def say(self, **facts: Any) -> None:
        """Tell something; once written it is told, whatever comes."""
        os.write(self._out, (json.dumps(facts, ensure_ascii=False) + "\n").encode())

    def ready(self) -> None:
        """Tell that the work begins; where the disk fills up under it, not before it is let."""
        self.say(ready=True)
        while self.patient and not self.marks.begun:
            time.sleep(0.001)

    def acted(self, store: Store) -> None:
        """Acknowledge the action that was committed last; a step may have found nothing to do."""
        query = select(JournalEntry.seq, JournalEntry.digest, JournalEntry.code)
        with store.read() as session:
            last = session.execute(query.order_by(JournalEntry.id.desc()).limit(1)).one()
        if last.seq != self._acknowledged:
            self._acknowledged = last.seq
            self.say(seq=last.seq, digest=(last.digest or b"").hex(), code=last.code)

    def type(self, store: Store, key: str, n: int, content: dict[str, Any]) -> None:
        """Save a draft and acknowledge it."""
        with self.marks.half_done():
            store.drafts.save(key, {**content, "n": n}, store.now())
        self.say(draft=key, n=n)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Do a step; where it is refused, tell the sentence and wait until there is room again."""
        try:
            yield
        except VipDeskError as error:
            if not self.patient:
                raise
            self.refused(error)

    def refused(self, error: VipDeskError) -> None:
        """Tell the sentence and wait until there is room again; after that no step is refused."""
        self.say(refused=str(error))
        while not self.marks.freed:
            time.sleep(0.001)
        self.patient = False
        self._steps = STEPS

    def goes_on(self) -> bool:
        """Whether a work that goes on for ever shall take another step."""
        if self._steps is not None:
            self._steps -= 1
        return self._steps is None or self._steps >= 0


def run(work: Callable[[Child], None], child: Child) -> int:
    """Do the work; the exit code."""
    child.marks.watch()
    try:
        try:
            work(child)
        except VipDeskError as error:
            if not child.patient:
                raise
            child.refused(error)
            work(child)
    except VipDeskError as error:
        child.say(refused=str(error))
        return REFUSED
    except Exception:  # noqa: BLE001 - told to the parent, who counts it as a failure
        child.say(fault=traceback.format_exc())
        return FAULTY
    child.marks.end()
    child.say(end=True)
    return DONE


def main() -> int:
    """Run one work by its name to its end."""
    from faults.kinds import KINDS

    name, profile, seed = sys.argv[1:]
    out = sys.stdout.fileno()
    child = Child(Path(profile), Path(profile).parent, Random(seed), Marks(), out, STEPS)
    return run(KINDS[name].work, child)


if __name__ == "__main__":
    sys.exit(main())
