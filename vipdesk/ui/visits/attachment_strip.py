"""The photos and files of a visit: added by button or drop, shown as thumbnails."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.services.attachments import AttachmentRow
from vipdesk.texts import _
from vipdesk.ui import icons
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.file_dialogs import ask_files, ask_save
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Token

THUMB = QSize(48, 36)
NAME_WIDTH = 120  # pixels of a name before it is shortened
KIB, MIB = 1 << 10, 1 << 20


def size_words(size: int) -> str:
    """1.2 MB or 340 KB in units of 1024."""
    return f"{size / MIB:,.1f} MB" if size >= MIB else f"{max(1, size // KIB):,} KB"


class Tile(QPushButton):
    """One attachment; pressing it says what can be done with it."""

    def __init__(self, row: AttachmentRow) -> None:
        super().__init__()
        self.row = row
        self.setAutoDefault(False)
        self.setIconSize(THUMB if row.is_image else QSize(16, 16))
        icons.set_icon(self, "camera" if row.is_image else "file-text", Token.MUTED)
        metrics = self.fontMetrics()
        self.setText(metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH))
        said = f"{row.name}, {size_words(row.size)}"
        set_tip(self, said)
        self.setAccessibleName(said)
        if row.is_image:
            self.setMinimumHeight(THUMB.height() + 8)

    def set_thumbnail(self, image: QImage) -> None:
        """Show a small picture of the content; it keeps its own colours in every theme."""
        self.setProperty("vipdesk_icon", None)
        self.setIcon(QIcon(QPixmap.fromImage(image)))


class AttachmentStrip(QWidget):
    """The attachments of a visit.

    Signals:
        files_chosen: A list of paths, dropped or picked.
        remove_requested: The id of an attachment.
        copy_requested: The id of an attachment, and the path for a copy.
    """

    files_chosen = Signal(list)
    remove_requested = Signal(int)
    copy_requested = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._tiles: dict[int, Tile] = {}
        self._editable = True
        self._grid = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._grid.setSizePolicy(policy)
        self._flow = FlowLayout(self._grid, 4)
        self._add = button(_("Drop or choose files"), icon="camera", kind="link")
        self._add.clicked.connect(self.choose)
        self._none = label(_("None"), "muted")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self._grid)
        whole.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self._none)
        self._show_parts()

    def show_rows(self, rows: Sequence[AttachmentRow], *, editable: bool) -> list[AttachmentRow]:
        """Show the attachments; returns those whose thumbnails are wanted."""
        self._editable = editable
        if [tile.row for tile in self._tiles.values()] != list(rows):
            self._flow.clear()
            self._tiles = {row.id: Tile(row) for row in rows}
            for tile in self._tiles.values():
                tile.clicked.connect(lambda _checked=False, made=tile: self._open_menu(made))
                self._flow.addWidget(tile)
        self._show_parts()
        return [row for row in rows if row.is_image]

    def set_thumbnail(self, attachment_id: int, image: QImage) -> None:
        """Show a picture that was read meanwhile, if its attachment is still shown."""
        if attachment_id in self._tiles and not image.isNull():
            self._tiles[attachment_id].set_thumbnail(image)

    def choose(self) -> None:
        """Pick files in a dialog."""
        ask_files(self, _("Attach files"), self.files_chosen.emit)

    def menu_of(self, tile: Tile) -> QMenu:
        """What can be done with an attachment."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Save a copy…")).triggered.connect(lambda: self._choose_copy(tile.row))
        remove = menu.addAction(_("Remove"))
        remove.triggered.connect(lambda: self.remove_requested.emit(tile.row.id))
        remove.setEnabled(self._editable)
        return menu

    def tiles(self) -> Sequence[Tile]:
        """The attachments as they are shown."""
        return tuple(self._tiles.values())

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._editable and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        event.acceptProposedAction()
        self.files_chosen.emit(paths)

    def _show_parts(self) -> None:
        self._grid.setVisible(bool(self._tiles))
        self._add.setVisible(self._editable)
        self._none.setVisible(not self._editable and not self._tiles)

    def _open_menu(self, tile: Tile) -> None:
        self.menu_of(tile).popup(tile.mapToGlobal(tile.rect().bottomLeft()))

    def _choose_copy(self, row: AttachmentRow) -> None:
        ask_save(
            self,
            _("Save a copy"),
            row.file_name,
            lambda path: self.copy_requested.emit(row.id, path),
        )
