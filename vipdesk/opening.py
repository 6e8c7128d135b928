"""Opens the book for the window; a worker loads this while the passphrase is typed."""

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vipdesk import texts
from vipdesk.clock import Clock
from vipdesk.domain.settings import Settings
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.services import greeting, rescue
from vipdesk.services.access import Access
from vipdesk.services.erasing import ErasingService
from vipdesk.services.failed_tries import join_failed_tries
from vipdesk.services.moving import Arrival, MovingService
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.services.settings import ManagerDraft, SettingsService
from vipdesk.store import backup, open_mark, switch
from vipdesk.store.book import Store
from vipdesk.store.errors import KeyFileBroughtError
from vipdesk.store.keyfile import DEMO_PASSPHRASE, BookKey, NewKey, make_key
from vipdesk.store.quick_key import PinSpentError, QuickKey
from vipdesk.store.shares import share_warning

if TYPE_CHECKING:  # windows are loaded on the GUI thread
    from PySide6.QtWidgets import QWidget

    from vipdesk.services.security import Rekeying
    from vipdesk.ui.first_start import FirstStartAnswers
    from vipdesk.ui.jobs import Jobs
    from vipdesk.ui.moving_dialogs import MoveInDialog
    from vipdesk.ui.rescue_dialog import RescueDialog
    from vipdesk.ui.restore_dialog import FindBackupDialog

__all__ = [
    "Damaged",
    "Opened",
    "PinSpentError",
    "bring_book",
    "bring_key_file",
    "close_book",
    "find_backup",
    "make_book",
    "mend",
    "open_book",
    "put_in_place",
    "quick_key",
    "rekey_book",
    "settings_of",
    "stay",
]

DEMO_CUSTOMERS = 500


@dataclass(frozen=True, slots=True)
class Opened:
    """An open book, what opened it, and what the window is dressed by."""

    store: Store
    key: BookKey
    settings: Settings
    greeting: greeting.Greeting
    demo: bool  # an invented book that still has the published passphrase
    notes: tuple[VipDeskError, ...]  # what was found and mended on the way


@dataclass(frozen=True, slots=True)
class Damaged:
    """A book that does not open, and the key that would open it."""

    key: BookKey
    error: VipDeskError


def open_book(
    profile: Path, key: BookKey, clock: Clock, new_pin: str, progress: Progress
) -> Opened | Damaged:
    """Open the book for the window and, if one was chosen just now, set its PIN; a job.

    After an unclean end it is checked first; ``progress`` is told of that alone.

    Raises:
        StoreError: It can't be opened; the key is wiped.
    """
    try:
        store, notes = _opened(profile, key, clock, progress)
    except rescue.DAMAGE as error:
        return Damaged(key, error)
    except BaseException:
        key.wipe()
        raise
    if new_pin:
        QuickUnlockService(store).set_pin(new_pin)
    switch.drop(profile)  # a backup that was made ready, and not put in place
    access = Access(profile, clock)
    join_failed_tries(store, access)
    ErasingService(store).apply_again()
    service = SettingsService(store)
    settings, manager = service.load(), service.manager()
    shown = greeting.update(
        profile,
        manager=manager.name,
        branch=manager.branch or "",
        language=settings.language,
        theme=settings.theme,
        zone=settings.zone,
    )
    store.before_write = forbid_gui_thread
    return Opened(store, key, settings, shown, access.is_demo(), notes)


def _opened(
    profile: Path, key: BookKey, clock: Clock, progress: Progress
) -> tuple[Store, tuple[VipDeskError, ...]]:
    ready = rescue.make_ready(profile, key, clock(), progress)
    store = Store.open(profile, key, clock=clock, refresh=False)
    open_mark.leave(profile)
    found = (*ready.notes(store), share_warning(profile))
    return store, tuple(note for note in found if note is not None)


def mend(
    profile: Path, damaged: Damaged, clock: Clock, jobs: "Jobs", parent: "QWidget | None"
) -> "RescueDialog":
    """The dialog that brings a damaged book back."""
    from vipdesk.ui.rescue_dialog import RescueDialog

    rescuer = rescue.Rescuer(profile, damaged.key, clock)
    return RescueDialog(rescuer, jobs, parent)


