"""What is asked before the desk opens: a first start, the passphrase, the PIN, the recovery key.

What the unlock window does not need is loaded by `vipdesk.loading` while the passphrase is typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from vipdesk.claim import Claim
from vipdesk.clock import Clock
from vipdesk.errors import VipDeskError
from vipdesk.loading import Loading
from vipdesk.mending import Mending
from vipdesk.pin_way import PinWay
from vipdesk.progress import Progress
from vipdesk.services.access import Access, Entry
from vipdesk.services.greeting import Greeting
from vipdesk.services.greeting import read as read_greeting
from vipdesk.store.errors import StoreError
from vipdesk.store.keyfile import DEMO_PASSPHRASE, BookKey, NewKey
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.theme import Tone
from vipdesk.ui.unlock import Ask, UnlockWindow

if TYPE_CHECKING:
    from vipdesk.opening import Damaged, Opened
    from vipdesk.services.security import Rekeying
    from vipdesk.store.quick_key import QuickKey
    from vipdesk.ui.first_start import FirstStart, FirstStartAnswers
    from vipdesk.ui.kit.passphrase_dialog import PassphraseDialog

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why the desk stays closed, and how long the next try must wait."""

    error: Exception
    wait_seconds: int


class Entrance(QObject):
    """Asks until a book is open; lives as long as the program, through every lock.

    Signals:
        opened: The book that was opened, a `vipdesk.opening.Opened`; `leave` with the desk there.
        given_up: Nothing more is asked: the program ends.
    """

    opened = Signal(object)
    given_up = Signal()

    def __init__(self, profile: Path, clock: Clock, jobs: Jobs, claim: Claim) -> None:
        super().__init__()
        self._profile = profile
        self._clock = clock
        self._jobs = jobs
        self._claim = claim
        self.access = Access(profile, clock)
        self._mending = Mending(profile, clock, jobs)
        self._mending.opened.connect(self._on_opened)
        self._mending.brought_back.connect(lambda key: self._open(lambda: key))
        self._mending.refused.connect(lambda error: self._on_refused(_Refused(error, 0)))
        self._mending.given_up.connect(self.given_up)
        self.greeting = read_greeting(profile)
        self._loading = Loading(self)
        self._demo = False
        self._dialog: QDialog | None = None
        self.pin = PinWay(self.access, clock)
        self.pin.ended.connect(self._forget_pin)
        self.first_start: FirstStart | None = None
        self.unlock: UnlockWindow | None = None

    def start(self) -> None:
        """Ask for what opens the book, or for what a new one needs."""
        try:
            entry = self.access.entry()
        except StoreError as error:
            self.refuse(error)
            return
        self._demo = self.access.is_demo()
        if entry is Entry.NEW:
            self._ask_first()
        elif self._take_profile():
            if entry is Entry.PLAIN:
                self._ask_first_passphrase()
            else:
                self.ask_to_unlock()

    def ask_to_unlock(self) -> None:
        """Show the unlock window, in the place of one that is there still."""
        if self.unlock is not None:
            self.unlock.settle()
        window = UnlockWindow(self.greeting, hint=DEMO_PASSPHRASE if self._demo else "")
        window.entered.connect(self._on_entered)
        window.restore_requested.connect(self._ask_backup)
        window.closed.connect(self.given_up)
        window.show()
        self.unlock = window
        self._loading.start()
        job = self._jobs.read(self._look_around, quiet=True)
        job.succeeded.connect(self._on_looked_around)

    def put_in_place(self, opened: Opened | None, key: BookKey) -> None:
        """Close the book that is open, let the backup take its place, and open it with ``key``."""
        self._reopen(
            _("Putting the backup in place…"),
            lambda _progress: opening().put_in_place(opened, self._profile, key),
        )

    def rekey(self, opened: Opened, plan: Rekeying) -> None:
        """Close the book, give it its new key, and open it with that."""
        self._reopen(
            _("Giving the book its new key…"),
            lambda _progress: opening().rekey_book(opened, self._profile, plan, self._clock),
        )

    def _reopen(self, words: str, work: Callable[[Progress], BookKey]) -> None:
        """Once nothing else is under way do ``work``, and open the book with what it returns."""
        self.set_busy(words)
        self._jobs.when_idle(lambda: self._try(work, lambda key: self._open(lambda: key)))

    def set_busy(self, words: str) -> None:
        """Say what goes before, in the unlock window; "" asks again."""
        if self.unlock is not None:
            self.unlock.set_busy(words)

    def keep_quick_key(self, quick_key: QuickKey | None) -> None:
        """Let the PIN open the desk for a while, if the book has one."""
        if quick_key is not None and self.unlock is not None:
            self.pin.keep(quick_key)
            self.unlock.offer_pin()
        elif quick_key is not None:
            quick_key.wipe()

    def leave(self) -> None:
        """Close what was asked with: the desk is open."""
        self.pin.drop()
        if self.unlock is not None:
            self.unlock.settle()
            self.unlock = None

    def close(self) -> None:
        """Forget what is kept: the program ends."""
        self.pin.drop()
        self._mending.close()
        self._dialog = None

    def refuse(self, error: Exception) -> None:
        """Say why nothing opens, then give up."""
        from vipdesk.ui.kit.dialogs import show_error  # hardly ever, as below

        show_error(error, None).finished.connect(self.given_up)

    def _take_profile(self) -> bool:
        try:
            taken = self._claim.take()
        except StoreError as error:
            self.refuse(error)
            return False
        if not taken:
            # Before the event loop runs, quit does nothing.
            QTimer.singleShot(0, self, self.given_up.emit)
        return taken

    def _ask_first(self) -> None:
        from vipdesk.ui.first_start import FirstStart  # on a bare laptop only

        self.first_start = FirstStart(self._jobs)
        self.first_start.finished.connect(self._on_first_start_finished)
        self.first_start.restore_requested.connect(self._ask_backup)
        self.first_start.move_requested.connect(self._ask_move_file)
        self.first_start.cancelled.connect(self.given_up)
        self.first_start.show()
        self._loading.start()

    def _ask_move_file(self) -> None:
        """Bring the book of another laptop; then it is unlocked as ever."""
        dialog = opening().bring_book(self._profile, self._clock, self._jobs, self.first_start)
        dialog.accepted.connect(self._on_book_arrived)
        self._ask(dialog)

    def _on_book_arrived(self) -> None:
        if self.first_start is not None:
            self.first_start.settle()
            self.first_start = None
        if self._take_profile():
            self._demo = self.access.is_demo()
            self.ask_to_unlock()
        if self.unlock is not None:
            self.unlock.say(_("The book is here now. Unlock it as on the old laptop."), Tone.GREEN)

    def _ask_backup(self) -> None:
        """Look for a backup: on a bare laptop, or where the book does not open."""
        dialog = opening().find_backup(
            self._profile, self.access, self._clock, self._jobs, self.unlock or self.first_start
        )
        dialog.prepared.connect(self._on_backup_prepared)
        self._ask(dialog)

    def _on_backup_prepared(self, key: BookKey) -> None:
        """Put it in place and open it."""
        if self.first_start is not None:
            self.first_start.settle()
            self.first_start = None
            if not self._take_profile():
                return
        self.put_in_place(None, key)

    def _on_first_start_finished(self, answers: FirstStartAnswers) -> None:
        job = self._jobs.write(
            lambda progress: opening().make_book(self._profile, answers, progress)
        )
        self.greeting = Greeting(answers.name, answers.branch or "")
        job.succeeded.connect(self._on_book_made)
        job.failed.connect(self._on_book_not_made)

    def _on_book_made(self, new_key: NewKey) -> None:
        if self.first_start is not None:
            self.first_start.settle()
            self.first_start = None
        if self._take_profile():
            self._show_recovery_key(new_key)

    def _on_book_not_made(self, error: Exception) -> None:
        if self.first_start is not None:
            self.first_start.resume()
        from vipdesk.ui.kit.dialogs import show_error

        show_error(error, self.first_start, self._claim.log.path)

    def _ask_first_passphrase(self) -> None:
        """A book of the first release has none yet."""
        self._loading.start()
        note = _("From now on a passphrase opens this book, and nothing else does.")
        dialog = _passphrase_dialog(note, None)
        dialog.chosen.connect(self._on_first_passphrase_chosen)
        dialog.rejected.connect(self.given_up)
        self._ask(dialog)

    def _on_first_passphrase_chosen(self, passphrase: str) -> None:
        job = self._jobs.write(lambda _progress: self.access.protect(passphrase))
        job.succeeded.connect(self._show_recovery_key)
        job.failed.connect(self.refuse)

    def _show_recovery_key(self, new_key: NewKey) -> None:
        """Hand the recovery key over, then open the desk."""
        if self.access.is_demo():
            self._open(lambda: new_key.key)
            return
        from vipdesk.ui.recovery_key import RecoveryKeyDialog  # rarely

        dialog = RecoveryKeyDialog(new_key.recovery_key, self._jobs, self.greeting)
        dialog.accepted.connect(lambda: self._ask_first_pin(new_key.key))
        self._ask(dialog)

    def _ask_first_pin(self, key: BookKey) -> None:
        """Open the desk with a PIN, or without one if none is wanted."""
        from vipdesk.ui.kit.pin_dialog import PinDialog

        dialog = PinDialog(None, cancel=_("Without a PIN"))
        dialog.chosen.connect(lambda pin: self._open(lambda: key, pin))
        dialog.rejected.connect(lambda: self._open(lambda: key))
        self._ask(dialog)

    def _ask(self, dialog: QDialog) -> None:
        """Open a dialog and hold it: one without a parent would vanish with its last name."""
        self._dialog = dialog
        dialog.open()

    def _on_entered(self, ask: Ask, typed: str) -> None:
        if ask is Ask.RECOVERY:
            self._try(
                lambda _progress: self.access.unlock_with_recovery_key(typed),
                self._ask_new_passphrase,
            )
        elif ask is Ask.KEYCHAIN:
            self._open(self.access.unlock_with_keychain)
        elif ask is Ask.PIN:
            self._open(lambda: self.pin.unlock(typed))
        else:
            self._open(lambda: self._mending.unlock(self.access, typed))

    def _look_around(self, _progress: Progress) -> tuple[bool, Greeting]:
        """Whether the system's keychain opens the book, and how it was left: backed up since?"""
        return self.access.has_keychain(), read_greeting(self._profile)

    def _on_looked_around(self, found: tuple[bool, Greeting]) -> None:
        if self.unlock is not None:
            keychain, self.greeting = found
            self.unlock.greet(self.greeting)
            self.unlock.offer_keychain(keychain)

    def _forget_pin(self) -> None:
        """From now on only the passphrase opens the desk."""
        self.pin.drop()
        if self.unlock is not None:
            self.unlock.forget_pin()
            self.unlock.say(error_texts.sentence(opening().PinSpentError(), self._claim.log.path))

    def _ask_new_passphrase(self, key: BookKey) -> None:
        note = _("The recovery key holds. Choose a new passphrase; the old one opens nothing then.")
        dialog = _passphrase_dialog(note, self.unlock)
        dialog.chosen.connect(lambda chosen: self._open(lambda: self._renewed(key, chosen)))
        dialog.rejected.connect(lambda: self._on_refused(None))
        self._ask(dialog)

    def _renewed(self, key: BookKey, passphrase: str) -> BookKey:
        self.access.set_passphrase(key, passphrase)
        return key

    def _open(self, unlock: Callable[[], BookKey], new_pin: str = "") -> None:
        """Unwrap the key and open the book, as a job."""

        def work(progress: Progress) -> Opened | Damaged:
            found: Opened | Damaged = opening().open_book(
                self._profile, unlock(), self._clock, new_pin, progress
            )
            self._loading.wait_for_services()
            return found

        self._try(work, lambda found: self._mending.take(found, self.unlock))

    def _on_opened(self, opened: Opened) -> None:
        self.greeting, self._demo = opened.greeting, opened.demo
        self._loading.when_desk_loaded(lambda: self.opened.emit(opened))

    def _try(self, work: Callable[[Progress], T], then: Callable[[T], object]) -> None:
        def run(progress: Progress) -> T | _Refused:
            try:
                return work(progress)
            except VipDeskError as error:
                return _Refused(error, self.access.wait_seconds())

        def deliver(result: T | _Refused) -> None:
            if isinstance(result, _Refused):
                self._on_refused(result)
            else:
                then(result)

        job = self._jobs.write(run)
        job.progressed.connect(self._on_checked)
        job.succeeded.connect(deliver)
        job.failed.connect(lambda error: self._on_refused(_Refused(error, 0)))

    def _on_checked(self, done: int, total: int) -> None:
        """After an unclean end every page is looked at: that takes a while in a large book."""
        self.set_busy(_("Checking the book… {n} %").format(n=100 * done // total))

    def _on_refused(self, refused: _Refused | None) -> None:
        if self.unlock is None:
            if refused is not None:
                self.refuse(refused.error)
        elif refused is None:
            self.unlock.set_busy("")
        elif self.pin.is_spent():
            self.unlock.set_busy("")
            self._forget_pin()
        else:
            self.unlock.refuse(
                error_texts.sentence(refused.error, self._claim.log.path), refused.wait_seconds
            )


def _passphrase_dialog(note: str, parent: QWidget | None) -> PassphraseDialog:
    from vipdesk.ui.kit.passphrase_dialog import PassphraseDialog  # hardly ever

    return PassphraseDialog(_("Choose a passphrase"), note, parent)


def opening() -> Any:
    """What opens a book; the first call loads it."""
    from vipdesk import opening

    return opening
