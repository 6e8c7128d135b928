"""The first window of a day, and the one that stands there while the desk is locked."""

from datetime import datetime
from enum import Enum

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.services.greeting import Greeting
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.backup_words import last_backup
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.flow import in_the_middle
from vipdesk.ui.kit.labels import dress_label, label
from vipdesk.ui.kit.page import outlives_its_names
from vipdesk.ui.theme import Tone

WIDTH, HEIGHT = 520, 420
COLUMN = 340


class Ask(Enum):
    """What opens the desk."""

    PASSPHRASE = "passphrase"
    PIN = "pin"
    RECOVERY = "recovery"
    KEYCHAIN = "keychain"  # nothing is typed


class UnlockWindow(QWidget):
    """Asks for the passphrase, the PIN or the recovery key; it opens nothing itself.

    Signals:
        entered: An `Ask` and what was typed: try it, then `refuse` or close the window.
        restore_requested: A backup is to take the book's place.
        closed: The window was closed by its user.
    """

    entered = Signal(object, str)
    restore_requested = Signal()
    closed = Signal()

    def __init__(self, greeting: Greeting, *, hint: str = "", with_pin: bool = False) -> None:
        """``hint``: the passphrase of an invented book, filled in for whoever tries it."""
        super().__init__()
        outlives_its_names(self)
        theme.dress(self)
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("VIPDesk")
        self.setMinimumSize(WIDTH, HEIGHT)
        self.resize(WIDTH, HEIGHT)
        self._with_pin = with_pin
        self._hint = hint
        self._ask = Ask.PASSPHRASE
        self._wait = 0
        self._busy = False
        self._settled = False
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._on_tick)
        self._make(greeting)
        self._lay_out()
        self.ask(Ask.PIN if with_pin else Ask.PASSPHRASE)

    def ask(self, ask: Ask) -> None:
        """Ask for something else; what was typed is gone."""
        self._ask = ask
        name, other = _WORDS[ask]()
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        secret = QLineEdit.EchoMode.Password
        plain = QLineEdit.EchoMode.Normal
        self.field.setEchoMode(plain if ask is Ask.RECOVERY else secret)
        self.field.setText(self._hint if ask is Ask.PASSPHRASE else "")
        self.other.setText(other)
        self.use_pin.setVisible(self._with_pin and ask is not Ask.PIN)
        self.say(self._first_words())
        self.field.setFocus()

    def offer_pin(self) -> None:
        """The PIN opens the desk for a while; whoever types already is left alone."""
        self._with_pin = True
        if self._ask is Ask.PASSPHRASE and self.field.text() == self._hint:
            self.ask(Ask.PIN)
        self.use_pin.setVisible(self._ask is not Ask.PIN)

    def greet(self, greeting: Greeting) -> None:
        """Say whose book it is and when its last backup was made."""
        self.whose.setText(" · ".join(filter(None, (greeting.branch, greeting.manager))))
        self.backed_up.setText(_last_backup(greeting))

    def offer_keychain(self, offered: bool) -> None:
        """Show, or hide, the button that asks the system's keychain."""
        self.keychain.setVisible(offered)

    def forget_pin(self) -> None:
        """The PIN opens nothing any more; the passphrase does."""
        self._with_pin = False
        self.ask(Ask.PASSPHRASE)

    def set_busy(self, words: str) -> None:
        """Say what is being done, and take no more keys; "" asks again."""
        self._busy = bool(words)
        self.unlock.setText(words or _("Unlock"))
        self._follow()

    def refuse(self, sentence: str, wait_seconds: int = 0) -> None:
        """Say why the desk stays closed, and ask again, if need be after a while."""
        self.set_busy("")
        self._wait = wait_seconds
        self.say(sentence, Tone.RED)
        if wait_seconds:
            self._tick.start()
        self._follow()
        self.field.selectAll()
        self.field.setFocus()

    def say(self, words: str, tone: Tone | None = None) -> None:
        """Show a sentence under the field."""
        dress_label(self.message, "note", tone)
        self.message.setText(words)

    def settle(self) -> None:
        """Close for good: the desk is open."""
        self._settled = True
        self._tick.stop()
        self.field.clear()
        self.close()
        self.deleteLater()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_unlock_clicked()
            return
        if event.key() == Qt.Key.Key_Escape and self._ask is not Ask.PASSPHRASE:
            self.ask(Ask.PASSPHRASE)
            return
        super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._settled:
            self._settled = True
            self.closed.emit()

    def _first_words(self) -> str:
        if self._ask is Ask.RECOVERY:
            return _("The key that was printed at the first start: 28 letters and digits.")
        if self._hint and self._ask is Ask.PASSPHRASE:
            return _("An invented book; its passphrase is filled in.")
        return ""

    def _on_unlock_clicked(self) -> None:
        typed = self.field.text()
        if typed and not self._busy and not self._wait:
            self.set_busy(_("Unlocking…"))
            self.entered.emit(self._ask, typed)

    def _on_keychain_clicked(self) -> None:
        self.set_busy(_("Asking the keychain…"))
        self.entered.emit(Ask.KEYCHAIN, "")

    def _on_other_clicked(self) -> None:
        self.ask(Ask.RECOVERY if self._ask is Ask.PASSPHRASE else Ask.PASSPHRASE)

    def _on_tick(self) -> None:
        self._wait = max(0, self._wait - 1)
        if not self._wait:
            self._tick.stop()
            self.say(self._first_words())
        self._follow()

    def _follow(self) -> None:
        self.field.setReadOnly(self._busy)
        self.unlock.setEnabled(not self._busy and not self._wait)
        self.restore.setEnabled(not self._busy)
        self.keychain.setEnabled(not self._busy)
        if self._wait:
            self.unlock.setText(_("Unlock in {n} s").format(n=self._wait))
        elif not self._busy:
            self.unlock.setText(_("Unlock"))

    def _make(self, greeting: Greeting) -> None:
        self.field = QLineEdit()
        self.field.setProperty("large", True)
        self.unlock = button(_("Unlock"), kind="primary")
        self.unlock.setProperty("large", True)
        self.unlock.clicked.connect(self._on_unlock_clicked)
        self.keychain = button(_("Unlock with the keychain of this computer"))
        self.keychain.clicked.connect(self._on_keychain_clicked)
        self.keychain.hide()
        self.other = button("", kind="link")
        self.other.clicked.connect(self._on_other_clicked)
        self.use_pin = button(_("Use the PIN"), kind="link")
        self.use_pin.clicked.connect(lambda: self.ask(Ask.PIN))
        self.restore = button(_("Restore a backup…"), kind="foot")
        self.restore.clicked.connect(self.restore_requested)
        self.message = label("", "note", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.whose = label("", "muted")
        self.whose.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.backed_up = label("", "note")
        self.backed_up.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.greet(greeting)

    def _lay_out(self) -> None:
        column = QFrame()
        column.setFixedWidth(COLUMN)
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        brand = QHBoxLayout()
        brand.setSpacing(8)
        brand.addStretch(1)
        brand.addWidget(label("VIP", "logo"))
        brand.addWidget(label("VIPDesk", "title"))
        brand.addStretch(1)
        lines.addLayout(brand)
        for part in (self.whose, self.field, self.unlock, self.keychain, self.message):
            lines.addWidget(part)
        foot = QHBoxLayout()
        foot.addWidget(self.other)
        foot.addStretch(1)
        foot.addWidget(self.backed_up)
        lines.addLayout(foot)
        lines.addWidget(self.use_pin, 0, Qt.AlignmentFlag.AlignLeft)
        whole = QVBoxLayout(self)
        whole.addStretch(1)
        whole.addLayout(in_the_middle(column))
        whole.addStretch(1)
        whole.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignHCenter)


def _last_backup(greeting: Greeting) -> str:
    try:
        at = greeting.local(datetime.fromisoformat(greeting.backed_up_at))
    except ValueError:
        return ""
    return last_backup(at, greeting.local(datetime.now().astimezone()).date())


_WORDS = {
    Ask.PASSPHRASE: lambda: (_("Passphrase"), _("Use the recovery key")),
    Ask.PIN: lambda: (_("PIN"), _("Use the passphrase")),
    Ask.RECOVERY: lambda: (_("Recovery key"), _("Use the passphrase")),
}
