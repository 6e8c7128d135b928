"""Opens the book that was named, for reading or for writing."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vipdesk import paths
from vipdesk.errors import VipDeskError
from vipdesk.store.book import Store
from vipdesk.store.errors import ProfileMissingError
from vipdesk.store.lock import ProfileLock
from vipdesk.texts import N_


class ReasonMissingError(VipDeskError):
    """Personal fields were asked for without saying why."""

    message = N_("Personal fields are shown for a reason only: add --reason TEXT.")


def profile_of(options: Namespace) -> Path:
    """The folder that was named, else the manager's own."""
    return options.profile or paths.default_profile()


@contextmanager
def reading(options: Namespace) -> Iterator[Store]:
    """Open the book beside whoever else has it open."""
    store = Store.open(profile_of(options))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def writing(options: Namespace) -> Iterator[Store]:
    """Open the book alone.

    Raises:
        BookInUseError: The window, or another command, has it open.
    """
    profile = profile_of(options)
    if not (profile / paths.STORE_NAME).exists():
        raise ProfileMissingError(path=profile)
    with locked(profile), reading(options) as store:
        yield store


@contextmanager
def locked(profile: Path) -> Iterator[None]:
    """Keep others from writing to ``profile``, which exists."""
    lock = ProfileLock(profile / paths.LOCK_NAME)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def showing(options: Namespace) -> Iterator[Store]:
    """Open the book for a verb that shows personal fields: masked, or alone and with a reason."""
    opened = writing(options) if reason_of(options) else reading(options)
    with opened as store:
        yield store


def reason_of(options: Namespace) -> str:
    """Why personal fields are to be shown; empty where they stay masked.

    Raises:
        ReasonMissingError: They are to be shown and nothing is said.
    """
    if not options.unmasked:
        return ""
    reason: str = (options.reason or "").strip()
    if not reason:
        raise ReasonMissingError
    return reason
