"""Power loss is not kill -9: what the kernel holds is lost too. Is it on disk before it is told?

strace shows it: between one acknowledgement of a thread and its next lies the sync of what the
latter tells, and of the folder where a file was given its name.
"""

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from faults.checks import Fact
from faults.kinds import KINDS, Kind
from faults.results import Result

# What must have been synced before a fact is told.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "seq": (r"/book\.db-wal",),
    "draft": (r"/drafts\.db-wal",),
    "made": (r"/making/book\.db-wal", r"/making/book\.part", r"/profile"),
    "migrated": (r"/book\.db-wal",),
    "backup": (r"\.part/book\.db", r"\.part/book\.key", r"/backups"),
    "restored": (r"/restoring\.part/book\.db", r"/restoring\.part", r"/profile"),
    "moved": (r"/book\.db", r"/profile/new"),
    "rekeyed": (r"/book\.db\.next", r"/drafts\.db\.next", r"/book\.part", r"/profile"),
}
# --seccomp-bpf: only these calls stop the process.
_STRACE = (
    *("strace", "-f", "--seccomp-bpf", "-y", "-s", "400"),
    *("-e", "trace=fsync,fdatasync,write"),
)
_SYNC = re.compile(r"f(?:data)?sync\(\d+<(?P<path>[^>]*)>(?P<end>\)\s+= 0)?")
_RESUMED = re.compile(r"<\.\.\. f(?:data)?sync resumed>\)\s+= 0")
_TOLD = re.compile(r'write\(1<[^>]*>, (?P<text>".*"), \d+')


def no_trace() -> str:
    """Why nothing can be traced; "" where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run([*_STRACE, "-o", "/dev/null", "true"], check=False, capture_output=True)
    return "" if tried.returncode == 0 else "this system lets no process be traced"


def trace(folder: Path, tell: Callable[[str], object], only: Sequence[str] = ()) -> list[Result]:
    """Run each kind of work to its end under strace; a fact that came before its sync is lost."""
    results = []
    for name, kind in KINDS.items():
        if only and name not in only:
            continue
        unable = kind.unable() or no_trace()
        if unable:
            results.append(Result(f"power loss: {name}", unable=unable))
            continue
        tell(f"power loss: {name}")
        results.append(_trace_kind(name, kind, folder / "traced"))
    return results


def _trace_kind(name: str, kind: Kind, folder: Path) -> Result:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    kind.make(folder / "profile")
    calls = folder / "calls.txt"
    work = [sys.executable, "-m", "faults.child", name, str(folder / "profile"), "1"]
    subprocess.run([*_STRACE, "-o", str(calls), *work], check=True, stdout=subprocess.DEVNULL)
    result = Result(f"power loss: {name}")
    synced = 0
    with calls.open(encoding="utf-8", errors="replace") as lines:
        for fact, paths in told(lines):
            needed = [path for key in fact for path in NEEDED.get(key, ())]
            if not needed:
                continue
            result.times += 1
            synced += len(paths)
            if not all(any(re.search(f"{one}$", path) for path in paths) for one in needed):
                result.lost.append(f"{fact} came before its sync")
    result.note = f"{synced} syncs, each before what it tells"
    return result


def told(lines: Iterator[str]) -> Iterator[tuple[Fact, list[str]]]:
    """Each fact, with the paths that its thread synced since the fact before."""
    synced: defaultdict[str, list[str]] = defaultdict(list)
    begun: dict[str, str] = {}
    for line in lines:
        thread = line.split(" ", 1)[0]
        if found := _SYNC.search(line):
            if found["end"]:
                synced[thread].append(found["path"])
            else:
                begun[thread] = found["path"]
        elif _RESUMED.search(line) and thread in begun:
            synced[thread].append(begun.pop(thread))
        elif found := _TOLD.search(line):
            text = json.loads(found["text"])
            yield json.loads(text), synced.pop(thread, [])
