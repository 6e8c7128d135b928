"""What opens the book and when the desk locks itself."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.settings import Settings
from vipdesk.services.greeting import Greeting
from vipdesk.services.security import Rekeying, SecurityService
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.fields import NumberField
from vipdesk.ui.kit.form import Form, beside
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.passphrase_fields import PassphraseFields
from vipdesk.ui.kit.pin_dialog import PinDialog
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.settings.panel import Panel
from vipdesk.ui.theme import Tone

MAX_LOCK_MINUTES = 60
FIELD_WIDTH = 160  # pixels


class OldAndNewDialog(Dialog):
    """Asks for the passphrase in force and, where wanted, for the next one, twice."""

    def __init__(self, title: str, parent: QWidget, jobs: Jobs | None) -> None:
        """With ``jobs`` a new passphrase is asked for, too."""
        super().__init__(title, parent, primary=_("Continue"))
        self.old = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.fields = PassphraseFields(jobs, old=self.old) if jobs is not None else None
        if self.fields is not None:
            self.body.addWidget(self.fields)
        else:
            form = Form()
            form.add("old", _("Present passphrase"), self.old, required=True)
            self.body.addWidget(form)
        self.old.setFocus()

    @override
    def check(self) -> bool:
        if not self.old.text():
            self.old.setFocus()
            return False
        return self.fields is None or self.fields.check()


class SecurityPanel(Panel):
    """Two cards: the lock's values, saved with the settings; and the keys, changed at once.

    Signals:
        rekey_prepared: The `Rekeying` that the book is to get; its new recovery key was kept.
    """

    rekey_prepared = Signal(object)

    def __init__(self, security: SecurityService, jobs: Jobs) -> None:
        super().__init__()
        self._security = security
        self._jobs = jobs
        self.lock_minutes = NumberField(0, MAX_LOCK_MINUTES, unit=_("minutes"))
        self.quick_unlock = QCheckBox(_("The PIN opens the desk for 15 minutes after a lock"))
        self.passphrase_button = button(_("Change the passphrase…"))
        self.recovery_button = button(_("New recovery key…"))
        self.rekey_button = button(_("New key for the book…"))
        self.pin_button = button(_("Set a PIN…"))
        self.no_pin_button = button(_("Remove the PIN"))
        self.no_pin_button.setEnabled(False)  # until it is known that there is one
        self.keychain = QCheckBox(_("The keychain of this computer opens the book too"))
        self.notice = Notice()
        self._lay_out()
        self._connect()

    @override
    def show_settings(self, settings: Settings) -> None:
        self.lock_minutes.setValue(settings.lock_minutes)
        self.quick_unlock.setChecked(settings.quick_unlock)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read_state()

    @override
    def apply(self, settings: Settings) -> Settings:
        return replace(
            settings,
            lock_minutes=self.lock_minutes.value(),
            quick_unlock=self.quick_unlock.isChecked(),
        )

    def _connect(self) -> None:
        self.lock_minutes.valueChanged.connect(self.changed)
        self.quick_unlock.toggled.connect(self.changed)
        self.passphrase_button.clicked.connect(self._on_passphrase_clicked)
        self.recovery_button.clicked.connect(self._on_recovery_clicked)
        self.rekey_button.clicked.connect(self._on_rekey_clicked)
        self.pin_button.clicked.connect(self._on_pin_clicked)
        self.no_pin_button.clicked.connect(self._on_no_pin_clicked)
        self.keychain.clicked.connect(self._on_keychain_clicked)

    def _on_passphrase_clicked(self) -> None:
        dialog = OldAndNewDialog(_("Change the passphrase"), self.window(), self._jobs)
        dialog.accepted.connect(lambda: self._change(dialog))
        dialog.open()

    def _change(self, dialog: OldAndNewDialog) -> None:
        if dialog.fields is None:
            return
        old, new = dialog.old.text(), dialog.fields.first.text()
        security, said = self._security, _("The new passphrase opens the book from now on.")
        self._run(lambda: security.change_passphrase(old, new), lambda _done: self._say(said))

    def _on_recovery_clicked(self) -> None:
        dialog = OldAndNewDialog(_("New recovery key"), self.window(), None)
        dialog.accepted.connect(lambda: self._renew(dialog.old.text()))
        dialog.open()

    def _renew(self, passphrase: str) -> None:
        security = self._security
        self._run(
            lambda: (security.new_recovery_key(passphrase), security.whose()),
            self._show_recovery_key,
        )

    def _show_recovery_key(self, made: tuple[str, Greeting]) -> None:
        from vipdesk.ui.recovery_key import RecoveryKeyDialog

        recovery_key, whose = made
        RecoveryKeyDialog(recovery_key, self._jobs, whose, self.window()).open()

    def _on_rekey_clicked(self) -> None:
        """After a suspected leak: everything is encrypted anew, under another recovery key."""
        dialog = OldAndNewDialog(_("New key for the book"), self.window(), None)
        words = _(
            "If somebody may know the key of the book: everything is encrypted anew, which takes a "
            "while and closes the desk meanwhile. The passphrase stays, the recovery key is "
            "another one, and the keychain is to be switched on again. Backups made before still "
            "open with the old key."
        )
        dialog.body.insertWidget(0, label(words, "muted", wrap=True))
        dialog.accepted.connect(lambda: self._prepare(dialog.old.text()))
        dialog.open()

    def _prepare(self, passphrase: str) -> None:
        security = self._security
        self._run(
            lambda: (security.prepare_rekeying(passphrase), security.whose()), self._show_new_key
        )

    def _show_new_key(self, made: tuple[Rekeying, Greeting]) -> None:
        """The new recovery key is kept before the work: a kill must not leave it unknown."""
        from vipdesk.ui.recovery_key import RecoveryKeyDialog

        plan, whose = made
        dialog = RecoveryKeyDialog(plan.new.recovery_key, self._jobs, whose, self.window())
        dialog.accepted.connect(lambda: self.rekey_prepared.emit(plan))
        dialog.open()

    def _on_pin_clicked(self) -> None:
        dialog = PinDialog(self.window())
        dialog.chosen.connect(self._set_pin)
        dialog.open()

    def _set_pin(self, pin: str) -> None:
        pins, said = self._security.pins, _("The PIN is set.")
        self._run(lambda: pins.set_pin(pin), lambda _done: self._say(said))

    def _on_no_pin_clicked(self) -> None:
        said = _("There is no PIN now: the passphrase is asked for instead.")
        self._run(self._security.pins.remove_pin, lambda _done: self._say(said))

    def _read_state(self) -> None:
        """Show what is so, whatever was clicked."""
        security = self._security
        job = self._jobs.read(
            lambda _progress: (security.uses_keychain(), security.pins.has_pin()), quiet=True
        )
        job.succeeded.connect(lambda found: self._show_state(*found))

    def _show_state(self, uses_keychain: bool, has_pin: bool) -> None:
        self.keychain.setChecked(uses_keychain)
        self.no_pin_button.setEnabled(has_pin)

    def _on_keychain_clicked(self, wanted: bool) -> None:
        security = self._security
        if not wanted:
            said = _("The keychain opens nothing any more.")
            self._run(security.stop_keychain, lambda _done: self._say(said))
            return
        dialog = OldAndNewDialog(_("Use the keychain of this computer"), self.window(), None)
        dialog.accepted.connect(lambda: self._use_keychain(dialog.old.text()))
        dialog.rejected.connect(self._read_state)
        dialog.open()

    def _use_keychain(self, passphrase: str) -> None:
        security, said = self._security, _("The keychain opens the book too from now on.")
        self._run(lambda: security.use_keychain(passphrase), lambda _done: self._say(said))

    def _run(self, work: Callable[[], object], then: Callable[..., object]) -> None:
        job = self._jobs.write(lambda _progress: work(), quiet=True)
        job.succeeded.connect(then)
        job.failed.connect(self._on_failed)
        job.settled.connect(self._read_state)

    def _say(self, words: str) -> None:
        self.notice.say(words, Tone.GREEN)

    def _on_failed(self, error: Exception) -> None:
        self.notice.say(error_texts.sentence(error), Tone.RED)

    def _lay_out(self) -> None:
        lock = Card(_("Lock"), _("0 minutes: the desk never locks itself."))
        form = Form()
        form.add("lock_minutes", _("Lock after"), beside(self.lock_minutes))
        self.lock_minutes.setFixedWidth(FIELD_WIDTH)
        self.lock_minutes.setAccessibleName(_("Lock after"))
        form.add("quick_unlock", "", self.quick_unlock)
        lock.body.addWidget(form)
        keys = Card(_("Passphrase, recovery key and PIN"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (
            *(self.passphrase_button, self.recovery_button, self.rekey_button),
            *(self.pin_button, self.no_pin_button),
        ):
            row.addWidget(part)
        row.addStretch(1)
        keys.body.addLayout(row)
        keys.body.addWidget(self.keychain)
        words = _(
            "The passphrase, or the recovery key, opens the book. The PIN opens nothing on the "
            "disk. Nothing of this protects a desk that is open."
        )
        keys.body.addWidget(label(words, "note", wrap=True))
        keys.body.addWidget(self.notice)
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        lines.addWidget(lock)
        lines.addWidget(keys)
        lines.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))
