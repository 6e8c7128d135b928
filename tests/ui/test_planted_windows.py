"""What stands around a book, before it opens and after it closed, obeys no planted text either."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import NOW, PASSPHRASE, fixed_clock
from tests.fuzz import tour
from tests.fuzz.planting import LITERAL, PLANTED
from tests.fuzz.widgets import Look
from tests.store.builders import add_customer
from vipdesk import paths
from vipdesk.domain.backups import Why
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.words import Tier
from vipdesk.importing.errors import MissingFileError
from vipdesk.progress import Progress
from vipdesk.services.access import Access
from vipdesk.services.backups import BackupService
from vipdesk.services.filters import FilterService
from vipdesk.services.greeting import Greeting
from vipdesk.services.moving import SUFFIX, Arrival
from vipdesk.services.rescue import Rescuer
from vipdesk.services.restores import RestoreService
from vipdesk.store.backup import folder_of
from vipdesk.store.book import Store
from vipdesk.store.errors import ActionsMissingError, DraftsDamagedError
from vipdesk.store.keyfile import read, unlock
from vipdesk.ui.farewell import Farewell
from vipdesk.ui.first_start import FirstStart
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.dialogs import show_error
from vipdesk.ui.kit.pin_dialog import PinDialog
from vipdesk.ui.moving_dialogs import MovedDialog, MoveInDialog
from vipdesk.ui.notes_dialog import NotesDialog
from vipdesk.ui.recovery_key import RecoveryKeyDialog
from vipdesk.ui.rescue_dialog import RescueDialog
from vipdesk.ui.restore_dialog import FindBackupDialog
from vipdesk.ui.unlock import UnlockWindow

WHOSE = Greeting(manager=PLANTED, branch=PLANTED, moved_at=NOW.isoformat())


@pytest.fixture
def odd(store: Store) -> Store:
    """A closed book in a folder of an odd name, with an action of an odd name after its backup."""
    BackupService(store).make_if_changed(Why.HAND)
    with store.action("customer.create") as session:
        add_customer(session, name=PLANTED)
    FilterService(store).save(LITERAL, CustomerFilter(tiers=(Tier.GOLD,)))
    store.close()
    return store


def odd_path(folder: Path, suffix: str = "") -> Path:
    """Two steps deep: the text holds a slash."""
    path = folder / f"{LITERAL}{suffix}"
    path.parent.mkdir(parents=True)
    return path


def each_window(store: Store, jobs: Jobs, folder: Path) -> Iterator[Callable[[], QWidget]]:
    access = Access(store.profile, fixed_clock)
    yield lambda: UnlockWindow(WHOSE)
    yield lambda: show_error(MissingFileError(name=PLANTED), None)
    yield lambda: show_error(ValueError(PLANTED), None)
    yield lambda: FirstStart(jobs)
    yield lambda: RecoveryKeyDialog("ABCD-EFGH", jobs, WHOSE)
    yield lambda: PinDialog(None, cancel="–")
    yield lambda: MovedDialog(WHOSE, None)
    yield lambda: NotesDialog(
        (
            DraftsDamagedError(folder=folder),
            ActionsMissingError(LITERAL, [(NOW, LITERAL)]),
        ),
        None,
    )
    yield lambda: FindBackupDialog(
        RestoreService(store.profile, access, fixed_clock, None), jobs, folder, None
    )
    yield lambda: _brought(folder, jobs)
    yield lambda: Farewell(jobs.backup(_fails))


def _brought(folder: Path, jobs: Jobs) -> MoveInDialog:
    """It is given a file that is none, of an odd name."""
    dialog = MoveInDialog(Arrival(folder / "new", fixed_clock), jobs, None)
    path = odd_path(folder, SUFFIX)
    path.write_bytes(b"no book")
    dialog.take_file(path)
    dialog.passphrase.setText(PASSPHRASE)
    dialog.check()
    return dialog


def _fails(_progress: Progress) -> None:
    raise MissingFileError(name=PLANTED)


def test_windows_without_a_book(qtbot: QtBot, jobs: Jobs, odd: Store, tmp_path: Path) -> None:
    """A greeting is read before anybody has proved who they are; an error may name a file."""
    look = Look()
    folder = folder_of(odd.profile).rename(odd_path(tmp_path))
    for make in each_window(odd, jobs, folder):
        window = make()
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(jobs.is_idle)
        look.at(type(window).__name__)
    assert not look.faults
    shown = {"UnlockWindow", "ErrorDialog", "NotesDialog", "FindBackupDialog", "MoveInDialog"}
    assert {*shown, "Farewell"} <= look.seen["label"]
    assert not tour.WITHOUT_A_BOOK - look.met


def test_a_book_that_is_brought_back(qtbot: QtBot, jobs: Jobs, odd: Store, tmp_path: Path) -> None:
    """The list of what was carried over names what was done; the folder is named, too."""
    look = Look()
    profile = odd.profile.rename(odd_path(tmp_path))
    key = unlock(read(profile / paths.KEY_NAME), PASSPHRASE)
    dialog = RescueDialog(Rescuer(profile, key, fixed_clock), jobs, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(jobs.is_idle)
    dialog.check()
    qtbot.waitUntil(lambda: dialog.rescued is not None and jobs.is_idle())
    look.at("back")
    assert LITERAL in dialog.report.toPlainText()
    dialog.save(profile.with_name("list.txt"))
    qtbot.waitUntil(jobs.is_idle)
    look.at("saved")
    assert not look.faults
    assert {"label", "field"} <= look.seen.keys()
    assert not tour.RESCUE - look.met
