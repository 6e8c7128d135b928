"""The buttons above the list."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from vipdesk.texts import _
from vipdesk.ui import icons
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Token


class ListButtons(QWidget):
    """What concerns the list as a whole.

    Signals:
        requested: ``new``, ``columns``, ``import``, ``export``, ``duplicates`` or ``recycle_bin``.
        filter_toggled: Whether the criteria are to be seen.
    """

    requested = Signal(str)
    filter_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.new = icon_button(_("New customer"), icon="user-plus")
        self.columns = icon_button(_("Columns"), icon="columns-3")
        self.more = icon_button(_("More"), icon="ellipsis")
        self.filter = button(_("Filter"), icon="sliders-horizontal")
        self.filter.setCheckable(True)
        self.import_ = button(_("Import"), icon="upload")
        self.export = button(_("Export"), icon="download")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        small = (self.new, self.columns, self.more)
        for part in (*small, self.filter, self.import_, self.export):
            row.addWidget(part)
        self.more.setMenu(self._menu())
        self._connect()

    def show_criteria(self, words: Sequence[str]) -> None:
        """Say how many criteria are set, and in the tooltip which."""
        self.filter.setText(f"{_('Filter')} {len(words)}" if words else _("Filter"))
        set_tip(self.filter, " · ".join(words))
        self.filter.setAccessibleName(self.filter.text())

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        entries = (
            ("duplicates", _("Find duplicates…"), "merge"),
            ("recycle_bin", _("Recycle bin…"), "trash-2"),
        )
        for key, text, icon in entries:
            action = menu.addAction(text)
            icons.set_icon(action, icon, Token.MUTED)
            action.triggered.connect(lambda _checked, key=key: self.requested.emit(key))
        return menu

    def _connect(self) -> None:
        self.filter.toggled.connect(self.filter_toggled)
        pressed = {
            "new": self.new,
            "columns": self.columns,
            "import": self.import_,
            "export": self.export,
        }
        for key, made in pressed.items():
            made.clicked.connect(lambda _checked, key=key: self.requested.emit(key))
