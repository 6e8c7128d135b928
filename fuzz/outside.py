"""Files of others that the fuzzer starts from; they are read and never become part of the project.

They lie in the folder that FUZZ_CORPUS names, else in ``shared/data`` beside the project.
"""

import os
from collections.abc import Iterator
from pathlib import Path

BESIDE = Path(__file__).parents[2] / "shared" / "data"
LARGEST_SEED = 100_000


def corpus() -> Path | None:
    """The folder, if it is there."""
    named = os.environ.get("FUZZ_CORPUS")
    folder = Path(named) if named else BESIDE
    return folder if folder.is_dir() else None


def files(endings: tuple[str, ...] = ()) -> Iterator[Path]:
    """Every file of the corpus, or those with one of these endings, in a fixed order."""
    folder = corpus()
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file() and (not endings or path.suffix.lower() in endings):
            yield path


def seeds(endings: tuple[str, ...]) -> Iterator[bytes]:
    """The contents of the small files among them."""
    for path in files(endings) if endings else ():
        if path.stat().st_size <= LARGEST_SEED:
            yield path.read_bytes()
