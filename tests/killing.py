"""Kills a work just before it touches a file once more: one child loads it and forks for each kill.

``python -m tests.killing MODULE:FUNCTION EVENT…`` reads ``[[touches, profile], …]`` from its input.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from vipdesk.paths import project_dir

Begin = Callable[[str], None]
Work = Callable[[Path, Begin], None]
KILLED, DONE = -signal.SIGKILL, 0


def kill_at(work: str, events: Sequence[str], profiles: Mapping[int, Path]) -> dict[int, str]:
    """Do a work once for each profile, and kill it there after so many touches of a file.

    Args:
        work: The ``module:function`` of a `Work`: it says something, and is watched from then on.
        events: Of Python's auditing, that count as a touch; ``open`` does within the profile alone.
        profiles: By how many touches are let through.

    Returns:
        What was said, by the number of touches.
    """
    trials = [(touches, str(profile)) for touches, profile in profiles.items()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.killing", work, *events],
        input=json.dumps(trials),
        capture_output=True,
        text=True,
        check=False,
        cwd=project_dir(),
    )
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    assert {code for _touches, code, _said in outcomes} <= {KILLED, DONE}, done.stderr
    assert any(code == KILLED for _touches, code, _said in outcomes)
    return {touches: said for touches, _code, said in outcomes}


def main() -> None:
    """Fork for each trial; write how each ended, and what it said."""
    name, *events = sys.argv[1:]
    module, function = name.split(":")
    work: Work = getattr(import_module(module), function)
    trials = [(touches, Path(profile)) for touches, profile in json.load(sys.stdin)]
    sys.stdout.write(json.dumps([(each[0], *_trial(work, events, *each)) for each in trials]))


def _trial(work: Work, events: Sequence[str], touches: int, profile: Path) -> tuple[int, str]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(_work(work, events, touches, profile, writing))
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def _work(work: Work, events: Sequence[str], touches: int, profile: Path, said: int) -> int:
    def begin(words: str) -> None:
        os.write(said, words.encode())
        sys.addaudithook(hook)

    left = touches

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event not in events:
            return
        if event == "open" and not str(arguments[0]).startswith(str(profile)):
            return
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        work(profile, begin)
    except BaseException:  # noqa: BLE001 - told to the parent, which fails
        traceback.print_exc()
        return 1
    return DONE


if __name__ == "__main__":
    main()
