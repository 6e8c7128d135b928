"""Where things lie: the profile of a manager and the resources that ship with the program."""

import sys
from pathlib import Path

STORE_NAME = "book.db"
DRAFTS_NAME = "drafts.db"
KEY_NAME = "book.key"
LOCK_NAME = "book.lock"
TRIES_NAME = "unlocks.log"
TOMBSTONES_NAME = "deletions.log"
OPEN_NAME = "book.open"  # there while the book is open, and after an unclean end
RECENT_NAME = "recent.log"
GREETING_NAME = "greeting.json"
RESTORING_NAME = "restoring"  # a folder: what takes the book's place
MAKING_NAME = "making"  # a folder: a book that is not finished yet
MOVING_NAME = "moving"  # in it, while its files are moved into the profile
ARRIVING_NAME = "moved-in.part"  # a folder: the book of another laptop, until it is proved
PLACES_NAME = "places.json"


def project_dir() -> Path:
    """The folder that holds ``resources`` and ``db``, in a checkout and in the built program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def resources_dir() -> Path:
    """Fonts, icons, catalogues and themes."""
    return project_dir() / "resources"


def migrations_dir() -> Path:
    """Alembic's environment and versions."""
    return project_dir() / "db"


def default_profile() -> Path:
    """The manager's own folder where none is named."""
    import platformdirs

    return Path(platformdirs.user_data_dir("VIPDesk", appauthor=False))
