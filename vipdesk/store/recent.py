"""The last actions, told beside the book: what its files say no more can still be named.

SQLite drops what it can't read at the end of its log without a word, and a file of 0 bytes tells
nothing at all. So each action leaves a line here once it is committed: number, instant and code, no
personal data, encrypted under a key of the book's. The line is not synced; it is for files that are
lost or damaged, not for power cuts. Whoever may write empties the file when the book is opened.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vipdesk import paths
from vipdesk.store.keyfile import NONCE_BYTES, BookKey

MAX_BYTES = 4_000_000  # about 25,000 actions; older ones are in a backup by then
_PURPOSE = b"VIPDesk: the last actions"


@dataclass(frozen=True, slots=True)
class Recent:
    """One action that was committed."""

    id: int  # of its journal entry
    seq: int
    at: datetime
    code: str


class RecentActions:
    """The file of one profile."""

    def __init__(self, profile: Path, key: BookKey) -> None:
        self._path = profile / paths.RECENT_NAME
        self._key = hashlib.sha256(_PURPOSE + key.raw()).digest()

    def note(self, action: Recent) -> None:
        """Add a line. A disk that is full keeps nobody from working."""
        content = json.dumps([action.id, action.seq, action.at.isoformat(), action.code]).encode()
        nonce = secrets.token_bytes(NONCE_BYTES)
        line = base64.b64encode(nonce + self._cipher().encrypt(nonce, content, None)) + b"\n"
        with suppress(OSError):
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                if os.fstat(file).st_size < MAX_BYTES:
                    os.write(file, line)
            finally:
                os.close(file)

    def after(self, entry_id: int) -> list[Recent]:
        """What was done after a journal entry, oldest first; damaged lines are left out."""
        try:
            lines = self._path.read_bytes().splitlines()
        except OSError:
            return []
        return [one for one in self._read(lines) if one.id > entry_id]

    def forget(self) -> None:
        """Begin anew."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self, lines: list[bytes]) -> Iterator[Recent]:
        from cryptography.exceptions import InvalidTag

        cipher = self._cipher()
        for line in lines:
            with suppress(ValueError, TypeError, InvalidTag):
                raw = base64.b64decode(line, validate=True)
                content = cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
                entry_id, seq, at, code = json.loads(content)
                yield Recent(int(entry_id), int(seq), datetime.fromisoformat(at), str(code))

    def _cipher(self) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key)