def bring_book(
    profile: Path, clock: Clock, jobs: "Jobs", parent: "QWidget | None"
) -> "MoveInDialog":
    """The dialog that brings the book of another laptop."""
    from vipdesk.ui.moving_dialogs import MoveInDialog

    return MoveInDialog(Arrival(profile, clock), jobs, parent)


def bring_key_file(profile: Path, passphrase: str, clock: Clock) -> VipDeskError:
    """Take the key file of a backup for one that is damaged; what is to be said then. A job.

    Raises:
        KeyFileError: No backup holds one that ``passphrase`` opens.
    """
    made_at = rescue.bring_key_file(profile, passphrase, clock).astimezone()
    return KeyFileBroughtError(day=f"{made_at:%Y-%m-%d %H:%M}")


def stay(opened: Opened) -> None:
    """Go on with a book that was moved to another laptop; a job."""
    MovingService(opened.store).stay()


def close_book(opened: Opened) -> None:
    """Close the book and forget its key; a job."""
    rescue.closed(opened.store)
    opened.key.wipe()


def settings_of(store: Store) -> Settings:
    """The settings in force."""
    return SettingsService(store).load()


def quick_key(opened: Opened) -> QuickKey | None:
    """The key as the PIN opens it, for the lock that begins; a job."""
    return QuickUnlockService(opened.store).quick_key(opened.key)


def find_backup(
    profile: Path, access: Access, clock: Clock, jobs: "Jobs", parent: "QWidget | None"
) -> "FindBackupDialog":
    """The dialog that looks for a backup where no book is open."""
    from vipdesk.services.restores import RestoreService  # hardly ever
    from vipdesk.ui.restore_dialog import FindBackupDialog

    service = RestoreService(profile, access, clock, None)
    return FindBackupDialog(service, jobs, backup.folder_of(profile), parent)


def make_book(profile: Path, answers: "FirstStartAnswers", progress: Progress) -> NewKey:
    """Make the book that the first start asked for; a job. The key is in what it returns."""
    new_key = make_key(DEMO_PASSPHRASE if answers.demo else answers.passphrase, demo=answers.demo)
    store = Store.create(profile, answers.name, new_key)
    service = SettingsService(store)
    try:
        if answers.demo:
            from vipdesk.services.demo import DemoService

            DemoService(store).fill(DEMO_CUSTOMERS, 1, progress)
        service.begin(_manager(answers), _settings(service.load(), answers))
    finally:
        store.close()
    return new_key


def put_in_place(opened: Opened | None, profile: Path, key: BookKey) -> BookKey:
    """Close the book, if one is open, and let the backup that is ready take its place; a job.

    Returns:
        ``key``, which opens it.
    """
    if opened is not None:
        close_book(opened)
    switch.commit(profile)
    return key


def rekey_book(opened: Opened, profile: Path, plan: "Rekeying", clock: Clock) -> BookKey:
    """Close the book and give it its new key; a job.

    Returns:
        What opens it now.

    Raises:
        NotRekeyedError: The former key opens it still.
    """
    from vipdesk.store.rekey import rekey  # hardly ever

    rescue.closed(opened.store)
    new = plan.new
    try:
        rekey(profile, opened.key, new.key, plan.passphrase, new.recovery_key, NoProgress())
    except BaseException:
        new.key.wipe()
        raise
    finally:
        opened.key.wipe()
    store = Store.open(profile, new.key, clock=clock, refresh=False)
    try:
        with store.action("access.rekey", keep_empty=True):
            pass
    finally:
        store.close()
    return new.key


def forbid_gui_thread() -> None:
    """Raise where a write would hold up the window."""
    if threading.current_thread() is threading.main_thread():
        raise RuntimeError("a write on the GUI thread")


def _manager(answers: "FirstStartAnswers") -> ManagerDraft | None:
    if answers.demo:
        return None  # the invented manager
    return ManagerDraft(answers.name, answers.staff_number, answers.phone, answers.branch)


def _settings(settings: Settings, answers: "FirstStartAnswers") -> Settings:
    if answers.language == texts.system_language():
        return settings
    return replace(settings, language=answers.language)
