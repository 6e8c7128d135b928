"""Photos and files kept with a visit, inside the encrypted book; equal content is kept once."""

import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.visits import require
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.reports.files import safe_file_name, write_whole
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.journal import mark_seen
from vipdesk.store.records import Attachment, AttachmentContent, Visit
from vipdesk.texts import N_

MIB = 1 << 20
VISITS = frozenset({Area.VISITS, Area.JOURNAL})
# What a file is by its first bytes; a name may say anything.
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
)

PICTURES = frozenset(f"image/{kind}" for kind in ("png", "jpeg", "gif", "bmp", "webp", "tiff"))
"""Kinds that a thumbnail is made of; each holds points only, no drawing that names other files."""


class AttachmentTooLargeError(VipDeskError):
    """More bytes than the settings allow."""

    message = N_(
        "“{name}” has {size} MB; attachments may have {limit} MB (see settings). "
        "It was not attached."
    )


class AttachmentUnreadableError(VipDeskError):
    """The file is gone, a folder, or must not be read."""

    message = N_("“{name}” could not be read ({reason}). It was not attached.")


class AttachmentEmptyError(VipDeskError):
    """A file of 0 bytes."""

    message = N_("“{name}” is empty. It was not attached.")


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment without its bytes."""

    id: int
    name: str
    media_type: str
    size: int  # bytes

    @property
    def file_name(self) -> str:
        """The name under which a copy can be kept on any system."""
        return safe_file_name(self.name)

    @property
    def is_image(self) -> bool:
        """Whether a thumbnail can be made of it."""
        return self.media_type in PICTURES


class AttachmentsService:
    """Attaches, shows, hands out and removes files of visits."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settings = SettingsService(store)

    def attach(self, visit_id: int, path: Path) -> Saved[int]:
        """Keep a copy of the file at ``path`` with the visit; the file itself is not touched.

        Returns:
            The attachment's id.

        Raises:
            AttachmentTooLargeError, AttachmentUnreadableError, AttachmentEmptyError,
            NotFoundError, VisitStateError: Nothing is kept.
        """
        data = self._read(path)
        with self._store.read() as session:
            _open_visit(session, visit_id)
        content_id = self._keep(data)
        with self._store.action("visit.attach", visit_id=visit_id) as session:
            visit = _open_visit(session, visit_id)
            attachment = Attachment(
                customer_id=visit.customer_id,
                visit_id=visit_id,
                name=path.name,
                media_type=media_type(path.name, data),
                size=len(data),
                content_id=content_id,
                added_at=self._store.now(),
            )
            session.add(attachment)
            session.flush()
            attachment_id = attachment.id
        return Saved(attachment_id, VISITS)

    def detach(self, attachment_id: int) -> Saved[int]:
        """Take an attachment away; its bytes stay in the book, so that it can be undone.

        Raises:
            NotFoundError: It is gone already.
        """
        with self._store.action("visit.detach", attachment_id=attachment_id) as session:
            attachment = session.get(Attachment, attachment_id)
            if attachment is None:
                raise NotFoundError
            session.delete(attachment)
        return Saved(attachment_id, VISITS)

    def rows(self, visit_id: int) -> list[AttachmentRow]:
        """The attachments of a visit, oldest first."""
        with self._store.read() as session:
            return list(attachment_rows(session, visit_id))

    def content(self, attachment_id: int) -> bytes:
        """The bytes of an attachment.

        Raises:
            NotFoundError: It is gone.
        """
        query = (
            select(AttachmentContent.data)
            .join(Attachment, Attachment.content_id == AttachmentContent.id)
            .where(Attachment.id == attachment_id)
        )
        with self._store.read() as session:
            data = session.scalar(query)
        if data is None:
            raise NotFoundError
        return data

    def save_copy(self, attachment_id: int, path: Path) -> Saved[Path]:
        """Write a copy out of the book and journal it: it leaves the encrypted store.

        Raises:
            NotFoundError, ReportNotWrittenError: What stood at ``path`` is unchanged.
        """
        data = self.content(attachment_id)
        with self._store.action(
            "export", keep_empty=True, kind="attachment", rows=1, attachment_id=attachment_id
        ) as session:
            owner = select(Attachment.customer_id).where(Attachment.id == attachment_id)
            mark_seen(session, session.scalars(owner).all())
            write_whole(path, data)
        return Saved(path, frozenset({Area.JOURNAL}))

    def _read(self, path: Path) -> bytes:
        limit_mb = self._settings.load().attachment_limit_mb
        try:
            size = path.stat().st_size
            if size > limit_mb * MIB:
                shown = f"{size / MIB:,.1f}"
                raise AttachmentTooLargeError(name=path.name, size=shown, limit=limit_mb)
            data = path.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise AttachmentUnreadableError(name=path.name, reason=reason) from error
        if not data:
            raise AttachmentEmptyError(name=path.name)
        return data

    def _keep(self, data: bytes) -> int:
        """Store the bytes once, known by their digest; return their id."""
        digest = hashlib.sha256(data).digest()
        known = select(AttachmentContent.id).where(AttachmentContent.sha256 == digest)
        with self._store.plain_write() as connection:
            found = connection.scalar(known)
            if found is not None:
                return found
            result = connection.execute(insert(AttachmentContent).values(sha256=digest, data=data))
            return int(result.inserted_primary_key[0])  # type: ignore[index]


def attachment_rows(session: Session, visit_id: int) -> Iterator[AttachmentRow]:
    """The attachments of a visit, oldest first, without their bytes."""
    query = (
        select(Attachment.id, Attachment.name, Attachment.media_type, Attachment.size)
        .where(Attachment.visit_id == visit_id)
        .order_by(Attachment.id)
    )
    for attachment_id, name, kind, size in session.execute(query):
        yield AttachmentRow(attachment_id, name, kind, size)


def media_type(name: str, data: bytes) -> str:
    """What a file is: by its first bytes where they tell, else by its name."""
    for sign, kind in _SIGNS:
        if data.startswith(sign):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    guessed = mimetypes.guess_type(name)[0] or ""
    return guessed if guessed and not guessed.startswith("image/") else "application/octet-stream"


def _open_visit(session: Session, visit_id: int) -> Visit:
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise NotFoundError
    require(visit.status, "attach")
    return visit
