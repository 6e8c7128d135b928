"""Carries out what the strip of attachments asks for."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from vipdesk.domain.changes import Saved
from vipdesk.services.attachments import PICTURES, AttachmentRow, AttachmentsService
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.visits.attachment_strip import THUMB, AttachmentStrip


class AttachmentWork(QObject):
    """Attaches, removes and copies in jobs, and reads the thumbnails.

    Signals:
        told: A sentence about what was done and can be undone.
        copied: A sentence about a copy that left the book.
        refused: An error to show.
    """

    told = Signal(str)
    copied = Signal(str)
    refused = Signal(Exception)

    def __init__(
        self, service: AttachmentsService, jobs: Jobs, strip: AttachmentStrip, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._jobs = jobs
        self._strip = strip
        self._visit_id = 0
        self._thumbs: dict[int, QImage] = {}
        strip.files_chosen.connect(self.attach)
        strip.remove_requested.connect(self.detach)
        strip.copy_requested.connect(self.save_copy)

    def show_rows(self, visit_id: int, rows: Sequence[AttachmentRow], *, editable: bool) -> None:
        """Show the attachments of a visit; pictures follow as they are read."""
        self._visit_id = visit_id
        for row in self._strip.show_rows(rows, editable=editable):
            if row.id in self._thumbs:
                self._strip.set_thumbnail(row.id, self._thumbs[row.id])
            else:
                self._read_thumbnail(row)

    def attach(self, paths: Sequence[Path]) -> None:
        """Keep copies of files with the visit, one action each."""
        for path in paths:
            self._attach(path)

    def detach(self, attachment_id: int) -> None:
        """Take an attachment away; Ctrl+Z brings it back."""
        service = self._service
        job = self._jobs.write(lambda _progress: service.detach(attachment_id))
        job.succeeded.connect(lambda _saved: self.told.emit(_("The attachment was removed.")))

    def save_copy(self, attachment_id: int, path: Path) -> None:
        """Write a copy out of the book."""
        service = self._service
        job = self._jobs.write(lambda _progress: service.save_copy(attachment_id, path), quiet=True)
        job.succeeded.connect(self._on_copied)
        job.failed.connect(self.refused)

    def _attach(self, path: Path) -> None:
        service, visit_id = self._service, self._visit_id
        job = self._jobs.write(lambda _progress: service.attach(visit_id, path), quiet=True)
        job.failed.connect(self.refused)

    def _on_copied(self, saved: Saved[Path]) -> None:
        self.copied.emit(_("Saved as {path}").format(path=saved.value))

    def _read_thumbnail(self, row: AttachmentRow) -> None:
        service = self._service
        job = self._jobs.read(
            lambda _progress: _thumbnail(service.content(row.id), row.media_type), quiet=True
        )
        job.succeeded.connect(lambda image: self._on_thumbnail(row.id, image))

    def _on_thumbnail(self, attachment_id: int, image: QImage) -> None:
        self._thumbs[attachment_id] = image
        self._strip.set_thumbnail(attachment_id, image)


def _thumbnail(data: bytes, media_type: str) -> QImage:
    """A small picture; a null one where the bytes cannot be drawn. Runs in the background.

    They are read as what they are called and as nothing else: a drawing (SVG) of a few hundred
    bytes may ask for a thousand million strokes, and names other files.
    """
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(media_type.removeprefix("image/").encode()))
    reader.setAutoDetectImageFormat(False)
    image = reader.read() if media_type in PICTURES else QImage()
    if image.isNull():
        return image
    return image.scaled(
        THUMB * 2, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
