"""Opens the book that was named, for reading or for writing."""

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

from vipdesk import paths
from vipdesk.clock import Clock, utc_now
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress
from vipdesk.services import rescue
from vipdesk.services.access import Access
from vipdesk.services.erasing import ErasingService
from vipdesk.services.failed_tries import join_failed_tries
from vipdesk.services.moving import moved_at
from vipdesk.store import switch
from vipdesk.store.book import Store
from vipdesk.store.keyfile import DEMO_PASSPHRASE, BookKey
from vipdesk.store.lock import ProfileLock
from vipdesk.store.shares import share_warning
from vipdesk.store.unavailable import no_book
from vipdesk.texts import N_, _

VARIABLE = "VIPDESK_PASSPHRASE"


class PassphraseMissingError(VipDeskError):
    """Nothing says what opens the book."""

    message = N_(
        "The passphrase is missing: set VIPDESK_PASSPHRASE, or run this at a terminal and type it. "
        "Nothing was changed."
    )


class ReasonMissingError(VipDeskError):
    """Personal fields were asked for without saying why."""

    message = N_("Personal fields are shown for a reason only: add --reason TEXT.")


def profile_of(options: Namespace) -> Path:
    """The folder that was named, else the manager's own."""
    return options.profile or paths.default_profile()


def existing(options: Namespace) -> Path:
    """The folder that was named, with a book in it.

    Raises:
        ProfileMissingError: There is none.
    """
    profile = profile_of(options)
    if switch.is_unsettled(profile):
        switch.settle(profile)
    if not (profile / paths.STORE_NAME).exists():
        raise no_book(profile)
    return profile


@contextmanager
def reading(options: Namespace) -> Iterator[Store]:
    """Open the book beside whoever else has it open."""
    profile = existing(options)
    with _opened(profile, key_of(profile), utc_now) as store:
        yield store


@contextmanager
def writing(options: Namespace, today: date | None = None) -> Iterator[Store]:
    """Open the book alone; after an unclean end it is checked first.

    Args:
        options: They name the profile.
        today: The day that the book is told, to try another one; the present day without it.

    Raises:
        BookInUseError: The window, or another command, has it open.
        PagesDamagedError, EmptyBookError, ForeignBookError: It was left as it is.
    """
    profile = existing(options)
    with locked(profile):
        _warn_if_moved(profile)
        key = key_of(profile)
        clock = _morning_of(today, profile, key) if today else utc_now
        with (
            rescue.held(profile, key, NoProgress()) as ready,
            _opened(profile, key, clock) as store,
        ):
            for note in ready.notes(store):
                _warn(note)
            join_failed_tries(store, Access(profile, utc_now))
            ErasingService(store).apply_again()
            yield store


def _warn_if_moved(profile: Path) -> None:
    at = moved_at(profile)
    if at is not None:
        told = _(
            "This book was moved to another laptop on {day}; what is written here is not in the "
            "book there."
        )
        sys.stderr.write(told.format(day=f"{at.astimezone():%Y-%m-%d}") + "\n")


@contextmanager
def _opened(profile: Path, key: BookKey, clock: Clock) -> Iterator[Store]:
    store = Store.open(profile, key, clock=clock)
    _warn(share_warning(profile))
    try:
        yield store
    finally:
        store.close()


def _morning_of(day: date, profile: Path, key: BookKey) -> Clock:
    """A clock that stands at eight in the morning of ``day`` in the book's zone."""
    store = Store.open(profile, key, refresh=False)
    try:
        morning = datetime.combine(day, time(8), store.zone())
    finally:
        store.close()
    return lambda: morning


def _warn(told: VipDeskError | None) -> None:
    """Say what the work goes on in spite of."""
    if told is not None:
        sys.stderr.write(told.sentence(_) + "\n")


def key_of(profile: Path) -> BookKey:
    """What opens the book of ``profile``.

    Raises:
        WrongPassphraseError, KeyFileError, PassphraseMissingError: It stays closed.
    """
    access = Access(profile, utc_now)
    return access.unlock(passphrase_of(access))


def passphrase_of(access: Access) -> str:
    """What opens the book: of an invented one it is known, else from outside.

    Raises:
        PassphraseMissingError: `VARIABLE` is not set and nobody can be asked.
    """
    return DEMO_PASSPHRASE if access.is_demo() else ask_passphrase(_("Passphrase: "))


def ask_passphrase(question: str) -> str:
    """The passphrase in `VARIABLE`, else what is typed at the terminal.

    Raises:
        PassphraseMissingError: `VARIABLE` is not set and nobody can be asked.
    """
    given = os.environ.get(VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise PassphraseMissingError
    return getpass.getpass(question)


@contextmanager
def locked(profile: Path) -> Iterator[None]:
    """Keep others from writing to ``profile``, which exists."""
    with ProfileLock(profile / paths.LOCK_NAME).held():
        yield


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
