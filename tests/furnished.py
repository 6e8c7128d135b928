"""Books that many tests begin with, furnished once in a process and copied by each test.

A fixture of the session whose name ends in ``_furnished`` makes one. The `profile` of a test that
asks for it, or for a fixture on it, is a copy: nothing is written anew, and what one test does to
its book no other sees.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest

SUFFIX = "_furnished"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Furnished(Generic[T]):
    """A closed book, and what who wrote into it has to tell of it.

    Attributes:
        steps: How many have written into it; on the book of one, another can go on.
    """

    profile: Path
    value: T
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Furnishing:
    """Makes them.

    Attributes:
        empty: The book that the first begins with.
        new_folder: Makes a folder for one more.
    """

    empty: Path
    new_folder: Callable[[], Path]

    def __call__(
        self, furnish: Callable[[Path], T], on: Furnished[Any] | None = None
    ) -> Furnished[T]:
        """Copy a book and let ``furnish`` open, change and close it."""
        base = on or Furnished(self.empty, None)
        profile = shutil.copytree(base.profile, self.new_folder() / "profile")
        return Furnished(profile, furnish(profile), base.steps + 1)


def base_of(request: pytest.FixtureRequest, empty: Path) -> Path:
    """The book that the test begins with: of those that its fixtures ask for the fullest."""
    asked = [name for name in request.fixturenames if name.endswith(SUFFIX)]
    books = [request.getfixturevalue(name) for name in asked]
    return max(books, key=lambda book: int(book.steps)).profile if books else empty
