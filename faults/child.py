"""A process that works on a real profile until it is killed, and tells what has been committed.

Each line that it writes is one fact, in JSON, and comes after the COMMIT of what it tells:

* ``ready``: the work begins;
* ``seq`` and ``digest``: the journal's last entry; the digest covers all before it;
* ``draft`` and ``n``: what was typed last;
* other facts of a single kind of work;
* ``refused``: a sentence of the program that ended the work; ``fault``: a bug that did.

``python -m faults.child KIND PROFILE SEED`` runs one that ends by itself, for a look from outside.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
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
        self, profile: Path, dice: Random, marks: Marks, out: int, steps: int | None
    ) -> None:
        self.profile = profile
        self.dice = dice
        self.marks = marks
        self._out = out
        self._steps = steps

    def say(self, **facts: Any) -> None:
        """Tell something; once written it is told, whatever comes."""
        os.write(self._out, (json.dumps(facts, ensure_ascii=False) + "\n").encode())

    def acted(self, store: Store) -> None:
        """Acknowledge the action that was committed last."""
        query = select(JournalEntry.seq, JournalEntry.digest).order_by(JournalEntry.id.desc())
        with store.read() as session:
            seq, digest = session.execute(query.limit(1)).one()
        self.say(seq=seq, digest=(digest or b"").hex())

    def type(self, store: Store, key: str, n: int, content: dict[str, Any]) -> None:
        """Save a draft and acknowledge it."""
        with self.marks.half_done():
            store.drafts.save(key, {**content, "n": n}, store.now())
        self.say(draft=key, n=n)

    def goes_on(self) -> bool:
        """Whether a work that goes on for ever shall take another step."""
        if self._steps is not None:
            self._steps -= 1
        return self._steps is None or self._steps >= 0


def run(work: Callable[[Child], None], child: Child) -> int:
    """Do the work; the exit code."""
    child.marks.watch()
    try:
        work(child)
    except VipDeskError as error:
        child.say(refused=str(error), error=type(error).__name__)
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
    child = Child(Path(profile), Random(seed), Marks(), sys.stdout.fileno(), STEPS)
    return run(KINDS[name].work, child)


if __name__ == "__main__":
    sys.exit(main())
