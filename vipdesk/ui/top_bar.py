"""The bar at the top of the window: search, undo, privacy, face to face, lock."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from vipdesk.texts import _
from vipdesk.ui import icons
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.plain import caption, set_tip
from vipdesk.ui.kit.search_field import SearchField
from vipdesk.ui.theme import Token

HEIGHT = 48
SEARCH_WIDTH = 440
Entries = Sequence[tuple[int, str]]  # id of an action in the journal, its name for people


def keys(sequence: str) -> str:
    """Name a shortcut as this system writes it."""
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)


class TopBar(QFrame):
    """What can be done from every screen.

    Signals:
        undo_requested, redo_requested: The last action, from the button or the menu.
        undo_action_requested: The id of an older action from the menu.
        privacy_toggled: Whether personal fields are to be covered.
        face_requested: Turn the screen to the customer.
        log_touchpoint_requested: Write down a call or a message.
        lock_requested: Leave the desk.
    """

    undo_requested = Signal()
    redo_requested = Signal()
    undo_action_requested = Signal(int)
    privacy_toggled = Signal(bool)
    face_requested = Signal()
    log_touchpoint_requested = Signal()
    lock_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setFixedHeight(HEIGHT)
        self.search = SearchField(
            _("Name / pinyin / last digits / customer number"), hint=keys("Ctrl+K")
        )
        self.search.setMaximumWidth(SEARCH_WIDTH)
        self._menu = QMenu(self)
        self._undo = button(_("Undo"), icon="undo-2", kind="quiet")
        self._more = icon_button(_("Last actions"), icon="chevron-down")
        self._more.setMenu(self._menu)
        self._privacy = button("", kind="quiet")
        self._privacy.setCheckable(True)
        self._log = button(_("Log a touchpoint"), icon="phone", kind="quiet")
        self._face = button(_("Face to face"), icon="presentation", kind="quiet")
        self._lock = icon_button(_("Lock"), icon="lock")
        self._lay_out()
        self._connect()
        self.set_privacy(False)
        self.set_undo("", "", ())

    def set_undo(self, undo: str, redo: str, entries: Entries) -> None:
        """Say what undo and redo would do; "" where there is nothing to."""
        self._undo.setEnabled(bool(undo))
        said = _("Undo: {action}").format(action=undo) if undo else _("Nothing to undo")
        set_tip(self._undo, f"{said}  {keys('Ctrl+Z')}")
        self._undo.setAccessibleName(said)
        self._more.setEnabled(bool(redo or entries))
        self._menu.clear()
        if redo:
            action = self._menu.addAction(caption(_("Redo: {action}").format(action=redo)))
            action.setShortcut(QKeySequence("Ctrl+Shift+Z"))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # shown, not active
            action.triggered.connect(self.redo_requested)
            self._menu.addSeparator()
        for number, name in entries:
            self._add_entry(number, name)

    def set_privacy(self, covered: bool) -> None:
        """Show whether a masked field can be shown at all, without a signal.

        Personal fields are masked either way, one click showing one for a while; the button can
        only hide more (rules.md 9).
        """
        self._privacy.setChecked(covered)
        text = _("Privacy: all covered") if covered else _("Privacy on")
        self._privacy.setText(text)
        self._privacy.setAccessibleName(text)
        shows = _("A click shows no covered field. Press to allow it again.")
        hides = _("One click shows a covered field for 30 s. Press to forbid even that.")
        set_tip(self._privacy, shows if covered else hides)
        token = Token.ACCENT_TEXT if covered else Token.MUTED
        icons.set_icon(self._privacy, "lock" if covered else "eye-off", token)

    def set_narrow(self, narrow: bool) -> None:
        """Leave the words of the buttons away where the window is narrow."""
        words = {self._undo: _("Undo"), self._log: _("Log a touchpoint")}
        words[self._face] = _("Face to face")
        for made, text in words.items():
            made.setText("" if narrow else text)
            icons.refresh(made)
        self._brand.setVisible(not narrow)

    def _add_entry(self, number: int, name: str) -> None:
        action = self._menu.addAction(caption(_("Undo: {action}").format(action=name)))
        action.triggered.connect(lambda: self.undo_action_requested.emit(number))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._logo())
        row.addWidget(self.search, 100)
        row.addStretch(1)
        pair = QHBoxLayout()
        pair.setSpacing(0)
        pair.addWidget(self._undo)
        pair.addWidget(self._more)
        row.addWidget(self._log)
        row.addLayout(pair)
        row.addWidget(self._privacy)
        row.addWidget(self._face)
        row.addWidget(self._lock)

    def _logo(self) -> QWidget:
        sign, self._brand = QLabel("VIP"), label("VIPDesk", "brand")
        sign.setProperty("kind", "logo")
        logo = QWidget()
        row = QHBoxLayout(logo)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._brand)
        row.addStretch(1)
        logo.setMinimumWidth(40)
        self._logo_box = logo
        return logo

    def set_logo_width(self, width: int) -> None:
        """Begin the search where the pages begin."""
        self._logo_box.setFixedWidth(max(40, width - 10))

    def _connect(self) -> None:
        self._undo.clicked.connect(self.undo_requested)
        self._privacy.clicked.connect(self._on_privacy_clicked)
        self._face.clicked.connect(self.face_requested)
        self._log.clicked.connect(self.log_touchpoint_requested)
        self._lock.clicked.connect(self.lock_requested)
        set_tip(self._lock, f"{_('Lock')}  {keys('Ctrl+Shift+L')}")
        set_tip(self._face, f"{_('Face to face')}  {keys('F11')}")
        set_tip(self._log, f"{_('Log a touchpoint')}  {keys('Ctrl+L')}")

    def _on_privacy_clicked(self, covered: bool) -> None:
        self.set_privacy(covered)
        self.privacy_toggled.emit(covered)

    def undo_button(self) -> QPushButton:
        """The button of the last action."""
        return self._undo

    def undo_menu(self) -> QMenu:
        """The menu of the last actions."""
        return self._menu
